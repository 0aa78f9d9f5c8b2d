//! Families: pieces of spec with arguments.

use std::borrow::Cow;
use std::rc::Rc;

use super::at::{Arg, At, Env};
use super::keys::{Construct, EVENT, FAMILY, METHOD};
use super::take::Taken;
use super::{Checker, text};
use crate::diagnose::Place;
use crate::read::Node;

/// A family as it is written.
pub(crate) struct FamilySlot<'s> {
    pub(crate) file: usize,
    pub(crate) at: At<'s>,
    pub(crate) args: Vec<ArgDef<'s>>,
}

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

const KINDS: &[(&str, ArgKind)] =
    &[("text", ArgKind::Text), ("int", ArgKind::Int), ("entity", ArgKind::Entity), ("type", ArgKind::Type)];

/// Given without asking.
const GIVEN: [&str; 3] = ["at", "name", "event"];

/// Words of a use that are no arguments.
const CHOICE: [&str; 2] = ["except", "only"];

/// A method or event before it is read: its keys, and where they came from.
pub(crate) struct Draft<'s> {
    pub(crate) name: String,
    pub(crate) taken: Taken<'s>,
    pub(crate) made: Option<Made<'s>>,
}

/// What a family made.
#[derive(Clone)]
pub(crate) struct Made<'s> {
    pub(crate) entity: usize,
    pub(crate) family: &'s str,
    pub(crate) role: String,
    /// The `use:` entry.
    pub(crate) used: Place,
    /// The family with the arguments of this use.
    pub(crate) root: At<'s>,
    pub(crate) args: Rc<Vec<(String, String)>>,
}

impl<'s> FamilySlot<'s> {
    pub(crate) fn new(file: usize, at: At<'s>) -> Self {
        Self { file, at, args: Vec::new() }
    }

    /// Its name as it is written.
    pub(crate) fn name(&self) -> &'s str {
        self.at.key
    }
}

