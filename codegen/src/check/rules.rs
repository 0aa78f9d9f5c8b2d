//! Rules that need everything read: members of unions, cases, constructors, what is missing on purpose.

use std::ops::Range;

use super::at::At;
use super::kinds::Kinds;
use super::reads::Reads;
use super::{Checker, FieldDef, Target, Ty};
use crate::diagnose::{Code, Diagnostic, Place, distance};

/// Something to look at again when every type is known.
pub(crate) enum Pending<'s> {
    /// Members must differ in JSON, but for objects and identifiers that are only sent.
    Union {
        at: At<'s>,
        id: usize,
        members: Vec<(Ty, Range<usize>)>,
    },
    /// A case is an object without the telling field.
    Case { at: At<'s>, ty: Ty, by: String },
    /// The first field of `make` is an enumeration.
    Make { at: At<'s>, ty: Ty, field: String },
    /// An identifier and the field that tells its kind go together.
    Of { id: FieldDef, kind: FieldDef },
    /// The entity has a key.
    Id {
        at: At<'s>,
        entity: usize,
        span: Range<usize>,
    },
}

/// What callers choose a member of a union by.
#[derive(PartialEq)]
enum Choice<'c> {
    /// An object, by the name of its type.
    Object(&'c str),
    /// An identifier, by what it identifies.
    Id(Target),
}

impl<'s> Checker<'s> {
    pub(crate) fn finish_rules(&mut self) {
        let sound = self.check_circles();
        let reads = if sound { self.reads() } else { Reads::new() };
        for pending in std::mem::take(&mut self.pending) {
            match pending {
                // What goes in circles has every kind, and has been reported.
                Pending::Union { .. } if !sound => {}
                Pending::Union { at, id, members } => {
                    self.check_union(&at, &members, reads.get(&id));
                }
                Pending::Case { at, ty, by } => self.check_case(&at, &ty, &by),
                Pending::Make { at, ty, field } => {
                    if !matches!(self.resolve(&ty), Ty::Values(_) | Ty::Wrong) {
                        self.push(at.wrong_key(
                            Code::MakeNoValues,
                            format!("`{field}` has no `values` to make constructors of"),
                        ));
                    }
                }
                Pending::Of { id, kind } => self.check_of(&id, &kind),
                Pending::Id { at, entity, span } => self.check_id(&at, entity, span),
            }
        }
        self.check_missing();
        self.check_replacements();
    }

    fn check_union(&mut self, at: &At<'s>, members: &[(Ty, Range<usize>)], read: Option<&Place>) {
        let mut seen = Kinds::default();
        let mut choices: Vec<(Kinds, Option<Choice<'_>>)> = Vec::new();
        for (ty, span) in members {
            let kinds = self.kinds(ty);
            let common = seen.common(kinds);
            let choice = self.choice(ty);
            let other = |(earlier, other): &(Kinds, Option<Choice<'_>>)| {
                *earlier != kinds || (other.is_some() && *other != choice)
            };
            let distinct = choice.is_some() && common == kinds && choices.iter().all(other);
            let numbers = matches!(choice, Some(Choice::Id(_)));
            choices.push((kinds, choice));
            // Who sends one of several objects or identifiers says which; who reads one could not know.
            if distinct && read.is_none() {
                continue;
            }
            if kinds == Kinds::ALL || common != Kinds::default() {
                let message = if kinds == Kinds::ALL {
                    "a member of a union has a kind of its own in JSON".to_owned()
                } else {
                    format!(
                        "two members of this union are {} in JSON",
                        common.describe()
                    )
                };
                let instead = match distinct && numbers {
                    true => "`id`",
                    false => "`by` and `cases`, or `any`",
                };
                let diagnostic = at
                    .wrong_within(Code::UnionKinds, message, span.clone())
                    .note(format!("they cannot be told apart; use {instead}"));
                let diagnostic = match read {
                    Some(place) if distinct => diagnostic.also("it is read in", place.clone()),
                    _ => diagnostic,
                };
                self.diagnostics.push(diagnostic);
                return;
            }
            seen = seen.both(kinds);
        }
    }

    /// What callers choose a member of a union by, where JSON does not tell it from others.
    fn choice(&self, ty: &Ty) -> Option<Choice<'_>> {
        match self.resolve(ty) {
            Ty::Id(Target::Entity(entity)) => Some(Choice::Id(Target::Entity(self.root(*entity)))),
            Ty::Id(target) => Some(Choice::Id(*target)),
            _ => self.object_name(ty).map(Choice::Object),
        }
    }

    /// The name of an object type.
    fn object_name(&self, ty: &Ty) -> Option<&str> {
        let mut name = None;
        let mut ty = ty;
        // Circles of names are reported elsewhere; no chain is longer than this.
        for _ in 0..64 {
            let Ty::Named(index) = ty else { break };
            let slot = self.types.get(*index)?;
            name = Some(slot.name.as_str());
            ty = &slot.def.as_ref()?.ty;
        }
        matches!(ty, Ty::Object(_) | Ty::Tagged { .. })
            .then_some(name)
            .flatten()
    }

    fn check_case(&mut self, at: &At<'s>, ty: &Ty, by: &str) {
        let fields = match self.resolve(ty) {
            Ty::Object(object) => &object.fields,
            Ty::Wrong => return,
            _ => {
                self.push(at.wrong(
                    Code::CaseNoObject,
                    "a case is an object: `fields`, or a type that is one",
                ));
                return;
            }
        };
        if let Some(field) = fields.iter().find(|field| field.wire == by) {
            let message = format!("`{by}` tells the cases apart and is not among their fields");
            let diagnostic = at
                .wrong_key(Code::NameCollision, message)
                .help("leave it out of the case")
                .also("it is listed in", field.place.clone());
            self.push(diagnostic);
        }
    }

    fn check_id(&mut self, at: &At<'s>, entity: usize, span: Range<usize>) {
        if self.key_field(self.root(entity)).is_none() && self.key_field(entity).is_none() {
            let full = self
                .entities
                .get(entity)
                .map(|slot| slot.full_name.clone())
                .unwrap_or_default();
            self.push(at.wrong_within(
                Code::NoKey,
                format!("`{full}` has no `key`, so that there are no identifiers of it"),
                span,
            ));
        }
    }

    /// Types that are made of themselves without an object, a list or a map between.
    fn check_circles(&mut self) -> bool {
        let mut sound = true;
        for index in 0..self.types.len() {
            let Some(def) = self.types.get(index).and_then(|slot| slot.def.as_ref()) else {
                continue;
            };
            if self.reaches(&def.ty, index, 0) {
                let slot = &self.types[index];
                let (at, name) = (slot.at.clone(), slot.full_name.clone());
                self.push(at.wrong_key(
                    Code::RecursiveType,
                    format!("`{name}` is made of nothing but itself"),
                ));
                sound = false;
            }
        }
        sound
    }

    fn reaches(&self, ty: &Ty, goal: usize, depth: usize) -> bool {
        if depth > 32 {
            return false;
        }
        match ty {
            Ty::Named(index) if *index == goal => true,
            Ty::Named(index) => self
                .types
                .get(*index)
                .and_then(|slot| slot.def.as_ref())
                .is_some_and(|def| self.reaches(&def.ty, goal, depth + 1)),
            Ty::Optional(inner) => self.reaches(inner, goal, depth + 1),
            Ty::Union { members, .. } => members
                .iter()
                .any(|member| self.reaches(member, goal, depth + 1)),
            Ty::Directed { send, receive } => {
                self.reaches(send, goal, depth + 1) || self.reaches(receive, goal, depth + 1)
            }
            _ => false,
        }
    }

    /// What replaces something may be described nowhere, but is not nearly what is.
    fn check_replacements(&mut self) {
        let methods = &self.out.methods;
        let mut known: Vec<&str> = methods.iter().map(|method| method.name.as_str()).collect();
        known.extend(methods.iter().map(|method| method.call.as_str()));
        // What is left out on purpose is known, too.
        let files = self.out.files.iter();
        known.extend(files.flat_map(|file| file.missing.iter().map(|(name, _)| name.as_str())));
        known.sort_unstable();
        known.dedup();
        let is_known = |name: &str| match name.strip_suffix('*') {
            Some(group) => known.iter().any(|known| known.starts_with(group)),
            None => known.binary_search(&name).is_ok(),
        };
        let mut found: Vec<Diagnostic> = Vec::new();
        let deprecated = methods
            .iter()
            .map(|method| (method.name.as_str(), &method.deprecated, &method.place));
        let events = self.out.events.iter();
        let deprecated = deprecated
            .chain(events.map(|event| (event.name.as_str(), &event.deprecated, &event.place)));
        for (own, instead, place) in deprecated {
            let Some(name) = instead.as_deref().filter(|name| name.contains('.')) else {
                continue;
            };
            if is_known(name) {
                continue;
            }
            let group = name.strip_suffix(".*");
            // Its own name may well be nearly that of what replaces it.
            let mut others = known.iter().filter(|known| **known != own);
            let near = others.find_map(|known| {
                let near = match group {
                    Some(group) => {
                        let dots = group.matches('.').count() + 1;
                        let (end, _) = known.match_indices('.').nth(dots - 1)?;
                        known.get(..end)?
                    }
                    None => known,
                };
                let meant = group.unwrap_or(name);
                let close = near.len().abs_diff(meant.len()) <= 1 && distance(near, meant) == 1;
                close.then(|| match group {
                    Some(_) => format!("{near}.*"),
                    None => near.to_owned(),
                })
            });
            if let Some(near) = near {
                let message = format!("there is no method `{name}`, which is to be used instead");
                let diagnostic = Diagnostic::new(Code::UnknownMethod, message, place.clone());
                found.push(diagnostic.help(format!("did you mean `{near}`?")));
            }
        }
        for diagnostic in found {
            self.push(diagnostic);
        }
    }

    /// What is missing on purpose must be missing.
    fn check_missing(&mut self) {
        for index in 0..self.files.len() {
            let info = &self.files[index];
            let rest = info.rest;
            let Some(at) = info
                .taken
                .as_ref()
                .and_then(|taken| taken.get("missing").cloned())
            else {
                continue;
            };
            for (name, at) in at.entries().unwrap_or_default() {
                let mut path = super::segments(&name);
                if rest == 3 {
                    path.insert(0, "v3".to_owned());
                }
                let method = self
                    .methods
                    .get(&path.join("."))
                    .and_then(|index| self.out.methods.get(*index))
                    .map(|method| &method.place);
                let event = self
                    .events
                    .get(&name.to_lowercase())
                    .and_then(|index| self.out.events.get(*index))
                    .map(|event| &event.place);
                let placement = self
                    .out
                    .placements
                    .iter()
                    .find(|placement| placement.code == name)
                    .map(|placement| &placement.place);
                if let Some(place) = method.or(event).or(placement) {
                    let diagnostic = at
                        .wrong_key(Code::NotMissing, format!("`{name}` is not missing"))
                        .also("it is in", place.clone());
                    self.diagnostics.push(diagnostic);
                }
            }
        }
    }
}
