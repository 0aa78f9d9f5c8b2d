//! `crm.timeline.item.*`: entries at the top of a timeline.

use super::{ENTITY, check_bound, entry, nothing};
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
    let sql = "SELECT COUNT(*) FROM binding
         WHERE kind = ?1 AND record = ?2 AND entity = ?3 AND item != ?4 AND pinned";
    let others: i64 = cx
        .db()
        .prepare_cached(sql)?
        .query_row((owner.kind, owner.id, ENTITY, id), |row| row.get(0))?;
    if others >= MOST {
        let text = "Only three events can be added to favorites";
        return Err(Fault::new("0", text));
    }
    set(cx, id, owner, true)
}

pub(super) fn unpin(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let (id, owner) = addressed(cx)?;
    set(cx, id, owner, false)
}

fn set(cx: &Cx<'_>, id: i64, owner: Owner, pinned: bool) -> Result<Answer, Fault> {
    let sql = "UPDATE binding SET pinned = ?1 WHERE entity = ?2 AND item = ?3 AND kind = ?4 AND record = ?5";
    cx.db()
        .prepare_cached(sql)?
        .execute((pinned, ENTITY, id, owner.kind, owner.id))?;
    Ok(nothing())
}
