//! What of the documented API the spec covers.
//!
//! [`Facts`] are rows of the public documentation; [`compare`] looks each of them up in a model. Nothing counts as covered that is not
//! in the spec: where a documented path leads into a record whose fields are known, the name must be there.

mod besides;
mod binding;
mod fit;
mod left;
mod look;
mod method;
mod page;
mod part;
mod path;
mod report;
mod text;
mod things;

use std::collections::HashSet;

pub use report::{Column, Count, Counts, Coverage, Kind, Part, Row, Status, Subject};

use crate::facts::Facts;
use crate::model::Model;

/// Compares a spec with facts.
#[must_use]
pub fn compare(model: &Model, facts: &Facts) -> Coverage {
    let mut subjects: Vec<Subject> = Vec::new();
    let methods = method::Methods::new(model, facts);
    subjects.extend(facts.methods.iter().map(|row| methods.compare(row)));
    subjects.extend(things::events(model, facts));
    subjects.extend(things::placements(model, facts));
    subjects.extend(things::common_errors(model, facts));
    let found: HashSet<&str> = subjects
        .iter()
        .flat_map(|subject| subject.found.iter().map(String::as_str))
        .collect();
    let undocumented = things::names(model)
        .filter(|name| !found.contains(name.as_str()))
        .collect();
    subjects.sort_by(|a, b| (&a.scope, a.kind).cmp(&(&b.scope, b.kind)));
    Coverage {
        subjects,
        undocumented,
    }
}
