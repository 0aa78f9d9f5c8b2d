//! Decodes every example of the spec with the types that were emitted for it.

#![allow(clippy::panic, clippy::unwrap_used)]

use bitrix24_client as rt;
use bitrix24_client::{Decode, decode};
use bitrix24_codegen::model::{Kind, Method, Model};
use serde_json::Value;

type Check = fn(&Value) -> Result<String, String>;
type Posted = fn(body: &[u8], token: &str) -> Result<String, String>;

include!(concat!(env!("OUT_DIR"), "/examples.rs"));
include!(concat!(env!("OUT_DIR"), "/callbacks.rs"));

fn check<T: Decode + std::fmt::Debug>(result: &Value) -> Result<String, String> {
    let text = serde_json::to_vec(result).map_err(|error| error.to_string())?;
    let streamed: T = decode::from_slice(&text).map_err(|error| error.to_string())?;
    let from_tree: T = decode::from_json(result).map_err(|error| error.to_string())?;
    let (streamed, from_tree) = (format!("{streamed:#?}"), format!("{from_tree:#?}"));
    if streamed == from_tree {
        Ok(streamed)
    } else {
        Err(format!(
            "{streamed}\nfrom bytes, but from a tree\n{from_tree}"
        ))
    }
}

fn shown<T: std::fmt::Debug, E: std::fmt::Display>(read: Result<T, E>) -> Result<String, String> {
    read.map(|value| format!("{value:#?}"))
        .map_err(|error| error.to_string())
}

/// A body as PHP writes it: brackets for what is nested, nothing for null and for what is empty.
fn form(key: &str, value: &Value, pairs: &mut Vec<String>) {
    let mut pair = |text: &str| pairs.push(format!("{}={}", escaped(key), escaped(text)));
    match value {
        Value::Null => {}
        Value::Bool(flag) => pair(if *flag { "1" } else { "0" }),
        Value::Number(number) => pair(&number.to_string()),
        Value::String(text) => pair(text),
        Value::Array(list) => {
            for (index, value) in list.iter().enumerate() {
                form(&format!("{key}[{index}]"), value, pairs);
            }
        }
        Value::Object(map) => {
            for (name, value) in map {
                form(&format!("{key}[{name}]"), value, pairs);
            }
        }
    }
}

fn escaped(text: &str) -> String {
    let escape = |byte: u8| match byte {
        byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(escape).collect()
}

/// What stands at `unwrap`; of a missing record, with nothing around it, null.
fn unwrapped<'r>(model: &Model, method: &Method, result: &'r Value) -> Option<&'r Value> {
    let mut at = result;
    for key in &method.unwrap {
        let optional = matches!(model[method.returns].kind, Kind::Optional(_));
        at = match at.get(key) {
            Some(inner) => inner,
            None if optional && decode::from_json::<Option<Vec<Value>>>(at).is_ok_and(is_none) => {
                &Value::Null
            }
            None => return None,
        };
    }
    Some(at)
}

fn is_none(list: Option<Vec<Value>>) -> bool {
    list.is_none_or(|list| list.is_empty())
}

fn spec() -> Model {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec");
    bitrix24_codegen::load(folder.as_ref()).unwrap_or_else(|diagnostics| panic!("{diagnostics}"))
}

#[test]
fn every_example_decodes() {
    let model = spec();
    let mut wrong = Vec::new();
    let mut seen = 0;
    for method in &model.methods {
        let check = CHECKS
            .iter()
            .find(|(name, rest, _)| (*name, *rest) == (&method.name, method.rest))
            .map(|(_, _, check)| check);
        for (index, example) in method.examples.iter().enumerate() {
            let Some(result) = unwrapped(&model, method, &example.result) else {
                wrong.push(format!("{} [{index}]: nothing at `unwrap`", method.name));
                continue;
            };
            match check.map(|check| check(result)) {
                Some(Ok(_)) => seen += 1,
                Some(Err(error)) => wrong.push(format!("{} [{index}]: {error}", method.name)),
                None => wrong.push(format!("{}: no check was made", method.name)),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // Ours all have one; whoever adds a method need not write any.
    assert!(seen >= 94, "{seen}");
}

/// As they are posted: in a form, with an envelope around them.
#[test]
fn every_example_of_what_is_posted_decodes() {
    const TOKEN: &str = "t0k3n";
    let envelope = |mut pairs: Vec<String>| {
        pairs.push(format!("ts=1772439340&auth[application_token]={TOKEN}"));
        pairs.join("&")
    };
    let model = spec();
    let mut wrong = Vec::new();
    let (mut events, mut callbacks) = (0, 0);
    for event in &model.events {
        for (index, example) in event.examples.iter().enumerate() {
            let mut pairs = vec![format!("event={}", event.name.to_uppercase())];
            form("data", &example.data, &mut pairs);
            match bitrix24::Event::verify(envelope(pairs).as_bytes(), TOKEN) {
                Ok(bitrix24::Event::Other(_)) => wrong.push(format!("{}: unknown", event.name)),
                Ok(_) => events += 1,
                Err(error) => wrong.push(format!("{} [{index}]: {error}", event.name)),
            }
            // And as it is kept for those who ask for it.
            let kept = rt::Envelope::kept(&event.name, example.data.clone(), None);
            if let Err(error) = bitrix24::Event::from_envelope(kept) {
                wrong.push(format!("{} [{index}], kept: {error}", event.name));
            }
        }
    }
    for (callback, read) in model.callbacks.iter().zip(CALLBACKS) {
        for (index, example) in callback.examples.iter().enumerate() {
            let mut pairs = Vec::new();
            for (key, value) in example.data.as_object().into_iter().flatten() {
                form(key, value, &mut pairs);
            }
            match read(envelope(pairs).as_bytes(), TOKEN) {
                Ok(text) if text.contains(TOKEN) => {
                    wrong.push(format!("{} shows the token: {text}", callback.name));
                }
                Ok(_) => callbacks += 1,
                Err(error) => wrong.push(format!("{} [{index}]: {error}", callback.name)),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(events >= 40 && callbacks >= 3, "{events}, {callbacks}");
}

#[test]
fn the_client_knows_every_shared_error_as_the_spec_says() {
    use bitrix24_codegen::model::ErrorKind;

    for error in spec().errors {
        let expected = match error.is.unwrap() {
            ErrorKind::Limit => rt::ErrorKind::Limit,
            ErrorKind::Auth => rt::ErrorKind::Auth,
            ErrorKind::Access => rt::ErrorKind::Access,
            ErrorKind::NotFound => rt::ErrorKind::NotFound,
            ErrorKind::Invalid => rt::ErrorKind::Invalid,
            ErrorKind::Exists => rt::ErrorKind::Exists,
            ErrorKind::Busy => rt::ErrorKind::Busy,
            ErrorKind::Server => rt::ErrorKind::Server,
        };
        assert_eq!(
            rt::ErrorKind::of_code(&error.code),
            Some(expected),
            "{}",
            error.code
        );
    }
}
