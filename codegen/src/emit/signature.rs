//! What the compiler of a downstream crate sees of types, for telling whether a change of the spec breaks it.

use std::collections::HashSet;

use super::rust_type::{Cx, Scope};
use super::usage::Usage;
use super::{Options, method};
use crate::model::{EntityId, Method, Model, TypeId};

/// Rust types of a model, as texts.
pub(crate) struct Signatures<'m> {
    cx: Cx<'m>,
    own_types: HashSet<String>,
}

impl<'m> Signatures<'m> {
    pub(crate) fn new(model: &'m Model, options: &'m Options) -> Self {
        let usage = Usage::of(model);
        Self {
            cx: Cx {
                model,
                usage,
                options,
                features: None,
                kept: None,
            },
            own_types: HashSet::new(),
        }
    }

    fn scope(&self) -> Scope<'_> {
        Scope::new(&self.cx, &[], &self.own_types)
    }

    /// What is read; `Option` around it where it need not be there.
    pub(crate) fn read(&self, ty: TypeId, certain: bool) -> String {
        let scope = self.scope();
        let read = scope.read(ty).to_string();
        if certain || scope.is_collection(ty) {
            read
        } else {
            format!("Option < {read} >")
        }
    }

    /// What is written.
    pub(crate) fn written(&self, ty: TypeId) -> String {
        self.scope().wire(ty).to_string()
    }

    /// What a call gives.
    pub(crate) fn output(&self, method: &Method) -> String {
        method::output(&self.scope(), method).to_string()
    }

    /// Whether a type is sent and whether it is received.
    pub(crate) fn ways(&self, ty: TypeId) -> (bool, bool) {
        let used = self.cx.usage.ty(ty);
        (used.sent, used.received)
    }

    /// Whether records of an entity are written, read, and searched for.
    pub(crate) fn entity_ways(&self, entity: EntityId) -> [bool; 3] {
        let used = self.cx.usage.entity(entity);
        let written = used.new || used.import || used.change;
        [written, used.record, used.searched]
    }
}
