//! With what calls are made: a webhook, a token, or an application whose tokens are renewed.

mod application;
mod session;
mod store;
mod tokens;

use std::borrow::Cow;
use std::sync::Arc;

pub use application::Application;
use secrecy::{ExposeSecret, SecretString};
pub(crate) use session::Session;
pub use store::{FileStore, MemoryStore, StoreError, StoreFuture, TokenStore};
pub use tokens::Tokens;

/// With what calls are made.
pub(crate) enum Access {
    /// A part of the address.
    Webhook(SecretString),
    /// Sent as `auth`, for ever.
    Token(SecretString),
    /// Sent as `auth`, until it is renewed.
    Session(Arc<Session>),
}

impl Access {
    /// A text without secrets: pages of gateways repeat the address that was asked for, and portals what they were sent.
    pub(crate) fn redact<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match self {
            Self::Webhook(secret) | Self::Token(secret) => hide(Cow::Borrowed(text), secret),
            Self::Session(session) => session.redact(text),
        }
    }
}

/// A text with stars for a secret.
pub(crate) fn hide<'t>(text: Cow<'t, str>, secret: &SecretString) -> Cow<'t, str> {
    let secret = secret.expose_secret();
    if secret.is_empty() || !text.contains(secret) {
        return text;
    }
    Cow::Owned(text.replace(secret, "***"))
}
