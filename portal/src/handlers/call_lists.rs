//! `crm.calllist.*`: records to call, and the states of their calls.

use serde_json::{Value, json};

use super::status;
use crate::engine::records::{self, held, whole};
use crate::engine::{Answer, Cx, Owner};
use crate::fault::Fault;
use crate::php;
use crate::store::quote;

pub(super) const LIST: &str = "crm.calllist";
/// The directory of the states of calls, and the state of a new one.
const STATES: (&str, &str) = ("CALL_LIST", "IN_WORK");

/// The records of a call: their kind, its number, their ids.
struct Called {
    kind: String,
    number: i64,
    ids: Vec<i64>,
}

fn called(cx: &Cx<'_>) -> Result<Called, Fault> {
    let kind = cx.param("ENTITY_TYPE").and_then(php::text);
    let kind = kind.ok_or_else(|| Fault::missing("ENTITY_TYPE"))?;
    let given = cx
        .param("ENTITIES")
        .ok_or_else(|| Fault::missing("ENTITIES"))?;
    let number = match kind.as_str() {
        "CONTACT" | "COMPANY" => super::owner_type(&kind),
        _ => None,
    };
    let number = number.ok_or_else(|| Fault::new("ENTITY_TYPE_ERROR", "Incorrect entity type"))?;
    if !php::is_array(given) {
        return Err(Fault::new("ENTITIES_ERROR", "Entities is not array"));
    }
    let view = records::view(cx, &format!("crm.{}", kind.to_ascii_lowercase()))?;
    let mut ids = Vec::new();
    for id in php::values(given).into_iter().map(php::int) {
        if !cx.exists(&view.table, id)? {
            return Err(Fault::new("ENTITY_ERROR", "Incorrect entities id"));
        }
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(Called { kind, number, ids })
}

/// Replaces the records of a list; calls to those that stay keep their states.
fn fill(cx: &Cx<'_>, list: i64, ids: &[i64]) -> Result<(), Fault> {
    let known = json!(ids).to_string();
    let sql = "DELETE FROM call_list_item WHERE list = ?1 AND entity NOT IN (SELECT value FROM json_each(?2))";
    cx.db().execute(sql, (list, known))?;
    let sql = "INSERT OR IGNORE INTO call_list_item (list, entity, status) VALUES (?1, ?2, ?3)";
    let mut statement = cx.db().prepare_cached(sql)?;
    for id in ids {
        statement.execute((list, id, STATES.1))?;
    }
    Ok(())
}

/// Nobody calls who is not there any more.
pub(super) fn forget(cx: &Cx<'_>, record: Owner) -> Result<(), Fault> {
    if let Some(lists) = lists_of_kind(cx) {
        let sql = format!("DELETE FROM call_list_item WHERE entity = ?2 AND list IN ({lists})");
        let mut statement = cx.db().prepare_cached(&sql)?;
        statement.execute((record.kind, record.id))?;
    }
    Ok(())
}

/// Another record of its kind is called in place of one; the one may remain where both were to be called.
pub(super) fn change(cx: &Cx<'_>, from: Owner, to: Owner) -> Result<(), Fault> {
    if let Some(lists) = lists_of_kind(cx) {
        let set = "UPDATE OR IGNORE call_list_item SET entity = ?3";
        let sql = format!("{set} WHERE entity = ?2 AND list IN ({lists})");
        let mut statement = cx.db().prepare_cached(&sql)?;
        statement.execute((from.kind, from.id, to.id))?;
    }
    Ok(())
}

/// SQL of the lists with records of a kind, which is the first value. Not every model has lists.
fn lists_of_kind(cx: &Cx<'_>) -> Option<String> {
    let table = quote(&records::view(cx, LIST).ok()?.table.name);
    Some(format!("SELECT ID FROM {table} WHERE ENTITY_TYPE_ID = ?1"))
}

pub(super) fn add(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let called = called(cx)?;
    let form = cx.param("WEBFORM_ID").map_or(0, php::int);
    // `2026-03-02 11:15:40`
    let now = cx.zone().moment(cx.zone().now()).replace('T', " ");
    let now = now.chars().take(19).collect::<String>();
    let kept = [
        held("ENTITY_TYPE", called.kind),
        held("ENTITY_TYPE_ID", called.number),
        held("WEBFORM_ID", form),
        held("DATE_CREATE", now),
    ];
    let list = records::add(cx, &*records::view(cx, LIST)?, &json!([]), &kept)?;
    fill(cx, list, &called.ids)?;
    Ok(json!(list).into())
}

/// The list of a call, and the number of the kind of its records.
fn list_of(cx: &Cx<'_>) -> Result<(i64, i64), Fault> {
    let list = cx.param("LIST_ID").map(php::int);
    let list = list.ok_or_else(|| Fault::missing("LIST_ID"))?;
    let known = records::get(cx, &*records::view(cx, LIST)?, list, ["ENTITY_TYPE_ID"])?;
    match known {
        Some([kind]) => Ok((list, whole(&kind))),
        None => Err(Fault::new("LIST_ID_ERROR", "Call list is not found")),
    }
}

pub(super) fn update(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let (list, kind) = list_of(cx)?;
    let called = called(cx)?;
    if called.number != kind {
        return Err(Fault::new("ENTITY_TYPE_ERROR", "Incorrect entity type"));
    }
    if let Some(form) = cx.param("WEBFORM_ID").map(php::int) {
        let view = records::view(cx, LIST)?;
        records::set(cx, &view, list, &[held("WEBFORM_ID", form)])?;
    }
    fill(cx, list, &called.ids)?;
    Ok(json!(true).into())
}

/// Lists neither know nor answer the kind as a text.
pub(super) fn list(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let view = records::view(cx, LIST)?;
    let names = view.fields.iter().map(|field| field.wire.as_str());
    let known: Vec<&str> = names.filter(|name| *name != "ENTITY_TYPE").collect();
    let (select, filter, order) = (
        cx.array_param("select")?,
        cx.array_param("filter")?,
        cx.array_param("order")?,
    );
    let chosen = php::values(&select).into_iter().filter_map(php::text);
    let chosen: Vec<String> = chosen.collect();
    let keys = [&filter, &order].map(|map| {
        let keys = php::entries(map).into_iter();
        keys.map(|(key, _)| {
            key.trim_start_matches(['!', '=', '<', '>', '@', '%'])
                .to_owned()
        })
        .collect::<Vec<_>>()
    });
    let asked = chosen.iter().chain(keys.iter().flatten());
    if let Some(name) = asked
        .into_iter()
        .find(|name| *name != "*" && !known.contains(&name.as_str()))
    {
        let text = format!("Unknown field definition {name} ({name}) for CallList Entity.");
        return Err(Fault::new("100", text));
    }
    let select = if chosen.is_empty() || chosen.iter().any(|name| name == "*") {
        json!(known)
    } else {
        json!(chosen)
    };
    let params = json!({ "select": select, "filter": filter, "order": order });
    records::usual(cx, &view, "list", &params)
}

pub(super) fn items(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let (list, kind) = list_of(cx)?;
    let filter = cx.array_param("filter")?;
    let state = php::get(&filter, "STATUS").and_then(php::text);
    if let Some(state) = &state {
        let states = status::entries(cx, STATES.0)?;
        if states.iter().all(|known| known.code != *state) {
            return Err(Fault::new("STATUS_ERROR", "Incorrect status"));
        }
    }
    let sql = "SELECT entity, status FROM call_list_item WHERE list = ?1 AND (?2 IS NULL OR status = ?2) ORDER BY entity";
    let mut statement = cx.db().prepare_cached(sql)?;
    let rows = statement.query_map((list, state), |row| {
        Ok(json!({ "ID": row.get::<_, i64>(0)?, "STATUS": row.get::<_, String>(1)?, "ENTITY_TYPE": kind }))
    })?;
    Ok(rows.collect::<rusqlite::Result<Value>>()?.into())
}

pub(super) fn statuses(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let states = status::entries(cx, STATES.0)?.into_iter().map(|state| {
        json!({ "ID": state.id, "NAME": state.name, "SORT": state.sort, "STATUS_ID": state.code })
    });
    Ok(states.collect::<Value>().into())
}
