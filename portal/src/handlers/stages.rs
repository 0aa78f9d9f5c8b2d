//! The directories of stages that every portal has, and those that come and go with pipelines.

use rusqlite::Connection;

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
pub(super) fn seed(db: &Connection) -> rusqlite::Result<()> {
    fill(db, "STATUS", "", &LEADS)?;
    fill(db, &directory(0), "", &DEALS)?;
    fill(db, "QUOTE_STATUS", "", &QUOTES)?;
    fill(db, "CALL_LIST", "", &CALLS)
}

/// The stages of a new pipeline of deals, whose codes say its number.
pub(super) fn add(db: &Connection, pipeline: i64) -> rusqlite::Result<()> {
    fill(db, &directory(pipeline), &format!("C{pipeline}:"), &DEALS)
}

/// The stages of a pipeline go with it.
pub(super) fn remove(db: &Connection, pipeline: i64) -> rusqlite::Result<()> {
    let sql = "DELETE FROM status WHERE entity = ?1";
    db.execute(sql, [directory(pipeline)]).map(|_| ())
}

fn fill(db: &Connection, entity: &str, prefix: &str, stages: &[Stage]) -> rusqlite::Result<()> {
    let sql = "INSERT INTO status (entity, status, name, name_init, sort, system, semantics)
         VALUES (?1, ?2, ?3, ?3, ?4, 'Y', ?5)";
    let mut statement = db.prepare_cached(sql)?;
    for (sort, (code, name, meaning)) in (10_i64..).step_by(10).zip(stages) {
        statement.execute((entity, format!("{prefix}{code}"), name, sort, meaning))?;
    }
    Ok(())
}
