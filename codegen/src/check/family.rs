//! Families: pieces of spec with arguments.

use std::rc::Rc;

use super::Checker;
use super::args::{ArgDef, CHOICE};
use super::at::{Arg, At, Env};
use super::keys::{Construct, EVENT, METHOD, PLACEMENT};
use super::take::Taken;
use crate::diagnose::Place;
use crate::read::Node;

/// A family as it is written.
pub(crate) struct FamilySlot<'s> {
    pub(crate) file: usize,
    pub(crate) at: At<'s>,
    pub(crate) args: Vec<ArgDef<'s>>,
}

/// A method, event or placement before it is read: its keys, and where they came from.
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
        Self {
            file,
            at,
            args: Vec::new(),
        }
    }

    /// Its name as it is written.
    pub(crate) fn name(&self) -> &'s str {
        self.at.key
    }
}

impl<'s> Checker<'s> {
    /// What the families of an entity make: its `methods`, `events` or `placements`.
    pub(crate) fn expand(&mut self, entity: usize, key: &'static str) -> Vec<Draft<'s>> {
        let Some(slot) = self.entities.get(entity) else {
            return Vec::new();
        };
        let Some(at) = slot.at.get("use") else {
            return Vec::new();
        };
        let entries = at.items().unwrap_or_else(|| vec![at.clone()]);
        let mut drafts = Vec::new();
        for entry in entries {
            self.expand_use(entity, &entry, key, &mut drafts);
        }
        drafts
    }

    fn expand_use(
        &mut self,
        entity: usize,
        entry: &At<'s>,
        key: &'static str,
        drafts: &mut Vec<Draft<'s>>,
    ) {
        let (name, args, used) = match entry.node {
            Node::Map(_) => match entry.entries().unwrap_or_default().as_slice() {
                [(name, args)] => (name.to_string(), Some(args.clone()), args.key_place()),
                _ => {
                    self.push(entry.wrong(
                        "wrong-shape",
                        "an entry of `use` is a family, or one family with its arguments",
                    ));
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
            let diagnostic = crate::diagnose::Diagnostic::new(
                "unknown-family",
                format!("there is no family `{name}`"),
                used,
            );
            let diagnostic = diagnostic.suggest(&name, names);
            self.push(diagnostic);
            return;
        };
        let choice = args
            .as_ref()
            .filter(|args| !matches!(args.node, Node::Null));
        let args = self.arguments(family, entity, choice, &used);
        let Some(slot) = self.families.get(family) else {
            return;
        };
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
        let env = Env {
            family: slot.name(),
            entity,
            used: used.clone(),
            args,
        };
        let root = slot.at.within(env);
        let made = Made {
            entity,
            family: slot.name(),
            role: String::new(),
            used,
            root: root.clone(),
            args: Rc::new(written),
        };
        self.drafts(&root, key, &made, choice, drafts);
    }

    fn drafts(
        &mut self,
        root: &At<'s>,
        key: &'static str,
        made: &Made<'s>,
        choice: Option<&At<'s>>,
        drafts: &mut Vec<Draft<'s>>,
    ) {
        let construct: &'static Construct = match key {
            "methods" => &METHOD,
            "events" => &EVENT,
            _ => &PLACEMENT,
        };
        let entries = root
            .get(key)
            .and_then(|at| at.entries())
            .unwrap_or_default();
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
                    let message =
                        format!("the family `{}` makes no method `{role}` here", made.family);
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
            self.push(crate::diagnose::Diagnostic::new(
                "useless-choice",
                "`except` and `only` do not go together",
                place,
            ));
        }
        for (name, role, at) in made_here {
            let left_out = except.as_ref().is_some_and(|except| except.contains(&role))
                || only.as_ref().is_some_and(|only| !only.contains(&role));
            if key == "methods" && left_out {
                continue;
            }
            let taken = self.take(&at, construct);
            drafts.push(Draft {
                name,
                taken,
                made: Some(Made {
                    role,
                    ..made.clone()
                }),
            });
        }
    }

    fn family(&self, name: &str, file: usize) -> Option<usize> {
        let local = self
            .families
            .iter()
            .position(|slot| slot.file == file && slot.name() == name);
        local.or_else(|| self.family_names.get(name).copied())
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
            return name
                .strip_prefix(at.as_str())
                .and_then(|rest| rest.strip_prefix('.'))
                .unwrap_or(name)
                .to_owned();
        }
        if self.key.starts_with("$(event)") || self.key.starts_with("$event") {
            return name
                .strip_prefix(text("event").as_str())
                .unwrap_or(name)
                .to_owned();
        }
        name.to_owned()
    }
}

/// A node in one line, as it might be written.
fn flow(node: &Node) -> String {
    match node {
        Node::List(items) => format!(
            "[{}]",
            items.iter().map(flow).collect::<Vec<_>>().join(", ")
        ),
        Node::Map(entries) => {
            let entries = entries
                .iter()
                .map(|(key, value)| format!("{key}: {}", flow(value)))
                .collect::<Vec<_>>();
            format!("{{ {} }}", entries.join(", "))
        }
        Node::Null => String::new(),
        plain => plain.to_text().unwrap_or_default().into_owned(),
    }
}
