//! Events: what a portal posts when something has happened.
//!
//! In comes the body of the request, `event=…&data[FIELDS][ID]=1&ts=…&auth[application_token]=…`; out goes an
//! [`Envelope`], which generated code turns into a variant of its `Event`. Anybody can post such a body: only
//! [`Envelope::verify`] says that it is the portal's. Callbacks, which a portal posts to an address that was given in a call, are
//! [`Posted`].

mod auth;
mod kept;
mod posted;
#[cfg(test)]
mod tests;

pub use auth::EventAuth;
pub(crate) use auth::hidden;
use kept::KeptSlot;
pub use posted::Posted;

use crate::decode::{Decode, DecodeError, JsonSlot, Slot};
pub use crate::form::{Form, FormError, FormSlot};
use crate::values::{Json, Timestamp};

/// Why what a portal posted was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EventError {
    /// It is no form that a portal would send.
    #[error("{0}")]
    Form(#[from] FormError),
    /// It names no event, or the event's own fields are not what they should be.
    #[error("not an event: {0}")]
    Malformed(DecodeError),
    /// It carries no application token, or ours is empty.
    #[error("what was posted carries no application token")]
    NoToken,
    /// It carries another application token: it does not come from the portal.
    #[error("what was posted carries a wrong application token")]
    WrongToken,
    /// The data of the event or callback are not what they are by its description.
    #[error("{name}: {source}")]
    Decode {
        /// Name of the event.
        name: String,
        /// Where and what.
        source: DecodeError,
    },
}

/// An event as it came, its data unread.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Envelope {
    /// Name of the event, in upper case.
    pub name: String,
    /// The handler that it was sent to.
    pub handler_id: Option<i64>,
    /// When it was sent.
    pub ts: Option<Timestamp>,
    /// Who sent it, and access for those who handle it.
    pub auth: EventAuth,
    body: Body,
}

/// Where the data are.
#[derive(Clone)]
enum Body {
    /// In a form that was posted, under `data`.
    Form(Form),
    /// What stands under `data` itself.
    Kept(Json),
}

/// Nothing of the data: they may be personal.
impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Form(form) => form.fmt(f),
            Self::Kept(_) => f.write_str("Kept"),
        }
    }
}

impl Envelope {
    /// Reads an event **without** asking whether it comes from the portal; for those who have checked that otherwise.
    ///
    /// # Errors
    ///
    /// If it is no event.
    pub fn parse(body: &[u8]) -> Result<Self, EventError> {
        let form = Form::parse(body)?;
        let name: String = form.read(&["event"]).map_err(EventError::Malformed)?;
        if name.is_empty() {
            return Err(EventError::Malformed(
                DecodeError::nothing("the name of an event").at_key("event"),
            ));
        }
        Ok(Self {
            name: name.to_ascii_uppercase(),
            handler_id: form
                .read(&["event_handler_id"])
                .map_err(EventError::Malformed)?,
            ts: form.read(&["ts"]).map_err(EventError::Malformed)?,
            auth: form
                .read::<Option<EventAuth>>(&["auth"])
                .map_err(EventError::Malformed)?
                .unwrap_or_default(),
            body: Body::Form(form),
        })
    }

    /// Reads an event that carries this application token. The comparison takes the same time wherever tokens differ.
    ///
    /// # Errors
    ///
    /// [`EventError::NoToken`] and [`EventError::WrongToken`] besides those of [`parse`](Self::parse).
    pub fn verify(body: &[u8], application_token: &str) -> Result<Self, EventError> {
        let envelope = Self::parse(body)?;
        envelope.check(application_token)?;
        Ok(envelope)
    }

    /// Whether the event carries this application token, for those who first read which portal it claims to come from:
    /// [`EventAuth::member_id`].
    ///
    /// ```
    /// use bitrix24_client::{Envelope, EventError};
    ///
    /// let envelope = Envelope::parse(b"event=ONADD&auth[member_id]=m1&auth[application_token]=secret")?;
    /// let token = match envelope.auth.member_id.as_deref() {
    ///     Some("m1") => "secret",
    ///     _ => "",
    /// };
    /// envelope.check(token)?;
    /// # Ok::<(), EventError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`EventError::NoToken`] and [`EventError::WrongToken`].
    pub fn check(&self, application_token: &str) -> Result<(), EventError> {
        self.auth.check(application_token)
    }

    /// An event that was not posted but read from the portal, where it was kept: its name, what would stand under `data`,
    /// and who caused it.
    ///
    /// ```
    /// use bitrix24_client::Envelope;
    /// use serde_json::json;
    ///
    /// let kept = Envelope::kept("onAdd", json!({ "FIELDS": { "ID": "7" } }), Some(5));
    /// assert_eq!((kept.name.as_str(), kept.auth.user_id), ("ONADD", Some(5)));
    /// assert_eq!(kept.data::<i64>(Some("FIELDS")).unwrap_err().to_string(), "ONADD: data.FIELDS: expected a whole number, found an object");
    /// ```
    #[must_use]
    pub fn kept(name: &str, data: Json, user_id: Option<i64>) -> Self {
        Self {
            name: name.to_ascii_uppercase(),
            handler_id: None,
            ts: None,
            auth: EventAuth {
                user_id,
                ..EventAuth::default()
            },
            body: Body::Kept(data),
        }
    }

