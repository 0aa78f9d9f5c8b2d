//! One request and its reply.

use std::borrow::Cow;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::header::{CONTENT_TYPE, LOCATION, RETRY_AFTER};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::Value;

use super::Inner;
use super::envelope::{self, Head, Meanwhile, Time};
use super::exchange::Ticket;
use crate::call::Request;
use crate::decode::{DecodeError, Meta, Slot, shorten};
use crate::encode::Arg;
use crate::error::{ApiError, Error, GatewayError, Refusal, classify};
use crate::limit::Observed;
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
        .map_err(|error| Error::Transport {
            method: "Client".to_owned(),
            source: Arc::new(error.without_url()),
        })
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
    let body = Body {
        params: &outgoing.params,
        positional: outgoing.positional,
        auth: ticket.auth(),
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
    if status.is_success() && is_whole(&reply.bytes) {
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

/// What came back.
pub(crate) struct Reply {
    inner: Arc<Inner>,
    method: Cow<'static, str>,
    unwrap: &'static [&'static str],
    beside: Option<&'static str>,
    effect: Effect,
    errors: &'static [(&'static str, ErrorKind)],
    status: u16,
    retry_after: Option<Duration>,
    bytes: Vec<u8>,
    elapsed: Duration,
}

impl Reply {
    /// Reads the answer, in one pass over the bytes.
    ///
    /// # Errors
    ///
    /// That of the platform, or that of `take`.
    pub(crate) fn read(
        &self,
        take: &mut dyn FnMut(&mut dyn Slot) -> Result<(), DecodeError>,
    ) -> Result<(Meta, Meanwhile), Error> {
        if !is_object(&self.bytes) {
            return Err(self.failed());
        }
        let mut head = Head::default();
        if let Err(error) = envelope::read(&self.bytes, self.unwrap, self.beside, &mut head, take) {
            // A refusal may come with something else where the result would be.
            return Err(match envelope::refusal(&self.bytes) {
                Some(refusal) => self.refused(refusal),
                None if !is_json(&self.bytes) => self.failed(),
                None => self.log(Error::decode(&self.method, error)),
            });
        }
        if let Some(refusal) = head.refusal() {
            return Err(self.refused(refusal));
        }
        if !head.answered {
            return Err(self.failed());
        }
        self.observe(&self.method, &head.time);
        tracing::debug!(
            method = self.method.as_ref(),
            status = self.status,
            bytes = self.bytes.len(),
            elapsed = ?self.elapsed,
            duration = head.time.duration,
            operating = head.time.operating,
            "answered"
        );
        Ok((head.meta, head.meanwhile))
    }

    /// Tells the limiter what an answer says of a method's working time.
    pub(crate) fn observe(&self, method: &str, time: &Time) {
        if let Some((used, reset_in)) = time.working() {
            self.inner.limiter.observe(Observed::Operating {
                method,
                used,
                reset_in,
            });
        }
    }

    /// The answer of a deletion that was carried out by an attempt whose own answer was lost.
    pub(super) fn done(inner: &Arc<Inner>, outgoing: &Outgoing) -> Self {
        Self {
            inner: Arc::clone(inner),
            method: outgoing.method.clone(),
            unwrap: &[],
            beside: None,
            effect: outgoing.effect,
            errors: outgoing.errors,
            status: 200,
            retry_after: None,
            bytes: br#"{"result":true}"#.to_vec(),
            elapsed: Duration::ZERO,
        }
    }

    /// A number that is the same for answers that are the same.
    pub(crate) fn fingerprint(&self) -> u64 {
        use std::hash::{DefaultHasher, Hash, Hasher};

        let mut hasher = DefaultHasher::new();
        let mut head = Head::default();
        let read = envelope::read(&self.bytes, &[], None, &mut head, &mut |slot| {
            slot.raw()?.get().hash(&mut hasher);
            Ok(())
        });
        if read.is_err() {
            self.bytes.hash(&mut hasher);
        }
        hasher.finish()
    }

    /// What is said when a reply is neither an answer nor a refusal.
    #[cold]
    pub(super) fn silent(&self) -> Error {
        Error::decode(
            &self.method,
            DecodeError::nothing("an answer").at_key("result"),
        )
    }

    /// The error that this reply is.
    #[cold]
    fn failed(&self) -> Error {
        if let Some(refusal) = envelope::refusal(&self.bytes) {
            return self.refused(refusal);
        }
        let text = String::from_utf8_lossy(&self.bytes);
        let text = shorten(&self.inner.access.redact(text.trim()));
        self.log(match self.status {
            // A gateway that turns callers away says so in a page of its own.
            429 | 503 => Error::Limit {
                api: Box::new(ApiError {
                    method: self.method.to_string(),
                    code: String::new(),
                    text,
                    status: Some(self.status),
                    argument: None,
                    fields: Vec::new(),
                }),
                retry_after: self.retry_after,
            },
            // One that got no answer from the portal does not know what the portal did, nor does what cannot be read tell.
            status @ (200..=299 | 500..) if self.effect != Effect::Read => Error::Uncertain {
                method: self.method.to_string(),
                source: Arc::new(GatewayError { status, text }),
            },
            status => Error::Server {
                method: self.method.to_string(),
                status,
                text,
                api: None,
            },
        })
    }

    #[cold]
    fn refused(&self, refusal: Refusal) -> Error {
        self.log(classify(
            &self.method,
            self.errors,
            self.redacted(refusal),
            Some(self.status),
            self.retry_after,
        ))
    }

    /// The same without the secret.
    pub(crate) fn redacted(&self, refusal: Refusal) -> Refusal {
        refusal.map(|text| self.inner.access.redact(&text).into_owned())
    }

    #[cold]
    fn log(&self, error: Error) -> Error {
        tracing::debug!(method = self.method.as_ref(), status = self.status, elapsed = ?self.elapsed, %error, "failed");
        error
    }
}

fn is_object(bytes: &[u8]) -> bool {
    bytes.trim_ascii_start().first() == Some(&b'{')
}

/// Whether these are a whole envelope. Answers end in the time they took, and then it is; others, mostly short, are read for it.
fn is_whole(bytes: &[u8]) -> bool {
    is_object(bytes) && (ends_in_time(bytes) || is_json(bytes))
}

/// `…"time":{…}}`: what is cut off in the middle has no such end.
fn ends_in_time(bytes: &[u8]) -> bool {
    const TIME: &[u8] = br#""time":"#;

    let bytes = bytes.trim_ascii_end();
    let begin = bytes.iter().rposition(|byte| *byte == b'{');
    bytes.ends_with(b"}}") && begin.is_some_and(|begin| bytes[..begin].ends_with(TIME))
}

fn is_json(bytes: &[u8]) -> bool {
    serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_part_of_an_answer_is_whole() {
        for answer in [
            r#" {"result":[{"ID":"1","UF":{"a":{}}},{"ID":"}"}],"next":2,"time":{"start":1.5,"date_start":"{}"}} "#,
            r#"{"result":{"result":{"c0":[{"a":{"b":{}}}]},"result_time":{"c0":{"start":1}}},"time":{"start":1}}"#,
            r#"{"error":"ACCESS_DENIED","error_description":"{\"}"}"#,
        ] {
            let whole = answer.trim_end().len();
            for end in 0..answer.len() {
                assert_eq!(
                    is_whole(&answer.as_bytes()[..end]),
                    end >= whole,
                    "{}",
                    &answer[..end]
                );
            }
        }
    }
}
