//! Offline events: kept once per event and data, however often it happens, until they are taken.

use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::json;

use super::{Handler, Occurrence};
use crate::engine::Core;
use crate::fault::Fault;

/// Keeps an event for an application; one that waits already, also for another try, gets the new date.
pub(super) fn keep(
    core: &Core,
    occurrence: &Occurrence,
    handler: &Handler,
    user: i64,
) -> Result<(), Fault> {
    let (db, now) = (&core.store.db, core.settings.clock.seconds());
    let data = occurrence.data.to_string();
    let message = message_id(&occurrence.event, &data);
    let again = "UPDATE offline_event SET at = ?4, additional = ?5
         WHERE client = ?1 AND connector = ?2 AND message = ?3 AND process = ''";
    let who = (&handler.client, &handler.connector);
    let additional = json!({ "user_id": user.to_string() }).to_string();
    let waiting = db
        .prepare_cached(again)?
        .execute((who.0, who.1, &message, now, &additional))?;
    if waiting == 0 {
        let sql =
            "INSERT INTO offline_event (client, connector, at, event, data, additional, message)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let row = (
            who.0,
            who.1,
            now,
            &occurrence.event,
            data,
            additional,
            message,
        );
        db.prepare_cached(sql)?.execute(row)?;
    }
    Ok(())
}

/// The same for the same event with the same data: 32 hexadecimal digits, as the platform's own have.
fn message_id(event: &str, data: &str) -> String {
    let half = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        (salt, event, data).hash(&mut hasher);
        hasher.finish()
    };
    format!("{:016x}{:016x}", half(0), half(1))
}
