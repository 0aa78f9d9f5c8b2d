//! Entities, their identifiers and what they can be searched by.

use super::Builder;
use crate::check::{EntityDef, Owner, Target, Ty};
use crate::model::{
    Access, Entity, EntityId, FilterUse, IdKind, IdKindId, Kind, Path, Scalar, TypeId,
};

/// How a type takes part in searches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Search {
    /// Conditions and orders.
    Plain,
    /// Conditions.
    List,
    /// Neither.
    No,
}

impl<'c> Builder<'c> {
    /// One kind of identifier per entity with a key, and one per target that is not described.
    pub(super) fn identifiers(&mut self) {
        self.entity_ids = vec![None; self.checked.entities.len()];
        for index in 0..self.checked.entities.len() {
            self.identifier(index, 0);
        }
        for target in &self.checked.targets {
            let id = self.id(IdKind {
                target: target.clone(),
                entity: None,
                text: false,
                sign: None,
            });
            self.target_ids.push(id);
        }
        // Keys that are identifiers of undescribed records could not be resolved before.
        for index in 0..self.checked.entities.len() {
            if self.entity_ids[index].is_none() {
                self.identifier(index, 0);
            }
        }
    }

    fn id(&mut self, kind: IdKind) -> IdKindId {
        self.model.ids.push(kind);
        IdKindId(super::number(self.model.ids.len() - 1))
    }

    fn identifier(&mut self, index: usize, depth: usize) -> Option<IdKindId> {
        if let Some(id) = self.entity_ids.get(index).copied().flatten() {
            return Some(id);
        }
        let checked = self.checked;
        let def = checked.entities.get(index).filter(|_| depth < 16)?;
        let own = def.key.and_then(|key| def.fields.get(key));
        let id = match (def.is, own.map(|key| self.behind(&key.ty))) {
            (Some(is), _)
                if checked
                    .entities
                    .get(is)
                    .is_some_and(|root| root.key.is_some()) =>
            {
                self.identifier(is, depth + 1)?
            }
            (_, None) => return None,
            (_, Some(Ty::Id(Target::Entity(other))))
                if *other != index && def.is != Some(*other) =>
            {
                self.identifier(*other, depth + 1)?
            }
            (_, Some(Ty::Id(Target::Unknown(other)))) => *self.target_ids.get(*other)?,
            (_, Some(key)) => {
                let text = matches!(
                    key,
                    Ty::Scalar(Scalar::String) | Ty::Status(_) | Ty::Values(_)
                );
                let target = def.full_name.split('.').map(str::to_owned).collect();
                self.id(IdKind {
                    target,
                    entity: Some(EntityId(super::number(index))),
                    text,
                    sign: def.sign.clone(),
                })
            }
        };
        self.entity_ids[index] = Some(id);
        Some(id)
    }

