//! `event.offline.*`: applications that ask what happened instead of being told.

use rusqlite::Row;
use serde_json::{Value, json};

use super::events::{client, required};
use crate::catalogue::Kind;
use crate::engine::{Answer, Cx, PAGE, filter_columns, next_page, order_columns};
use crate::fault::Fault;
use crate::php;
use crate::settings::token;
use crate::store::{Sql, Stored};
use crate::zone::Zone;

/// How many events a reading takes when it does not say.
const LIMIT: i64 = 50;

/// What can be searched for and sorted by, with the columns that keep it; the last two only in lists.
const COLUMNS: [(&str, &str, Kind); 6] = [
    ("ID", "id", Kind::Int),
    ("TIMESTAMP_X", "at", Kind::Moment),
    ("EVENT_NAME", "event", Kind::Text),
    ("MESSAGE_ID", "message", Kind::Text),
    ("PROCESS_ID", "process", Kind::Text),
    ("ERROR", "error", Kind::Int),
];

const SELECTED: &str = "id, at, event, data, additional, message, process, error";

/// The events of the calling application from one source.
fn own(cx: &Cx<'_>) -> Result<Sql, Fault> {
    let connector = cx
        .loose_param("auth_connector")
        .and_then(php::text)
        .unwrap_or_default();
    let values = [client(cx)?.to_owned(), connector].map(Stored::Text);
    Ok(Sql::new("client = ? AND connector = ?", values))
}

fn record(row: &Row<'_>, zone: Zone, listed: bool) -> rusqlite::Result<Value> {
    let kept = |at: usize| {
        let text: String = row.get(at)?;
        let value = serde_json::from_str(&text).unwrap_or(Value::Bool(false));
        Ok::<_, rusqlite::Error>(if value == json!([]) {
            Value::Bool(false)
        } else {
            texts(value)
        })
    };
    let mut record = json!({
        "ID": row.get::<_, i64>(0)?.to_string(),
        "TIMESTAMP_X": zone.moment(row.get(1)?),
        "EVENT_NAME": row.get::<_, String>(2)?,
        "EVENT_DATA": kept(3)?,
        "EVENT_ADDITIONAL": kept(4)?,
        "MESSAGE_ID": row.get::<_, String>(5)?,
    });
    if let (true, Some(map)) = (listed, record.as_object_mut()) {
        map.insert("PROCESS_ID".to_owned(), row.get::<_, String>(6)?.into());
        map.insert("ERROR".to_owned(), row.get::<_, i64>(7)?.to_string().into());
    }
    Ok(record)
}

/// Leaves are texts, as in events that are posted.
fn texts(value: Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(texts).collect(),
        Value::Object(map) => map.into_iter().map(|(k, v)| (k, texts(v))).collect(),
        other => php::text(&other).unwrap_or_default().into(),
    }
}

fn flag(cx: &Cx<'_>, name: &str, default: bool) -> bool {
    cx.loose_param(name).map_or(default, |v| php::int(v) == 1)
}

fn parameter(cx: &Cx<'_>, name: &str) -> Value {
    cx.loose_param(name).cloned().unwrap_or_default()
}

/// Without a process it locks what waits under a new one; with one it reads again what that one has locked, and takes
/// nothing new.
pub(super) fn get(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let searchable = &COLUMNS[..4];
    let given = cx.loose_param("process_id").and_then(php::text);
    let from = given.as_deref().map_or("", str::trim);
    let condition = Sql::all(vec![
        own(cx)?,
        // Those that failed come when they are asked for, and then alone.
        Sql::new(
            "process = ? AND error = ?",
            [
                Stored::Text(from.to_owned()),
                Stored::Integer(flag(cx, "error", false).into()),
            ],
        ),
        filter_columns(searchable, &parameter(cx, "filter"), cx.zone()),
    ]);
    let order = order_columns(searchable, &parameter(cx, "order"), "at, id");
    let limit = cx.loose_param("limit").map(php::int).filter(|l| *l > 0);
    let sql = format!(
        "SELECT {SELECTED} FROM offline_event WHERE {} ORDER BY {order} LIMIT {}",
        condition.text,
        limit.unwrap_or(LIMIT)
    );
    let mut statement = cx.db().prepare(&sql)?;
    let rows = statement.query_map(rusqlite::params_from_iter(&condition.values), |row| {
        Ok((row.get::<_, i64>(0)?, record(row, cx.zone(), false)?))
    })?;
    let (ids, events): (Vec<i64>, Vec<Value>) = rows
        .collect::<rusqlite::Result<Vec<_>>>()?
        .into_iter()
        .unzip();
    let list = ids.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
    if flag(cx, "clear", true) {
        let sql = format!("DELETE FROM offline_event WHERE id IN ({list})");
        cx.db().execute(&sql, [])?;
        return Ok(json!({ "process_id": given, "events": events }).into());
    }
    let process = given.unwrap_or_else(|| token(32));
    let sql = format!("UPDATE offline_event SET process = ?1 WHERE id IN ({list})");
    cx.db().execute(&sql, [&process])?;
    Ok(json!({ "process_id": process, "events": events }).into())
}

