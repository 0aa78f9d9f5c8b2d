//! Records of one kind become one: the first one remains and gets what it lacks, the others go.

use bitrix24_codegen::model::Access;

use super::delete::references;
use super::{Change, current, delete, owned};
use crate::catalogue::{Kind, Source, View, ViewField};
use crate::engine::conventions as names;
use crate::engine::multifield::{self, Entry};
use crate::engine::records::{self, held};
use crate::engine::value::unpack;
use crate::engine::{Cx, link};
use crate::fault::Fault;
use crate::store::Stored;

/// Merges records into one of them; false when they contradict each other, and nothing is done.
pub(crate) fn merge(cx: &Cx<'_>, view: &View, into: i64, others: &[i64]) -> Result<bool, Fault> {
    let fields = cx.fields(view, false)?;
    let mut lacks: Vec<(&str, Stored)> = Vec::new();
    for field in fields.list.iter().filter(|field| counts(field)) {
        let Source::Column(column) = &field.source else {
            continue;
        };
        let mut value = current(cx, view, column, into)?;
        let had = value.clone();
        for other in others {
            let theirs = current(cx, view, column, *other)?;
            value = match together(field, value, theirs) {
                Some(value) => value,
                None => return Ok(false),
            };
        }
        if value != had {
            lacks.push((column, value));
        }
    }
    let filled = lacks
        .into_iter()
        .fold(Change::default(), |all, (column, value)| {
            all.with(column, value)
        });
    filled.update(cx, view, into)?;
    for other in others {
        absorb(cx, view, into, *other)?;
        delete(cx, view, *other)?;
        cx.raise_change(view, "Delete", *other);
    }
    cx.raise_change(view, "Update", into);
    Ok(true)
}

/// Whether a field has to agree: what users write themselves. Flags have a value always.
fn counts(field: &ViewField) -> bool {
    let own = [
        names::RESPONSIBLE,
        names::CATEGORY,
        names::ACTIVE.0,
        names::ACTIVE.1,
    ];
    matches!(field.access, Access::All)
        && field.kind != Kind::Flag
        && !field.column().is_some_and(|column| own.contains(&column))
}

/// What becomes of two values: the one that there is, all of several; nothing when they contradict each other.
fn together(field: &ViewField, ours: Stored, theirs: Stored) -> Option<Stored> {
    if is_empty(&theirs) {
        return Some(ours);
    }
    if is_empty(&ours) {
        return Some(theirs);
    }
    if field.many {
        let mut all = unpack((&ours).into());
        for value in unpack((&theirs).into()) {
            if !all.contains(&value) {
                all.push(value);
            }
        }
        let json = all.iter().filter_map(crate::engine::value::json);
        let all = json.collect::<serde_json::Value>();
        return Some(Stored::Text(all.to_string()));
    }
    // Of two files, that of the record that remains.
    let same = field.kind == Kind::File || spelled(&ours) == spelled(&theirs);
    same.then_some(ours)
}

fn is_empty(value: &Stored) -> bool {
    match value {
        Stored::Null | Stored::Integer(0) => true,
        Stored::Text(text) => matches!(text.trim(), "" | "[]"),
        Stored::Real(number) => *number == 0.0,
        _ => false,
    }
}

/// A value without regard to case and to blanks around it.
fn spelled(value: &Stored) -> String {
    match value {
        Stored::Integer(number) => number.to_string(),
        Stored::Real(number) => number.to_string(),
        Stored::Text(text) => text.trim().to_lowercase(),
        Stored::Null | Stored::Blob(_) => String::new(),
    }
}

/// Gives one record what is kept of another beside its fields, and whatever points at it.
fn absorb(cx: &Cx<'_>, view: &View, into: i64, other: i64) -> Result<(), Fault> {
    let table = &view.table;
    keep_files(cx, view, into, other)?;
    let entries: Vec<Entry> = multifield::of(cx.db(), table, other)?
        .into_iter()
        .map(|value| Entry {
            kind: value.kind,
            id: None,
            value: value.value,
            value_type: Some(value.value_type),
            delete: false,
        })
        .collect();
    if !entries.is_empty() {
        multifield::merge(cx.db(), table, into, &entries)?;
    }
    for link in &table.links {
        let mut targets = link::targets(cx.db(), link, into)?;
        let before = targets.len();
        for target in link::targets(cx.db(), link, other)? {
            if !targets.contains(&target) {
                targets.push(target);
            }
        }
        if targets.len() > before {
            link::extend(cx.db(), link, into, &targets[before..])?;
        }
    }
    for pointing in cx.tables()? {
        let here = |target: &Option<String>| target.as_ref() == Some(&table.entity);
        for link in pointing.links.iter().filter(|link| here(&link.target)) {
            link::retarget(cx.db(), link, other, into)?;
        }
    }
    for reference in references(cx, table)? {
        reference.become_of(cx, other, Some(into))?;
    }
    owned::pass_on(cx, view, other, into)
}

/// Files that the remaining record has taken over do not go with the other one.
fn keep_files(cx: &Cx<'_>, view: &View, into: i64, other: i64) -> Result<(), Fault> {
    let fields = cx.fields(view, false)?;
    for field in fields.list.iter().filter(|f| f.kind == Kind::File) {
        let Source::Column(column) = &field.source else {
            continue;
        };
        let (ours, theirs) = (
            current(cx, view, column, into)?,
            current(cx, view, column, other)?,
        );
        let taken = field.many || ours == theirs;
        if taken {
            records::set(cx, view, other, &[held(column, Stored::Null)])?;
        }
    }
    Ok(())
}
