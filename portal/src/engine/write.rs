//! Records into the store: which keys of `fields` count, what the platform fills in itself.

use std::borrow::Cow;

use bitrix24_codegen::model::Access;
use serde_json::Value;

use super::file::{self, Wish};
use super::multifield::{self, Entry};
use super::value::{stored, unpack};
use super::{Cx, Fields, conventions as names, fields, link};
use crate::catalogue::{Kind, Link, Source, View, ViewField};
use crate::fault::Fault;
use crate::php;
use crate::store::{Stored, quote};

/// What kind of writing it is: it decides which fields count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    New,
    /// A new record with its history.
    Import,
    Change,
}

/// What is to be written, sorted by where it goes.
#[derive(Default)]
pub(crate) struct Change {
    columns: Vec<(String, Stored)>,
    multi: Vec<Entry>,
    /// The main record of a link.
    main: Option<(Link, i64)>,
    /// All records of a link.
    all: Option<(Link, Vec<i64>)>,
    /// Files that nothing refers to any more.
    gone: Vec<i64>,
}

impl Change {
    /// Sorts input. Keys that are unknown, hidden or not writable now are dropped without a word, and so are values that
    /// make no sense.
    pub(crate) fn read(
        cx: &Cx<'_>,
        view: &View,
        fields: &Fields,
        input: &Value,
        mode: Mode,
        id: Option<i64>,
    ) -> Result<Self, Fault> {
        let mut change = Self::default();
        for (key, value) in php::entries(input) {
            let Some(field) = resolve(cx, view, fields, &key)? else {
                continue;
            };
            if !writable(field.access, mode) {
                continue;
            }
            change.take(cx, view, &field, value, id)?;
        }
        Ok(change)
    }

    fn take(
        &mut self,
        cx: &Cx<'_>,
        view: &View,
        field: &ViewField,
        value: &Value,
        id: Option<i64>,
    ) -> Result<(), Fault> {
        match &field.source {
            Source::Multi(kind) => {
                let one = php::get(value, "VALUE").is_some();
                let items = if one { vec![value] } else { php::values(value) };
                self.multi
                    .extend(items.into_iter().map(|item| Entry::classic(kind, item)));
            }
            Source::EveryMulti => {
                self.multi.extend(
                    php::entries(value)
                        .into_iter()
                        .filter_map(|(key, item)| Entry::item(&key, item)),
                );
            }
            Source::MainLink(link) => self.main = Some((link.clone(), php::int(value).max(0))),
            Source::EveryLink(link) => {
                let ids = php::values(value)
                    .into_iter()
                    .map(php::int)
                    .filter(|id| *id > 0)
                    .collect();
                self.all = Some((link.clone(), ids));
            }
            Source::Column(column) if field.kind == Kind::File => {
                if let Some(stored) = self.files(cx, view, field, value, id)? {
                    self.set(column, stored);
                }
            }
            Source::Column(column) => {
                if let Some(stored) = stored(field, value, cx.zone()) {
                    self.set(column, stored);
                }
            }
            Source::Key | Source::TypeId | Source::FirstMulti(..) | Source::Star(_) => {}
        }
        Ok(())
    }

    fn set(&mut self, column: &str, stored: Stored) {
        match self.columns.iter_mut().find(|(name, _)| name == column) {
            Some((_, old)) => *old = stored,
            None => self.columns.push((column.to_owned(), stored)),
        }
    }

    fn set_default(&mut self, view: &View, column: &str, stored: Stored) {
        if view.table.has(column) && !self.columns.iter().any(|(name, _)| name == column) {
            self.columns.push((column.to_owned(), stored));
        }
    }

    /// The new value of a file field; nothing when it stays as it is.
    fn files(
        &mut self,
        cx: &Cx<'_>,
        view: &View,
        field: &ViewField,
        value: &Value,
        id: Option<i64>,
    ) -> Result<Option<Stored>, Fault> {
        let column = field.column().unwrap_or_default();
        let current = match id {
            Some(id) => current(cx, view, column, id)?,
            None => Stored::Null,
        };
        let wish = |value: &Value| {
            if view.item {
                Wish::item(value)
            } else {
                Wish::classic(value)
            }
        };
        if !field.many {
            let old = if let Stored::Integer(old) = current {
                Some(old)
            } else {
                None
            };
            return Ok(match wish(value) {
                Wish::Nothing | Wish::Keep(_) => None,
                Wish::Remove => {
                    self.gone.extend(old);
                    Some(Stored::Null)
                }
                Wish::Upload { name, content } => {
                    self.gone.extend(old);
                    Some(Stored::Integer(file::save(cx.db(), &name, &content)?))
                }
            });
        }
        let mut kept: Vec<i64> = unpack(&current)
            .into_iter()
            .filter_map(|v| {
                if let Stored::Integer(n) = v {
                    Some(n)
                } else {
                    None
                }
            })
            .collect();
        let before = kept.clone();
        let mut listed = Vec::new();
        for item in php::values(value) {
            match wish(item) {
                Wish::Nothing => {}
                Wish::Keep(file) => listed.extend(before.contains(&file).then_some(file)),
                Wish::Remove => {
                    let removed = php::get(item, "id").map(php::int);
                    kept.retain(|file| Some(*file) != removed);
                }
                Wish::Upload { name, content } => {
                    listed.push(file::save(cx.db(), &name, &content)?)
                }
            }
        }
        // The universal methods get the whole list, the classic ones what is to be done.
        let after: Vec<i64> = if view.item {
            listed
        } else {
            listed.retain(|file| !kept.contains(file));
            kept.into_iter().chain(listed).collect()
        };
        self.gone
            .extend(before.into_iter().filter(|file| !after.contains(file)));
        let json = Value::from(after.clone()).to_string();
        Ok(Some(if after.is_empty() {
            Stored::Null
        } else {
            Stored::Text(json)
        }))
    }

