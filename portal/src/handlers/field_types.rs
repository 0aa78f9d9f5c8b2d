//! `userfieldtype.*`: types of custom fields that applications bring along.

use serde_json::{Value, json};

use super::events::{check_handler, client, required};
use crate::engine::{Answer, Cx};
use crate::fault::Fault;
use crate::php;

fn not_found() -> Fault {
    Fault::new("ERROR_NOT_FOUND", "User Field Type not found")
}

pub(super) fn add(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let client = client(cx)?;
    let (code, handler) = (
        required(cx, "USER_TYPE_ID")?.to_ascii_lowercase(),
        required(cx, "HANDLER")?,
    );
    check_handler(&handler)?;
    let text = |name: &str| {
        cx.loose_param(name)
            .and_then(php::text)
            .filter(|t| !t.is_empty())
    };
    let sql = "INSERT OR IGNORE INTO field_type (code, client, handler, title, description) VALUES (?1, ?2, ?3, ?4, ?5)";
    let title = text("TITLE").unwrap_or_else(|| code.clone());
    let row = (
        &code,
        client,
        handler,
        title,
        text("DESCRIPTION").unwrap_or_default(),
    );
    if cx.db().execute(sql, row)? == 0 {
        return Err(Fault::core(
            "Unable to set placement handler: Handler already binded",
        ));
    }
    Ok(json!(true).into())
}

pub(super) fn update(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let client = client(cx)?;
    let code = required(cx, "USER_TYPE_ID")?.to_ascii_lowercase();
    let text = |name: &str| cx.loose_param(name).and_then(php::text);
    if let Some(handler) = text("HANDLER") {
        check_handler(&handler)?;
    }
    let sql = "UPDATE field_type SET handler = COALESCE(?3, handler), title = COALESCE(?4, title),
         description = COALESCE(?5, description) WHERE code = ?1 AND client = ?2";
    let changed = cx.db().execute(
        sql,
        (
            code,
            client,
            text("HANDLER"),
            text("TITLE"),
            text("DESCRIPTION"),
        ),
    )?;
    if changed == 0 {
        Err(not_found())
    } else {
        Ok(json!(true).into())
    }
}

pub(super) fn delete(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let client = client(cx)?;
    let code = required(cx, "USER_TYPE_ID")?.to_ascii_lowercase();
    let gone = cx.db().execute(
        "DELETE FROM field_type WHERE code = ?1 AND client = ?2",
        (code, client),
    )?;
    if gone == 0 {
        Err(not_found())
    } else {
        Ok(json!(true).into())
    }
}

pub(super) fn list(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let client = client(cx)?;
    let sql = "SELECT code, handler, title, description FROM field_type WHERE client = ?1 ORDER BY code DESC";
    let mut statement = cx.db().prepare_cached(sql)?;
    let rows = statement.query_map([client], |row| {
        Ok(json!({
            "USER_TYPE_ID": row.get::<_, String>(0)?, "HANDLER": row.get::<_, String>(1)?,
            "TITLE": row.get::<_, String>(2)?, "DESCRIPTION": row.get::<_, String>(3)?
        }))
    })?;
    let rows: Vec<Value> = rows.collect::<rusqlite::Result<_>>()?;
    let total = i64::try_from(rows.len()).ok();
    Ok(Answer {
        result: Value::Array(rows).into(),
        total,
        next: None,
    })
}
