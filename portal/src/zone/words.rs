//! Moments in words, as `strtotime` reads them: `tomorrow 10:00`, `10 December 1815`, `next friday`, `-2 weeks`.

use chrono::{Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use super::{read_date, read_time};

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];
const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/// Further numbers are nothing that a calendar has.
const MAX_STEPS: i64 = 1_000_000;

/// Reads a moment without an offset.
pub(super) fn read(text: &str, now: NaiveDateTime) -> Option<NaiveDateTime> {
    let words = split(text);
    let mut moment = Moment {
        day: now.date(),
        time: now.time(),
        timed: false,
        named: Named::default(),
    };
    let mut at = 0;
    while let Some(word) = words.get(at) {
        at += moment.take(word, words.get(at + 1..).unwrap_or_default())?;
    }
    if words.is_empty() {
        return None;
    }
    moment.finish()
}

/// Words, numbers and times; a number and what is glued to it are two.
fn split(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for part in text.split([' ', ',', '\t']).filter(|part| !part.is_empty()) {
        let part = part.to_lowercase();
        let digits = part.trim_start_matches(['+', '-']);
        let end = digits.find(|c: char| !c.is_ascii_digit());
        match end.filter(|end| *end > 0) {
            Some(end) if digits[end..].chars().all(char::is_alphabetic) => {
                let sign = part.len() - digits.len();
                words.push(part[..sign + end].to_owned());
                words.push(digits[end..].to_owned());
            }
            _ => words.push(part),
        }
    }
    words
}

/// Parts of a date that were named one by one.
#[derive(Default)]
struct Named {
    day: Option<u32>,
    month: Option<u32>,
    year: Option<i32>,
}

struct Moment {
    day: NaiveDate,
    time: NaiveTime,
    /// The time was named too; a named date alone begins at midnight.
    timed: bool,
    named: Named,
}

impl Moment {
    /// Takes a word, and perhaps some of those that follow; tells how many.
    fn take(&mut self, word: &str, rest: &[String]) -> Option<usize> {
        let following = rest.first().map(String::as_str).unwrap_or_default();
        match word {
            "now" => return Some(1),
            "today" | "midnight" => self.at(NaiveTime::MIN),
            "noon" => self.at(NaiveTime::from_hms_opt(12, 0, 0)?),
            "tomorrow" => self.jump(1)?,
            "yesterday" => self.jump(-1)?,
            "next" | "last" | "this" => {
                let steps = match word {
                    "next" => 1,
                    "last" => -1,
                    _ => 0,
                };
                match index(&WEEKDAYS, following) {
                    Some(weekday) => self.weekday(weekday, steps)?,
                    None => self.step(steps, following)?,
                }
                return Some(2);
            }
            _ => return self.figure(word, rest),
        }
        Some(1)
    }

    fn figure(&mut self, word: &str, rest: &[String]) -> Option<usize> {
        let following = rest.first().map(String::as_str).unwrap_or_default();
        if let Some(weekday) = index(&WEEKDAYS, word) {
            self.weekday(weekday, 0)?;
            return Some(1);
        }
        if let Some(month) = index(&MONTHS, word) {
            self.named.month = Some(u32::try_from(month).ok()? + 1);
            return Some(1);
        }
        if word.contains(':') {
            let half = matches!(following, "am" | "pm");
            let text = if half {
                format!("{word} {following}")
            } else {
                word.to_owned()
            };
            self.at(read_time(&text)?);
            return Some(if half { 2 } else { 1 });
        }
        if let Some(day) = read_date(word) {
            (self.day, self.time) = (day, NaiveTime::MIN);
            return Some(1);
        }
        let number: i64 = word.trim_start_matches('+').parse().ok()?;
        match following {
            "st" | "nd" | "rd" | "th" => {
                self.named.day = u32::try_from(number).ok();
                Some(2)
            }
            "am" | "pm" => {
                self.at(read_time(&format!("{number}:00 {following}"))?);
                Some(2)
            }
            unit if is_unit(unit) => {
                let ago = rest.get(1).is_some_and(|word| word == "ago");
                self.step(if ago { -number } else { number }, unit)?;
                Some(if ago { 3 } else { 2 })
            }
            _ if word.len() == 4 => {
                self.named.year = i32::try_from(number).ok();
                Some(1)
            }
            _ => {
                self.named.day = u32::try_from(number).ok();
                self.named.day.map(|_| 1)
            }
        }
    }

    fn at(&mut self, time: NaiveTime) {
        (self.time, self.timed) = (time, true);
    }

    /// The beginning of a day from the one that it is.
    fn jump(&mut self, days: i64) -> Option<()> {
        self.time = NaiveTime::MIN;
        self.step(days, "day")
    }

