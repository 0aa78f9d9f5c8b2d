//! Arguments of `axum` handlers: verified events, embedded pages. Feature `axum`.
//!
//! ```
//! use axum::{Router, http::StatusCode, routing::post};
//! use bitrix24::axum::{ApplicationTokens, Embedded, Verified};
//! use bitrix24::{Event, Placement};
//!
//! async fn hook(Verified(event): Verified<Event>) -> StatusCode {
//!     match event {
//!         Event::CrmContactAdd(event) => println!("Contact {} was added.", event.data.id),
//!         other => println!("{other:?}"),
//!     }
//!     StatusCode::OK
//! }
//!
//! async fn page(Embedded(request, place): Embedded) -> String {
//!     match place {
//!         Placement::CrmContactDetailTab(contact) => format!("Contact {} of {}", contact.id, request.domain),
//!         other => format!("{other:?}"),
//!     }
//! }
//!
//! let app: Router = Router::new()
//!     .route("/events", post(hook))
//!     .route("/page", post(page))
//!     .with_state(ApplicationTokens::one("the application's token"));
//! ```

use axum_core::extract::{FromRequest, Request};
pub use bitrix24_client::axum::{
    ApplicationTokens, FromEnvelope, Rejection, TokenLookup, Verified,
};

use crate::{EmbedRequest, Envelope, Event, EventError, Placement};

impl FromEnvelope for Event {
    fn from_envelope(envelope: Envelope) -> Result<Self, EventError> {
        Self::from_envelope(envelope)
    }
}

/// A page of an app that a portal shows: who opened it, and where. Nothing proves that the request comes from a portal: see
/// [`EmbedRequest`]. What is no such request, or of another form than the place sends, is answered with 400.
#[derive(Debug, Clone)]
pub struct Embedded(pub EmbedRequest, pub Placement);

impl<S: Send + Sync> FromRequest<S> for Embedded {
    type Rejection = Rejection;

    async fn from_request(request: Request, state: &S) -> Result<Self, Rejection> {
        let request = EmbedRequest::from_request(request, state).await?;
        let place = Placement::of(&request)?;
        Ok(Self(request, place))
    }
}
