//! What can go wrong, by what a caller can do about it.

mod api;
mod codes;

use std::sync::Arc;
use std::time::Duration;

pub use api::ApiError;
pub(crate) use api::{Refusal, classify};

use crate::decode::DecodeError;
use crate::method::ErrorKind;

/// Why a call has no answer. No secret is in any of these.
///
/// Errors of the platform are told apart by their code, not by HTTP status or text, which is in the portal's language.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Too many calls, or too much time spent: wait.
    #[error("{api}")]
    #[non_exhaustive]
    Limit {
        /// What the platform said.
        api: Box<ApiError>,
        /// How long to wait, where it said so.
        retry_after: Option<Duration>,
    },
    /// The token or webhook is not accepted (any more).
    #[error("{0}")]
    Auth(Box<ApiError>),
    /// The caller lacks the right, the scope, or the plan.
    #[error("{0}")]
    Access(Box<ApiError>),
    /// There is no such record.
    #[error("{0}")]
    NotFound(Box<ApiError>),
    /// The platform refused the parameters.
    #[error("{0}")]
    Invalid(Box<ApiError>),
    /// There is such a record already.
    #[error("{0}")]
    Exists(Box<ApiError>),
    /// Something else is being done with it: try again later.
    #[error("{0}")]
    Busy(Box<ApiError>),
    /// Any other code.
    #[error("{0}")]
    Other(Box<ApiError>),
    /// The platform failed, or what answered is not the platform (a gateway's page).
    #[error("{method}: the server failed with status {status}: {text}")]
    #[non_exhaustive]
    Server {
        /// The method that was called.
        method: String,
        /// HTTP status.
        status: u16,
        /// The beginning of what it said.
        text: String,
        /// Its code, if it spoke the platform's language.
        api: Option<Box<ApiError>>,
    },
    /// The call cannot be sent as it is; nothing was.
    #[error("{method}: {}{text}", argument.as_ref().map(|argument| format!("argument `{argument}`: ")).unwrap_or_default())]
    #[non_exhaustive]
    InvalidArgument {
        /// The method that was to be called.
        method: String,
        /// The argument, with the path inside of it.
        argument: Option<String>,
        /// What is wrong.
        text: String,
    },
    /// The platform was not reached, or a call that changes nothing got no answer.
    #[error("{method}: no answer: {}", chain(source.as_ref()))]
    #[non_exhaustive]
    Transport {
        /// The method that was called.
        method: String,
        /// What happened; its URL is removed.
        source: Arc<dyn std::error::Error + Send + Sync>,
    },
    /// The request was written and no answer came: it may have been carried out.
    #[error("{method}: no answer, it may have been carried out: {}", chain(source.as_ref()))]
    #[non_exhaustive]
    Uncertain {
        /// The method that was called.
        method: String,
        /// What happened; its URL is removed.
        source: Arc<dyn std::error::Error + Send + Sync>,
    },
    /// The answer is not what the method answers by its description. The call itself was carried out.
    #[error("{method}: {source}")]
    #[non_exhaustive]
    Decode {
        /// The method that was called.
        method: String,
        /// Where and what.
        source: DecodeError,
    },
    /// A list does not go on as it should: handing it on would lose records without a word.
    #[error("{method}: {text}")]
    #[non_exhaustive]
    Paging {
        /// The method that was called.
        method: String,
        /// What was wrong.
        text: String,
    },
    /// A command of a batch that was not carried out, since one before it failed.
    #[error("{method}: not carried out")]
    #[non_exhaustive]
    NotRun {
        /// The method of the command.
        method: String,
    },
}

/// An error with what caused it, as `reqwest` says next to nothing by itself.
fn chain(error: &(dyn std::error::Error + Send + Sync)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str(": ");
        text.push_str(&error.to_string());
        source = error.source();
    }
    text
}

/// A page of a gateway in place of an answer.
#[derive(Debug, thiserror::Error)]
#[error("a gateway answered with status {status}: {text}")]
pub(crate) struct GatewayError {
    pub(crate) status: u16,
    pub(crate) text: String,
}

impl Error {
    #[cold]
    pub(crate) fn transport(
        method: impl Into<String>,
        source: impl std::error::Error + Send + Sync + 'static,
    ) -> Self {
        Self::Transport {
            method: method.into(),
            source: Arc::new(source),
        }
    }

