//! What no crate may name: the client no part of the API, the portal no list of fields.

use std::collections::BTreeSet;
use std::fs;

use bitrix24_codegen::model::{Kind, Model, Scalar};

fn spec() -> Model {
    let folder = crate::root().join("spec");
    bitrix24_codegen::load(&folder).unwrap_or_else(|diagnostics| panic!("{diagnostics}"))
}

/// Path below the crate and text of every source file, without its tests.
fn sources(krate: &str) -> Vec<(String, String)> {
    let folder = crate::root().join(krate).join("src");
    let sources = crate::files(&folder, "rs").into_iter();
    let sources = sources.map(|path| {
        let text = fs::read_to_string(&path).unwrap();
        let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        let path = path.strip_prefix(&folder).unwrap().display().to_string();
        (path, text.to_owned())
    });
    let sources: Vec<_> = sources.collect();
    assert!(sources.len() > 10, "{krate}");
    sources
}

/// The texts that stand in quotes.
fn literals(source: &str) -> BTreeSet<&str> {
    let code = source
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    code.flat_map(|line| line.split('"').skip(1).step_by(2))
        .collect()
}

#[test]
fn the_client_names_no_kind_of_record() {
    let mut wrong = Vec::new();
    for (path, text) in sources("client") {
        for (number, line) in text.lines().enumerate() {
            if line.to_lowercase().contains("contact") {
                wrong.push(format!("client/src/{path}:{}: {line}", number + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_client_names_no_method() {
    let model = spec();
    // What belongs to the protocol itself.
    let known = ["batch"];
    let methods: BTreeSet<&str> = model
        .methods
        .iter()
        .map(|method| method.call.as_str())
        .filter(|name| name.contains('.') && !known.contains(name))
        .collect();
    assert!(methods.len() > 50);
    for (path, text) in sources("client") {
        let named: Vec<_> = literals(&text).intersection(&methods).copied().collect();
        assert!(named.is_empty(), "client/src/{path}: {named:?}");
    }
}

/// Texts that a record holds and that nothing happens with: whoever names several of them repeats a list. Names of one word
/// are left out, since others have fields of the same names.
fn plain_fields(model: &Model) -> BTreeSet<&str> {
    let contact = model
        .entities
        .iter()
        .find(|entity| entity.full_name == "crm.contact")
        .unwrap();
    // The parts of a person's name mean something to the portal, and users have them too.
    let names = ["SECOND_NAME", "LAST_NAME", "FULL_NAME"];
    contact
        .fields
        .iter()
        .filter(|field| matches!(model[field.ty].kind, Kind::Scalar(Scalar::String)))
        .map(|field| field.wire.as_str())
        .filter(|name| name.contains('_') && !names.contains(name))
        .collect()
}

#[test]
fn the_portal_lists_no_fields() {
    let model = spec();
    let plain = plain_fields(&model);
    assert!(plain.len() > 12, "{plain:?}");
    for (path, text) in sources("portal") {
        // Made-up records need something to be made up of.
        if path == "seed.rs" {
            continue;
        }
        let named: Vec<_> = literals(&text).intersection(&plain).copied().collect();
        assert!(named.is_empty(), "portal/src/{path}: {named:?}");
    }
}
