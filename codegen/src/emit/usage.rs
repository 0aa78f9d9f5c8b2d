//! What is done with each type: sent, received or both; decides which impls are emitted.

use super::paging::cursor_type;
use crate::model::{Access, Entity, EntityId, Field, FilterUse, Kind, Method, Model, TypeId};

/// A direction over the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Send,
    Receive,
}

/// What is done with a type.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct TypeUse {
    pub(super) sent: bool,
    pub(super) received: bool,
    /// Sent and received, and written differently from how it is read: two Rust types.
    pub(super) split: bool,
}

impl TypeUse {
    pub(super) fn is_used(self) -> bool {
        self.sent || self.received
    }
}

/// What is done with an entity.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct EntityUse {
    pub(super) record: bool,
    pub(super) new: bool,
    pub(super) import: bool,
    pub(super) change: bool,
    /// Filtered, ordered or selected by.
    pub(super) searched: bool,
}

impl EntityUse {
    /// Whether records are written.
    pub(super) fn is_written(self) -> bool {
        self.new || self.import || self.change
    }
}

/// What is done with everything.
#[derive(Debug, Clone)]
pub(super) struct Usage {
    types: Vec<TypeUse>,
    entities: Vec<EntityUse>,
}

impl Usage {
    pub(super) fn of(model: &Model) -> Self {
        Self::of_methods(model, |_| true)
    }

    /// The same of some methods alone.
    pub(super) fn of_methods(model: &Model, is_kept: impl Fn(&Method) -> bool) -> Self {
        let mut walk = Walk {
            model,
            types: vec![TypeUse::default(); model.types.len()],
            entities: vec![EntityUse::default(); model.entities.len()],
        };
        for method in model.methods.iter().filter(|method| is_kept(method)) {
            for param in &method.params {
                walk.visit(param.ty, Direction::Send);
            }
            walk.visit(method.returns, Direction::Receive);
            if let Some(cursor) = cursor_type(model, method) {
                walk.visit(cursor, Direction::Send);
            }
        }
        for event in &model.events {
            walk.visit(event.data, Direction::Receive);
        }
        for callback in &model.callbacks {
            walk.visit(callback.data, Direction::Receive);
        }
        for placement in &model.placements {
            walk.visit(placement.options, Direction::Receive);
        }
        let directed = reaches_directed(model);
        for (use_, directed) in walk.types.iter_mut().zip(directed) {
            use_.split = use_.sent && use_.received && directed;
        }
        Self {
            types: walk.types,
            entities: walk.entities,
        }
    }

    pub(super) fn ty(&self, id: TypeId) -> TypeUse {
        self.types.get(id.0 as usize).copied().unwrap_or_default()
    }

    pub(super) fn entity(&self, id: EntityId) -> EntityUse {
        self.entities
            .get(id.0 as usize)
            .copied()
            .unwrap_or_default()
    }
}

/// Whether a field is answered.
pub(crate) fn is_read(field: &Field) -> bool {
    !matches!(field.access, Access::Write | Access::Filter)
}

/// Whether a field is written by anybody but imports.
pub(crate) fn is_written(field: &Field) -> bool {
    matches!(field.access, Access::All | Access::Create | Access::Write)
}

struct Walk<'m> {
    model: &'m Model,
    types: Vec<TypeUse>,
    entities: Vec<EntityUse>,
}

