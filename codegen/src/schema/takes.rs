//! What a key takes, as a schema.

use serde_json::{Map, Value, json};

use super::build::Builder;
use super::patterns;
use crate::check::keys::{
    CASE, Construct, ENTITY, ENTITY_FIELD, ERROR, EVENT, FAMILY, KINDS, METHOD, OF_OBJECTS,
    OF_VALUES,
};
use crate::check::paging::KINDS as PAGING_KINDS;
use crate::check::{ONLY_KEY, SCALARS, Takes, args};

const PLAIN: [&str; 3] = ["string", "number", "boolean"];

impl Builder {
    pub(super) fn takes(&mut self, takes: Takes) -> Value {
        match takes {
            Takes::Text => json!({ "type": PLAIN }),
            Takes::Doc => json!({ "$ref": "#/$defs/sentence" }),
            Takes::Snake => self.text(patterns::SNAKE),
            Takes::Page => json!({ "type": "string", "pattern": patterns::PAGE }),
            Takes::Flag => json!({ "anyOf": [{ "const": true }, { "type": "string" }] }),
            Takes::Word(words) => self.words(words),
            Takes::Words(words) => {
                let word = self.words(words);
                json!({ "anyOf": [word, { "type": "array", "items": word, "uniqueItems": true }] })
            }
            Takes::Texts => list_or(json!({ "type": PLAIN })),
            Takes::Scope => json!({ "$ref": "#/$defs/scope" }),
            Takes::Families => json!({ "$ref": "#/$defs/families" }),
            Takes::Constants => json!({ "type": "object" }),
            Takes::Value => json!(true),
            Takes::Count => json!({ "type": "integer", "minimum": 0 }),
            Takes::Total => json!({ "type": "integer", "minimum": -1 }),
            Takes::Values => json!({ "$ref": "#/$defs/values" }),
            Takes::Node(role) => self.node_ref(role),
            Takes::Nodes(role) => self.nodes(role, &patterns::name(self.family)),
            Takes::Types(role) => self.nodes(role, patterns::SNAKE),
            Takes::Body(role) => {
                let names = patterns::name(self.family);
                let nodes = self.node_ref(role);
                json!({
                    "type": ["object", "string"],
                    "pattern": patterns::ty(self.family),
                    "propertyNames": { "pattern": names },
                    "additionalProperties": nodes,
                })
            }
            Takes::Named(construct) => self.named(construct),
            Takes::Codes(construct) => {
                let named = self.named(construct);
                json!({ "anyOf": [list_or(json!({ "type": PLAIN })), named] })
            }
            Takes::TextMap => {
                json!({ "type": "object", "additionalProperties": { "type": PLAIN } })
            }
            Takes::WordMap(words) => {
                let word = self.words(words);
                json!({
                    "type": "object",
                    "propertyNames": {
                        "pattern": patterns::ARGUMENT,
                        "not": { "enum": args::CHOICE },
                    },
                    "additionalProperties": word,
                })
            }
            Takes::Pair => json!({
                "type": "object",
                "minProperties": 1,
                "maxProperties": 1,
                "additionalProperties": { "type": PLAIN },
            }),
            Takes::Groups => json!({
                "type": "array",
                "minItems": 2,
                "items": { "anyOf": [
                    { "type": PLAIN },
                    { "type": "array", "items": { "type": PLAIN } },
                ] },
            }),
            Takes::Short(construct) => self.short(construct),
        }
    }

    /// A text of a pattern; in a family also one that an argument makes.
    fn text(&self, pattern: &str) -> Value {
        let plain = json!({ "type": "string", "pattern": pattern });
        self.or_argument(plain)
    }

    /// Words as YAML reads them: `3` and `true` are no texts.
    fn words(&self, words: &[&str]) -> Value {
        let mut all: Vec<Value> = Vec::new();
        for word in words {
            match serde_json::from_str::<Value>(word) {
                Ok(plain) => all.extend([plain, json!(word)]),
                Err(_) => all.push(json!(word)),
            }
        }
        self.or_argument(json!({ "enum": all }))
    }

