//! What differs between two specs, as readers of the API and as compilers of its bindings see it.
//!
//! Items are matched by name, then by likeness: what has another name and is otherwise the same was renamed. Types are
//! compared where they are used, and their parts once, whoever uses them. Whether a change breaks a compiler is seen from the
//! Rust types that are emitted; whether it breaks a program that was built before, from the direction in which values go.

mod access;
mod change;
mod entity;
mod event;
mod fields;
mod method;
mod pair;
mod parts;
mod rules;
mod show;
mod types;

use std::collections::{HashMap, HashSet};

use serde::Serialize;

pub use change::{Breaks, Change, Item, ItemKind, Part, What};

use crate::emit::Options;
use crate::emit::signature::Signatures;
use crate::model::{EntityId, FileId, Method, Model, Path, TypeId};

/// Everything that differs between two specs.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize)]
pub struct Diff {
    /// How much there is of what.
    pub counts: Counts,
    /// What breaks somebody first, then by items.
    pub changes: Vec<Change>,
}

/// How much differs.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Changes that break somebody.
    pub breaking: usize,
    /// Changes that break nobody.
    pub other: usize,
    /// Texts and examples that differ: documentation, links, what is unsure or left out. They are not listed.
    pub docs: usize,
}

impl Diff {
    /// Whether a change breaks somebody.
    #[must_use]
    pub fn is_breaking(&self) -> bool {
        self.counts.breaking > 0
    }

    /// Whether nothing differs, texts apart.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
}

/// What a spec has become.
#[must_use]
pub fn diff(old: &Model, new: &Model) -> Diff {
    let options = Options::default();
    let side = |model| Side {
        model,
        rust: Signatures::new(model, &options),
    };
    let mut compare = Compare {
        old: side(old),
        new: side(new),
        entities: HashMap::new(),
        methods: HashMap::new(),
        owners: HashMap::new(),
        seen: HashSet::new(),
        renaming: 0,
        changes: Vec::new(),
        docs: 0,
    };
    compare.owners();
    compare.entities();
    compare.methods();
    compare.events();
    compare.errors();
    compare.finish()
}

/// A model and what the compiler sees of it.
struct Side<'m> {
    model: &'m Model,
    rust: Signatures<'m>,
}

struct Compare<'m> {
    old: Side<'m>,
    new: Side<'m>,
    /// Entities that are there on both sides, renamed ones included.
    entities: HashMap<EntityId, EntityId>,
    /// By module of what is written in place: the method it belongs to.
    methods: HashMap<&'m [String], &'m Method>,
    /// What types of data are called after.
    owners: HashMap<&'m Path, Item>,
    /// Types with parts that were compared.
    seen: HashSet<(TypeId, TypeId)>,
    /// Within something that was renamed, names of what is written in place differ too.
    renaming: usize,
    changes: Vec<Change>,
    docs: usize,
}

impl Compare<'_> {
    fn finish(mut self) -> Diff {
        self.changes.sort_by(|a, b| {
            let key = |change: &Change| (!change.breaks.any(), change.item.clone(), change.what);
            (key(a), part(a), &a.within).cmp(&(key(b), part(b), &b.within))
        });
        let breaking = self
            .changes
            .iter()
            .filter(|change| change.breaks.any())
            .count();
        Diff {
            counts: Counts {
                breaking,
                other: self.changes.len() - breaking,
                docs: self.docs,
            },
            changes: self.changes,
        }
    }

    /// Counts a text that differs.
    fn text<T: PartialEq>(&mut self, old: &T, new: &T) {
        self.docs += usize::from(old != new);
    }

    fn new_file(&self, file: FileId) -> Option<String> {
        self.new
            .model
            .files
            .get(file.0 as usize)
            .map(|file| file.path.clone())
    }

    fn old_file(&self, file: FileId) -> Option<String> {
        self.old
            .model
            .files
            .get(file.0 as usize)
            .map(|file| file.path.clone())
    }

    fn push(&mut self, of: &Of, what: What, breaks: Breaks, message: impl Into<String>) {
        self.push_with(of, None, what, breaks, message, (None, None));
    }

    fn push_with(
        &mut self,
        of: &Of,
        part: Option<Part>,
        what: What,
        breaks: Breaks,
        message: impl Into<String>,
        (from, to): (Option<String>, Option<String>),
    ) {
        self.changes.push(Change {
            item: of.item.clone(),
            within: of.within.clone(),
            part,
            what,
            from,
            to,
            breaks,
            message: message.into(),
            file: of.file.clone(),
        });
    }
}

fn part(change: &Change) -> Option<(&str, &str)> {
    change
        .part
        .as_ref()
        .map(|part| (part.kind, part.name.as_str()))
}

/// What a change is of.
#[derive(Clone)]
struct Of {
    item: Item,
    within: Option<String>,
    file: Option<String>,
}

impl Of {
    fn new(kind: ItemKind, name: impl Into<String>, file: Option<String>) -> Self {
        Self {
            item: Item {
                kind,
                name: name.into(),
            },
            within: None,
            file,
        }
    }
}

/// A name as people of the spec write it.
fn dotted(path: &Path) -> String {
    path.module
        .iter()
        .chain([&path.name])
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(".")
}

fn quoted(words: &[String]) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    words.join(", ")
}
