//! Drafts of spec out of what others say about the API: a facts folder, or the OpenAPI document of a portal.
//!
//! A draft is complete in names, types and marks. Its sentences are for a person to write: they stand as `doc: TODO`, and
//! what the sources say in words is not carried over.

mod compose;
mod described;
mod entity;
mod facts;
mod family;
mod infer;
mod method;
mod openapi;
mod paging;

pub(crate) use crate::draft::needs_node;

use crate::check::survey::survey;
use crate::draft::Draft;
use crate::facts::Facts;
use crate::read::Source;

/// What is to be drafted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Everything.
    pub all: bool,
    /// Only what the spec does not have.
    pub new: bool,
    /// Methods by name.
    pub methods: Vec<String>,
    /// Methods and events that need one of these scopes.
    pub scopes: Vec<String>,
    /// Events by name.
    pub events: Vec<String>,
    /// Groups of methods by the beginning of their names, with their events: `crm.contact`.
    pub entities: Vec<String>,
    /// Placements by code.
    pub placements: Vec<String>,
}

/// Drafts from a facts folder, for a spec that has what `spec` says.
///
/// # Errors
///
/// When something wanted is not described, with what is meant perhaps.
pub fn from_facts(facts: &Facts, wanted: &Wanted, spec: &Source) -> Result<Draft, String> {
    let survey = survey(spec);
    compose::compose(facts.world(&survey), wanted, &survey)
}

/// Drafts from the OpenAPI document that `rest.documentation.openapi` answers, for a spec that has what `spec` says.
///
/// # Errors
///
/// When the document is none, or something wanted is not described in it.
pub fn from_openapi(
    document: &serde_json::Value,
    wanted: &Wanted,
    spec: &Source,
) -> Result<Draft, String> {
    let survey = survey(spec);
    compose::compose(openapi::world(document)?, wanted, &survey)
}
