//! What a check of a spec has to tell, for people and for programs.

use std::fmt;

use serde::Serialize;

use crate::diagnose::{Diagnostic, Diagnostics, Located};
use crate::model::{Field, FileId, Kind, Model};

/// Everything that a check tells. As JSON this is the document of `b24spec check --json`.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Folder of the spec, as it was given.
    pub spec: String,
    /// Whether it is right.
    pub ok: bool,
    /// How much there is of everything; zero of what the spec holds, where it is wrong.
    pub counts: Counts,
    /// What is wrong, in order of files and lines.
    pub errors: Vec<Mistake>,
    /// What is no mistake, and worth a look.
    pub notes: Vec<Note>,
}

/// How much there is.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct Counts {
    pub methods: usize,
    pub entities: usize,
    pub events: usize,
    pub placements: usize,
    pub callbacks: usize,
    pub errors: usize,
    pub notes: usize,
}

/// One thing that is wrong.
#[derive(Debug, Serialize)]
pub struct Mistake {
    /// `unknown-type`.
    pub code: &'static str,
    /// One sentence in lower case.
    pub message: String,
    /// Where.
    #[serde(flatten)]
    pub span: Option<Span>,
    /// What was probably meant.
    pub help: Option<String>,
    /// More about it.
    pub notes: Vec<String>,
    /// Other places that have to do with it.
    pub related: Vec<Related>,
}

/// A place in a file. Line, column and length are missing where the file as a whole is meant.
#[derive(Debug, Serialize)]
pub struct Span {
    /// Path, from where the check was run.
    pub file: String,
    /// From 1.
    pub line: Option<usize>,
    /// From 1, in characters.
    pub column: Option<usize>,
    /// In characters.
    pub length: Option<usize>,
}

/// Another place that has to do with a mistake.
#[derive(Debug, Serialize)]
pub struct Related {
    /// What it is: `the first one is`.
    pub message: String,
    /// Where.
    #[serde(flatten)]
    pub span: Span,
}

/// Something that is no mistake.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    /// What kind of thing it is.
    pub kind: NoteKind,
    /// File below the spec folder that says it; none where several do.
    pub file: Option<String>,
    /// What it is about: `crm.deal`, field `OPENED`.
    pub item: String,
    /// What there is to say.
    pub text: String,
}

/// Kinds of notes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteKind {
    /// An identifier of records that the spec does not describe.
    Undescribed,
    /// Left out on purpose (`missing`, `without`).
    Missing,
    /// Nobody has seen it on a portal (`unsure`).
    Unsure,
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.file {
            write!(f, "{file}: ")?;
        }
        let (item, text) = (&self.item, &self.text);
        match self.kind {
            NoteKind::Undescribed => write!(f, "{text}: {item}"),
            NoteKind::Missing => write!(f, "{item}: left out on purpose: {text}"),
            NoteKind::Unsure => write!(f, "{item}: not confirmed: {text}"),
        }
    }
}

impl Report {
    /// Of a spec that was loaded, or of what is wrong with it.
    #[must_use]
    pub fn new(spec: &str, loaded: &Result<Model, Diagnostics>) -> Self {
        let (mut counts, errors, notes) = match loaded {
            Ok(model) => (Counts::of(model), Vec::new(), notes(model)),
            Err(diagnostics) => {
                let errors: Vec<Mistake> = diagnostics.iter().map(Mistake::from).collect();
                (Counts::default(), errors, Vec::new())
            }
        };
        counts.errors = errors.len();
        counts.notes = notes.len();
        Self {
            spec: spec.to_owned(),
            ok: errors.is_empty(),
            counts,
            errors,
            notes,
        }
    }
}

impl Counts {
    fn of(model: &Model) -> Self {
        Self {
            methods: model.methods.len(),
            entities: model.entities.len(),
            events: model.events.len(),
            placements: model.placements.len(),
            callbacks: model.callbacks.len(),
            ..Self::default()
        }
    }
}

impl From<&Diagnostic> for Mistake {
    fn from(diagnostic: &Diagnostic) -> Self {
        Self {
            code: diagnostic.code.name(),
            message: diagnostic.message.clone(),
            span: diagnostic.located().map(Span::from),
            help: diagnostic.help.clone(),
            notes: diagnostic.notes.clone(),
            related: diagnostic
                .related()
                .map(|(note, at)| Related {
                    message: note.to_owned(),
                    span: at.into(),
                })
                .collect(),
        }
    }
}

impl From<&Located> for Span {
    fn from(at: &Located) -> Self {
        let there = |number: usize| (at.line > 0).then_some(number);
        Self {
            file: at.file.clone(),
            line: there(at.line),
            column: there(at.column),
            length: there(at.length),
        }
    }
}

/// What is no mistake, and worth a look: by kind, then in order of files.
#[must_use]
pub fn notes(model: &Model) -> Vec<Note> {
    let mut notes = Notes {
        model,
        list: Vec::new(),
    };
    notes.undescribed();
    notes.files();
    notes.entities();
    notes.types();
    notes.methods();
    notes.events();
    let mut list = notes.list;
    list.sort_by(|a, b| (a.kind, &a.file).cmp(&(b.kind, &b.file)));
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
            file: Some(self.model[file].path.clone()),
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

    fn undescribed(&mut self) {
        for id in self.model.ids.iter().filter(|id| id.entity.is_none()) {
            self.list.push(Note {
                kind: NoteKind::Undescribed,
                file: None,
                item: id.target.join("."),
                text: "identifiers of records that the spec does not describe".to_owned(),
            });
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
