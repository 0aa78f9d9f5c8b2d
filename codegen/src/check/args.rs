//! Arguments of families: which there are, and what a use gives.

use std::borrow::Cow;

use super::at::{Arg, At};
use super::family::FamilySlot;
use super::keys::{ARGS, FAMILY};
use super::{Checker, text};
use crate::diagnose::Place;
use crate::read::Node;

/// An argument of a family.
#[derive(Clone, Copy)]
pub(crate) struct ArgDef<'s> {
    name: &'s str,
    kind: ArgKind,
    must: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ArgKind {
    Text,
    Int,
    Entity,
    Type,
}

/// What a word in `args` means.
fn arg_kind(word: &str) -> Option<ArgKind> {
    Some(match word {
        "text" => ArgKind::Text,
        "int" => ArgKind::Int,
        "entity" => ArgKind::Entity,
        "type" => ArgKind::Type,
        _ => return None,
    })
}

/// Given without asking.
const GIVEN: [&str; 3] = ["at", "name", "event"];

/// Words of a use that are no arguments.
pub(crate) const CHOICE: [&str; 2] = ["except", "only"];

impl<'s> Checker<'s> {
    /// Reads the arguments of a family and checks that no others are used.
    pub(crate) fn read_family(&mut self, slot: &mut FamilySlot<'s>) {
        let at = slot.at.clone();
        let taken = self.take(&at, &FAMILY);
        self.doc_of(&taken);
        if let Some(Node::Map(entries)) = taken.get("args").map(|at| at.node) {
            for (name, _) in entries {
                let (bare, must) = name
                    .strip_suffix('!')
                    .map_or((name.as_str(), false), |bare| (bare, true));
                let Some(at) = taken.get("args").and_then(|at| at.get(name)) else {
                    continue;
                };
                if !text::is_snake(bare)
                    || bare.contains(|c: char| c.is_ascii_digit())
                    || CHOICE.contains(&bare)
                {
                    self.push(at.wrong_key(
                        "bad-name",
                        format!("`{bare}` cannot be an argument: small letters and `_` only"),
                    ));
                }
                let Some(word) = self.string(&at) else {
                    continue;
                };
                let kind = arg_kind(&word);
                if kind.is_none() {
                    let diagnostic =
                        at.wrong("unknown-word", format!("an argument cannot be `{word}`"));
                    self.push(diagnostic.suggest(&word, ARGS.iter().copied()));
                }
                slot.args.push(ArgDef {
                    name: bare,
                    kind: kind.unwrap_or(ArgKind::Text),
                    must,
                });
            }
        } else if let Some(at) = taken.get("args") {
            self.push(at.wrong("wrong-shape", "`args` is a mapping of names and kinds"));
        }
        for key in ["fixed", "methods", "events"] {
            if let Some(at) = taken.get(key) {
                self.check_args(at, &slot.args);
            }
        }
    }

    /// Reports arguments that a family uses and does not have.
    fn check_args(&mut self, at: &At<'s>, args: &[ArgDef<'s>]) {
        match at.node {
            Node::Text(text) => self.check_text(text, at, false, args),
            Node::List(_) => at
                .items()
                .unwrap_or_default()
                .iter()
                .for_each(|item| self.check_args(item, args)),
            Node::Map(_) => {
                for (key, at) in at.entries().unwrap_or_default() {
                    self.check_text(&key, &at, true, args);
                    self.check_args(&at, args);
                }
            }
            _ => {}
        }
    }

    fn check_text(&mut self, text: &str, at: &At<'s>, key: bool, args: &[ArgDef<'s>]) {
        for piece in text::pieces(text) {
            let text::Piece::Arg(name) = piece else {
                continue;
            };
            if GIVEN.contains(&name) || args.iter().any(|arg| arg.name == name) {
                continue;
            }
            let message = format!("the family has no argument `{name}`");
            let diagnostic = if key {
                at.wrong_key("unknown-argument", message)
            } else {
                let start = text.find(name).map_or(0, |byte| {
                    text.get(..byte).map_or(0, |before| before.chars().count())
                });
                at.wrong_within("unknown-argument", message, start..start + name.len())
            };
            self.push(diagnostic.suggest(
                name,
                GIVEN.into_iter().chain(args.iter().map(|arg| arg.name)),
            ));
        }
    }

    pub(crate) fn arguments(
        &mut self,
        family: usize,
        entity: usize,
        given: Option<&At<'s>>,
        used: &Place,
    ) -> Vec<(&'s str, Option<Arg<'s>>)> {
        let Some(slot) = self.families.get(family) else {
            return Vec::new();
        };
        let (name, defs) = (slot.name(), slot.args.clone());
        let entries = match given.map(|at| (at, at.entries())) {
            Some((_, Some(entries))) => entries,
            Some((at, None)) => {
                self.push(at.wrong("wrong-shape", "the arguments of a family are a mapping"));
                Vec::new()
            }
            None => Vec::new(),
        };
        for (key, at) in &entries {
            if !CHOICE.contains(&key.as_ref()) && !defs.iter().any(|def| def.name == key) {
                let diagnostic = at.wrong_key(
                    "unknown-argument",
                    format!("the family `{name}` has no argument `{key}`"),
                );
                self.push(diagnostic.suggest(key, defs.iter().map(|def| def.name).chain(CHOICE)));
            }
        }
        let mut args: Vec<(&'s str, Option<Arg<'s>>)> =
            Vec::with_capacity(defs.len() + GIVEN.len());
        for def in defs {
            let value = entries
                .iter()
                .find(|(key, _)| *key == def.name)
                .map(|(_, at)| at.clone());
            if value.is_none() && def.must {
                let message = format!("the family `{name}` needs the argument `{}`", def.name);
                self.push(crate::diagnose::Diagnostic::new(
                    "missing-argument",
                    message,
                    used.clone(),
                ));
            }
            let value = match value {
                Some(at) => Some(self.argument(def, &at).unwrap_or(Arg::Wrong)),
                None => def.must.then_some(Arg::Wrong),
            };
            args.push((def.name, value));
        }
        let Some(def) = self.entities.get(entity).and_then(|slot| slot.def.as_ref()) else {
            return args;
        };
        let given = [
            Some(def.at.clone()),
            Some(def.name.clone()),
            def.event.clone(),
        ];
        for (name, value) in GIVEN.into_iter().zip(given) {
            let value = value.map(|value| Arg::Text(Cow::Owned(value)));
            match args.iter_mut().find(|(arg, _)| *arg == name) {
                Some(arg) if arg.1.is_none() => arg.1 = value,
                Some(_) => {}
                None => args.push((name, value)),
            }
        }
        args
    }

    fn argument(&mut self, def: ArgDef<'s>, at: &At<'s>) -> Option<Arg<'s>> {
        match def.kind {
            ArgKind::Type => Some(Arg::Node(at.clone())),
            ArgKind::Int => match at.node {
                Node::Int(number) => Some(Arg::Int(*number)),
                _ => {
                    self.push(at.wrong(
                        "wrong-shape",
                        format!("`{}` is a number, not {}", def.name, at.node.describe()),
                    ));
                    None
                }
            },
            ArgKind::Text => self.string(at).map(|text| Arg::Text(Cow::Owned(text))),
            ArgKind::Entity => {
                let name = self.string(at)?;
                self.target(&name, at, &(0..name.chars().count()))?;
                let words =
                    super::snake(name.rsplit('.').next().unwrap_or(&name)).replace('_', " ");
                Some(Arg::Entity(at.clone(), words))
            }
        }
    }
}
