//! Enumerations.

use super::at::At;
use super::rules::Pending;
use super::take::Taken;
use super::{Checker, Target, Ty, ValuesDef, names, text};
use crate::diagnose::Code;
use crate::model::Variant;

impl<'s> Checker<'s> {
    pub(crate) fn values(&mut self, taken: &Taken<'s>) -> Ty {
        let Some(at) = taken.get("values").cloned() else {
            return Ty::Wrong;
        };
        let mut values: Vec<(Variant, At<'s>)> = Vec::new();
        if let Some(items) = at.items() {
            for item in items {
                let Some(wire) = self.string(&item) else {
                    continue;
                };
                if !text::is_identifier(&wire) {
                    let message = format!("`{wire}` is no identifier and needs a name");
                    let shown = if wire.is_empty() { "\"\"" } else { &wire };
                    self.push(
                        item.wrong(Code::UnnamedValue, message)
                            .help(format!("write `values: {{ {shown}: name }}`")),
                    );
                }
                values.push((
                    Variant {
                        name: names::snake(&wire),
                        wire,
                        ids: None,
                    },
                    item,
                ));
            }
        } else if let Some(entries) = at.entries() {
            for (wire, item) in entries {
                let Some(name) = self.string(&item) else {
                    continue;
                };
                if !text::is_snake(&name) {
                    let message = format!("`{name}` is not snake_case");
                    self.push(
                        item.wrong(Code::BadName, message)
                            .help(format!("call it `{}`", names::snake(&name))),
                    );
                }
                values.push((
                    Variant {
                        name,
                        wire: wire.into_owned(),
                        ids: None,
                    },
                    item,
                ));
            }
        } else {
            self.push(
                at.wrong(
                    Code::WrongShape,
                    "`values` is a list, or a mapping of values and names",
                )
                .help("write `[ONE, TWO]` or `{ 1: one, 2: two }`"),
            );
            return Ty::Wrong;
        }
        if values.is_empty() {
            self.push(
                at.wrong(Code::WrongShape, "an enumeration has values")
                    .help("write `[ONE, TWO]`, or `type: string` where they are unknown"),
            );
        }
        let mut seen = std::collections::HashMap::with_capacity(values.len());
        for (value, at) in &values {
            if let Some((before, place)) =
                seen.insert(value.name.as_str(), (value.wire.as_str(), at.place()))
            {
                let message = format!(
                    "`{before}` and `{}` would both be called `{}`",
                    value.wire, value.name
                );
                self.diagnostics.push(
                    at.wrong(Code::NameCollision, message)
                        .also("the other one is", place),
                );
            }
        }
        let values: Vec<Variant> = values.into_iter().map(|(value, _)| value).collect();
        let ids = match taken.get("ids").cloned() {
            Some(at) => self.kinds_of_records(&at, &values),
            None => Vec::new(),
        };
        Ty::Values(ValuesDef { values, ids })
    }

    /// The kinds of records that values stand for: their names, and entities.
    fn kinds_of_records(&mut self, at: &At<'s>, values: &[Variant]) -> Vec<(usize, Target)> {
        let mut ids: Vec<(usize, Target)> = Vec::new();
        for (name, at) in at.entries().unwrap_or_default() {
            let Some(index) = values.iter().position(|value| value.name == name) else {
                let names = values.iter().map(|value| value.name.as_str());
                let message = format!("there is no value called `{name}` here");
                let diagnostic = at.wrong_key(Code::UnknownWord, message);
                self.push(diagnostic.choice(&name, names));
                continue;
            };
            let Some(entity) = self.string(&at) else {
                continue;
            };
            let span = 0..entity.chars().count();
            let Some(target) = self.target(&entity, &at, &span) else {
                continue;
            };
            if let Some((other, _)) = ids.iter().find(|(_, known)| *known == target) {
                let message = format!(
                    "`{}` stands for records of `{entity}` already",
                    values[*other].name
                );
                self.push(at.wrong(Code::NameCollision, message));
                continue;
            }
            if let Target::Entity(entity) = target {
                self.pending.push(Pending::Id { at, entity, span });
            }
            ids.push((index, target));
        }
        ids
    }
}
