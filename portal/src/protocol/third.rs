//! REST 3: methods at an address of their own, JSON alone, errors as objects, and repetitions that are told by their key.

use std::time::Duration;

use hyper::header::{HeaderName, HeaderValue};
use serde_json::{Map, Value, json};

use super::call::{self, Said};
use super::envelope::{self, Timer};
use super::input::Input;
use super::reply::Reply;
use crate::engine::{Answer, Core, Hit, Known};
use crate::fault::Fault;
use crate::php;

/// The platform takes no more commands in one request.
const MAX_COMMANDS: usize = 50;
/// Before every code of REST 3's own.
const PREFIX: &str = "BITRIX_REST_V3_EXCEPTION_";

/// A whole request.
pub(super) fn request(
    core: &Core,
    name: &str,
    webhook: Option<&(String, String)>,
    input: &Input,
    key: Option<&str>,
) -> Reply {
    match answer(core, name, webhook, input, key) {
        Ok((said, replayed)) => {
            let yes = || HeaderValue::from_static("true");
            let key = key.and_then(|key| HeaderValue::from_str(key).ok());
            said.into_reply(false)
                .with(HeaderName::from_static("idempotency-key"), key)
                .with(
                    HeaderName::from_static("idempotent-replayed"),
                    replayed.then(yes),
                )
        }
        Err(fault) => refused(fault).into_reply(false),
    }
}

/// A refusal in the form of REST 3.
pub(super) fn refused(fault: Fault) -> Said {
    let (code, status) = match fault.code.as_str() {
        "ERROR_METHOD_NOT_FOUND" => ("METHODNOTFOUNDEXCEPTION", 404),
        "insufficient_scope" => ("INSUFFICIENTSCOPEEXCEPTION", 403),
        "ACCESS_DENIED" => ("ACCESSDENIEDEXCEPTION", 403),
        "NOT_FOUND" => ("ENTITYNOTFOUNDEXCEPTION", 400),
        "ERROR_ARGUMENT" | "100" => ("VALIDATION_REQUESTVALIDATIONEXCEPTION", 400),
        _ => ("", fault.status),
    };
    let code = if code.is_empty() {
        fault.code
    } else {
        format!("{PREFIX}{code}")
    };
    let mut error = Map::from_iter([
        ("code".to_owned(), Value::from(code.as_str())),
        ("message".to_owned(), fault.text.as_str().into()),
    ]);
    if code.contains("VALIDATION") {
        let field = fault.argument.unwrap_or_default();
        let validation = json!([{ "message": fault.text, "field": field }]);
        error.insert("validation".to_owned(), validation);
    }
    Said {
        status,
        envelope: json!({ "error": error }).to_string(),
        error: Some(code),
        sample: false,
    }
}

fn answer(
    core: &Core,
    name: &str,
    webhook: Option<&(String, String)>,
    input: &Input,
    key: Option<&str>,
) -> Result<(Said, bool), Fault> {
    if name != "batch" && core.catalogue.third(name).is_none() {
        return Err(Fault::no_method());
    }
    let hit = Hit::new(call::caller(core, webhook, input)?);
    let key = key.map(checked).transpose()?;
    let place = key.map(|key| (hit.caller.key(), name.to_owned(), key.to_owned()));
    let now = core.settings.clock.now();
    if let Some(place) = &place {
        match core.replays.borrow().known(place, &input.params, now) {
            Known::Nothing => {}
            Known::Answered(envelope) => return Ok((said(envelope, &hit), true)),
            Known::Other => {
                let text = "The key was used with another request";
                let code = format!("{PREFIX}IDEMPOTENCYKEYREUSEDEXCEPTION");
                return Err(Fault::new(code, text).status(422));
            }
        }
    }
    let envelope = if name == "batch" {
        let timer = Timer::start(&core.settings);
        let results = batch(core, &input.params, &hit)?;
        envelope::success(&results.into(), &timer.time(Duration::ZERO, None))
    } else {
        let (answer, time) = call(core, name, &input.params, &hit, 1.0)?;
        envelope::success(&answer, &time)
    };
    if let Some(place) = place {
        let mut replays = core.replays.borrow_mut();
        replays.keep(place, &input.params, envelope.clone(), now);
    }
    Ok((said(envelope, &hit), false))
}

fn said(envelope: String, hit: &Hit) -> Said {
    Said {
        status: 200,
        envelope,
        error: None,
        sample: hit.sample.get(),
    }
}

fn checked(key: &str) -> Result<&str, Fault> {
    if (1..=255).contains(&key.len()) && key.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        return Ok(key);
    }
    let code = format!("{PREFIX}INVALIDIDEMPOTENCYKEYEXCEPTION");
    Err(Fault::new(
        code,
        "The key is not 1 to 255 printable characters",
    ))
}

fn call(
    core: &Core,
    name: &str,
    params: &Value,
    hit: &Hit,
    weight: f64,
) -> Result<(Answer, Value), Fault> {
    let method = core.catalogue.third(name).ok_or_else(Fault::no_method)?;
    call::timed(core, name, hit, weight, || {
        core.answer_third(method, params, hit)
    })
}

/// Results in order. The first command that fails is the answer of all.
fn batch(core: &Core, params: &Value, hit: &Hit) -> Result<Value, Fault> {
    let commands = php::entries(params);
    if commands.len() > MAX_COMMANDS {
        return Err(Fault::new(
            "ERROR_ARGUMENT",
            "A batch has at most 50 commands",
        ));
    }
    let results = commands.into_iter().map(|(_, command)| {
        let (Some(Value::String(name)), Some(query)) =
            (command.get("method"), command.get("query"))
        else {
            let code = format!("{PREFIX}INVALIDSELECTEXCEPTION");
            return Err(Fault::new(
                code,
                "Each command is an object of `method` and `query`",
            ));
        };
        let name = name.to_ascii_lowercase();
        let (answer, _) = call(core, &name, query, hit, 0.5)?;
        let mut text = String::new();
        answer.result.write(&mut text);
        Ok(serde_json::from_str::<Value>(&text).unwrap_or_default())
    });
    results
        .collect::<Result<Vec<Value>, Fault>>()
        .map(Value::Array)
}
