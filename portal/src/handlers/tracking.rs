//! `crm.tracking.trace.*`: the ways of visitors, bound to the records that they led to.

use serde_json::{Value, json};

use super::owner_type;
use crate::engine::{Answer, Bound, Cx, Owner};
use crate::fault::Fault;
use crate::php;

pub(super) const ENTITY: &str = "crm.tracking.trace";
/// Kinds of records that a way leads to.
const KINDS: [&str; 5] = ["COMPANY", "CONTACT", "DEAL", "LEAD", "QUOTE"];

fn lacking(name: &str) -> Fault {
    Fault::core(format!("Parameter `{name}` required."))
}

/// A record among those that the way led to.
fn owner(cx: &Cx<'_>, entity: &Value) -> Result<Owner, Fault> {
    let code = php::get(entity, "TYPE")
        .and_then(php::text)
        .unwrap_or_default();
    let kind = KINDS.iter().find(|known| known.eq_ignore_ascii_case(&code));
    let Some(kind) = kind.and_then(|code| owner_type(code)) else {
        return Err(Fault::core(format!(
            "Wrong TYPE in parameter ENTITIES. Allowed types: {}",
            KINDS.join(",")
        )));
    };
    let id = php::get(entity, "ID").map_or(0, php::int);
    if id <= 0 {
        return Err(Fault::core("Wrong ID in parameter ENTITIES."));
    }
    let owner = Owner { kind, id };
    if !cx.hit.caller.role.writes() || !owner.exists(cx)? {
        let text = format!("You have no access to entity {code} with ID {id}.");
        return Err(Fault::core(text));
    }
    Ok(owner)
}

pub(super) fn add(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let trace = cx.loose_param("TRACE").and_then(php::text);
    let trace = trace.filter(|trace| !trace.trim().is_empty());
    let trace = trace.ok_or_else(|| lacking("TRACE"))?;
    if !serde_json::from_str::<Value>(&trace).is_ok_and(|trace| php::is_array(&trace)) {
        return Err(Fault::core("Can not parse JSON in parameter `TRACE`."));
    }
    let entities = cx.loose_param("ENTITIES").map(php::values);
    let owners: Vec<Owner> = entities
        .unwrap_or_default()
        .into_iter()
        .map(|entity| owner(cx, entity))
        .collect::<Result<_, _>>()?;
    let sql = "INSERT INTO trace (data) VALUES (?1)";
    cx.db().prepare_cached(sql)?.execute([trace])?;
    let id = cx.db().last_insert_rowid();
    for owner in owners {
        Bound { entity: ENTITY, id }.bind(cx, owner)?;
    }
    Ok(json!(id).into())
}

pub(super) fn delete(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let id = cx.id().ok_or_else(|| lacking("id"))?;
    let sql = "DELETE FROM trace WHERE id = ?1";
    cx.db().prepare_cached(sql)?.execute([id])?;
    Bound { entity: ENTITY, id }.unbind_all(cx)?;
    Ok(Value::Null.into())
}
