//! Records into the store: which keys of `fields` count and what becomes of their values.

mod check;
mod delete;
mod files;
mod merge;
mod owned;
mod save;

use std::borrow::Cow;

use bitrix24_codegen::model::Access;
use serde_json::Value;

use super::conventions::COMMENTS;
use super::multifield::Entry;
use super::value::Reading;
use super::{Cx, Fields, bbcode, fields, records};
use crate::catalogue::{Kind, Link, Source, View, ViewField};
use crate::fault::Fault;
use crate::php;
use crate::store::Stored;
pub(crate) use delete::{delete, delete_files};
pub(crate) use merge::merge;

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
    /// What custom fields have to say against their values.
    wrong: Vec<String>,
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
                iterable(view, value)?;
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
                if field.many {
                    iterable(view, value)?;
                }
                if let Some(custom) = &field.custom {
                    self.wrong.extend(check::complaints(custom, value));
                }
                let reading = Reading {
                    zone: cx.zone(),
                    item: view.item,
                };
                match reading.stored(field, value) {
                    Some(Stored::Text(text)) if column == COMMENTS => {
                        self.set(column, Stored::Text(bbcode::from_html(text)));
                    }
                    Some(stored) => self.set(column, stored),
                    None => {}
                }
            }
            Source::Key
            | Source::TypeId
            | Source::FirstMulti(..)
            | Source::Nowhere
            | Source::Star(_) => {}
        }
        Ok(())
    }

    /// The same with a column that no input writes.
    #[must_use]
    pub(crate) fn with(mut self, column: &str, stored: Stored) -> Self {
        self.set(column, stored);
        self
    }

    /// What a column is to become, if it is to be written.
    pub(crate) fn get(&self, column: &str) -> Option<&Stored> {
        let found = self.columns.iter().find(|(name, _)| name == column);
        found.map(|(_, stored)| stored)
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
}

/// Says what is wrong: the universal methods tell the first error only, and no code.
pub(super) fn refusal(view: &View, wrong: &[String]) -> Fault {
    if view.item {
        Fault::new("0", wrong.first().cloned().unwrap_or_default())
    } else {
        Fault::core(wrong.join(", "))
    }
}

/// The universal methods want a list for a multiple field.
fn iterable(view: &View, value: &Value) -> Result<(), Fault> {
    if !view.item || php::is_array(value) || php::is_blank(value) {
        return Ok(());
    }
    let kind = match value {
        Value::Bool(_) => "boolean",
        Value::Number(n) if n.is_f64() => "double",
        Value::Number(_) => "integer",
        _ => "string",
    };
    let text = format!("Expected iterable value for multiple field, but got {kind} instead");
    Err(Fault::new("100", text))
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
    let found = records::get(cx, view, id, [column])?;
    Ok(found.map_or(Stored::Null, |[value]| value))
}
