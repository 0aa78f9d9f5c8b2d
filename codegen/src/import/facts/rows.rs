//! Rows of a facts folder, as its README describes them.

use serde::Deserialize;
use serde_json::Value;

/// A line of `methods.jsonl`.
#[derive(Debug, Deserialize)]
pub(super) struct MethodRow {
    pub(super) name: String,
    pub(super) page: String,
    #[serde(default)]
    pub(super) version: String,
    #[serde(default)]
    pub(super) title: String,
    #[serde(default)]
    pub(super) scope: String,
    #[serde(default)]
    pub(super) deprecated: bool,
    #[serde(default)]
    pub(super) replaced_by: Option<String>,
    #[serde(default)]
    pub(super) spellings: Value,
    #[serde(default = "yes")]
    pub(super) marks_required: bool,
    #[serde(default)]
    pub(super) application_context: bool,
    #[serde(default)]
    pub(super) params: Vec<Row>,
    #[serde(default)]
    pub(super) result: Vec<Row>,
    #[serde(default)]
    pub(super) errors: Vec<ErrorRow>,
    #[serde(default)]
    pub(super) request_examples: Vec<Value>,
    #[serde(default)]
    pub(super) response_examples: Vec<Value>,
}

fn yes() -> bool {
    true
}

/// A parameter, or a field of a result, of a type or of a payload.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Row {
    pub(super) name: String,
    #[serde(default, rename = "type")]
    pub(super) types: String,
    #[serde(default)]
    pub(super) required: bool,
    #[serde(default, rename = "in")]
    pub(super) section: String,
    #[serde(default)]
    pub(super) parent: Option<String>,
    #[serde(default)]
    pub(super) path: Option<String>,
    #[serde(default)]
    pub(super) seen: Vec<String>,
    #[serde(default)]
    pub(super) values: Vec<Value>,
    #[serde(default)]
    pub(super) variant: Option<String>,
    #[serde(default, rename = "ref")]
    pub(super) link: Option<String>,
    #[serde(default)]
    pub(super) callback: bool,
}

/// An error of a method.
#[derive(Debug, Deserialize)]
pub(super) struct ErrorRow {
    #[serde(default)]
    pub(super) code: String,
}

/// A line of `events.jsonl`.
#[derive(Debug, Deserialize)]
pub(super) struct EventRow {
    pub(super) name: String,
    pub(super) page: String,
    #[serde(default)]
    pub(super) scope: String,
    #[serde(default)]
    pub(super) deprecated: bool,
    #[serde(default)]
    pub(super) replaced_by: Option<String>,
    #[serde(default)]
    pub(super) payload: Vec<Row>,
    #[serde(default)]
    pub(super) examples: Vec<ExampleRow>,
}

/// What an event looks like.
#[derive(Debug, Deserialize)]
pub(super) struct ExampleRow {
    #[serde(default)]
    pub(super) value: Value,
}

/// A line of `types.jsonl`.
#[derive(Debug, Deserialize)]
pub(super) struct TypeRow {
    pub(super) page: String,
    #[serde(default)]
    pub(super) anchor: String,
    #[serde(default)]
    pub(super) fields: Vec<Row>,
}

/// A line of `placements.jsonl`.
#[derive(Debug, Deserialize)]
pub(super) struct PlacementRow {
    pub(super) page: String,
    #[serde(default)]
    pub(super) codes: Vec<String>,
    #[serde(default)]
    pub(super) scope: String,
    #[serde(default)]
    pub(super) options: Vec<Row>,
}
