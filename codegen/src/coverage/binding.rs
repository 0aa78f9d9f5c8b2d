//! Looking documented parameters, results and errors up in one binding.

use serde_json::Value;

use super::fit::{describe, fits};
use super::left;
use super::look::{Found, Look, Way, field};
use super::method::error_row;
use super::part::{Root, blank, documented_path, fill};
use super::path::{Step, below, steps};
use super::report::{Part, Row, Status};
use crate::facts::FieldRow;
use crate::model::{self, Method, Model, Paging};

/// Alternatives of pages that are called otherwise in the spec.
const VARIANTS: &[(&str, &str)] = &[("estimate", "quote"), ("spa", "smart_process")];

/// A binding of a documented method.
pub(crate) struct Binding<'m> {
    pub(crate) model: &'m Model,
    pub(crate) method: &'m Method,
}

impl<'m> Binding<'m> {
    pub(crate) fn is_bound(&self) -> bool {
        !self.method.name.eq_ignore_ascii_case(&self.method.call)
    }

    pub(crate) fn is_for(&self, variant: &str) -> bool {
        let variant = variant.to_lowercase().replace(' ', "_");
        let alias = VARIANTS
            .iter()
            .find(|(documented, _)| *documented == variant);
        let name = alias.map_or(variant.as_str(), |(_, ours)| ours);
        self.method.path.iter().any(|segment| segment == name)
    }

