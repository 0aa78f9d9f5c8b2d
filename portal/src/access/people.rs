//! Webhooks, applications and users, as they are set up when a portal starts.

use std::fmt;

/// What a user may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Role {
    /// Everything.
    #[default]
    Admin,
    /// Reads and writes records; no custom fields, no layouts but the own one, no offline events.
    Employee,
    /// Reads records.
    Reader,
    /// Sees no records at all.
    Outsider,
}

impl Role {
    pub(crate) fn reads(self) -> bool {
        self != Self::Outsider
    }

    pub(crate) fn writes(self) -> bool {
        matches!(self, Self::Admin | Self::Employee)
    }

    pub(crate) fn administers(self) -> bool {
        self == Self::Admin
    }
}

/// An incoming webhook.
#[derive(Clone, PartialEq, Eq)]
pub struct Webhook {
    pub(crate) user: i64,
    pub(crate) token: String,
    pub(crate) scopes: Option<Vec<String>>,
}

impl Webhook {
    /// A webhook of a user, with every scope.
    pub fn new(user: i64, token: impl Into<String>) -> Self {
        Self {
            user,
            token: token.into(),
            scopes: None,
        }
    }

    /// Grants these scopes and no others.
    #[must_use]
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.scopes = Some(scopes.into_iter().map(Into::into).collect());
        self
    }
}

impl fmt::Debug for Webhook {
    /// Without the token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Webhook")
            .field("user", &self.user)
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}

/// An application that is installed on the portal.
#[derive(Clone, PartialEq, Eq)]
pub struct App {
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    pub(crate) scopes: Option<Vec<String>>,
    pub(crate) user: i64,
    pub(crate) access_token: Option<String>,
    pub(crate) redirect: Option<String>,
}

impl App {
    /// An application installed by user 1, with every scope.
    pub fn new(client_id: impl Into<String>, client_secret: impl Into<String>) -> Self {
        Self {
            client_id: client_id.into(),
            client_secret: client_secret.into(),
            scopes: None,
            user: 1,
            access_token: None,
            redirect: None,
        }
    }

    /// What it is known by.
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// Grants these scopes and no others.
    #[must_use]
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.scopes = Some(scopes.into_iter().map(Into::into).collect());
        self
    }

    /// The user who installed it and whose tokens it gets.
    #[must_use]
    pub fn installed_by(mut self, user: i64) -> Self {
        self.user = user;
        self
    }

    /// An access token that is issued when the portal starts, for tests that want to know it beforehand. It lives as long
    /// as any other: an hour.
    #[must_use]
    pub fn access_token(mut self, token: impl Into<String>) -> Self {
        self.access_token = Some(token.into());
        self
    }

    /// Where `/oauth/authorize/` sends browsers back to, unless the request names a place.
    #[must_use]
    pub fn redirect(mut self, address: impl Into<String>) -> Self {
        self.redirect = Some(address.into());
        self
    }
}

impl fmt::Debug for App {
    /// Without secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App")
            .field("client_id", &self.client_id)
            .field("scopes", &self.scopes)
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}
