//! Which item goes into which Rust module, and which module into which file.

use std::collections::{BTreeMap, HashSet};

use super::names;
use super::rust_type::type_text;
use super::usage::{Direction, Usage};
use crate::model::{EntityId, ErrorCode, Model, TypeId};

/// A module of the output.
#[derive(Debug, Default)]
pub(super) struct Module {
    /// Has a file of the spec of its own, or holds modules that have.
    pub(super) is_file: bool,
    pub(super) doc: Option<String>,
    /// Files of the spec that its items come from.
    pub(super) sources: Vec<String>,
    pub(super) methods: Vec<usize>,
    pub(super) entities: Vec<EntityId>,
    pub(super) types: Vec<TypeId>,
    pub(super) callbacks: Vec<usize>,
    /// Error codes that the files of this module, and of those above it, list.
    pub(super) errors: Vec<ErrorCode>,
    pub(super) children: BTreeMap<String, Module>,
}

impl Module {
    pub(super) fn has_items(&self) -> bool {
        !(self.methods.is_empty()
            && self.entities.is_empty()
            && self.types.is_empty()
            && self.callbacks.is_empty()
            && self.errors.is_empty())
    }

    /// Names of the types that the module defines.
    pub(super) fn own_types(&self, model: &Model, usage: &Usage) -> HashSet<String> {
        let mut own = HashSet::new();
        for &id in &self.types {
            let (Some(path), use_) = (&model[id].path, usage.ty(id)) else {
                continue;
            };
            own.insert(type_text(path, Direction::Receive, use_.split));
            own.insert(type_text(path, Direction::Send, use_.split));
        }
        for &id in &self.entities {
            own.insert(names::record_text(&model[id].name));
        }
        own
    }

    fn at(&mut self, path: &[String]) -> &mut Module {
        path.iter().fold(self, |module, segment| {
            module.children.entry(segment.clone()).or_default()
        })
    }
}

/// The whole output as a tree of modules.
pub(super) fn tree(model: &Model, usage: &Usage) -> Module {
    let mut root = Module {
        is_file: true,
        ..Module::default()
    };
    for file in &model.files {
        // Every module on the way to a file's own is a file too.
        for depth in 1..=file.module.len() {
            root.at(&file.module[..depth]).is_file = true;
        }
        let module = root.at(&file.module);
        if !file.module.is_empty() {
            module.doc = file.doc.clone().or(module.doc.take());
            module.sources.push(file.path.clone());
        }
    }
    for (index, method) in model.methods.iter().enumerate() {
        if let Some((_, module)) = method.path.split_last() {
            root.at(module).methods.push(index);
        }
    }
    for (index, entity) in model.entities.iter().enumerate() {
        let module = root.at(&entity.module);
        module.entities.push(EntityId(index as u32));
        module.doc.get_or_insert_with(|| entity.doc.clone());
    }
    for (index, ty) in model.types.iter().enumerate() {
        let (Some(path), id) = (&ty.path, TypeId(index as u32)) else {
            continue;
        };
        let use_ = usage.ty(id);
        // A type that nothing sends or receives would be a dead item.
        if (use_.sent || use_.received) && is_item(model, id) {
            root.at(&path.module).types.push(id);
        }
    }
    for (index, callback) in model.callbacks.iter().enumerate() {
        let module = model[callback.file].module.clone();
        root.at(&module).callbacks.push(index);
    }
    // A table that no method refers to would be a dead item.
    for method in &model.methods {
        if let Some(module) = error_module(model, &model[method.file].module) {
            let table = &mut root.at(module).errors;
            if table.is_empty() {
                *table = error_table(model, module);
            }
        }
    }
    prune(&mut root);
    root
}

/// Codes of the files whose modules lead to one, those nearest first.
fn error_table(model: &Model, module: &[String]) -> Vec<ErrorCode> {
    let mut table: Vec<ErrorCode> = Vec::new();
    for depth in (0..=module.len()).rev() {
        let files = model
            .files
            .iter()
            .filter(|file| file.module == module[..depth]);
        for error in files.flat_map(|file| &file.errors) {
            if !table.iter().any(|known| known.code == error.code) {
                table.push(error.clone());
            }
        }
    }
    table
}

/// The module, at or above the one given, that holds the error codes of a method there.
pub(super) fn error_module<'m>(model: &Model, module: &'m [String]) -> Option<&'m [String]> {
    let has_table = |module: &[String]| {
        model
            .files
            .iter()
            .any(|file| file.module == module && !file.errors.is_empty())
    };
    (0..=module.len())
        .rev()
        .map(|depth| &module[..depth])
        .find(|module| has_table(module))
}

/// Whether a type becomes an item of its own, and not only a name for another.
fn is_item(model: &Model, id: TypeId) -> bool {
    use crate::model::Kind;
    matches!(
        model[id].kind,
        Kind::Object(_) | Kind::Values(_) | Kind::Tuple(_) | Kind::Union(_) | Kind::Tagged { .. }
    )
}

/// Takes away modules that nothing is in.
fn prune(module: &mut Module) {
    module.children.values_mut().for_each(prune);
    module
        .children
        .retain(|_, child| child.has_items() || !child.children.is_empty());
}