    fn or_argument(&self, plain: Value) -> Value {
        if self.family {
            json!({ "anyOf": [plain, { "type": "string", "pattern": "\\$" }] })
        } else {
            plain
        }
    }

    fn nodes(&mut self, role: &'static Construct, names: &str) -> Value {
        let node = self.node_ref(role);
        if same(role, &CASE) {
            // Cases go by values, which may hold anything.
            return json!({ "type": "object", "additionalProperties": node });
        }
        json!({
            "type": "object",
            "propertyNames": { "pattern": names },
            "additionalProperties": node,
        })
    }

    fn named(&mut self, construct: &'static Construct) -> Value {
        let item = self.construct_ref(construct);
        if same(construct, &ERROR) {
            // Codes are the platform's own and may hold anything.
            return json!({ "type": "object", "additionalProperties": item });
        }
        let pattern = if same(construct, &ENTITY) || same(construct, &FAMILY) {
            patterns::SNAKE.to_owned()
        } else {
            patterns::wire(self.family)
        };
        json!({
            "type": "object",
            "propertyNames": { "pattern": pattern },
            "additionalProperties": item,
        })
    }

    /// A construct, or what its first key takes.
    fn short(&mut self, construct: &'static Construct) -> Value {
        let long = self.construct_ref(construct);
        let Some(first) = construct.keys.first() else {
            return long;
        };
        let short = match first.takes {
            // Those that need more keys cannot be short.
            Takes::Word(words) if first.name == "by" => {
                let needy = |word: &&str| {
                    let kind = PAGING_KINDS.iter().find(|kind| kind.name == *word);
                    kind.is_some_and(|kind| !kind.must.is_empty())
                };
                let short: Vec<&str> = words.iter().filter(|word| !needy(word)).copied().collect();
                self.words(&short)
            }
            takes => self.takes(takes),
        };
        json!({ "anyOf": [short, long] })
    }

    /// The keys of a construct, those that must be there, and what goes with what.
    pub(super) fn construct(&mut self, construct: &'static Construct) -> Value {
        let mut schema = Map::new();
        schema.insert("type".to_owned(), json!("object"));
        schema.insert("properties".to_owned(), self.properties(&[construct]));
        schema.insert("additionalProperties".to_owned(), json!(false));
        let mut must: Vec<&str> = construct
            .keys
            .iter()
            .filter(|key| key.must)
            .map(|key| key.name)
            .collect();
        // Outside of a family a method or event may only say what it has otherwise than its family made it.
        if self.family && same(construct, &METHOD) {
            must.extend(["doc", "returns"]);
        }
        if self.family && same(construct, &EVENT) {
            must.push("doc");
        }
        if !must.is_empty() {
            schema.insert("required".to_owned(), json!(must));
        }
        if construct.keys.first().is_some_and(|key| key.name == "by") {
            schema.insert("allOf".to_owned(), paging_rules());
        }
        if same(construct, &ENTITY) {
            // Only a field of an entity that is another one can be a field of that.
            let other = json!({ "additionalProperties": { "not": { "required": ["is"] } } });
            schema.insert("if".to_owned(), json!({ "not": { "required": ["is"] } }));
            schema.insert(
                "then".to_owned(),
                json!({ "properties": { "fields": other } }),
            );
        }
        Value::Object(schema)
    }

