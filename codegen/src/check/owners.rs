//! Identifiers of records of several kinds: `of` names the field beside them that tells the kind.

use super::rules::Pending;
use super::{Checker, FieldDef, Ty};
use crate::diagnose::{Code, Diagnostic};
use crate::model::Scalar;

/// What the record is called that two fields tell together: as the identifier, without the end of its name. What the platform
/// calls an entity is a record.
pub(crate) fn owner_name(id: &str) -> String {
    let name = id.strip_suffix("_id").unwrap_or(id);
    match name.strip_suffix("entity") {
        Some(before) if before.is_empty() || before.ends_with('_') => format!("{before}record"),
        _ => name.to_owned(),
    }
}

impl Checker<'_> {
    /// Looks at every `of` among fields that stand together.
    pub(crate) fn owners(&mut self, fields: &[FieldDef]) {
        for field in fields {
            let Some(of) = &field.of else { continue };
            let diagnostic = |code, message| Diagnostic::new(code, message, field.place.clone());
            let Some(kind) = fields.iter().find(|other| other.wire == *of) else {
                let names = fields.iter().map(|field| field.wire.as_str());
                let message = format!("there is no field `{of}` beside `{}`", field.wire);
                self.push(diagnostic(Code::UnknownField, message).choice(of, names));
                continue;
            };
            if (field.certain, field.access) != (kind.certain, kind.access) {
                let message = format!("`{}` and `{of}` are not written alike", field.wire);
                let diagnostic = diagnostic(Code::OfPair, message)
                    .help("give both the same `access` and mark both with `!`, or neither");
                self.push(diagnostic.also("the kind is told by", kind.place.clone()));
                continue;
            }
            let name = owner_name(&field.name);
            if let Some(other) = fields.iter().find(|other| other.name == name) {
                let message = format!(
                    "`{}` and what it identifies would both be called `{name}`",
                    other.wire
                );
                let diagnostic = diagnostic(Code::NameCollision, message);
                self.push(diagnostic.help("give the identifier a `name` that ends in `_id`"));
                continue;
            }
            self.pending.push(Pending::Of {
                id: Box::new(field.clone()),
                kind: Box::new(kind.clone()),
            });
        }
    }

    /// The one is a plain identifier, and the other an enumeration of kinds.
    pub(crate) fn check_of(&mut self, id: &FieldDef, kind: &FieldDef) {
        let plain = matches!(self.resolve(&id.ty), Ty::Scalar(Scalar::Id) | Ty::Wrong);
        let tells = match self.resolve(&kind.ty) {
            Ty::Values(def) => !def.ids.is_empty(),
            ty => *ty == Ty::Wrong,
        };
        let message = match (plain, tells) {
            (true, true) => return,
            (false, _) => format!(
                "`{}` knows what it identifies without `{}`",
                id.wire, kind.wire
            ),
            (true, false) => format!("`{}` does not tell kinds of records", kind.wire),
        };
        let help = match plain {
            false => "leave `of` out, or make it `type: id`",
            true => "give it `values` and `ids`, or a type that has them",
        };
        self.push(Diagnostic::new(Code::OfPair, message, id.place.clone()).help(help));
    }
}
