//! Rows of a facts folder: what the public documentation states, as data.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The rows of a facts folder.
#[derive(Debug, Default)]
pub struct Facts {
    /// `methods.jsonl`, the only file that must be there.
    pub methods: Vec<MethodRow>,
    /// `events.jsonl`.
    pub events: Vec<EventRow>,
    /// `types.jsonl`.
    pub types: Vec<TypeRow>,
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
    #[serde(default)]
    pub version: String,
    /// Title of the page.
    #[serde(default)]
    pub title: String,
    /// Codes, joined by `,`.
    #[serde(default)]
    pub scope: String,
    /// Whether the page says so, or lies among outdated ones.
    #[serde(default)]
    pub deprecated: bool,
    /// A method or a group.
    #[serde(default)]
    pub replaced_by: Option<String>,
    /// Other spellings of the name.
    #[serde(default)]
    pub spellings: Value,
    /// Whether the page marks at all what must be given.
    #[serde(default = "yes")]
    pub marks_required: bool,
    /// Whether it works in an application only.
    #[serde(default)]
    pub application_context: bool,
    /// Parameters, at every depth.
    #[serde(default)]
    pub params: Vec<FieldRow>,
    /// What it answers, at every depth.
    #[serde(default)]
    pub result: Vec<FieldRow>,
    /// Errors, one code often several times.
    #[serde(default)]
    pub errors: Vec<ErrorRow>,
    /// Bodies of requests.
    #[serde(default)]
    pub request_examples: Vec<Value>,
    /// Whole answers.
    #[serde(default)]
    pub response_examples: Vec<Value>,
}

fn yes() -> bool {
    true
}

/// A documented parameter, result or field.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct FieldRow {
    /// As the table spells it.
    pub name: String,
    /// Alternatives, joined by ` | `.
    #[serde(default, rename = "type")]
    pub ty: String,
    /// Whether it must be given.
    #[serde(default)]
    pub required: bool,
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
    /// Values that the page lists.
    #[serde(default)]
    pub values: Vec<Value>,
    /// Alternative of the page that it belongs to.
    #[serde(default)]
    pub variant: Option<String>,
    /// Page and anchor that its type links to.
    #[serde(default, rename = "ref")]
    pub link: Option<String>,
    /// Sent by the platform, not to it.
    #[serde(default)]
    pub callback: bool,
}

/// A documented error.
#[derive(Debug, Deserialize)]
pub struct ErrorRow {
    /// Empty when it is documented so.
    #[serde(default)]
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
    /// Whether the page says so.
    #[serde(default)]
    pub deprecated: bool,
    /// Another event.
    #[serde(default)]
    pub replaced_by: Option<String>,
    /// What is posted, the envelope included.
    #[serde(default)]
    pub payload: Vec<FieldRow>,
    /// What it looks like.
    #[serde(default)]
    pub examples: Vec<ExampleRow>,
}

/// What an event looks like.
#[derive(Debug, Deserialize)]
pub struct ExampleRow {
    /// The body; null where it is no JSON.
    #[serde(default)]
    pub value: Value,
}

/// A table of fields on a page that is neither a method's nor an event's.
#[derive(Debug, Deserialize)]
pub struct TypeRow {
    /// Page of the documentation.
    pub page: String,
    /// Anchor of the table.
    #[serde(default)]
    pub anchor: String,
    /// Its rows.
    #[serde(default)]
    pub fields: Vec<FieldRow>,
}

/// A page about places for apps.
#[derive(Debug, Deserialize)]
pub struct PlacementRow {
    /// Page of the documentation.
    pub page: String,
    /// Codes of the places.
    #[serde(default)]
    pub codes: Vec<String>,
    /// Codes, joined by `,`.
    #[serde(default)]
    pub scope: String,
    /// What the app's page receives.
    #[serde(default)]
    pub options: Vec<FieldRow>,
}

/// A folder that holds no facts.
#[derive(Debug, thiserror::Error)]
pub enum FactsError {
    /// A file that must be there.
    #[error("there is no `{0}`")]
    Missing(&'static str),
    /// A line that is no row.
    #[error("{file}:{line}: this line is not such a row: {error}")]
    Row {
        /// Which file.
        file: &'static str,
        /// Which line, from 1.
        line: usize,
        /// What is wrong with it.
        error: serde_json::Error,
    },
}

impl Facts {
    /// Reads the files of a folder; `text` gives the text of one by its name, if there is such a file.
    ///
    /// # Errors
    ///
    /// The first line that is not what it should be; no methods.
    pub fn read(text: impl Fn(&str) -> Option<String>) -> Result<Self, FactsError> {
        const METHODS: &str = "methods.jsonl";
        let methods = text(METHODS).ok_or(FactsError::Missing(METHODS))?;
        let other = |name: &str| text(name).unwrap_or_default();
        Ok(Self {
            methods: rows(METHODS, &methods)?,
            events: rows("events.jsonl", &other("events.jsonl"))?,
            types: rows("types.jsonl", &other("types.jsonl"))?,
            placements: rows("placements.jsonl", &other("placements.jsonl"))?,
            errors: rows("common_errors.jsonl", &other("common_errors.jsonl"))?,
        })
    }
}

fn rows<T: DeserializeOwned>(file: &'static str, text: &str) -> Result<Vec<T>, FactsError> {
    let lines = text.lines().enumerate();
    let filled = lines.filter(|(_, line)| !line.trim().is_empty());
    filled
        .map(|(index, line)| {
            serde_json::from_str(line).map_err(|error| FactsError::Row {
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
