//! Looking up one documented field.

use super::fit::{describe, fits, is_plain};
use super::look::{Found, Look};
use super::path::{Step, steps};
use super::report::{Part, Row, Status};
use crate::facts::FieldRow;
use crate::model::TypeId;

/// Where the fields of a table live.
pub(crate) struct Root<'r, 'm> {
    pub(crate) look: Look<'m>,
    pub(crate) part: Part,
    /// What documented paths begin with: `result`, `data`.
    pub(crate) name: &'r str,
    /// Keys between that and the type.
    pub(crate) unwrap: &'r [String],
    pub(crate) ty: TypeId,
}

/// The documented path of a field: where examples show it, or else what the tables say.
pub(crate) fn documented_path(row: &FieldRow) -> String {
    match (&row.path, &row.parent) {
        (Some(path), _) => path.clone(),
        (None, Some(parent)) => format!("{parent}.{}", row.name),
        (None, None) => row.name.clone(),
    }
}

/// A row of the report before anything is known.
pub(crate) fn blank(part: Part, row: &FieldRow) -> Row {
    let name = match part {
        // Examples may spell a parameter in another way than its table.
        Part::Parameter => match &row.parent {
            Some(parent) => format!("{parent}.{}", row.name),
            None => row.name.clone(),
        },
        _ => documented_path(row),
    };
    Row {
        part,
        name,
        variant: row.variant.clone(),
        status: Status::Lacks,
        documented: Some(row.ty.clone()).filter(|ty| !ty.is_empty()),
        spec: None,
        note: None,
    }
}

/// Fills in what was found.
pub(crate) fn fill(report: &mut Row, row: &FieldRow, look: Look<'_>, found: Found) {
    match found {
        Found::Value(ty) => {
            report.spec = Some(describe(look, ty));
            // `items[]` may be typed as the list or as its element.
            let list = steps(&row.name).last() == Some(&Step::Each);
            // What is posted arrives as texts, whatever it is.
            let posted = matches!(report.part, Part::Payload | Part::Option);
            let fitting = fits(&row.ty, &row.seen, look, ty)
                || posted && row.ty == "string" && is_plain(look, ty)
                || list && fits(&format!("{}[]", row.ty), &[], look, ty)
                || list && fits("array", &[], look, ty);
            report.status = if fitting {
                Status::Has
            } else {
                Status::Differs
            };
        }
        Found::Entry(ty) => {
            report.spec = Some(describe(look, ty));
            report.status = Status::Has;
            report.note = Some("any key of a map".to_owned());
        }
        Found::Plain(what) => {
            report.status = Status::Has;
            report.note = Some(what.to_owned());
        }
        Found::True => {
            let flag = |word: &str| matches!(word.trim(), "boolean" | "bool" | "any" | "");
            report.spec = Some("done".to_owned());
            report.status = if row.ty.split('|').any(flag) {
                Status::Has
            } else {
                Status::Lacks
            };
        }
        Found::Untyped => report.note = Some("the spec takes anything there".to_owned()),
        Found::Closed(why) => report.note = Some(why),
        Found::Unknown | Found::Nowhere => {}
    }
}

impl Root<'_, '_> {
    /// Looks a documented field up.
    pub(crate) fn find(&self, row: &FieldRow) -> Row {
        let mut report = blank(self.part, row);
        let path = row.path.as_deref().map(steps);
        let guess = row
            .parent
            .as_deref()
            .map(|parent| steps(&format!("{parent}.{}", row.name)));
        let name = steps(&row.name);
        // Where examples show it, there it must be; what tables say is a guess.
        let mut best = match path.as_ref().or(guess.as_ref()) {
            Some(path) => self.follow(path),
            None => Found::Nowhere,
        };
        if row.path.is_none() && !best.is_there() {
            best = self.loose(row, &name, &mut report).unwrap_or(best);
        }
        // An envelope of the answer stands for an object.
        if let (Found::Nowhere, Some(path)) = (&best, path.as_ref().or(guess.as_ref()))
            && self.is_envelope(path)
        {
            self.envelope(row, &mut report);
            return report;
        }
        if row.path.is_none() && row.parent.is_none() && self.is_envelope(&name) {
            self.envelope(row, &mut report);
            return report;
        }
        fill(&mut report, row, self.look, best);
        report
    }

    /// A field of a flat table: its name, wherever it stands.
    fn loose(&self, row: &FieldRow, name: &[Step], report: &mut Row) -> Option<Found> {
        let flat = match row.parent.as_deref() {
            None => true,
            Some(parent) => parent.eq_ignore_ascii_case(self.name),
        };
        if !flat {
            return None;
        }
        let direct = self.follow(name);
        if direct.is_there() {
            return Some(direct);
        }
        let [step @ (Step::Key(_) | Step::Begins(_)), rest @ ..] = self.below(name) else {
            return None;
        };
        let (place, found) = self.look.anywhere(self.ty, step)?;
        let found = match (found, rest) {
            (Found::Value(ty), [_, ..]) => self.look.follow(ty, rest),
            (found, _) => found,
        };
        if found.is_there() && !place.is_empty() {
            report.note = Some(format!("in `{place}`"));
        }
        Some(found)
    }

    fn below<'s>(&self, path: &'s [Step]) -> &'s [Step] {
        super::path::below(path, self.name).unwrap_or(path)
    }

    fn follow(&self, path: &[Step]) -> Found {
        let mut rest = self.below(path);
        for key in self.unwrap {
            while let [Step::Each, after @ ..] = rest {
                rest = after;
            }
            match rest {
                [Step::Key(name), after @ ..] if name.eq_ignore_ascii_case(key) => rest = after,
                _ => return Found::Nowhere,
            }
        }
        self.look.follow(self.ty, rest)
    }

    /// Whether a path ends before what the spec unwraps.
    fn is_envelope(&self, path: &[Step]) -> bool {
        let rest = self.below(path);
        rest.len() < self.unwrap.len()
            && rest.iter().zip(self.unwrap).all(
                |(step, key)| matches!(step, Step::Key(name) if name.eq_ignore_ascii_case(key)),
            )
    }

    fn envelope(&self, row: &FieldRow, report: &mut Row) {
        let said = row.ty.split(" | ").map(str::trim);
        let mut plain = said.filter(|word| {
            matches!(
                *word,
                "string" | "integer" | "boolean" | "double" | "date" | "datetime"
            )
        });
        let seen = row.seen.iter().any(|json| json == "object");
        report.spec = Some("object".to_owned());
        report.status = if plain.next().is_none() || seen {
            Status::Has
        } else {
            Status::Differs
        };
        report.note = Some(format!("unwrapped at `{}`", self.unwrap.join(".")));
    }
}
