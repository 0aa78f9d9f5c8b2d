//! Records as handlers reach them: by entity, row and column.

use std::sync::Arc;

use rusqlite::OptionalExtension;
use serde_json::Value;

pub(crate) use super::value::json;
use super::write::{Change, Mode};
use super::{Answer, Cx, classic, item};
use crate::catalogue::View;
use crate::fault::Fault;
use crate::store::{Sql, Stored, quote};

/// Columns and what they hold.
pub(crate) type Held = [(String, Stored)];

/// The view of an entity by its full name.
pub(crate) fn view(cx: &Cx<'_>, entity: &str) -> Result<Arc<View>, Fault> {
    let catalogue = &cx.core.catalogue;
    let view = catalogue
        .entity(entity)
        .and_then(|entity| catalogue.view(entity));
    view.cloned().ok_or_else(Fault::no_method)
}

/// Does to records what a family does: `params` are those of the family.
pub(crate) fn usual(cx: &Cx<'_>, view: &View, role: &str, params: &Value) -> Result<Answer, Fault> {
    let cx = cx.with(params);
    let done = if view.item {
        item::run(&cx, view, role)
    } else {
        classic::run(&cx, view, role)
    };
    done.unwrap_or_else(|| Err(Fault::no_method()))
}

/// Adds a record with these fields, and these columns beside, and tells its row.
pub(crate) fn add(cx: &Cx<'_>, view: &View, input: &Value, held: &Held) -> Result<i64, Fault> {
    let fields = cx.fields(view, false)?;
    Change::read(cx, view, &fields, input, Mode::New, None)?.insert(&cx.about(held), view)
}

/// Changes these fields of a record.
pub(crate) fn change(cx: &Cx<'_>, view: &View, row: i64, input: &Value) -> Result<(), Fault> {
    let fields = cx.fields(view, false)?;
    Change::read(cx, view, &fields, input, Mode::Change, Some(row))?.update(cx, view, row)
}

/// Rows of the records that hold these values, in order.
pub(crate) fn rows(cx: &Cx<'_>, view: &View, held: &Held) -> Result<Vec<i64>, Fault> {
    let condition = cx.among(cx.about(held).among(Sql::constant(true)));
    let sql = format!(
        "SELECT ID FROM {} WHERE {} ORDER BY ID",
        quote(&view.table.name),
        condition.text
    );
    let mut statement = cx.db().prepare_cached(&sql)?;
    let rows = statement.query_map(rusqlite::params_from_iter(&condition.values), |row| {
        row.get(0)
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The first of them.
pub(crate) fn row(cx: &Cx<'_>, view: &View, held: &Held) -> Result<Option<i64>, Fault> {
    Ok(rows(cx, view, held)?.first().copied())
}

/// What a record holds in columns; nothing when there is no such record.
pub(crate) fn get<const N: usize>(
    cx: &Cx<'_>,
    view: &View,
    row: i64,
    columns: [&str; N],
) -> Result<Option<[Stored; N]>, Fault> {
    let names: Vec<String> = columns.iter().map(|column| quote(column)).collect();
    let sql = format!(
        "SELECT {} FROM {} WHERE ID = ?1",
        names.join(", "),
        quote(&view.table.name)
    );
    let mut statement = cx.db().prepare_cached(&sql)?;
    let found = statement.query_row([row], |found| {
        let mut values = [const { Stored::Null }; N];
        for (at, value) in values.iter_mut().enumerate() {
            *value = found.get(at)?;
        }
        Ok(values)
    });
    Ok(found.optional()?)
}

/// Puts values into columns of a record, whoever may write them.
pub(crate) fn set(cx: &Cx<'_>, view: &View, row: i64, held: &Held) -> Result<(), Fault> {
    for (column, value) in held {
        let (table, column) = (quote(&view.table.name), quote(column));
        let sql = format!("UPDATE {table} SET {column} = ?1 WHERE ID = ?2");
        cx.db().prepare_cached(&sql)?.execute((value, row))?;
    }
    Ok(())
}

/// A column and a value for it.
pub(crate) fn held(column: &str, value: impl Into<Stored>) -> (String, Stored) {
    (column.to_owned(), value.into())
}

/// A kept value as a number; what is none is nought.
pub(crate) fn number(stored: &Stored) -> f64 {
    match stored {
        Stored::Integer(n) => *n as f64,
        Stored::Real(n) => *n,
        Stored::Text(text) => text.parse().unwrap_or_default(),
        Stored::Null | Stored::Blob(_) => 0.0,
    }
}

/// A kept value as a whole number.
pub(crate) fn whole(stored: &Stored) -> i64 {
    match stored {
        Stored::Integer(n) => *n,
        other => number(other) as i64,
    }
}

/// A kept value as a text.
pub(crate) fn text(stored: &Stored) -> String {
    match stored {
        Stored::Integer(n) => n.to_string(),
        Stored::Real(n) => n.to_string(),
        Stored::Text(text) => text.clone(),
        Stored::Null | Stored::Blob(_) => String::new(),
    }
}