    /// The type behind names and copies.
    fn behind(&self, ty: &'c Ty) -> &'c Ty {
        let mut ty = ty;
        for _ in 0..64 {
            let next = match ty {
                Ty::Named(index) => self.checked.types.get(*index).map(|def| &def.ty),
                Ty::Same(Owner::Entity(entity), index) => self
                    .checked
                    .entities
                    .get(*entity)
                    .and_then(|def| def.fields.get(*index))
                    .map(|field| &field.ty),
                Ty::Same(Owner::Type(name), index) => match self
                    .checked
                    .types
                    .get(*name)
                    .map(|def| self.behind(&def.ty))
                {
                    Some(Ty::Object(object)) => object.fields.get(*index).map(|field| &field.ty),
                    _ => None,
                },
                _ => None,
            };
            match next {
                Some(next) => ty = next,
                None => break,
            }
        }
        ty
    }

    pub(super) fn entities(&mut self) {
        let checked = self.checked;
        for (index, def) in checked.entities.iter().enumerate() {
            let path = Path {
                module: def.module.clone(),
                name: def.name.clone(),
            };
            self.take(&path, &def.place);
            let entity = self.entity(index, def);
            self.model.entities.push(entity);
        }
    }

    fn entity(&mut self, index: usize, def: &'c EntityDef) -> Entity {
        let id = self.entity_ids.get(index).copied().flatten();
        let mut fields = Vec::with_capacity(def.fields.len());
        for (position, field) in def.fields.iter().enumerate() {
            let ty = match id {
                Some(id) if def.key == Some(position) && is_key(self.behind(&field.ty)) => {
                    self.key_type(id, def.file)
                }
                _ => self.field_type(Owner::Entity(index), position),
            };
            fields.push(Self::field_of(field, ty, def.read_camel));
        }
        Entity {
            name: def.name.clone(),
            full_name: def.full_name.clone(),
            file: Self::file(def.file),
            module: def.module.clone(),
            at: def.at.clone(),
            doc: def.doc.clone(),
            key: def.key,
            id,
            style: def.style,
            read_camel: def.read_camel,
            custom: def.custom.clone(),
            event: def.event.clone(),
            is: def.is.map(|is| EntityId(super::number(is))),
            unsure: def.unsure.clone(),
            fields,
        }
    }

    fn key_type(&mut self, id: IdKindId, file: usize) -> TypeId {
        if let Some(known) = self.plain.get(&super::PlainKey::Id(id)) {
            return *known;
        }
        let ty = self.push(Kind::Id(id), None, Self::file(file), None);
        self.plain.insert(super::PlainKey::Id(id), ty);
        ty
    }

    /// Fills in how fields can be searched for, where that is not said; only now are all types known.
    pub(super) fn searches(&mut self) {
        let mut known = vec![None; self.model.types.len()];
        let checked = self.checked;
        let mut entities = std::mem::take(&mut self.model.entities);
        for (entity, def) in entities.iter_mut().zip(&checked.entities) {
            for (field, written) in entity.fields.iter_mut().zip(&def.fields) {
                let search = self.search(field.ty, &mut known, 0);
                field.filter = match (written.filter, written.access) {
                    (Some(filter), _) => filter,
                    (None, Some(Access::Filter)) => FilterUse::All,
                    (None, _) if search == Search::No => FilterUse::None,
                    (None, _) => FilterUse::All,
                };
                field.sort = written
                    .sort
                    .unwrap_or(search == Search::Plain && field.filter != FilterUse::None);
            }
        }
        self.model.entities = entities;
    }

    fn search(&self, id: TypeId, known: &mut [Option<Search>], depth: usize) -> Search {
        let index = id.0 as usize;
        if let Some(Some(search)) = known.get(index) {
            return *search;
        }
        let (Some(ty), true) = (self.model.types.get(index), depth < 32) else {
            return Search::No;
        };
        let search = match &ty.kind {
            Kind::Scalar(
                Scalar::Any | Scalar::Base64 | Scalar::FileUrl | Scalar::Secret | Scalar::Done,
            ) => Search::No,
            Kind::Scalar(_) | Kind::Id(_) | Kind::Status(_) | Kind::Values(_) => Search::Plain,
            Kind::List(item) => match self.search(*item, known, depth + 1) {
                Search::Plain => Search::List,
                _ => Search::No,
            },
            Kind::Optional(inner) => self.search(*inner, known, depth + 1),
            Kind::Union(members) => members
                .iter()
                .map(|member| self.search(*member, known, depth + 1))
                .max()
                .unwrap_or(Search::No),
            _ => Search::No,
        };
        if let Some(slot) = known.get_mut(index) {
            *slot = Some(search);
        }
        search
    }
}

/// Whether a key of this type is an identifier of its own kind.
fn is_key(ty: &Ty) -> bool {
    matches!(
        ty,
        Ty::Scalar(Scalar::Id | Scalar::Int | Scalar::String)
            | Ty::Id(_)
            | Ty::Status(_)
            | Ty::Values(_)
    )
}
