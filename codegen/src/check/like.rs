//! `like` and `is`: fields that are written once and belong to several constructs.

use super::at::At;
use super::keys::LIKE;
use super::lookup::Item;
use super::{Checker, FieldDef, Owner, Ty, names};
use crate::diagnose::Code;
use crate::read::Node;

impl<'s> Checker<'s> {
    /// Fields of another construct, with own ones in their place; `is` is the entity that the owner is, if any.
    pub(crate) fn like(
        &mut self,
        at: &At<'s>,
        own: Vec<FieldDef>,
        is: Option<usize>,
    ) -> Vec<FieldDef> {
        let (of, camel, without) = if matches!(at.node, Node::Map(_)) {
            let taken = self.take(at, &LIKE);
            let Some(of) = taken.get("of").cloned() else {
                self.push(
                    at.wrong_key(Code::WrongShape, "`like` names a type or an entity")
                        .help("add `of: …`"),
                );
                return own;
            };
            let camel = self.word_of(&taken, &LIKE, "names").is_some();
            let without = taken
                .get("without")
                .cloned()
                .map(|at| self.strings(&at))
                .unwrap_or_default();
            (of, camel, without)
        } else {
            (at.clone(), false, Vec::new())
        };
        let Some(owner) = self.like_owner(&of) else {
            return own;
        };
        let source = self.fields_of(owner).to_vec();
        for (pattern, at) in &without {
            if !source.iter().any(|field| matches(pattern, field)) {
                let names: Vec<String> = source.iter().map(FieldDef::written).collect();
                let message = format!("there is no field `{pattern}` to leave out");
                let diagnostic = at
                    .wrong(Code::UnknownField, message)
                    .choice(pattern, names.iter().map(String::as_str));
                self.push(diagnostic);
            }
        }
        let mut fields = Vec::with_capacity(source.len() + own.len());
        for (index, field) in source.into_iter().enumerate() {
            if without.iter().any(|(pattern, _)| matches(pattern, &field)) {
                continue;
            }
            let ty = self.copied_type(owner, index);
            fields.push(copy(
                field,
                ty,
                camel,
                matches!((owner, is), (Owner::Entity(from), Some(is)) if self.root(from) == is),
            ));
        }
        for field in own {
            match fields
                .iter_mut()
                .find(|copy| copy.wire == field.wire && copy.star == field.star)
            {
                Some(copy) => *copy = field,
                None => fields.push(field),
            }
        }
        self.unique(&fields);
        fields
    }

    /// Whose fields are copied, read by now.
    fn like_owner(&mut self, at: &At<'s>) -> Option<Owner> {
        let name = self.string(at)?;
        let whole = 0..name.chars().count();
        match self.lookup(&name, at, &whole) {
            Some(Item::Entity(index)) => {
                self.ensure_entity(index);
                Some(Owner::Entity(index))
            }
            Some(Item::Type(index)) => {
                self.ensure_type(index);
                let ty = self
                    .types
                    .get(index)
                    .and_then(|slot| slot.def.as_ref())
                    .map(|def| self.resolve(&def.ty));
                match ty {
                    Some(Ty::Object(_)) => Some(Owner::Type(index)),
                    Some(Ty::Wrong) | None => None,
                    Some(_) => {
                        self.push(at.wrong(
                            Code::LikeNoObject,
                            format!("`{name}` has no fields to copy"),
                        ));
                        None
                    }
                }
            }
            None => {
                let names = self.names(at, true);
                let diagnostic = at
                    .wrong(
                        Code::UnknownType,
                        format!("there is no type or entity `{name}`"),
                    )
                    .suggest(&name, names.iter().map(String::as_str));
                self.push(diagnostic);
                None
            }
        }
    }

    /// The type of a copy: the same one, also where it is written in place and named after its field.
    pub(crate) fn copied_type(&self, owner: Owner, index: usize) -> Ty {
        match self.fields_of(owner).get(index).map(|field| &field.ty) {
            Some(ty) if has_own_name(ty) => Ty::Same(owner, index),
            Some(ty) => ty.clone(),
            None => Ty::Wrong,
        }
    }

    /// The entity whose records an entity's records are.
    pub(crate) fn root(&self, entity: usize) -> usize {
        self.entities
            .get(entity)
            .and_then(|slot| slot.def.as_ref()?.is)
            .unwrap_or(entity)
    }

    /// A field of an entity by the name that `is` gives.
    pub(crate) fn is_field(&self, entity: usize, name: &str) -> Option<usize> {
        self.fields_of(Owner::Entity(entity))
            .iter()
            .position(|field| field.written() == name)
    }

