//! The `item` family: the universal methods; the same records with numbers, nulls, camelCase and errors.

use serde_json::{Map, Value, json};

use super::read::{self, Page};
use super::render::Manner;
use super::write::{self, Change, Mode};
use super::{Answer, Cx, describe, item_list};
use crate::catalogue::View;
use crate::fault::Fault;
use crate::php;

/// More than this cannot be imported at once.
const MAX_BATCH: usize = 20;

pub(super) fn run(cx: &Cx<'_>, view: &View, role: &str) -> Option<Result<Answer, Fault>> {
    let items = Items { cx, view };
    Some(match role {
        "add" => items.add(),
        "get" => items.get(),
        "list" => item_list::list(cx, view, items.original()),
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

/// The number of a record type that the portal does not have.
pub(super) fn unknown_type(cx: &Cx<'_>) -> Fault {
    match cx.param("entityTypeId") {
        Some(_) => Fault::new("NOT_FOUND", "SPA not found"),
        None => Fault::new("100", "Could not find value for parameter {entityTypeId}"),
    }
}

struct Items<'a> {
    cx: &'a Cx<'a>,
    view: &'a View,
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
        let id = self.cx.id().ok_or_else(Fault::no_item)?;
        if self.cx.exists(&self.view.table, id)? {
            Ok(id)
        } else {
            Err(Fault::no_item())
        }
    }

    fn input(&self) -> Result<Value, Fault> {
        let input = self
            .cx
            .param("fields")
            .filter(|v| php::is_array(v))
            .cloned();
        input.ok_or_else(|| Fault::new("100", "Could not find value for parameter {fields}"))
    }

    /// The record as it is now, under `item`.
    fn answer(&self, id: i64) -> Result<Answer, Fault> {
        let fields = self.cx.fields(self.view, self.original())?;
        let chosen: Vec<_> = fields.list.iter().filter(|f| f.readable()).collect();
        let found = read::records(self.cx, self.view, &chosen, &Page::one(id), Manner::Item)?;
        let record = found.into_iter().next().ok_or_else(Fault::no_item)?;
        Ok(json!({ "item": record }).into())
    }

    fn create(&self, input: &Value, mode: Mode) -> Result<i64, Fault> {
        let fields = self.cx.fields(self.view, self.original())?;
        let change = Change::read(self.cx, self.view, &fields, input, mode, None)?;
        let id = change.insert(self.cx, self.view)?;
        self.cx.raise_change(self.view, "Add", id);
        Ok(id)
    }

    fn add(&self) -> Result<Answer, Fault> {
        let id = self.create(&self.input()?, Mode::New)?;
        self.answer(id)
    }

    fn get(&self) -> Result<Answer, Fault> {
        self.answer(self.id()?)
    }

    fn update(&self) -> Result<Answer, Fault> {
        let id = self.id()?;
        let input = self.input()?;
        let fields = self.cx.fields(self.view, self.original())?;
        let change = Change::read(self.cx, self.view, &fields, &input, Mode::Change, Some(id))?;
        change.update(self.cx, self.view, id)?;
        self.cx.raise_change(self.view, "Update", id);
        self.answer(id)
    }

    fn delete(&self) -> Result<Answer, Fault> {
        let id = self.id()?;
        write::delete(self.cx, self.view, id)?;
        self.cx.raise_change(self.view, "Delete", id);
        Ok(json!([]).into())
    }

    fn fields(&self) -> Result<Answer, Fault> {
        let fields = self.cx.fields(self.view, self.original())?;
        Ok(json!({ "fields": describe::fields(&fields) }).into())
    }

    fn import(&self) -> Result<Answer, Fault> {
        let id = self.create(&self.input()?, Mode::Import)?;
        Ok(json!({ "item": { "id": id } }).into())
    }

    fn batch_import(&self) -> Result<Answer, Fault> {
        let data = self.cx.param("data").filter(|v| php::is_array(v)).cloned();
        let data =
            data.ok_or_else(|| Fault::new("100", "Could not find value for parameter {data}"))?;
        let records = php::values(&data);
        if records.len() > MAX_BATCH {
            let text = format!("You cannot import more than {MAX_BATCH} items");
            return Err(Fault::new("MAX_IMPORT_BATCH_SIZE_EXCEEDED", text));
        }
        let mut items = Vec::new();
        for record in records {
            let mut item = Map::new();
            match self.create(record, Mode::Import) {
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
