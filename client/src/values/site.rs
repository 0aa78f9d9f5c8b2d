//! Dates in the portal's own format, which every portal sets for itself.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use crate::decode::{Decode, DecodeError, Slot, read};
use crate::encode::{Arg, Encode};

/// How a portal writes dates: `DD.MM.YYYY HH:MI:SS`, `MM/DD/YYYY H:MI:SS T`, in the letters of the portal's settings.
///
/// `YYYY`, `MM`, `DD`, `HH` (24 hours; also `H` and, with `T`, 12 hours), `GG`/`G` (24 hours), `MI`, `SS`, and `T` or `TT` for
/// am and pm; anything else stands for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SiteFormat<'f>(pub &'f str);

impl Default for SiteFormat<'_> {
    fn default() -> Self {
        Self("DD.MM.YYYY HH:MI:SS")
    }
}

#[derive(Default)]
struct Parts {
    year: u32,
    month: u32,
    day: u32,
    hour: u32,
    minute: u32,
    second: u32,
    afternoon: Option<bool>,
}

impl SiteFormat<'_> {
    /// The date, and the time if the text has one.
    fn parse(self, mut text: &str) -> Option<(NaiveDate, Option<NaiveTime>)> {
        let mut parts = Parts::default();
        let mut format = self.0;
        let mut timed = false;
        while !format.is_empty() && !text.trim_end().is_empty() {
            let letter = |names: &[&'static str]| {
                names
                    .iter()
                    .find(|name| format.starts_with(**name))
                    .copied()
            };
            let (name, digits) = if let Some(name) = letter(&["YYYY"]) {
                (name, 4)
            } else if let Some(name) = letter(&["MM", "DD", "HH", "GG", "MI", "SS", "H", "G"]) {
                (name, 2)
            } else if let Some(name) = letter(&["TT", "T"]) {
                let half = text.get(..2)?;
                parts.afternoon = Some(if half.eq_ignore_ascii_case("pm") {
                    true
                } else if half.eq_ignore_ascii_case("am") {
                    false
                } else {
                    return None;
                });
                (format, text) = (format.get(name.len()..)?, text.get(2..)?);
                continue;
            } else {
                let mut letters = format.chars();
                text = text.strip_prefix(letters.next()?)?;
                format = letters.as_str();
                continue;
            };
            let length = text
                .bytes()
                .take(digits)
                .take_while(u8::is_ascii_digit)
                .count();
            let number: u32 = text.get(..length)?.parse().ok()?;
            match name {
                // `24` may be any century.
                "YYYY" if length < 4 => return None,
                "YYYY" => parts.year = number,
                "MM" => parts.month = number,
                "DD" => parts.day = number,
                "MI" => parts.minute = number,
                "SS" => parts.second = number,
                _ => {
                    parts.hour = number;
                    timed = true;
                }
            }
            (format, text) = (format.get(name.len()..)?, text.get(length..)?);
        }
        // A text that breaks off before the year is no date.
        if !text.trim_end().is_empty() || parts.year == 0 {
            return None;
        }
        let date = NaiveDate::from_ymd_opt(parts.year.cast_signed(), parts.month, parts.day)?;
        let hour = match parts.afternoon {
            Some(_) if parts.hour > 12 => return None,
            Some(afternoon) => parts.hour % 12 + if afternoon { 12 } else { 0 },
            None => parts.hour,
        };
        let time = NaiveTime::from_hms_opt(hour, parts.minute, parts.second)?;
        Some((date, timed.then_some(time)))
    }
}

/// A day in the portal's own format: `12/11/2024` is in November on one portal and in December on another, so the text is
/// kept as it came.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct SiteDate(pub String);

impl SiteDate {
    /// The day, if the text is written in this format; a time behind it is left out.
    ///
    /// ```
    /// use bitrix24_client::{SiteDate, SiteFormat};
    ///
    /// let day = SiteDate("12/11/2024".into()).parse(SiteFormat("MM/DD/YYYY"));
    /// assert_eq!(day.unwrap().to_string(), "2024-12-11");
    /// ```
    #[must_use]
    pub fn parse(&self, format: SiteFormat<'_>) -> Option<NaiveDate> {
        format.parse(&self.0).map(|(date, _)| date)
    }
}

/// A moment in the portal's own format and zone, kept as it came.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct SiteDateTime(pub String);

impl SiteDateTime {
    /// The moment, if the text is written in this format; midnight if the text has no time.
    ///
    /// ```
    /// use bitrix24_client::{SiteDateTime, SiteFormat};
    ///
    /// let moment = SiteDateTime("12/11/2024 05:59:00 pm".into()).parse(SiteFormat("MM/DD/YYYY H:MI:SS T"));
    /// assert_eq!(moment.unwrap().to_string(), "2024-12-11 17:59:00");
    /// ```
    #[must_use]
    pub fn parse(&self, format: SiteFormat<'_>) -> Option<NaiveDateTime> {
        format
            .parse(&self.0)
            .map(|(date, time)| NaiveDateTime::new(date, time.unwrap_or_default()))
    }
}

macro_rules! kept {
    ($($name:ident: $expecting:literal),+) => {$(
        impl Decode for $name {
            const EXPECTING: &'static str = $expecting;

            /// Any text; `""`, `false`, `{}` and `[]` are nothing.
            fn decode(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError> {
                Ok(read::<Option<String>>(slot)?.map(Self))
            }
        }

        impl Encode for $name {
            fn encode(&self) -> Arg {
                Arg::Text(self.0.clone())
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl crate::encode::IntoArg<$name> for &str {
            fn into_arg(self) -> Arg {
                Arg::Text(self.to_owned())
            }
        }

        impl crate::encode::Assign<$name> for &str {
            fn assign(self) -> Arg {
                Arg::Text(self.to_owned())
            }
        }
    )+};
}

kept!(SiteDate: "a date", SiteDateTime: "a date and time");
