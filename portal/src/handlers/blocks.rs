//! Blocks that applications add to activities and entries which are not their own. An application sees its own alone.

use rusqlite::OptionalExtension;
use serde_json::{Value, json};

use super::events::client;
use super::look;
use crate::engine::{Answer, Bound, Cx};
use crate::fault::Fault;

/// The parameter that brings them.
pub(super) const LAYOUT: &str = "layout";

pub(super) fn set(cx: &Cx<'_>, item: &Bound<'_>) -> Result<Answer, Fault> {
    let layout = cx.param(LAYOUT).cloned().unwrap_or_default();
    look::check(cx, LAYOUT, &layout)?;
    let sql =
        "INSERT OR REPLACE INTO app_blocks (entity, item, client, layout) VALUES (?1, ?2, ?3, ?4)";
    let row = (item.entity, item.id, client(cx)?, layout.to_string());
    cx.db().prepare_cached(sql)?.execute(row)?;
    Ok(success())
}

pub(super) fn success() -> Answer {
    json!({ "success": true }).into()
}

pub(super) fn get(cx: &Cx<'_>, item: &Bound<'_>) -> Result<Answer, Fault> {
    let sql = "SELECT layout FROM app_blocks WHERE entity = ?1 AND item = ?2 AND client = ?3";
    let mut statement = cx.db().prepare_cached(sql)?;
    let kept: Option<String> = statement
        .query_row((item.entity, item.id, client(cx)?), |row| row.get(0))
        .optional()?;
    let layout: Option<Value> = kept.and_then(|layout| serde_json::from_str(&layout).ok());
    Ok(json!({ LAYOUT: layout }).into())
}

/// False when the application has none there.
pub(super) fn delete(cx: &Cx<'_>, item: &Bound<'_>) -> Result<bool, Fault> {
    let sql = "DELETE FROM app_blocks WHERE entity = ?1 AND item = ?2 AND client = ?3";
    let row = (item.entity, item.id, client(cx)?);
    Ok(cx.db().prepare_cached(sql)?.execute(row)? > 0)
}

/// Removes those of every application.
pub(super) fn forget(cx: &Cx<'_>, item: &Bound<'_>) -> Result<(), Fault> {
    let sql = "DELETE FROM app_blocks WHERE entity = ?1 AND item = ?2";
    cx.db()
        .prepare_cached(sql)?
        .execute((item.entity, item.id))?;
    Ok(())
}
