//! `placement.*`: where applications want to show themselves.

use serde_json::{Value, json};

use super::events::{check_handler, client, required};
use crate::engine::{Answer, Cx};
use crate::fault::Fault;
use crate::php;

fn text(cx: &Cx<'_>, name: &str) -> String {
    cx.loose_param(name).and_then(php::text).unwrap_or_default()
}

/// Whether the spec has the place; a star stands for a number.
fn known(cx: &Cx<'_>, code: &str) -> bool {
    cx.core
        .catalogue
        .model
        .placements
        .iter()
        .any(|p| match p.code.split_once('*') {
            Some((before, after)) => code
                .strip_prefix(before)
                .and_then(|rest| rest.strip_suffix(after))
                .is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit())),
            None => p.code == code,
        })
}

pub(super) fn bind(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let client = client(cx)?;
    let placement = required(cx, "PLACEMENT")?.to_ascii_uppercase();
    let handler = required(cx, "HANDLER")?;
    check_handler(&handler)?;
    if !known(cx, &placement) {
        return Err(Fault::new(
            "ERROR_PLACEMENT_NOT_FOUND",
            "Placement not found",
        ));
    }
    let options = cx
        .loose_param("OPTIONS")
        .cloned()
        .unwrap_or_else(|| json!([]))
        .to_string();
    let sql =
        "INSERT OR IGNORE INTO placement (client, placement, handler, title, description, options)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let row = (
        client,
        placement,
        handler,
        text(cx, "TITLE"),
        text(cx, "DESCRIPTION"),
        options,
    );
    if cx.db().execute(sql, row)? == 0 {
        return Err(Fault::core(
            "Unable to set placement handler: Handler already binded",
        ));
    }
    Ok(json!(true).into())
}

pub(super) fn unbind(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let client = client(cx)?;
    let placement = required(cx, "PLACEMENT")?.to_ascii_uppercase();
    let handler = cx
        .loose_param("HANDLER")
        .and_then(php::text)
        .filter(|h| !h.is_empty());
    let sql = "DELETE FROM placement WHERE client = ?1 AND placement = ?2 AND (?3 IS NULL OR handler = ?3)";
    let count = cx.db().execute(sql, (client, placement, handler))?;
    Ok(json!({ "count": count }).into())
}

pub(super) fn get(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let client = client(cx)?;
    let sql = "SELECT placement, handler, title, description, options FROM placement WHERE client = ?1 ORDER BY id";
    let mut statement = cx.db().prepare_cached(sql)?;
    let rows = statement.query_map([client], |row| {
        let (title, description): (String, String) = (row.get(2)?, row.get(3)?);
        let options: Value = serde_json::from_str(&row.get::<_, String>(4)?).unwrap_or_default();
        Ok(json!({
            "placement": row.get::<_, String>(0)?, "userId": 0, "handler": row.get::<_, String>(1)?,
            "options": options, "title": title, "description": description,
            "langAll": { "en": { "TITLE": title, "DESCRIPTION": description } }
        }))
    })?;
    Ok(Value::Array(rows.collect::<rusqlite::Result<_>>()?).into())
}

pub(super) fn list(cx: &Cx<'_>) -> Result<Answer, Fault> {
    client(cx)?;
    let codes: Vec<&str> = cx
        .core
        .catalogue
        .model
        .placements
        .iter()
        .map(|p| p.code.as_str())
        .collect();
    Ok(json!(codes).into())
}