    /// Writes a new record and tells its id.
    pub(crate) fn insert(mut self, cx: &Cx<'_>, view: &View) -> Result<i64, Fault> {
        let (user, now) = (
            Stored::Integer(cx.hit.caller.user()),
            Stored::Integer(cx.zone().now()),
        );
        self.set_default(view, names::RESPONSIBLE, user.clone());
        for (by, at) in [names::CREATED, names::MODIFIED, names::ACTIVE] {
            self.set_default(view, by, user.clone());
            self.set_default(view, at, now.clone());
        }
        self.set_default(
            view,
            names::CATEGORY,
            Stored::Integer(names::CLASSIC_CATEGORY),
        );
        self.set_default(view, names::OPENED, Stored::Text("Y".to_owned()));
        for column in view
            .table
            .columns
            .iter()
            .filter(|c| c.kind == Kind::Flag && !c.many)
        {
            self.set_default(view, &column.name, Stored::Text("N".to_owned()));
        }
        if is_person(view)
            && self.text(names::NAME).is_empty()
            && self.text(names::LAST_NAME).is_empty()
        {
            self.set(names::LAST_NAME, Stored::Text(names::UNTITLED.to_owned()));
        }
        let (name, last) = (self.text(names::NAME), self.text(names::LAST_NAME));
        self.derive(view, &name, &last);
        if view.table.has(names::BIRTH.1) && !self.columns.iter().any(|(c, _)| c == names::BIRTH.1)
        {
            self.set(names::BIRTH.1, Stored::Integer(names::NO_BIRTHDAY));
        }
        let columns: Vec<String> = self
            .columns
            .iter()
            .map(|(column, _)| quote(column))
            .collect();
        let marks = vec!["?"; columns.len()].join(", ");
        let table = quote(&view.table.name);
        let sql = if columns.is_empty() {
            format!("INSERT INTO {table} DEFAULT VALUES")
        } else {
            format!(
                "INSERT INTO {table} ({}) VALUES ({marks})",
                columns.join(", ")
            )
        };
        cx.db()
            .prepare_cached(&sql)?
            .execute(rusqlite::params_from_iter(
                self.columns.iter().map(|(_, v)| v),
            ))?;
        let id = cx.db().last_insert_rowid();
        self.beside(cx, view, id, true)?;
        Ok(id)
    }

    /// Writes into a record that exists.
    pub(crate) fn update(mut self, cx: &Cx<'_>, view: &View, id: i64) -> Result<(), Fault> {
        let (user, now) = (
            Stored::Integer(cx.hit.caller.user()),
            Stored::Integer(cx.zone().now()),
        );
        self.set_default(view, names::MODIFIED.0, user);
        self.set_default(view, names::MODIFIED.1, now);
        if view.table.has(names::NAME) && view.table.has(names::LAST_NAME) {
            let name = self.text_or_current(cx, view, names::NAME, id)?;
            let last = self.text_or_current(cx, view, names::LAST_NAME, id)?;
            if is_person(view) && name.is_empty() && last.is_empty() {
                return Err(Fault::plain(
                    "The required field 'Last name' is not filled in.",
                ));
            }
            self.derive(view, &name, &last);
        } else {
            self.derive(view, "", "");
        }
        if !self.columns.is_empty() {
            let sets: Vec<String> = self
                .columns
                .iter()
                .map(|(column, _)| format!("{} = ?", quote(column)))
                .collect();
            let sql = format!(
                "UPDATE {} SET {} WHERE ID = ?",
                quote(&view.table.name),
                sets.join(", ")
            );
            let values = self
                .columns
                .iter()
                .map(|(_, v)| v.clone())
                .chain([Stored::Integer(id)]);
            cx.db()
                .prepare_cached(&sql)?
                .execute(rusqlite::params_from_iter(values))?;
        }
        self.beside(cx, view, id, false)
    }

