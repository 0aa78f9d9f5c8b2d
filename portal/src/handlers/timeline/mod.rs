//! `crm.timeline.*`: entries in the timelines of records. Comments and log messages are numbered together.

mod bindings;
mod comment;
mod comment_files;
mod kind;
mod layout;
mod logmessage;
mod note;
mod pins;

use rusqlite::OptionalExtension;
use serde_json::{Value, json};

use super::{Handler, blocks};
use crate::engine::{Answer, Bound, Cx, Owner};
use crate::fault::Fault;
use crate::php;
pub(super) use kind::{is_known, number};
pub(super) use note::forget as forget_note;

/// What entries are bound as.
pub(super) const ENTITY: &str = "crm.timeline";
/// Sorts of entries.
const COMMENT: &str = "comment";
const LOG_MESSAGE: &str = "logmessage";

/// The handler of a method; the name is in lower case.
pub(super) fn find(call: &str) -> Option<Handler> {
    Some(match call.strip_prefix("crm.timeline.")? {
        "comment.add" => comment::add,
        "comment.get" => comment::get,
        "comment.list" => comment::list,
        "comment.update" => comment::update,
        "comment.delete" => comment::delete,
        "logmessage.add" => logmessage::add,
        "logmessage.get" => logmessage::get,
        "logmessage.list" => logmessage::list,
        "logmessage.delete" => logmessage::delete,
        "bindings.bind" => bindings::bind,
        "bindings.unbind" => bindings::unbind,
        "bindings.list" => bindings::list,
        "bindings.fields" => bindings::fields,
        "item.pin" => pins::pin,
        "item.unpin" => pins::unpin,
        "note.save" => note::save,
        "note.get" => note::get,
        "note.delete" => note::delete,
        "layout.blocks.set" => layout::set,
        "layout.blocks.get" => layout::get,
        "layout.blocks.delete" => layout::delete,
        _ => return None,
    })
}

/// An entry as something that is bound.
fn bound(id: i64) -> Bound<'static> {
    Bound { entity: ENTITY, id }
}

fn nothing() -> Answer {
    Value::Null.into()
}

fn done() -> Answer {
    json!(true).into()
}

/// The number of a new entry.
fn new_entry(cx: &Cx<'_>, sort: &str) -> Result<i64, Fault> {
    let sql = "INSERT INTO timeline_entry (sort) VALUES (?1)";
    cx.db().prepare_cached(sql)?.execute([sort])?;
    Ok(cx.db().last_insert_rowid())
}

/// Sort of an entry; nothing where there is none.
fn sort_of(cx: &Cx<'_>, id: i64) -> Result<Option<String>, Fault> {
    let sql = "SELECT sort FROM timeline_entry WHERE id = ?1";
    let mut statement = cx.db().prepare_cached(sql)?;
    Ok(statement.query_row([id], |row| row.get(0)).optional()?)
}

/// The entry that a parameter names, with its sort.
fn entry(cx: &Cx<'_>, name: &str) -> Result<(i64, String), Fault> {
    let id = cx.param(name).map_or(0, php::int);
    let sort = sort_of(cx, id)?.ok_or_else(Fault::not_found)?;
    Ok((id, sort))
}

/// Refuses an entry that does not stand in the timeline of a record.
fn check_bound(cx: &Cx<'_>, id: i64, owner: Owner) -> Result<(), Fault> {
    match bound(id).is_bound(cx, owner)? {
        true => Ok(()),
        false => Err(Fault::not_found()),
    }
}

/// Removes an entry with all that is kept beside it.
pub(super) fn forget(cx: &Cx<'_>, id: i64) -> Result<(), Fault> {
    match sort_of(cx, id)?.as_deref() {
        Some(COMMENT) => comment::forget(cx, id)?,
        Some(LOG_MESSAGE) => logmessage::forget(cx, id)?,
        _ => {}
    }
    bound(id).unbind_all(cx)?;
    note::forget(cx, &bound(id))?;
    blocks::forget(cx, &bound(id))?;
    let sql = "DELETE FROM timeline_entry WHERE id = ?1";
    cx.db().prepare_cached(sql)?.execute([id])?;
    Ok(())
}
