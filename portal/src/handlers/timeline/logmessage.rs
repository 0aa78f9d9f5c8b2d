//! `crm.timeline.logmessage.*`: log messages that applications and webhooks write.

use rusqlite::{OptionalExtension, Row};
use serde_json::{Value, json};

use super::{ENTITY, LOG_MESSAGE, bound, done, new_entry};
use crate::catalogue::Kind;
use crate::engine::{Answer, Cx, Owner, next_page, order_columns};
use crate::fault::Fault;
use crate::handlers::owner;
use crate::php;

/// Messages of a page.
const PAGE: i64 = 10;
/// What lists are sorted by.
const SORTED: [(&str, &str, Kind); 2] = [
    ("id", "entry", Kind::Int),
    ("created", "created", Kind::Moment),
];

const COLUMNS: &str = "entry, created, author, title, text, icon";

fn record(cx: &Cx<'_>, row: &Row<'_>) -> rusqlite::Result<Value> {
    let text = |at: usize| row.get::<_, String>(at);
    Ok(json!({
        "id": row.get::<_, i64>(0)?, "created": cx.zone().moment(row.get(1)?), "authorId": row.get::<_, i64>(2)?,
        "title": text(3)?, "text": text(4)?, "iconCode": text(5)?,
    }))
}

fn find(cx: &Cx<'_>, id: i64) -> Result<Value, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM log_message WHERE entry = ?1");
    let mut statement = cx.db().prepare_cached(&sql)?;
    let found = statement.query_row([id], |row| record(cx, row));
    found.optional()?.ok_or_else(|| {
        let text = format!("Timeline logmessage not found for id {id}");
        Fault::new("NOT_FOUND", text)
    })
}

fn answer(record: &Value) -> Answer {
    json!({ "logMessage": record }).into()
}

pub(super) fn add(cx: &Cx<'_>) -> Result<Answer, Fault> {
    cx.check_params(&[])?;
    let fields = cx.fields_param()?;
    let number = |name: &str| php::get(&fields, name).map_or(0, php::int);
    let text = |name: &str| {
        php::get(&fields, name)
            .and_then(php::text)
            .unwrap_or_default()
    };
    let owner = Owner {
        kind: number("entityTypeId"),
        id: number("entityId"),
    };
    owner::check(cx, owner)?;
    let id = new_entry(cx, LOG_MESSAGE)?;
    let sql = "INSERT INTO log_message (entry, author, created, client, title, text, icon)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    cx.db().prepare_cached(sql)?.execute((
        id,
        cx.hit.caller.user,
        cx.zone().now(),
        cx.hit.caller.client(),
        text("title"),
        text("text"),
        text("iconCode"),
    ))?;
    bound(id).bind(cx, owner)?;
    Ok(answer(&find(cx, id)?))
}

pub(super) fn get(cx: &Cx<'_>) -> Result<Answer, Fault> {
    cx.check_params(&[])?;
    Ok(answer(&find(cx, cx.id().unwrap_or_default())?))
}

pub(super) fn list(cx: &Cx<'_>) -> Result<Answer, Fault> {
    cx.check_params(&[])?;
    let owner = owner::sent(cx, "entityTypeId", "entityId");
    let order = cx.array_param("order")?;
    let order = order_columns(&SORTED, &order, "entry DESC");
    let start = cx.param("start").map_or(0, php::int).max(0) / PAGE * PAGE;
    let among = "FROM log_message
         WHERE entry IN (SELECT item FROM binding WHERE entity = ?1 AND kind = ?2 AND record = ?3)";
    let total: i64 = cx
        .db()
        .prepare_cached(&format!("SELECT COUNT(*) {among}"))?
        .query_row((ENTITY, owner.kind, owner.id), |row| row.get(0))?;
    let sql = format!("SELECT {COLUMNS} {among} ORDER BY {order} LIMIT {PAGE} OFFSET {start}");
    let mut statement = cx.db().prepare_cached(&sql)?;
    let rows = statement.query_map((ENTITY, owner.kind, owner.id), |row| record(cx, row))?;
    let rows: Value = rows.collect::<rusqlite::Result<_>>()?;
    Ok(Answer {
        result: rows.into(),
        total: Some(total),
        next: next_page(start, PAGE, total),
    })
}

pub(super) fn delete(cx: &Cx<'_>) -> Result<Answer, Fault> {
    cx.check_params(&[])?;
    let id = cx.id().unwrap_or_default();
    find(cx, id)?;
    let sql =
        "SELECT 1 FROM log_message WHERE entry = ?1 AND client IS NOT NULL AND client IS NOT ?2";
    if cx
        .db()
        .prepare_cached(sql)?
        .exists((id, cx.hit.caller.client()))?
    {
        return Err(Fault::new(
            "REMOVING_DISABLED",
            "The message was written by another application",
        ));
    }
    super::forget(cx, id)?;
    Ok(done())
}

/// Removes what is kept of a message alone.
pub(super) fn forget(cx: &Cx<'_>, id: i64) -> Result<(), Fault> {
    let sql = "DELETE FROM log_message WHERE entry = ?1";
    cx.db().prepare_cached(sql)?.execute([id])?;
    Ok(())
}
