//! `crm.timeline.item.*`: entries at the top of a timeline.

use super::{check_bound, entry, nothing};
use crate::engine::{Answer, Cx, Owner};
use crate::fault::Fault;
use crate::handlers::owner;

/// A timeline has no more.
const MOST: i64 = 3;

fn addressed(cx: &Cx<'_>) -> Result<(i64, Owner), Fault> {
    cx.check_params(&[])?;
    let owner = owner::existing(cx, "ownerTypeId", "ownerId")?;
    let (id, _) = entry(cx, "id")?;
    check_bound(cx, id, owner)?;
    Ok((id, owner))
}

pub(super) fn pin(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let (id, owner) = addressed(cx)?;
    let sql = "SELECT COUNT(*) FROM pinned_entry WHERE kind = ?1 AND record = ?2 AND entry != ?3";
    let others: i64 = cx
        .db()
        .prepare_cached(sql)?
        .query_row((owner.kind, owner.id, id), |row| row.get(0))?;
    if others >= MOST {
        return Err(Fault::new(
            "0",
            "Only three events can be added to favorites",
        ));
    }
    let sql = "INSERT OR IGNORE INTO pinned_entry (entry, kind, record) VALUES (?1, ?2, ?3)";
    cx.db()
        .prepare_cached(sql)?
        .execute((id, owner.kind, owner.id))?;
    Ok(nothing())
}

pub(super) fn unpin(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let (id, owner) = addressed(cx)?;
    let sql = "DELETE FROM pinned_entry WHERE entry = ?1 AND kind = ?2 AND record = ?3";
    cx.db()
        .prepare_cached(sql)?
        .execute((id, owner.kind, owner.id))?;
    Ok(nothing())
}
