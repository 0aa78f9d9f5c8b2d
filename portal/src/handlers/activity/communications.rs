//! Whom activities are with: numbers and addresses, each mostly of a client.

use rusqlite::Connection;
use serde_json::{Map, Value, json};

use super::ENTITY;
use crate::engine::describe;
use crate::engine::{Answer, Cx, Owner, records, view_of};
use crate::fault::Fault;
use crate::php;

/// One of them as it was sent.
pub(super) struct Communication {
    kind: String,
    value: String,
    pub(super) client: Owner,
}

impl Communication {
    /// `{TYPE, VALUE, ENTITY_TYPE_ID, ENTITY_ID}`; the kind of activity says the type where it is left out.
    pub(super) fn read(value: &Value, usual: &str) -> Option<Self> {
        let text = |name: &str| php::get(value, name).and_then(php::text);
        let number = |name: &str| php::get(value, name).map_or(0, php::int);
        let value_text = text("VALUE").filter(|text| !text.trim().is_empty());
        let client = Owner {
            kind: number("ENTITY_TYPE_ID"),
            id: number("ENTITY_ID"),
        };
        if value_text.is_none() && client.id <= 0 {
            return None;
        }
        Some(Self {
            kind: text("TYPE")
                .filter(|kind| !kind.is_empty())
                .unwrap_or_else(|| usual.to_owned()),
            value: value_text.unwrap_or_default(),
            client,
        })
    }
}

/// Puts these in place of those that an activity has.
pub(super) fn replace(cx: &Cx<'_>, activity: i64, all: &[Communication]) -> Result<(), Fault> {
    forget(cx.db(), activity)?;
    let sql = "INSERT INTO communication (activity, type, value, kind, record, client) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    for one in all {
        let client = names(cx, one.client)?.to_string();
        let Owner { kind, id } = one.client;
        cx.db()
            .prepare_cached(sql)?
            .execute((activity, &one.kind, &one.value, kind, id, client))?;
    }
    Ok(())
}

pub(super) fn forget(db: &Connection, activity: i64) -> Result<(), Fault> {
    db.prepare_cached("DELETE FROM communication WHERE activity = ?1")?
        .execute([activity])?;
    Ok(())
}

/// Activities are with nobody who is not there any more.
pub(in crate::handlers) fn forget_client(cx: &Cx<'_>, client: Owner) -> Result<(), Fault> {
    let sql = "DELETE FROM communication WHERE kind = ?1 AND record = ?2";
    cx.db()
        .prepare_cached(sql)?
        .execute((client.kind, client.id))?;
    Ok(())
}

/// Activities are with another client in place of one.
pub(in crate::handlers) fn change_client(cx: &Cx<'_>, from: Owner, to: Owner) -> Result<(), Fault> {
    let sql = "UPDATE communication SET kind = ?1, record = ?2 WHERE kind = ?3 AND record = ?4";
    let row = (to.kind, to.id, from.kind, from.id);
    cx.db().prepare_cached(sql)?.execute(row)?;
    Ok(())
}

/// Those of an activity, as lists answer them.
pub(super) fn of(cx: &Cx<'_>, activity: i64) -> Result<Value, Fault> {
    let sql = "SELECT id, type, value, kind, record, client FROM communication WHERE activity = ?1 ORDER BY id";
    let mut statement = cx.db().prepare_cached(sql)?;
    let rows = statement.query_map([activity], |row| {
        let number = |at: usize| row.get::<_, i64>(at).map(|n| n.to_string());
        let client: String = row.get(5)?;
        Ok(json!({
            "ID": number(0)?, "ACTIVITY_ID": activity.to_string(), "TYPE": row.get::<_, String>(1)?,
            "VALUE": row.get::<_, String>(2)?, "ENTITY_TYPE_ID": number(3)?, "ENTITY_ID": number(4)?,
            "ENTITY_SETTINGS": serde_json::from_str::<Value>(&client).unwrap_or_default(),
        }))
    })?;
    Ok(Value::Array(rows.collect::<rusqlite::Result<_>>()?))
}

/// Names of a client as they are now; an empty list where nothing is known of it.
fn names(cx: &Cx<'_>, client: Owner) -> Result<Value, Fault> {
    let mut names = Map::new();
    for column in [
        "HONORIFIC",
        "NAME",
        "SECOND_NAME",
        "LAST_NAME",
        "COMPANY_ID",
    ] {
        if let Some(text) = text(cx, client, column)? {
            names.insert(column.to_owned(), text.into());
        }
    }
    let company = match names.get("COMPANY_ID").map(php::int) {
        Some(id) if id > 0 => Owner { kind: COMPANY, id },
        _ => client,
    };
    if company.kind == COMPANY
        && let Some(title) = text(cx, company, "TITLE")?
    {
        names.insert("COMPANY_TITLE".to_owned(), title.into());
    }
    Ok(php::array(names))
}

/// Number of the kind of record whose title is the name of a company.
const COMPANY: i64 = 4;

/// What a record has in a column; nothing where there is no such record or column.
fn text(cx: &Cx<'_>, record: Owner, column: &str) -> Result<Option<String>, Fault> {
    match view_of(cx, record.kind)?.filter(|view| view.table.has(column)) {
        Some(view) => {
            let kept = records::get(cx, &view, record.id, [column])?;
            Ok(kept.map(|[kept]| records::text(&kept)))
        }
        None => Ok(None),
    }
}

/// Describes their parts. What the names of a client are made of is not among them.
pub(super) fn fields(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let catalogue = &cx.core.catalogue;
    let parts = catalogue
        .entity(ENTITY)
        .and_then(|entity| describe::parts(&catalogue.model, entity, "COMMUNICATIONS"));
    let parts = parts.ok_or_else(Fault::no_method)?;
    let scalar = parts.iter().filter(|part| part.wire != "ENTITY_SETTINGS");
    Ok(describe::plain(&catalogue.model, scalar).into())
}
