//! Days and moments: how they are read (anything `strtotime` takes) and written (in the server's zone).

mod words;

use std::ops::RangeInclusive;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat, TimeZone};

/// The server's time zone, and what time it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Zone {
    pub(crate) offset: FixedOffset,
    /// Seconds since 1970 when the call began.
    pub(crate) now: i64,
}

/// Years 1 to 9999: what can be written in any zone.
const MOMENTS: RangeInclusive<i64> = -62_135_510_400..=253_402_214_400;

const DAYS: [&str; 6] = [
    "%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y", "%Y/%m/%d", "%Y%m%d", "%d-%m-%Y",
];
const TIMES: [&str; 4] = ["%H:%M:%S%.f", "%H:%M", "%I:%M:%S %p", "%I:%M %p"];

impl Zone {
    /// Seconds since 1970.
    pub(crate) fn now(self) -> i64 {
        self.now
    }

    /// A moment as ISO 8601 with this zone's offset.
    pub(crate) fn moment(self, seconds: i64) -> String {
        DateTime::from_timestamp(seconds, 0)
            .map(|m| {
                m.with_timezone(&self.offset)
                    .to_rfc3339_opts(SecondsFormat::Secs, false)
            })
            .unwrap_or_default()
    }

    /// A stored day (`2024-01-31`) as the moment of its midnight in UTC, written in this zone.
    pub(crate) fn day(self, day: &str) -> String {
        NaiveDate::parse_from_str(day, "%Y-%m-%d")
            .map(|d| self.moment(d.and_time(NaiveTime::MIN).and_utc().timestamp()))
            .unwrap_or_default()
    }

    /// Reads a moment; without an offset it is in this zone.
    pub(crate) fn read_moment(self, text: &str) -> Option<i64> {
        let seconds = self.read_any(text.trim())?;
        MOMENTS.contains(&seconds).then_some(seconds)
    }

    fn read_any(self, text: &str) -> Option<i64> {
        if let Ok(moment) = DateTime::parse_from_rfc3339(text) {
            return Some(moment.timestamp());
        }
        if let Some(seconds) = text.strip_prefix('@') {
            return seconds.parse().ok();
        }
        for format in [
            "%Y-%m-%d %H:%M:%S%:z",
            "%Y-%m-%dT%H:%M:%S%z",
            "%Y-%m-%dT%H:%M%:z",
            "%a, %d %b %Y %H:%M:%S %z",
        ] {
            if let Ok(moment) = DateTime::parse_from_str(text, format) {
                return Some(moment.timestamp());
            }
        }
        let now = DateTime::from_timestamp(self.now, 0).unwrap_or_default();
        for utc in [" UTC", " GMT"] {
            if let Some(local) = text.strip_suffix(utc) {
                return read_local(local, now.naive_utc())
                    .map(|moment| moment.and_utc().timestamp());
            }
        }
        let local = read_local(text, now.with_timezone(&self.offset).naive_local())?;
        self.offset
            .from_local_datetime(&local)
            .single()
            .map(|moment| moment.timestamp())
    }

    /// Reads a day; of a moment, the day that it is here.
    pub(crate) fn read_day(self, text: &str) -> Option<String> {
        let seconds = self.read_moment(text)?;
        let moment = DateTime::from_timestamp(seconds, 0)?.with_timezone(&self.offset);
        Some(moment.format("%Y-%m-%d").to_string())
    }
}

/// A moment without an offset, in figures or in words.
fn read_local(text: &str, now: NaiveDateTime) -> Option<NaiveDateTime> {
    let (day, time) = match text.split_once(['T', ' ']) {
        Some((day, time)) => (day, Some(time.trim())),
        None => (text, None),
    };
    match (read_date(day), time.map(read_time)) {
        (Some(day), None) => Some(day.and_time(NaiveTime::MIN)),
        (Some(day), Some(Some(time))) => Some(day.and_time(time)),
        _ => words::read(text, now),
    }
}

fn read_date(text: &str) -> Option<NaiveDate> {
    let read = |format: &&str| NaiveDate::parse_from_str(text, format).ok();
    DAYS.iter().find_map(read)
}

fn read_time(text: &str) -> Option<NaiveTime> {
    let read = |format: &&str| NaiveTime::parse_from_str(text, format).ok();
    TIMES.iter().find_map(read)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn zone(hours: i32) -> Zone {
        Zone {
            offset: FixedOffset::east_opt(hours * 3600).unwrap(),
            now: 1_704_099_845,
        }
    }

    #[test]
    fn days_are_midnight_utc_in_the_servers_zone() {
        assert_eq!(zone(3).day("2001-11-11"), "2001-11-11T03:00:00+03:00");
        assert_eq!(zone(-5).day("2001-11-11"), "2001-11-10T19:00:00-05:00");
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "(@|\\+)?[-0-9T:. apmZ+/]{0,30}|\\PC{0,12}|((next|last|ago|now|noon|day|week|month|year|hour|may|friday|[-+]?[0-9]{1,19}|1st|10:00|pm) ?){0,6}") {
            let z = zone(14);
            if let Some(moment) = z.read_moment(&text) {
                prop_assert_eq!(z.read_moment(&z.moment(moment)), Some(moment));
            }
            if let Some(day) = z.read_day(&text) {
                z.day(&day);
            }
        }
    }

    #[test]
    fn moments_beyond_any_calendar_are_no_moments() {
        assert_eq!(zone(3).read_day("@8210266876799"), None);
    }

    #[test]
    fn many_spellings_of_a_moment_are_read() {
        let z = zone(3);
        let expected = Some(1_704_099_845);
        for text in [
            "2024-01-01T12:04:05+03:00",
            "2024-01-01T09:04:05Z",
            "2024-01-01 12:04:05",
            "01.01.2024 12:04:05",
            "01/01/2024 12:04:05 pm",
            "2024-01-01 09:04:05 UTC",
            "1 January 2024 12:04:05",
        ] {
            assert_eq!(z.read_moment(text), expected, "{text}");
        }
        assert_eq!(z.read_day("31.12.2023").as_deref(), Some("2023-12-31"));
        assert_eq!(z.read_moment("soon"), None);
    }
}
