//! Rows of `events.jsonl` and `placements.jsonl` as descriptions.

use serde_json::Value;

use super::tree::Branch;
use super::types::{Types, Way};
use super::{page, path_of, scope, variants};
use crate::draft::Shape;
use crate::facts::{EventRow, PlacementRow};
use crate::import::described::{DescribedEvent, DescribedPlacement};
use crate::import::infer::infer;

pub(super) fn event(row: &EventRow, types: &Types<'_>) -> DescribedEvent {
    let mut root = Branch::default();
    let mut remarks = Vec::new();
    let about =
        |path: &str| path == "data" || path.starts_with("data.") || path.starts_with("data[");
    let has_data = row
        .payload
        .iter()
        .any(|field| path_of(field).is_some_and(|path| about(&path)));
    for field in &row.payload {
        let Some(path) = path_of(field) else { continue };
        if about(&path) {
            root.place(&path, field);
        } else if !has_data && !is_envelope(&path) {
            root.place(&format!("data.{path}"), field);
        }
    }
    let examples: Vec<&Value> = row
        .examples
        .iter()
        .filter_map(|example| example.value.get("data"))
        .collect();
    let mut data = root
        .find("data")
        .map(|data| types.fields(data, &examples, variants(&row.payload), Way::Send, 0))
        .unwrap_or_default();
    if data.is_empty()
        && let Some(Shape::Object(fields)) = infer(&examples)
    {
        data = fields;
    }
    if data.is_empty() {
        remarks.push("The page does not say what comes along.".to_owned());
    }
    DescribedEvent {
        name: row.name.clone(),
        page: Some(page(&row.page)),
        scope: scope(&row.scope, false),
        deprecated: row
            .deprecated
            .then(|| row.replaced_by.clone().unwrap_or_default()),
        data,
        remarks,
    }
}

fn is_envelope(path: &str) -> bool {
    let head = path.split(['.', '[']).next().unwrap_or_default();
    matches!(head, "event" | "event_handler_id" | "ts" | "auth")
}

pub(super) fn placement(code: &str, row: &PlacementRow, types: &Types<'_>) -> DescribedPlacement {
    let mut root = Branch::default();
    for option in &row.options {
        if let Some(path) = path_of(option) {
            root.place(&path, option);
        }
    }
    DescribedPlacement {
        code: code.replace("_XXX", "_*"),
        page: Some(page(&row.page)),
        scope: scope(&row.scope, true),
        options: types.fields(&root, &[], 1, Way::Send, 0),
    }
}
