//! Schemas out of constructs.

use serde_json::{Map, Value, json};

use super::patterns;
use super::takes::{list_or, same};
use crate::check::args;
use crate::check::keys::{Construct, EVENT_EXAMPLE, EXAMPLE, FAMILY, FILE, KIND};
use crate::check::{SCALARS, USES};

const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The schema of a spec file.
pub(super) fn spec() -> Value {
    let mut builder = Builder::default();
    let file = builder.construct(&FILE);
    builder.finish("A spec file of the Bitrix24 REST API", file)
}

/// The schema of a file of examples.
pub(super) fn examples() -> Value {
    let mut builder = Builder::default();
    let method = builder.construct_ref(&EXAMPLE);
    let event = builder.construct_ref(&EVENT_EXAMPLE);
    let key = EVENT_EXAMPLE.names().next().unwrap_or_default();
    let file = json!({
        "type": "object",
        "propertyNames": { "pattern": patterns::wire(false) },
        "additionalProperties": {
            "description": "Examples of a method, each with its `request` and `result`, or of an event, each with its `data`.",
            "type": "array",
            "items": { "if": { "required": [key] }, "then": event, "else": method },
        },
    });
    builder.finish("Examples of methods and events", file)
}

/// Collects definitions; whatever is used is defined once, and again for the inside of families.
#[derive(Default)]
pub(super) struct Builder {
    definitions: Map<String, Value>,
    /// Whether what is being built stands in a family, where texts may hold `$arguments`.
    pub(super) family: bool,
}

impl Builder {
    fn finish(mut self, title: &str, file: Value) -> Value {
        let texts = json!({ "type": "string", "pattern": patterns::CODE });
        self.shared("sentence", || {
            json!({
                "type": "string",
                "maxLength": 120,
                "pattern": patterns::SENTENCE,
            })
        });
        self.shared("scope", || json!({ "anyOf": [
            list_or(texts.clone()),
            {
                "type": "object",
                "properties": { "all": { "description": "All of these are needed.", "type": "array", "minItems": 1, "items": texts } },
                "required": ["all"],
                "additionalProperties": false,
            },
        ] }));
        self.shared("values", || {
            json!({ "anyOf": [
            {
                "type": "array",
                "minItems": 1,
                "items": { "anyOf": [
                    { "type": "string", "pattern": patterns::IDENTIFIER },
                    { "type": "boolean" },
                ] },
            },
            {
                "type": "object",
                "minProperties": 1,
                "additionalProperties": { "type": "string", "pattern": patterns::SNAKE },
            },
        ] })
        });
        self.shared("families", || {
            let texts = list_or(json!({ "type": "string" }));
            let [except, only] = args::CHOICE;
            let family = json!({ "anyOf": [
                { "type": "string" },
                {
                    "type": "object",
                    "minProperties": 1,
                    "maxProperties": 1,
                    "additionalProperties": {
                        "description": "Arguments of the family.",
                        "type": ["object", "null"],
                        "not": { "required": [except, only] },
                        "properties": {
                            except: { "description": "Methods that it does not make.", "anyOf": texts["anyOf"] },
                            only: { "description": "Methods that it makes, and no others.", "anyOf": texts["anyOf"] },
                        },
                    },
                },
            ] });
            list_or(family)
        });
        self.definitions.sort_keys();
        let mut schema = Map::new();
        schema.insert("$schema".to_owned(), json!(DRAFT));
        schema.insert("title".to_owned(), json!(title));
        if let Value::Object(file) = file {
            schema.extend(file);
        }
        schema.insert("$defs".to_owned(), Value::Object(self.definitions));
        Value::Object(schema)
    }

    /// Defines something that several keys take, if any does.
    fn shared(&mut self, name: &str, schema: impl FnOnce() -> Value) {
        let reference = json!(format!("#/$defs/{name}"));
        if self
            .definitions
            .values()
            .any(|schema| holds(schema, &reference))
        {
            self.definitions.insert(name.to_owned(), schema());
        }
    }

    /// A reference to a construct.
    pub(super) fn construct_ref(&mut self, construct: &'static Construct) -> Value {
        self.define(construct.id, |builder| {
            let before = builder.family;
            builder.family |= same(construct, &FAMILY);
            let schema = builder.construct(construct);
            builder.family = before;
            schema
        })
    }

    /// A reference to a node with the attributes of a role.
    pub(super) fn node_ref(&mut self, role: &'static Construct) -> Value {
        let name = format!("node_{}", role.id);
        self.define(&name, |builder| builder.node(&KIND, role))
    }

    fn define(&mut self, name: &str, schema: impl FnOnce(&mut Self) -> Value) -> Value {
        let mut name = name.to_lowercase();
        if self.family {
            name.push_str("_in_family");
        }
        if !self.definitions.contains_key(&name) {
            // Constructs hold each other; the place is taken before it is filled.
            self.definitions.insert(name.clone(), Value::Null);
            let schema = schema(self);
            self.definitions.insert(name.clone(), schema);
        }
        json!({ "$ref": format!("#/$defs/{name}") })
    }

    /// What a type can be, for the reader of a schema.
    pub(super) fn node_doc(&self) -> String {
        let scalars: Vec<String> = SCALARS
            .iter()
            .map(|(name, _)| format!("`{name}`"))
            .collect();
        let uses: Vec<String> = USES
            .iter()
            .map(|(name, _)| format!("`{name}(entity)`"))
            .collect();
        format!(
            "A type: {}; the name of a type or entity, as in `crm.phone`; `id(entity)`, `status(DIRECTORY)`, `map(type)`, \
             `[type]`, `type | type`, `type | nothing`; {}. Or a mapping: `type`, `fields`, `values`, `tuple`, `by` and \
             `cases`, `send` and `receive` or `like`, with attributes.",
            scalars.join(", "),
            uses.join(", "),
        )
    }

    /// Types that an editor suggests.
    pub(super) fn type_names(&self) -> Vec<&'static str> {
        let scalars = SCALARS.iter().map(|(name, _)| *name);
        if self.family {
            scalars.chain(["self"]).collect()
        } else {
            scalars.collect()
        }
    }
}

/// Whether a schema refers to something, at any depth.
fn holds(schema: &Value, reference: &Value) -> bool {
    match schema {
        Value::Object(keys) => keys.values().any(|inner| holds(inner, reference)),
        Value::Array(items) => items.iter().any(|inner| holds(inner, reference)),
        plain => plain == reference,
    }
}