    fn look(&self, way: Way) -> Look<'m> {
        Look {
            model: self.model,
            way,
        }
    }

    /// Marks what `without` names, and what `otherwise` gives a reason for.
    fn left_out(&self, mut row: Row, steps: &[Step]) -> Row {
        let reasons = match row.status {
            Status::Lacks => [&self.method.without, &self.method.otherwise],
            Status::Differs => [&None, &self.method.otherwise],
            _ => return row,
        };
        let mut reasons = reasons.into_iter().flatten();
        let named =
            |reason: &&String| left::names_step(reason, steps) || left::names(reason, &row.name);
        if let Some(reason) = reasons.find(named) {
            row.status = Status::LeftOut;
            row.note = Some(reason.clone());
        }
        row
    }

    pub(crate) fn param(&self, row: &FieldRow) -> Row {
        if row.callback {
            return self.callback(row);
        }
        let mut report = blank(Part::Parameter, row);
        let path = steps(&documented_path(row));
        // A row of a section that names no owner is only where examples show it.
        let shown = row.path.is_some() && row.parent.is_none() && !row.section.is_empty();
        let guess = if shown { path.clone() } else { whole(row) };
        // The table's own path first: examples may hold a parameter in another form of the call.
        let mut found = self.given(&guess);
        if !found.is_there() && path != guess {
            found = found_or(found, self.given(&path));
        }
        if !found.is_there()
            && row.path.is_none()
            && row.parent.is_none()
            && !row.section.is_empty()
        {
            found = found_or(found, self.nested(&guess, &mut report));
        }
        let sent = [&guess, &path].into_iter().find_map(|path| self.sent(path));
        if let (false, Some(note)) = (found.is_there(), sent) {
            report.status = Status::Has;
            report.note = Some(note);
            return report;
        }
        if found == Found::Nowhere && row.parent.is_some() {
            // Nothing is sent below an address; something may be posted to it.
            let posted = self.callback(row);
            if posted.status != Status::Lacks {
                return posted;
            }
        }
        fill(&mut report, row, self.look(Way::Send), found);
        self.left_out(report, &path)
    }

    /// What goes with the call unasked: constants, and what pages through a list.
    fn sent(&self, path: &[Step]) -> Option<String> {
        let dotted = dotted(path)?;
        let paging = paging_params(self.method.paging.as_ref());
        if paging
            .iter()
            .any(|param| param.eq_ignore_ascii_case(&dotted) || begins(param, &dotted))
        {
            return Some("paging".to_owned());
        }
        let mut names = dotted.split('.');
        let first = names.next()?;
        let mut value = &self
            .method
            .fixed
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(first))?
            .1;
        for name in names {
            let Value::Object(inner) = value else {
                return None;
            };
            value = inner
                .iter()
                .find(|(key, _)| key.eq_ignore_ascii_case(name))?
                .1;
        }
        // A constant inside a parameter says nothing of the parameter.
        let is_param = self
            .method
            .params
            .iter()
            .any(|param| param.wire.eq_ignore_ascii_case(first));
        (!is_param || !value.is_object()).then(|| format!("always sent as `{value}`"))
    }

    fn given(&self, path: &[Step]) -> Found {
        let Some((first, rest)) = path.split_first() else {
            return Found::Nowhere;
        };
        match field(&self.method.params, first) {
            Some(param) => self.look(Way::Send).follow(param.ty, rest),
            None => Found::Unknown,
        }
    }

    /// A parameter of a section that names no owner: anywhere among the parameters.
    fn nested(&self, path: &[Step], report: &mut Row) -> Found {
        let [step] = path else {
            return Found::Nowhere;
        };
        for param in &self.method.params {
            if let Some((place, found)) = self.look(Way::Send).anywhere(param.ty, step) {
                let place = [param.wire.as_str(), &place];
                let filled = place.iter().filter(|part| !part.is_empty());
                let place: Vec<&str> = filled.copied().collect();
                report.note = Some(format!("in `{}`", place.join(".")));
                return found;
            }
        }
        Found::Nowhere
    }

    /// What the portal posts to an address that was given in the method, as a callback of its file says.
    fn callback(&self, row: &FieldRow) -> Row {
        let path = steps(&documented_path(row));
        let callbacks = self.model.callbacks.iter();
        let near = callbacks.filter(|callback| callback.file == self.method.file);
        let found = near.map(|callback| {
            let look = self.look(Way::Receive);
            // Tables write what is posted below the parameter that holds the address, or on its own.
            let paths = [path.as_slice(), path.get(1..).unwrap_or_default()];
            let filled = paths.into_iter().filter(|path| !path.is_empty());
            let mut report = blank(Part::Parameter, row);
            for path in filled {
                let found = look.follow(callback.data, path);
                if found.is_there() {
                    fill(&mut report, row, look, found);
                    report.note = Some(format!("posted: `{}`", callback.name));
                    break;
                }
            }
            report
        });
        found
            .min_by_key(|report| report.status)
            .unwrap_or_else(|| blank(Part::Parameter, row))
    }

    pub(crate) fn result(&self, row: &FieldRow) -> Row {
        let path = steps(&documented_path(row));
        if let Some(report) = self.described(row, &path) {
            return self.left_out(report, &path);
        }
        if let [Step::Key(name)] = path.as_slice()
            && name == "next"
            && (row.path.is_some() || row.section.is_empty())
        {
            let mut report = blank(Part::Result, row);
            match &self.method.paging {
                Some(Paging::Start { .. }) => {
                    report.status = Status::Has;
                    report.note = Some("paging".to_owned());
                    return report;
                }
                None if row.path.is_some() => {
                    report.note = Some("the spec says no `paging`".to_owned());
                    return report;
                }
                _ => {}
            }
        }
        let root = Root {
            look: self.look(Way::Receive),
            part: Part::Result,
            name: "result",
            unwrap: &self.method.unwrap,
            ty: self.method.returns,
        };
        self.left_out(root.find(row), &path)
    }

    /// A row of a `*.fields` method, which describes a field of the entity and not the answer.
    fn described(&self, row: &FieldRow, path: &[Step]) -> Option<Row> {
        let entity = &self.model[self.method.entity?];
        let own = self.method.name.strip_prefix(&entity.at)?;
        if !matches!(own, ".fields" | ".getFields" | ".getfields") {
            return None;
        }
        let mut rest = below(path, "result").unwrap_or(path);
        for key in &self.method.unwrap {
            rest = below(rest, key).unwrap_or(rest);
        }
        let [step @ (Step::Key(_) | Step::Begins(_))] = rest else {
            return None;
        };
        // What a description of a field is made of stands in the same table on some pages.
        let look = self.look(Way::Receive);
        let is_answer = matches!(step, Step::Key(name) if name == "result");
        if is_answer {
            return None;
        }
        let found = look.described(entity, step);
        if !found.is_there() && row.path.is_none() {
            return None;
        }
        let mut report = blank(Part::Result, row);
        if let Found::Value(ty) = found {
            // The example shows a description here, whatever the field holds.
            let fitting = [Way::Receive, Way::Send]
                .into_iter()
                .any(|way| fits(&row.ty, &[], self.look(way), ty))
                || row.ty == "object";
            report.spec = Some(describe(look, ty));
            report.status = if fitting {
                Status::Has
            } else {
                Status::Differs
            };
        } else {
            fill(&mut report, row, look, found);
            if report.status == Status::Lacks {
                report.note = Some(format!("no such field of `{}`", entity.full_name));
            }
        }
        Some(report)
    }

    pub(crate) fn error(&self, code: &str) -> Row {
        let mut report = error_row(code);
        if known_errors(self.model, self.method.file)
            .chain(&self.method.errors)
            .any(|known| known.code.eq_ignore_ascii_case(code))
        {
            report.status = Status::Has;
        }
        // Pages put the status of the answer where its code is empty.
        if report.status == Status::Lacks && is_status(code) {
            report.status = Status::LeftOut;
            report.note = Some("the status of the answer, whose code is empty".to_owned());
        }
        self.left_out(report, &[Step::Key(code.to_owned())])
    }
}

