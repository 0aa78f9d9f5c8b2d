//! A row of `methods.jsonl` as a description of a method.

use std::collections::HashMap;

use serde_json::Value;

use super::tree::Branch;
use super::types::{Types, Way};
use super::{humps, page, path_of, scope, variants};
use crate::check;
use crate::draft::{Field, Shape};
use crate::facts::MethodRow;
use crate::import::described::Described;
use crate::import::infer::infer;
use crate::model::{Effect, Need};

pub(super) fn method(row: &MethodRow, types: &Types<'_>) -> Described {
    let mut remarks = Vec::new();
    if !row.marks_required && !row.params.is_empty() {
        remarks.push("The page does not mark required parameters.".to_owned());
    }
    let mut root = Branch::default();
    let mut lost = Vec::new();
    for param in row.params.iter().filter(|param| !param.callback) {
        // Examples may spell a name otherwise than the table does, which is the one to go by.
        let path = match &param.parent {
            Some(parent) => Some(format!("{parent}.{}", param.name)),
            None if param.section.is_empty() => Some(param.name.clone()),
            None => None,
        };
        let path = match (&param.path, path) {
            (Some(shown), Some(path)) if bare(shown) == bare(&path) => Some(shown.clone()),
            (_, path) => path,
        };
        if !path.is_some_and(|path| root.place(&path, param)) {
            lost.push(param.name.as_str());
        }
    }
    let examples: Vec<&Value> = row.request_examples.iter().collect();
    let params = types.fields(&root, &examples, variants(&row.params), Way::Send, 0);
    let is_fields = row.name.rsplit('.').next() == Some("fields");
    let (result, fields, whole) = result(row, types, is_fields);
    if !whole {
        lost.push("parts of the result");
    }
    if !lost.is_empty() {
        lost.dedup();
        remarks.push(format!("Not placed: {}.", lost.join(", ")));
    }
    let key = row
        .params
        .iter()
        .filter(|param| param.parent.is_none())
        .find_map(|param| param.ty.split_once('.').map(|(_, field)| field.to_owned()))
        .filter(|field| field.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'));
    let mut errors: Vec<String> = Vec::new();
    for error in &row.errors {
        let code = error.code.trim();
        if !code.is_empty() && !errors.iter().any(|known| known == code) {
            errors.push(code.to_owned());
        }
    }
    Described {
        name: spelled(row),
        rest: if row.version == "v3" { 3 } else { 2 },
        page: Some(page(&row.page)),
        scope: scope(&row.scope, false),
        needs: if row.application_context {
            vec![Need::App]
        } else {
            Vec::new()
        },
        deprecated: row
            .deprecated
            .then(|| row.replaced_by.clone().unwrap_or_default()),
        one_of: one_of(row, &params),
        params,
        result,
        fields,
        key,
        errors,
        slips: Vec::new(),
        effect: effect(&row.title),
        remarks,
    }
}

/// What a page with several ways to call a method requires in each of them.
fn one_of(row: &MethodRow, params: &[Field]) -> Vec<Vec<String>> {
    let mut groups: Vec<(&str, Vec<String>)> = Vec::new();
    let top = row
        .params
        .iter()
        .filter(|param| param.parent.is_none() && param.section.is_empty());
    for param in top.filter(|param| param.required) {
        let Some(variant) = param.variant.as_deref() else {
            continue;
        };
        // What every way requires is no choice.
        let is_choice = |field: &Field| field.name == param.name && !field.certain;
        if !params.iter().any(is_choice) {
            continue;
        }
        match groups.iter_mut().find(|(known, _)| *known == variant) {
            Some((_, group)) => group.push(param.name.clone()),
            None => groups.push((variant, vec![param.name.clone()])),
        }
    }
    let mut names: Vec<&String> = groups.iter().flat_map(|(_, group)| group).collect();
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    // A parameter of two ways does not tell them apart.
    if groups.len() < 2 || groups.len() < variants(&row.params) || names.len() < count {
        return Vec::new();
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// What a method does, by the first word of its page's title.
fn effect(title: &str) -> Option<Effect> {
    let word = title.split_whitespace().next()?.to_ascii_lowercase();
    Some(match word.as_str() {
        "get" | "retrieve" | "list" | "find" | "search" | "check" | "read" | "count" | "show" => {
            Effect::Read
        }
        "update" | "change" | "set" | "delete" | "remove" | "mark" | "disable" | "enable"
        | "cancel" | "clear" | "pin" | "unpin" | "mute" | "hide" | "move" | "rename" | "unbind"
        | "unregister" | "restore" | "modify" | "edit" | "close" | "archive" | "unpublish"
        | "publish" => Effect::Set,
        _ => return None,
    })
}

/// A path without what tells lists and maps.
fn bare(path: &str) -> String {
    path.replace("[]", "").replace("{}", "")
}

/// What stands under `result`, the fields that a `*.fields` method describes, and whether every row found its place.
fn result(
    row: &MethodRow,
    types: &Types<'_>,
    is_fields: bool,
) -> (Option<Shape>, Vec<Field>, bool) {
    let mut root = Branch::default();
    let mut whole = true;
    // Whether the page names what stands around the answer, or goes straight into it.
    let names_result = row.result.iter().any(|field| {
        field.name == "result"
            || path_of(field).is_some_and(|path| path == "result" || path.starts_with("result"))
    });
    // A table may stand deeper than its heading tells: where examples show some of its rows, the others are there too.
    let mut sections: HashMap<(&str, Option<&str>), &str> = HashMap::new();
    for field in row.result.iter().filter(|field| !field.section.is_empty()) {
        if let Some((above, _)) = field.path.as_deref().and_then(|path| path.rsplit_once('.')) {
            sections
                .entry((&field.section, field.parent.as_deref()))
                .or_insert(above);
        }
    }
    for field in &row.result {
        let above = sections.get(&(field.section.as_str(), field.parent.as_deref()));
        let path = match (&field.path, above) {
            (None, Some(above)) => Some(format!("{above}.{}", field.name)),
            _ => path_of(field),
        };
        let Some(path) = path else {
            whole = false;
            continue;
        };
        let head = path
            .split('.')
            .next()
            .unwrap_or_default()
            .trim_end_matches("[]")
            .trim_end_matches("{}");
        let path = match head {
            "result" => path.clone(),
            "time" | "total" | "next" if names_result => continue,
            _ => format!("result.{path}"),
        };
        if !root.place(&path, field) {
            whole = false;
        }
    }
    let examples: Vec<&Value> = row
        .response_examples
        .iter()
        .filter_map(|example| example.get("result"))
        .collect();
    if is_fields {
        let table = root
            .find("result")
            .map_or(&root, |result| match result.children.as_slice() {
                [only] if !only.children.is_empty() => only,
                _ => result,
            });
        let fields = table
            .children
            .iter()
            .filter(|child| child.name != "time")
            .map(|child| described_field(child, types, &examples))
            .collect();
        let wrapped = root
            .find("result")
            .and_then(|result| match result.children.as_slice() {
                [only]
                    if !only.children.is_empty()
                        || only.rows.iter().any(|row| row.ty == "object") =>
                {
                    Some(only.name.clone())
                }
                _ => None,
            });
        let map = Shape::map(Shape::plain("field_info"));
        let shape = match wrapped {
            Some(name) => Shape::Object(vec![Field {
                name,
                certain: false,
                shape: map,
                attributes: Vec::new(),
            }]),
            None => map,
        };
        return (Some(shape), fields, whole);
    }
    let Some(branch) = root.find("result") else {
        return (infer(&examples), Vec::new(), whole);
    };
    // Tables of what only succeeds say "object" of the whole answer.
    let is_write = check::effect(&row.name).is_some_and(|effect| effect == Effect::Set);
    let only_true = match examples.as_slice() {
        [] => branch.children.is_empty() && branch.is_only_seen("boolean"),
        examples => examples
            .iter()
            .all(|example| **example == Value::Bool(true)),
    };
    let shape = if is_write && only_true {
        Shape::plain("bool")
    } else {
        types.shape(branch, &examples, 1, Way::Receive, 0)
    };
    (Some(shape), Vec::new(), whole)
}

/// A field out of the answer of a `*.fields` method, which shows descriptions of fields in place of values.
fn described_field(branch: &Branch<'_>, types: &Types<'_>, examples: &[&Value]) -> Field {
    let plain = Branch {
        name: branch.name.clone(),
        rows: branch.rows.clone(),
        is_described: true,
        ..Branch::default()
    };
    let mut field = types.field(&plain, &[], 1, Way::Receive, 3);
    let said = examples.iter().find_map(|value| {
        value.get(&branch.name).or_else(|| {
            value
                .as_object()?
                .values()
                .find_map(|inner| inner.get(&branch.name))
        })
    });
    let is = |key: &str| said.and_then(|said| said.get(key)).and_then(Value::as_bool) == Some(true);
    if let Some(directory) = said
        .and_then(|said| said.get("statusType"))
        .and_then(Value::as_str)
    {
        field.shape = Shape::Plain(format!("status({directory})"));
    }
    if is("isMultiple") && !matches!(field.shape, Shape::List(_)) {
        field.shape = Shape::list(field.shape);
    }
    let access = if is("isReadOnly") {
        Some("read")
    } else if is("isImmutable") {
        Some("create")
    } else {
        None
    };
    if let Some(access) = access {
        field
            .attributes
            .push(("access".to_owned(), crate::draft::word(access)));
    }
    field
}

/// The spelling with the most capitals inside of words.
fn spelled(row: &MethodRow) -> String {
    let others: Vec<&str> = match &row.spellings {
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        Value::Object(names) => names.keys().map(String::as_str).collect(),
        _ => Vec::new(),
    };
    others
        .into_iter()
        .filter(|name| name.eq_ignore_ascii_case(&row.name))
        .chain([row.name.as_str()])
        .max_by_key(|name| humps(name))
        .unwrap_or(&row.name)
        .to_owned()
}
