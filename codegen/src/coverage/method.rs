//! Documented methods.

use std::collections::{HashMap, HashSet};

use super::besides::Besides;
use super::binding::Binding;
use super::left;
use super::page::other_page;
use super::part::blank;
use super::report::{Kind, Part, Row, Status, Subject};
use crate::facts::{Facts, FieldRow, MethodRow};
use crate::model::{EntityId, Method, Model};

/// Methods of a spec by what they call.
pub(crate) struct Methods<'m> {
    model: &'m Model,
    by_call: HashMap<(u8, String), Vec<&'m Method>>,
    /// Pages of what is documented more than once.
    pages: HashMap<(u8, String), Vec<&'m str>>,
    /// Names that the pages of an entity's methods have, in lower case.
    names: HashMap<EntityId, HashSet<String>>,
}

impl<'m> Methods<'m> {
    pub(crate) fn new(model: &'m Model, facts: &'m Facts) -> Self {
        let mut by_call: HashMap<_, Vec<&Method>> = HashMap::new();
        for method in &model.methods {
            let key = (method.rest, method.call.to_ascii_lowercase());
            by_call.entry(key).or_default().push(method);
        }
        let mut pages: HashMap<_, Vec<&str>> = HashMap::new();
        let mut names: HashMap<EntityId, HashSet<String>> = HashMap::new();
        for row in &facts.methods {
            let key = (row.rest(), row.name.to_ascii_lowercase());
            let entities = by_call.get(&key).map_or(&[][..], Vec::as_slice);
            for entity in entities.iter().filter_map(|method: &&Method| method.entity) {
                let fields = row.params.iter().chain(&row.result);
                let fields = fields.map(|field| field.name.to_lowercase());
                names.entry(entity).or_default().extend(fields);
            }
            pages.entry(key).or_default().push(&row.page);
        }
        Self {
            model,
            by_call,
            pages,
            names,
        }
    }

    pub(crate) fn compare(&self, row: &MethodRow) -> Subject {
        let key = (row.rest(), row.name.to_ascii_lowercase());
        let bindings = self.by_call.get(&key).map_or(&[][..], Vec::as_slice);
        let reason = left::missing(self.model, &row.name, row.rest());
        let status = match (bindings, reason) {
            ([_, ..], _) => Status::Has,
            ([], Some(_)) => Status::LeftOut,
            ([], None) => Status::Lacks,
        };
        let mut subject = Subject {
            kind: Kind::Method,
            name: row.name.clone(),
            rest: Some(row.rest()),
            scope: scope(&row.name, row.rest()),
            page: row.page.clone(),
            status,
            note: None,
            found: bindings.iter().map(|method| full_name(method)).collect(),
            rows: Vec::new(),
        };
        let bound: Vec<Binding<'_>> = bindings
            .iter()
            .map(|method| Binding {
                model: self.model,
                method,
            })
            .collect();
        let params = row.params.iter().filter(|field| field.name != "auth");
        for field in params {
            let found = best(&bound, field.variant.as_deref(), |binding| {
                binding.param(field)
            });
            let blank = || blank(Part::Parameter, field);
            subject.rows.push(found.unwrap_or_else(blank));
        }
        for field in row.result.iter().filter(|field| !is_frame(field)) {
            let found = best(&bound, field.variant.as_deref(), |binding| {
                binding.result(field)
            });
            subject
                .rows
                .push(found.unwrap_or_else(|| blank(Part::Result, field)));
        }
        let mut codes: Vec<&str> = Vec::new();
        for error in &row.errors {
            if error.code.is_empty() || codes.contains(&error.code.as_str()) {
                continue;
            }
            codes.push(&error.code);
            let found = best(&bound, None, |binding| binding.error(&error.code));
            subject
                .rows
                .push(found.unwrap_or_else(|| error_row(&error.code)));
        }
        // A page about any kind of record is not that of the binding of one.
        let own = bindings
            .iter()
            .find(|method| method.name.eq_ignore_ascii_case(&method.call));
        if let Some(method) = own {
            let model = self.model;
            let of_entity = method.entity.and_then(|entity| self.names.get(&entity));
            let besides = Besides {
                model,
                method,
                of_entity,
            };
            subject.rows.extend(besides.rows(row));
            let pages = self.pages.get(&key).map_or(&[][..], Vec::as_slice);
            subject.rows.extend(other_page(&method.see, pages));
        }
        if let (Status::LeftOut, Some(reason)) = (status, reason) {
            subject.note = Some(reason.to_owned());
            for row in &mut subject.rows {
                row.status = Status::LeftOut;
            }
        }
        subject
    }
}

/// What every answer has besides `result`; the client reads it. Some examples show its `time` in the wrong place.
fn is_frame(field: &FieldRow) -> bool {
    if field.name == "time" && field.ty == "time" {
        return true;
    }
    let path = field.path.as_deref().unwrap_or(&field.name);
    let top = field.section.is_empty() || field.path.is_some();
    top && matches!(path, "total" | "time")
}

/// Top-level module of a method.
fn scope(name: &str, rest: u8) -> String {
    let module = match name.split_once('.') {
        Some((first, _)) => first.to_lowercase(),
        None => "portal".to_owned(),
    };
    if rest == 3 {
        format!("v3/{module}")
    } else {
        module
    }
}

/// The name of a binding, REST 3 apart from REST 2.
pub(crate) fn full_name(method: &Method) -> String {
    if method.rest == 3 {
        format!("v3/{}", method.name)
    } else {
        method.name.clone()
    }
}

pub(crate) fn error_row(code: &str) -> Row {
    Row {
        part: Part::Error,
        name: code.to_owned(),
        variant: None,
        status: Status::Lacks,
        documented: None,
        spec: None,
        note: None,
    }
}

/// The best of what several bindings of one method have. A row about one alternative is looked up in the binding of that
/// alternative, where bindings go by alternatives, and in the one that takes all.
fn best(
    bindings: &[Binding<'_>],
    variant: Option<&str>,
    row: impl Fn(&Binding<'_>) -> Row,
) -> Option<Row> {
    let varied = bindings.iter().any(Binding::is_bound);
    let meant = bindings.iter().filter(|binding| match variant {
        Some(variant) if varied => !binding.is_bound() || binding.is_for(variant),
        _ => true,
    });
    meant.map(row).min_by_key(|row| row.status)
}
