//! Kinds of values that have no type of their own in the language.

mod dates;
mod file;
mod file_url;
mod map;
mod money;
mod secret;
mod site;
mod unlisted;

pub use chrono::{NaiveDate as Date, NaiveTime as Time};
pub use rust_decimal::Decimal as Number;
pub use serde_json::Value as Json;

pub(crate) use dates::{date_text, moment_text, time_text};
pub use file::Base64;
pub use file_url::FileUrl;
pub use map::Map;
pub use money::Money;
pub use secret::Secret;
pub use site::{SiteDate, SiteDateTime, SiteFormat};
pub use unlisted::Unlisted;

use crate::decode::{Decode, DecodeError, Slot};
use crate::encode::{Arg, Encode};

/// A moment, with the offset it was written with.
pub type DateTime = chrono::DateTime<chrono::FixedOffset>;

/// Seconds since 1970, as a number or a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// The moment, at offset zero; `None` outside of the years that can be written.
    #[must_use]
    pub fn to_datetime(self) -> Option<DateTime> {
        chrono::DateTime::from_timestamp(self.0, 0).map(|moment| moment.fixed_offset())
    }
}

impl From<DateTime> for Timestamp {
    fn from(moment: DateTime) -> Self {
        Self(moment.timestamp())
    }
}

impl Decode for Timestamp {
    const EXPECTING: &'static str = "a timestamp";

    fn decode(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError> {
        Ok(crate::decode::int(slot, Self::EXPECTING)?.map(Self))
    }
}

impl Encode for Timestamp {
    fn encode(&self) -> Arg {
        Arg::Int(self.0)
    }
}

/// A flag that is sent as `"Y"` or `"N"`. Answers hold a plain `bool`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Yn(pub bool);

impl Encode for Yn {
    fn encode(&self) -> Arg {
        Arg::Text(if self.0 { "Y" } else { "N" }.to_owned())
    }
}

/// A flag that is sent as `1` or `0`. Answers hold a plain `bool`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Bit(pub bool);

impl Encode for Bit {
    fn encode(&self) -> Arg {
        Arg::Int(self.0.into())
    }
}
