//! All stages up to the model.

use std::path::{Component, Path};

use crate::check::check;
use crate::diagnose::Diagnostics;
use crate::model::{Model, build};
use crate::read::{Source, files, folder};

/// Reads, checks and models a spec folder.
///
/// # Errors
///
/// Everything that is wrong with the spec, with places and suggestions.
pub fn load(dir: &Path) -> Result<Model, Diagnostics> {
    let (source, diagnostics) = folder(dir);
    finish(&source, diagnostics).map_err(|mut diagnostics| {
        // A build script stands beside the spec, a person above it.
        let parts = dir
            .components()
            .skip_while(|part| matches!(part, Component::ParentDir));
        let folder: Vec<_> = parts
            .map(|part| part.as_os_str().to_string_lossy())
            .collect();
        diagnostics.below(&folder.join("/"));
        diagnostics
    })
}

/// The same for files in memory: paths below the spec folder and what they hold.
///
/// # Errors
///
/// Everything that is wrong with the spec, with places and suggestions.
pub fn load_files(
    texts: impl IntoIterator<Item = (String, Vec<u8>)>,
) -> Result<Model, Diagnostics> {
    let (source, diagnostics) = files(texts.into_iter().map(|(path, bytes)| (path, Ok(bytes))));
    finish(&source, diagnostics)
}

/// Mistakes that may only seem to be some because a file could not be read.
const FOLLOWING: &[&str] = &[
    "example-name",
    "example-shape",
    "missing-returns",
    "missing-scope",
    "missing-see",
    "outside-file",
    "unknown-entity",
    "unknown-example",
    "unknown-family",
    "unknown-type",
    "wrong-file",
];

fn finish(source: &Source, mut diagnostics: Diagnostics) -> Result<Model, Diagnostics> {
    let (checked, mut found) = check(source);
    if diagnostics
        .iter()
        .any(|diagnostic| diagnostic.code != "duplicate-key")
    {
        found.forget(FOLLOWING);
    }
    diagnostics.absorb(found);
    if !diagnostics.is_empty() {
        diagnostics.locate(source);
        return Err(diagnostics);
    }
    let (model, mut found) = build::build(&checked);
    found.locate(source);
    found.into_result().map(|()| model)
}
