//! Finding a documented name in the types of the spec.

use std::collections::HashSet;

use super::path::Step;
use crate::model::{
    Access, Entity, Field, FilterStyle, FilterUse, Kind, Model, Object, Scalar, TypeId,
};

/// Which way a value goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// To the portal.
    Send,
    /// From it.
    Receive,
}

/// What was found where a path leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Found {
    /// A value of this type.
    Value(TypeId),
    /// The type of every value of a map; the name itself is not in the spec.
    Entry(TypeId),
    /// What needs no type: custom fields, operators, directions.
    Plain(&'static str),
    /// A key of a result that says nothing; `true` is all that it can hold.
    True,
    /// Something that takes anything, and says nothing of what it holds.
    Untyped,
    /// A name that the spec has, but not here; why.
    Closed(String),
    /// Nothing, where all names are known.
    Unknown,
    /// Nothing, where there are no names at all.
    Nowhere,
}

impl Found {
    pub(crate) fn is_there(&self) -> bool {
        matches!(
            self,
            Self::Value(_) | Self::Entry(_) | Self::Plain(_) | Self::True
        )
    }

    /// The better of two answers, for types that are one of several.
    fn or(self, other: impl FnOnce() -> Self) -> Self {
        let rank = |found: &Self| match found {
            Self::Value(_) | Self::Plain(_) => 0,
            Self::Entry(_) | Self::True => 1,
            Self::Untyped => 2,
            Self::Closed(_) => 3,
            Self::Unknown => 4,
            Self::Nowhere => 5,
        };
        if rank(&self) == 0 {
            return self;
        }
        let other = other();
        if rank(&other) < rank(&self) {
            other
        } else {
            self
        }
    }
}

/// A model that is searched in one direction.
#[derive(Clone, Copy)]
pub(crate) struct Look<'m> {
    pub(crate) model: &'m Model,
    pub(crate) way: Way,
}

impl<'m> Look<'m> {
    /// Follows a path into a type. Lists, and maps whose values have the name, are walked through unasked.
    pub(crate) fn follow(self, ty: TypeId, steps: &[Step]) -> Found {
        let Some((first, rest)) = steps.split_first() else {
            return Found::Value(ty);
        };
        if *first == Step::Each {
            return self.each(ty, rest);
        }
        match self.step(ty, first) {
            Found::Value(inner) | Found::Entry(inner) if !rest.is_empty() => {
                self.follow(inner, rest)
            }
            Found::Plain(_) | Found::True if !rest.is_empty() => Found::Nowhere,
            found => found,
        }
    }

    fn each(self, ty: TypeId, rest: &[Step]) -> Found {
        match &self.model[ty].kind {
            Kind::List(inner) | Kind::Map(inner) => self.follow(*inner, rest),
            Kind::Optional(inner) => self.each(*inner, rest),
            Kind::Directed { send, receive } => self.each(self.side(*send, *receive), rest),
            Kind::Union(members) => self.best(members, |look, member| look.each(member, rest)),
            Kind::Scalar(Scalar::Any) => Found::Untyped,
            // Pages write `{}` of objects whose fields are of one kind, and `[]` of what holds one record too.
            Kind::Object(object) => self.follow(ty, rest).or(|| {
                let fields: Vec<TypeId> = object.fields.iter().map(|field| field.ty).collect();
                self.best(&fields, |look, field| look.follow(field, rest))
            }),
            _ => self.follow(ty, rest),
        }
    }

    fn best(self, members: &[TypeId], look: impl Fn(Self, TypeId) -> Found) -> Found {
        members.iter().fold(Found::Nowhere, |found, member| {
            found.or(|| look(self, *member))
        })
    }

    fn side(self, send: TypeId, receive: TypeId) -> TypeId {
        match self.way {
            Way::Send => send,
            Way::Receive => receive,
        }
    }

