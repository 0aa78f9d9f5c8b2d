//! The application tokens that events are compared with.

use std::collections::HashMap;
use std::fmt;
use std::future::ready;
use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};

use super::Rejection;
use crate::auth::StoreFuture;
use crate::event::{EventAuth, EventError};

/// Where the application token of a portal is looked up, for applications that many portals have installed.
///
/// ```
/// use bitrix24_client::StoreFuture;
/// use bitrix24_client::axum::{ApplicationTokens, TokenLookup};
///
/// struct Portals; // a database
///
/// impl TokenLookup for Portals {
///     fn application_token<'a>(&'a self, member_id: &'a str) -> StoreFuture<'a, Option<String>> {
///         Box::pin(async move { Ok((member_id == "m1").then(|| "secret".to_owned())) })
///     }
/// }
///
/// let tokens = ApplicationTokens::by_portal(Portals);
/// ```
pub trait TokenLookup: Send + Sync {
    /// The token that the portal sends along; none if the portal is not known. The name comes from the request and proves
    /// nothing.
    fn application_token<'a>(&'a self, member_id: &'a str) -> StoreFuture<'a, Option<String>>;
}

/// Tokens by the portal's `member_id`.
impl TokenLookup for HashMap<String, String> {
    fn application_token<'a>(&'a self, member_id: &'a str) -> StoreFuture<'a, Option<String>> {
        Box::pin(ready(Ok(self.get(member_id).cloned())))
    }
}

/// The application tokens that events are compared with. Cheap to clone; no token shows in its `Debug`.
#[derive(Clone)]
pub struct ApplicationTokens(Arc<Known>);

enum Known {
    Any(Vec<SecretString>),
    ByPortal(Box<dyn TokenLookup>),
}

impl ApplicationTokens {
    /// One portal's: the `application_token` that came with the installation, or the one in the settings of an outgoing
    /// webhook.
    pub fn one(token: impl Into<String>) -> Self {
        Self::any([token])
    }

    /// Several: each outgoing webhook of a portal has one of its own.
    pub fn any(tokens: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let tokens = tokens.into_iter();
        let tokens = tokens.map(|token| SecretString::from(token.into()));
        Self(Arc::new(Known::Any(tokens.collect())))
    }

    /// Looked up for each event by the portal that it says it comes from.
    pub fn by_portal(lookup: impl TokenLookup + 'static) -> Self {
        Self(Arc::new(Known::ByPortal(Box::new(lookup))))
    }

    /// Whether what was posted carries the right one: an event, or a callback ([`Posted`](crate::Posted)).
    ///
    /// # Errors
    ///
    /// [`Rejection::Event`] if it does not, [`Rejection::Lookup`] if that cannot be said.
    pub async fn check(&self, auth: &EventAuth) -> Result<(), Rejection> {
        match &*self.0 {
            Known::Any(tokens) => {
                let mut outcome = Err(EventError::NoToken);
                // All of them, so that the time does not tell which one it was.
                for token in tokens {
                    match auth.check(token.expose_secret()) {
                        Ok(()) => outcome = Ok(()),
                        Err(error) if outcome.is_err() => outcome = Err(error),
                        Err(_) => {}
                    }
                }
                Ok(outcome?)
            }
            Known::ByPortal(lookup) => {
                let member_id = auth.member_id.as_deref();
                let member_id = member_id.ok_or(EventError::NoToken)?;
                let token = lookup.application_token(member_id).await;
                // A portal that is not known has no token that could be right.
                let token = token.map_err(Rejection::Lookup)?.unwrap_or_default();
                Ok(auth.check(&token)?)
            }
        }
    }
}

impl fmt::Debug for ApplicationTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApplicationTokens(***)")
    }
}