    /// Multifields, links, files that are not needed any more.
    fn beside(&self, cx: &Cx<'_>, view: &View, id: i64, new: bool) -> Result<(), Fault> {
        if !self.multi.is_empty() {
            multifield::merge(cx.db(), &view.table, id, &self.multi)?;
        }
        match (&self.all, &self.main) {
            (Some((link, targets)), _) => link::replace(cx.db(), &view.table, link, id, targets)?,
            (None, Some((link, target))) => {
                if new || *target == 0 || !link::is_bound(cx.db(), &link.entity, id, *target)? {
                    let targets: Vec<i64> = Some(*target).filter(|t| *t > 0).into_iter().collect();
                    link::replace(cx.db(), &view.table, link, id, &targets)?;
                }
            }
            (None, None) => {}
        }
        for file in &self.gone {
            file::delete(cx.db(), *file)?;
        }
        Ok(())
    }

    fn text(&self, column: &str) -> String {
        match self.columns.iter().find(|(name, _)| name == column) {
            Some((_, Stored::Text(text))) => text.trim().to_owned(),
            _ => String::new(),
        }
    }

    fn text_or_current(
        &self,
        cx: &Cx<'_>,
        view: &View,
        column: &str,
        id: i64,
    ) -> Result<String, Fault> {
        if self.columns.iter().any(|(name, _)| name == column) {
            return Ok(self.text(column));
        }
        Ok(match current(cx, view, column, id)? {
            Stored::Text(text) => text.trim().to_owned(),
            _ => String::new(),
        })
    }

    /// What follows from other columns and is kept only to be searched by.
    fn derive(&mut self, view: &View, name: &str, last: &str) {
        if view.table.has(names::FULL_NAME) {
            let full = [name, last]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(" ");
            self.set(names::FULL_NAME, Stored::Text(full));
        }
        let (date, sort) = names::BIRTH;
        if view.table.has(sort)
            && let Some((_, day)) = self.columns.iter().find(|(column, _)| column == date)
        {
            let place = match day {
                Stored::Text(day) => birthday_sort(day).unwrap_or(names::NO_BIRTHDAY),
                _ => names::NO_BIRTHDAY,
            };
            self.set(sort, Stored::Integer(place));
        }
    }
}

fn birthday_sort(day: &str) -> Option<i64> {
    let mut parts = day.split('-').skip(1).map(|part| part.parse::<i64>().ok());
    Some(parts.next()?? * 32 + parts.next()??)
}

/// Whether records of the table are people, who have to have a name.
fn is_person(view: &View) -> bool {
    let table = &view.table;
    table.has(names::NAME) && table.has(names::LAST_NAME) && !table.has(names::TITLE)
}

fn writable(access: Access, mode: Mode) -> bool {
    match access {
        Access::All | Access::Write => true,
        Access::Create => mode != Mode::Change,
        Access::Import => mode == Mode::Import,
        Access::Read | Access::Filter => false,
    }
}

/// The field of a key. One name of a family of names gets its column when it is first written.
fn resolve<'f>(
    cx: &Cx<'_>,
    view: &View,
    known: &'f Fields,
    key: &str,
) -> Result<Option<Cow<'f, ViewField>>, Fault> {
    if let Some(field) = known.get(key) {
        return Ok(Some(Cow::Borrowed(field)));
    }
    for field in &view.fields {
        let Source::Star(prefix) = &field.source else {
            continue;
        };
        let Some(rest) = key.strip_prefix(&field.wire) else {
            continue;
        };
        if rest.is_empty() || rest.len() > 9 || !rest.bytes().all(|b| b.is_ascii_digit()) {
            continue;
        }
        let column = format!("{prefix}{rest}");
        let field = fields::star(field, &column, rest);
        if cx
            .core
            .store
            .columns(&view.table, &column)?
            .iter()
            .all(|c| c != &column)
        {
            cx.core
                .store
                .add_column(&view.table, &column, &field.kind, field.many)?;
        }
        cx.core.fields.borrow_mut().clear();
        return Ok(Some(Cow::Owned(field)));
    }
    Ok(None)
}

/// What a record has in a column.
fn current(cx: &Cx<'_>, view: &View, column: &str, id: i64) -> Result<Stored, Fault> {
    let sql = format!(
        "SELECT {} FROM {} WHERE ID = ?1",
        quote(column),
        quote(&view.table.name)
    );
    Ok(cx
        .db()
        .prepare_cached(&sql)?
        .query_row([id], |row| row.get(0))?)
}

/// Removes a record and all that belongs to it.
pub(crate) fn delete(cx: &Cx<'_>, view: &View, id: i64) -> Result<(), Fault> {
    let sql = format!("DELETE FROM {} WHERE ID = ?1", quote(&view.table.name));
    cx.db().prepare_cached(&sql)?.execute([id])?;
    let sql = "DELETE FROM multifield WHERE entity = ?1 AND owner = ?2";
    cx.db()
        .prepare_cached(sql)?
        .execute((&view.table.entity, id))?;
    for link in &view.table.links {
        cx.db()
            .prepare_cached("DELETE FROM link WHERE kind = ?1 AND owner = ?2")?
            .execute((&link.entity, id))?;
    }
    Ok(())
}
