//! Who may call, and what: webhooks, applications with their tokens, users and their rights, scopes.

mod people;
mod rights;
mod tokens;

use std::collections::BTreeSet;

use bitrix24_codegen::model::Scope;

pub use people::{App, Role, Webhook};
pub(crate) use rights::{check, forbidden, wrong_auth_type};
pub use tokens::Tokens;

/// Who is calling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Caller {
    pub(crate) user: i64,
    pub(crate) role: Role,
    pub(crate) source: Source,
    /// Scopes that were granted; all of them when nothing is said.
    pub(crate) granted: Option<BTreeSet<String>>,
    /// How many events stand between a person's change and this call: handlers that change what they hear of end some time.
    pub(crate) depth: u8,
    /// Source key of offline events: changes made with it are not told back.
    pub(crate) connector: String,
}

/// What a call is made with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    Webhook { token: String },
    App { client: String },
}

impl Caller {
    /// Somebody who may do everything: whoever makes up the first records.
    pub(crate) fn system() -> Self {
        Self {
            user: 1,
            role: Role::Admin,
            source: Source::Webhook {
                token: String::new(),
            },
            granted: None,
            depth: 0,
            connector: String::new(),
        }
    }

    /// The application that calls, if it is one.
    pub(crate) fn client(&self) -> Option<&str> {
        match &self.source {
            Source::App { client } => Some(client),
            Source::Webhook { .. } => None,
        }
    }

    pub(crate) fn is_app(&self) -> bool {
        self.client().is_some()
    }

    /// Webhook or application, for counting what it uses.
    pub(crate) fn key(&self) -> String {
        match &self.source {
            Source::Webhook { token } => format!("webhook {} {token}", self.user),
            Source::App { client } => format!("app {client}"),
        }
    }

    /// Whether one scope was granted. Every caller has the basic one.
    pub(crate) fn has_scope(&self, scope: &str) -> bool {
        scope == "basic"
            || scope.is_empty()
            || self
                .granted
                .as_ref()
                .is_none_or(|granted| granted.contains(scope))
    }

    /// Whether what was granted is enough for a method.
    pub(crate) fn may(&self, scope: &Scope) -> bool {
        match scope {
            Scope::Any(scopes) => {
                scopes.is_empty() || scopes.iter().any(|scope| self.has_scope(scope))
            }
            Scope::All(scopes) => scopes.iter().all(|scope| self.has_scope(scope)),
        }
    }
}