    #[cold]
    pub(crate) fn uncertain(
        method: impl Into<String>,
        source: impl std::error::Error + Send + Sync + 'static,
    ) -> Self {
        Self::Uncertain {
            method: method.into(),
            source: Arc::new(source),
        }
    }

    #[cold]
    pub(crate) fn invalid_argument(
        method: impl Into<String>,
        argument: impl Into<String>,
        text: impl Into<String>,
    ) -> Self {
        let argument = Some(argument.into()).filter(|argument| !argument.is_empty());
        Self::InvalidArgument {
            method: method.into(),
            argument,
            text: text.into(),
        }
    }

    #[cold]
    pub(crate) fn paging(method: &str, text: impl Into<String>) -> Self {
        Self::Paging {
            method: method.to_owned(),
            text: text.into(),
        }
    }

    #[cold]
    pub(crate) fn decode(method: &str, source: DecodeError) -> Self {
        Self::Decode {
            method: method.to_owned(),
            source,
        }
    }

    /// The method that was called, or was to be.
    #[must_use]
    pub fn method(&self) -> &str {
        match self {
            Self::Limit { api, .. }
            | Self::Auth(api)
            | Self::Access(api)
            | Self::NotFound(api)
            | Self::Invalid(api)
            | Self::Exists(api)
            | Self::Busy(api)
            | Self::Other(api) => &api.method,
            Self::Server { method, .. }
            | Self::InvalidArgument { method, .. }
            | Self::Transport { method, .. }
            | Self::Uncertain { method, .. }
            | Self::Decode { method, .. }
            | Self::Paging { method, .. }
            | Self::NotRun { method } => method,
        }
    }

    /// What the platform said, if it is the platform that refused.
    #[must_use]
    pub fn api(&self) -> Option<&ApiError> {
        match self {
            Self::Limit { api, .. }
            | Self::Auth(api)
            | Self::Access(api)
            | Self::NotFound(api)
            | Self::Invalid(api)
            | Self::Exists(api)
            | Self::Busy(api)
            | Self::Other(api) => Some(api),
            Self::Server { api, .. } => api.as_deref(),
            _ => None,
        }
    }

    /// The platform's code: `QUERY_LIMIT_EXCEEDED`; often `""`.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.api().map(|api| api.code.as_str())
    }

    /// What can be done about it, if the platform refused for a known reason.
    #[must_use]
    pub const fn kind(&self) -> Option<ErrorKind> {
        match self {
            Self::Limit { .. } => Some(ErrorKind::Limit),
            Self::Auth(_) => Some(ErrorKind::Auth),
            Self::Access(_) => Some(ErrorKind::Access),
            Self::NotFound(_) => Some(ErrorKind::NotFound),
            Self::Invalid(_) => Some(ErrorKind::Invalid),
            Self::Exists(_) => Some(ErrorKind::Exists),
            Self::Busy(_) => Some(ErrorKind::Busy),
            Self::Server { .. } => Some(ErrorKind::Server),
            _ => None,
        }
    }

    /// Too many calls, or too much time spent.
    #[must_use]
    pub const fn is_limit(&self) -> bool {
        matches!(self, Self::Limit { .. })
    }

    /// The token or webhook is not accepted.
    #[must_use]
    pub const fn is_auth(&self) -> bool {
        matches!(self, Self::Auth(_))
    }

    /// The caller lacks a right.
    #[must_use]
    pub const fn is_access(&self) -> bool {
        matches!(self, Self::Access(_))
    }

    /// There is no such record.
    #[must_use]
    pub const fn is_not_found(&self) -> bool {
        matches!(self, Self::NotFound(_))
    }

    /// There is such a record already.
    #[must_use]
    pub const fn is_exists(&self) -> bool {
        matches!(self, Self::Exists(_))
    }

    /// The parameters are wrong: the platform said so, or we did before sending.
    #[must_use]
    pub const fn is_invalid(&self) -> bool {
        matches!(self, Self::Invalid(_) | Self::InvalidArgument { .. })
    }

    /// The call may or may not have been carried out.
    #[must_use]
    pub const fn is_uncertain(&self) -> bool {
        matches!(self, Self::Uncertain { .. })
    }
}
