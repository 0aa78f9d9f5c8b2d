//! Events: a change raises them, a queue keeps them, a task posts them to the handlers that applications bound.

mod post;

use serde_json::{Map, Value, json};
use tokio::sync::mpsc;

use crate::engine::{Core, Hit};
use crate::php;

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Occurrence {
    /// As it is sent: `ONCRMCONTACTADD`.
    pub(crate) event: String,
    /// What stands under `data`.
    pub(crate) data: Value,
}

/// A call of a handler.
#[derive(Debug)]
pub(crate) struct Delivery {
    handler: String,
    body: String,
}

/// The queue.
pub(crate) type Outbox = mpsc::UnboundedSender<Delivery>;

/// Calls handlers one after another until the queue is closed. A call that fails is not repeated: that is what the
/// platform does too.
pub(crate) async fn deliver(mut queue: mpsc::UnboundedReceiver<Delivery>) {
    while let Some(delivery) = queue.recv().await {
        if let Err(error) = post::form(&delivery.handler, delivery.body).await {
            eprintln!(
                "b24portal: an event was not delivered to {}: {error}",
                delivery.handler
            );
        }
    }
}

/// A bound handler.
struct Handler {
    id: i64,
    address: String,
    client: String,
}

impl Core {
    /// Queues what a hit has raised.
    pub(crate) fn deliver(&self, hit: &Hit) {
        for occurrence in hit.raised.take() {
            // Reading the handlers can only fail with the database itself; then there is nobody to tell.
            for handler in self.handlers(&occurrence.event).unwrap_or_default() {
                let body = php::encode(&self.payload(&occurrence, &handler));
                // The queue is closed only while the portal stops.
                let _ = self.outbox.send(Delivery {
                    handler: handler.address,
                    body,
                });
            }
        }
    }

    fn handlers(&self, event: &str) -> rusqlite::Result<Vec<Handler>> {
        let sql = "SELECT id, handler, client FROM event_handler WHERE event = ?1 AND offline = 0 ORDER BY id";
        let mut statement = self.store.db.prepare_cached(sql)?;
        let rows = statement.query_map([event], |row| {
            Ok(Handler {
                id: row.get(0)?,
                address: row.get(1)?,
                client: row.get(2)?,
            })
        })?;
        rows.collect()
    }

    fn payload(&self, occurrence: &Occurrence, handler: &Handler) -> Map<String, Value> {
        let settings = &self.settings;
        let app = settings
            .apps
            .iter()
            .find(|app| app.client_id == handler.client);
        let endpoint = format!("{}/rest/", settings.base());
        let mut auth = Map::new();
        if let Some(app) = app {
            auth.insert("access_token".to_owned(), app.access_token.as_str().into());
            auth.insert("expires_in".to_owned(), 3600.into());
        }
        let scopes: Vec<String> = self.catalogue.scopes().into_iter().collect();
        for (name, value) in [
            ("scope", json!(scopes.join(","))),
            ("domain", json!(settings.domain())),
            ("server_endpoint", json!(endpoint)),
            ("status", json!("L")),
            ("client_endpoint", json!(endpoint)),
            ("member_id", json!(settings.member_id)),
            ("application_token", json!(settings.application_token)),
        ] {
            auth.insert(name.to_owned(), value);
        }
        let mut payload = Map::new();
        payload.insert("event".to_owned(), occurrence.event.as_str().into());
        payload.insert("event_handler_id".to_owned(), handler.id.into());
        payload.insert("data".to_owned(), occurrence.data.clone());
        payload.insert("ts".to_owned(), settings.zone.now().into());
        payload.insert("auth".to_owned(), Value::Object(auth));
        payload
    }
}
