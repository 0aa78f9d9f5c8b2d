//! What a portal was started with, and what can be turned while it runs.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use chrono::FixedOffset;

use crate::access::{App, Role, Webhook};
use crate::clock::Clock;
use crate::journal::Journal;
use crate::limits::Limiter;
use crate::trouble::Rules;
use crate::zone::Zone;

/// Shared by everything that belongs to one portal.
pub(crate) struct Settings {
    pub(crate) offset: FixedOffset,
    pub(crate) clock: Clock,
    pub(crate) limiter: Limiter,
    pub(crate) rules: Rules,
    pub(crate) journal: Journal,
    /// Every answer is late by this much.
    pub(crate) latency: Duration,
    pub(crate) webhooks: Vec<Webhook>,
    pub(crate) apps: Vec<App>,
    /// Users that are no administrators.
    pub(crate) roles: HashMap<i64, Role>,
    /// Handlers that no application bound: event and address.
    pub(crate) outgoing: Vec<(String, String)>,
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

    /// `http://127.0.0.1:8024/rest/`
    pub(crate) fn endpoint(&self) -> String {
        format!("{}/rest/", self.base())
    }

    /// The time zone, and what time it is now.
    pub(crate) fn zone(&self) -> Zone {
        Zone {
            offset: self.offset,
            now: self.clock.seconds(),
        }
    }

    /// What a user may do: user 1 is the administrator, and others are too unless somebody says what they are.
    pub(crate) fn role(&self, user: i64) -> Role {
        self.roles.get(&user).copied().unwrap_or_default()
    }

    /// An installed application.
    pub(crate) fn app(&self, client: &str) -> Option<&App> {
        self.apps.iter().find(|app| app.client_id == client)
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
