//! `crm.timeline.bindings.*`: the records in whose timelines an entry stands. Nothing is looked at whether it exists.

use serde_json::{Value, json};

use super::{bound, done, kind};
use crate::engine::{Answer, Bound, Cx, Owner, describe};
use crate::fault::Fault;
use crate::php;

fn invalid(name: &str) -> Fault {
    let text = format!("{name} is not defined or invalid.");
    Fault::new("ERROR_ARGUMENT", text)
}

fn number(fields: &Value, name: &str) -> Result<i64, Fault> {
    let number = php::get(fields, name).map(php::int);
    number.filter(|n| *n > 0).ok_or_else(|| invalid(name))
}

fn kind_of(fields: &Value) -> Result<i64, Fault> {
    let name = php::get(fields, "ENTITY_TYPE").and_then(php::text);
    name.and_then(|name| kind::number(&name))
        .ok_or_else(|| invalid("ENTITY_TYPE"))
}

/// The entry and the record of a link.
fn link(cx: &Cx<'_>) -> Result<(Bound<'static>, Owner), Fault> {
    cx.check_params(&[])?;
    let fields = cx.fields_param()?;
    let entry = bound(number(&fields, "OWNER_ID")?);
    let owner = Owner {
        kind: kind_of(&fields)?,
        id: number(&fields, "ENTITY_ID")?,
    };
    Ok((entry, owner))
}

pub(super) fn bind(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let (entry, owner) = link(cx)?;
    if !cx.hit.caller.role.writes() {
        return Ok(json!(false).into());
    }
    entry.bind(cx, owner)?;
    Ok(done())
}

pub(super) fn unbind(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let (entry, owner) = link(cx)?;
    if !cx.hit.caller.role.writes() {
        return Ok(json!(false).into());
    }
    match entry.unbind(cx, owner)? {
        true => Ok(done()),
        false => Err(Fault::plain("Not found.")),
    }
}

pub(super) fn list(cx: &Cx<'_>) -> Result<Answer, Fault> {
    cx.check_params(&[])?;
    let filter = cx.array_param("filter")?;
    let entry = number(&filter, "OWNER_ID")?;
    let wanted = |name: &str| php::get(&filter, name).filter(|value| !php::is_blank(value));
    let kind = match wanted("ENTITY_TYPE") {
        Some(_) => Some(kind_of(&filter)?),
        None => None,
    };
    let id = wanted("ENTITY_ID").map(php::int);
    let mut owners = bound(entry).owners(cx)?;
    owners.retain(|owner| {
        kind.is_none_or(|kind| kind == owner.kind) && id.is_none_or(|id| id == owner.id)
    });
    let row = |owner: &Owner| {
        json!({
            "OWNER_ID": entry.to_string(), "ENTITY_ID": owner.id.to_string(), "ENTITY_TYPE": kind::name(owner.kind),
        })
    };
    Ok(Answer {
        result: owners.iter().map(row).collect::<Value>().into(),
        total: i64::try_from(owners.len()).ok(),
        next: None,
    })
}

/// Describes the fields that binding takes.
pub(super) fn fields(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let catalogue = &cx.core.catalogue;
    let bind = catalogue.binding("crm.timeline.bindings.bind", &Value::Null);
    let fields = bind.and_then(|method| method.params.first());
    let parts = fields.and_then(|fields| describe::members(&catalogue.model, fields.ty));
    let parts = parts.ok_or_else(Fault::no_method)?;
    Ok(describe::plain(&catalogue.model, parts.iter()).into())
}
