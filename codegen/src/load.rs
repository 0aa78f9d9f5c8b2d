//! All stages up to the model.

use std::path::Path;

use crate::check::check;
use crate::diagnose::Diagnostics;
use crate::model::{Model, build};
use crate::read::{Source, folder};

/// Reads, checks and models a spec folder.
///
/// # Errors
///
/// Everything that is wrong with the spec, with places and suggestions.
pub fn load(dir: &Path) -> Result<Model, Diagnostics> {
    let (source, mut diagnostics) = folder(dir);
    let result = model(&source, &mut diagnostics);
    diagnostics.into_result().map(|()| result)
}

/// The model of files that were read; complete only if nothing was wrong.
fn model(source: &Source, diagnostics: &mut Diagnostics) -> Model {
    // A file that could not be read is missing from the rest, where all that it declares would be reported once more.
    if !diagnostics.is_empty() {
        let (_, found) = check(source);
        diagnostics.absorb(found);
        diagnostics.locate(source);
        return Model::default();
    }
    let (checked, found) = check(source);
    diagnostics.absorb(found);
    let (model, found) = build::build(&checked);
    diagnostics.absorb(found);
    diagnostics.locate(source);
    model
}
