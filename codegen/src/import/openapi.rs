//! The OpenAPI document of a portal: `paths` of methods of REST 3, and `components.schemas` of what they take and answer.

use serde_json::Value;

use super::described::{Described, World};
use crate::draft::{Field, Shape, word};
use crate::model::Scope;
use crate::read::Node;

/// Deeper than this, and in circles, objects are `any`.
const DEEPEST: usize = 6;

/// Every method of a document.
pub(crate) fn world(document: &Value) -> Result<World, String> {
    // A portal's answer may be handed over as it came, with the document below `result`.
    let document = match document.get("result") {
        Some(result) if document.get("paths").is_none() => result,
        _ => document,
    };
    let Some(paths) = document.get("paths").and_then(Value::as_object) else {
        return Err("this is no OpenAPI document: it has no `paths`".to_owned());
    };
    let reader = Reader { document };
    let mut world = World::default();
    for (path, item) in paths {
        let name = path.trim_start_matches('/');
        let operation = ["post", "get"].iter().find_map(|verb| item.get(verb));
        let Some(operation) = operation else {
            world.notes.push(format!(
                "`{path}` is left out: it has no operation `post` or `get`"
            ));
            continue;
        };
        let is_name = |part: &str| crate::check::is_snake(&crate::check::snake(part));
        if !name.split('.').all(is_name) {
            world
                .notes
                .push(format!("`{path}` is left out: it is no name of a method"));
            continue;
        }
        world.methods.push(reader.method(name, operation));
    }
    Ok(world)
}

struct Reader<'d> {
    document: &'d Value,
}

impl<'d> Reader<'d> {
    fn method(&self, name: &str, operation: &'d Value) -> Described {
        let body = self.content(operation.get("requestBody"));
        let params = match body.map(|schema| self.shape(schema, 0, &mut Vec::new())) {
            Some(Shape::Object(fields)) => fields,
            _ => self.query(operation),
        };
        let answer = operation
            .get("responses")
            .and_then(Value::as_object)
            .and_then(|responses| {
                let good = responses.iter().find(|(code, _)| code.starts_with('2'));
                good.or_else(|| responses.iter().find(|(code, _)| *code == "default"))
            })
            .and_then(|(_, response)| self.content(Some(response)))
            .map(|schema| self.shape(schema, 0, &mut Vec::new()));
        // The envelope is the client's.
        let result = match answer {
            Some(Shape::Object(mut fields)) => {
                match fields.iter().position(|field| field.name == "result") {
                    Some(at) => Some(fields.swap_remove(at).shape),
                    None => Some(Shape::Object(fields)),
                }
            }
            other => other,
        };
        let deprecated = operation.get("deprecated").and_then(Value::as_bool) == Some(true);
        Described {
            name: name.to_owned(),
            rest: 3,
            page: None,
            scope: self.scope(name, operation),
            needs: Vec::new(),
            deprecated: deprecated.then(String::new),
            params,
            one_of: Vec::new(),
            result,
            fields: Vec::new(),
            key: None,
            errors: Vec::new(),
            slips: Vec::new(),
            effect: None,
            remarks: Vec::new(),
        }
    }

    /// The module whose tag the method has, else the first word of its name.
    fn scope(&self, name: &str, operation: &Value) -> Option<Scope> {
        let tag = operation
            .get("tags")
            .and_then(Value::as_array)
            .and_then(|tags| tags.first()?.as_str());
        let first = name.split('.').next().unwrap_or(name);
        let code = tag.unwrap_or(first);
        let fits = code
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.');
        let code = if fits && !code.is_empty() {
            code
        } else {
            first
        };
        Some(Scope::Any(vec![code.to_owned()]))
    }

