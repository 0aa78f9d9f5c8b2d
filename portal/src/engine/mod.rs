//! What methods do: a call in, an answer or a fault out, the state in between in the store.
//!
//! A call's wire name and constants lead to a binding of the model; its family and role lead to the generic code here. No
//! module of the engine knows the fields of a particular record; names that the platform itself gives a meaning in every
//! CRM record stand in [`conventions`].

mod added;
mod bbcode;
mod bindings;
mod body;
mod classic;
mod configuration;
mod conventions;
mod custom;
pub(crate) mod describe;
mod fields;
pub(crate) mod file;
mod filter;
mod item;
mod item_list;
mod link;
mod multifield;
mod outcome;
mod owner;
mod page;
mod read;
mod render;
mod replays;
mod sample;
mod stages;
mod userfield;
mod validate;
mod value;
mod write;

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::sync::Arc;

use bitrix24_codegen::model::{Effect, EntityId, Method};
use serde_json::{Map, Value, json};

use crate::access::{self, Caller};
use crate::catalogue::{Catalogue, Table, View};
use crate::events::{Occurrence, Outbox};
use crate::fault::Fault;
use crate::php;
use crate::settings::Settings;
use crate::store::Store;
use crate::zone::Zone;

pub(crate) use added::is_event as is_added_event;
pub(crate) use bindings::{Bound, bound_to};
pub(crate) use body::{Body, string};
pub(crate) use classic::list_among;
pub(crate) use configuration::by_type as configuration_by_type;
pub(crate) use conventions::{ACTIVE, ADDED, OWNER_COLUMNS, PAGE, TYPE_NUMBER};
pub(crate) use custom::TYPES as FIELD_TYPES;
pub(crate) use fields::Fields;
pub(crate) use filter::{filter_columns, order_columns, stranger};
pub(crate) use owner::{Owner, view_of};
pub(crate) use replays::{Known, Replays};
pub(crate) use write::{Change, Mode, delete, merge};

/// A successful answer; `total` and `next` are lifted to the envelope.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Answer {
    pub(crate) result: Body,
    pub(crate) total: Option<i64>,
    pub(crate) next: Option<i64>,
}

impl<T: Into<Body>> From<T> for Answer {
    fn from(result: T) -> Self {
        Self {
            result: result.into(),
            total: None,
            next: None,
        }
    }
}

/// Everything that one HTTP request does: who asks, which events came of it.
pub(crate) struct Hit {
    pub(crate) caller: Caller,
    pub(crate) raised: RefCell<Vec<Occurrence>>,
    /// A method without a handler answered with a sample.
    pub(crate) sample: Cell<bool>,
}

impl Hit {
    pub(crate) fn new(caller: Caller) -> Self {
        Self {
            caller,
            raised: RefCell::default(),
            sample: Cell::new(false),
        }
    }

    /// Remembers an event; the same one twice in a hit counts once.
    pub(crate) fn raise(&self, occurrence: Occurrence) {
        let mut raised = self.raised.borrow_mut();
        if !raised.contains(&occurrence) {
            raised.push(occurrence);
        }
    }
}

/// Field sets by entity, table and whether custom fields keep their original names.
type FieldSets = HashMap<(EntityId, String, bool), Arc<Fields>>;

/// The portal's state and rules; lives on one thread.
pub(crate) struct Core {
    pub(crate) catalogue: Arc<Catalogue>,
    pub(crate) settings: Arc<Settings>,
    pub(crate) store: Store,
    pub(crate) outbox: Outbox,
    fields: RefCell<FieldSets>,
    /// Views of types that the portal added itself, by their numbers.
    added: RefCell<HashMap<i64, Arc<View>>>,
    /// Answers of REST 3 that were kept for repetitions.
    pub(crate) replays: RefCell<Replays>,
}

impl Core {
    pub(crate) fn new(
        catalogue: Arc<Catalogue>,
        settings: Arc<Settings>,
        store: Store,
        outbox: Outbox,
    ) -> Self {
        Self {
            catalogue,
            settings,
            store,
            outbox,
            fields: RefCell::default(),
            added: RefCell::default(),
            replays: RefCell::default(),
        }
    }

    /// Whether a method is known: before anybody asks who is calling.
    pub(crate) fn knows(&self, call: &str) -> bool {
        self.catalogue.knows(call) || crate::handlers::find(call).is_some()
    }

