//! What a check of a spec has to tell, for people and for programs.

mod notes;
mod only;

use std::fmt;

use serde::Serialize;

pub use notes::notes;
pub use only::{Only, UnknownPrefix};

use crate::diagnose::{Diagnostic, Diagnostics, Located};
use crate::model::Model;

/// Everything that a check tells. As JSON this is the document of `b24spec check --json`.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Folder of the spec, as it was given.
    pub spec: String,
    /// Whether it is right.
    pub ok: bool,
    /// How much there is of everything, those files included that nobody asked for; zero of what the spec holds, where it
    /// is wrong.
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
    /// File below the spec folder that says it.
    pub file: String,
    /// What it is about: `crm.deal`, field `OPENED`.
    pub item: String,
    /// What there is to say.
    pub text: String,
}

/// Kinds of notes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteKind {
    /// An identifier of records that the spec does not describe, or a code that a method lists and nothing describes.
    Undescribed,
    /// A method without an example.
    NoExample,
    /// Left out on purpose (`missing`, `without`).
    Missing,
    /// Nobody has seen it on a portal (`unsure`).
    Unsure,
}

impl Note {
    /// Whether what it says is the same of many items, which then stand on one line.
    #[must_use]
    pub fn is_short(&self) -> bool {
        matches!(self.kind, NoteKind::Undescribed | NoteKind::NoExample)
    }
}

/// What it says, without the file.
impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (item, text) = (&self.item, &self.text);
        match self.kind {
            NoteKind::Undescribed | NoteKind::NoExample => write!(f, "{text}: {item}"),
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

    /// Leaves out what is about other files; the counts stay.
    pub fn keep(&mut self, only: &Only) {
        let of = |error: &Mistake| error.span.as_ref().is_some_and(|span| only.has(&span.file));
        self.errors.retain(of);
        self.notes.retain(|note| only.has(&note.file));
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
