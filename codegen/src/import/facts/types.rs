//! Documented types into shapes.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use super::tree::Branch;
use crate::draft::{Field, Shape};
use crate::facts::FieldRow;
use crate::import::infer::infer;

/// What the pages say about types, and what a spec calls the records that they mean.
pub(super) struct Types<'f> {
    /// `page#anchor` to the rows of that table.
    pub(super) tables: HashMap<String, Vec<&'f FieldRow>>,
    /// An anchor alone, where only one table has it.
    pub(super) anchors: HashMap<String, Vec<&'f FieldRow>>,
    /// `salebasketitem` to `sale.basketitem`.
    pub(super) records: BTreeMap<String, String>,
    /// `crmmultifield` to `crm.multifield`: types of the spec.
    pub(super) named: BTreeMap<String, String>,
    /// Types of `shared/`.
    pub(super) shared: Vec<String>,
}

/// Which way a value goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Send,
    Receive,
}

/// Deeper than this tables are not followed.
const DEEPEST: usize = 4;

impl<'f> Types<'f> {
    /// A branch as a field.
    pub(super) fn field(
        &self,
        branch: &Branch<'f>,
        examples: &[&Value],
        variants: usize,
        way: Way,
        depth: usize,
    ) -> Field {
        Field {
            name: branch.name.clone(),
            certain: way == Way::Send && branch.is_required(variants),
            shape: self.shape(branch, examples, variants, way, depth),
            attributes: Vec::new(),
        }
    }

    /// The children of a branch as fields.
    pub(super) fn fields(
        &self,
        branch: &Branch<'f>,
        examples: &[&Value],
        variants: usize,
        way: Way,
        depth: usize,
    ) -> Vec<Field> {
        branch
            .children
            .iter()
            .map(|child| {
                let values: Vec<&Value> = examples
                    .iter()
                    .filter_map(|value| value.get(&child.name))
                    .collect();
                self.field(child, &values, variants, way, depth)
            })
            .collect()
    }

    pub(super) fn shape(
        &self,
        branch: &Branch<'f>,
        examples: &[&Value],
        variants: usize,
        way: Way,
        depth: usize,
    ) -> Shape {
        let mut alternatives: Vec<&str> = Vec::new();
        for part in branch.rows.iter().flat_map(|row| row.ty.split('|')) {
            let part = part.trim();
            if part != "null" && !alternatives.contains(&part) {
                alternatives.push(part);
            }
        }
        if branch.children.is_empty() && !branch.values.is_empty() {
            let value = Branch {
                name: branch.name.clone(),
                rows: branch.values.clone(),
                ..Branch::default()
            };
            let inner: Vec<&Value> = examples.iter().copied().flat_map(elements).collect();
            return Shape::map(self.shape(&value, &inner, variants, way, depth));
        }
        if branch.children.is_empty() {
            if alternatives.is_empty() || alternatives == [""] {
                return self.seen(branch, examples);
            }
            let members = alternatives
                .iter()
                .map(|name| self.named(name, branch, examples, way, depth))
                .collect();
            return Shape::union(members);
        }
        // What stands in lists or under keys of any name is looked for in their elements.
        let is_array = |name: &str| name == "array" || name.ends_with("[]");
        let seen_list = branch.is_seen("array");
        // PHP calls both an array; of what has names an example tells which it is.
        let seen_object = branch.is_seen("object") && !seen_list;
        let declared_object = seen_object
            || alternatives
                .iter()
                .any(|name| !is_array(name) && !is_scalar(name) && !name.is_empty());
        let list = branch.list
            || alternatives.iter().any(|name| is_array(name)) && (!declared_object || seen_list)
            || seen_list && !declared_object;
        let mut inner: Vec<&Value> = examples.to_vec();
        if list || branch.map {
            inner = inner.into_iter().flat_map(elements).collect();
        }
        if list && branch.map {
            inner = inner.into_iter().flat_map(elements).collect();
        }
        let mut shape = Shape::Object(self.fields(branch, &inner, variants, way, depth));
        if branch.map {
            shape = Shape::map(shape);
        }
        if list {
            shape = Shape::list(shape);
        }
        let scalars: Vec<Shape> = alternatives
            .iter()
            .filter(|name| is_scalar(name))
            .map(|name| self.named(name, branch, examples, way, depth))
            .collect();
        if scalars.is_empty() || alternatives.len() == scalars.len() {
            return shape;
        }
        Shape::union(std::iter::once(shape).chain(scalars).collect())
    }

