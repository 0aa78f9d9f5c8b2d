//! What a portal was started with, and who is calling.

use std::hash::{BuildHasher, RandomState};

use crate::zone::Zone;

/// Things that do not change while a portal runs.
pub(crate) struct Settings {
    pub(crate) zone: Zone,
    pub(crate) webhooks: Vec<(i64, String)>,
    pub(crate) apps: Vec<App>,
    /// Shared secret that comes with every event.
    pub(crate) application_token: String,
    /// Identifies the portal.
    pub(crate) member_id: String,
    /// `http://127.0.0.1:8024`
    pub(crate) base: String,
}

impl Settings {
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// `127.0.0.1:8024`
    pub(crate) fn domain(&self) -> &str {
        self.base().trim_start_matches("http://")
    }

    /// Who may call with this webhook.
    pub(crate) fn webhook(&self, user: &str, token: &str) -> Option<Caller> {
        let user: i64 = user.parse().ok()?;
        let known = self.webhooks.iter().any(|(u, t)| *u == user && t == token);
        known.then_some(Caller::Webhook { user })
    }

    /// Who may call with this access token.
    pub(crate) fn token(&self, token: &str) -> Option<Caller> {
        let app = self.apps.iter().find(|app| app.access_token == token)?;
        Some(Caller::App {
            user: app.user,
            client: app.client_id.clone(),
        })
    }
}

/// An installed application with a token that stays.
#[derive(Clone)]
pub(crate) struct App {
    pub(crate) client_id: String,
    pub(crate) access_token: String,
    pub(crate) user: i64,
}

/// Who is calling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Caller {
    Webhook { user: i64 },
    App { user: i64, client: String },
}

impl Caller {
    pub(crate) fn user(&self) -> i64 {
        match self {
            Self::Webhook { user } | Self::App { user, .. } => *user,
        }
    }

    pub(crate) fn is_app(&self) -> bool {
        matches!(self, Self::App { .. })
    }
}

/// A token that nobody else has: for one machine, not against attackers.
pub(crate) fn token(length: usize) -> String {
    let mut token = String::new();
    while token.len() < length {
        token.push_str(&format!(
            "{:016x}",
            RandomState::new().hash_one(token.len())
        ));
    }
    token.truncate(length);
    token
}
