//! What is answered instead of calling a handler.

use axum_core::extract::rejection::BytesRejection;
use axum_core::response::{IntoResponse, Response};
use http::StatusCode;

use crate::auth::StoreError;
use crate::event::EventError;

/// Why a request did not reach its handler.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Rejection {
    /// The body is too large, or did not come whole.
    #[error("{0}")]
    Body(#[from] BytesRejection),
    /// It is no event or no page's request, or does not come from the portal.
    #[error("{0}")]
    Event(#[from] EventError),
    /// The application token could not be looked up.
    #[error("the application token could not be looked up")]
    Lookup(#[source] StoreError),
}

impl Rejection {
    /// The status that it is answered with.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Body(body) => body.status(),
            Self::Event(EventError::NoToken | EventError::WrongToken) => StatusCode::FORBIDDEN,
            Self::Event(_) => StatusCode::BAD_REQUEST,
            Self::Lookup(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        tracing::debug!(status = self.status().as_u16(), reason = %self, "a post was refused");
        (self.status(), self.to_string()).into_response()
    }
}
