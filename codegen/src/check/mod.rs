//! From trees to constructs: every rule of the language is checked here, and every mistake reported.

pub(crate) mod args;
mod at;
mod checked;
mod entity;
mod errors;
mod event;
mod examples;
mod family;
mod file;
mod grammar;
pub(crate) mod keys;
mod kinds;
mod like;
mod lookup;
mod method;
mod names;
mod node;
mod overrides;
mod owner;
mod owners;
pub(crate) mod paging;
mod params;
mod reads;
mod rules;
mod scope;
mod see;
mod shape;
#[cfg(feature = "tools")]
pub(crate) mod survey;
mod take;
#[cfg(test)]
mod tests;
mod text;
mod types;
mod values;
mod walk;

use std::collections::HashMap;

pub use checked::{
    CallbackDef, CaseDef, Checked, EntityDef, EventDef, FieldDef, FileDef, MethodDef, ObjectDef,
    Owner, PlacementDef, Target, Ty, TypeDef, Use, ValuesDef,
};
#[cfg(feature = "tools")]
pub(crate) use keys::FILE;
pub use keys::{Construct, Key, Takes};
pub(crate) use names::{camel, segments, snake};
#[cfg(feature = "tools")]
pub(crate) use names::{effect, event, page};
#[cfg(feature = "tools")]
pub(crate) use owner::owner;
pub(crate) use owners::owner_name;
#[cfg(feature = "tools")]
pub(crate) use shape::ONLY_KEY;
pub(crate) use text::push_noun;
#[cfg(feature = "tools")]
pub(crate) use text::{is_identifier, is_snake};
#[cfg(feature = "tools")]
pub(crate) use types::{HEADS, SCALARS, USES, is_reserved, scalar_name};

use crate::diagnose::Diagnostics;
use crate::read::Source;
use at::At;
use family::FamilySlot;
use file::FileInfo;
use lookup::Item;

/// Checks a spec. What is returned besides is complete only if nothing was wrong.
pub fn check(source: &Source) -> (Checked, Diagnostics) {
    let mut checker = Checker::new(source);
    checker.declare();
    checker.define();
    checker.make_methods();
    checker.make_events();
    checker.read_examples();
    checker.finish_rules();
    let (checked, mut diagnostics) = checker.finish();
    diagnostics.locate(source);
    (checked, diagnostics)
}

/// How far a construct that others may refer to has been read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Todo,
    Doing,
    Done,
}

/// A type or entity: where it is written, and what was made of it.
pub(crate) struct Slot<'s, D> {
    pub(crate) file: usize,
    pub(crate) name: String,
    pub(crate) at: At<'s>,
    pub(crate) full_name: String,
    pub(crate) state: State,
    pub(crate) def: Option<D>,
}

pub(crate) struct Checker<'s> {
    pub(crate) source: &'s Source,
    pub(crate) files: Vec<FileInfo<'s>>,
    /// Module, the version included, to file.
    pub(crate) modules: HashMap<Vec<String>, usize>,
    pub(crate) items: HashMap<String, Item>,
    /// Names that may be written shorter: `crm.userfield_event` for `crm.userfield.userfield_event`.
    pub(crate) aliases: HashMap<String, Item>,
    pub(crate) shared: HashMap<String, Item>,
    pub(crate) types: Vec<Slot<'s, TypeDef>>,
    pub(crate) entities: Vec<Slot<'s, EntityDef>>,
    pub(crate) families: Vec<FamilySlot<'s>>,
    /// By full name; those of `shared/` by their name alone.
    pub(crate) family_names: HashMap<String, usize>,
    pub(crate) targets: Vec<Vec<String>>,
    pub(crate) target_names: HashMap<Vec<String>, usize>,
    pub(crate) pending: Vec<rules::Pending<'s>>,
    /// How many unions have been read.
    pub(crate) unions: usize,
    pub(crate) out: Checked,
    /// Path to method: `v3.tasks.task.list`.
    pub(crate) methods: HashMap<String, usize>,
    /// Lower-case name to event.
    pub(crate) events: HashMap<String, usize>,
    pub(crate) diagnostics: Diagnostics,
}

impl<'s> Checker<'s> {
    fn new(source: &'s Source) -> Self {
        Self {
            source,
            files: Vec::new(),
            modules: HashMap::new(),
            items: HashMap::new(),
            aliases: HashMap::new(),
            shared: HashMap::new(),
            types: Vec::new(),
            entities: Vec::new(),
            families: Vec::new(),
            family_names: HashMap::new(),
            targets: Vec::new(),
            target_names: HashMap::new(),
            pending: Vec::new(),
            unions: 0,
            out: Checked::default(),
            methods: HashMap::new(),
            events: HashMap::new(),
            diagnostics: Diagnostics::new(),
        }
    }

    /// Reads every type and entity, each after those it copies from.
    fn define(&mut self) {
        for index in 0..self.types.len() {
            self.ensure_type(index);
        }
        for index in 0..self.entities.len() {
            self.ensure_entity(index);
        }
    }

    fn finish(mut self) -> (Checked, Diagnostics) {
        let mut out = std::mem::take(&mut self.out);
        // A definition that is missing was reported; the indexes of the others are off then, and the spec is wrong anyway.
        out.types = self.types.into_iter().filter_map(|slot| slot.def).collect();
        out.entities = self
            .entities
            .into_iter()
            .filter_map(|slot| slot.def)
            .collect();
        out.targets = self.targets;
        (out, self.diagnostics)
    }
}
