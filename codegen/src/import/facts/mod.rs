//! A facts folder: what the public reference says of methods and events, a row each.

mod rows;
mod tree;
mod types;

use std::collections::{BTreeMap, HashMap};

use serde::de::DeserializeOwned;
use serde_json::Value;

use self::rows::{EventRow, MethodRow, PlacementRow, Row, TypeRow};
use self::tree::Branch;
use self::types::{Types, Way, squeeze};
use super::described::{Described, DescribedEvent, DescribedPlacement, World};
use super::infer::infer;
use crate::check::survey::Survey;
use crate::draft::{Field, Shape};
use crate::model::{Effect, Need, Scope};

/// The rows of a facts folder.
#[derive(Debug, Default)]
pub struct Facts {
    methods: Vec<MethodRow>,
    events: Vec<EventRow>,
    types: Vec<TypeRow>,
    placements: Vec<PlacementRow>,
}

impl Facts {
    /// The files that are read; only the first one must be there.
    pub const FILES: [&str; 4] = [
        "methods.jsonl",
        "events.jsonl",
        "types.jsonl",
        "placements.jsonl",
    ];

    /// Reads rows; `text` gives the text of a file.
    ///
    /// # Errors
    ///
    /// When a line is no row, with its file and number.
    pub fn read(text: impl Fn(&str) -> Option<String>) -> Result<Self, String> {
        let [methods, events, types, placements] = Self::FILES;
        let need = text(methods).ok_or_else(|| format!("there is no `{methods}`"))?;
        let other = |name: &str| text(name).unwrap_or_default();
        Ok(Self {
            methods: rows(methods, &need)?,
            events: rows(events, &other(events))?,
            types: rows(types, &other(types))?,
            placements: rows(placements, &other(placements))?,
        })
    }

    /// Everything that the rows describe.
    pub(crate) fn world(&self, survey: &Survey) -> World {
        let types = self.types(survey);
        let mut world = World::default();
        for row in &self.methods {
            world.methods.push(method(row, &types));
        }
        for row in &self.events {
            world.events.push(event(row, &types));
        }
        for row in &self.placements {
            for code in &row.codes {
                world.placements.push(placement(code, row, &types));
            }
        }
        world
    }

    fn types<'f>(&'f self, survey: &Survey) -> Types<'f> {
        let mut tables: HashMap<String, Vec<&'f Row>> = HashMap::new();
        let mut anchors: HashMap<String, Vec<&'f Row>> = HashMap::new();
        for table in &self.types {
            let rows: Vec<&Row> = table.fields.iter().collect();
            anchors
                .entry(table.anchor.clone())
                .and_modify(Vec::clear)
                .or_insert_with(|| rows.clone());
            tables.insert(format!("{}#{}", table.page, table.anchor), rows);
        }
        // A section of a method's page is a table too.
        for method in &self.methods {
            for row in method.result.iter().chain(&method.params) {
                if !row.section.is_empty() {
                    let key = format!("{}#{}", method.page, row.section);
                    let rows = tables.entry(key).or_default();
                    if rows.iter().all(|known| known.name != row.name) {
                        rows.push(row);
                    }
                }
            }
        }
        let mut records = BTreeMap::new();
        for method in &self.methods {
            // What only has fields is a type and no record.
            if let Some((prefix, last)) = method.name.rsplit_once('.')
                && !last.eq_ignore_ascii_case("fields")
            {
                records.insert(squeeze(prefix), prefix.to_owned());
            }
        }
        for entity in &survey.entities {
            if entity.rest == 2 {
                records.insert(squeeze(&entity.at), entity.full_name.clone());
            }
        }
        records.insert("user".to_owned(), "user".to_owned());
        let mut named = BTreeMap::new();
        for (name, file) in &survey.types {
            let module = file.trim_end_matches(".yaml").replace('/', ".");
            if !module.starts_with("shared.") {
                let full = match module.rsplit('.').next() {
                    Some(last) if last == name => module,
                    _ => format!("{module}.{name}"),
                };
                named.insert(squeeze(&full), full);
            }
        }
        let shared = survey
            .types
            .iter()
            .filter(|(_, file)| file.starts_with("shared/"))
            .map(|(name, _)| name.clone())
            .collect();
        Types {
            tables,
            anchors,
            records,
            named,
            shared,
        }
    }
}

fn rows<T: DeserializeOwned>(name: &str, text: &str) -> Result<Vec<T>, String> {
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(number, line)| {
            serde_json::from_str(line).map_err(|error| format!("{name}:{}: {error}", number + 1))
        })
        .collect()
}

/// A page as `see` names it.
fn page(path: &str) -> String {
    let path = path.strip_suffix(".md").unwrap_or(path);
    path.strip_prefix("api-reference/")
        .map_or_else(|| format!("../{path}"), str::to_owned)
}

fn scope(codes: &str, all: bool) -> Option<Scope> {
    let codes: Vec<String> = codes
        .split(',')
        .map(|code| code.trim().to_owned())
        .filter(|code| !code.is_empty())
        .collect();
    match codes.len() {
        0 => None,
        1 => Some(Scope::Any(codes)),
        _ if all => Some(Scope::All(codes)),
        _ => Some(Scope::Any(codes)),
    }
}

/// The spelling with the most capitals inside of words.
fn spelled(row: &MethodRow) -> String {
    let others: Vec<&str> = match &row.spellings {
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        Value::Object(names) => names.keys().map(String::as_str).collect(),
        _ => Vec::new(),
    };
    let humps = |name: &str| name.chars().filter(char::is_ascii_uppercase).count();
    others
        .into_iter()
        .filter(|name| name.eq_ignore_ascii_case(&row.name))
        .chain([row.name.as_str()])
        .max_by_key(|name| humps(name))
        .unwrap_or(&row.name)
        .to_owned()
}

/// Distinct variants of a page.
fn variants(rows: &[Row]) -> usize {
    let mut names: Vec<&str> = rows
        .iter()
        .filter_map(|row| row.variant.as_deref())
        .collect();
    names.sort_unstable();
    names.dedup();
    names.len().max(1)
}

/// Where a row stands, from the top of its table; `None` for a section that nobody could place.
fn path_of(row: &Row) -> Option<String> {
    match (&row.path, &row.parent) {
        (Some(path), _) => Some(path.clone()),
        (None, Some(parent)) => Some(format!("{parent}.{}", row.name)),
        (None, None) if row.section.is_empty() => Some(row.name.clone()),
        (None, None) => None,
    }
}

fn method(row: &MethodRow, types: &Types<'_>) -> Described {
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
        .find_map(|param| {
            param
                .types
                .split_once('.')
                .map(|(_, field)| field.to_owned())
        })
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
        params,
        result,
        fields,
        key,
        errors,
        effect: effect(&row.title),
        remarks,
    }
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
                        || only.rows.iter().any(|row| row.types == "object") =>
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
    (
        Some(types.shape(branch, &examples, 1, Way::Receive, 0)),
        Vec::new(),
        whole,
    )
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

fn event(row: &EventRow, types: &Types<'_>) -> DescribedEvent {
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

fn placement(code: &str, row: &PlacementRow, types: &Types<'_>) -> DescribedPlacement {
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
