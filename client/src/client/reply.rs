//! A reply, and what it is: an answer, a refusal, or neither.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use super::Inner;
use super::envelope::{self, Head, Meanwhile, Time};
use super::http::Outgoing;
use crate::decode::{DecodeError, Meta, Slot, shorten};
use crate::error::{ApiError, Error, GatewayError, Refusal, classify};
use crate::limit::Observed;
use crate::method::{Effect, ErrorKind};

/// What came back.
pub(crate) struct Reply {
    pub(super) inner: Arc<Inner>,
    pub(super) method: Cow<'static, str>,
    pub(super) unwrap: &'static [&'static str],
    pub(super) beside: Option<&'static str>,
    pub(super) effect: Effect,
    pub(super) errors: &'static [(&'static str, ErrorKind)],
    pub(super) status: u16,
    pub(super) retry_after: Option<Duration>,
    pub(super) bytes: Vec<u8>,
    pub(super) elapsed: Duration,
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

    /// Whether this can be read to its end.
    pub(super) fn is_whole(&self) -> bool {
        is_whole(&self.bytes)
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
    pub(super) fn failed(&self) -> Error {
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
            status @ (200..=299 | 500..) if self.effect != Effect::Read => {
                Error::uncertain(&*self.method, GatewayError { status, text })
            }
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
