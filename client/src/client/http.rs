//! One request, sent once.

use std::borrow::Cow;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::header::{CONTENT_TYPE, LOCATION, RETRY_AFTER};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::Value;

use super::Inner;
use super::exchange::Ticket;
use super::reply::Reply;
use crate::call::Request;
use crate::encode::Arg;
use crate::error::Error;
use crate::method::{Effect, ErrorKind, Paging};

/// A request under way.
pub(crate) type Exchange = Pin<Box<dyn Future<Output = Result<Reply, Error>> + Send>>;

/// What is sent.
pub(crate) struct Outgoing {
    pub(crate) method: Cow<'static, str>,
    pub(crate) rest: u8,
    pub(crate) effect: Effect,
    pub(crate) unwrap: &'static [&'static str],
    pub(crate) beside: Option<&'static str>,
    pub(crate) errors: &'static [(&'static str, ErrorKind)],
    pub(crate) params: Vec<(Cow<'static, str>, Arg)>,
    /// Parameters are sent by place; their keys are numbers.
    pub(crate) positional: bool,
    /// Methods of the commands, where this is a batch.
    pub(crate) commands: Vec<&'static str>,
    /// Tells the platform that a repetition is one (REST 3).
    pub(crate) idempotency_key: Option<String>,
}

impl Outgoing {
    /// # Errors
    ///
    /// If a parameter is the result of a command of a batch.
    pub(crate) fn of(request: &Request) -> Result<Self, Error> {
        let method = request.method;
        for (name, arg) in &request.params {
            let mut found = false;
            arg.references(&mut |_| found = true);
            if found {
                let text = "the result of another command can only be used inside of its batch";
                return Err(Error::invalid_argument(method.name, name.as_ref(), text));
            }
        }
        let beside = match method.paging {
            Paging::Offset { more, .. } => more,
            Paging::Cursor { next, .. } => Some(next),
            _ => None,
        };
        Ok(Self {
            method: Cow::Borrowed(method.name),
            rest: method.rest,
            effect: method.effect,
            unwrap: method.unwrap,
            beside,
            errors: method.errors,
            params: request.ordered().into_owned(),
            positional: !method.positional.is_empty(),
            commands: Vec::new(),
            idempotency_key: (method.rest == 3 && method.effect != Effect::Read)
                .then(|| format!("{:032x}", fastrand::u128(..))),
        })
    }

    /// # Errors
    ///
    /// If the parameters are neither an object, nor a list, nor null.
    pub(crate) fn raw(method: String, params: Result<Value, String>) -> Result<Self, Error> {
        let (params, positional) = match params {
            Ok(Value::Null) => (Vec::new(), false),
            Ok(Value::Object(map)) => (
                map.into_iter()
                    .map(|(key, value)| (Cow::Owned(key), Arg::Json(value)))
                    .collect(),
                false,
            ),
            Ok(Value::Array(list)) => {
                let numbered = list.into_iter().enumerate();
                (
                    numbered
                        .map(|(index, value)| (Cow::Owned(index.to_string()), Arg::Json(value)))
                        .collect(),
                    true,
                )
            }
            Ok(_) => {
                return Err(Error::invalid_argument(
                    method,
                    "",
                    "parameters are an object or a list",
                ));
            }
            Err(text) => return Err(Error::invalid_argument(method, "", text)),
        };
        Ok(Self {
            method: Cow::Owned(method),
            rest: 2,
            effect: Effect::Add,
            unwrap: &[],
            beside: None,
            errors: &[],
            params,
            positional,
            commands: Vec::new(),
            idempotency_key: None,
        })
    }
}

/// The body of a request.
struct Body<'b> {
    params: &'b [(Cow<'static, str>, Arg)],
    positional: bool,
    auth: Option<&'b str>,
}

impl Serialize for Body<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.positional && self.auth.is_none() {
            let mut list = serializer.serialize_seq(Some(self.params.len()))?;
            for (_, arg) in self.params {
                list.serialize_element(arg)?;
            }
            return list.end();
        }
        // Places are numeric keys to PHP, so that `auth` fits in beside them.
        let mut map = serializer.serialize_map(None)?;
        for (key, arg) in self.params {
            map.serialize_entry(key, arg)?;
        }
        if let Some(auth) = self.auth {
            map.serialize_entry("auth", auth)?;
        }
        map.end()
    }
}

