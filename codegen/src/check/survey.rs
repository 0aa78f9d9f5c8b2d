//! What a spec has already, for those who write more of it. The spec may be wrong in places.

use super::Checker;
use super::errors::is_slip;
use super::file::FileKind;
use crate::diagnose::Place;
use crate::model::{FilterStyle, Need, Scope};
use crate::read::{Node, Source};

/// Names and defaults of a spec.
#[derive(Debug, Default)]
pub(crate) struct Survey {
    pub(crate) files: Vec<SurveyFile>,
    /// Codes of `shared/errors.yaml`.
    pub(crate) errors: Vec<String>,
    pub(crate) entities: Vec<SurveyEntity>,
    pub(crate) methods: Vec<SurveyItem>,
    pub(crate) events: Vec<SurveyItem>,
    pub(crate) placements: Vec<SurveyItem>,
    /// Names that are left out on purpose, and the file that says so.
    pub(crate) missing: Vec<(String, String)>,
    /// Name and file of each type.
    pub(crate) types: Vec<(String, String)>,
    /// Name and body of each family of `shared/` and of modules.
    pub(crate) families: Vec<(String, Node)>,
}

/// A method, an event or a placement.
#[derive(Debug)]
pub(crate) struct SurveyItem {
    pub(crate) name: String,
    /// Version of the protocol.
    pub(crate) rest: u8,
    pub(crate) file: String,
    /// Where it is written, or where the family is used that makes it.
    pub(crate) place: Place,
}

/// A file and what holds in it.
#[derive(Debug, Clone)]
pub(crate) struct SurveyFile {
    pub(crate) path: String,
    pub(crate) module: Vec<String>,
    pub(crate) scope: Option<Scope>,
    pub(crate) style: Option<FilterStyle>,
    pub(crate) see: Option<String>,
    pub(crate) needs: Vec<Need>,
    pub(crate) deprecated: Option<String>,
    /// Codes that it describes.
    pub(crate) errors: Vec<String>,
}

/// An entity.
#[derive(Debug)]
pub(crate) struct SurveyEntity {
    pub(crate) name: String,
    pub(crate) full_name: String,
    pub(crate) file: String,
    /// Wire prefix of its methods.
    pub(crate) at: String,
    pub(crate) rest: u8,
    pub(crate) see: Option<String>,
    pub(crate) key: Option<String>,
    /// Beginning of its events' names.
    pub(crate) event: Option<String>,
    pub(crate) fields: Vec<String>,
    pub(crate) place: Place,
}

impl Survey {
    /// The described code that a method of a module would be asked about, did it list this one.
    pub(crate) fn slip(&self, code: &str, module: &[String]) -> Option<&str> {
        let above = self
            .files
            .iter()
            .filter(|file| !file.module.is_empty() && module.starts_with(&file.module));
        let mut known = above.flat_map(|file| &file.errors).chain(&self.errors);
        if known.clone().any(|known| known == code) {
            return None;
        }
        known.find(|known| is_slip(code, known)).map(String::as_str)
    }
}

/// Reads what a spec has; mistakes in it are for `check` to tell.
pub(crate) fn survey(source: &Source) -> Survey {
    let mut checker = Checker::new(source);
    checker.declare();
    checker.define();
    checker.make_methods();
    checker.make_events();
    // Reported by whoever checks the spec.
    checker.diagnostics.is_empty();
    let path = |index: usize| {
        checker
            .files
            .get(index)
            .map_or_else(String::new, |file| file.path.to_owned())
    };
    let of = |id: usize| {
        checker
            .out
            .files
            .get(id)
            .map_or_else(String::new, |file| file.path.clone())
    };
    let files = checker
        .files
        .iter()
        .filter(|file| matches!(file.kind, FileKind::Module | FileKind::Portal))
        .map(|file| SurveyFile {
            path: file.path.to_owned(),
            module: file.module.clone(),
            scope: file.scope.clone(),
            style: file.style,
            see: file.see.clone(),
            needs: file.needs.clone(),
            deprecated: file.deprecated.clone(),
            errors: file.errors.iter().map(|error| error.code.clone()).collect(),
        })
        .collect();
    let entities = checker
        .entities
        .iter()
        .filter_map(|slot| {
            let def = slot.def.as_ref()?;
            Some(SurveyEntity {
                name: slot.name.clone(),
                full_name: slot.full_name.clone(),
                file: path(slot.file),
                at: def.at.clone(),
                rest: def.rest,
                see: def.see.clone(),
                key: def
                    .key
                    .and_then(|key| def.fields.get(key))
                    .map(|field| field.wire.clone()),
                event: def.event.clone(),
                fields: def.fields.iter().map(|field| field.wire.clone()).collect(),
                place: def.place.clone(),
            })
        })
        .collect();
    let methods = checker
        .out
        .methods
        .iter()
        .map(|method| SurveyItem {
            name: method.name.clone(),
            rest: method.rest,
            file: of(method.file),
            place: method.place.clone(),
        })
        .collect();
    let events = checker
        .out
        .events
        .iter()
        .map(|event| SurveyItem {
            name: event.name.clone(),
            rest: 2,
            file: of(event.file),
            place: event.place.clone(),
        })
        .collect();
    let placements = checker
        .out
        .placements
        .iter()
        .map(|placement| SurveyItem {
            name: placement.code.clone(),
            rest: 2,
            file: of(placement.file),
            place: placement.place.clone(),
        })
        .collect();
    let missing = checker
        .out
        .files
        .iter()
        .flat_map(|file| {
            let named = file.missing.iter();
            named.map(|(name, _)| (name.clone(), file.path.clone()))
        })
        .collect();
    let types = checker
        .types
        .iter()
        .map(|slot| (slot.name.clone(), path(slot.file)))
        .collect();
    let families = checker
        .families
        .iter()
        .map(|family| (family.name().to_owned(), family.at.node.clone()))
        .collect();
    let errors = checker.out.errors.iter();
    Survey {
        files,
        errors: errors.map(|error| error.code.clone()).collect(),
        entities,
        methods,
        events,
        placements,
        missing,
        types,
        families,
    }
}
