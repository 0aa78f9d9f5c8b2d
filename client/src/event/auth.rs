//! Who an event comes from.

use std::fmt;

use subtle::ConstantTimeEq as _;

use super::EventError;
use crate::decode::{Decode, DecodeError, Object, Slot, object, read};

/// Who an event comes from, and access for those who handle it. Events that robots cause carry no tokens; those of an
/// outgoing webhook only say which portal.
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct EventAuth {
    /// Access as the user who caused the event. Secret.
    pub access_token: Option<String>,
    /// For how many seconds.
    pub expires_in: Option<i64>,
    /// To which parts.
    pub scope: Option<String>,
    /// Host of the portal.
    pub domain: Option<String>,
    /// Address of the authorisation server.
    pub server_endpoint: Option<String>,
    /// Address that calls go to.
    pub client_endpoint: Option<String>,
    /// The portal, by a name that never changes.
    pub member_id: Option<String>,
    /// What proves that the portal sent the event. Secret.
    pub application_token: Option<String>,
    /// State of the application.
    pub status: Option<String>,
    /// For access that lasts; only on installation. Secret.
    pub refresh_token: Option<String>,
    /// The user who caused the event.
    pub user_id: Option<i64>,
}

impl EventAuth {
    /// Whether this carries the application token, and so what it came with is the portal's. The comparison takes the same time
    /// wherever tokens differ.
    ///
    /// # Errors
    ///
    /// [`EventError::NoToken`] and [`EventError::WrongToken`].
    pub fn check(&self, application_token: &str) -> Result<(), EventError> {
        let token = self.application_token.as_deref();
        let token = token.filter(|token| !token.is_empty());
        let Some(token) = token.filter(|_| !application_token.is_empty()) else {
            return Err(EventError::NoToken);
        };
        if bool::from(token.as_bytes().ct_eq(application_token.as_bytes())) {
            Ok(())
        } else {
            Err(EventError::WrongToken)
        }
    }
}

impl Object for EventAuth {
    fn set(&mut self, key: &str, slot: &mut dyn Slot) -> Result<bool, DecodeError> {
        match key {
            "access_token" => self.access_token = read(slot)?,
            "expires_in" => self.expires_in = read(slot)?,
            "scope" => self.scope = read(slot)?,
            "domain" => self.domain = read(slot)?,
            "server_endpoint" => self.server_endpoint = read(slot)?,
            "client_endpoint" => self.client_endpoint = read(slot)?,
            "member_id" => self.member_id = read(slot)?,
            "application_token" => self.application_token = read(slot)?,
            "status" => self.status = read(slot)?,
            "refresh_token" => self.refresh_token = read(slot)?,
            "user_id" => self.user_id = read(slot)?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

impl Decode for EventAuth {
    fn decode(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError> {
        object(slot)
    }
}

/// Stands for a secret.
pub(crate) struct Hidden;

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

pub(crate) fn hidden(secret: Option<&String>) -> Option<Hidden> {
    secret.map(|_| Hidden)
}

impl fmt::Debug for EventAuth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventAuth")
            .field("access_token", &hidden(self.access_token.as_ref()))
            .field("expires_in", &self.expires_in)
            .field("scope", &self.scope)
            .field("domain", &self.domain)
            .field("server_endpoint", &self.server_endpoint)
            .field("client_endpoint", &self.client_endpoint)
            .field("member_id", &self.member_id)
            .field(
                "application_token",
                &hidden(self.application_token.as_ref()),
            )
            .field("status", &self.status)
            .field("refresh_token", &hidden(self.refresh_token.as_ref()))
            .field("user_id", &self.user_id)
            .finish()
    }
}