    fn properties(&mut self, constructs: &[&'static Construct]) -> Value {
        let mut properties = Map::new();
        for key in constructs.iter().flat_map(|construct| construct.keys) {
            let mut schema = Map::new();
            schema.insert("description".to_owned(), json!(key.doc));
            // Of what may be anything there is nothing else to say.
            if let Value::Object(rest) = self.takes(key.takes) {
                schema.extend(rest);
            }
            properties.insert(key.name.to_owned(), Value::Object(schema));
        }
        Value::Object(properties)
    }

    /// A node: a text, a list of one, or a mapping with the keys of a kind and the attributes of a role.
    pub(super) fn node(&mut self, kind: &'static Construct, role: &'static Construct) -> Value {
        let properties = self.properties(&[kind, role]);
        let element = self.node_ref(&crate::check::keys::PLAIN);
        let entity = same(role, &ENTITY_FIELD);
        let kinds: Vec<Value> = KINDS
            .iter()
            .map(|kind| {
                let each = kind.keys.iter().map(|key| json!({ "required": [key] }));
                match (kind.keys, kind.all) {
                    ([key], _) => json!({ "required": [key] }),
                    (keys, true) => json!({ "required": keys }),
                    (_, false) => json!({ "anyOf": each.collect::<Vec<_>>() }),
                }
            })
            .collect();
        let one = json!({ "oneOf": kinds });
        let goes_with = |key: &str, kinds: Value| {
            json!({
                "if": { "type": "object", "required": [key] },
                "then": { "anyOf": kinds },
            })
        };
        let objects = json!([{ "required": ["fields"] }, { "required": ["like"] }]);
        let values = json!([{ "required": ["values"] }]);
        let of_objects = OF_OBJECTS.iter().map(|key| goes_with(key, objects.clone()));
        let of_values = OF_VALUES.iter().map(|key| goes_with(key, values.clone()));
        let of_kinds: Vec<Value> = of_objects.chain(of_values).collect();
        let mut rules = vec![if entity {
            // What a field is in another entity says its type and its sentence.
            json!({
                "if": { "not": { "required": ["is"] } },
                "then": { "required": ["doc"], "oneOf": kinds },
            })
        } else {
            json!({ "if": { "type": "object" }, "then": one })
        }];
        rules.extend(of_kinds);
        rules.push(self.cases_rule());
        let mut wrong = vec![json!({ "type": "string", "pattern": patterns::NOTHING })];
        if !self.family {
            wrong.push(json!({ "type": "string", "pattern": patterns::SELF }));
        }
        let mut schema = Map::new();
        schema.insert("description".to_owned(), json!(self.node_doc()));
        if entity {
            // Every field has a sentence, so it is never written short.
            schema.insert("type".to_owned(), json!("object"));
        } else {
            schema.insert("type".to_owned(), json!(["string", "array", "object"]));
            schema.insert("pattern".to_owned(), json!(patterns::ty(self.family)));
            schema.insert("examples".to_owned(), json!(self.type_names()));
            schema.insert("items".to_owned(), element);
            schema.insert("minItems".to_owned(), json!(1));
            schema.insert("maxItems".to_owned(), json!(1));
        }
        schema.insert("properties".to_owned(), properties);
        schema.insert("additionalProperties".to_owned(), json!(false));
        schema.insert("allOf".to_owned(), json!(rules));
        schema.insert("not".to_owned(), json!({ "anyOf": wrong }));
        Value::Object(schema)
    }

    /// Cases are objects, but behind an only key, which is a name then.
    fn cases_rule(&self) -> Value {
        let plain: Vec<&str> = SCALARS.iter().map(|(name, _)| *name).collect();
        let names = json!({ "propertyNames": { "pattern": patterns::key(self.family) } });
        let objects = json!({
            "additionalProperties": { "not": { "anyOf": [{ "enum": plain }, { "type": "array" }] } },
        });
        json!({
            "if": { "type": "object", "required": ["by"], "properties": { "by": { "const": ONLY_KEY } } },
            "then": { "properties": { "cases": names } },
            "else": { "properties": { "cases": objects } },
        })
    }
}

/// Which keys a kind of paging needs, and which it may have.
fn paging_rules() -> Value {
    let rules: Vec<Value> = PAGING_KINDS
        .iter()
        .map(|kind| {
            let known: Vec<&str> = ["by"]
                .iter()
                .chain(kind.must)
                .chain(kind.may)
                .copied()
                .collect();
            json!({
                "if": { "required": ["by"], "properties": { "by": { "const": kind.name } } },
                "then": { "required": kind.must, "propertyNames": { "enum": known } },
            })
        })
        .collect();
    let more = json!({ "if": { "required": ["more"] }, "then": { "required": ["items"] } });
    json!(rules.into_iter().chain([more]).collect::<Vec<_>>())
}

pub(super) fn list_or(item: Value) -> Value {
    json!({ "anyOf": [item, { "type": "array", "items": item }] })
}

pub(super) fn same(a: &'static Construct, b: &'static Construct) -> bool {
    std::ptr::eq(a, b)
}
