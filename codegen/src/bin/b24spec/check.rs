//! `b24spec check`: every mistake, and what is worth a look.

use std::path::PathBuf;

use bitrix24_codegen::model::Model;
use clap::Args;

use crate::Failure;

/// Report every mistake in a spec
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// Folder of the spec
    #[arg(default_value = "spec")]
    spec: PathBuf,
}

impl Check {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let model = bitrix24_codegen::load(&self.spec)
            .map_err(|diagnostics| Failure::Found(diagnostics.to_string()))?;
        anstream::println!(
            "{}: {} methods, {} entities, {} events, {} placements",
            self.spec.display(),
            model.methods.len(),
            model.entities.len(),
            model.events.len(),
            model.placements.len()
        );
        for note in notes(&model) {
            anstream::println!("note: {note}");
        }
        if let Some(note) = crate::schema::note(&self.spec) {
            anstream::println!("note: {note}");
        }
        Ok(())
    }
}

/// What is no mistake, and worth a look.
fn notes(model: &Model) -> Vec<String> {
    let mut notes = Vec::new();
    let unknown: Vec<String> = model
        .ids
        .iter()
        .filter(|id| id.entity.is_none())
        .map(|id| id.target.join("."))
        .collect();
    if !unknown.is_empty() {
        notes.push(format!(
            "identifiers of records that the spec does not describe: {}",
            unknown.join(", ")
        ));
    }
    for file in &model.files {
        for (name, reason) in &file.missing {
            notes.push(format!(
                "{}: `{name}` is missing on purpose: {reason}",
                file.path
            ));
        }
    }
    for entity in &model.entities {
        for field in &entity.fields {
            if let Some(text) = &field.unsure {
                let name = &entity.full_name;
                notes.push(format!(
                    "{name}, field `{}`: not confirmed: {text}",
                    field.wire
                ));
            }
        }
    }
    for method in &model.methods {
        if let Some(text) = &method.unsure {
            notes.push(format!("{}: not confirmed: {text}", method.name));
        }
    }
    notes
}
