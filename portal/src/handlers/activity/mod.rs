//! `crm.activity.*`: what is planned or done, bound to the records in whose timelines it stands.

mod bindings;
mod communications;
mod configurable;
mod files;
mod layout;
mod list;
mod record;
mod todo;

use std::sync::Arc;

use serde_json::{Value, json};

use super::Handler;
use crate::catalogue::View;
use crate::engine::{Answer, Bound, Cx, records};
use crate::fault::Fault;
use crate::php;
pub(super) use communications::{change_client, forget_client};
pub(super) use record::forget;

/// Full name of the entity.
pub(super) const ENTITY: &str = "crm.activity";
/// Activities that an application opens or draws.
const APP: &str = "REST_APP";
/// Activities that an application draws.
const CONFIGURABLE: &str = "CONFIGURABLE_REST_APP";

/// The handler of a method; the name is in lower case.
pub(super) fn find(call: &str) -> Option<Handler> {
    Some(match call.strip_prefix("crm.activity.")? {
        "add" => record::add,
        "get" => record::get,
        "list" => list::list,
        "update" => record::update,
        "delete" => record::delete,
        "communication.fields" => communications::fields,
        "todo.add" => todo::add,
        "todo.update" => todo::update,
        "todo.updatedeadline" => todo::update_deadline,
        "todo.updatedescription" => todo::update_description,
        "todo.updatecolor" => todo::update_color,
        "todo.updateresponsibleuser" => todo::update_responsible_user,
        "configurable.add" => configurable::add,
        "configurable.get" => configurable::get,
        "configurable.update" => configurable::update,
        "layout.blocks.set" => layout::set,
        "layout.blocks.get" => layout::get,
        "layout.blocks.delete" => layout::delete,
        "binding.add" => bindings::add,
        "binding.list" => bindings::list,
        "binding.move" => bindings::shift,
        "binding.delete" => bindings::delete,
        _ => return None,
    })
}

/// The view of activities.
fn view(cx: &Cx<'_>) -> Result<Arc<View>, Fault> {
    records::view(cx, ENTITY)
}

/// An activity as something that is bound.
fn bound(id: i64) -> Bound<'static> {
    Bound { entity: ENTITY, id }
}

/// The activity that a parameter names.
fn named(cx: &Cx<'_>, name: &str) -> Result<i64, Fault> {
    let id = cx.param(name).map_or(0, php::int);
    match cx.exists(&view(cx)?.table, id)? {
        true => Ok(id),
        false => Err(Fault::not_found()),
    }
}

fn done() -> Answer {
    json!(true).into()
}

/// What an activity has in a column, as a value of the protocol.
fn column(cx: &Cx<'_>, id: i64, name: &str) -> Result<Value, Fault> {
    let kept = records::get(cx, &*view(cx)?, id, [name])?;
    Ok(kept.and_then(|[kept]| records::json(&kept)).into())
}
