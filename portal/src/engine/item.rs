//! The `item` family: the universal methods; the same records with numbers, nulls, camelCase and errors. The `wrapped` family
//! is the same with keys of its own around what it answers.

use serde_json::{Map, Value, json};

use super::outcome::{self, Outcome, Usual};
use super::read::Page;
use super::render::Manner;
use super::write::{self, Change, Mode};
use super::{Answer, Body, Cx, describe, item_list};
use crate::catalogue::View;
use crate::fault::Fault;
use crate::php;

/// More than this cannot be imported at once.
const MAX_BATCH: usize = 20;

pub(super) fn run(cx: &Cx<'_>, view: &View, role: &str) -> Option<Result<Answer, Fault>> {
    served(
        Items {
            cx,
            view,
            one: "item",
            many: "items",
        },
        role,
    )
}

/// The family whose answers stand under keys that its entity names.
pub(super) fn wrapped(
    cx: &Cx<'_>,
    view: &View,
    role: &str,
    args: &[(String, String)],
) -> Option<Result<Answer, Fault>> {
    let key = |name: &str| {
        args.iter()
            .find(|(n, _)| n == name)
            .map(|(_, key)| key.as_str())
    };
    served(
        Items {
            cx,
            view,
            one: key("one")?,
            many: key("many")?,
        },
        role,
    )
}

fn served(items: Items<'_>, role: &str) -> Option<Result<Answer, Fault>> {
    Some(match role {
        "add" => items.add(),
        "get" => items.get(),
        "list" => item_list::list(items.cx, items.view, items.original(), items.many),
        "update" => items.update(),
        "delete" => items.delete(),
        "fields" => items.fields(),
        "import" => items.import(),
        "batchImport" => items.batch_import(),
        _ => return None,
    })
}

/// Whether the call is one that the family serves, so that no binding means an unknown kind of record.
pub(super) fn is_item_call(cx: &Cx<'_>) -> bool {
    let methods = &cx.core.catalogue.model.methods;
    methods
        .iter()
        .any(|m| m.family.as_deref() == Some("item") && m.call.eq_ignore_ascii_case(cx.call))
}

/// The number of a record type that the universal methods do not serve.
pub(crate) fn unknown_type(cx: &Cx<'_>) -> Fault {
    let Some(number) = cx.param("entityTypeId") else {
        return Fault::no_value("entityTypeId");
    };
    match crate::handlers::owner_code(php::int(number)) {
        Some(code) => Fault::new(
            "ENTITY_TYPE_NOT_SUPPORTED",
            format!("Entity type {code} is not supported"),
        ),
        None => Fault::new("NOT_FOUND", "SPA not found"),
    }
}

/// An array parameter, if it was sent.
pub(super) fn array<'a>(cx: &'a Cx<'_>, name: &str) -> Result<Option<&'a Value>, Fault> {
    match cx.param(name) {
        Some(value) if !php::is_array(value) => {
            let text = php::text(value).unwrap_or_default();
            Err(Fault::new(
                "100",
                format!(
                    "Invalid value {{{text}}} to match with parameter {{{name}}}. Should be value of type array."
                ),
            ))
        }
        other => Ok(other),
    }
}

struct Items<'a> {
    cx: &'a Cx<'a>,
    view: &'a View,
    /// What one record stands under.
    one: &'a str,
    /// What a list stands under.
    many: &'a str,
}