pub(super) fn list(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let filter = filter_columns(&COLUMNS, &parameter(cx, "filter"), cx.zone());
    let condition = Sql::all(vec![own(cx)?, filter]);
    let order = order_columns(&COLUMNS, &parameter(cx, "order"), "id");
    let start = cx.loose_param("start").map_or(0, php::int).max(0) / PAGE * PAGE;
    let values = || rusqlite::params_from_iter(&condition.values);
    let sql = format!(
        "SELECT COUNT(*) FROM offline_event WHERE {}",
        condition.text
    );
    let total: i64 = cx.db().query_row(&sql, values(), |row| row.get(0))?;
    let sql = format!(
        "SELECT {SELECTED} FROM offline_event WHERE {} ORDER BY {order} LIMIT {PAGE} OFFSET {start}",
        condition.text
    );
    let mut statement = cx.db().prepare(&sql)?;
    let rows = statement.query_map(values(), |row| record(row, cx.zone(), true))?;
    Ok(Answer {
        result: Value::Array(rows.collect::<rusqlite::Result<_>>()?).into(),
        total: Some(total),
        next: next_page(start, PAGE, total),
    })
}

/// Elements of a parameter that has to be an array.
fn elements(name: &'static str, value: &Value, what: &str) -> Result<Vec<String>, Fault> {
    if !php::is_array(value) {
        return Err(wrong(name, what));
    }
    let elements = php::values(value).into_iter().filter_map(php::text);
    Ok(elements.map(|text| text.trim().to_owned()).collect())
}

fn wrong(name: &'static str, what: &str) -> Fault {
    Fault {
        argument: Some(name.to_owned()),
        ..Fault::new("ERROR_ARGUMENT", format!("Value must be array of {what}"))
    }
}

fn one_of(column: &str, values: Vec<String>) -> Sql {
    let marks = vec!["?"; values.len()].join(", ");
    let column = format!("CAST({column} AS TEXT) IN ({marks})");
    Sql::new(column, values.into_iter().map(Stored::Text))
}

const MESSAGES: &str = "MESSAGE_ID values";

pub(super) fn clear(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let process = required(cx, "process_id")?;
    let mut parts = vec![own(cx)?, Sql::new("process = ?", [Stored::Text(process)])];
    // By message before by id, whatever the documentation says.
    if let Some(messages) = cx.loose_param("message_id") {
        let messages = elements("message_id", messages, MESSAGES)?;
        if messages.iter().any(|message| message.chars().count() != 32) {
            return Err(wrong("message_id", MESSAGES));
        }
        parts.push(one_of("message", messages));
    } else if let Some(ids) = cx.loose_param("id") {
        let ids = elements("id", ids, "integers")?;
        if ids.iter().any(|id| php::int(&json!(id)) <= 0) {
            return Err(wrong("id", "integers"));
        }
        parts.push(one_of("id", ids));
    }
    let chosen = Sql::all(parts);
    let sql = format!("DELETE FROM offline_event WHERE {}", chosen.text);
    cx.db()
        .execute(&sql, rusqlite::params_from_iter(&chosen.values))?;
    Ok(json!(true).into())
}

/// What failed is let go and waits for `error=1`; it stands for whatever else of the same message waits or is locked. What had
/// failed before stays as it is: locked, if it was taken again.
pub(super) fn error(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let process = required(cx, "process_id")?;
    let Some(messages) = cx.loose_param("message_id") else {
        return Err(Fault::missing("message_id"));
    };
    let messages = one_of("message", elements("message_id", messages, MESSAGES)?);
    let of = |condition: &'static str| -> Result<Sql, Fault> {
        let process = Sql::new(condition, [Stored::Text(process.clone())]);
        Ok(Sql::all(vec![own(cx)?, messages.clone(), process]))
    };
    let others = of("error = 0 AND process <> ?")?;
    let sql = format!("DELETE FROM offline_event WHERE {}", others.text);
    cx.db()
        .execute(&sql, rusqlite::params_from_iter(&others.values))?;
    let failed = of("error = 0 AND process = ?")?;
    let sql = format!(
        "UPDATE offline_event SET error = 1, process = '' WHERE {}",
        failed.text
    );
    cx.db()
        .execute(&sql, rusqlite::params_from_iter(&failed.values))?;
    Ok(json!(true).into())
}
