//! The spec's model with indices: which binding a call means, which table an entity has, which event a change raises.

mod kind;
mod links;
mod names;
mod shape;
mod tables;
mod view;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, LazyLock};

use bitrix24_codegen::model::{EntityId, Method, Model};
use serde_json::Value;

use crate::php;
pub(crate) use kind::{Kind, is_whole, kind_of};
pub(crate) use links::{Link, link_owner};
pub(crate) use names::{camel, upper};
pub(crate) use shape::{Input, Scoped, Shape, role};
pub(crate) use tables::added;
pub(crate) use view::{Column, Identity, Source, Table, View, ViewField};

/// The model that is carried along, written by the build from `spec/`. Every portal of a process shares it.
static EMBEDDED: LazyLock<Result<Arc<Catalogue>, String>> = LazyLock::new(|| {
    let model: Result<Model, _> = serde_json::from_str(include_str!("../../catalogue.json"));
    let catalogue = model.map(Catalogue::new).map(Arc::new);
    catalogue.map_err(|error| error.to_string())
});

/// The model that is carried along.
pub(crate) fn embedded() -> Result<Arc<Catalogue>, String> {
    EMBEDDED.clone()
}

/// A model, indexed.
#[derive(Debug)]
pub(crate) struct Catalogue {
    pub(crate) model: Model,
    /// Wire name in lower case → bindings, those with more constants first, then those that need more parameters.
    calls: HashMap<String, Vec<usize>>,
    /// Wire name in lower case → method of REST 3.
    third: HashMap<String, usize>,
    /// In the order of the model, so that whoever looks for one finds the same in every process.
    views: BTreeMap<EntityId, Arc<View>>,
    /// Every table once, in order of names.
    tables: Vec<Arc<Table>>,
    /// Name of a binding → what it does to the records of its entity, where that can be told.
    shapes: HashMap<String, Shape>,
    /// Entity and role (`Add`) → name as it is sent.
    events: HashMap<(EntityId, String), String>,
}

impl Catalogue {
    pub(crate) fn new(model: Model) -> Self {
        let mut calls: HashMap<String, Vec<usize>> = HashMap::new();
        let mut third = HashMap::new();
        for (at, method) in model.methods.iter().enumerate() {
            let name = method.call.to_ascii_lowercase();
            match method.rest {
                3 => _ = third.insert(name, at),
                _ => calls.entry(name).or_default().push(at),
            }
        }
        for bindings in calls.values_mut() {
            bindings.sort_by_key(|at| {
                let method = &model.methods[*at];
                let needed = method.params.iter().filter(|param| param.certain).count();
                std::cmp::Reverse((method.fixed.len(), needed))
            });
        }
        let mut events = HashMap::new();
        for event in &model.events {
            if let (Some(entity), Some(role)) = (event.entity, &event.role) {
                let name = event.name.to_ascii_uppercase();
                events.insert((entity, role.to_ascii_lowercase()), name);
            }
        }
        let mut shapes = shape::all(&model);
        let views = tables::build(&model, &shapes);
        shape::keep_served(&model, &mut shapes, &views);
        let mut tables: Vec<Arc<Table>> = views.values().map(|v| Arc::clone(&v.table)).collect();
        tables.sort_by(|a, b| a.name.cmp(&b.name));
        tables.dedup_by(|a, b| a.name == b.name);
        Self {
            model,
            calls,
            third,
            views,
            tables,
            shapes,
            events,
        }
    }

    /// A method of REST 3.
    pub(crate) fn third(&self, call: &str) -> Option<&Method> {
        self.model.methods.get(*self.third.get(call)?)
    }

    /// Whether any binding is called so.
    pub(crate) fn knows(&self, call: &str) -> bool {
        self.calls.contains_key(call)
    }

    /// The binding that a call means: of several, the one whose first constant was sent, and of several of these the one
    /// whose parameters are there. Further constants are choices of the binding and not what tells it from others.
    pub(crate) fn binding(&self, call: &str, params: &Value) -> Option<&Method> {
        let bindings = self.calls.get(call)?;
        let fitting = || {
            let methods = bindings.iter().map(|at| &self.model.methods[*at]);
            methods.filter(|method| {
                let first = method.fixed.first();
                first.is_none_or(|(name, value)| sent(params, name, value))
            })
        };
        let complete = |method: &&Method| {
            let mut needed = method.params.iter().filter(|param| param.certain);
            needed.all(|param| php::get(params, &param.wire).is_some())
        };
        fitting().find(complete).or_else(|| fitting().next())
    }

    pub(crate) fn view(&self, entity: EntityId) -> Option<&Arc<View>> {
        self.views.get(&entity)
    }

    /// What a method does to the records of its entity.
    pub(crate) fn shape(&self, method: &Method) -> Option<&Shape> {
        self.shapes.get(&method.name)
    }

    pub(crate) fn views(&self) -> impl Iterator<Item = &Arc<View>> {
        self.views.values()
    }

    /// The view of the universal methods with a number of a record type.
    pub(crate) fn view_of_type(&self, type_id: &Value) -> Option<&Arc<View>> {
        self.views()
            .find(|v| v.type_id.as_ref().is_some_and(|own| same(own, type_id)))
    }

    /// An entity by its full name.
    pub(crate) fn entity(&self, full_name: &str) -> Option<EntityId> {
        let entities = &self.model.entities;
        let at = entities.iter().position(|e| e.full_name == full_name)?;
        u32::try_from(at).ok().map(EntityId)
    }

    /// The view of an entity by its full name.
    pub(crate) fn view_of_entity(&self, full_name: &str) -> Option<&Arc<View>> {
        self.view(self.entity(full_name)?)
    }

    /// Every table once, in order of names.
    pub(crate) fn tables(&self) -> &[Arc<Table>] {
        &self.tables
    }

    /// Name of the event that a change of an entity raises, as it is sent.
    pub(crate) fn event(&self, entity: EntityId, role: &str) -> Option<&str> {
        let base = self.model[entity].is.unwrap_or(entity);
        self.events
            .get(&(base, role.to_ascii_lowercase()))
            .map(String::as_str)
    }

    /// Names of all events as they are sent.
    pub(crate) fn event_names(&self) -> Vec<String> {
        self.model
            .events
            .iter()
            .map(|e| e.name.to_ascii_uppercase())
            .collect()
    }

    /// Scopes that any method needs.
    pub(crate) fn scopes(&self) -> BTreeSet<String> {
        use bitrix24_codegen::model::Scope;
        let mut scopes = BTreeSet::new();
        for method in &self.model.methods {
            let (Scope::Any(some) | Scope::All(some)) = &method.scope;
            scopes.extend(some.iter().filter(|s| !s.is_empty()).cloned());
        }
        scopes
    }
}

/// Whether `params` carries a constant, at any depth of a mapping.
fn sent(params: &Value, name: &str, value: &Value) -> bool {
    let Some(given) = php::get(params, name) else {
        return false;
    };
    match value {
        Value::Object(inner) => inner.iter().all(|(name, value)| sent(given, name, value)),
        other => same(given, other),
    }
}

/// Equal as texts, as PHP's loose comparison of request values mostly is.
fn same(a: &Value, b: &Value) -> bool {
    php::text(a).is_some() && php::text(a) == php::text(b)
}
