//! `crm.category.*` and `crm.dealcategory.*`: the pipelines of records, in two spellings, with their directories of stages.

use std::sync::Arc;

use rusqlite::Connection;
use serde_json::{Value, json};

use super::{stages, status};
use crate::catalogue::{Catalogue, View};
use crate::engine::records::{self, held, text};
use crate::engine::{Answer, Cx, delete as remove, unknown_type, view_of};
use crate::fault::Fault;
use crate::php;
use crate::store::{Stored, quote};

const CATEGORY: &str = "crm.category";
const OLD: &str = "crm.dealcategory";
const DEALS: i64 = 2;
/// The name of the main pipeline of deals until somebody gives it another.
const MAIN: &str = "General";

/// Columns that say what a pipeline is for, and whether it is the main one.
const KIND: &str = "ENTITY_TYPE_ID";
const IS_MAIN: &str = "IS_DEFAULT";

/// Every portal has a main pipeline of deals, and its number is 0.
pub(super) fn seed(db: &Connection, catalogue: &Catalogue) -> rusqlite::Result<()> {
    let entity = catalogue.entity(CATEGORY);
    let Some(view) = entity.and_then(|entity| catalogue.view(entity)) else {
        return Ok(());
    };
    if ![KIND, IS_MAIN, "NAME", "SORT"]
        .iter()
        .all(|c| view.table.has(c))
    {
        return Ok(());
    }
    let sql = format!(
        "INSERT OR IGNORE INTO {} (ID, {KIND}, {IS_MAIN}, NAME, SORT) VALUES (0, {DEALS}, 'Y', '{MAIN}', 300)",
        quote(&view.table.name)
    );
    db.execute(&sql, []).map(|_| ())
}

/// The records whose pipelines the call is about: of a kind that has some.
fn owners(cx: &Cx<'_>) -> Result<(i64, Arc<View>), Fault> {
    let number = cx.param("entityTypeId").map_or(0, php::int);
    let view = view_of(cx, number)?;
    let view = view.filter(|view| view.table.has("CATEGORY_ID"));
    Ok((number, view.ok_or_else(|| unknown_type(cx))?))
}

/// Reading: all that there is beside is that the kind of record has to have pipelines.
pub(super) fn read(cx: &Cx<'_>) -> Result<Answer, Fault> {
    owners(cx)?;
    cx.by_shape()
}

/// `crm.category.add`
pub(super) fn add(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let (kind, _) = owners(cx)?;
    let answer = cx.by_shape()?;
    let id = php::int(&answer.result.at(&["category", "id"]));
    let view = records::view(cx, CATEGORY)?;
    let row = records::get(cx, &view, id, ["SORT"])?;
    if row == Some([Stored::Null]) {
        records::set(cx, &view, id, &[held("SORT", 500)])?;
    }
    if kind == DEALS {
        stages::add(cx, id)?;
        records::set(cx, &view, id, &[held(IS_MAIN, "N".to_owned())])?;
    } else {
        one_main(cx, &view, kind, id)?;
    }
    records::usual(cx, &view, "get", &json!({ "id": id }))
}

/// `crm.category.update`
pub(super) fn update(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let (kind, _) = owners(cx)?;
    let view = records::view(cx, CATEGORY)?;
    let id = cx.param("id").map_or(0, php::int);
    let before = records::get(cx, &view, id, [IS_MAIN])?;
    cx.by_shape()?;
    let was_main = before.is_some_and(|[main]| text(&main) == "Y");
    if kind == DEALS || was_main {
        // Another one has to be made the main one, and of deals it is always the same.
        let main = if was_main { "Y" } else { "N" };
        records::set(cx, &view, id, &[held(IS_MAIN, main.to_owned())])?;
    } else {
        one_main(cx, &view, kind, id)?;
    }
    records::usual(cx, &view, "get", &json!({ "id": id }))
}

/// A pipeline that has become the main one takes the place of another.
fn one_main(cx: &Cx<'_>, view: &View, kind: i64, id: i64) -> Result<(), Fault> {
    let main = [held(KIND, kind), held(IS_MAIN, "Y".to_owned())];
    let all = records::rows(cx, view, &main)?;
    if all.contains(&id) {
        for other in all.into_iter().filter(|row| *row != id) {
            records::set(cx, view, other, &[held(IS_MAIN, "N".to_owned())])?;
        }
    }
    Ok(())
}

