//! Rows of a facts folder: what the public documentation states, as data.

use serde::Deserialize;

/// A facts folder, as far as coverage needs it.
#[derive(Debug, Default)]
pub struct Facts {
    /// `methods.jsonl`.
    pub methods: Vec<MethodRow>,
    /// `events.jsonl`.
    pub events: Vec<EventRow>,
    /// `placements.jsonl`.
    pub placements: Vec<PlacementRow>,
    /// `common_errors.jsonl`.
    pub errors: Vec<ErrorRow>,
}

/// A documented method.
#[derive(Debug, Deserialize)]
pub struct MethodRow {
    /// As most examples spell it.
    pub name: String,
    /// Page of the documentation.
    pub page: String,
    /// `v2` or `v3`.
    pub version: String,
    /// Parameters, at every depth.
    #[serde(default)]
    pub params: Vec<FieldRow>,
    /// What it answers, at every depth.
    #[serde(default)]
    pub result: Vec<FieldRow>,
    /// Errors, one code often several times.
    #[serde(default)]
    pub errors: Vec<ErrorRow>,
}

/// A documented parameter, result or field.
#[derive(Debug, Clone, Deserialize)]
pub struct FieldRow {
    /// As the table spells it.
    pub name: String,
    /// Alternatives, joined by ` | `.
    #[serde(default, rename = "type")]
    pub ty: String,
    /// Anchor of its section; empty at the top level.
    #[serde(default, rename = "in")]
    pub section: String,
    /// Path of what holds it, guessed from links and headings.
    #[serde(default)]
    pub parent: Option<String>,
    /// Where it stands in the examples.
    #[serde(default)]
    pub path: Option<String>,
    /// JSON types that it has there.
    #[serde(default)]
    pub seen: Vec<String>,
    /// Alternative of the page that it belongs to.
    #[serde(default)]
    pub variant: Option<String>,
    /// Sent by the platform, not to it.
    #[serde(default)]
    pub callback: bool,
}

/// A documented error.
#[derive(Debug, Deserialize)]
pub struct ErrorRow {
    /// Empty when it is documented so.
    pub code: String,
    /// `v2`, `v3` or `oauth`; only of common errors.
    #[serde(default)]
    pub version: String,
    /// Page of the documentation; only of common errors.
    #[serde(default)]
    pub page: String,
}

/// A documented event.
#[derive(Debug, Deserialize)]
pub struct EventRow {
    /// As the page spells it.
    pub name: String,
    /// Page of the documentation.
    pub page: String,
    /// Codes; empty when the page does not say.
    #[serde(default)]
    pub scope: String,
    /// What is posted, the envelope included.
    #[serde(default)]
    pub payload: Vec<FieldRow>,
}

/// A page about places for apps.
#[derive(Debug, Deserialize)]
pub struct PlacementRow {
    /// Page of the documentation.
    pub page: String,
    /// Codes of the places.
    pub codes: Vec<String>,
    /// Codes, joined by `,`.
    #[serde(default)]
    pub scope: String,
    /// What the app's page receives.
    #[serde(default)]
    pub options: Vec<FieldRow>,
}

/// A line that is no row.
#[derive(Debug, thiserror::Error)]
#[error("{file}:{line}: this line is not such a row: {error}")]
pub struct FactsError {
    file: &'static str,
    line: usize,
    error: serde_json::Error,
}

impl Facts {
    /// Files of a facts folder that are read.
    pub const FILES: [&'static str; 4] = [
        "methods.jsonl",
        "events.jsonl",
        "placements.jsonl",
        "common_errors.jsonl",
    ];

    /// Reads the files, whose texts are given in the order of [`Facts::FILES`].
    ///
    /// # Errors
    ///
    /// The first line that is not what it should be.
    pub fn parse(texts: &[String; 4]) -> Result<Self, FactsError> {
        let [methods, events, placements, errors] = texts;
        Ok(Self {
            methods: rows(Self::FILES[0], methods)?,
            events: rows(Self::FILES[1], events)?,
            placements: rows(Self::FILES[2], placements)?,
            errors: rows(Self::FILES[3], errors)?,
        })
    }
}

fn rows<'t, T: Deserialize<'t>>(file: &'static str, text: &'t str) -> Result<Vec<T>, FactsError> {
    let lines = text.lines().enumerate();
    let filled = lines.filter(|(_, line)| !line.trim().is_empty());
    filled
        .map(|(index, line)| {
            serde_json::from_str(line).map_err(|error| FactsError {
                file,
                line: index + 1,
                error,
            })
        })
        .collect()
}

impl MethodRow {
    /// REST version.
    #[must_use]
    pub fn rest(&self) -> u8 {
        if self.version == "v3" { 3 } else { 2 }
    }
}