    /// The schema of a JSON body.
    fn content(&self, holder: Option<&'d Value>) -> Option<&'d Value> {
        let content = self.resolve(holder?).get("content")?.as_object()?;
        content
            .get("application/json")
            .or_else(|| content.values().next())?
            .get("schema")
    }

    /// Parameters of the address, where there is no body.
    fn query(&self, operation: &'d Value) -> Vec<Field> {
        let params = operation.get("parameters").and_then(Value::as_array);
        params
            .into_iter()
            .flatten()
            .map(|param| self.resolve(param))
            .filter(|param| param.get("in").and_then(Value::as_str) != Some("header"))
            .filter_map(|param| {
                let schema = param.get("schema");
                Some(Field {
                    name: param.get("name")?.as_str()?.to_owned(),
                    certain: param.get("required").and_then(Value::as_bool) == Some(true),
                    shape: schema
                        .map_or_else(Shape::any, |schema| self.shape(schema, 0, &mut Vec::new())),
                    attributes: Vec::new(),
                })
            })
            .collect()
    }

    /// What a `$ref` means, if there is one.
    fn resolve(&self, value: &'d Value) -> &'d Value {
        let mut value = value;
        for _ in 0..16 {
            let Some(pointer) = value.get("$ref").and_then(Value::as_str) else {
                return value;
            };
            match self.document.pointer(pointer.trim_start_matches('#')) {
                Some(target) => value = target,
                None => return &Value::Null,
            }
        }
        &Value::Null
    }

    fn shape(&self, schema: &'d Value, depth: usize, above: &mut Vec<&'d str>) -> Shape {
        let name = schema.get("$ref").and_then(Value::as_str);
        if depth > DEEPEST || name.is_some_and(|name| above.contains(&name)) {
            return Shape::any();
        }
        let length = above.len();
        above.extend(name);
        let shape = self.resolved(self.resolve(schema), depth, above);
        above.truncate(length);
        shape
    }

    fn resolved(&self, schema: &'d Value, depth: usize, above: &mut Vec<&'d str>) -> Shape {
        for key in ["oneOf", "anyOf"] {
            if let Some(members) = schema.get(key).and_then(Value::as_array) {
                let is_null =
                    |member: &&Value| member.get("type").and_then(Value::as_str) != Some("null");
                let members = members
                    .iter()
                    .filter(is_null)
                    .map(|member| self.shape(member, depth, above))
                    .collect();
                return Shape::union(members);
            }
        }
        if let Some(parts) = schema.get("allOf").and_then(Value::as_array) {
            let mut fields: Vec<Field> = Vec::new();
            for part in parts {
                match self.shape(part, depth, above) {
                    Shape::Object(more) => fields.extend(more),
                    other if parts.len() == 1 => return other,
                    _ => {}
                }
            }
            fields.extend(self.properties(schema, depth, above));
            return Shape::Object(fields);
        }
        if let Some(values) = schema.get("enum").and_then(Value::as_array) {
            let texts: Vec<String> = values
                .iter()
                .filter_map(|value| match value {
                    Value::String(text) => Some(text.clone()),
                    Value::Number(number) => Some(number.to_string()),
                    _ => None,
                })
                .collect();
            match texts.as_slice() {
                [] => {}
                [a, b] if matches!((a.as_str(), b.as_str()), ("Y", "N") | ("N", "Y")) => {
                    return Shape::plain("yn");
                }
                _ => return Shape::Values(texts),
            }
        }
        let kinds: Vec<&str> = match schema.get("type") {
            Some(Value::String(kind)) => vec![kind],
            Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
            _ if schema.get("properties").is_some() => vec!["object"],
            _ if schema.get("items").is_some() => vec!["array"],
            _ => Vec::new(),
        };
        let members: Vec<Shape> = kinds
            .into_iter()
            .filter(|kind| *kind != "null")
            .map(|kind| self.kind(kind, schema, depth, above))
            .collect();
        if members.is_empty() {
            Shape::any()
        } else {
            Shape::union(members)
        }
    }

    fn kind(&self, kind: &str, schema: &'d Value, depth: usize, above: &mut Vec<&'d str>) -> Shape {
        let format = schema
            .get("format")
            .and_then(Value::as_str)
            .unwrap_or_default();
        match kind {
            "string" => Shape::plain(match format {
                "date-time" | "datetime" => "datetime",
                "date" => "date",
                "time" => "time",
                "byte" | "base64" | "binary" => "base64",
                _ => "string",
            }),
            "integer" => Shape::plain("int"),
            "number" => Shape::plain("number"),
            "boolean" => Shape::plain("bool"),
            "array" => Shape::list(
                schema
                    .get("items")
                    .map_or_else(Shape::any, |items| self.shape(items, depth + 1, above)),
            ),
            "object" => {
                let fields = self.properties(schema, depth, above);
                if !fields.is_empty() {
                    return Shape::Object(fields);
                }
                let value = schema
                    .get("additionalProperties")
                    .filter(|value| value.is_object())
                    .map_or_else(Shape::any, |value| self.shape(value, depth + 1, above));
                Shape::map(value)
            }
            _ => Shape::any(),
        }
    }

    fn properties(&self, schema: &'d Value, depth: usize, above: &mut Vec<&'d str>) -> Vec<Field> {
        let required: Vec<&str> = schema
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let is = |value: &Value, key: &str| value.get(key).and_then(Value::as_bool) == Some(true);
        schema
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
            .map(|(name, property)| {
                let mut attributes: Vec<(String, Node)> = Vec::new();
                let target = self.resolve(property);
                if is(property, "readOnly") || is(target, "readOnly") {
                    attributes.push(("access".to_owned(), word("read")));
                } else if is(property, "writeOnly") {
                    attributes.push(("access".to_owned(), word("write")));
                }
                if is(property, "deprecated") {
                    attributes.push(("deprecated".to_owned(), Node::Bool(true)));
                }
                Field {
                    name: name.clone(),
                    certain: required.contains(&name.as_str()),
                    shape: self.shape(property, depth + 1, above),
                    attributes,
                }
            })
            .collect()
    }
}