/// `crm.category.delete`: neither the main one nor one with records.
pub(super) fn delete(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let (kind, owners) = owners(cx)?;
    let view = records::view(cx, CATEGORY)?;
    let id = cx.param("id").map_or(-1, php::int);
    let Some(row) = records::row(cx, &view, &[held("ID", id), held(KIND, kind)])? else {
        return Err(Fault::new("NOT_FOUND", "Element not found"));
    };
    let code = if kind == DEALS { "0" } else { "BX_ERROR" };
    free(cx, &view, &owners, row).map_err(|busy| busy.told(code))?;
    remove(cx, &view, row)?;
    if kind == DEALS {
        stages::remove(cx, row)?;
    }
    Ok(Value::Null.into())
}

/// The pipelines of a type go with it.
pub(super) fn forget(cx: &Cx<'_>, kind: i64) -> Result<(), Fault> {
    let Ok(view) = records::view(cx, CATEGORY) else {
        return Ok(());
    };
    for row in records::rows(cx, &view, &[held(KIND, kind)])? {
        remove(cx, &view, row)?;
    }
    Ok(())
}

/// Why a pipeline cannot be deleted.
enum Busy {
    Because(&'static str),
    Failed(Fault),
}

impl Busy {
    fn told(self, code: &str) -> Fault {
        match self {
            Self::Because(text) => Fault::new(code, text),
            Self::Failed(fault) => fault,
        }
    }
}

impl From<Fault> for Busy {
    fn from(fault: Fault) -> Self {
        Self::Failed(fault)
    }
}

fn free(cx: &Cx<'_>, view: &View, owners: &View, row: i64) -> Result<(), Busy> {
    let main = records::get(cx, view, row, [IS_MAIN])?;
    if main.is_some_and(|[main]| text(&main) == "Y") {
        return Err(Busy::Because("The main pipeline cannot be deleted"));
    }
    if records::row(cx, owners, &[held("CATEGORY_ID", row)])?.is_some() {
        return Err(Busy::Because("There are records in the pipeline"));
    }
    Ok(())
}

/// Deals' pipelines other than the main one, which the older methods do not know.
fn old() -> [(String, Stored); 2] {
    [held(KIND, DEALS), held(IS_MAIN, "N".to_owned())]
}

/// The older methods do what their family does, to pipelines of deals.
pub(super) fn old_usual(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let about = old();
    let cx = cx.about(&about);
    let role = cx.call.rsplit('.').next().unwrap_or_default();
    cx.by_family("classic", role)
}

/// `crm.dealcategory.add`
pub(super) fn old_add(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let answer = old_usual(cx)?;
    let id = php::int(&answer.result.at(&[]));
    let view = records::view(cx, OLD)?;
    records::set(cx, &view, id, &[held("CREATED_DATE", cx.zone().now())])?;
    stages::add(cx, id)?;
    Ok(answer)
}

/// `crm.dealcategory.delete`
pub(super) fn old_delete(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let view = records::view(cx, OLD)?;
    let deals = records::view(cx, "crm.deal")?;
    let id = cx.id().unwrap_or_default();
    if cx.about(&old()).exists(&view.table, id)? {
        free(cx, &view, &deals, id).map_err(|busy| busy.told(""))?;
        stages::remove(cx, id)?;
    }
    old_usual(cx)
}

/// `crm.dealcategory.default.get`
pub(super) fn main(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let name = records::get(cx, &*records::view(cx, CATEGORY)?, 0, ["NAME"])?;
    let name = name.map(|[name]| text(&name)).unwrap_or_default();
    Ok(json!({ "ID": 0, "NAME": name }).into())
}

/// `crm.dealcategory.default.set`
pub(super) fn rename_main(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let name = cx.any_param("name").and_then(php::text);
    let name = name.filter(|name| !name.trim().is_empty());
    let name = name.unwrap_or_else(|| MAIN.to_owned());
    records::set(cx, &*records::view(cx, CATEGORY)?, 0, &[held("NAME", name)])?;
    Ok(json!(true).into())
}

/// `crm.dealcategory.stage.list`
pub(super) fn stage_list(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let directory = stages::directory(cx.id().unwrap_or_default());
    status::items(cx, &directory)
}

/// `crm.dealcategory.status`
pub(super) fn directory(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let id = cx.id().unwrap_or_default();
    let view = records::view(cx, CATEGORY)?;
    if !cx.about(&[held(KIND, DEALS)]).exists(&view.table, id)? {
        return Err(Fault::plain("Not found"));
    }
    Ok(json!(stages::directory(id)).into())
}
