//! Dates and times in the spellings that say by themselves what they mean.
//!
//! | Kind | Read | Refused |
//! |---|---|---|
//! | date | `2024-12-10`, with any time behind it; with an offset behind that, the day it is then in UTC, unless it is midnight there; `10.12.2024` | `12/11/2024` |
//! | moment | `2024-12-10T06:36:00+03:00`, `…Z`, `…+0300`, a space for the `T`, fractions of seconds | without an offset |
//! | time | `06:36`, `06:36:00` | |
//!
//! The platform writes a date as midnight UTC in the zone of the server, `…T03:00:00+03:00`; west of Greenwich that is the
//! evening before, hence the day in UTC. Midnight with an offset other than zero cannot be one of these: it begins the day that
//! is written. A moment without an offset depends on the portal's zone, which no decoder knows:
//! such fields are [`SiteDateTime`](super::SiteDateTime).

use chrono::{
    DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Timelike,
};

use crate::decode::{Decode, DecodeError, Sink, Slot};

/// Reads text from left to right.
struct Reader<'t>(&'t [u8]);

impl Reader<'_> {
    /// Exactly `digits` digits.
    fn number(&mut self, digits: usize) -> Option<u32> {
        let (number, rest) = self.0.split_at_checked(digits)?;
        let mut value = 0u32;
        for digit in number {
            value = value * 10 + u32::from(digit.checked_sub(b'0').filter(|digit| *digit <= 9)?);
        }
        self.0 = rest;
        Some(value)
    }

    fn skip(&mut self, byte: u8) -> bool {
        match self.0.split_first() {
            Some((first, rest)) if *first == byte => {
                self.0 = rest;
                true
            }
            _ => false,
        }
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        self.skip(byte).then_some(())
    }

    /// `2024-12-10` or `10.12.2024`
    fn date(&mut self) -> Option<NaiveDate> {
        if self.0.get(2) == Some(&b'.') {
            let day = self.number(2)?;
            self.expect(b'.')?;
            let month = self.number(2)?;
            self.expect(b'.')?;
            return NaiveDate::from_ymd_opt(self.number(4)?.cast_signed(), month, day);
        }
        let year = self.number(4)?;
        self.expect(b'-')?;
        let month = self.number(2)?;
        self.expect(b'-')?;
        NaiveDate::from_ymd_opt(year.cast_signed(), month, self.number(2)?)
    }

    /// `06:36`, `06:36:00`, `06:36:00.123`
    fn time(&mut self) -> Option<NaiveTime> {
        let hour = self.number(2)?;
        self.expect(b':')?;
        let minute = self.number(2)?;
        let second = if self.skip(b':') { self.number(2)? } else { 0 };
        let mut nano = 0;
        if self.skip(b'.') {
            let mut unit = 100_000_000;
            nano = self.number(1)? * unit;
            while let Some(digit) = self.number(1) {
                unit /= 10;
                nano += digit * unit;
            }
        }
        NaiveTime::from_hms_nano_opt(hour, minute, second, nano)
    }

    /// `Z`, `+03:00`, `+0300`
    fn offset(&mut self) -> Option<FixedOffset> {
        if self.skip(b'Z') {
            return FixedOffset::east_opt(0);
        }
        let west = self.skip(b'-');
        if !west {
            self.expect(b'+')?;
        }
        let hours = self.number(2)?;
        self.skip(b':');
        let seconds = (hours * 60 + self.number(2)?).cast_signed() * 60;
        FixedOffset::east_opt(if west { -seconds } else { seconds })
    }

    fn separator(&mut self) -> bool {
        self.skip(b'T') || self.skip(b' ')
    }

    fn end<T>(&self, value: T) -> Option<T> {
        self.0.is_empty().then_some(value)
    }
}

/// See the table above.
pub(crate) fn date(text: &str) -> Option<NaiveDate> {
    let mut reader = Reader(text.as_bytes());
    let date = reader.date()?;
    if !reader.separator() {
        return reader.end(date);
    }
    let time = reader.time()?;
    if reader.0.is_empty() {
        return Some(date);
    }
    let offset = reader.offset()?;
    if time == NaiveTime::MIN {
        return reader.end(date);
    }
    // Subtracting may leave the years there are.
    reader.end(
        NaiveDateTime::new(date, time)
            .checked_sub_offset(offset)?
            .date(),
    )
}

/// See the table above.
pub(crate) fn moment(text: &str) -> Option<DateTime<FixedOffset>> {
    let mut reader = Reader(text.as_bytes());
    let date = reader.date()?;
    reader.separator().then_some(())?;
    let time = reader.time()?;
    let offset = reader.offset()?;
    reader.end(
        offset
            .from_local_datetime(&NaiveDateTime::new(date, time))
            .single()?,
    )
}

fn time(text: &str) -> Option<NaiveTime> {
    let mut reader = Reader(text.as_bytes());
    let time = reader.time()?;
    reader.end(time)
}

pub(crate) fn date_text(date: NaiveDate) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
}

pub(crate) fn time_text(time: NaiveTime) -> String {
    format!(
        "{:02}:{:02}:{:02}",
        time.hour(),
        time.minute(),
        time.second()
    )
}

pub(crate) fn moment_text(moment: &DateTime<FixedOffset>) -> String {
    let local = moment.naive_local();
    let minutes = moment.offset().local_minus_utc() / 60;
    let (sign, minutes) = if minutes < 0 {
        ('-', -minutes)
    } else {
        ('+', minutes)
    };
    format!(
        "{}T{}{sign}{:02}:{:02}",
        date_text(local.date()),
        time_text(local.time()),
        minutes / 60,
        minutes % 60
    )
}

/// Reads a text by `parse`; the spellings of nothing are nothing.
struct ParseSink<T> {
    expecting: &'static str,
    parse: fn(&str) -> Option<T>,
    value: Option<T>,
}

impl<T> Sink for ParseSink<T> {
    fn expecting(&self) -> &'static str {
        self.expecting
    }

    fn text(&mut self, text: &str) -> Result<(), DecodeError> {
        if !text.is_empty() {
            self.value =
                Some((self.parse)(text).ok_or_else(|| DecodeError::text(self.expecting, text))?);
        }
        Ok(())
    }
}

/// Reads a text that `parse` understands.
pub(crate) fn parsed<T>(
    slot: &mut dyn Slot,
    expecting: &'static str,
    parse: fn(&str) -> Option<T>,
) -> Result<Option<T>, DecodeError> {
    let mut sink = ParseSink {
        expecting,
        parse,
        value: None,
    };
    slot.read(&mut sink)?;
    Ok(sink.value)
}

impl Decode for NaiveDate {
    const EXPECTING: &'static str = "a date";

    /// `2024-12-10`, the same with a time (and an offset: see above), `10.12.2024`; `""`, `false`, `{}` and `[]` are
    /// nothing.
    fn decode(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError> {
        parsed(slot, Self::EXPECTING, date)
    }
}

impl Decode for DateTime<FixedOffset> {
    const EXPECTING: &'static str = "a date and time with an offset";

    /// ISO 8601 with an offset or `Z`; `""`, `false`, `{}` and `[]` are nothing. Without an offset it is an error, as the
    /// portal's zone is not known here.
    fn decode(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError> {
        parsed(slot, Self::EXPECTING, moment)
    }
}

impl Decode for NaiveTime {
    const EXPECTING: &'static str = "a time of the day";

    /// `06:36`, `06:36:00`; `""` and `false` are nothing.
    fn decode(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError> {
        parsed(slot, Self::EXPECTING, time)
    }
}
