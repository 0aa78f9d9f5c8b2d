//! The directories of stages that every portal has, and those that come and go with pipelines.

use rusqlite::Connection;

use super::status::{self, Entry};
use crate::engine::records::{self, held, text};
use crate::engine::{Cx, delete as remove_record};
use crate::fault::Fault;

/// Code, name, meaning: won (S), lost (F) or neither.
type Stage = (&'static str, &'static str, Option<&'static str>);

const LEADS: [Stage; 5] = [
    ("NEW", "Unassigned", None),
    ("IN_PROCESS", "In progress", None),
    ("PROCESSED", "Processed", None),
    ("CONVERTED", "Good lead", Some("S")),
    ("JUNK", "Junk lead", Some("F")),
];
const DEALS: [Stage; 8] = [
    ("NEW", "New", None),
    ("PREPARATION", "Create papers", None),
    ("PREPAYMENT_INVOICE", "Invoice", None),
    ("EXECUTING", "In progress", None),
    ("FINAL_INVOICE", "Final invoice", None),
    ("WON", "Close deal", Some("S")),
    ("LOSE", "Deal lost", Some("F")),
    ("APOLOGY", "Analyze failure", Some("F")),
];
const QUOTES: [Stage; 4] = [
    ("DRAFT", "New", None),
    ("SENT", "Sent to client", None),
    ("APPROVED", "Accepted", Some("S")),
    ("DECLAINED", "Declined", Some("F")),
];
/// Of the old kind.
const INVOICES: [Stage; 4] = [
    ("N", "Draft", None),
    ("S", "Sent to client", None),
    ("P", "Paid", Some("S")),
    ("D", "Rejected", Some("F")),
];
const CALLS: [Stage; 4] = [
    ("IN_WORK", "In progress", None),
    ("SUCCESS", "Successful", None),
    ("WRONG_NUMBER", "Wrong number", None),
    ("STOP_CALLING", "Do not call again", None),
];

/// The directory of a pipeline of deals: `DEAL_STAGE`, `DEAL_STAGE_3`.
pub(super) fn directory(pipeline: i64) -> String {
    match pipeline {
        0 => "DEAL_STAGE".to_owned(),
        number => format!("DEAL_STAGE_{number}"),
    }
}

/// The stages of a new portal.
pub(super) fn seed(db: &Connection, table: &str, invoices: &str) -> rusqlite::Result<()> {
    for (name, stages) in [
        ("STATUS", &LEADS[..]),
        (&directory(0), &DEALS),
        ("QUOTE_STATUS", &QUOTES),
        (invoices, &INVOICES),
        ("CALL_LIST", &CALLS),
    ] {
        status::fill(db, table, name, None, entries("", stages))?;
    }
    Ok(())
}

/// The stages of a new pipeline of deals, whose codes say its number.
pub(super) fn add(cx: &Cx<'_>, pipeline: i64) -> Result<(), Fault> {
    let (table, name) = (&status::view(cx)?.table.name, directory(pipeline));
    let prefix = format!("C{pipeline}:");
    let stages = entries(&prefix, &DEALS);
    Ok(status::fill(cx.db(), table, &name, Some(pipeline), stages)?)
}

/// The stages of a pipeline go with it.
pub(super) fn remove(cx: &Cx<'_>, pipeline: i64) -> Result<(), Fault> {
    let view = status::view(cx)?;
    for row in records::rows(cx, &view, &[held("ENTITY_ID", directory(pipeline))])? {
        remove_record(cx, &view, row)?;
    }
    Ok(())
}

/// Whether a directory has stages for its entries.
pub(super) fn is_directory(name: &str) -> bool {
    name.ends_with("STATUS") || name.contains("STAGE")
}

/// What the directories say that a stage means: going on (P), success (S) or failure (F); nothing where they do not tell.
pub(crate) fn meaning(cx: &Cx<'_>, stage: &str) -> Result<Option<String>, Fault> {
    let Ok(view) = status::view(cx) else {
        return Ok(None);
    };
    for row in records::rows(cx, &view, &[held("STATUS_ID", stage.to_owned())])? {
        let Some(known) = records::get(cx, &view, row, ["ENTITY_ID", "SEMANTICS"])? else {
            continue;
        };
        let [directory, meaning] = known.map(|value| text(&value));
        if is_directory(&directory) && matches!(meaning.as_str(), "P" | "S" | "F") {
            return Ok(Some(meaning));
        }
    }
    Ok(None)
}

fn entries(prefix: &str, stages: &[Stage]) -> impl Iterator<Item = Entry> {
    stages.iter().map(move |(code, label, meaning)| Entry {
        code: format!("{prefix}{code}"),
        label,
        meaning: *meaning,
    })
}
