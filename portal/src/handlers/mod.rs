//! Methods that belong to no family: each a small function from a call to an answer.

mod activity;
mod blocks;
mod crm;
mod duplicates;
mod enums;
mod events;
mod field_types;
mod look;
mod merging;
mod offline;
mod owner;
mod placements;
mod record_types;
mod stage_history;
mod status;
mod system;
mod timeline;
mod tracking;

use crate::engine::{Answer, Bound, Cx};
use crate::fault::Fault;

pub(crate) use enums::{owner_code, owner_type};
pub(crate) use status::seed as seed_statuses;

/// What answers a call.
pub(crate) type Handler = fn(&Cx<'_>) -> Result<Answer, Fault>;

/// What a kind of record is called in refusals.
fn owner_name(number: i64) -> String {
    owner_code(number).map_or_else(|| number.to_string(), str::to_owned)
}

/// Number of the kind of record that an entity is, if every portal has it.
pub(crate) fn kind_number(entity: &str) -> Option<i64> {
    let name = entity.strip_prefix("crm.")?;
    owner_type(&name.to_ascii_uppercase()).or_else(|| timeline::number(name))
}

/// Whether every portal has a kind of record with this number.
pub(crate) fn is_owner_type(number: i64) -> bool {
    owner_code(number).is_some() || timeline::is_known(number)
}

/// Removes something that is bound to no record any more.
pub(crate) fn unbound(cx: &Cx<'_>, bound: &Bound<'_>) -> Result<(), Fault> {
    match bound.entity {
        activity::ENTITY => activity::forget(cx, bound.id),
        timeline::ENTITY => timeline::forget(cx, bound.id),
        _ => Ok(()),
    }
}

/// The handler of a method; the name is in lower case.
pub(crate) fn find(call: &str) -> Option<Handler> {
    if call.starts_with("crm.enum.") {
        return Some(enums::run);
    }
    if call.starts_with("crm.item.details.configuration.") {
        return Some(crate::engine::configuration_by_type);
    }
    if let Some(handler) = activity::find(call).or_else(|| timeline::find(call)) {
        return Some(handler);
    }
    Some(match call {
        "crm.multifield.fields" => crm::multifield_fields,
        "crm.userfield.types" => crm::userfield_types,
        "crm.userfield.fields" => crm::userfield_fields,
        "crm.userfield.enumeration.fields" => crm::enumeration_fields,
        "crm.userfield.settings.fields" => crm::settings_fields,
        "crm.status.list" => status::list,
        "crm.status.get" => status::get,
        "crm.status.add" => status::add,
        "crm.status.update" => status::update,
        "crm.status.delete" => status::delete,
        "crm.status.fields" => status::fields,
        "crm.status.entity.types" => status::entity_types,
        "crm.status.entity.items" => status::entity_items,
        "crm.type.add" => record_types::add,
        "crm.type.delete" => record_types::delete,
        "crm.type.getbyentitytypeid" => record_types::by_number,
        "crm.duplicate.findbycomm" => duplicates::find,
        "crm.entity.mergebatch" => merging::merge_batch,
        "crm.stagehistory.list" => stage_history::list,
        "crm.tracking.trace.add" => tracking::add,
        "crm.tracking.trace.delete" => tracking::delete,
        "event.bind" => events::bind,
        "event.unbind" => events::unbind,
        "event.get" => events::get,
        "event.offline.get" => offline::get,
        "event.offline.list" => offline::list,
        "event.offline.clear" => offline::clear,
        "event.offline.error" => offline::error,
        "events" => events::names,
        "scope" => system::scope,
        "methods" => system::methods,
        "method.get" => system::method,
        "app.info" => system::app,
        "profile" => system::profile,
        "user.current" => system::user,
        "server.time" => system::time,
        "placement.bind" => placements::bind,
        "placement.unbind" => placements::unbind,
        "placement.get" => placements::get,
        "placement.list" => placements::list,
        "userfieldtype.add" => field_types::add,
        "userfieldtype.update" => field_types::update,
        "userfieldtype.delete" => field_types::delete,
        "userfieldtype.list" => field_types::list,
        _ => return None,
    })
}
