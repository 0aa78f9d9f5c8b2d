//! What methods do: a call in, an answer or a fault out, the state in between in the store.
//!
//! A call's wire name and constants lead to a binding of the model; its family and role lead to the generic code here. No
//! module of the engine knows the fields of a particular record; names that the platform itself gives a meaning in every
//! CRM record stand in [`conventions`].

mod added;
mod bbcode;
mod bindings;
mod body;
mod call;
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
pub(crate) mod records;
mod render;
mod replays;
mod sample;
mod shaped;
mod stages;
mod userfield;
mod validate;
mod value;
mod write;

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::sync::Arc;

use bitrix24_codegen::model::{EntityId, Method};
use serde_json::{Value, json};

use crate::access::{self, Caller};
use crate::catalogue::{Catalogue, View};
use crate::events::{Occurrence, Outbox};
use crate::fault::Fault;
use crate::settings::Settings;
use crate::store::Store;

pub(crate) use added::is_event as is_added_event;
pub(crate) use bindings::{Bound, bound_to};
pub(crate) use body::{Body, string};
pub(crate) use call::Cx;
pub(crate) use classic::list_among;
pub(crate) use configuration::by_type as configuration_by_type;
pub(crate) use conventions::{ACTIVE, ADDED, CATEGORY, OWNER_COLUMNS, PAGE, TYPE_NUMBER};
pub(crate) use custom::TYPES as FIELD_TYPES;
pub(crate) use fields::Fields;
pub(crate) use filter::{filter_columns, order_columns, stranger};
pub(crate) use item::unknown_type;
pub(crate) use outcome::follows;
pub(crate) use owner::{Owner, view_of};
pub(crate) use page::next as next_page;
pub(crate) use replays::{Known, Replays};
pub(crate) use userfield::config as userfield_config;
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
            scope: &[],
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
            scope: &[],
        };
        access::check(&cx)?;
        hit.sample.set(true);
        sample::answer(&cx, method)
    }

    /// Adds records of a kind all at once, raising no events. What adds them otherwise adds them here too.
    pub(crate) fn add_all(
        &self,
        view: &View,
        records: impl Iterator<Item = Value>,
    ) -> Result<(), Fault> {
        let hit = Hit::new(Caller::system());
        let call = format!("{}.add", view.table.entity);
        let cx = Cx {
            core: self,
            hit: &hit,
            call: &call,
            method: self.catalogue.binding(&call, &Value::Null),
            params: &Value::Null,
            zone: self.settings.zone(),
            scope: &[],
        };
        let transaction = self.store.db.unchecked_transaction()?;
        let fields = cx.fields(view, false)?;
        let handler = crate::handlers::find(&call);
        for record in records {
            if let Some(handler) = handler {
                let params = json!({ "fields": record });
                handler(&cx.with(&params))?;
                hit.raised.borrow_mut().clear();
            } else {
                write::Change::read(&cx, view, &fields, &record, write::Mode::New, None)?
                    .insert(&cx, view)?;
            }
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
