//! The spec against a live portal: where they have drifted apart.
//!
//! A portal describes itself: the methods it has, the fields of its records, the fields that its people added. What it describes
//! otherwise than the spec is drift; what it describes and nobody enforces is a note.

mod answers;
mod fields;
mod methods;
mod report;
#[cfg(test)]
mod tests;
mod types;
mod user_fields;

use std::collections::BTreeSet;

use crate::live::{CallError, Portal};
use crate::model::Model;

use self::answers::Asker;

pub use self::report::{Drift, LookedAt, Report, Unlooked, What};

/// Asks a portal about itself, and compares.
///
/// # Errors
///
/// [`CallError`] where the portal does not answer, or does not accept the caller at all. What it refuses besides is in the
/// report as what could not be looked at.
pub fn examine(model: &Model, portal: &mut dyn Portal) -> Result<Report, CallError> {
    let mut asker = Asker::new(model, portal)?;
    let mut report = Report::default();
    methods::compare(&mut asker, &mut report)?;
    let mut entities = BTreeSet::new();
    for (id, entity) in asker.entities() {
        let described = fields::compare(&mut asker, id, entity, &mut report)?;
        let listed = user_fields::compare(&mut asker, id, entity, &mut report)?;
        if described || listed {
            entities.insert(entity.full_name.as_str());
        }
    }
    report.looked_at.entities = entities.len();
    report.missing_scopes = asker.missing_scopes;
    report.sort();
    Ok(report)
}