    /// Fills in what a field takes from the one that it `is`.
    pub(crate) fn inherit_field(
        &mut self,
        field: &mut FieldDef,
        at: &At<'s>,
        entity: Option<usize>,
    ) {
        let Some(name) = field.is.clone() else { return };
        let Some(entity) = entity else {
            self.push(at.wrong_key(
                Code::IsNothing,
                format!(
                    "`{}` is a field of an entity that has no `is`",
                    field.written()
                ),
            ));
            return;
        };
        let fields = self.fields_of(Owner::Entity(entity));
        let Some(base) = fields.iter().find(|field| field.written() == name).cloned() else {
            let names: Vec<String> = fields.iter().map(FieldDef::written).collect();
            let full = self
                .entities
                .get(entity)
                .map(|slot| slot.full_name.clone())
                .unwrap_or_default();
            let place = at.get("is").map_or_else(|| at.place(), |is| is.place());
            let diagnostic = crate::diagnose::Diagnostic::new(
                Code::UnknownField,
                format!("`{full}` has no field `{name}`"),
                place,
            );
            self.push(diagnostic.choice(&name, names.iter().map(String::as_str)));
            return;
        };
        field.is = Some(base.wire);
        field.access = field.access.or(base.access);
        field.filter = field.filter.or(base.filter);
        field.sort = field.sort.or(base.sort);
        field.deprecated = field.deprecated.take().or(base.deprecated);
        field.doc = field.doc.take().or(base.doc);
        field.unsure = field.unsure.take().or(base.unsure);
    }
}

/// Whether a type is called after the place where it stands.
fn has_own_name(ty: &Ty) -> bool {
    match ty {
        Ty::List(inner) | Ty::Map(inner) | Ty::Optional(inner) => has_own_name(inner),
        Ty::Directed { send, receive } => has_own_name(send) || has_own_name(receive),
        Ty::Union { .. }
        | Ty::Object(_)
        | Ty::Values(_)
        | Ty::Tuple(_)
        | Ty::Tagged { .. }
        | Ty::Same(..) => true,
        Ty::Scalar(_) | Ty::Id(_) | Ty::Status(_) | Ty::Named(_) | Ty::Of(..) | Ty::Wrong => false,
    }
}

/// Whether a name in `without` means a field; a star stands for the rest of a name.
fn matches(pattern: &str, field: &FieldDef) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => field.wire.starts_with(start),
        None => !field.star && field.wire == pattern,
    }
}

fn copy(mut field: FieldDef, ty: Ty, camel: bool, is: bool) -> FieldDef {
    if is {
        field.is = Some(field.is.take().unwrap_or_else(|| field.wire.clone()));
    } else {
        field.is = None;
    }
    if camel && !field.wire.starts_with("UF_") {
        field.of = field.of.as_deref().map(names::camel);
        let named = field.name != names::snake(&field.wire);
        field.wire = names::camel(&field.wire);
        if !named {
            field.name = names::snake(&field.wire);
        }
    }
    field.ty = ty;
    field
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnose::Place;

    fn field(written: &str) -> FieldDef {
        let (wire, star) = written
            .strip_suffix('*')
            .map_or((written, false), |wire| (wire, true));
        FieldDef {
            wire: wire.to_owned(),
            star,
            name: names::snake(wire),
            ty: Ty::Wrong,
            certain: false,
            access: None,
            filter: None,
            sort: None,
            deprecated: None,
            doc: None,
            unsure: None,
            of: None,
            is: None,
            place: Place::default(),
        }
    }

    #[test]
    fn patterns() {
        for (pattern, written, fits) in [
            ("ADDRESS_*", "ADDRESS_2", true),
            ("ADDRESS_*", "ADDRESS", false),
            ("PARENT_ID_*", "PARENT_ID_*", true),
            ("PARENT_ID_", "PARENT_ID_*", false),
            ("NAME", "NAME", true),
        ] {
            assert_eq!(
                matches(pattern, &field(written)),
                fits,
                "{pattern} {written}"
            );
        }
    }

    #[test]
    fn copies_are_respelled() {
        for (from, to, name) in [
            ("LAST_NAME", "lastName", "last_name"),
            ("PARENT_ID_*", "parentId*", "parent_id"),
            ("UF_DEPARTMENT", "UF_DEPARTMENT", "uf_department"),
        ] {
            let copy = copy(field(from), Ty::Wrong, true, true);
            assert_eq!((copy.written().as_str(), copy.name.as_str()), (to, name));
            assert_eq!(copy.is.as_deref(), Some(field(from).wire.as_str()));
        }
    }
}
