//! Methods that belong to no family: each a small function from a call to an answer.

mod activity;
mod addresses;
mod blocks;
mod call_lists;
mod crm;
mod currencies;
mod documents;
mod duplicates;
mod enums;
mod events;
mod field_types;
mod look;
mod merging;
mod offline;
mod owner;
mod payments;
mod pictures;
mod pipelines;
mod placements;
mod product_owner;
mod product_prices;
mod product_rows;
mod record_types;
mod stage_history;
mod stages;
mod status;
mod system;
mod timeline;
mod tracking;
mod triggers;
mod volatile_types;

use rusqlite::Connection;

use crate::catalogue::{Catalogue, View};
use crate::engine::{Answer, Bound, Cx, Owner};
use crate::fault::Fault;

pub(crate) use enums::{owner_code, owner_of_short, owner_short, owner_type};
pub(crate) use stages::meaning as meaning_of_stage;

/// What answers a call.
pub(crate) type Handler = fn(&Cx<'_>) -> Result<Answer, Fault>;

/// Entities whose handlers keep their records in a table of the engine, which their other methods read.
const IN_TABLES: [&str; 5] = [
    status::ENTITY,
    pictures::ICON,
    pictures::LOGO,
    call_lists::LIST,
    documents::DOCUMENT,
];

/// Whether the records of an entity are in a table of the engine although handlers make them.
pub(crate) fn keeps_in_table(entity: &str) -> bool {
    IN_TABLES.contains(&entity)
}

/// Entities whose handlers keep their records in tables of their own.
const IN_OWN_TABLES: [&str; 2] = ["crm.timeline.logmessage", tracking::ENTITY];

/// Whether the engine needs no table for an entity, though its methods have shapes.
pub(crate) fn keeps_elsewhere(entity: &str) -> bool {
    IN_OWN_TABLES.contains(&entity)
}

/// Puts into the tables of a new portal what every portal has.
pub(crate) fn seed_tables(db: &Connection, catalogue: &Catalogue) -> rusqlite::Result<()> {
    status::seed(db, catalogue)?;
    pipelines::seed(db, catalogue)?;
    currencies::seed(db, catalogue)
}

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

/// Removes what handlers keep beside a record that is about to go.
pub(crate) fn leaving(cx: &Cx<'_>, view: &View, row: i64) -> Result<(), Fault> {
    match view.table.entity.as_str() {
        documents::DOCUMENT => documents::delete_files(cx, view, row),
        pictures::ICON | pictures::LOGO => pictures::delete_file(cx, view, row),
        _ => Ok(()),
    }
}

/// Forgets a record that is gone, where handlers name records beside their tables.
pub(crate) fn gone(cx: &Cx<'_>, record: Owner) -> Result<(), Fault> {
    call_lists::forget(cx, record)?;
    activity::forget_client(cx, record)
}

/// The same of a record that has become part of another one.
pub(crate) fn passed_on(cx: &Cx<'_>, from: Owner, to: Owner) -> Result<(), Fault> {
    call_lists::change(cx, from, to)?;
    activity::change_client(cx, from, to)
}

/// The handler of a method; the name is in lower case.
pub(crate) fn find(call: &str) -> Option<Handler> {
    if call.starts_with("crm.enum.") {
        return Some(enums::run);
    }
    if call.starts_with("userfieldconfig.") {
        return Some(crate::engine::userfield_config);
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
        "crm.status.list" | "crm.invoice.status.list" => status::list,
        "crm.status.get" | "crm.invoice.status.get" => status::get,
        "crm.status.add" | "crm.invoice.status.add" => status::add,
        "crm.status.update" | "crm.invoice.status.update" => status::update,
        "crm.status.delete" | "crm.invoice.status.delete" => status::delete,
        "crm.status.fields" => status::fields,
        "crm.status.entity.types" => status::entity_types,
        "crm.status.entity.items" => status::entity_items,
        "crm.address.add" => addresses::add,
        "crm.address.update" => addresses::update,
        "crm.address.delete" => addresses::delete,
        "crm.timeline.icon.add" | "crm.timeline.logo.add" => pictures::add,
        "crm.timeline.icon.delete" | "crm.timeline.logo.delete" => pictures::delete,
        "crm.calllist.add" => call_lists::add,
        "crm.calllist.update" => call_lists::update,
        "crm.calllist.list" => call_lists::list,
        "crm.calllist.items.get" => call_lists::items,
        "crm.calllist.statuslist" => call_lists::statuses,
        "crm.automation.trigger.add" => triggers::add,
        "crm.automation.trigger.delete" => triggers::delete,
        "crm.automation.trigger.list" => triggers::list,
        "crm.automation.trigger.execute" => triggers::execute,
        "crm.documentgenerator.document.add" => documents::add,
        "crm.documentgenerator.document.get" => documents::get,
        "crm.documentgenerator.document.update" => documents::update,
        "crm.documentgenerator.document.delete" => documents::delete,
        "crm.documentgenerator.document.upload" => documents::upload,
        "crm.documentgenerator.document.enablepublicurl" => documents::publish,
        "crm.duplicate.volatiletype.fields" => volatile_types::fields,
        "crm.duplicate.volatiletype.register" => volatile_types::register,
        "crm.item.payment.add" => payments::add,
        "crm.item.payment.get" | "crm.item.payment.update" => payments::existing,
        "crm.item.payment.list" => payments::list,
        "crm.item.payment.delete" => payments::delete,
        "crm.item.payment.pay" | "crm.item.payment.unpay" => payments::pay,
        "crm.item.payment.product.add" => payments::add_product,
        "crm.item.payment.product.setquantity" => payments::set_quantity,
        "crm.item.payment.product.delete" => payments::delete_product,
        "crm.item.payment.delivery.add" => payments::add_delivery,
        "crm.item.payment.product.list" | "crm.item.payment.delivery.list" => payments::parts,
        "crm.category.add" => pipelines::add,
        "crm.category.get" | "crm.category.list" | "crm.category.fields" => pipelines::read,
        "crm.category.update" => pipelines::update,
        "crm.category.delete" => pipelines::delete,
        "crm.currency.add" => currencies::add,
        "crm.currency.update" => currencies::update,
        "crm.currency.delete" => currencies::delete,
        "crm.currency.list" => currencies::list,
        "crm.currency.base.get" => currencies::base,
        "crm.currency.base.set" => currencies::set_base,
        "crm.currency.localizations.get" => currencies::localizations,
        "crm.currency.localizations.set" => currencies::set_localizations,
        "crm.currency.localizations.delete" => currencies::delete_localizations,
        "crm.currency.localizations.fields" => currencies::localization_fields,
        "crm.dealcategory.add" => pipelines::old_add,
        "crm.dealcategory.get" | "crm.dealcategory.list" | "crm.dealcategory.update" => {
            pipelines::old_usual
        }
        "crm.dealcategory.delete" => pipelines::old_delete,
        "crm.dealcategory.default.get" => pipelines::main,
        "crm.dealcategory.default.set" => pipelines::rename_main,
        "crm.dealcategory.stage.list" => pipelines::stage_list,
        "crm.dealcategory.status" => pipelines::directory,
        "crm.item.productrow.add" => product_rows::add,
        "crm.item.productrow.update" => product_rows::update,
        "crm.item.productrow.delete" => product_rows::delete,
        "crm.item.productrow.set" => product_rows::set,
        "crm.item.productrow.list" | "crm.productrow.list" => product_rows::list,
        "crm.item.productrow.getavailableforpayment" => product_rows::available,
        "crm.lead.productrows.get" | "crm.deal.productrows.get" | "crm.quote.productrows.get" => {
            product_rows::get_of_record
        }
        "crm.lead.productrows.set" | "crm.deal.productrows.set" | "crm.quote.productrows.set" => {
            product_rows::set_of_record
        }
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
