//! All stages up to the model.

use std::path::{Component, Path, PathBuf};

use crate::check::check;
use crate::diagnose::{Code, Diagnostics};
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
        let folder: PathBuf = parts.collect();
        diagnostics.below(&folder.to_string_lossy());
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
const FOLLOWING: &[Code] = &[
    Code::ExampleName,
    Code::ExampleShape,
    Code::MissingReturns,
    Code::MissingScope,
    Code::MissingSee,
    Code::OutsideFile,
    Code::UnknownEntity,
    Code::UnknownError,
    Code::UnknownExample,
    Code::UnknownFamily,
    Code::UnknownMethod,
    Code::UnknownType,
    Code::WrongFile,
];

fn finish(source: &Source, mut diagnostics: Diagnostics) -> Result<Model, Diagnostics> {
    let (checked, mut found) = check(source);
    if diagnostics
        .iter()
        .any(|diagnostic| diagnostic.code != Code::DuplicateKey)
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
