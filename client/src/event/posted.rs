//! Callbacks: what a portal posts to an address that was given in a call.

use super::{EventAuth, EventError, Form, read_data};
use crate::decode::{Decode, DecodeError};
use crate::values::Timestamp;

/// What a portal posted to an address that was given in a call: the body of a form, with who sent it and when beside the data.
/// Anybody can post such a form: only [`verify`](Self::verify) says that it is the portal's.
///
/// ```
/// use std::collections::BTreeMap;
/// use bitrix24_client::{EventError, Posted};
///
/// let body = b"code=pigeon&message_id=7&ts=1700000000&auth[application_token]=t0ken";
/// let message: Posted<BTreeMap<String, String>> = Posted::verify(body, "t0ken")?;
/// assert_eq!(message.data["message_id"], "7");
/// assert!(!message.data.contains_key("auth"));
/// # Ok::<(), EventError>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Posted<T> {
    /// What the portal asks or tells.
    pub data: T,
    /// When it was sent.
    pub ts: Option<Timestamp>,
    /// Who sent it, and access for those who handle it.
    pub auth: EventAuth,
}

/// The keys beside the data.
const ENVELOPE: [&str; 2] = ["ts", "auth"];

impl<T: Decode> Posted<T> {
    /// Reads a callback **without** asking whether it comes from the portal; for those who check that otherwise, or by
    /// [`EventAuth::check`] when they have seen which portal it claims to come from.
    ///
    /// # Errors
    ///
    /// If it is no form, or its data are not a `T`.
    pub fn parse(body: &[u8]) -> Result<Self, EventError> {
        Self::of(opened(body)?)
    }

    /// Reads a callback that carries this application token.
    ///
    /// # Errors
    ///
    /// [`EventError::NoToken`] and [`EventError::WrongToken`] besides those of [`parse`](Self::parse).
    pub fn verify(body: &[u8], application_token: &str) -> Result<Self, EventError> {
        let opened = opened(body)?;
        opened.auth.check(application_token)?;
        Self::of(opened)
    }

    fn of(opened: Posted<Form>) -> Result<Self, EventError> {
        let Posted { data, ts, auth } = opened;
        let data = read_data(&mut data.slot(&[])).map_err(wrong)?;
        Ok(Self { data, ts, auth })
    }
}

/// A callback, its data unread: without the envelope, so that no reader which keeps what it does not know keeps tokens.
fn opened(body: &[u8]) -> Result<Posted<Form>, EventError> {
    let mut form = Form::parse(body)?;
    let auth: Option<EventAuth> = form.read(&["auth"]).map_err(wrong)?;
    let ts = form.read(&["ts"]).map_err(wrong)?;
    form.leave_out(&ENVELOPE);
    Ok(Posted {
        data: form,
        ts,
        auth: auth.unwrap_or_default(),
    })
}

fn wrong(source: DecodeError) -> EventError {
    EventError::Decode {
        name: "callback".to_owned(),
        source,
    }
}
