//! Decodes every example of the spec with the types that were emitted for it.

#![allow(clippy::panic, clippy::unwrap_used)]

use bitrix24_client as rt;
use bitrix24_client::{Decode, decode};
use bitrix24_codegen::model::Model;
use serde_json::Value;

type Check = fn(&Value) -> Result<String, String>;

include!(concat!(env!("OUT_DIR"), "/examples.rs"));

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
            let mut result = &example.result;
            for key in &method.unwrap {
                result = result
                    .get(key)
                    .unwrap_or_else(|| panic!("{}: example {index} lacks `{key}`", method.name));
            }
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
