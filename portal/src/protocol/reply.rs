//! What goes out, and what trouble makes of it.

use std::convert::Infallible;
use std::fmt;
use std::time::Duration;

use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Bytes, Frame, SizeHint};
use hyper::header::{self, HeaderName, HeaderValue};
use hyper::{Response, StatusCode};
use serde_json::Value;

use super::envelope;
use super::listen::Doom;
use crate::fault::Fault;
use crate::trouble::Trouble;

/// How long the first half of an answer has to get out before the connection is closed.
const HEAD_START: Duration = Duration::from_millis(30);

/// The kind of nearly every answer.
pub(super) const JSON: &str = "application/json; charset=utf-8";

/// Pages of any site may call.
const EVERYBODY: [(HeaderName, &str); 2] = [
    (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    (
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        "origin, content-type, accept",
    ),
];

/// Says that an answer is a sample.
const SAMPLE: HeaderName = HeaderName::from_static("x-portal-sample");

/// The connection is closed without an answer.
#[derive(Debug)]
pub(super) struct Broken;

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection is broken on purpose")
    }
}

impl std::error::Error for Broken {}

/// A response on its way.
pub(super) type Wire = Response<UnsyncBoxBody<Bytes, Broken>>;

/// A response before trouble.
#[derive(Debug)]
pub(super) struct Reply {
    status: StatusCode,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Bytes,
    /// `error` of the envelope.
    error: Option<String>,
}

impl Reply {
    pub(super) fn new(status: StatusCode, kind: &'static str, body: Vec<u8>) -> Self {
        Self {
            status,
            headers: vec![(header::CONTENT_TYPE, HeaderValue::from_static(kind))],
            body: body.into(),
            error: None,
        }
    }

    pub(super) fn json(status: StatusCode, body: &Value) -> Self {
        let text = body.to_string().into_bytes();
        let mut reply = Self::new(status, JSON, text);
        reply.error = body.get("error").map(|error| match error {
            Value::String(code) => code.clone(),
            other => other.to_string(),
        });
        reply
    }

    /// The envelope of a refusal.
    pub(super) fn refusal(fault: &Fault) -> Self {
        let status = StatusCode::from_u16(fault.status).unwrap_or(StatusCode::BAD_REQUEST);
        Self::json(status, &envelope::failure(fault))
    }

    /// A page of HTML, as gateways send them.
    pub(super) fn page(status: StatusCode) -> Self {
        let reason = status.canonical_reason().unwrap_or_default();
        let title = format!("{} {reason}", status.as_u16());
        let page = format!(
            "<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n\
             <hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
        );
        Self::new(status, "text/html", page.into_bytes())
    }

    /// With one more header, if its value can be one.
    pub(super) fn with(mut self, name: HeaderName, value: Option<HeaderValue>) -> Self {
        self.headers.extend(value.map(|value| (name, value)));
        self
    }

    /// With the mark of an answer that no state stands behind.
    pub(super) fn sample(self, is: bool) -> Self {
        self.with(SAMPLE, is.then(|| HeaderValue::from_static("1")))
    }

    pub(super) fn is_sample(&self) -> bool {
        self.headers.iter().any(|(name, _)| *name == SAMPLE)
    }

    /// With the `error` that stands in it.
    pub(super) fn erring(mut self, error: Option<String>) -> Self {
        self.error = error;
        self
    }

    pub(super) fn into_wire(self) -> Wire {
        let body = Full::new(self.body.clone()).map_err(|never: Infallible| match never {});
        self.wire(body.boxed_unsync())
    }

    fn wire(self, body: UnsyncBoxBody<Bytes, Broken>) -> Wire {
        let mut response = Response::new(body);
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        for (name, value) in EVERYBODY {
            headers.insert(name, HeaderValue::from_static(value));
        }
        headers.extend(self.headers);
        response
    }

    /// What trouble leaves of the answer.
    pub(super) fn struck(self, trouble: Option<&Trouble>) -> Struck {
        let Some(trouble) = trouble else {
            return Struck::Whole(self);
        };
        if let Some(fault) = trouble.fault() {
            let reply = Self::refusal(&fault);
            return Struck::Whole(match trouble {
                Trouble::OperatingLimit { reset_in } => {
                    reply.with(header::RETRY_AFTER, Some((*reset_in).into()))
                }
                _ => reply,
            });
        }
        match trouble {
            Trouble::Page { status, .. } => {
                let status = StatusCode::from_u16(*status).unwrap_or(StatusCode::BAD_GATEWAY);
                Struck::Whole(Self::page(status))
            }
            Trouble::Hang { .. } => Struck::Silent,
            Trouble::Reset { .. } => Struck::Reset,
            Trouble::Lost { .. } => Struck::Closed,
            Trouble::Cut => Struck::Half(self),
            Trouble::HalfJson => {
                let half = self.body.slice(..self.body.len() / 2);
                Struck::Whole(Self { body: half, ..self })
            }
            Trouble::NoJson => Struck::Whole(Self {
                body: Bytes::from_static(b"<b>Fatal error</b>: Allowed memory size exhausted"),
                ..self
            }),
            _ => Struck::Whole(self),
        }
    }
}

/// An answer after trouble.
pub(super) enum Struck {
    Whole(Reply),
    /// Cut off in the middle.
    Half(Reply),
    /// No answer and no end.
    Silent,
    Reset,
    Closed,
}

impl Struck {
    /// The status that the client sees.
    pub(super) fn status(&self) -> Option<u16> {
        match self {
            Self::Whole(reply) | Self::Half(reply) => Some(reply.status.as_u16()),
            _ => None,
        }
    }

    /// The code that the client sees.
    pub(super) fn error(&self) -> Option<String> {
        match self {
            Self::Whole(reply) => reply.error.clone(),
            _ => None,
        }
    }

    pub(super) async fn deliver(self, doom: &Doom) -> Result<Wire, Broken> {
        match self {
            Self::Whole(reply) => Ok(reply.into_wire()),
            Self::Half(reply) => {
                let body = Half::new(reply.body.clone());
                Ok(reply.wire(body.boxed_unsync()))
            }
            Self::Silent => std::future::pending().await,
            Self::Reset => {
                doom.seal();
                Err(Broken)
            }
            Self::Closed => Err(Broken),
        }
    }
}

/// A body that promises the whole and breaks off after the first half.
struct Half {
    whole: u64,
    first: Option<Bytes>,
    pause: std::pin::Pin<Box<tokio::time::Sleep>>,
}

impl Half {
    fn new(body: Bytes) -> Self {
        Self {
            whole: u64::try_from(body.len()).unwrap_or(u64::MAX),
            first: Some(body.slice(..body.len() / 2)),
            pause: Box::pin(tokio::time::sleep(HEAD_START)),
        }
    }
}

impl Body for Half {
    type Data = Bytes;
    type Error = Broken;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        cx: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<Frame<Bytes>, Broken>>> {
        if let Some(first) = self.first.take() {
            return std::task::Poll::Ready(Some(Ok(Frame::data(first))));
        }
        self.pause.as_mut().poll(cx).map(|()| Some(Err(Broken)))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.whole)
    }
}