impl Items<'_> {
    /// Custom fields keep their original names.
    fn original(&self) -> bool {
        self.cx.param("useOriginalUfNames").is_some_and(|v| {
            v == &Value::Bool(true)
                || php::text(v).is_some_and(|t| matches!(t.as_str(), "Y" | "y" | "1" | "true"))
        })
    }

    fn id(&self) -> Result<i64, Fault> {
        if self
            .cx
            .param("id")
            .or_else(|| self.cx.param("ID"))
            .is_none()
        {
            return Err(Fault::no_value("id"));
        }
        let id = self.cx.param("id").or_else(|| self.cx.param("ID"));
        // The main pipeline of deals is number 0.
        let id = id.map_or(0, php::int);
        if self.cx.exists(&self.view.table, id)? {
            Ok(id)
        } else {
            Err(self.absent())
        }
    }

    fn absent(&self) -> Fault {
        outcome::absent(self.cx, Fault::no_item())
    }

    fn input(&self) -> Result<Value, Fault> {
        let input = array(self.cx, "fields")?.cloned();
        input.ok_or_else(|| Fault::no_value("fields"))
    }

    /// The record as it is now.
    fn record(&self, id: i64) -> Result<Body, Fault> {
        let (page, original) = (Page::one(id), self.original());
        let record = outcome::record(self.cx, self.view, original, &page, Manner::Item)?;
        record.ok_or_else(|| self.absent())
    }

    /// The answer of a method that has written a record; mostly the record as it is now, under its key.
    fn written(
        &self,
        id: i64,
        identity: Value,
        outcome: Outcome,
        path: &[&str],
    ) -> Result<Answer, Fault> {
        let usual = Usual {
            outcome,
            path,
            done: json!([]),
        };
        outcome::written(self.cx, identity, usual, || self.record(id))
    }

    fn create(&self, input: &Value, mode: Mode) -> Result<i64, Fault> {
        let fields = self.cx.fields(self.view, self.original())?;
        let change = Change::read(self.cx, self.view, &fields, input, mode, None)?;
        let id = change.insert(self.cx, self.view)?;
        let identity = outcome::identity(self.cx, self.view, id)?;
        self.cx.raise_change(self.view, "Add", identity.clone());
        Ok(id)
    }

    fn add(&self) -> Result<Answer, Fault> {
        let id = self.create(&self.input()?, Mode::New)?;
        let identity = outcome::identity(self.cx, self.view, id)?;
        self.written(id, identity, Outcome::Record, &[self.one])
    }

    fn get(&self) -> Result<Answer, Fault> {
        let record = self.record(self.id()?)?;
        Ok(outcome::below(self.cx, &[self.one], record).into())
    }

    fn update(&self) -> Result<Answer, Fault> {
        let id = self.id()?;
        let input = self.input()?;
        let fields = self.cx.fields(self.view, self.original())?;
        let change = Change::read(self.cx, self.view, &fields, &input, Mode::Change, Some(id))?;
        change.update(self.cx, self.view, id)?;
        let identity = outcome::identity(self.cx, self.view, id)?;
        self.cx.raise_change(self.view, "Update", identity.clone());
        self.written(id, identity, Outcome::Record, &[self.one])
    }

    fn delete(&self) -> Result<Answer, Fault> {
        let id = self.id()?;
        let identity = outcome::identity(self.cx, self.view, id)?;
        write::delete(self.cx, self.view, id)?;
        self.cx.raise_change(self.view, "Delete", identity.clone());
        self.written(id, identity, Outcome::Done, &[])
    }

    fn fields(&self) -> Result<Answer, Fault> {
        let fields = self.cx.fields(self.view, self.original())?;
        let fields = describe::fields(&fields);
        Ok(outcome::below(self.cx, &["fields"], fields).into())
    }

    fn import(&self) -> Result<Answer, Fault> {
        let id = self.create(&self.input()?, Mode::Import)?;
        self.written(id, id.into(), Outcome::Id, &["item", "id"])
    }

    /// Does something as a whole or not at all, while what was done before stays.
    fn whole<T>(&self, what: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
        self.cx.db().execute_batch("SAVEPOINT whole")?;
        let outcome = what();
        if outcome.is_err() {
            self.cx.db().execute_batch("ROLLBACK TO whole")?;
            self.cx.core.forget();
        }
        self.cx.db().execute_batch("RELEASE whole")?;
        outcome
    }

    fn batch_import(&self) -> Result<Answer, Fault> {
        let data = array(self.cx, "data")?.ok_or_else(|| Fault::no_value("data"))?;
        let records = php::values(data);
        if records.len() > MAX_BATCH {
            let text = format!("You cannot import more than {MAX_BATCH} items");
            return Err(Fault::new("MAX_IMPORT_BATCH_SIZE_EXCEEDED", text));
        }
        let mut items = Vec::new();
        for record in records {
            let mut item = Map::new();
            match self.whole(|| self.create(record, Mode::Import)) {
                Ok(id) => item.insert("item".to_owned(), json!({ "id": id })),
                Err(fault) => {
                    item.insert("error".to_owned(), fault.code.into());
                    item.insert("error_description".to_owned(), fault.text.into())
                }
            };
            items.push(Value::Object(item));
        }
        Ok(json!({ "items": items }).into())
    }
}
