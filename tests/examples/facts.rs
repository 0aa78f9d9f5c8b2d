//! Decodes the example answers of a facts folder with the types that were made for their methods.
//!
//! `cargo run -p bitrix24-tests --example facts -- DIR [PREFIX]`, with `PREFIX` as in `crm.`: a line per method, then what did not
//! decode, which keys no type knows, and which keys of types no example had. Ends with 1 when something did not decode.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::ExitCode;

use bitrix24_client as rt;
use bitrix24_client::{Decode, decode};
use bitrix24_codegen::model::{Access, Field, Kind, Method, Model, TypeId};
use serde_json::Value;

type Check = fn(&Value) -> Result<(), String>;

include!(concat!(env!("OUT_DIR"), "/every_method.rs"));

fn check<T: Decode>(result: &Value) -> Result<(), String> {
    let decoded = decode::from_json::<T>(result);
    decoded.map(drop).map_err(|error| error.to_string())
}

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let Some(folder) = args.next() else {
        eprintln!("give a folder with `methods.jsonl`");
        return ExitCode::from(2);
    };
    let prefix = args.next().unwrap_or_default();
    let spec = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec");
    let model = match bitrix24_codegen::load(spec.as_ref()) {
        Ok(model) => model,
        Err(diagnostics) => {
            eprintln!("{diagnostics}");
            return ExitCode::from(2);
        }
    };
    let path = Path::new(&folder).join("methods.jsonl");
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) => {
            eprintln!("{}: {error}", path.display());
            return ExitCode::from(2);
        }
    };
    let rows = text
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let (mut decoded, mut failed, mut without) = (0, 0, 0);
    for row in rows {
        let name = row["name"].as_str().unwrap_or_default();
        let rest = if row["version"] == "v3" { 3 } else { 2 };
        if !name.starts_with(&prefix) {
            continue;
        }
        let mut bindings = CHECKS
            .iter()
            .zip(&model.methods)
            .filter(|(_, method)| method.call.eq_ignore_ascii_case(name) && method.rest == rest);
        let Some((check, method)) = bindings.next() else {
            continue;
        };
        let examples = row["response_examples"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let mut report = Report::new(&model);
        for example in &examples {
            match answer(example, method) {
                Some(result) => report.take(*check, method, &result),
                None => without += 1,
            }
        }
        decoded += report.decoded;
        failed += report.errors.len();
        report.print(name);
    }
    println!("{decoded} decoded, {failed} did not, {without} are no whole answers");
    if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// What a method's type is read from, in a whole answer.
fn answer(example: &Value, method: &Method) -> Option<Value> {
    let mut value = example.get("result")?;
    for key in &method.unwrap {
        value = value.get(key).unwrap_or(&Value::Null);
    }
    Some(value.clone())
}

/// What the examples of a method gave.
struct Report<'m> {
    model: &'m Model,
    decoded: usize,
    errors: Vec<String>,
    unknown: BTreeSet<String>,
    /// Keys of each type that was met, and whether they were seen.
    seen: BTreeMap<String, BTreeMap<String, bool>>,
}

impl<'m> Report<'m> {
    fn new(model: &'m Model) -> Self {
        Self {
            model,
            decoded: 0,
            errors: Vec::new(),
            unknown: BTreeSet::new(),
            seen: BTreeMap::new(),
        }
    }

    fn take(&mut self, check: Check, method: &Method, result: &Value) {
        match check(result) {
            Ok(()) => self.decoded += 1,
            Err(error) => self.errors.push(error),
        }
        self.walk(method.returns, result, "result");
    }

    fn walk(&mut self, ty: TypeId, value: &Value, path: &str) {
        let model = self.model;
        match (&model[ty].kind, value) {
            (Kind::List(inner), Value::Array(items)) => {
                for item in items {
                    self.walk(*inner, item, &format!("{path}[]"));
                }
            }
            (Kind::List(inner) | Kind::Map(inner), Value::Object(map)) => {
                for item in map.values() {
                    self.walk(*inner, item, &format!("{path}{{}}"));
                }
            }
            (Kind::Optional(inner), _) => self.walk(*inner, value, path),
            (Kind::Directed { receive, .. }, _) => self.walk(*receive, value, path),
            (Kind::Record(entity), Value::Object(_)) => {
                let entity = &model[*entity];
                let custom = entity.custom.is_some();
                self.object(&entity.full_name, &entity.fields, custom, value, path);
            }
            (Kind::Object(object), Value::Object(_)) => {
                self.object(path, &object.fields, false, value, path);
            }
            (Kind::Union(members), _) => {
                let fitting = members.iter().find(|member| match &model[**member].kind {
                    Kind::List(_) | Kind::Tuple(_) => value.is_array(),
                    Kind::Object(_) | Kind::Map(_) | Kind::Record(_) => value.is_object(),
                    _ => false,
                });
                if let Some(member) = fitting {
                    self.walk(*member, value, path);
                }
            }
            _ => {}
        }
    }

    fn object(&mut self, name: &str, fields: &[Field], custom: bool, value: &Value, path: &str) {
        let Value::Object(map) = value else { return };
        let read: Vec<&Field> = fields
            .iter()
            .filter(|field| !matches!(field.access, Access::Write | Access::Filter))
            .collect();
        for field in &read {
            let keys = self.seen.entry(name.to_owned()).or_default();
            keys.entry(key(field).to_owned()).or_default();
        }
        for (given, value) in map {
            let exact = read
                .iter()
                .find(|field| !field.star && key(field).eq_ignore_ascii_case(given));
            let starred = || {
                read.iter()
                    .find(|field| field.star && given.starts_with(key(field)))
            };
            match exact.or_else(starred) {
                Some(field) => {
                    let keys = self.seen.entry(name.to_owned()).or_default();
                    keys.insert(key(field).to_owned(), true);
                    self.walk(field.ty, value, &format!("{path}.{given}"));
                }
                None if custom && given.to_ascii_lowercase().starts_with("uf") => {}
                None => {
                    self.unknown.insert(format!("{path}.{given}"));
                }
            }
        }
    }

    fn print(&self, name: &str) {
        let total = self.decoded + self.errors.len();
        println!("{name}: {} of {total} decoded", self.decoded);
        for error in &self.errors {
            println!("  did not decode: {error}");
        }
        if !self.unknown.is_empty() {
            let keys: Vec<&str> = self.unknown.iter().map(String::as_str).collect();
            println!("  not known to the type: {}", keys.join(", "));
        }
        for (of, keys) in &self.seen {
            let never: Vec<&str> = keys
                .iter()
                .filter(|(_, seen)| !**seen)
                .map(|(key, _)| key.as_str())
                .collect();
            if !never.is_empty() {
                println!("  never seen in {of}: {}", never.join(", "));
            }
        }
    }
}

fn key(field: &Field) -> &str {
    field.read_wire.as_deref().unwrap_or(&field.wire)
}
