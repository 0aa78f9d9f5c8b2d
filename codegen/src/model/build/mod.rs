//! From a checked spec to the model: arenas, names of types written in place, defaults.

mod entity;
mod method;
mod types;
mod words;

use std::collections::HashMap;

use super::{File, FileId, IdKindId, Kind, Model, Path, TypeId};
use crate::check::{Checked, Owner, Ty};
use crate::diagnose::{Code, Diagnostic, Diagnostics, Place};

/// Builds the model of a spec. Only names that two things would share can be wrong by now.
pub fn build(checked: &Checked) -> (Model, Diagnostics) {
    let mut builder = Builder::new(checked);
    builder.identifiers();
    builder.entities();
    builder.named_types();
    builder.methods();
    builder.events();
    builder.searches();
    words::apply(&mut builder.model, &checked.words);
    (builder.model, builder.diagnostics)
}

struct Builder<'c> {
    checked: &'c Checked,
    model: Model,
    /// By index of the named type.
    named: Vec<Named>,
    /// Types of fields that others are copies of.
    fields: HashMap<(Owner, usize), TypeId>,
    /// Types without a name, each of which is there once.
    plain: HashMap<PlainKey, TypeId>,
    /// By index of the entity.
    entity_ids: Vec<Option<IdKindId>>,
    /// By index of the undescribed target.
    target_ids: Vec<IdKindId>,
    /// Data of events: module, what they are, and their type.
    told: Vec<((&'c [String], Ty), TypeId)>,
    /// Who has a name already.
    paths: HashMap<Path, Place>,
    diagnostics: Diagnostics,
}

/// How far a named type has been built.
#[derive(Clone, Copy)]
enum Named {
    Todo,
    /// Being followed through names alone.
    Following,
    Done(TypeId),
}

/// What tells types without a name apart.
#[derive(PartialEq, Eq, Hash)]
enum PlainKey {
    Scalar(super::Scalar),
    Id(IdKindId),
    Status(String),
    List(TypeId),
    Map(TypeId),
    Optional(TypeId),
    Directed(TypeId, TypeId),
    Of(crate::check::Use, usize),
}

/// What a type written in place is called after.
#[derive(Clone, Copy)]
struct Context<'c> {
    module: &'c [String],
    name: &'c str,
    file: FileId,
    doc: Option<&'c str>,
    place: &'c Place,
}

impl<'c> Builder<'c> {
    fn new(checked: &'c Checked) -> Self {
        let files = checked
            .files
            .iter()
            .map(|file| File {
                path: file.path.clone(),
                module: file.module.clone(),
                doc: file.doc.clone(),
                missing: file.missing.clone(),
                unsure: file.unsure.clone(),
                errors: file.errors.clone(),
            })
            .collect();
        let model = Model {
            files,
            errors: checked.errors.clone(),
            ..Model::default()
        };
        Self {
            checked,
            model,
            named: vec![Named::Todo; checked.types.len()],
            fields: HashMap::new(),
            plain: HashMap::new(),
            entity_ids: Vec::new(),
            target_ids: Vec::new(),
            told: Vec::new(),
            paths: HashMap::new(),
            diagnostics: Diagnostics::new(),
        }
    }

    fn file(index: usize) -> FileId {
        FileId(number(index))
    }

    fn module(&self, file: usize) -> &'c [String] {
        self.checked
            .files
            .get(file)
            .map(|file| file.module.as_slice())
            .unwrap_or_default()
    }

    /// Takes a name, which must be free.
    fn take(&mut self, path: &Path, place: &Place) {
        if let Some(other) = self.paths.get(path) {
            let name = path
                .module
                .iter()
                .chain([&path.name])
                .cloned()
                .collect::<Vec<_>>()
                .join("::");
            let diagnostic = Diagnostic::new(
                Code::NameCollision,
                format!("two types would both be called `{name}`"),
                place.clone(),
            );
            self.diagnostics.push(
                diagnostic
                    .help("give one of them a `name`")
                    .also("the other one is", other.clone()),
            );
            return;
        }
        self.paths.insert(path.clone(), place.clone());
    }

    fn push(
        &mut self,
        kind: Kind,
        path: Option<Path>,
        file: FileId,
        doc: Option<String>,
    ) -> TypeId {
        let id = TypeId(number(self.model.types.len()));
        self.model.types.push(super::Type {
            kind,
            path,
            file,
            doc,
        });
        id
    }
}

/// Arenas hold what people write; none comes near four thousand million.
fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
