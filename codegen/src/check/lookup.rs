//! What a name means: this file, then `shared/`, then in full from the root.

use std::ops::Range;

use super::at::At;
use super::file::FileKind;
use super::{Checker, Target, names};
use crate::diagnose::{Code, Place, distance};

/// Something that a name can mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Item {
    Entity(usize),
    Type(usize),
}

impl<'s> Checker<'s> {
    pub(crate) fn place_of(&self, item: Item) -> Place {
        match item {
            Item::Entity(index) => self.entities.get(index).map(|slot| slot.at.key_place()),
            Item::Type(index) => self.types.get(index).map(|slot| slot.at.key_place()),
        }
        .unwrap_or_default()
    }

    /// What a name means where it stands; reports names that mean two things.
    pub(crate) fn lookup(&mut self, name: &str, at: &At<'s>, span: &Range<usize>) -> Option<Item> {
        if name.contains('.') {
            return self
                .items
                .get(name)
                .or_else(|| self.aliases.get(name))
                .or_else(|| self.items.get(&dotted(name)))
                .copied();
        }
        let info = self.files.get(at.file())?;
        let local = info.items.get(name).copied();
        let shared = if info.kind == FileKind::Shared {
            None
        } else {
            self.shared.get(name).copied()
        };
        let found = local.or(shared).or_else(|| self.shared.get(name).copied());
        let Some(found) = found else {
            return self.items.get(name).copied();
        };
        let other = match (local, shared) {
            (Some(_), Some(shared)) => Some(format!(
                "`{name}` is both here and in `shared/` ({})",
                self.path_of(shared)
            )),
            _ => self
                .beside(at.file(), name)
                .map(|path| format!("`{name}` is also the file `{path}` beside this one")),
        };
        if let Some(message) = other {
            let full = match found {
                Item::Entity(index) => self.entities.get(index).map(|slot| slot.full_name.clone()),
                Item::Type(index) => self.types.get(index).map(|slot| slot.full_name.clone()),
            };
            let mut diagnostic = at.wrong_within(Code::AmbiguousName, message, span.clone());
            if let Some(full) = full {
                diagnostic =
                    diagnostic.help(format!("write `{full}`, or the full name of the other one"));
            }
            self.push(diagnostic);
        }
        Some(found)
    }

    fn path_of(&self, item: Item) -> &'s str {
        let place = self.place_of(item);
        self.files.get(place.file).map_or("", |file| file.path)
    }

    /// A file beside another one, by its last segment.
    fn beside(&self, file: usize, name: &str) -> Option<&'s str> {
        let info = self.files.get(file)?;
        if info.kind != FileKind::Module {
            return None;
        }
        let (_, above) = info.module.split_last()?;
        let mut module = above.to_vec();
        module.push(name.to_owned());
        let other = *self.modules.get(&module)?;
        (other != file).then(|| self.files.get(other).map_or("", |file| file.path))
    }

    /// An entity by its name.
    pub(crate) fn entity(&mut self, name: &str, at: &At<'s>, span: &Range<usize>) -> Option<usize> {
        match self.lookup(name, at, span) {
            Some(Item::Entity(index)) => Some(index),
            Some(Item::Type(_)) => {
                let message = format!("`{name}` is a type and not an entity");
                self.push(at.wrong_within(Code::NotAnEntity, message, span.clone()));
                None
            }
            None => {
                let names = self.names(at, false);
                let diagnostic = at
                    .wrong_within(
                        Code::UnknownEntity,
                        format!("there is no entity `{name}`"),
                        span.clone(),
                    )
                    .suggest(name, names.iter().map(String::as_str));
                self.push(diagnostic);
                None
            }
        }
    }

    /// What an identifier points to; entities that the spec does not describe are allowed.
    pub(crate) fn target(
        &mut self,
        name: &str,
        at: &At<'s>,
        span: &Range<usize>,
    ) -> Option<Target> {
        match self.lookup(name, at, span) {
            Some(Item::Entity(index)) => return Some(Target::Entity(index)),
            Some(Item::Type(_)) => {
                let message = format!("`{name}` is a type and has no identifier");
                self.push(at.wrong_within(Code::NotAnEntity, message, span.clone()));
                return None;
            }
            None => {}
        }
        if let Some(near) = self.near_entity(name, at) {
            let diagnostic = at
                .wrong_within(
                    Code::UnknownEntity,
                    format!("there is no entity `{name}`"),
                    span.clone(),
                )
                .help(format!("did you mean `{near}`?"));
            self.push(diagnostic);
            return None;
        }
        let wire_like = name
            .split('.')
            .all(|part| part.starts_with(|c: char| c.is_ascii_alphabetic()));
        if !wire_like {
            self.push(at.wrong_within(
                Code::UnknownEntity,
                format!("`{name}` is no name of an entity"),
                span.clone(),
            ));
            return None;
        }
        let path = names::segments(name);
        let next = self.targets.len();
        let index = *self.target_names.entry(path.clone()).or_insert(next);
        if index == next {
            self.targets.push(path);
        }
        Some(Target::Unknown(index))
    }

    /// A described entity that an undescribed one was probably meant to be.
    fn near_entity(&self, name: &str, at: &At<'s>) -> Option<String> {
        if at.env().is_some() && distance("self", name) == 1 {
            return Some("self".to_owned());
        }
        let module = self
            .files
            .get(at.file())
            .map(|info| info.module.as_slice())
            .unwrap_or_default();
        if !name.contains('.')
            && let Some((_, above)) = module.split_last()
            && !above.is_empty()
        {
            // The name of a file beside this one, written as if it were at the root.
            let full = format!("{}.{name}", above.join("."));
            if matches!(self.items.get(&full), Some(Item::Entity(_))) {
                return Some(full);
            }
        }
        let near = |known: &str| {
            // Lengths tell most pairs apart, and cost nothing.
            known.len() > 3
                && known.len().abs_diff(name.len()) <= 1
                && known != name
                && distance(known, name) == 1
        };
        let mut here = self.entities.iter().filter(|slot| slot.file == at.file());
        if let Some(slot) = here.find(|slot| near(&slot.name)) {
            return Some(slot.name.clone());
        }
        // A name that was accepted once is not compared with all entities again.
        if self.target_names.contains_key(&names::segments(name)) {
            return None;
        }
        let far = self.entities.iter().find(|slot| near(&slot.full_name));
        far.map(|slot| slot.full_name.clone())
    }

    /// Names that would be understood at a place.
    pub(crate) fn names(&self, at: &At<'s>, types: bool) -> Vec<String> {
        let mut names = Vec::new();
        let wanted = |item: &Item| types || matches!(item, Item::Entity(_));
        let mut add = |items: &std::collections::HashMap<String, Item>| {
            let mut some: Vec<String> = items
                .iter()
                .filter(|(_, item)| wanted(item))
                .map(|(name, _)| name.clone())
                .collect();
            some.sort_unstable();
            names.extend(some);
        };
        if let Some(info) = self.files.get(at.file()) {
            add(&info.items);
        }
        add(&self.shared);
        add(&self.items);
        if at.env().is_some() {
            names.push("self".to_owned());
        }
        names
    }
}

/// A full name as it is registered: `imbot.v2.bot` for `imbot.v2.Bot`.
fn dotted(name: &str) -> String {
    names::segments(name).join(".")
}
