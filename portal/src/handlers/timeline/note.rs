//! `crm.timeline.note.*`: notes on activities and on entries, one each.

use rusqlite::OptionalExtension;
use serde_json::{Value, json};

use super::done;
use crate::engine::{Answer, Bound, Cx};
use crate::fault::Fault;
use crate::handlers::{activity, owner};
use crate::php;

/// What a note is on. It stands in the timeline of the record that the call names.
fn item(cx: &Cx<'_>) -> Result<Bound<'static>, Fault> {
    cx.check_params(&[])?;
    let id = cx.param("itemId").map_or(0, php::int);
    let entity = match cx.param("itemType").map_or(0, php::int) {
        1 => super::ENTITY,
        2 => activity::ENTITY,
        _ => return Err(Fault::not_found()),
    };
    let (item, owner) = (
        Bound { entity, id },
        owner::sent(cx, "ownerTypeId", "ownerId"),
    );
    match item.is_bound(cx, owner)? {
        true => Ok(item),
        false => Err(Fault::not_found()),
    }
}

pub(super) fn save(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let item = item(cx)?;
    let text = cx.param("text").and_then(php::text).unwrap_or_default();
    let sql = "INSERT INTO note (entity, item, text, author, created, editor, changed)
         VALUES (?1, ?2, ?3, ?4, ?5, ?4, ?5)
         ON CONFLICT (entity, item) DO UPDATE SET text = ?3, editor = ?4, changed = ?5";
    let (user, now) = (cx.hit.caller.user, cx.zone().now());
    cx.db()
        .prepare_cached(sql)?
        .execute((item.entity, item.id, text, user, now))?;
    Ok(done())
}

pub(super) fn get(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let item = item(cx)?;
    let sql =
        "SELECT text, author, created, editor, changed FROM note WHERE entity = ?1 AND item = ?2";
    let mut statement = cx.db().prepare_cached(sql)?;
    let note: Option<Value> = statement
        .query_row((item.entity, item.id), |row| {
            let moment = |at: usize| row.get(at).map(|moment| cx.zone().moment(moment));
            Ok(json!({
                "text": row.get::<_, String>(0)?,
                "createdById": row.get::<_, i64>(1)?, "createdTime": moment(2)?,
                "updatedById": row.get::<_, i64>(3)?, "updatedTime": moment(4)?,
            }))
        })
        .optional()?;
    Ok(note.ok_or_else(Fault::not_found)?.into())
}

pub(super) fn delete(cx: &Cx<'_>) -> Result<Answer, Fault> {
    match forget(cx, &item(cx)?)? {
        true => Ok(done()),
        false => Err(Fault::not_found()),
    }
}

/// Removes the note of something, if it has one.
pub(in crate::handlers) fn forget(cx: &Cx<'_>, item: &Bound<'_>) -> Result<bool, Fault> {
    let sql = "DELETE FROM note WHERE entity = ?1 AND item = ?2";
    let gone = cx
        .db()
        .prepare_cached(sql)?
        .execute((item.entity, item.id))?;
    Ok(gone > 0)
}