    /// The event's data: what stands under `data`, or under a key of it.
    ///
    /// # Errors
    ///
    /// If they are not a `T`.
    pub fn data<T: Decode>(&self, unwrap: Option<&str>) -> Result<T, EventError> {
        let mut data = None;
        self.data_into(unwrap, &mut data)?;
        data.ok_or_else(|| self.wrong_data(unwrap, DecodeError::nothing(T::EXPECTING)))
    }

    /// The part of [`data`](Self::data) that is the same for all events, compiled once.
    fn data_into(&self, unwrap: Option<&str>, data: &mut dyn Room) -> Result<(), EventError> {
        let read = match &self.body {
            Body::Form(form) => match unwrap {
                Some(key) => posted_into(&mut form.slot(&["data", key]), data),
                None => posted_into(&mut form.slot(&["data"]), data),
            },
            Body::Kept(kept) => {
                let kept = unwrap.map_or(kept, |key| &kept[key]);
                posted_into(&mut KeptSlot(kept), data)
            }
        };
        read.map_err(|source| self.wrong_data(unwrap, source))
    }

    #[cold]
    fn wrong_data(&self, unwrap: Option<&str>, source: DecodeError) -> EventError {
        let source = match unwrap {
            Some(key) => source.at_key(key),
            None => source,
        };
        EventError::Decode {
            name: self.name.clone(),
            source: source.at_key("data"),
        }
    }

    /// The event with its data read.
    ///
    /// # Errors
    ///
    /// Those of [`data`](Self::data).
    pub fn incoming<T: Decode>(self, unwrap: Option<&str>) -> Result<Incoming<T>, EventError> {
        let data = self.data(unwrap)?;
        Ok(Incoming {
            data,
            ts: self.ts,
            handler_id: self.handler_id,
            auth: self.auth,
        })
    }

    /// The event as one that nothing is known of.
    ///
    /// # Errors
    ///
    /// None that is known: any form can be read as JSON.
    pub fn unknown(self) -> Result<UnknownEvent, EventError> {
        let data = self.data(None)?;
        Ok(UnknownEvent {
            name: self.name,
            data,
            ts: self.ts,
            handler_id: self.handler_id,
            auth: self.auth,
        })
    }
}

/// Reads the data of something posted. A form cannot say that an object is empty, it leaves it out: where nothing came, an
/// object in which nothing is certain is an empty one.
fn read_data<T: Decode>(slot: &mut dyn Slot) -> Result<T, DecodeError> {
    let mut data = None;
    posted_into(slot, &mut data)?;
    data.ok_or_else(|| DecodeError::nothing(T::EXPECTING))
}

/// Room for a value that was posted: what reads it is compiled once, and not for every kind of value.
pub(crate) trait Room {
    /// Takes a value in, and says whether there was one.
    fn take(&mut self, slot: &mut dyn Slot) -> Result<bool, DecodeError>;

    /// What is said when nothing came.
    fn expecting(&self) -> &'static str;
}

impl<T: Decode> Room for Option<T> {
    fn take(&mut self, slot: &mut dyn Slot) -> Result<bool, DecodeError> {
        *self = match T::decode(slot)? {
            None => T::empty(),
            came => came,
        };
        Ok(self.is_some())
    }

    fn expecting(&self) -> &'static str {
        T::EXPECTING
    }
}

/// The part of [`read_data`] that is the same for any type.
pub(crate) fn posted_into(slot: &mut dyn Slot, data: &mut dyn Room) -> Result<(), DecodeError> {
    if data.take(slot)? {
        return Ok(());
    }
    let empty = Json::Object(serde_json::Map::new());
    if data.take(&mut JsonSlot(&empty))? {
        return Ok(());
    }
    Err(DecodeError::nothing(data.expecting()))
}

/// An event and its data.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Incoming<T> {
    /// What happened to what.
    pub data: T,
    /// When it was sent.
    pub ts: Option<Timestamp>,
    /// The handler that it was sent to.
    pub handler_id: Option<i64>,
    /// Who sent it, and access for those who handle it.
    pub auth: EventAuth,
}

/// An event that the spec does not know.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct UnknownEvent {
    /// Its name, in upper case.
    pub name: String,
    /// What stands under `data`; every leaf is a text.
    pub data: Json,
    /// When it was sent.
    pub ts: Option<Timestamp>,
    /// The handler that it was sent to.
    pub handler_id: Option<i64>,
    /// Who sent it, and access for those who handle it.
    pub auth: EventAuth,
}
