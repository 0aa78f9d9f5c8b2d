//! Records out of the store: chosen fields, multifields and links of a page in one query each.

use std::collections::HashMap;

use rusqlite::OptionalExtension;
use serde_json::{Map, Value};

use super::Cx;
use super::multifield::{self, Multifield};
use super::render::{Manner, Renderer};
use crate::catalogue::{Source, View, ViewField};
use crate::fault::Fault;
use crate::store::{Sql, Stored, quote};

/// Which records, in which order.
pub(crate) struct Page {
    pub(crate) condition: Sql,
    /// SQL after `ORDER BY`.
    pub(crate) order: String,
    pub(crate) limit: i64,
    pub(crate) offset: i64,
}

impl Page {
    /// One record.
    pub(crate) fn one(id: i64) -> Self {
        let condition = Sql::new("ID = ?", [Stored::Integer(id)]);
        Self {
            condition,
            order: "ID".to_owned(),
            limit: 1,
            offset: 0,
        }
    }
}

/// How many records a condition holds for.
pub(crate) fn count(cx: &Cx<'_>, view: &View, condition: &Sql) -> Result<i64, Fault> {
    let sql = format!(
        "SELECT COUNT(*) FROM {} WHERE {}",
        quote(&view.table.name),
        condition.text
    );
    let mut statement = cx.db().prepare_cached(&sql)?;
    Ok(
        statement.query_row(rusqlite::params_from_iter(&condition.values), |row| {
            row.get(0)
        })?,
    )
}

/// Records with the chosen fields.
pub(crate) fn records(
    cx: &Cx<'_>,
    view: &View,
    chosen: &[&ViewField],
    page: &Page,
    manner: Manner,
) -> Result<Vec<Map<String, Value>>, Fault> {
    let mut columns = vec!["ID".to_owned()];
    // Place of a field's column in the row.
    let places: Vec<Option<usize>> = chosen
        .iter()
        .map(|field| {
            let column = field.column()?;
            columns.push(quote(column));
            Some(columns.len() - 1)
        })
        .collect();
    let sql = format!(
        "SELECT {} FROM {} WHERE {} ORDER BY {} LIMIT {} OFFSET {}",
        columns.join(", "),
        quote(&view.table.name),
        page.condition.text,
        page.order,
        page.limit,
        page.offset
    );
    let mut statement = cx.db().prepare_cached(&sql)?;
    let mut cursor = statement.query(rusqlite::params_from_iter(&page.condition.values))?;
    let mut rows: Vec<Vec<Stored>> = Vec::new();
    while let Some(row) = cursor.next()? {
        rows.push(
            (0..columns.len())
                .map(|at| row.get(at))
                .collect::<rusqlite::Result<_>>()?,
        );
    }
    let ids: Vec<i64> = rows.iter().map(|row| key(row)).collect();
    let beside = Beside::load(cx, view, chosen, &ids)?;
    let renderer = Renderer {
        settings: &cx.core.settings,
        zone: cx.zone(),
        manner,
        short: &view.table.short,
        type_id: view.type_id.as_ref(),
        token: access_token(cx)?,
    };
    let mut records = Vec::with_capacity(rows.len());
    for row in &rows {
        let id = key(row);
        let mut record = Map::new();
        for (field, place) in chosen.iter().zip(&places) {
            let value = match place {
                Some(place) => row
                    .get(*place)
                    .and_then(|stored| renderer.field(field, stored, id)),
                None => beside.value(field, view, id),
            };
            if let Some(value) = value {
                record.insert(field.wire.clone(), value);
            }
        }
        records.push(record);
    }
    Ok(records)
}

/// A token of the caller's application, for the addresses of files; blank for webhooks.
fn access_token(cx: &Cx<'_>) -> Result<String, Fault> {
    let Some(client) = cx.hit.caller.client() else {
        return Ok(String::new());
    };
    let sql =
        "SELECT access FROM oauth_token WHERE client = ?1 AND user = ?2 ORDER BY expires DESC";
    let token: Option<String> = cx
        .db()
        .prepare_cached(sql)?
        .query_row((client, cx.hit.caller.user), |row| row.get(0))
        .optional()?;
    Ok(token.unwrap_or_default())
}

fn key(row: &[Stored]) -> i64 {
    match row.first() {
        Some(Stored::Integer(id)) => *id,
        _ => 0,
    }
}

/// What is kept beside the table.
#[derive(Default)]
struct Beside {
    multi: HashMap<i64, Vec<Multifield>>,
    /// Name of the link, owner → targets.
    links: HashMap<(String, i64), Vec<i64>>,
}

impl Beside {
    fn load(cx: &Cx<'_>, view: &View, chosen: &[&ViewField], ids: &[i64]) -> Result<Self, Fault> {
        let mut beside = Self::default();
        let multi = |f: &&ViewField| {
            matches!(
                f.source,
                Source::Multi(_) | Source::EveryMulti | Source::FirstMulti(..)
            )
        };
        if chosen.iter().any(multi) {
            for item in multifield::of(cx.db(), &view.table, ids)? {
                beside.multi.entry(item.owner).or_default().push(item);
            }
        }
        for field in chosen {
            if let Source::EveryLink(link) = &field.source {
                for (owner, target) in super::link::targets(cx.db(), link, ids)? {
                    beside
                        .links
                        .entry((link.entity.clone(), owner))
                        .or_default()
                        .push(target);
                }
            }
        }
        Ok(beside)
    }

    fn value(&self, field: &ViewField, view: &View, id: i64) -> Option<Value> {
        let multi = || self.multi.get(&id).map(Vec::as_slice).unwrap_or_default();
        match &field.source {
            Source::TypeId => view.type_id.as_ref().map(|t| crate::php::int(t).into()),
            Source::Multi(kind) => {
                let items: Vec<Value> = multi()
                    .iter()
                    .filter(|m| &m.kind == kind)
                    .map(Multifield::classic)
                    .collect();
                (!items.is_empty()).then_some(Value::Array(items))
            }
            Source::EveryMulti => Some(multi().iter().map(Multifield::item).collect()),
            Source::FirstMulti(kind, rest) => {
                let found = multi().iter().find(|m| {
                    &m.kind == kind
                        && rest.as_ref().is_none_or(|r| {
                            &m.value_type == r || (r.contains('|') && m.value.starts_with(r))
                        })
                });
                Some(found.map_or("", |m| m.value.as_str()).into())
            }
            Source::EveryLink(link) => {
                let targets = self
                    .links
                    .get(&(link.entity.clone(), id))
                    .map(Vec::as_slice)
                    .unwrap_or_default();
                Some(targets.iter().map(|t| Value::from(*t)).collect())
            }
            _ => None,
        }
    }
}