    /// What examples tell about a value without a type.
    fn seen(&self, branch: &Branch<'f>, examples: &[&Value]) -> Shape {
        if let Some(shape) = infer(examples) {
            return shape;
        }
        let kinds = branch.rows.iter().flat_map(|row| &row.seen);
        let members: Vec<Shape> = kinds
            .filter(|_| !branch.is_described)
            .filter_map(|kind| {
                Some(match kind.as_str() {
                    "boolean" => Shape::plain("bool"),
                    "integer" => Shape::plain("int"),
                    "float" => Shape::plain("number"),
                    "string" => Shape::plain("string"),
                    "array" | "array(empty)" => Shape::list(Shape::any()),
                    "object" | "object(empty)" => Shape::map(Shape::any()),
                    _ => return None,
                })
            })
            .collect();
        if members.is_empty() {
            Shape::any()
        } else {
            Shape::union(members)
        }
    }

    fn named(
        &self,
        name: &str,
        branch: &Branch<'f>,
        examples: &[&Value],
        way: Way,
        depth: usize,
    ) -> Shape {
        if let Some(item) = name.strip_suffix("[]") {
            let inner: Vec<&Value> = examples.iter().copied().flat_map(elements).collect();
            return Shape::list(self.named(item, branch, &inner, way, depth));
        }
        let has_seen = |kind: &str| branch.is_seen(kind);
        let lower = branch.name.to_ascii_lowercase();
        match name {
            "string" | "text" | "enum" | "enumeration" | "html" | "url" | "address" => self
                .values(branch)
                .unwrap_or_else(|| Shape::plain("string")),
            "integer" | "int" => match self.values(branch) {
                Some(Shape::Plain(name)) if name == "yn" => Shape::plain("int"),
                Some(values) => values,
                None => Shape::plain("int"),
            },
            "double" | "float" | "number" | "decimal" => Shape::plain("number"),
            "boolean" | "bool" => Shape::plain(flag(
                branch,
                examples,
                has_seen("string"),
                has_seen("integer"),
            )),
            "char" => match self.values(branch) {
                Some(shape) => shape,
                None => Shape::plain("yn"),
            },
            "date" | "datetime" | "timestamp" | "money" | "base64" => Shape::plain(name),
            "lang_map" => Shape::map(Shape::plain("string")),
            "file" | "attached_diskfile" | "diskfile" => match way {
                Way::Send if has_seen("array") || examples.is_empty() && self.has("file_pair") => {
                    Shape::plain("file_pair")
                }
                Way::Receive if has_seen("string") => Shape::plain("file_url"),
                _ => infer(examples).unwrap_or_else(Shape::any),
            },
            "crm_status" => status(&branch.name),
            "array" | "list" => match infer(examples) {
                Some(shape @ Shape::List(_)) if way == Way::Receive || is_fixed(&lower) => shape,
                Some(Shape::List(item)) if matches!(*item, Shape::Plain(_)) => Shape::List(item),
                Some(shape @ (Shape::Map(_) | Shape::Object(_))) if way == Way::Receive => shape,
                _ if lower == "select" => Shape::list(Shape::plain("string")),
                _ => Shape::list(Shape::any()),
            },
            "object" | "map" => match infer(examples) {
                Some(shape @ (Shape::Object(_) | Shape::Map(_) | Shape::List(_)))
                    if way == Way::Receive || is_fixed(&lower) =>
                {
                    shape
                }
                _ if is_order(&lower) && self.has("sort_direction") => {
                    Shape::map(Shape::plain("sort_direction"))
                }
                _ => Shape::map(Shape::any()),
            },
            "any" | "mixed" | "" => self.seen(branch, examples),
            "time" => infer(examples).unwrap_or_else(|| Shape::plain("time")),
            _ => self.record(name, branch, examples, way, depth),
        }
    }

