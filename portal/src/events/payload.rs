//! What a handler gets: the event, and with what to call back.

use serde_json::{Map, Value, json};

use super::{Handler, Occurrence};
use crate::engine::{Core, Hit};
use crate::fault::Fault;

/// For a handler that an application bound: with a token of its own, which knows how long the chain of events is by now.
pub(super) fn of(
    core: &Core,
    occurrence: &Occurrence,
    handler: &Handler,
    hit: &Hit,
) -> Result<Map<String, Value>, Fault> {
    let mut auth = Map::new();
    if let Some(app) = core.settings.app(&handler.client) {
        let user = if handler.user > 0 {
            handler.user
        } else {
            hit.caller.user
        };
        let tokens = core.issue(app, user, hit.caller.depth.saturating_add(1))?;
        for (name, value) in [
            ("access_token", json!(tokens.access_token)),
            ("expires", json!(tokens.expires)),
            (
                "expires_in",
                json!(tokens.expires - core.settings.clock.seconds()),
            ),
            ("scope", json!(core.scopes_of(app).join(","))),
            ("user_id", json!(user)),
        ] {
            auth.insert(name.to_owned(), value);
        }
    }
    auth.insert("status".to_owned(), "L".into());
    auth.extend(portal(core));
    let mut payload = envelope(core, occurrence, auth);
    payload.insert("event_handler_id".to_owned(), handler.id.into());
    Ok(payload)
}

/// For an outgoing webhook, which has nothing to call back with.
pub(super) fn outgoing(core: &Core, occurrence: &Occurrence) -> Map<String, Value> {
    envelope(core, occurrence, portal(core))
}

fn envelope(core: &Core, occurrence: &Occurrence, auth: Map<String, Value>) -> Map<String, Value> {
    let mut payload = Map::new();
    for (name, value) in [
        ("event", json!(occurrence.event)),
        ("event_handler_id", json!("")),
        ("data", occurrence.data.clone()),
        ("ts", json!(core.settings.clock.seconds())),
        ("auth", Value::Object(auth)),
    ] {
        payload.insert(name.to_owned(), value);
    }
    payload
}

/// Which portal it is.
fn portal(core: &Core) -> Map<String, Value> {
    let settings = &core.settings;
    let parts = [
        ("domain", json!(settings.domain())),
        ("server_endpoint", json!(settings.endpoint())),
        ("client_endpoint", json!(settings.endpoint())),
        ("member_id", json!(settings.member_id)),
        ("application_token", json!(settings.application_token)),
    ];
    parts
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}
