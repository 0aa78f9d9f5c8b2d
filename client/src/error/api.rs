//! What the platform says when it refuses.

use std::fmt;
use std::time::Duration;

use super::{Error, codes};
use crate::decode::{Decode, DecodeError, Object, Slot, object, read, shorten};
use crate::method::ErrorKind;

/// What the platform says when it refuses a call.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ApiError {
    /// The method that was called.
    pub method: String,
    /// `ACCESS_DENIED`, `200040300010`, often `""`.
    pub code: String,
    /// Its text, mostly in the portal's language.
    pub text: String,
    /// HTTP status; `None` inside of a batch.
    pub status: Option<u16>,
    /// The argument it is about, where it says so.
    pub argument: Option<String>,
    /// What is wrong with single fields (REST 3): field and text.
    pub fields: Vec<(String, String)>,
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.method)?;
        match (self.code.as_str(), self.text.as_str()) {
            ("", "") => f.write_str("refused without a reason")?,
            ("", text) => f.write_str(text)?,
            (code, "") => f.write_str(code)?,
            (code, text) => write!(f, "{text} ({code})")?,
        }
        if let Some(argument) = &self.argument {
            write!(f, " [{argument}]")?;
        }
        for (field, text) in &self.fields {
            write!(f, "; {field}: {text}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ApiError {}

/// An error as it stands in a reply: `{"error": "…", "error_description": "…"}`, or what stands under `error` in REST 3:
/// `{"code": "…", "message": "…", "validation": […]}`.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Refusal {
    pub(crate) code: String,
    pub(crate) text: String,
    pub(crate) argument: Option<String>,
    pub(crate) fields: Vec<(String, String)>,
}

impl Object for Refusal {
    fn set(&mut self, key: &str, slot: &mut dyn Slot) -> Result<bool, DecodeError> {
        match key {
            "error" | "code" => self.set_error(slot)?,
            // What is beside the code must not hide it, whatever it is.
            "error_description" | "message" => self.text = read(slot).unwrap_or_default(),
            "argument" => self.argument = read(slot).unwrap_or_default(),
            "validation" => {
                self.fields = read::<Vec<Invalid>>(slot)
                    .unwrap_or_default()
                    .into_iter()
                    .map(|invalid| (invalid.field, invalid.text))
                    .collect();
            }
            _ => return Ok(false),
        }
        Ok(true)
    }
}

impl Refusal {
    /// The same with every text replaced.
    pub(crate) fn map(self, replace: impl Fn(String) -> String) -> Self {
        Self {
            code: replace(self.code),
            text: replace(self.text),
            argument: self.argument.map(&replace),
            fields: self
                .fields
                .into_iter()
                .map(|(field, text)| (replace(field), replace(text)))
                .collect(),
        }
    }

    /// The code, or an object with the code and the rest.
    pub(crate) fn set_error(&mut self, slot: &mut dyn Slot) -> Result<(), DecodeError> {
        let error = read::<crate::Json>(slot)?;
        if error.is_object() {
            let mut inner: Self = crate::decode::from_json(&error)?;
            inner.argument = inner.argument.or_else(|| self.argument.take());
            *self = inner;
        } else {
            self.code = crate::decode::from_json(&error)?;
        }
        Ok(())
    }
}

impl Decode for Refusal {
    fn decode(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError> {
        object(slot)
    }
}

#[derive(Default)]
struct Invalid {
    field: String,
    text: String,
}

impl Object for Invalid {
    fn set(&mut self, key: &str, slot: &mut dyn Slot) -> Result<bool, DecodeError> {
        match key {
            "field" => self.field = read(slot)?,
            "message" => self.text = read(slot)?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

impl Decode for Invalid {
    fn decode(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError> {
        object(slot)
    }
}

/// The error that a refusal is for the caller.
pub(crate) fn classify(
    method: &str,
    errors: &[(&str, ErrorKind)],
    refusal: Refusal,
    status: Option<u16>,
    retry_after: Option<Duration>,
) -> Error {
    let kind = codes::kind(errors, &refusal, status);
    let Refusal {
        code,
        text,
        argument,
        fields,
    } = refusal;
    let api = Box::new(ApiError {
        method: method.to_owned(),
        code,
        text,
        status,
        argument,
        fields,
    });
    match kind {
        Some(ErrorKind::Limit) => Error::Limit { api, retry_after },
        Some(ErrorKind::Auth) => Error::Auth(api),
        Some(ErrorKind::Access) => Error::Access(api),
        Some(ErrorKind::NotFound) => Error::NotFound(api),
        Some(ErrorKind::Invalid) => Error::Invalid(api),
        Some(ErrorKind::Exists) => Error::Exists(api),
        Some(ErrorKind::Busy) => Error::Busy(api),
        Some(ErrorKind::Server) => Error::Server {
            method: api.method.clone(),
            status: status.unwrap_or_default(),
            text: shorten(if api.text.is_empty() {
                &api.code
            } else {
                &api.text
            }),
            api: Some(api),
        },
        None => Error::Other(api),
    }
}
