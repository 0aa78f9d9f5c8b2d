//! Links to CRM records in custom fields.

use std::fmt;

use crate::decode::{Decode, DecodeError, Slot, read};
use crate::encode::{Arg, Encode};
use crate::ids::Id;
use crate::owner::Signed;

/// A link to a record: its number, with the sign of its kind before it where the field allows several kinds (`C_12`,
/// `T9a_4`). An identifier that knows its kind becomes one: `CrmBinding::from(id)`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct CrmBinding {
    /// The sign of the record's kind: `C`, `CO`, `L`, `D`, `T9a`; `None` where the field allows one kind only.
    pub kind: Option<String>,
    /// The record's number.
    pub id: i64,
}

impl CrmBinding {
    /// A record of the only kind that the field allows.
    #[must_use]
    pub fn new(id: impl Into<i64>) -> Self {
        Self {
            kind: None,
            id: id.into(),
        }
    }

    /// Its identifier, if it is of the kind `E`; one without a sign is of the only kind that the field allows.
    #[must_use]
    pub fn to<E: Signed>(&self) -> Option<Id<E>> {
        let fits = self.kind.as_deref().is_none_or(|kind| kind == E::SIGN);
        fits.then(|| Id::new(self.id))
    }

    /// A record of a kind, by the kind's sign.
    #[must_use]
    pub fn of(kind: impl Into<String>, id: impl Into<i64>) -> Self {
        Self {
            kind: Some(kind.into()),
            id: id.into(),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        match text.rsplit_once('_') {
            None => text.parse().ok().map(|id| Self { kind: None, id }),
            Some((kind, id)) if !kind.is_empty() => Some(Self::of(kind, id.parse::<i64>().ok()?)),
            Some(_) => None,
        }
    }
}

/// With the sign of its kind, as fields that allow several kinds have it.
impl<E: Signed> From<Id<E>> for CrmBinding {
    fn from(id: Id<E>) -> Self {
        Self::of(E::SIGN, id)
    }
}

impl fmt::Display for CrmBinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Some(kind) => write!(f, "{kind}_{}", self.id),
            None => self.id.fmt(f),
        }
    }
}

impl Decode for CrmBinding {
    const EXPECTING: &'static str = "a link to a record";

    /// `"C_12"`, `"12"`, `12`; `0` is nothing.
    fn decode(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError> {
        let Some(text) = read::<Option<String>>(slot)? else {
            return Ok(None);
        };
        let binding =
            Self::parse(&text).ok_or_else(|| DecodeError::text(Self::EXPECTING, &text))?;
        Ok(Some(binding).filter(|binding| binding.id != 0))
    }
}

impl Encode for CrmBinding {
    fn encode(&self) -> Arg {
        Arg::Text(self.to_string())
    }
}
