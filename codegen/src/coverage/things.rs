//! Documented events, placements and common errors.

use std::collections::HashMap;

use super::left;
use super::look::{Look, Way};
use super::method::{error_row, full_name};
use super::page::other_page;
use super::part::{Root, blank};
use super::report::{Kind, Part, Status, Subject};
use crate::facts::{EventRow, Facts, FieldRow, PlacementRow};
use crate::model::{Event, File, Model, Placement};

/// Everything of a spec that documentation may know.
pub(crate) fn names(model: &Model) -> impl Iterator<Item = String> {
    let methods = model.methods.iter().map(full_name);
    let events = model.events.iter().map(|event| event.name.clone());
    let placements = model
        .placements
        .iter()
        .map(|placement| placement.code.clone());
    methods.chain(events).chain(placements)
}

pub(crate) fn events(model: &Model, facts: &Facts) -> Vec<Subject> {
    // Pages of one folder belong to one module, as the spec divides them.
    let rows = facts.events.iter();
    let modules: HashMap<&str, String> = rows
        .filter_map(|row| {
            let event = find_event(model, &row.name)?;
            Some((folder(&row.page), module(&model[event.file])))
        })
        .collect();
    let rows = facts.events.iter();
    rows.map(|row| event(model, row, &modules)).collect()
}

fn find_event<'m>(model: &'m Model, name: &str) -> Option<&'m Event> {
    let mut events = model.events.iter();
    events.find(|event| is_event(&event.name, name))
}

fn folder(page: &str) -> &str {
    page.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn event(model: &Model, row: &EventRow, modules: &HashMap<&str, String>) -> Subject {
    let found = find_event(model, &row.name);
    let scope = match (found, modules.get(folder(&row.page))) {
        (Some(event), _) => module(&model[event.file]),
        (None, Some(module)) => module.clone(),
        (None, None) => scope(&row.scope, &row.page),
    };
    let mut subject = subject(model, Kind::Event, &row.name, scope, &row.page);
    if let Some(event) = found {
        subject.status = Status::Has;
        subject.found = vec![event.name.clone()];
    }
    let unwrap: Vec<String> = found
        .and_then(|event| event.unwrap.clone())
        .into_iter()
        .collect();
    for field in row.payload.iter().filter(|field| !is_envelope(field)) {
        subject.rows.push(match found {
            Some(event) => Root {
                look: receive(model),
                part: Part::Payload,
                name: "data",
                unwrap: &unwrap,
                ty: event.data,
            }
            .find(field),
            None => blank(Part::Payload, field),
        });
    }
    subject
        .rows
        .extend(found.and_then(|event| other_page(&event.see, &[&row.page])));
    pass_on(subject)
}

/// A name with a star stands for all that begin so; pages write what follows as they like.
fn is_event(ours: &str, documented: &str) -> bool {
    match ours.strip_suffix('*') {
        Some(begin) => documented
            .get(..begin.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(begin)),
        None => ours.eq_ignore_ascii_case(documented),
    }
}

/// What every event has besides `data`; the client reads it.
fn is_envelope(field: &FieldRow) -> bool {
    let path = field.path.as_deref().or(field.parent.as_deref());
    let top = match path {
        Some(path) => path.split(['.', '[']).next().unwrap_or_default(),
        None => &field.name,
    };
    let known = [
        "event",
        "event_handler_id",
        "event_id",
        "data",
        "ts",
        "auth",
    ];
    let is_top = field.path.as_deref() == Some(top) || path.is_none();
    top == "auth" || is_top && known.contains(&top)
}

pub(crate) fn placements(model: &Model, facts: &Facts) -> Vec<Subject> {
    let pages = facts.placements.iter();
    pages
        .flat_map(|page| {
            page.codes
                .iter()
                .map(move |code| placement(model, page, code))
        })
        .collect()
}

fn placement(model: &Model, page: &PlacementRow, code: &str) -> Subject {
    let found = model
        .placements
        .iter()
        .find(|placement| is_code(placement, code));
    let scope = scope(&page.scope, &page.page);
    let mut subject = subject(model, Kind::Placement, code, scope, &page.page);
    if let Some(placement) = found {
        subject.status = Status::Has;
        subject.found = vec![placement.code.clone()];
    }
    for field in &page.options {
        subject.rows.push(match found {
            Some(placement) => Root {
                look: receive(model),
                part: Part::Option,
                name: "PLACEMENT_OPTIONS",
                unwrap: &[],
                ty: placement.options,
            }
            .find(field),
            None => blank(Part::Option, field),
        });
    }
    subject
        .rows
        .extend(found.and_then(|placement| other_page(&placement.see, &[&page.page])));
    pass_on(subject)
}

/// Pages write `CRM_DYNAMIC_XXX_DETAIL_TAB` for `CRM_DYNAMIC_*_DETAIL_TAB`.
fn is_code(placement: &Placement, code: &str) -> bool {
    let code = code.replace("XXX", "*");
    placement.code.eq_ignore_ascii_case(&code)
}

pub(crate) fn common_errors(model: &Model, facts: &Facts) -> Vec<Subject> {
    let mut subjects: Vec<Subject> = Vec::new();
    for error in facts.errors.iter().filter(|error| !error.code.is_empty()) {
        let scope = match error.version.as_str() {
            "v3" => "v3/any",
            _ => "any",
        };
        let index = match subjects.iter().position(|subject| subject.scope == scope) {
            Some(index) => index,
            None => {
                let name = "any method";
                subjects.push(subject(
                    model,
                    Kind::Common,
                    name,
                    scope.to_owned(),
                    &error.page,
                ));
                subjects.len() - 1
            }
        };
        let Some(subject) = subjects.get_mut(index) else {
            continue;
        };
        if subject.rows.iter().any(|row| row.name == error.code) {
            continue;
        }
        let mut row = error_row(&error.code);
        // Those of REST 3 alone may stand in its file.
        let third = model
            .files
            .iter()
            .filter(|file| scope == "v3/any" && file.path == "v3.yaml");
        let mut known = third.flat_map(|file| &file.errors).chain(&model.errors);
        if known.any(|known| known.code.eq_ignore_ascii_case(&error.code)) {
            row.status = Status::Has;
        }
        subject.rows.push(row);
        subject.status = Status::Has;
    }
    subjects
}

fn receive(model: &Model) -> Look<'_> {
    Look {
        model,
        way: Way::Receive,
    }
}

