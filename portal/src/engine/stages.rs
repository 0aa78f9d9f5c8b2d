//! Moves of records between stages: what is written whenever a record's stage is set or becomes another one.

use rusqlite::OptionalExtension;

use super::Cx;
use super::conventions::{CATEGORY, LOST, STAGES, WON};
use crate::catalogue::View;
use crate::fault::Fault;
use crate::store::quote;

/// Where a record stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stage {
    stage: String,
    category: Option<i64>,
}

/// What happened, by the platform's numbers.
const MADE: i64 = 1;
const MOVED: i64 = 2;
const FINISHED: i64 = 3;
const OTHER_CATEGORY: i64 = 5;

/// Where a record stands; nothing for kinds that have no stages, and where none is set.
pub(super) fn of(cx: &Cx<'_>, view: &View, id: i64) -> Result<Option<Stage>, Fault> {
    let Some(column) = STAGES.into_iter().find(|name| view.table.has(name)) else {
        return Ok(None);
    };
    if view.table.number.is_none() {
        return Ok(None);
    }
    let category = match view.table.has(CATEGORY) {
        true => quote(CATEGORY),
        false => "NULL".to_owned(),
    };
    let sql = format!(
        "SELECT CAST({column} AS TEXT), {category} FROM {} WHERE ID = ?1 AND {column} != ''",
        quote(&view.table.name),
        column = quote(column),
    );
    let mut statement = cx.db().prepare_cached(&sql)?;
    let found = statement.query_row([id], |row| {
        Ok(Stage {
            stage: row.get(0)?,
            category: row.get(1)?,
        })
    });
    Ok(found.optional()?)
}

/// Writes down where a record stands now, if it stood elsewhere before.
pub(super) fn moved(
    cx: &Cx<'_>,
    view: &View,
    id: i64,
    before: Option<&Stage>,
    new: bool,
) -> Result<(), Fault> {
    let Some(now) = of(cx, view, id)?.filter(|now| Some(now) != before) else {
        return Ok(());
    };
    let Some(kind) = view.table.number else {
        return Ok(());
    };
    let meaning = meaning(cx, &now.stage)?;
    let happened = match before {
        _ if new => MADE,
        Some(before) if before.category != now.category => OTHER_CATEGORY,
        _ if meaning != "P" => FINISHED,
        _ => MOVED,
    };
    let sql = "INSERT INTO stage_history (kind, record, happened, at, category, stage, meaning)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    cx.db().prepare_cached(sql)?.execute((
        kind,
        id,
        happened,
        cx.zone().now(),
        now.category,
        now.stage,
        meaning,
    ))?;
    Ok(())
}

/// Forgets how a record went through its stages.
pub(super) fn forget(cx: &Cx<'_>, view: &View, id: i64) -> Result<(), Fault> {
    if !STAGES.iter().any(|name| view.table.has(name)) {
        return Ok(());
    }
    let sql = "DELETE FROM stage_history WHERE kind = ?1 AND record = ?2";
    cx.db()
        .prepare_cached(sql)?
        .execute((view.table.number, id))?;
    Ok(())
}

/// What a stage means: what its directory says of it, or what its name says everywhere.
fn meaning(cx: &Cx<'_>, stage: &str) -> Result<String, Fault> {
    let name = stage.rsplit(':').next().unwrap_or_default();
    let usual = match name {
        name if WON.contains(&name) => "S",
        name if LOST.contains(&name) => "F",
        _ => "P",
    };
    let said = crate::handlers::meaning_of_stage(cx, stage)?;
    Ok(said.unwrap_or_else(|| usual.to_owned()))
}
