//! `crm.automation.trigger.*`: the triggers of an application. Automation itself is no part of the portal.

use serde_json::{Value, json};

use crate::engine::{Answer, Cx};
use crate::fault::Fault;
use crate::php;

/// The caller's application and the code of the call.
fn called(cx: &Cx<'_>) -> Result<(String, String), Fault> {
    let client = cx.hit.caller.client().unwrap_or_default().to_owned();
    let code = cx.any_param("code").and_then(php::text);
    let code = code.filter(|code| !code.is_empty());
    Ok((client, code.ok_or_else(|| Fault::missing("CODE"))?))
}

/// Registers a trigger, or renames one.
pub(super) fn add(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let (client, code) = called(cx)?;
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    if !code.chars().all(allowed) {
        return Err(Fault::plain("Wrong trigger code."));
    }
    let name = cx.any_param("name").and_then(php::text);
    let name = name.filter(|name| !name.is_empty());
    let name = name.ok_or_else(|| Fault::missing("NAME"))?;
    let sql = "INSERT OR REPLACE INTO automation_trigger (client, code, name) VALUES (?1, ?2, ?3)";
    cx.db().execute(sql, (client, code, name))?;
    Ok(json!(true).into())
}

pub(super) fn delete(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let sql = "DELETE FROM automation_trigger WHERE client = ?1 AND code = ?2";
    if cx.db().execute(sql, called(cx)?)? == 0 {
        return Err(missing());
    }
    Ok(json!(true).into())
}

pub(super) fn list(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let sql = "SELECT name, code FROM automation_trigger WHERE client = ?1 ORDER BY code";
    let mut statement = cx.db().prepare_cached(sql)?;
    let client = cx.hit.caller.client().unwrap_or_default();
    let rows = statement.query_map([client], |row| {
        Ok(json!({ "NAME": row.get::<_, String>(0)?, "CODE": row.get::<_, String>(1)? }))
    })?;
    Ok(rows.collect::<rusqlite::Result<Value>>()?.into())
}

/// Fires a trigger that there is; nothing comes of it.
pub(super) fn execute(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let sql = "SELECT 1 FROM automation_trigger WHERE client = ?1 AND code = ?2";
    if cx.db().prepare_cached(sql)?.exists(called(cx)?)? {
        Ok(json!(true).into())
    } else {
        Err(missing())
    }
}

fn missing() -> Fault {
    Fault::plain("Trigger is not found.")
}
