//! `event.*`: which handlers applications want to have called.

use bitrix24_codegen::model::{Event, Scope};
use serde_json::{Value, json};

use crate::access::{forbidden, wrong_auth_type};
use crate::engine::{Answer, Cx, is_added_event};
use crate::fault::Fault;
use crate::php;

/// The application that calls; webhooks have no events.
pub(super) fn client<'a>(cx: &Cx<'a>) -> Result<&'a str, Fault> {
    cx.hit.caller.client().ok_or_else(wrong_auth_type)
}

/// A parameter that has to be there.
pub(super) fn required(cx: &Cx<'_>, name: &str) -> Result<String, Fault> {
    let text = cx
        .loose_param(name)
        .and_then(php::text)
        .map(|t| t.trim().to_owned());
    text.filter(|t| !t.is_empty())
        .ok_or_else(|| Fault::missing(name))
}

/// An address that can be called.
pub(super) fn check_handler(handler: &str) -> Result<(), Fault> {
    let Some((scheme, rest)) = handler.split_once("://") else {
        return Err(Fault::new("ERROR_WRONG_HANDLER_URL", "Wrong handler URL"));
    };
    if !matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https") {
        return Err(Fault::new(
            "ERROR_UNSUPPORTED_PROTOCOL",
            "Unsupported protocol",
        ));
    }
    if rest.is_empty()
        || rest.starts_with('/')
        || rest.contains(|c: char| c.is_whitespace() || c.is_control())
    {
        return Err(Fault::new("ERROR_WRONG_HANDLER_URL", "Wrong handler URL"));
    }
    Ok(())
}

fn is_offline(cx: &Cx<'_>) -> bool {
    cx.loose_param("EVENT_TYPE")
        .and_then(php::text)
        .is_some_and(|t| t.eq_ignore_ascii_case("offline"))
}

fn user(cx: &Cx<'_>) -> i64 {
    cx.loose_param("AUTH_TYPE").map_or(0, php::int)
}

fn connector(cx: &Cx<'_>) -> String {
    cx.loose_param("AUTH_CONNECTOR")
        .and_then(php::text)
        .unwrap_or_default()
}

/// Offline events and events in another user's name are for administrators.
fn check_rights(cx: &Cx<'_>, offline: bool, what: &str) -> Result<(), Fault> {
    let caller = &cx.hit.caller;
    let (subject, foreign) = match user(cx) {
        _ if offline => (format!("Offline events {what}"), true),
        other => (
            format!("Event {what} with AUTH_TYPE"),
            other != 0 && other != caller.user,
        ),
    };
    if foreign && !caller.role.administers() {
        return Err(forbidden(format!(
            "Access denied! {subject} requires administrator access rights"
        )));
    }
    Ok(())
}

/// Seconds between two calls of a handler that only hears that there is news.
fn pause(cx: &Cx<'_>) -> i64 {
    let options = cx.loose_param("OPTIONS");
    let pause = options.and_then(|options| php::get(options, "minTimeout"));
    pause.map_or(0, php::int).max(0)
}

pub(super) fn bind(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let client = client(cx)?;
    let event = required(cx, "EVENT")?.to_ascii_uppercase();
    let offline = is_offline(cx);
    check_rights(cx, offline, "binding")?;
    let handler = if offline {
        String::new()
    } else {
        required(cx, "HANDLER")?
    };
    if !offline {
        check_handler(&handler)?;
    }
    let known = SYSTEM_EVENTS.contains(&event.as_str())
        || is_added_event(&event)
        || cx.core.catalogue.event_names().contains(&event);
    if !known {
        return Err(Fault::new("ERROR_EVENT_NOT_FOUND", "Event not found"));
    }
    let sql =
        "INSERT OR IGNORE INTO event_handler (client, event, handler, user, offline, connector, pause)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let row = (
        client,
        &event,
        &handler,
        user(cx),
        offline,
        connector(cx),
        pause(cx),
    );
    let added = cx.db().execute(sql, row)?;
    if added == 0 {
        return Err(Fault::core(
            "Unable to set event handler: Handler already binded",
        ));
    }
    Ok(json!(true).into())
}

pub(super) fn unbind(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let client = client(cx)?;
    let event = required(cx, "EVENT")?.to_ascii_uppercase();
    let offline = is_offline(cx);
    check_rights(cx, offline, "unbinding")?;
    let handler = if offline {
        String::new()
    } else {
        required(cx, "HANDLER")?
    };
    // Offline ones are told apart by their source, others by their user.
    let (user, connector) = if offline {
        (None, Some(connector(cx)))
    } else {
        (cx.loose_param("AUTH_TYPE").map(php::int), None)
    };
    let sql = "DELETE FROM event_handler
         WHERE client = ?1 AND event = ?2 AND handler = ?3 AND offline = ?4
           AND (?5 IS NULL OR user = ?5) AND (?6 IS NULL OR connector = ?6)";
    let count = cx
        .db()
        .execute(sql, (client, event, handler, offline, user, connector))?;
    Ok(json!({ "count": count }).into())
}

pub(super) fn get(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let client = client(cx)?;
    let sql = "SELECT event, handler, user, offline, connector FROM event_handler WHERE client = ?1 ORDER BY id";
    let mut statement = cx.db().prepare_cached(sql)?;
    let rows = statement.query_map([client], |row| {
        let event: String = row.get(0)?;
        Ok(if row.get(3)? {
            json!({ "event": event, "connector_id": row.get::<_, String>(4)?, "offline": 1 })
        } else {
            let (handler, user) = (row.get::<_, String>(1)?, row.get::<_, i64>(2)?);
            json!({ "event": event, "handler": handler, "auth_type": user.to_string(), "offline": 0 })
        })
    })?;
    Ok(Value::Array(rows.collect::<rusqlite::Result<_>>()?).into())
}

/// Events of applications themselves, which every portal has.
const SYSTEM_EVENTS: [&str; 7] = [
    "ONAPPUNINSTALL",
    "ONAPPINSTALL",
    "ONAPPUPDATE",
    "ONAPPPAYMENT",
    "ONAPPTEST",
    "ONAPPMETHODCONFIRM",
    "ONOFFLINEEVENT",
];

/// Events that can be bound: those of a scope, of every scope, or of the scopes that the caller was granted.
pub(super) fn names(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let text = |name: &str| {
        cx.loose_param(name)
            .and_then(php::text)
            .filter(|t| !t.is_empty())
    };
    let (scope, full) = (
        text("SCOPE"),
        text("FULL").is_some_and(|full| full != "false"),
    );
    let caller = &cx.hit.caller;
    let wanted = |event: &Event| match &scope {
        Some(scope) => {
            let (Scope::Any(scopes) | Scope::All(scopes)) = &event.scope;
            scopes.contains(scope)
        }
        None => full || caller.may(&event.scope),
    };
    let mut names: Vec<String> = Vec::new();
    if scope.is_none() {
        names.extend(SYSTEM_EVENTS.map(str::to_owned));
    }
    for event in cx.core.catalogue.model.events.iter().filter(|e| wanted(e)) {
        let name = event.name.to_ascii_uppercase();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    Ok(json!(names).into())
}
