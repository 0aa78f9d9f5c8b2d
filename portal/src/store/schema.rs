//! Tables: made when missing, widened when the spec has grown.

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::quote;
use crate::catalogue::{Column, Kind, Table};
use crate::engine::{CATEGORY, OWNER_COLUMNS};

/// The portal's own tables.
const OWN: &str = "
CREATE TABLE IF NOT EXISTS multifield (
    id INTEGER PRIMARY KEY AUTOINCREMENT, entity TEXT NOT NULL, owner INTEGER NOT NULL,
    type TEXT NOT NULL, value_type TEXT NOT NULL, value TEXT NOT NULL COLLATE NOCASE);
CREATE INDEX IF NOT EXISTS multifield_owner ON multifield (entity, owner);
CREATE INDEX IF NOT EXISTS multifield_value ON multifield (entity, type, value);
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS link (
    kind TEXT NOT NULL, owner INTEGER NOT NULL, target INTEGER NOT NULL,
    sort INTEGER NOT NULL, is_primary INTEGER NOT NULL, role INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (kind, owner, target)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS link_target ON link (kind, target);
CREATE TABLE IF NOT EXISTS binding (
    id INTEGER PRIMARY KEY AUTOINCREMENT, entity TEXT NOT NULL, item INTEGER NOT NULL,
    kind INTEGER NOT NULL, record INTEGER NOT NULL, pinned INTEGER NOT NULL DEFAULT 0,
    UNIQUE (entity, item, kind, record));
CREATE INDEX IF NOT EXISTS binding_record ON binding (kind, record, entity);
CREATE TABLE IF NOT EXISTS communication (
    id INTEGER PRIMARY KEY AUTOINCREMENT, activity INTEGER NOT NULL, type TEXT NOT NULL, value TEXT NOT NULL,
    kind INTEGER NOT NULL, record INTEGER NOT NULL, client TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS communication_activity ON communication (activity);
CREATE INDEX IF NOT EXISTS communication_client ON communication (kind, record);
CREATE TABLE IF NOT EXISTS app_activity (
    activity INTEGER PRIMARY KEY, client TEXT NOT NULL, fields TEXT, layout TEXT);
CREATE TABLE IF NOT EXISTS timeline_entry (
    id INTEGER PRIMARY KEY AUTOINCREMENT, sort TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS log_message (
    entry INTEGER PRIMARY KEY, author INTEGER NOT NULL, created INTEGER NOT NULL, client TEXT,
    title TEXT NOT NULL, text TEXT NOT NULL, icon TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS comment_file (
    file INTEGER PRIMARY KEY, entry INTEGER NOT NULL, author INTEGER NOT NULL, created INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS comment_file_entry ON comment_file (entry);
CREATE TABLE IF NOT EXISTS note (
    entity TEXT NOT NULL, item INTEGER NOT NULL, text TEXT NOT NULL, author INTEGER NOT NULL, created INTEGER NOT NULL,
    editor INTEGER NOT NULL, changed INTEGER NOT NULL, PRIMARY KEY (entity, item));
CREATE TABLE IF NOT EXISTS app_blocks (
    entity TEXT NOT NULL, item INTEGER NOT NULL, client TEXT NOT NULL, layout TEXT NOT NULL,
    PRIMARY KEY (entity, item, client));
CREATE TABLE IF NOT EXISTS stage_history (
    id INTEGER PRIMARY KEY AUTOINCREMENT, kind INTEGER NOT NULL, record INTEGER NOT NULL, happened INTEGER NOT NULL,
    at INTEGER NOT NULL, category INTEGER, stage TEXT NOT NULL, meaning TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS stage_history_record ON stage_history (kind, record);
CREATE TABLE IF NOT EXISTS trace (id INTEGER PRIMARY KEY AUTOINCREMENT, data TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS file (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, content BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS custom_field (
    id INTEGER PRIMARY KEY AUTOINCREMENT, owner TEXT NOT NULL, name TEXT NOT NULL,
    doc TEXT NOT NULL, UNIQUE (owner, name));
CREATE TABLE IF NOT EXISTS custom_option (
    id INTEGER PRIMARY KEY AUTOINCREMENT, field INTEGER NOT NULL REFERENCES custom_field (id) ON DELETE CASCADE,
    value TEXT NOT NULL, sort INTEGER NOT NULL, def TEXT NOT NULL, xml_id TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS configuration (
    form TEXT NOT NULL, scope TEXT NOT NULL, user INTEGER NOT NULL, data TEXT NOT NULL,
    PRIMARY KEY (form, scope, user));
CREATE TABLE IF NOT EXISTS event_handler (
    id INTEGER PRIMARY KEY AUTOINCREMENT, client TEXT NOT NULL, event TEXT NOT NULL, handler TEXT NOT NULL,
    user INTEGER NOT NULL, offline INTEGER NOT NULL, connector TEXT NOT NULL, pause INTEGER NOT NULL DEFAULT 0,
    called INTEGER NOT NULL DEFAULT 0, UNIQUE (client, event, handler, user, connector));
CREATE TABLE IF NOT EXISTS offline_event (
    id INTEGER PRIMARY KEY AUTOINCREMENT, client TEXT NOT NULL, connector TEXT NOT NULL, at INTEGER NOT NULL,
    event TEXT NOT NULL, data TEXT NOT NULL, additional TEXT NOT NULL, message TEXT NOT NULL,
    process TEXT NOT NULL DEFAULT '', error INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS offline_event_queue ON offline_event (client, connector, process);
CREATE TABLE IF NOT EXISTS oauth_token (
    access TEXT PRIMARY KEY, refresh TEXT UNIQUE, client TEXT NOT NULL, user INTEGER NOT NULL,
    expires INTEGER NOT NULL, refresh_expires INTEGER NOT NULL, depth INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS oauth_token_end ON oauth_token (refresh_expires);
CREATE TABLE IF NOT EXISTS oauth_code (
    code TEXT PRIMARY KEY, client TEXT NOT NULL, user INTEGER NOT NULL, expires INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS placement (
    id INTEGER PRIMARY KEY AUTOINCREMENT, client TEXT NOT NULL, placement TEXT NOT NULL, handler TEXT NOT NULL,
    title TEXT NOT NULL, description TEXT NOT NULL, options TEXT NOT NULL,
    UNIQUE (client, placement, handler));
CREATE TABLE IF NOT EXISTS call_list_item (
    list INTEGER NOT NULL, entity INTEGER NOT NULL, status TEXT NOT NULL,
    PRIMARY KEY (list, entity)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS call_list_item_entity ON call_list_item (entity);
CREATE TABLE IF NOT EXISTS automation_trigger (
    client TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (client, code)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS field_type (
    code TEXT PRIMARY KEY, client TEXT NOT NULL, handler TEXT NOT NULL, title TEXT NOT NULL,
    description TEXT NOT NULL);
";

pub(super) fn create(db: &Connection) -> rusqlite::Result<()> {
    db.execute_batch(OWN)?;
    // The universal methods take the keys of a list for ids: those of real values begin where no list gets to.
    db.execute_batch(
        "INSERT INTO sqlite_sequence (name, seq) SELECT 'multifield', 1000
         WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'multifield')",
    )
}

/// The table of a kind of record, made or widened.
pub(super) fn table(db: &Connection, table: &Table) -> rusqlite::Result<()> {
    let known = columns(db, &table.name)?;
    if known.is_empty() {
        make(db, table)?;
    } else {
        for column in table.columns.iter().filter(|c| !known.contains(&c.name)) {
            add_column(db, &table.name, &column.name, &column.kind, column.many)?;
        }
    }
    // The classic methods look at one category only; counting through an index is much quicker than through the rows.
    if table.has(CATEGORY) {
        index(db, table, "category", CATEGORY)?;
    }
    // Whatever belongs to a record is looked up when the record goes.
    let owner = |column: &Column| {
        let mut named = OWNER_COLUMNS.iter().map(|(_, name)| *name);
        column.belongs || named.any(|name| name == column.name)
    };
    for column in table.columns.iter().filter(|column| owner(column)) {
        index(db, table, &column.name, &column.name)?;
    }
    Ok(())
}

/// All columns at once: SQLite reads the whole table anew for each one that is added to it.
fn make(db: &Connection, table: &Table) -> rusqlite::Result<()> {
    let mut made = vec!["\"ID\" INTEGER PRIMARY KEY AUTOINCREMENT".to_owned()];
    for column in &table.columns {
        let kind = column.kind.column(column.many);
        made.push(format!("{} {kind}", quote(&column.name)));
    }
    let (name, columns) = (quote(&table.name), made.join(", "));
    db.execute_batch(&format!("CREATE TABLE {name} ({columns})"))
}

fn index(db: &Connection, table: &Table, name: &str, column: &str) -> rusqlite::Result<()> {
    db.execute_batch(&format!(
        "CREATE INDEX IF NOT EXISTS {} ON {} ({})",
        quote(&format!("{}_{name}", table.name)),
        quote(&table.name),
        quote(column)
    ))
}

/// Names of a table's columns.
pub(super) fn columns(db: &Connection, table: &str) -> rusqlite::Result<BTreeSet<String>> {
    let mut statement = db.prepare("SELECT name FROM pragma_table_info(?1)")?;
    let names = statement.query_map([table], |row| row.get(0))?;
    names.collect()
}

pub(super) fn add_column(
    db: &Connection,
    table: &str,
    name: &str,
    kind: &Kind,
    many: bool,
) -> rusqlite::Result<()> {
    db.execute_batch(&format!(
        "ALTER TABLE {} ADD COLUMN {} {}",
        quote(table),
        quote(name),
        kind.column(many)
    ))
}