    /// A name that a page gives to a record: the record itself, or what identifies one.
    fn record(
        &self,
        name: &str,
        branch: &Branch<'f>,
        examples: &[&Value],
        way: Way,
        depth: usize,
    ) -> Shape {
        if let Some(ty) = self.named.get(&squeeze(name)) {
            return Shape::plain(ty);
        }
        let seen = |kind: &str| branch.is_seen(kind);
        let plain_seen = seen("integer") || seen("string");
        if let Some((of, field)) = name.split_once('.') {
            return match field.to_ascii_lowercase().as_str() {
                "id" => self.identifier(of),
                _ if seen("integer") => Shape::plain("int"),
                _ => Shape::plain("string"),
            };
        }
        let object_seen =
            examples.iter().any(|value| value.is_object()) || seen("object") || seen("array");
        let table = branch
            .rows
            .iter()
            .filter_map(|row| self.tables.get(row.link.as_deref()?))
            .chain(self.anchors.get(name))
            .find(|rows| !rows.is_empty());
        let top = way == Way::Receive && depth < 2 && !plain_seen;
        if let Some(rows) = table
            && (object_seen || top || self.target(name).is_none() && !plain_seen)
            && depth < DEEPEST
        {
            let mut inner = Branch::default();
            for row in rows {
                inner.place(&row.name, row);
            }
            let values: Vec<&Value> = examples
                .iter()
                .flat_map(|value| match value {
                    Value::Array(items) => items.iter().collect(),
                    _ => vec![*value],
                })
                .collect();
            return Shape::Object(self.fields(&inner, &values, 1, way, depth + 1));
        }
        if object_seen || top {
            if let Some(shape) =
                infer(examples).filter(|shape| way == Way::Receive || text_or_list(shape))
            {
                return shape;
            }
            if !plain_seen {
                return Shape::any();
            }
        }
        if self.target(name).is_some() {
            return self.identifier(name);
        }
        self.seen(branch, examples)
    }

    /// The record that a documented type names.
    fn target(&self, name: &str) -> Option<&str> {
        self.records.get(&squeeze(name)).map(String::as_str)
    }

    fn identifier(&self, name: &str) -> Shape {
        match self.target(name) {
            Some(target) => Shape::Plain(format!("id({target})")),
            None => Shape::plain("id"),
        }
    }

    fn has(&self, name: &str) -> bool {
        self.shared.iter().any(|known| known == name)
    }

    /// An enumeration, unless what is listed is prose.
    fn values(&self, branch: &Branch<'f>) -> Option<Shape> {
        let mut values: Vec<String> = Vec::new();
        for value in branch.rows.iter().flat_map(|row| &row.values) {
            let text = match value {
                Value::String(text) => text.clone(),
                Value::Number(number) => number.to_string(),
                Value::Bool(flag) => flag.to_string(),
                _ => return None,
            };
            if text.chars().count() > 48
                || text.contains(char::is_whitespace)
                || !text
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "_-.:/|".contains(c))
            {
                return None;
            }
            if !values.contains(&text) {
                values.push(text);
            }
        }
        if values.len() < 2 {
            return None;
        }
        let only = |of: &[&str]| values.iter().all(|value| of.contains(&value.as_str()));
        Some(if only(&["Y", "N"]) {
            Shape::plain("yn")
        } else if only(&["0", "1"]) {
            Shape::plain("bit")
        } else if only(&["true", "false"]) {
            Shape::plain("bool")
        } else {
            Shape::Values(values)
        })
    }
}

/// The values inside a list or a map.
fn elements(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().collect(),
        Value::Object(entries) => entries.values().collect(),
        _ => Vec::new(),
    }
}

/// How a flag is spelled, by what examples show.
fn flag(branch: &Branch<'_>, examples: &[&Value], text: bool, number: bool) -> &'static str {
    let shown = |of: &[&str]| {
        examples
            .iter()
            .any(|value| value.as_str().is_some_and(|text| of.contains(&text)))
    };
    let listed = branch
        .rows
        .iter()
        .flat_map(|row| &row.values)
        .any(|value| value.as_str() == Some("Y"));
    match () {
        () if listed || shown(&["Y", "N"]) => "yn",
        () if shown(&["0", "1"]) || number => "bit",
        () if shown(&["true", "false"]) => "bool",
        () if text => "yn",
        () => "bool",
    }
}

fn text_or_list(shape: &Shape) -> bool {
    matches!(shape, Shape::Plain(_) | Shape::List(_))
}

fn is_scalar(name: &str) -> bool {
    matches!(
        name,
        "string"
            | "text"
            | "integer"
            | "int"
            | "double"
            | "float"
            | "number"
            | "boolean"
            | "bool"
            | "char"
            | "date"
            | "datetime"
            | "timestamp"
    )
}

fn is_order(lower: &str) -> bool {
    matches!(lower, "order" | "sort")
}

/// Whether keys of a parameter are names that mean something, and not fields with operators or identifiers.
fn is_fixed(lower: &str) -> bool {
    !matches!(
        lower,
        "filter" | "order" | "sort" | "select" | "fields" | "values" | "properties"
    )
}

/// A directory, where the name of a field is that of one.
fn status(name: &str) -> Shape {
    match crate::check::snake(name).as_str() {
        "source_id" => Shape::plain("status(SOURCE)"),
        "honorific" => Shape::plain("status(HONORIFIC)"),
        _ => Shape::plain("string"),
    }
}

/// A name without what separates its words.
pub(super) fn squeeze(name: &str) -> String {
    name.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}