impl Walk<'_> {
    fn visit(&mut self, id: TypeId, direction: Direction) {
        let Some(seen) = self.types.get_mut(id.0 as usize) else {
            return;
        };
        let flag = match direction {
            Direction::Send => &mut seen.sent,
            Direction::Receive => &mut seen.received,
        };
        if std::mem::replace(flag, true) {
            return;
        }
        match &self.model[id].kind {
            Kind::List(inner) | Kind::Map(inner) | Kind::Optional(inner) => {
                self.visit(*inner, direction)
            }
            Kind::Union(members) => members
                .iter()
                .for_each(|&member| self.visit(member, direction)),
            Kind::Object(object) => self.fields(&object.fields, direction),
            Kind::Tuple(fields) => self.fields(fields, direction),
            Kind::Tagged { cases, .. } => {
                cases.iter().for_each(|case| self.visit(case.ty, direction))
            }
            Kind::Directed { send, receive } => match direction {
                Direction::Send => self.visit(*send, direction),
                Direction::Receive => self.visit(*receive, direction),
            },
            Kind::Record(entity) => match direction {
                Direction::Send => self.written(*entity, |use_| &mut use_.new),
                Direction::Receive => self.record(*entity),
            },
            Kind::New(entity) => self.written(*entity, |use_| &mut use_.new),
            Kind::Import(entity) => self.written(*entity, |use_| &mut use_.import),
            Kind::Change(entity) => self.written(*entity, |use_| &mut use_.change),
            Kind::Filter(entity) | Kind::Order(entity) | Kind::Select(entity) => {
                self.searched(*entity)
            }
            Kind::Scalar(_) | Kind::Id(_) | Kind::Status(_) | Kind::Values(_) => {}
        }
    }

    fn fields(&mut self, fields: &[Field], direction: Direction) {
        for field in fields {
            let passes = match direction {
                Direction::Send => field.access != Access::Read,
                Direction::Receive => is_read(field),
            };
            if passes {
                self.visit(field.ty, direction);
            }
        }
    }

    fn mark(&mut self, id: EntityId, flag: fn(&mut EntityUse) -> &mut bool) -> Option<&'_ Entity> {
        let use_ = self.entities.get_mut(id.0 as usize)?;
        if std::mem::replace(flag(use_), true) {
            None
        } else {
            Some(&self.model[id])
        }
    }

    fn record(&mut self, id: EntityId) {
        let model = self.model;
        if self.mark(id, |use_| &mut use_.record).is_some() {
            self.fields(&model[id].fields, Direction::Receive);
        }
    }

    fn written(&mut self, id: EntityId, flag: fn(&mut EntityUse) -> &mut bool) {
        let model = self.model;
        if self.mark(id, flag).is_some() {
            let written = |field: &&Field| is_written(field) || field.access == Access::Import;
            for field in model[id].fields.iter().filter(written) {
                self.visit(field.ty, Direction::Send);
            }
        }
    }

    fn searched(&mut self, id: EntityId) {
        let model = self.model;
        if self.mark(id, |use_| &mut use_.searched).is_some() {
            for field in model[id]
                .fields
                .iter()
                .filter(|field| field.filter != FilterUse::None)
            {
                let element = match model[field.ty].kind {
                    Kind::List(element) => element,
                    _ => field.ty,
                };
                self.visit(element, Direction::Send);
            }
        }
    }
}

/// For each type, whether a value of it can hold one that is written in one way and read in another.
fn reaches_directed(model: &Model) -> Vec<bool> {
    let mut reaches: Vec<bool> = model
        .types
        .iter()
        .map(|ty| matches!(ty.kind, Kind::Directed { .. }))
        .collect();
    // Types refer to each other in circles, so this is a fixed point; circles are short and few.
    loop {
        let mut changed = false;
        for (index, ty) in model.types.iter().enumerate() {
            if !reaches[index] && parts(&ty.kind).iter().any(|part| reaches[part.0 as usize]) {
                reaches[index] = true;
                changed = true;
            }
        }
        if !changed {
            return reaches;
        }
    }
}

/// Types that a value of this kind holds.
fn parts(kind: &Kind) -> Vec<TypeId> {
    match kind {
        Kind::List(inner) | Kind::Map(inner) | Kind::Optional(inner) => vec![*inner],
        Kind::Union(members) => members.clone(),
        Kind::Object(object) => object.fields.iter().map(|field| field.ty).collect(),
        Kind::Tuple(fields) => fields.iter().map(|field| field.ty).collect(),
        Kind::Tagged { cases, .. } => cases.iter().map(|case| case.ty).collect(),
        _ => Vec::new(),
    }
}

/// A struct that holds fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holder {
    Type(TypeId),
    Record(EntityId),
}

/// Whether a field of this type has to be boxed in `holder`: it leads back there without a list or map.
pub(super) fn needs_box(model: &Model, field: TypeId, holder: Holder) -> bool {
    let mut seen = vec![field];
    let mut next = 0;
    while let Some(&id) = seen.get(next) {
        next += 1;
        if holder == Holder::Type(id) {
            return true;
        }
        let inside = match &model[id].kind {
            Kind::List(_) | Kind::Map(_) => Vec::new(),
            Kind::Directed { send, receive } => vec![*send, *receive],
            Kind::Record(entity) if holder == Holder::Record(*entity) => return true,
            Kind::Record(entity) => {
                let read = model[*entity].fields.iter().filter(|field| is_read(field));
                read.map(|field| field.ty).collect()
            }
            other => parts(other),
        };
        for part in inside {
            if !seen.contains(&part) {
                seen.push(part);
            }
        }
    }
    false
}
