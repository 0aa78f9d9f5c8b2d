//! SQLite: one connection, a table per kind of record, and the portal's own tables.

mod custom;
mod pattern;
mod schema;
mod sql;

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::sync::Arc;

use rusqlite::Connection;

use crate::catalogue::{Catalogue, Kind, Table};
pub(crate) use custom::{CustomField, column_of};
pub(crate) use sql::{LIKE_ANY, Sql, WORDS, quote};

/// A value as SQLite keeps it.
pub(crate) type Stored = rusqlite::types::Value;

/// Statements that are kept prepared: about as many as a batch of different methods uses.
const STATEMENTS: usize = 128;

/// The database and what is remembered of its shape.
pub(crate) struct Store {
    pub(crate) db: Connection,
    /// Custom fields by owner; emptied when one changes.
    custom: RefCell<HashMap<String, Arc<Vec<Arc<CustomField>>>>>,
    /// Columns of a table that no field names (`PARENT_ID_128`).
    columns: RefCell<HashMap<String, BTreeSet<String>>>,
}

impl Store {
    /// Opens a file, or a database in memory, and brings its schema up to the catalogue.
    pub(crate) fn open(path: Option<&Path>, catalogue: &Catalogue) -> rusqlite::Result<Self> {
        let db = match path {
            Some(path) => Connection::open(path)?,
            None => Connection::open_in_memory()?,
        };
        sql::prepare(&db)?;
        db.set_prepared_statement_cache_capacity(STATEMENTS);
        if path.is_some() {
            db.pragma_update(None, "journal_mode", "WAL")?;
            db.pragma_update(None, "synchronous", "FULL")?;
        }
        let transaction = db.unchecked_transaction()?;
        schema::create(&db)?;
        for table in catalogue.tables() {
            schema::table(&db, table)?;
        }
        crate::handlers::seed_tables(&db, catalogue)?;
        transaction.commit()?;
        Ok(Self {
            db,
            custom: RefCell::default(),
            columns: RefCell::default(),
        })
    }

    /// A setting of the portal; made up the first time that it is asked for.
    pub(crate) fn remembered(
        &self,
        name: &str,
        make: impl FnOnce() -> String,
    ) -> rusqlite::Result<String> {
        self.db.execute(
            "INSERT OR IGNORE INTO setting (name, value) VALUES (?1, ?2)",
            (name, make()),
        )?;
        let sql = "SELECT value FROM setting WHERE name = ?1";
        self.db.query_row(sql, [name], |row| row.get(0))
    }

    /// Custom fields of an owner (`CRM_CONTACT`) in order of their ids.
    pub(crate) fn custom(&self, owner: &str) -> rusqlite::Result<Arc<Vec<Arc<CustomField>>>> {
        if let Some(known) = self.custom.borrow().get(owner) {
            return Ok(Arc::clone(known));
        }
        let fields = Arc::new(
            custom::load(&self.db, owner)?
                .into_iter()
                .map(Arc::new)
                .collect::<Vec<_>>(),
        );
        self.custom
            .borrow_mut()
            .insert(owner.to_owned(), Arc::clone(&fields));
        Ok(fields)
    }

    /// Forgets what was read of custom fields and columns: after a change of them, or a rollback.
    pub(crate) fn forget(&self) {
        self.custom.borrow_mut().clear();
        self.columns.borrow_mut().clear();
    }

    /// Makes the table of a kind of record, if there is none.
    pub(crate) fn make(&self, table: &Table) -> rusqlite::Result<()> {
        schema::table(&self.db, table)
    }

    /// Names of the columns of a table that begin with `prefix`.
    pub(crate) fn columns(&self, table: &Table, prefix: &str) -> rusqlite::Result<Vec<String>> {
        let mut known = self.columns.borrow_mut();
        if !known.contains_key(&table.name) {
            known.insert(table.name.clone(), schema::columns(&self.db, &table.name)?);
        }
        Ok(known
            .get(&table.name)
            .map(|all| {
                all.iter()
                    .filter(|c| c.starts_with(prefix))
                    .cloned()
                    .collect()
            })
            .unwrap_or_default())
    }

    /// Adds a column for one name of a family of names.
    pub(crate) fn add_column(
        &self,
        table: &Table,
        name: &str,
        kind: &Kind,
        many: bool,
    ) -> rusqlite::Result<()> {
        schema::add_column(&self.db, &table.name, name, kind, many)?;
        self.columns.borrow_mut().remove(&table.name);
        Ok(())
    }
}
