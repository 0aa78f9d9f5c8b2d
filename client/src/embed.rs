//! What an app's page receives when a portal shows it inside of itself.

use std::fmt;

use crate::client::Client;
use crate::decode::{Decode, DecodeError, with_slice};
use crate::error::Error;
use crate::event::{EventError, Form, Room, posted_into};

/// What an app's page receives when a portal shows it: where, for whom, and access as that user.
///
/// Nothing in it proves that the portal sent it. Before trusting it, ask the authorisation server or the portal who the
/// token belongs to, and compare [`member_id`](Self::member_id).
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct EmbedRequest {
    /// Host of the portal.
    pub domain: String,
    /// The portal is reached by `https`.
    pub secure: bool,
    /// The user's language: `en`.
    pub lang: Option<String>,
    /// The app, for the portal's script.
    pub app_sid: Option<String>,
    /// Access as the user. Secret.
    pub auth_id: Option<String>,
    /// For how many seconds.
    pub auth_expires: Option<i64>,
    /// For access that lasts. Secret.
    pub refresh_id: Option<String>,
    /// Address of the authorisation server.
    pub server_endpoint: Option<String>,
    /// The portal, by a name that never changes.
    pub member_id: Option<String>,
    /// State of the application.
    pub status: Option<String>,
    /// Where the page is shown.
    pub placement: Option<String>,
    /// What the place says of itself, as it came: JSON, `""` or `[]`.
    pub placement_options: Option<String>,
}

impl EmbedRequest {
    /// Reads the query of the request's address and its body.
    ///
    /// # Errors
    ///
    /// If they are no forms, or do not say which portal.
    pub fn parse(query: &str, body: &[u8]) -> Result<Self, EventError> {
        let mut form = Form::parse(query.trim_start_matches('?').as_bytes())?;
        form.extend(body)?;
        let text = |name: &str| {
            form.read::<Option<String>>(&[name])
                .map_err(EventError::Malformed)
        };
        let number = |name: &str| {
            form.read::<Option<i64>>(&[name])
                .map_err(EventError::Malformed)
        };
        let domain = text("DOMAIN")?.filter(|domain| is_host(domain));
        Ok(Self {
            domain: domain.ok_or_else(|| {
                EventError::Malformed(DecodeError::nothing("the host of a portal").at_key("DOMAIN"))
            })?,
            secure: number("PROTOCOL")? != Some(0),
            lang: text("LANG")?,
            app_sid: text("APP_SID")?,
            auth_id: text("AUTH_ID")?,
            auth_expires: number("AUTH_EXPIRES")?,
            refresh_id: text("REFRESH_ID")?,
            server_endpoint: text("SERVER_ENDPOINT")?,
            member_id: text("member_id")?,
            status: text("status")?,
            placement: text("PLACEMENT")?,
            placement_options: text("PLACEMENT_OPTIONS")?,
        })
    }

    /// What the place says of itself; nothing where it says nothing.
    ///
    /// # Errors
    ///
    /// If it is no JSON, or not a `T`.
    pub fn options<T: Decode>(&self) -> Result<T, EventError> {
        let mut options = None;
        self.options_into(&mut options)?;
        options.ok_or_else(|| self.wrong_options(DecodeError::nothing(T::EXPECTING)))
    }

    /// The part of [`options`](Self::options) that is the same for all places, compiled once.
    fn options_into(&self, options: &mut dyn Room) -> Result<(), EventError> {
        let text = match self.placement_options.as_deref().map(str::trim) {
            // Places that say nothing of themselves say it in several ways.
            None | Some("" | "[]" | "null" | "\"\"" | "false") => "{}",
            Some(text) => text,
        };
        // What says nothing in yet another way is an object without entries, too.
        let read = with_slice(text.as_bytes(), &mut |slot| posted_into(slot, options));
        read.map_err(|source| self.wrong_options(source))
    }

    #[cold]
    fn wrong_options(&self, source: DecodeError) -> EventError {
        EventError::Decode {
            name: self.placement.clone().unwrap_or_default(),
            source: source.at_key("PLACEMENT_OPTIONS"),
        }
    }

    /// A client with the user's access.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidArgument`] if the request carries no token; those of [`ClientBuilder::build`](crate::ClientBuilder::build).
    pub fn client(&self) -> Result<Client, Error> {
        let Some(token) = &self.auth_id else {
            return Err(Error::invalid_argument(
                "EmbedRequest",
                "AUTH_ID",
                "the request carries no token",
            ));
        };
        let scheme = if self.secure { "https" } else { "http" };
        Client::builder()
            .token(format!("{scheme}://{}/rest/", self.domain), token)
            .build()
    }
}

/// A host, with a port or without: nothing that would turn an address into another.
fn is_host(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b".-:".contains(&byte))
}

impl fmt::Debug for EmbedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use crate::event::hidden;

        f.debug_struct("EmbedRequest")
            .field("domain", &self.domain)
            .field("secure", &self.secure)
            .field("lang", &self.lang)
            // Not a secret by itself, but it identifies a session of the user.
            .field("app_sid", &hidden(self.app_sid.as_ref()))
            .field("auth_id", &hidden(self.auth_id.as_ref()))
            .field("auth_expires", &self.auth_expires)
            .field("refresh_id", &hidden(self.refresh_id.as_ref()))
            .field("server_endpoint", &self.server_endpoint)
            .field("member_id", &self.member_id)
            .field("status", &self.status)
            .field("placement", &self.placement)
            .field("placement_options", &self.placement_options)
            .finish()
    }
}
