//! Parameters of methods beyond their types: choices, constants, conditions.

use serde_json::Value;

use super::at::At;
use super::take::Taken;
use super::{Checker, FieldDef, Ty, Use};
use crate::diagnose::Code;

/// The choice of none, in `one_of`.
const NOTHING: &str = "nothing";

impl<'s> Checker<'s> {
    /// Choices among parameters or fields, which `what` says.
    pub(crate) fn groups(
        &mut self,
        taken: &Taken<'s>,
        key: &str,
        params: &[FieldDef],
        what: &'static str,
    ) -> Vec<Vec<String>> {
        let Some(at) = taken.get(key).cloned() else {
            return Vec::new();
        };
        let Some(items) = at.items().filter(|items| items.len() > 1) else {
            self.push(
                at.wrong(
                    Code::WrongShape,
                    format!("`{key}` is a list of two or more {what}s, or groups of them"),
                )
                .help(format!(
                    "write `[one, another]`; a {what} that must be given is marked `!`"
                )),
            );
            return Vec::new();
        };
        let mut groups = Vec::new();
        for item in items {
            let mut group = Vec::new();
            if item.text().as_deref() == Some(NOTHING) && key == "one_of" {
                groups.push(group);
                continue;
            }
            for (name, at) in self.strings(&item) {
                match params.iter().find(|param| param.wire == name) {
                    None => {
                        let names = params.iter().map(|param| param.wire.as_str());
                        self.push(
                            at.wrong(
                                match what {
                                    "field" => Code::UnknownField,
                                    _ => Code::UnknownParameter,
                                },
                                format!("there is no {what} `{name}`"),
                            )
                            .choice(&name, names),
                        );
                    }
                    Some(param) if param.certain => {
                        let message = format!("`{name}!` must always be given and is no choice");
                        self.push(
                            at.wrong(Code::CertainChoice, message)
                                .also("it is marked in", param.place.clone()),
                        );
                    }
                    Some(_) => {}
                }
                group.push(name);
            }
            groups.push(group);
        }
        groups
    }

    /// Constants of the family, then those of the method.
    pub(crate) fn fixed(
        &mut self,
        taken: &Taken<'s>,
        family: Option<At<'s>>,
        params: &[FieldDef],
    ) -> Vec<(String, Value)> {
        let mut fixed: Vec<(String, Value)> = Vec::new();
        for at in family.iter().chain(taken.get("fixed")) {
            for (key, at) in self.named(at).unwrap_or_default() {
                let value = at.json();
                let object = |param: &FieldDef| {
                    matches!(
                        self.resolve(&param.ty),
                        Ty::Object(_) | Ty::Map(_) | Ty::Of(..) | Ty::Wrong
                    )
                };
                if let Some(param) = params.iter().find(|param| param.wire == key)
                    && !(value.is_object() && object(param))
                {
                    let message = format!("`{key}` is both a parameter and a constant");
                    self.diagnostics.push(
                        at.wrong_key(Code::FixedParameter, message)
                            .also("the parameter is", param.place.clone()),
                    );
                }
                match fixed.iter_mut().find(|(known, _)| *known == key) {
                    Some(known) => known.1 = value,
                    None => fixed.push((key, value)),
                }
            }
        }
        fixed
    }

    /// The entity whose conditions a parameter takes, at any depth.
    pub(crate) fn filtered(&self, params: &[FieldDef], depth: usize) -> Option<usize> {
        params
            .iter()
            .find_map(|param| match self.resolve(&param.ty) {
                Ty::Of(Use::Filter, entity) => Some(*entity),
                Ty::Object(object) if depth < 4 => self.filtered(&object.fields, depth + 1),
                _ => None,
            })
    }
}