    fn step(self, ty: TypeId, step: &Step) -> Found {
        match &self.model[ty].kind {
            Kind::Optional(inner) | Kind::List(inner) => self.step(*inner, step),
            Kind::Directed { send, receive } => self.step(self.side(*send, *receive), step),
            Kind::Union(members) => self.best(members, |look, member| look.step(member, step)),
            Kind::Map(inner) => self.entry(*inner, step),
            Kind::Object(object) => self.object(object, step),
            Kind::Tuple(fields) => self.among(fields, step),
            Kind::Tagged { by: None, cases } => {
                let named = |case: &&crate::model::Case| matches!(step, Step::Key(name) if name.eq_ignore_ascii_case(&case.wire));
                match cases.iter().find(named) {
                    Some(case) => Found::Value(case.ty),
                    None => Found::Unknown,
                }
            }
            Kind::Tagged {
                by: Some(by),
                cases,
            } => {
                if matches!(step, Step::Key(name) if name.eq_ignore_ascii_case(by)) {
                    return Found::Plain("tells the cases apart");
                }
                let of_case =
                    |found: Found, case: &crate::model::Case| found.or(|| self.step(case.ty, step));
                cases.iter().fold(Found::Unknown, of_case)
            }
            Kind::Record(id)
            | Kind::New(id)
            | Kind::Import(id)
            | Kind::Change(id)
            | Kind::Filter(id)
            | Kind::Order(id)
            | Kind::Select(id) => self.entity(&self.model[*id], &self.model[ty].kind, step),
            Kind::Scalar(Scalar::Any) => Found::Untyped,
            // `{"result": true}` is one of the forms of `done`.
            Kind::Scalar(Scalar::Done) => match step {
                Step::Key(_) => Found::True,
                _ => Found::Nowhere,
            },
            Kind::Scalar(_) | Kind::Id(_) | Kind::Status(_) | Kind::Values(_) => Found::Nowhere,
        }
    }

    /// A key of a map: a name of its values, or any key.
    fn entry(self, inner: TypeId, step: &Step) -> Found {
        if matches!(step, Step::Key(_))
            && let found @ (Found::Value(_) | Found::Plain(_)) = self.step(inner, step)
        {
            return found;
        }
        if matches!(self.model[inner].kind, Kind::Scalar(Scalar::Any)) {
            return Found::Untyped;
        }
        Found::Entry(inner)
    }

    fn object(self, object: &Object, step: &Step) -> Found {
        self.among(&object.fields, step)
    }

    fn among(self, fields: &[Field], step: &Step) -> Found {
        let Some(field) = field(fields, step) else {
            return self.other(fields);
        };
        let open = match self.way {
            Way::Send => field.access != Access::Read,
            Way::Receive => !matches!(field.access, Access::Write | Access::Filter),
        };
        self.open(field, open)
    }

    /// What a name is that no field has: a star alone stands for whatever else there is.
    fn other(self, fields: &[Field]) -> Found {
        match fields.iter().find(|field| is_lone_star(field)) {
            Some(star) if matches!(self.model[star.ty].kind, Kind::Scalar(Scalar::Any)) => {
                Found::Untyped
            }
            Some(star) => Found::Entry(star.ty),
            None => Found::Unknown,
        }
    }

    fn open(self, field: &Field, open: bool) -> Found {
        if open {
            return Found::Value(field.ty);
        }
        let access = match field.access {
            Access::All => "can be read and written",
            Access::Read => "is only read",
            Access::Import => "is only read, and written by imports",
            Access::Create => "is only written once, on creation",
            Access::Write => "is written and never answered",
            Access::Filter => "is only searched by",
        };
        Found::Closed(format!("`{}` {access} in the spec", field.wire))
    }

    fn entity(self, entity: &Entity, usage: &Kind, step: &Step) -> Found {
        let bare = match (usage, step) {
            (Kind::Filter(_), Step::Key(name)) => {
                if entity.style == FilterStyle::Nested && is_group(name) {
                    return Found::Plain("a group of conditions");
                }
                Step::Key(
                    name.trim_start_matches(['!', '=', '<', '>', '%', '@', '?'])
                        .to_owned(),
                )
            }
            _ => step.clone(),
        };
        let Some(field) = field(&entity.fields, &bare) else {
            let custom = entity.custom.is_some() && is_custom(&bare);
            return if custom {
                Found::Plain("custom fields")
            } else {
                self.other(&entity.fields)
            };
        };
        let access = field.access;
        match usage {
            Kind::Filter(_) if access == Access::Write || field.filter == FilterUse::None => {
                Found::Closed(format!("the spec does not search by `{}`", field.wire))
            }
            Kind::Order(_) if !field.sort => {
                Found::Closed(format!("the spec does not sort by `{}`", field.wire))
            }
            Kind::Order(_) => Found::Plain("a direction"),
            Kind::Filter(_) => Found::Value(field.ty),
            Kind::New(_) => self.open(
                field,
                matches!(access, Access::All | Access::Create | Access::Write),
            ),
            Kind::Import(_) => self.open(field, !matches!(access, Access::Read | Access::Filter)),
            Kind::Change(_) => self.open(field, matches!(access, Access::All | Access::Write)),
            _ => self.open(field, !matches!(access, Access::Write | Access::Filter)),
        }
    }

