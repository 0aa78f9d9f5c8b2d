//! A pair of tokens, and where and how long it is good.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::event::EventAuth;

/// What an application calls one portal with, in the name of one user.
///
/// The secrets in it show up nowhere by themselves; [`to_json`](Self::to_json) is for whoever keeps them.
#[derive(Clone)]
pub struct Tokens {
    pub(crate) access_token: SecretString,
    pub(crate) refresh_token: SecretString,
    pub(crate) expires: SystemTime,
    /// Where calls go: `https://portal/rest/`.
    pub(crate) endpoint: String,
    pub(crate) member_id: String,
    pub(crate) user_id: Option<i64>,
    /// Everything else that came with them.
    pub(crate) scope: String,
}

impl Tokens {
    /// Tokens that came in some other way. `endpoint` is `https://portal/rest/`, `member_id` what the portal is known by.
    #[must_use]
    pub fn new(
        endpoint: impl Into<String>,
        member_id: impl Into<String>,
        access_token: impl Into<String>,
        refresh_token: impl Into<String>,
        expires: SystemTime,
    ) -> Self {
        Self {
            access_token: SecretString::from(access_token.into()),
            refresh_token: SecretString::from(refresh_token.into()),
            expires,
            endpoint: endpoint.into(),
            member_id: member_id.into(),
            user_id: None,
            scope: String::new(),
        }
    }

    /// Tokens that came with an event or a page, if it carried any. Only installations carry a refresh token; without one,
    /// these are good for an hour.
    #[must_use]
    pub fn of(auth: &EventAuth) -> Option<Self> {
        let lives = u64::try_from(auth.expires_in.unwrap_or(0)).unwrap_or(0);
        Some(Self {
            access_token: SecretString::from(auth.access_token.clone()?),
            refresh_token: SecretString::from(auth.refresh_token.clone().unwrap_or_default()),
            expires: SystemTime::now() + Duration::from_secs(lives),
            endpoint: auth.client_endpoint.clone()?,
            member_id: auth.member_id.clone()?,
            user_id: auth.user_id,
            scope: auth.scope.clone().unwrap_or_default(),
        })
    }

    /// What the portal is known by; it stays the same when its address changes.
    #[must_use]
    pub fn member_id(&self) -> &str {
        &self.member_id
    }

    /// Where calls go: `https://portal/rest/`.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// When the access token expires.
    #[must_use]
    pub const fn expires(&self) -> SystemTime {
        self.expires
    }

    /// In whose name calls are made, where it was said.
    #[must_use]
    pub const fn user_id(&self) -> Option<i64> {
        self.user_id
    }

    /// What the application was granted, separated by commas.
    #[must_use]
    pub fn scope(&self) -> &str {
        &self.scope
    }

    /// All of it, secrets included, for a store.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({
            "access_token": self.access_token.expose_secret(),
            "refresh_token": self.refresh_token.expose_secret(),
            "expires": seconds(self.expires),
            "client_endpoint": self.endpoint,
            "member_id": self.member_id,
            "user_id": self.user_id,
            "scope": self.scope,
        })
    }

    /// The same back; also what an authorisation server answers. Nothing when something that is needed is missing.
    #[must_use]
    pub fn from_json(value: &Value) -> Option<Self> {
        let map = value.as_object()?;
        let lives = get::<u64>(map, "expires_in").map(|lives| seconds(SystemTime::now()) + lives);
        let expires = get::<u64>(map, "expires").or(lives)?;
        Some(Self {
            access_token: SecretString::from(get::<String>(map, "access_token")?),
            refresh_token: SecretString::from(get::<String>(map, "refresh_token")?),
            expires: UNIX_EPOCH.checked_add(Duration::from_secs(expires))?,
            endpoint: get(map, "client_endpoint")?,
            member_id: get(map, "member_id")?,
            user_id: get(map, "user_id"),
            scope: get(map, "scope").unwrap_or_default(),
        })
    }

    /// Whether it is the same access.
    pub(crate) fn same(&self, other: &Self) -> bool {
        self.access_token.expose_secret() == other.access_token.expose_secret()
    }

    /// Whether the access token expires within this time.
    pub(crate) fn expires_within(&self, time: Duration) -> bool {
        self.expires <= SystemTime::now() + time
    }
}

impl fmt::Debug for Tokens {
    /// Without the tokens.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens")
            .field("endpoint", &self.endpoint)
            .field("member_id", &self.member_id)
            .field("expires", &self.expires)
            .field("user_id", &self.user_id)
            .finish_non_exhaustive()
    }
}

fn seconds(time: SystemTime) -> u64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    since.as_secs()
}

/// A value, also when a number came as a text.
fn get<T: DeserializeOwned>(map: &Map<String, Value>, name: &str) -> Option<T> {
    let value = map.get(name)?;
    let read = |value: Value| serde_json::from_value(value).ok();
    read(value.clone()).or_else(|| read(serde_json::from_str(value.as_str()?).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_kept_and_read_back() {
        let answer = json!({ "access_token": "a1", "refresh_token": "r1", "expires": "1700000000", "expires_in": 3600,
            "client_endpoint": "https://x/rest/", "member_id": "m", "user_id": "7", "scope": "crm" });
        let tokens = Tokens::from_json(&answer).unwrap();
        assert_eq!(
            (tokens.user_id, seconds(tokens.expires)),
            (Some(7), 1_700_000_000)
        );
        let again = Tokens::from_json(&tokens.to_json()).unwrap();
        assert_eq!(again.to_json(), tokens.to_json());
        let shown = format!("{tokens:?} {tokens:#?}");
        assert!(!shown.contains("a1") && !shown.contains("r1"), "{shown}");
        assert!(Tokens::from_json(&json!({ "access_token": "a" })).is_none());
    }
}