    /// Answers one call. `call` is in lower case.
    pub(crate) fn answer(&self, call: &str, params: &Value, hit: &Hit) -> Result<Answer, Fault> {
        let method = self.catalogue.binding(call, params);
        let cx = Cx {
            core: self,
            hit,
            call,
            method,
            params,
            zone: self.settings.zone(),
        };
        let transaction = self.store.db.unchecked_transaction()?;
        let before = hit.raised.borrow().len();
        match cx.run() {
            Ok(answer) => {
                transaction.commit()?;
                Ok(answer)
            }
            Err(fault) => {
                transaction.rollback()?;
                self.forget();
                hit.raised.borrow_mut().truncate(before);
                Err(fault)
            }
        }
    }

    /// Answers a call of REST 3, whose methods have no state here.
    pub(crate) fn answer_third(
        &self,
        method: &Method,
        params: &Value,
        hit: &Hit,
    ) -> Result<Answer, Fault> {
        let cx = Cx {
            core: self,
            hit,
            call: &method.call,
            method: Some(method),
            params,
            zone: self.settings.zone(),
        };
        access::check(&cx)?;
        hit.sample.set(true);
        sample::answer(&cx, method)
    }

    /// Adds records of a kind all at once, raising no events.
    pub(crate) fn add_all(
        &self,
        view: &View,
        records: impl Iterator<Item = Value>,
    ) -> Result<(), Fault> {
        let hit = Hit::new(Caller::system());
        let cx = Cx {
            core: self,
            hit: &hit,
            call: "",
            method: None,
            params: &Value::Null,
            zone: self.settings.zone(),
        };
        let transaction = self.store.db.unchecked_transaction()?;
        let fields = cx.fields(view, false)?;
        for record in records {
            write::Change::read(&cx, view, &fields, &record, write::Mode::New, None)?
                .insert(&cx, view)?;
        }
        Ok(transaction.commit()?)
    }

    /// Name and content of a file.
    pub(crate) fn file(&self, id: i64) -> rusqlite::Result<Option<(String, Vec<u8>)>> {
        file::load(&self.store.db, id)
    }

    /// Forgets what was remembered of fields.
    pub(crate) fn forget(&self) {
        self.store.forget();
        self.fields.borrow_mut().clear();
        self.added.borrow_mut().clear();
    }
}

/// One call.
pub(crate) struct Cx<'a> {
    pub(crate) core: &'a Core,
    pub(crate) hit: &'a Hit,
    /// Wire name in lower case.
    pub(crate) call: &'a str,
    /// The binding of the model, unless only a handler knows the name.
    pub(crate) method: Option<&'a Method>,
    pub(crate) params: &'a Value,
    zone: Zone,
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

    /// The same call by another binding.
    pub(crate) fn bound_to<'b>(&'b self, method: Option<&'b Method>) -> Cx<'b> {
        Cx { method, ..*self }
    }

    /// The view of a type that the portal added itself.
    pub(crate) fn added_view(&self, number: i64) -> Result<Option<Arc<View>>, Fault> {
        added::view(self, number)
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

    /// Raises what a change of a record raises.
    pub(crate) fn raise_change(&self, view: &View, role: &str, id: i64) {
        if added::is(self, view) {
            return added::raise(self, view, role, id);
        }
        let fields = Map::from_iter([("ID".to_owned(), id.into())]);
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

    /// Whether a table holds a record.
    pub(crate) fn exists(&self, table: &Table, id: i64) -> Result<bool, Fault> {
        let sql = format!(
            "SELECT 1 FROM {} WHERE ID = ?1",
            crate::store::quote(&table.name)
        );
        Ok(self.db().prepare_cached(&sql)?.exists([id])?)
    }

    fn run(&self) -> Result<Answer, Fault> {
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
    pub(crate) fn run_family(
        &self,
        method: &Method,
        family: &str,
        role: &str,
    ) -> Option<Result<Answer, Fault>> {
        let entity = method.entity?;
        match family {
            "classic" => classic::run(self, self.core.catalogue.view(entity)?, role),
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

    /// Whether repeating the call would change something.
    pub(crate) fn writes(&self) -> bool {
        self.method.is_some_and(|m| m.effect != Effect::Read)
    }
}

fn must_be_array(name: &str) -> Fault {
    Fault::plain(format!("Parameter '{name}' must be array."))
}