    /// A field of an entity that pages describe, whoever writes it.
    pub(crate) fn described(self, entity: &Entity, step: &Step) -> Found {
        match field(&entity.fields, step) {
            Some(field) => Found::Value(field.ty),
            None if entity.custom.is_some() && is_custom(step) => Found::Plain("custom fields"),
            None => Found::Unknown,
        }
    }

    /// The first value of this name anywhere inside a type, and where it stands.
    pub(crate) fn anywhere(self, ty: TypeId, step: &Step) -> Option<(String, Found)> {
        let mut seen = HashSet::new();
        let mut level = vec![(String::new(), ty)];
        // Level by level: what stands higher is more likely meant.
        while !level.is_empty() {
            for (path, ty) in &level {
                let found = self.step(*ty, step);
                if matches!(found, Found::Value(_) | Found::Plain(_)) {
                    return Some((path.clone(), found));
                }
            }
            level = level
                .iter()
                .flat_map(|(path, ty)| self.inside(path, *ty))
                .filter(|(_, ty)| seen.insert(*ty))
                .collect();
        }
        None
    }

    fn inside(self, path: &str, ty: TypeId) -> Vec<(String, TypeId)> {
        let under = |name: &str| match path {
            "" => name.to_owned(),
            _ => format!("{path}.{name}"),
        };
        let same = |inner: &TypeId| vec![(path.to_owned(), *inner)];
        let of = |fields: &[Field]| {
            let open = fields.iter().filter(|field| {
                let step = Step::Key(field.wire.clone());
                matches!(self.among(fields, &step), Found::Value(_))
            });
            open.map(|field| (under(&field.wire), field.ty)).collect()
        };
        match &self.model[ty].kind {
            Kind::Optional(inner) | Kind::List(inner) => same(inner),
            Kind::Map(inner) => vec![(under("*"), *inner)],
            Kind::Directed { send, receive } => same(&self.side(*send, *receive)),
            Kind::Union(members) => members.iter().flat_map(same).collect(),
            Kind::Object(object) => of(&object.fields),
            Kind::Tuple(fields) => of(fields),
            Kind::Tagged { by: None, cases } => {
                let behind = |case: &crate::model::Case| (under(&case.wire), case.ty);
                cases.iter().map(behind).collect()
            }
            Kind::Tagged { cases, .. } => cases.iter().flat_map(|case| same(&case.ty)).collect(),
            Kind::Record(id) | Kind::New(id) | Kind::Import(id) | Kind::Change(id) => {
                of(&self.model[*id].fields)
            }
            _ => Vec::new(),
        }
    }
}

/// The field of a name; of several in one spelling the exact one.
pub(crate) fn field<'f>(fields: &'f [Field], step: &Step) -> Option<&'f Field> {
    let exact = |field: &&Field| matches!(step, Step::Key(name) if *name == field.wire);
    fields
        .iter()
        .find(exact)
        .or_else(|| fields.iter().find(|field| is_called(field, step)))
}

fn is_called(field: &Field, step: &Step) -> bool {
    let wires = [Some(field.wire.as_str()), field.read_wire.as_deref()];
    wires.into_iter().flatten().any(|wire| match step {
        _ if is_lone_star(field) => *step == Step::AnyKey,
        Step::Key(name) if field.star => begins(name, wire) && name.len() > wire.len(),
        Step::Begins(name) => field.star && name.eq_ignore_ascii_case(wire),
        // `CALENDAR_EVENT|UF_CRM_CAL_EVENT` is one name, which pages take for two.
        Step::Key(name) => {
            name.eq_ignore_ascii_case(wire)
                || wire.split('|').any(|part| name.eq_ignore_ascii_case(part))
        }
        Step::AnyKey | Step::Each => false,
    })
}

fn is_lone_star(field: &Field) -> bool {
    field.star && field.wire.is_empty()
}

fn begins(name: &str, start: &str) -> bool {
    name.get(..start.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(start))
}

fn is_custom(step: &Step) -> bool {
    let (Step::Key(name) | Step::Begins(name)) = step else {
        return false;
    };
    name.starts_with("UF_")
        || name
            .strip_prefix("uf")
            .is_some_and(|rest| rest.starts_with(|next: char| next.is_ascii_uppercase()))
}

fn is_group(name: &str) -> bool {
    name.eq_ignore_ascii_case("logic") || name.chars().all(|digit| digit.is_ascii_digit())
}
