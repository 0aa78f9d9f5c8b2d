//! Families, `like`, lookup and files, seen from the model that comes of them.

mod families;
mod fields;
mod files;

use crate::diagnose::Diagnostics;
use crate::load_files;
use crate::model::{Entity, Method, Model};

fn files(files: &[(&str, &str)]) -> Result<Model, Diagnostics> {
    load_files(
        files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())),
    )
}

#[track_caller]
fn model(of: &[(&str, &str)]) -> Model {
    match files(of) {
        Ok(model) => model,
        Err(diagnostics) => panic!("{diagnostics}"),
    }
}

fn method<'m>(model: &'m Model, name: &str) -> &'m Method {
    model
        .methods
        .iter()
        .find(|method| method.name == name)
        .unwrap_or_else(|| panic!("no {name}"))
}

fn entity<'m>(model: &'m Model, name: &str) -> &'m Entity {
    model
        .entities
        .iter()
        .find(|entity| entity.full_name == name)
        .unwrap_or_else(|| panic!("no {name}"))
}

fn wires(entity: &Entity) -> Vec<&str> {
    entity
        .fields
        .iter()
        .map(|field| field.wire.as_str())
        .collect()
}