/// A pool of connections.
pub(crate) fn pool(timeout: Duration, user_agent: Option<&str>) -> Result<reqwest::Client, Error> {
    // Whoever has installed another provider of cryptography keeps it.
    #[cfg(feature = "rustls")]
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .user_agent(user_agent.unwrap_or(concat!("bitrix24-rs/", env!("CARGO_PKG_VERSION"))))
        .timeout(timeout)
        .connect_timeout(super::CONNECT_TIMEOUT)
        // A redirect would repeat the call as a GET without its parameters.
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .map_err(|error| Error::transport("Client", error.without_url()))
}

/// Sends it once and waits for the whole reply. An error of the platform with an HTTP status to match is one here already.
pub(super) async fn send(
    inner: &Arc<Inner>,
    outgoing: &Outgoing,
    ticket: &Ticket,
) -> Result<Reply, Failure> {
    let method = outgoing.method.as_ref();
    let refuse = |text: String| Error::invalid_argument(method, "", text);
    let url = ticket.endpoint.url(method, outgoing.rest);
    // REST 3 takes a list as a list only, so that there is no place for the token in it.
    let beside_body = outgoing.rest == 3 && outgoing.positional;
    let body = Body {
        params: &outgoing.params,
        positional: outgoing.positional,
        auth: ticket.auth().filter(|_| !beside_body),
    };
    let body = serde_json::to_vec(&body).map_err(|error| refuse(error.to_string()))?;
    let begun = Instant::now();
    let lost = |error: reqwest::Error| {
        let failure = lost(method, outgoing.effect, error);
        tracing::debug!(elapsed = ?begun.elapsed(), error = %failure.error, "no answer");
        failure
    };
    let mut request = inner
        .http
        .post(url.map_err(refuse)?)
        .header(CONTENT_TYPE, "application/json")
        .body(body);
    if let Some(token) = ticket.auth().filter(|_| beside_body) {
        request = request.bearer_auth(token);
    }
    if let Some(key) = &outgoing.idempotency_key {
        request = request.header("Idempotency-Key", key);
    }
    let response = request.send().await.map_err(lost)?;
    let status = response.status();
    let header = |name| {
        let value = response.headers().get(name)?;
        value.to_str().ok().map(str::to_owned)
    };
    let retry_after = header(RETRY_AFTER).and_then(|value| value.parse().ok());
    let location = header(LOCATION).filter(|_| status.is_redirection());
    let bytes = response.bytes().await.map_err(lost)?.into();
    let reply = Reply {
        inner: Arc::clone(inner),
        method: outgoing.method.clone(),
        unwrap: outgoing.unwrap,
        beside: outgoing.beside,
        effect: outgoing.effect,
        errors: outgoing.errors,
        status: status.as_u16(),
        retry_after: retry_after.map(Duration::from_secs),
        bytes,
        elapsed: begun.elapsed(),
    };
    if status.is_success() && reply.is_whole() {
        return Ok(reply);
    }
    Err(Failure {
        error: reply.failed(),
        unsent: false,
        location,
    })
}

/// An attempt that failed.
pub(super) struct Failure {
    pub(super) error: Error,
    /// The request was not written: it was not carried out.
    pub(super) unsent: bool,
    /// Where a redirect leads.
    pub(super) location: Option<String>,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self {
            error,
            unsent: false,
            location: None,
        }
    }
}

/// No answer came, or a part of one.
#[cold]
fn lost(method: &str, effect: Effect, error: reqwest::Error) -> Failure {
    let unsent = error.is_connect() || error.is_builder();
    let (method, source) = (method.to_owned(), Arc::new(error.without_url()));
    let error = if unsent || effect == Effect::Read {
        Error::Transport { method, source }
    } else {
        Error::Uncertain { method, source }
    };
    Failure {
        unsent,
        ..error.into()
    }
}
