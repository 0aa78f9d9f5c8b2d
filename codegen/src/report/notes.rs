//! What is no mistake, and worth a look.

use std::collections::{BTreeMap, BTreeSet};

use super::{Note, NoteKind};
use crate::model::{Field, FileId, IdKindId, Kind, Model, TypeId};

/// What is no mistake, and worth a look: in order of files, then by kind.
#[must_use]
pub fn notes(model: &Model) -> Vec<Note> {
    let mut notes = Notes {
        model,
        list: Vec::new(),
    };
    notes.undescribed();
    notes.errors();
    notes.files();
    notes.entities();
    notes.types();
    notes.methods();
    notes.events();
    let mut list = notes.list;
    list.sort_by(|a, b| (&a.file, a.kind).cmp(&(&b.file, b.kind)));
    list
}

struct Notes<'m> {
    model: &'m Model,
    list: Vec<Note>,
}

impl Notes<'_> {
    fn push(&mut self, kind: NoteKind, file: FileId, item: impl Into<String>, text: &str) {
        self.list.push(Note {
            kind,
            file: self.model[file].path.clone(),
            item: item.into(),
            text: text.to_owned(),
        });
    }

    fn doubt(&mut self, file: FileId, item: impl Into<String>, unsure: Option<&String>) {
        if let Some(text) = unsure {
            self.push(NoteKind::Unsure, file, item, text);
        }
    }

    fn fields(&mut self, file: FileId, owner: &str, what: &str, fields: &[Field]) {
        for field in fields {
            let item = format!("{owner}, {what} `{}`", field.written());
            self.doubt(file, item, field.unsure.as_ref());
        }
    }

    /// Identifiers of what is described nowhere, each once a file.
    fn undescribed(&mut self) {
        let model = self.model;
        for (file, id) in used_ids(model) {
            let id = &model[id];
            if id.entity.is_none() {
                let text = "identifiers of records that the spec does not describe";
                self.push(NoteKind::Undescribed, file, id.target.join("."), text);
            }
        }
    }

    /// Codes that methods list and nothing describes, each once a file.
    fn errors(&mut self) {
        let model = self.model;
        let mut listed: BTreeMap<(FileId, &str), Vec<&str>> = BTreeMap::new();
        for method in &model.methods {
            for error in method.errors.iter().filter(|error| error.is.is_none()) {
                let of = listed.entry((method.file, &error.code)).or_default();
                of.push(&method.name);
            }
        }
        for ((file, code), of) in listed {
            let item = format!("`{code}` of {}", of.join(" and "));
            let text = "error codes that nothing describes";
            self.push(NoteKind::Undescribed, file, item, text);
        }
    }

    fn files(&mut self) {
        for (index, file) in (0..).zip(&self.model.files) {
            for (name, reason) in &file.missing {
                self.push(
                    NoteKind::Missing,
                    FileId(index),
                    format!("`{name}`"),
                    reason,
                );
            }
            for (name, text) in &file.unsure {
                let item = format!("type `{name}`");
                self.push(NoteKind::Unsure, FileId(index), item, text);
            }
        }
    }

    fn entities(&mut self) {
        let model = self.model;
        for entity in &model.entities {
            let name = &entity.full_name;
            self.doubt(entity.file, name, entity.unsure.as_ref());
            self.fields(entity.file, name, "field", &entity.fields);
        }
    }

    fn types(&mut self) {
        let model = self.model;
        for ty in &model.types {
            let Some(path) = &ty.path else { continue };
            let segments = path.module.iter().chain([&path.name]);
            let name = segments.map(String::as_str).collect::<Vec<_>>().join(".");
            match &ty.kind {
                Kind::Object(object) => self.fields(ty.file, &name, "field", &object.fields),
                Kind::Tuple(fields) => self.fields(ty.file, &name, "element", fields),
                Kind::Tagged { cases, .. } => {
                    for case in cases {
                        let item = format!("{name}, case `{}`", case.wire);
                        self.doubt(ty.file, item, case.unsure.as_ref());
                    }
                }
                _ => {}
            }
        }
    }

    fn methods(&mut self) {
        let model = self.model;
        for method in &model.methods {
            if method.examples.is_empty() {
                self.push(NoteKind::NoExample, method.file, &method.name, "no example");
            }
            if let Some(text) = &method.without {
                self.push(NoteKind::Missing, method.file, &method.name, text);
            }
            self.doubt(method.file, &method.name, method.unsure.as_ref());
            self.fields(method.file, &method.name, "parameter", &method.params);
            let item = format!("{}, result", method.name);
            self.doubt(method.file, item, method.returns_unsure.as_ref());
        }
    }

    fn events(&mut self) {
        let model = self.model;
        for event in &model.events {
            self.doubt(event.file, &event.name, event.unsure.as_ref());
        }
        for callback in &model.callbacks {
            let item = format!("callback `{}`", callback.name);
            self.doubt(callback.file, item, callback.unsure.as_ref());
        }
        for placement in &model.placements {
            self.doubt(placement.file, &placement.code, placement.unsure.as_ref());
        }
    }
}

/// Kinds of identifiers, with the files that speak of them.
fn used_ids(model: &Model) -> BTreeSet<(FileId, IdKindId)> {
    let mut found = BTreeSet::new();
    let mut look = |file: FileId, ty: TypeId| ids_in(model, file, ty, &mut found);
    for entity in &model.entities {
        let fields = entity.fields.iter();
        fields.for_each(|field| look(entity.file, field.ty));
    }
    for method in &model.methods {
        let params = method.params.iter();
        params.for_each(|param| look(method.file, param.ty));
        look(method.file, method.returns);
    }
    for event in &model.events {
        look(event.file, event.data);
    }
    for callback in &model.callbacks {
        look(callback.file, callback.data);
    }
    for placement in &model.placements {
        look(placement.file, placement.options);
    }
    for ty in model.types.iter().filter(|ty| ty.path.is_some()) {
        match &ty.kind {
            Kind::Object(object) => {
                let fields = object.fields.iter();
                fields.for_each(|field| look(ty.file, field.ty));
            }
            Kind::Tuple(fields) => fields.iter().for_each(|field| look(ty.file, field.ty)),
            Kind::Tagged { cases, .. } => cases.iter().for_each(|case| look(ty.file, case.ty)),
            Kind::Union(members) => members.iter().for_each(|member| look(ty.file, *member)),
            _ => {}
        }
    }
    found
}

/// The same of a type, but for those in it that have a name and so a file of their own.
fn ids_in(model: &Model, file: FileId, ty: TypeId, found: &mut BTreeSet<(FileId, IdKindId)>) {
    match &model[ty].kind {
        Kind::Id(id) => {
            found.insert((file, *id));
        }
        Kind::List(inner) | Kind::Map(inner) | Kind::Optional(inner) => {
            ids_in(model, file, *inner, found);
        }
        Kind::Directed { send, receive } => {
            ids_in(model, file, *send, found);
            ids_in(model, file, *receive, found);
        }
        _ => {}
    }
}