fn subject(model: &Model, kind: Kind, name: &str, scope: String, page: &str) -> Subject {
    let reason = left::missing(model, name, 2);
    Subject {
        kind,
        name: name.to_owned(),
        rest: None,
        scope,
        page: page.to_owned(),
        status: if reason.is_some() {
            Status::LeftOut
        } else {
            Status::Lacks
        },
        note: reason.map(str::to_owned),
        found: Vec::new(),
        rows: Vec::new(),
    }
}

/// What is left out is left out with everything it has.
fn pass_on(mut subject: Subject) -> Subject {
    if subject.status == Status::LeftOut {
        for row in &mut subject.rows {
            row.status = Status::LeftOut;
        }
    } else {
        subject.note = None;
    }
    subject
}

fn module(file: &File) -> String {
    match file.module.as_slice() {
        [first, second, ..] if first == "v3" => format!("v3/{second}"),
        [first, ..] => first.clone(),
        [] => "portal".to_owned(),
    }
}

/// The module that documented scopes name, or else the folder of the page.
fn scope(codes: &str, page: &str) -> String {
    let mut codes = codes.split(',').map(str::trim);
    let code = codes.find(|code| !matches!(*code, "" | "basic" | "placement"));
    let name = code.unwrap_or_else(|| {
        let mut folders = page.split('/').skip(1);
        match folders.next() {
            Some("chat-bots") => "imbot",
            Some("widgets") => "placement",
            folder => folder.unwrap_or("portal"),
        }
    });
    let module = name.split('.').next().unwrap_or(name);
    module.to_lowercase().replace('-', "_")
}