/// Whether a documented code is an HTTP status.
fn is_status(code: &str) -> bool {
    code.len() == 3
        && (code.starts_with('4') || code.starts_with('5'))
        && code.parse::<u16>().is_ok()
}

/// The path that the tables give. A name with dots may be one name, as in `lead.customer.type`, or a path itself.
fn whole(row: &FieldRow) -> Vec<Step> {
    let mut path = steps(row.parent.as_deref().unwrap_or_default());
    let nested = steps(&row.name);
    if row.parent.is_some() && nested.iter().all(|step| matches!(step, Step::Key(_))) {
        path.push(Step::Key(row.name.clone()));
    } else {
        path.extend(nested);
    }
    path
}

fn found_or(first: Found, second: Found) -> Found {
    if second.is_there() { second } else { first }
}

/// Codes of a file, of those above it, and of all methods.
fn known_errors(model: &Model, file: model::FileId) -> impl Iterator<Item = &model::ErrorCode> {
    let module = &model[file].module;
    let above = model.files.iter().filter(move |file| {
        // The file of names without a dot is above no other.
        let is_above = !file.module.is_empty() && module.starts_with(&file.module);
        is_above || file.module == *module
    });
    above.flat_map(|file| &file.errors).chain(&model.errors)
}

pub(crate) fn paging_params(paging: Option<&Paging>) -> Vec<String> {
    match paging {
        None => Vec::new(),
        Some(Paging::Start { .. }) => vec!["start".to_owned()],
        Some(Paging::Pagination { .. }) => ["page", "limit", "offset"]
            .map(|name| format!("pagination.{name}"))
            .to_vec(),
        Some(Paging::Offset { limit, offset, .. }) => vec![limit.clone(), offset.clone()],
        Some(Paging::Last { after, limit, .. }) => vec![after.clone(), limit.clone()],
        Some(Paging::Page { page }) => vec![page.clone()],
        Some(Paging::Cursor { after, .. }) => vec![after.clone()],
    }
}

/// Names joined by dots, if there is nothing but names.
fn dotted(path: &[Step]) -> Option<String> {
    let names: Option<Vec<&str>> = path
        .iter()
        .map(|step| match step {
            Step::Key(name) => Some(name.as_str()),
            _ => None,
        })
        .collect();
    names
        .filter(|names| !names.is_empty())
        .map(|names| names.join("."))
}

fn begins(dotted: &str, outer: &str) -> bool {
    dotted.len() > outer.len()
        && dotted.as_bytes().get(outer.len()) == Some(&b'.')
        && dotted
            .get(..outer.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(outer))
}