    fn weekday(&mut self, weekday: usize, direction: i64) -> Option<()> {
        let today = i64::from(self.day.weekday().num_days_from_monday());
        let ahead = (i64::try_from(weekday).ok()? - today).rem_euclid(7);
        self.jump(match direction {
            1 if ahead == 0 => 7,
            -1 => ahead - 7,
            _ => ahead,
        })
    }

    fn step(&mut self, steps: i64, unit: &str) -> Option<()> {
        if steps.abs() > MAX_STEPS {
            return None;
        }
        let seconds = match unit.trim_end_matches('s') {
            "sec" | "second" => steps,
            "min" | "minute" => steps * 60,
            "hour" => steps * 3600,
            "day" => return self.days(steps),
            "week" => return self.days(steps * 7),
            "fortnight" => return self.days(steps * 14),
            "month" => return self.months(steps),
            "year" => return self.months(steps * 12),
            _ => return None,
        };
        let moment = self
            .day
            .and_time(self.time)
            .checked_add_signed(TimeDelta::try_seconds(seconds)?)?;
        (self.day, self.time) = (moment.date(), moment.time());
        Some(())
    }

    fn days(&mut self, days: i64) -> Option<()> {
        let count = Days::new(days.unsigned_abs());
        self.day = if days < 0 {
            self.day.checked_sub_days(count)?
        } else {
            self.day.checked_add_days(count)?
        };
        Some(())
    }

    fn months(&mut self, months: i64) -> Option<()> {
        let count = Months::new(u32::try_from(months.unsigned_abs()).ok()?);
        self.day = if months < 0 {
            self.day.checked_sub_months(count)?
        } else {
            self.day.checked_add_months(count)?
        };
        Some(())
    }

    fn finish(self) -> Option<NaiveDateTime> {
        let Named { day, month, year } = self.named;
        let (day, time) = match (day, month) {
            (None, None) if year.is_none() => return Some(self.day.and_time(self.time)),
            (day, Some(month)) => {
                let year = year.unwrap_or(self.day.year());
                let day = NaiveDate::from_ymd_opt(year, month, day.unwrap_or(1))?;
                let time = if self.timed {
                    self.time
                } else {
                    NaiveTime::MIN
                };
                (day, time)
            }
            // A number alone is no date.
            _ => return None,
        };
        Some(day.and_time(time))
    }
}

fn is_unit(word: &str) -> bool {
    matches!(
        word.trim_end_matches('s'),
        "sec"
            | "second"
            | "min"
            | "minute"
            | "hour"
            | "day"
            | "week"
            | "fortnight"
            | "month"
            | "year"
    )
}

/// Place of a name, given in full or by its first three letters.
fn index(names: &[&str], word: &str) -> Option<usize> {
    const FULL: [&str; 19] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    let short = word.get(..3)?;
    let known = word.len() == 3 || FULL.contains(&word);
    names.iter().position(|name| known && *name == short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_as_strtotime_does() {
        let moment = |text: &str| NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
        // A Wednesday.
        let now = moment("2024-07-24 15:30");
        for (text, expected) in [
            ("now", "2024-07-24 15:30"),
            ("today", "2024-07-24 00:00"),
            ("Tomorrow 10:15", "2024-07-25 10:15"),
            ("yesterday noon", "2024-07-23 12:00"),
            ("+1 day", "2024-07-25 15:30"),
            ("-2 weeks", "2024-07-10 15:30"),
            ("1 month ago", "2024-06-24 15:30"),
            ("+1week 2 days", "2024-08-02 15:30"),
            ("next year", "2025-07-24 15:30"),
            ("next friday", "2024-07-26 00:00"),
            ("last wednesday", "2024-07-17 00:00"),
            ("wednesday", "2024-07-24 00:00"),
            ("2024-01-31 +1 month", "2024-02-29 00:00"),
        ] {
            assert_eq!(read(text, now), Some(moment(expected)), "{text}");
        }
        for text in [
            "",
            "soon",
            "5",
            "next",
            "31 February 2024",
            "+99999999999 days",
            "10:99",
        ] {
            assert_eq!(read(text, now), None, "{text}");
        }
    }

    #[test]
    fn dates_with_the_names_of_months_are_read() {
        let now = NaiveDate::from_ymd_opt(2024, 7, 24).unwrap();
        for text in [
            "10 December 1815",
            "December 10, 1815",
            "10th dec 1815",
            "Dec 10 1815 12:00 am",
        ] {
            let noon = now.and_hms_opt(12, 0, 0).unwrap();
            let day = NaiveDate::from_ymd_opt(1815, 12, 10).unwrap();
            assert_eq!(read(text, noon), day.and_hms_opt(0, 0, 0), "{text}");
        }
    }
}