impl<'s> Checker<'s> {
    /// Reads the arguments of a family and checks that no others are used.
    pub(crate) fn read_family(&mut self, slot: &mut FamilySlot<'s>) {
        let at = slot.at.clone();
        let taken = self.take(&at, &FAMILY);
        self.doc_of(&taken);
        if let Some(Node::Map(entries)) = taken.get("args").map(|at| at.node) {
            for (name, _) in entries {
                let (bare, must) = name.strip_suffix('!').map_or((name.as_str(), false), |bare| (bare, true));
                let Some(at) = taken.get("args").and_then(|at| at.get(name)) else { continue };
                if !text::is_snake(bare) || bare.contains(|c: char| c.is_ascii_digit()) || CHOICE.contains(&bare) {
                    self.push(at.wrong_key("bad-name", format!("`{bare}` cannot be an argument: small letters and `_` only")));
                }
                let Some(word) = self.string(&at) else { continue };
                let kind = KINDS.iter().find(|(kind, _)| *kind == word).map(|(_, kind)| *kind);
                if kind.is_none() {
                    let diagnostic = at.wrong("unknown-word", format!("an argument cannot be `{word}`"));
                    self.push(diagnostic.suggest(&word, KINDS.iter().map(|(kind, _)| *kind)));
                }
                slot.args.push(ArgDef { name: bare, kind: kind.unwrap_or(ArgKind::Text), must });
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
            Node::List(_) => at.items().unwrap_or_default().iter().for_each(|item| self.check_args(item, args)),
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
            let text::Piece::Arg(name) = piece else { continue };
            if GIVEN.contains(&name) || args.iter().any(|arg| arg.name == name) {
                continue;
            }
            let message = format!("the family has no argument `{name}`");
            let diagnostic = if key {
                at.wrong_key("unknown-argument", message)
            } else {
                let start = text.find(name).map_or(0, |byte| text.get(..byte).map_or(0, |before| before.chars().count()));
                at.wrong_within("unknown-argument", message, start..start + name.len())
            };
            self.push(diagnostic.suggest(name, GIVEN.into_iter().chain(args.iter().map(|arg| arg.name))));
        }
    }

    /// What the families of an entity make: methods, then events.
    pub(crate) fn expand(&mut self, entity: usize, key: &'static str) -> Vec<Draft<'s>> {
        let Some(slot) = self.entities.get(entity) else { return Vec::new() };
        let Some(at) = slot.at.get("use") else { return Vec::new() };
        let entries = at.items().unwrap_or_else(|| vec![at.clone()]);
        let mut drafts = Vec::new();
        for entry in entries {
            self.expand_use(entity, &entry, key, &mut drafts);
        }
        drafts
    }

    fn expand_use(&mut self, entity: usize, entry: &At<'s>, key: &'static str, drafts: &mut Vec<Draft<'s>>) {
        let (name, args, used) = match entry.node {
            Node::Map(_) => match entry.entries().unwrap_or_default().as_slice() {
                [(name, args)] => (name.to_string(), Some(args.clone()), args.key_place()),
                _ => {
                    self.push(entry.wrong("wrong-shape", "an entry of `use` is a family, or one family with its arguments"));
                    return;
                }
            },
            _ => match self.string(entry) {
                Some(name) => (name, None, entry.place()),
                None => return,
            },
        };
        let Some(family) = self.family(&name, entry.file()) else {
            let mut names: Vec<&str> = self.family_names.keys().map(String::as_str).collect();
            names.sort_unstable();
            let diagnostic = crate::diagnose::Diagnostic::new("unknown-family", format!("there is no family `{name}`"), used);
            let diagnostic = diagnostic.suggest(&name, names);
            self.push(diagnostic);
            return;
        };
        let choice = args.as_ref().filter(|args| !matches!(args.node, Node::Null));
        let args = self.arguments(family, entity, choice, &used);
        let Some(slot) = self.families.get(family) else { return };
        let written: Vec<(String, String)> = match choice {
            Some(at) => at
                .entries()
                .unwrap_or_default()
                .iter()
                .filter(|(name, _)| !CHOICE.contains(&name.as_ref()))
                .map(|(name, at)| (name.to_string(), flow(at.node)))
                .collect(),
            None => Vec::new(),
        };
        let env = Env { family: slot.name(), entity, used: used.clone(), args };
        let root = slot.at.within(env);
        let made = Made { entity, family: slot.name(), role: String::new(), used, root: root.clone(), args: Rc::new(written) };
        self.drafts(&root, key, &made, choice, drafts);
    }

    fn drafts(&mut self, root: &At<'s>, key: &'static str, made: &Made<'s>, choice: Option<&At<'s>>, drafts: &mut Vec<Draft<'s>>) {
        let construct: &'static Construct = if key == "methods" { &METHOD } else { &EVENT };
        let entries = root.get(key).and_then(|at| at.entries()).unwrap_or_default();
        let made_here: Vec<(String, String, At<'s>)> = entries
            .into_iter()
            .map(|(name, at)| {
                let role = at.role(&name);
                (name.into_owned(), role, at)
            })
            .collect();
        let picked = |this: &mut Self, word: &str| -> Option<Vec<String>> {
            let list = choice?.get(word)?;
            let list = this.strings(&list);
            for (role, at) in &list {
                if key == "methods" && !made_here.iter().any(|(_, known, _)| known == role) {
                    let message = format!("the family `{}` makes no method `{role}` here", made.family);
                    let names = made_here.iter().map(|(_, role, _)| role.as_str());
                    this.push(at.wrong("useless-choice", message).suggest(role, names));
                }
            }
            Some(list.into_iter().map(|(role, _)| role).collect())
        };
        let except = picked(self, "except");
        let only = picked(self, "only");
        if key == "methods" && except.is_some() && only.is_some() {
            let place = made.used.clone();
            self.push(crate::diagnose::Diagnostic::new("useless-choice", "`except` and `only` do not go together", place));
        }
        for (name, role, at) in made_here {
            let left_out = except.as_ref().is_some_and(|except| except.contains(&role))
                || only.as_ref().is_some_and(|only| !only.contains(&role));
            if key == "methods" && left_out {
                continue;
            }
            let taken = self.take(&at, construct);
            drafts.push(Draft { name, taken, made: Some(Made { role, ..made.clone() }) });
        }
    }

    fn family(&self, name: &str, file: usize) -> Option<usize> {
        let local = self.families.iter().position(|slot| slot.file == file && slot.name() == name);
        local.or_else(|| self.family_names.get(name).copied())
    }

    fn arguments(&mut self, family: usize, entity: usize, given: Option<&At<'s>>, used: &Place) -> Vec<(&'s str, Option<Arg<'s>>)> {
        let Some(slot) = self.families.get(family) else { return Vec::new() };
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
                let diagnostic = at.wrong_key("unknown-argument", format!("the family `{name}` has no argument `{key}`"));
                self.push(diagnostic.suggest(key, defs.iter().map(|def| def.name).chain(CHOICE)));
            }
        }
        let mut args: Vec<(&'s str, Option<Arg<'s>>)> = Vec::with_capacity(defs.len() + GIVEN.len());
        for def in defs {
            let value = entries.iter().find(|(key, _)| *key == def.name).map(|(_, at)| at.clone());
            if value.is_none() && def.must {
                let message = format!("the family `{name}` needs the argument `{}`", def.name);
                self.push(crate::diagnose::Diagnostic::new("missing-argument", message, used.clone()));
            }
            let value = match value {
                Some(at) => Some(self.argument(def, &at).unwrap_or(Arg::Wrong)),
                None => def.must.then_some(Arg::Wrong),
            };
            args.push((def.name, value));
        }
        let Some(def) = self.entities.get(entity).and_then(|slot| slot.def.as_ref()) else { return args };
        let given = [Some(def.at.clone()), Some(def.name.clone()), def.event.clone()];
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
                    self.push(at.wrong("wrong-shape", format!("`{}` is a number, not {}", def.name, at.node.describe())));
                    None
                }
            },
            ArgKind::Text => self.string(at).map(|text| Arg::Text(Cow::Owned(text))),
            ArgKind::Entity => {
                let name = self.string(at)?;
                self.target(&name, at, &(0..name.chars().count()))?;
                let words = super::snake(name.rsplit('.').next().unwrap_or(&name)).replace('_', " ");
                Some(Arg::Entity(at.clone(), words))
            }
        }
    }
}

impl<'s> At<'s> {
    /// What a method or event is called within its family: without `$at.` and `$(event)`.
    fn role(&self, name: &str) -> String {
        let env = self.env();
        let text = |arg: &str| match env.and_then(|env| env.get(arg)) {
            Some(Some(Arg::Text(text))) => text.to_string(),
            _ => String::new(),
        };
        if self.key.starts_with("$at.") {
            let at = text("at");
            return name.strip_prefix(at.as_str()).and_then(|rest| rest.strip_prefix('.')).unwrap_or(name).to_owned();
        }
        if self.key.starts_with("$(event)") || self.key.starts_with("$event") {
            return name.strip_prefix(text("event").as_str()).unwrap_or(name).to_owned();
        }
        name.to_owned()
    }
}

/// A node in one line, as it might be written.
fn flow(node: &Node) -> String {
    match node {
        Node::List(items) => format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Node::Map(entries) => {
            let entries = entries.iter().map(|(key, value)| format!("{key}: {}", flow(value))).collect::<Vec<_>>();
            format!("{{ {} }}", entries.join(", "))
        }
        Node::Null => String::new(),
        plain => plain.to_text().unwrap_or_default().into_owned(),
    }
}
