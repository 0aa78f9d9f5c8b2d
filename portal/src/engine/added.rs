//! Records of types that a portal adds itself: the universal methods by the number of the type.

use std::sync::Arc;

use rusqlite::OptionalExtension;
use serde_json::{Value, json};

use super::conventions::{ADDED, ADDED_EVENT, TYPE_NUMBER};
use super::{Answer, Cx, item};
use crate::catalogue::{Table, View, added};
use crate::events::Occurrence;
use crate::fault::Fault;
use crate::php;
use crate::store::quote;

/// Answers a universal method that no bound record type serves.
pub(super) fn run(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let number = cx.param("entityTypeId").map_or(0, php::int);
    let Some(view) = view(cx, number)? else {
        return Err(item::unknown_type(cx));
    };
    let role = match cx.call.rsplit('.').next().unwrap_or_default() {
        "batchimport" => "batchImport",
        role => role,
    };
    item::run(cx, &view, role).unwrap_or_else(|| Err(Fault::no_method()))
}

/// The view of a type, if the portal has it.
pub(crate) fn view(cx: &Cx<'_>, number: i64) -> Result<Option<Arc<View>>, Fault> {
    let catalogue = &cx.core.catalogue;
    let (types, records) = ADDED;
    let (Some(types), Some(records)) = (catalogue.entity(types), catalogue.entity(records)) else {
        return Ok(None);
    };
    let Some(types) = catalogue.view(types) else {
        return Ok(None);
    };
    let sql = format!(
        "SELECT ID FROM {} WHERE {TYPE_NUMBER} = ?1",
        quote(&types.table.name)
    );
    let mut statement = cx.db().prepare_cached(&sql)?;
    let Some(id) = statement.query_row([number], |row| row.get(0)).optional()? else {
        return Ok(None);
    };
    if let Some(known) = cx.core.added.borrow().get(&number) {
        return Ok(Some(Arc::clone(known)));
    }
    let view = Arc::new(added(&catalogue.model, records, number, id));
    cx.core.store.make(&view.table)?;
    let kept = Arc::clone(&view);
    cx.core.added.borrow_mut().insert(number, kept);
    Ok(Some(view))
}

/// The tables of all types that the portal has.
pub(super) fn tables(cx: &Cx<'_>) -> Result<Vec<Arc<Table>>, Fault> {
    let Some(types) = cx.core.catalogue.view_of_entity(ADDED.0) else {
        return Ok(Vec::new());
    };
    let sql = format!(
        "SELECT {TYPE_NUMBER} FROM {} WHERE {TYPE_NUMBER} IS NOT NULL",
        quote(&types.table.name)
    );
    let mut statement = cx.db().prepare_cached(&sql)?;
    let numbers = statement.query_map([], |row| row.get(0))?;
    let numbers: Vec<i64> = numbers.collect::<rusqlite::Result<_>>()?;
    let mut tables = Vec::new();
    for number in numbers {
        tables.extend(view(cx, number)?.map(|view| Arc::clone(&view.table)));
    }
    Ok(tables)
}

/// Whether a view is one of these.
pub(super) fn is(cx: &Cx<'_>, view: &View) -> bool {
    cx.core.catalogue.entity(ADDED.1) == Some(view.entity)
}

/// Two events for each change: one for records of any added type, and one for those of this type alone.
pub(super) fn raise(cx: &Cx<'_>, view: &View, role: &str, id: &Value) {
    let number = view.type_id.as_ref().map_or(0, php::int);
    let event = format!("{ADDED_EVENT}{}", role.to_ascii_uppercase());
    for event in [event.clone(), format!("{event}_{number}")] {
        cx.hit.raise(Occurrence {
            event,
            data: json!({ "FIELDS": { "ID": id, TYPE_NUMBER: number } }),
        });
    }
}

/// Whether a name is one of an event of a single added type: `ONCRMDYNAMICITEMADD_177`.
pub(crate) fn is_event(name: &str) -> bool {
    let number = name
        .strip_prefix(ADDED_EVENT)
        .and_then(|rest| rest.split_once('_'));
    number.is_some_and(|(role, number)| {
        matches!(role, "ADD" | "UPDATE" | "DELETE")
            && !number.is_empty()
            && number.bytes().all(|b| b.is_ascii_digit())
    })
}
