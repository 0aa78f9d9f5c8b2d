//! `crm.stagehistory.list`: how records went through their stages.

use serde_json::{Map, Value, json};

use super::owner_name;
use crate::catalogue::Kind;
use crate::engine::{Answer, Cx, PAGE, filter_columns, next_page, order_columns, stranger};
use crate::fault::Fault;
use crate::php;
use crate::store::{Sql, Stored};

type Column = (&'static str, &'static str, Kind);

/// What every kind of record has.
const COMMON: [Column; 4] = [
    ("ID", "id", Kind::Int),
    ("TYPE_ID", "happened", Kind::Int),
    ("OWNER_ID", "record", Kind::Int),
    ("CREATED_TIME", "at", Kind::Moment),
];
/// What records with a status have.
const OF_STATUS: [Column; 2] = [
    ("STATUS_SEMANTIC_ID", "meaning", Kind::Text),
    ("STATUS_ID", "stage", Kind::Text),
];
/// What records with a stage have.
const OF_STAGE: [Column; 3] = [
    ("CATEGORY_ID", "category", Kind::Int),
    ("STAGE_SEMANTIC_ID", "meaning", Kind::Text),
    ("STAGE_ID", "stage", Kind::Text),
];

/// Leads and old invoices have a status.
const WITH_STATUS: [i64; 2] = [1, 5];
/// Deals and new invoices have a stage, as records of added types do.
const WITH_STAGE: [i64; 2] = [2, 31];

fn columns(cx: &Cx<'_>, kind: i64) -> Result<Vec<Column>, Fault> {
    let own: &[Column] = if WITH_STATUS.contains(&kind) {
        &OF_STATUS
    } else if WITH_STAGE.contains(&kind) || cx.added_view(kind)?.is_some() {
        &OF_STAGE
    } else {
        return Err(Fault::new(
            "ENTITY_TYPE_NOT_SUPPORTED",
            format!("Entity type {} is not supported", owner_name(kind)),
        ));
    };
    Ok([&COMMON[..], own].concat())
}

fn check(columns: &[Column], filter: &Value, order: &Value) -> Result<(), Fault> {
    if let Some(name) = stranger(columns, filter) {
        return Err(Fault::bad_argument(format!(
            "Invalid filter: field '{name}' is not allowed in filter"
        )));
    }
    for (name, direction) in php::entries(order) {
        if columns.iter().all(|(known, ..)| *known != name) {
            return Err(Fault::bad_argument(format!(
                "Invalid order: field '{name}' is not allowed in order"
            )));
        }
        let direction = php::text(direction).unwrap_or_default();
        if !["ASC", "DESC"]
            .iter()
            .any(|d| direction.eq_ignore_ascii_case(d))
        {
            return Err(Fault::bad_argument(format!(
                "Invalid order: allowed sort directions are ASC, DESC. But got '{direction}' for field '{name}'"
            )));
        }
    }
    Ok(())
}

pub(super) fn list(cx: &Cx<'_>) -> Result<Answer, Fault> {
    cx.check_params(&[])?;
    let kind = cx.param("entityTypeId").map_or(0, php::int);
    let mut columns = columns(cx, kind)?;
    let (filter, order) = (cx.array_param("filter")?, cx.array_param("order")?);
    check(&columns, &filter, &order)?;
    let of_kind = Sql::new("kind = ?", [Stored::Integer(kind)]);
    let condition = Sql::all(vec![of_kind, filter_columns(&columns, &filter, cx.zone())]);
    let order = order_columns(&columns, &order, "id");
    let values = || rusqlite::params_from_iter(&condition.values);
    let among = format!("FROM stage_history WHERE {}", condition.text);
    let total: i64 = cx
        .db()
        .prepare_cached(&format!("SELECT COUNT(*) {among}"))?
        .query_row(values(), |row| row.get(0))?;
    let select: Vec<String> = php::values(&cx.array_param("select")?)
        .into_iter()
        .filter_map(php::text)
        .collect();
    if !select.is_empty() && !select.iter().any(|name| name == "*") {
        columns.retain(|(name, ..)| select.iter().any(|wanted| wanted == name));
    }
    let start = cx.param("start").map_or(0, php::int).max(0) / PAGE * PAGE;
    let sql = format!(
        "SELECT id, happened, record, at, category, stage, meaning {among} ORDER BY {order} LIMIT {PAGE} OFFSET {start}"
    );
    let mut statement = cx.db().prepare_cached(&sql)?;
    let rows = statement.query_map(values(), |row| {
        let mut item = Map::new();
        for (name, column, kind) in &columns {
            let value = match row.get::<_, Stored>(*column)? {
                Stored::Integer(at) if *kind == Kind::Moment => cx.zone().moment(at).into(),
                Stored::Integer(number) => number.into(),
                Stored::Text(text) => text.into(),
                _ => Value::Null,
            };
            item.insert((*name).to_owned(), value);
        }
        Ok(Value::Object(item))
    })?;
    let items: Vec<Value> = rows.collect::<rusqlite::Result<_>>()?;
    Ok(Answer {
        result: json!({ "items": items }).into(),
        total: Some(total),
        next: next_page(start, PAGE, total),
    })
}
