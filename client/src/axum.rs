//! Extractors for `axum`: handlers take what a portal posted, verified and typed, as an argument.
//!
//! Bodies are limited as all of axum's are: to 2 MB unless a `DefaultBodyLimit` says otherwise.

mod rejection;
mod tokens;

use axum_core::extract::{FromRef, FromRequest, Request};
use bytes::Bytes;

pub use self::rejection::Rejection;
pub use self::tokens::{ApplicationTokens, TokenLookup};
use crate::embed::EmbedRequest;
use crate::event::{Envelope, EventError};

/// What an [`Envelope`] can be read as: the generated `Event`, or the envelope itself.
pub trait FromEnvelope: Sized {
    /// Reads the data.
    ///
    /// # Errors
    ///
    /// Data that is not of its type.
    fn from_envelope(envelope: Envelope) -> Result<Self, EventError>;
}

impl FromEnvelope for Envelope {
    fn from_envelope(envelope: Envelope) -> Result<Self, EventError> {
        Ok(envelope)
    }
}

/// An event that carries the application token of the portal it says it comes from. The tokens are found in the router's
/// state: [`ApplicationTokens`], or a state of which that is a part ([`FromRef`]).
///
/// A missing or wrong token is answered with 403, what is no event with 400, a body that is too large with 413, tokens that
/// cannot be looked up with 503: the handler is called with events only.
///
/// The event of an installation brings the token that later ones are compared with: take it as `Bytes`, read it by
/// [`Envelope::parse`], and ask the authorisation server whose tokens these are before keeping anything.
///
/// ```
/// use axum::{Router, http::StatusCode, routing::post};
/// use bitrix24_client::Envelope;
/// use bitrix24_client::axum::{ApplicationTokens, Verified};
///
/// async fn hook(Verified(event): Verified<Envelope>) -> StatusCode {
///     println!("{} from {:?}", event.name, event.auth.domain);
///     StatusCode::OK
/// }
///
/// let app: Router = Router::new()
///     .route("/events", post(hook))
///     .with_state(ApplicationTokens::one("the application's token"));
/// ```
#[derive(Debug, Clone)]
pub struct Verified<T>(pub T);

impl<S, T> FromRequest<S> for Verified<T>
where
    S: Send + Sync,
    T: FromEnvelope,
    ApplicationTokens: FromRef<S>,
{
    type Rejection = Rejection;

    async fn from_request(request: Request, state: &S) -> Result<Self, Rejection> {
        let tokens = ApplicationTokens::from_ref(state);
        let body = Bytes::from_request(request, state).await?;
        let envelope = Envelope::parse(&body)?;
        tokens.check(&envelope.auth).await?;
        Ok(Self(T::from_envelope(envelope)?))
    }
}

/// What a page of an app is posted when a portal shows it. Nothing proves that it comes from a portal; what is none of it is
/// answered with 400.
///
/// ```
/// use axum::{Router, routing::post};
/// use bitrix24_client::EmbedRequest;
///
/// async fn page(request: EmbedRequest) -> String {
///     format!("Opened at {:?} of {}", request.placement, request.domain)
/// }
///
/// let app: Router = Router::new().route("/", post(page));
/// ```
impl<S: Send + Sync> FromRequest<S> for EmbedRequest {
    type Rejection = Rejection;

    async fn from_request(request: Request, state: &S) -> Result<Self, Rejection> {
        let query = request.uri().query().unwrap_or_default().to_owned();
        let body = Bytes::from_request(request, state).await?;
        Ok(Self::parse(&query, &body)?)
    }
}
