//! The end of a record: what belongs to it goes along, and so does what other records know of it.

use std::sync::Arc;

use super::owned;
use crate::catalogue::{Kind, Table, View};
use crate::engine::conventions::{CLIENTS, PARENT};
use crate::engine::value::unpack;
use crate::engine::{Cx, file, link, stages};
use crate::fault::Fault;
use crate::store::{Stored, quote};

/// Removes a record.
pub(crate) fn delete(cx: &Cx<'_>, view: &View, id: i64) -> Result<(), Fault> {
    let table = &view.table;
    for column in file_columns(cx, table)? {
        delete_files(cx, table, &column, Some(id))?;
    }
    crate::handlers::leaving(cx, view, id)?;
    let sql = format!("DELETE FROM {} WHERE ID = ?1", quote(&table.name));
    cx.db().prepare_cached(&sql)?.execute([id])?;
    let sql = "DELETE FROM multifield WHERE entity = ?1 AND owner = ?2";
    cx.db().prepare_cached(sql)?.execute((&table.entity, id))?;
    for link in &table.links {
        link::remove_from(cx.db(), link, id)?;
    }
    for other in cx.tables()? {
        let here = |target: &Option<String>| target.as_ref() == Some(&table.entity);
        for link in other.links.iter().filter(|link| here(&link.target)) {
            link::remove_to(cx.db(), link, id)?;
        }
    }
    orphan(cx, view, id)?;
    stages::forget(cx, view, id)?;
    owned::remove(cx, view, id)
}

/// Forgets the files of a column, of one record or of all.
pub(crate) fn delete_files(
    cx: &Cx<'_>,
    table: &Table,
    column: &str,
    id: Option<i64>,
) -> Result<(), Fault> {
    let (table, column) = (quote(&table.name), quote(column));
    let sql = format!(
        "SELECT {column} FROM {table} WHERE {column} IS NOT NULL AND (?1 IS NULL OR ID = ?1)"
    );
    let cells: Vec<Stored> = cx
        .db()
        .prepare_cached(&sql)?
        .query_map([id], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for cell in cells {
        let files = match cell {
            Stored::Integer(_) => vec![cell],
            several => unpack((&several).into()),
        };
        for stored in files {
            if let Stored::Integer(file) = stored {
                file::delete(cx.db(), file)?;
            }
        }
    }
    Ok(())
}

/// Columns that hold files, those of custom fields included.
fn file_columns(cx: &Cx<'_>, table: &Table) -> Result<Vec<String>, Fault> {
    let own = table.columns.iter().filter(|c| c.kind == Kind::File);
    let mut columns: Vec<String> = own.map(|c| c.name.clone()).collect();
    if let Some(owner) = &table.custom {
        let custom = cx.core.store.custom(owner)?;
        let files = custom.iter().filter(|f| f.kind == Kind::File);
        columns.extend(files.map(|f| f.column().to_owned()));
    }
    Ok(columns)
}

/// Records whose parent or client it was have none any more. Other records are remembered by those that name them.
fn orphan(cx: &Cx<'_>, view: &View, id: i64) -> Result<(), Fault> {
    let client = match &view.table.referred {
        Some(Kind::Record(kind)) => CLIENTS.contains(&kind.as_str()),
        _ => false,
    };
    for reference in references(cx, &view.table)? {
        if client || reference.column.starts_with(PARENT) {
            reference.become_of(cx, id, None)?;
        }
    }
    Ok(())
}

/// A column that names records of a table.
pub(super) struct Reference {
    table: Arc<Table>,
    column: String,
    many: bool,
}

impl Reference {
    /// Whoever names a record names another one instead, or none.
    pub(super) fn become_of(&self, cx: &Cx<'_>, id: i64, other: Option<i64>) -> Result<(), Fault> {
        let (table, column) = (quote(&self.table.name), quote(&self.column));
        let sql = if self.many {
            let each = format!("FROM json_each({table}.{column})");
            let named = "CASE value WHEN ?1 THEN ?2 ELSE value END";
            format!(
                "UPDATE {table} SET {column} = (SELECT NULLIF(json_group_array(DISTINCT {named}), '[]') {each}
                 WHERE {named} IS NOT NULL) WHERE EXISTS (SELECT 1 {each} WHERE value = ?1)"
            )
        } else {
            format!("UPDATE {table} SET {column} = ?2 WHERE {column} = ?1")
        };
        cx.db().prepare_cached(&sql)?.execute((id, other))?;
        Ok(())
    }
}

/// Columns that name records of a table, those with parents included.
pub(super) fn references(cx: &Cx<'_>, table: &Table) -> Result<Vec<Reference>, Fault> {
    let parent = table.number.map(|number| format!("{PARENT}{number}"));
    let mut found = Vec::new();
    for other in cx.tables()? {
        let reference = |column: &str, many: bool| Reference {
            table: Arc::clone(&other),
            column: column.to_owned(),
            many,
        };
        let named = other.columns.iter().filter(|c| table.is_named_by(c));
        found.extend(named.map(|c| reference(&c.name, c.many)));
        if let Some(parent) = &parent
            && cx.core.store.columns(&other, parent)?.contains(parent)
        {
            found.push(reference(parent, false));
        }
    }
    Ok(found)
}
