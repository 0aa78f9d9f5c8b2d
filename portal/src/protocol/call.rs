//! A call: who makes it, whether it may be made now, what comes of it and how long it took.

use std::time::Duration;

use hyper::StatusCode;
use serde_json::Value;

use super::batch;
use super::envelope::{self, Timer};
use super::input::Input;
use super::reply::{JSON, Reply};
use super::xml;
use crate::access::Caller;
use crate::engine::{Answer, Core, Hit};
use crate::fault::Fault;

/// How much of a command's working time counts.
const IN_BATCH: f64 = 0.5;

/// An envelope on its way out.
pub(super) struct Said {
    pub(super) status: u16,
    /// JSON.
    pub(super) envelope: String,
    /// `error` in it.
    pub(super) error: Option<String>,
    /// A method without a handler answered with a sample.
    pub(super) sample: bool,
}

impl From<Fault> for Said {
    fn from(fault: Fault) -> Self {
        Self {
            status: fault.status,
            envelope: envelope::failure(&fault).to_string(),
            error: Some(fault.code),
            sample: false,
        }
    }
}

impl Said {
    pub(super) fn into_reply(self, xml: bool) -> Reply {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_REQUEST);
        let (kind, text) = if xml {
            let envelope: Value = serde_json::from_str(&self.envelope).unwrap_or_default();
            ("text/xml; charset=utf-8", xml::document(&envelope))
        } else {
            (JSON, self.envelope)
        };
        Reply::new(status, kind, text.into_bytes())
            .erring(self.error)
            .sample(self.sample)
    }
}

/// A whole request. The method is looked up before anybody asks who is calling.
pub(super) fn request(
    core: &Core,
    name: &str,
    webhook: Option<&(String, String)>,
    input: &Input,
) -> Said {
    if name != "batch" && !core.knows(name) {
        return Fault::no_method().into();
    }
    let caller = match caller(core, webhook, input) {
        Ok(caller) => caller,
        Err(fault) => return fault.into(),
    };
    let hit = Hit::new(caller);
    let outcome = if name == "batch" {
        let timer = Timer::start(&core.settings);
        // A batch itself is not counted: its commands are.
        batch::run(core, &input.params, &hit).map(|answer| {
            let time = timer.time(Duration::ZERO, None);
            envelope::success(&answer, &time)
        })
    } else {
        call(core, name, &input.params, &hit, 1.0)
            .map(|(answer, time)| envelope::success(&answer, &time))
    };
    core.deliver(&hit);
    match outcome {
        Ok(envelope) => Said {
            status: 200,
            envelope,
            error: None,
            sample: hit.sample.get(),
        },
        Err(fault) => fault.into(),
    }
}

/// A command of a batch.
pub(super) fn command(
    core: &Core,
    name: &str,
    params: &Value,
    hit: &Hit,
) -> Result<(Answer, Value), Fault> {
    if let Some(trouble) = core.settings.rules.strike(name, true) {
        let unable = || Fault::new("INTERNAL_SERVER_ERROR", "Internal server error").status(500);
        return Err(trouble.fault().unwrap_or_else(unable));
    }
    call(core, name, params, hit, IN_BATCH)
}

/// The answer, and what is said of its time.
fn call(
    core: &Core,
    name: &str,
    params: &Value,
    hit: &Hit,
    weight: f64,
) -> Result<(Answer, Value), Fault> {
    timed(core, name, hit, weight, || core.answer(name, params, hit))
}

/// The same for whatever answers a call of this name.
pub(super) fn timed(
    core: &Core,
    name: &str,
    hit: &Hit,
    weight: f64,
    answer: impl FnOnce() -> Result<Answer, Fault>,
) -> Result<(Answer, Value), Fault> {
    let settings = &core.settings;
    let (limiter, key) = (&settings.limiter, hit.caller.key());
    limiter.allow(&key, name, settings.clock.now())?;
    let timer = Timer::start(settings);
    let outcome = answer();
    let reading = limiter.spend(&key, name, timer.elapsed(), weight, settings.clock.now());
    let longer = limiter.pretended(name);
    outcome.map(|answer| (answer, timer.time(longer, reading)))
}

pub(super) fn caller(
    core: &Core,
    webhook: Option<&(String, String)>,
    input: &Input,
) -> Result<Caller, Fault> {
    let mut caller = match (webhook, &input.token) {
        (Some((user, token)), _) => core.webhook(user, token)?,
        (None, Some(token)) => core.bearer(token)?,
        (None, None) => {
            return Err(Fault::new("NO_AUTH_FOUND", "Wrong authorization data").status(401));
        }
    };
    caller.connector.clone_from(&input.connector);
    Ok(caller)
}
