//! `crm.type.*`: types of records that the portal adds itself. Their numbers and tables are all that needs code.

use rusqlite::OptionalExtension;
use serde_json::{Map, Value};

use crate::engine::{Answer, Cx, TYPE_NUMBER};
use crate::fault::Fault;
use crate::php;
use crate::store::quote;

/// Numbers that types can have.
const SMALL: std::ops::RangeInclusive<i64> = 128..=191;
/// The first of the numbers beyond.
const LARGE: i64 = 1030;

/// Name of the table that keeps the types.
fn table(cx: &Cx<'_>) -> Result<String, Fault> {
    let view = cx
        .method
        .and_then(|method| method.entity)
        .and_then(|entity| cx.core.catalogue.view(entity));
    view.map(|view| quote(&view.table.name))
        .ok_or_else(Fault::no_method)
}

/// The family's own code, with other parameters.
fn usual(cx: &Cx<'_>, role: &str, params: &Value) -> Result<Answer, Fault> {
    cx.with(params).by_family("wrapped", role)
}

fn taken(cx: &Cx<'_>, number: i64) -> Result<bool, Fault> {
    let sql = format!("SELECT 1 FROM {} WHERE {TYPE_NUMBER} = ?1", table(cx)?);
    Ok(cx.db().prepare_cached(&sql)?.exists([number])?)
}

/// Checks the number that is wanted, or picks one.
pub(super) fn add(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let mut params = cx.params.clone();
    if let Some(fields) = params.get_mut("fields").filter(|fields| fields.is_array()) {
        // A list has no names, so it says as much as nothing.
        *fields = Value::Object(Map::new());
    }
    if let Some(Value::Object(fields)) = params.get_mut("fields") {
        let number = number(cx, fields)?;
        fields.insert("entityTypeId".to_owned(), number.into());
    }
    usual(cx, "add", &params)
}

fn number(cx: &Cx<'_>, fields: &Map<String, Value>) -> Result<i64, Fault> {
    let wanted = fields.get("entityTypeId").map_or(0, php::int);
    if wanted == 0 {
        for number in SMALL.chain(LARGE..) {
            if !taken(cx, number)? {
                return Ok(number);
            }
        }
    }
    if !SMALL.contains(&wanted) && wanted < LARGE {
        return Err(Fault::bad_argument(format!(
            "entityTypeId must be between {} and {}, or not less than {LARGE}",
            SMALL.start(),
            SMALL.end()
        )));
    }
    if taken(cx, wanted)? {
        return Err(Fault::bad_argument(format!(
            "There is a type with entityTypeId {wanted} already"
        )));
    }
    Ok(wanted)
}

/// The number of the type of the call's id.
fn of_id(cx: &Cx<'_>) -> Result<Option<i64>, Fault> {
    let sql = format!("SELECT {TYPE_NUMBER} FROM {} WHERE ID = ?1", table(cx)?);
    let row = cx.db().query_row(&sql, [cx.id()], |row| row.get(0));
    Ok(row.optional()?)
}

/// A type that has records stays.
pub(super) fn delete(cx: &Cx<'_>) -> Result<Answer, Fault> {
    if let Some(number) = of_id(cx)? {
        if let Some(view) = cx.added_view(number)? {
            let records = quote(&view.table.name);
            let sql = format!("SELECT EXISTS (SELECT 1 FROM {records})");
            if cx.db().query_row(&sql, [], |row| row.get(0))? {
                return Err(Fault::new("BX_ERROR", "The type has records"));
            }
            super::pipelines::forget(cx, number)?;
            cx.db().execute_batch(&format!("DROP TABLE {records}"))?;
        }
        cx.core.forget();
    }
    usual(cx, "delete", cx.params)
}

pub(super) fn by_number(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let number = cx.param("entityTypeId").map(php::int);
    let number = number.ok_or_else(|| Fault::no_value("entityTypeId"))?;
    let entity = cx.core.catalogue.entity(crate::engine::ADDED.0);
    let view = entity.and_then(|entity| cx.core.catalogue.view(entity));
    let table = view.ok_or_else(Fault::no_method)?.table.name.clone();
    let sql = format!("SELECT ID FROM {} WHERE {TYPE_NUMBER} = ?1", quote(&table));
    let id: Option<i64> = cx
        .db()
        .query_row(&sql, [number], |row| row.get(0))
        .optional()?;
    let id = id.ok_or_else(Fault::no_item)?;
    let get = cx.core.catalogue.binding("crm.type.get", &Value::Null);
    let params = serde_json::json!({ "id": id });
    usual(&cx.bound_to(get), "get", &params)
}
