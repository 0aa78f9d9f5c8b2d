//! `/portal/…`: what only a stand-in has, for tests that are not written in Rust.

use std::time::Duration;

use hyper::body::Bytes;
use hyper::{Method as Verb, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use super::reply::Reply;
use super::serve::{Gate, control_params};
use crate::limits::Limits;
use crate::php;
use crate::trouble::Rule;

/// What is wrong with a request.
struct Wrong(StatusCode, String);

type Outcome = Result<Value, Wrong>;

fn bad(text: impl ToString) -> Wrong {
    Wrong(StatusCode::BAD_REQUEST, text.to_string())
}

pub(super) async fn run(gate: &Gate, what: &str, verb: &Verb, query: &str, body: &Bytes) -> Reply {
    let params = control_params(query, body);
    match answer(gate, what, verb, params).await {
        Ok(value) => Reply::json(StatusCode::OK, &value),
        Err(Wrong(status, text)) => Reply::json(status, &json!({ "error": text })),
    }
}

async fn answer(gate: &Gate, what: &str, verb: &Verb, params: Value) -> Outcome {
    let settings = &gate.settings;
    match (what, verb.as_str()) {
        ("troubles", "GET") => Ok(json!(settings.rules.list())),
        ("troubles", "POST") => {
            settings.rules.add(read::<Rule>(params)?);
            Ok(json!(settings.rules.list()))
        }
        ("troubles", "DELETE") => {
            settings.rules.clear();
            Ok(json!([]))
        }
        ("requests", "GET") => {
            let method = php::get(&params, "method").and_then(php::text);
            let mut requests = settings.journal.read();
            requests.retain(|r| {
                method
                    .as_ref()
                    .is_none_or(|pattern| crate::trouble::fits(pattern, &r.method))
            });
            Ok(json!(requests))
        }
        ("requests", "DELETE") => {
            settings.journal.clear();
            Ok(json!([]))
        }
        ("clock", "GET") => Ok(now(gate)),
        ("clock", "POST") => clock(gate, read(params)?),
        ("limits", "POST") => limits(gate, read(params)?),
        ("costs", "POST") => {
            let Cost { method, seconds } = read(params)?;
            settings.limiter.cost(&method, duration(seconds)?);
            Ok(json!(true))
        }
        ("tokens", "POST") => {
            let Client { client_id, user_id } = read(params)?;
            done(gate, move |core| {
                let app = core.known_app(&client_id)?;
                let tokens = core.issue(app, user_id.unwrap_or(app.user), 0)?;
                Ok(json!({
                    "access_token": tokens.access_token, "refresh_token": tokens.refresh_token,
                    "expires": tokens.expires, "user_id": tokens.user_id
                }))
            })
            .await
        }
        ("tokens", "DELETE") => {
            let Client { client_id, .. } = read(params)?;
            done(gate, move |core| {
                core.known_app(&client_id)?;
                Ok(json!({ "count": core.revoke_tokens(&client_id)? }))
            })
            .await
        }
        ("tokens/expire", "POST") => {
            done(gate, |core| Ok(json!({ "count": core.expire_tokens()? }))).await
        }
        ("codes", "POST") => {
            let Client { client_id, user_id } = read(params)?;
            done(gate, move |core| {
                let user = user_id.unwrap_or(core.known_app(&client_id)?.user);
                Ok(json!({ "code": core.authorize(&client_id, user)? }))
            })
            .await
        }
        ("events", "GET") => done(gate, |core| Ok(json!({ "pending": core.outbox.pending() }))).await,
        ("troubles" | "requests" | "clock" | "limits" | "costs" | "tokens" | "tokens/expire"
        | "codes" | "events", _) => Err(Wrong(
            StatusCode::METHOD_NOT_ALLOWED,
            format!("/portal/{what} does not take {verb}"),
        )),
        _ => Err(Wrong(
            StatusCode::NOT_FOUND,
            "there are troubles, requests, clock, limits, costs, tokens, tokens/expire, codes and events"
                .to_owned(),
        )),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Hands {
    /// Seconds.
    advance: Option<f64>,
    freeze: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Allowed {
    preset: Option<String>,
    burst: Option<f64>,
    rate: Option<f64>,
    operating: Option<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cost {
    method: String,
    seconds: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Client {
    client_id: String,
    user_id: Option<i64>,
}

fn read<T: for<'de> Deserialize<'de>>(params: Value) -> Result<T, Wrong> {
    serde_json::from_value(params).map_err(bad)
}

fn duration(seconds: f64) -> Result<Duration, Wrong> {
    Duration::try_from_secs_f64(seconds).map_err(bad)
}

async fn done(
    gate: &Gate,
    work: impl FnOnce(&crate::engine::Core) -> Result<Value, crate::fault::Fault> + Send + 'static,
) -> Outcome {
    gate.on_core(work).await.map_err(|fault| bad(fault.text))
}

fn now(gate: &Gate) -> Value {
    json!({ "now": gate.settings.clock.now().as_secs_f64() })
}

fn clock(gate: &Gate, hands: Hands) -> Outcome {
    let clock = &gate.settings.clock;
    if hands.freeze == Some(true) {
        clock.freeze();
    }
    if let Some(seconds) = hands.advance {
        clock.advance(duration(seconds)?);
    }
    Ok(now(gate))
}

fn limits(gate: &Gate, allowed: Allowed) -> Outcome {
    let mut limits = match allowed.preset.as_deref() {
        None => Some(Limits::DEFAULT),
        Some(preset) => Limits::preset(preset)
            .ok_or_else(|| bad(format!("'{preset}' is none of default, enterprise and off")))?,
    };
    if let Some(limits) = &mut limits {
        limits.burst = allowed.burst.unwrap_or(limits.burst);
        limits.rate = allowed.rate.unwrap_or(limits.rate);
        limits.operating = allowed.operating.unwrap_or(limits.operating);
    }
    gate.settings.limiter.set(limits);
    Ok(json!(true))
}
