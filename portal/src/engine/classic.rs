//! The `classic` family: add, get, list, update, delete, fields; texts and silence.

use serde_json::{Value, json};

use super::conventions::{CATEGORY, CLASSIC_CATEGORY, OWNER_COLUMNS, PAGE};
use super::outcome::{self, Outcome, Usual};
use super::read::{self, Page};
use super::render::Manner;
use super::write::{self, Change, Mode};
use super::{Answer, Cx, Owner, describe, filter, page};
use crate::catalogue::View;
use crate::fault::Fault;
use crate::php;
use crate::store::{Sql, Stored, quote};

pub(super) fn run(cx: &Cx<'_>, view: &View, role: &str) -> Option<Result<Answer, Fault>> {
    let among = Sql::constant(true);
    let records = Records { cx, view, among };
    Some(match role {
        // An import is an addition with another constant.
        "add" | "import" => records.add(),
        "get" => records.get(),
        "list" => records.list(),
        "update" => records.update(),
        "delete" => records.delete(),
        "fields" => cx
            .fields(view, false)
            .map(|fields| outcome::below(cx, &[], describe::fields(&fields)).into()),
        _ => return None,
    })
}

/// The list of the family, of those records only that a condition holds for.
pub(crate) fn list_among(cx: &Cx<'_>, view: &View, among: Sql) -> Result<Answer, Fault> {
    Records { cx, view, among }.list()
}

struct Records<'a> {
    cx: &'a Cx<'a>,
    view: &'a View,
    /// What holds for all records that lists find.
    among: Sql,
}

impl Records<'_> {
    fn id(&self) -> Result<i64, Fault> {
        self.cx
            .id()
            .ok_or_else(|| Fault::plain("ID is not defined or invalid."))
    }

    /// "Contact is not found"
    fn missing(&self) -> String {
        let name = self.view.table.short.replace('_', " ");
        let (first, rest) = name.split_at(name.chars().next().map_or(0, char::len_utf8));
        format!("{}{rest} is not found", first.to_uppercase())
    }

    fn add(&self) -> Result<Answer, Fault> {
        let input = self.cx.fields_param()?;
        let params = self.cx.array_param("params")?;
        let import = php::get(&params, "IMPORT").is_some_and(php::truthy);
        let mode = if import { Mode::Import } else { Mode::New };
        let fields = self.cx.fields(self.view, false)?;
        let change = Change::read(self.cx, self.view, &fields, &input, mode, None)?;
        self.check_owner(&change)?;
        let id = change.insert(self.cx, self.view)?;
        self.written(id, "Add", outcome::identity(self.cx, self.view, id)?)
    }

    /// The record that a new one belongs to has to be there.
    fn check_owner(&self, change: &Change) -> Result<(), Fault> {
        let number = |column: &str| match change.get(column) {
            Some(Stored::Integer(number)) => *number,
            _ => 0,
        };
        for (kind, id) in OWNER_COLUMNS {
            let owner = Owner {
                kind: number(kind),
                id: number(id),
            };
            let named = self.view.table.takes(kind) && self.view.table.takes(id);
            if named && !owner.exists(self.cx)? {
                return Err(Fault::plain("Entity not found."));
            }
        }
        Ok(())
    }

    fn get(&self) -> Result<Answer, Fault> {
        let mut page = Page::one(self.id()?);
        page.condition = Sql::all(vec![page.condition, self.pinned()]);
        let record = outcome::record(self.cx, self.view, false, &page, Manner::Get)?;
        let record = record.ok_or_else(|| self.absent(Fault::plain("Not found")))?;
        Ok(outcome::below(self.cx, &[], record).into())
    }

    fn absent(&self, usual: Fault) -> Fault {
        outcome::absent(self.cx, usual)
    }

    /// Tells of a record that was written, and answers its method.
    fn written(&self, id: i64, event: &str, identity: Value) -> Result<Answer, Fault> {
        self.cx.raise_change(self.view, event, identity.clone());
        let usual = Usual {
            outcome: Outcome::Done,
            path: &[],
            done: json!(true),
        };
        outcome::written(self.cx, identity, usual, || {
            let page = Page::one(id);
            let record = outcome::record(self.cx, self.view, false, &page, Manner::Get)?;
            record.ok_or_else(|| Fault::plain("Not found"))
        })
    }

    fn list(&self) -> Result<Answer, Fault> {
        let order = self.cx.array_param("order")?;
        let filter = self.cx.array_param("filter")?;
        let select = self.cx.array_param("select")?;
        let fields = self.cx.fields(self.view, false)?;
        let chosen = page::select(&fields, &select);
        let condition = filter::classic(&self.view.table, &fields, &filter, self.cx.zone());
        let mut page = Page {
            condition: Sql::all(vec![self.among.clone(), self.pinned(), condition]),
            order: page::order(&fields, &order),
            limit: PAGE,
            offset: 0,
        };
        let mut answer = Answer {
            result: Value::Null.into(),
            total: Some(0),
            next: None,
        };
        if !page::goes_on(self.cx) {
            page.limit = page::EVERYTHING;
        }
        if let Some(start) = page::start(self.cx) {
            let total = read::count(self.cx, self.view, &page.condition)?;
            // A page beyond the last one is the first one again.
            page.offset = if start < total { start } else { 0 };
            answer.total = Some(total);
            answer.next = page::next(page.offset, page.limit, total).filter(|_| page.limit > 0);
        }
        let rows = read::records(self.cx, self.view, &chosen, &page, Manner::List)?;
        answer.result = outcome::below(self.cx, &[], outcome::listed(self.cx, rows));
        Ok(answer)
    }

    fn update(&self) -> Result<Answer, Fault> {
        let id = self.id()?;
        let input = self.cx.fields_param()?;
        // What they ask for, news feed and history, is nothing that methods could read.
        self.cx.array_param("params")?;
        if !self.cx.exists(&self.view.table, id)? {
            return Err(self.absent(Fault::plain(self.missing())));
        }
        let fields = self.cx.fields(self.view, false)?;
        let change = Change::read(self.cx, self.view, &fields, &input, Mode::Change, Some(id))?;
        change.update(self.cx, self.view, id)?;
        self.written(id, "Update", outcome::identity(self.cx, self.view, id)?)
    }

    fn delete(&self) -> Result<Answer, Fault> {
        let id = self.id()?;
        if !self.cx.exists(&self.view.table, id)? {
            return Err(self.absent(Fault::core("Element not found")));
        }
        let identity = outcome::identity(self.cx, self.view, id)?;
        write::delete(self.cx, self.view, id)?;
        self.written(id, "Delete", identity)
    }

    /// Reading is pinned to one category; writing by id is not.
    fn pinned(&self) -> Sql {
        // Records whose classic methods know of categories show them all.
        let known = self.view.fields.iter().any(|f| f.wire == CATEGORY);
        if self.view.table.takes(CATEGORY) && !known {
            return Sql::new(
                format!("{} = ?", quote(CATEGORY)),
                [Stored::Integer(CLASSIC_CATEGORY)],
            );
        }
        Sql::constant(true)
    }
}
