//! One call: its parameters in the spellings that methods take, the records that it is about, the events that it raises.

use std::sync::Arc;

use bitrix24_codegen::model::{Effect, EntityId, Method};
use serde_json::{Map, Value, json};

use super::{
    Answer, Core, Fields, Hit, added, classic, configuration, item, link, outcome, sample, shaped,
    userfield, validate,
};
use crate::access;
use crate::catalogue::{Identity, Table, View};
use crate::events::Occurrence;
use crate::fault::Fault;
use crate::php;
use crate::store::{Sql, Stored, quote};
use crate::zone::Zone;

/// One call.
pub(crate) struct Cx<'a> {
    pub(crate) core: &'a Core,
    pub(crate) hit: &'a Hit,
    /// Wire name in lower case.
    pub(crate) call: &'a str,
    /// The binding of the model, unless only a handler knows the name.
    pub(crate) method: Option<&'a Method>,
    pub(crate) params: &'a Value,
    pub(super) zone: Zone,
    /// Columns that say which records the call is about, and what they hold there.
    pub(super) scope: &'a [(String, Stored)],
}

impl Cx<'_> {
    pub(crate) fn zone(&self) -> Zone {
        self.zone
    }

    pub(crate) fn db(&self) -> &rusqlite::Connection {
        &self.core.store.db
    }

    /// The same call with other parameters.
    pub(crate) fn with<'b>(&'b self, params: &'b Value) -> Cx<'b> {
        Cx { params, ..*self }
    }

    /// The same call, about some records of its table only: those that hold these values, which new ones get.
    pub(crate) fn about<'b>(&'b self, scope: &'b [(String, Stored)]) -> Cx<'b> {
        Cx { scope, ..*self }
    }

    /// A condition on records, among those that the call is about.
    pub(crate) fn among(&self, condition: Sql) -> Sql {
        if self.scope.is_empty() {
            return condition;
        }
        let held = |(column, value): &(String, Stored)| {
            Sql::new(format!("{} IS ?", quote(column)), [value.clone()])
        };
        let scope = self.scope.iter().map(held);
        Sql::all(scope.chain([condition]).collect())
    }

    /// The same call by another binding.
    pub(crate) fn bound_to<'b>(&'b self, method: Option<&'b Method>) -> Cx<'b> {
        Cx { method, ..*self }
    }

    /// The view of a type that the portal added itself.
    pub(crate) fn added_view(&self, number: i64) -> Result<Option<Arc<View>>, Fault> {
        added::view(self, number)
    }

    /// The tables of every kind of record that there is now.
    pub(super) fn tables(&self) -> Result<Vec<Arc<Table>>, Fault> {
        let mut tables = self.core.catalogue.tables().to_vec();
        tables.extend(added::tables(self)?);
        Ok(tables)
    }

    /// A parameter by its exact name.
    pub(crate) fn param(&self, name: &str) -> Option<&Value> {
        php::get(self.params, name).filter(|v| !v.is_null())
    }

    /// A parameter in any of the spellings that the older methods take: `FILTER`, `filter`, `Filter`, `arFilter`.
    pub(crate) fn any_param(&self, name: &str) -> Option<&Value> {
        let lower = name.to_ascii_lowercase();
        let capital = lower[..1].to_ascii_uppercase() + &lower[1..];
        [
            &name.to_ascii_uppercase(),
            &lower,
            &capital,
            &format!("ar{capital}"),
        ]
        .into_iter()
        .find_map(|n| self.param(n))
    }

    /// A parameter in any case.
    pub(crate) fn loose_param(&self, name: &str) -> Option<&Value> {
        let map = self.params.as_object()?;
        map.iter()
            .find(|(key, value)| key.eq_ignore_ascii_case(name) && !value.is_null())
            .map(|(_, value)| value)
    }

    /// The id of a record: `ID` or `id`, a positive number.
    pub(crate) fn id(&self) -> Option<i64> {
        self.param("ID")
            .or_else(|| self.param("id"))
            .map(php::int)
            .filter(|id| *id > 0)
    }

    /// An array parameter; anything else is refused by its name.
    pub(crate) fn array_param(&self, name: &str) -> Result<Value, Fault> {
        match self.any_param(name) {
            None => Ok(Value::Array(Vec::new())),
            Some(value) if php::is_array(value) => Ok(value.clone()),
            Some(_) => Err(must_be_array(name)),
        }
    }

    /// `fields`, which has to be there.
    pub(crate) fn fields_param(&self) -> Result<Value, Fault> {
        self.any_param("fields")
            .filter(|v| php::is_array(v))
            .cloned()
            .ok_or_else(|| must_be_array("fields"))
    }

    /// Raises an event of an entity, if the spec has it.
    pub(crate) fn raise(&self, entity: EntityId, role: &str, fields: Map<String, Value>) {
        if let Some(name) = self.core.catalogue.event(entity, role) {
            self.hit.raise(Occurrence {
                event: name.to_owned(),
                data: json!({ "FIELDS": fields }),
            });
        }
    }

    /// Raises an event by its name, if the spec has it.
    pub(crate) fn raise_named(&self, event: &str, data: Value) {
        let mut names = self.core.catalogue.model.events.iter().map(|e| &e.name);
        if names.any(|name| name.eq_ignore_ascii_case(event)) {
            self.hit.raise(Occurrence {
                event: event.to_ascii_uppercase(),
                data,
            });
        }
    }

    /// Raises what a change of a record raises; `id` is what identifies it for those who call.
    pub(crate) fn raise_change(&self, view: &View, role: &str, id: impl Into<Value>) {
        let id = id.into();
        if added::is(self, view) {
            return added::raise(self, view, role, &id);
        }
        let fields = Map::from_iter([("ID".to_owned(), id)]);
        self.raise(view.entity, role, fields);
    }

    /// Fields of a view as they are now, custom ones included.
    pub(crate) fn fields(&self, view: &View, original: bool) -> Result<Arc<Fields>, Fault> {
        let key = (view.entity, view.table.name.clone(), original);
        if let Some(known) = self.core.fields.borrow().get(&key) {
            return Ok(Arc::clone(known));
        }
        let fields = Arc::new(Fields::load(&self.core.store, view, original)?);
        self.core
            .fields
            .borrow_mut()
            .insert(key, Arc::clone(&fields));
        Ok(fields)
    }

    /// Whether a table holds a record that the call is about.
    pub(crate) fn exists(&self, table: &Table, id: i64) -> Result<bool, Fault> {
        let one = self.among(Sql::new("ID = ?", [Stored::Integer(id)]));
        let sql = format!("SELECT 1 FROM {} WHERE {}", quote(&table.name), one.text);
        let mut statement = self.db().prepare_cached(&sql)?;
        Ok(statement.exists(rusqlite::params_from_iter(&one.values))?)
    }

    pub(super) fn run(&self) -> Result<Answer, Fault> {
        access::check(self)?;
        // A handler stands above the family of its method.
        if let Some(handler) = crate::handlers::find(self.call) {
            return handler(self);
        }
        if let Some(method) = self.method {
            let family = method.family.as_deref().unwrap_or_default();
            let role = method.role.as_deref().unwrap_or_default();
            if !outcome::follows(&self.core.catalogue.model, method, family, role) {
                self.hit.sample.set(true);
                return sample::answer(self, method);
            }
            validate::choices(self, method)?;
            if let Some(answer) = self.run_family(method, family, role) {
                return answer;
            }
            if let Some(answer) = shaped::run(self, method) {
                return answer;
            }
        }
        if self.method.is_none() || item::is_item_call(self) {
            return added::run(self);
        }
        let Some(method) = self.method else {
            return Err(Fault::no_method());
        };
        self.hit.sample.set(true);
        sample::answer(self, method)
    }

    /// The generic code of a family; nothing when the entity is not one that it can keep.
    fn run_family(
        &self,
        method: &Method,
        family: &str,
        role: &str,
    ) -> Option<Result<Answer, Fault>> {
        let entity = method.entity?;
        match family {
            "classic" => {
                let view = self.core.catalogue.view(entity)?;
                // What identifies other records has to be looked up first.
                let plain = view.table.identity == Identity::Row;
                plain.then(|| classic::run(self, view, role))?
            }
            "item" => item::run(self, self.core.catalogue.view(entity)?, role),
            "wrapped" => {
                let view = self.core.catalogue.view(entity)?;
                item::wrapped(self, view, role, &method.args)
            }
            "link" => link::run(self, method, entity, role),
            "userfield" => userfield::run(self, entity, role),
            "details_configuration" => configuration::run(self, entity, role),
            _ => None,
        }
    }

    /// What the generic code of a family does with the call, for handlers that stand above it.
    pub(crate) fn by_family(&self, family: &str, role: &str) -> Result<Answer, Fault> {
        let done = self
            .method
            .and_then(|method| self.run_family(method, family, role));
        done.unwrap_or_else(|| Err(Fault::no_method()))
    }

    /// What the shape of its method tells, for handlers that stand above it.
    pub(crate) fn by_shape(&self) -> Result<Answer, Fault> {
        let done = self.method.and_then(|method| shaped::run(self, method));
        done.unwrap_or_else(|| Err(Fault::no_method()))
    }

    /// Whether repeating the call would change something.
    pub(crate) fn writes(&self) -> bool {
        self.method.is_some_and(|m| m.effect != Effect::Read)
    }
}

fn must_be_array(name: &str) -> Fault {
    Fault::plain(format!("Parameter '{name}' must be array."))
}
