//! Events: a change raises them, queues keep them, tasks post them to the handlers that were bound. Offline events stay in
//! the store until their application asks for them.

mod offline;
mod payload;
mod post;
mod queue;

use rusqlite::Row;
use serde_json::{Value, json};

use crate::engine::{Core, Hit};
use crate::fault::Fault;
use crate::php;
pub(crate) use queue::{Outbox, deliver};

/// Longer chains of an event, a change by its handler, the event of that change and so on raise no more events.
const LONGEST_CHAIN: u8 = 7;
/// Tells applications that there are new offline events.
const NEWS: &str = "ONOFFLINEEVENT";

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Occurrence {
    /// As it is sent: `ONCRMCONTACTADD`.
    pub(crate) event: String,
    /// What stands under `data`.
    pub(crate) data: Value,
}

/// A bound handler.
struct Handler {
    id: i64,
    address: String,
    client: String,
    /// Whose token comes along; whoever caused the event when it is nought.
    user: i64,
    offline: bool,
    connector: String,
}

impl Core {
    /// Hands on what a hit has raised.
    pub(crate) fn deliver(&self, hit: &Hit) {
        let raised = hit.raised.take();
        if raised.is_empty() || hit.caller.depth >= LONGEST_CHAIN {
            return;
        }
        if let Err(fault) = self.hand_on(&raised, hit) {
            // The change is made and answered; all that is left is to say that nobody hears of it.
            eprintln!("b24portal: events were not queued: {fault}");
        }
    }

    fn hand_on(&self, raised: &[Occurrence], hit: &Hit) -> Result<(), Fault> {
        let transaction = self.store.db.unchecked_transaction()?;
        let mut news: Vec<String> = Vec::new();
        for occurrence in raised {
            for handler in self.handlers(&occurrence.event)? {
                if !handler.offline {
                    self.post(occurrence, &handler, hit)?;
                    continue;
                }
                let own = hit.caller.client() == Some(&handler.client)
                    && hit.caller.connector == handler.connector;
                if !own {
                    offline::keep(self, occurrence, &handler, hit.caller.user)?;
                    if !news.contains(&handler.client) {
                        news.push(handler.client);
                    }
                }
            }
            for (event, address) in &self.settings.outgoing {
                if event.eq_ignore_ascii_case(&occurrence.event) {
                    self.outbox
                        .send(address, php::encode(&payload::outgoing(self, occurrence)));
                }
            }
        }
        for client in news {
            self.tell_news(&client, hit)?;
        }
        Ok(transaction.commit()?)
    }

    fn post(&self, occurrence: &Occurrence, handler: &Handler, hit: &Hit) -> Result<(), Fault> {
        let body = payload::of(self, occurrence, handler, hit)?;
        self.outbox.send(&handler.address, php::encode(&body));
        Ok(())
    }

    fn handlers(&self, event: &str) -> Result<Vec<Handler>, Fault> {
        let sql = "SELECT id, handler, client, user, offline, connector FROM event_handler
             WHERE event = ?1 ORDER BY id";
        let mut statement = self.store.db.prepare_cached(sql)?;
        let rows = statement.query_map([event], handler)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Calls the handlers of [`NEWS`] that have not been called too lately.
    fn tell_news(&self, client: &str, hit: &Hit) -> Result<(), Fault> {
        let sql = "UPDATE event_handler SET called = ?3
             WHERE event = ?1 AND client = ?2 AND offline = 0 AND called + pause <= ?3
             RETURNING id, handler, client, user, offline, connector";
        let now = self.settings.clock.seconds();
        let mut statement = self.store.db.prepare_cached(sql)?;
        let rows = statement.query_map((NEWS, client, now), handler)?;
        let handlers: Vec<Handler> = rows.collect::<rusqlite::Result<_>>()?;
        let occurrence = Occurrence {
            event: NEWS.to_owned(),
            data: json!([]),
        };
        for handler in handlers {
            self.post(&occurrence, &handler, hit)?;
        }
        Ok(())
    }
}

fn handler(row: &Row<'_>) -> rusqlite::Result<Handler> {
    Ok(Handler {
        id: row.get(0)?,
        address: row.get(1)?,
        client: row.get(2)?,
        user: row.get(3)?,
        offline: row.get(4)?,
        connector: row.get(5)?,
    })
}
