//! Working time of methods: the sum of the last ten minutes, in buckets of a minute, per caller and method.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

/// How long a minute's working time counts.
const WINDOW: u64 = 10;
/// Shorter calls do not count.
const NOTHING: Duration = Duration::from_millis(100);

/// What an answer says of working time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Reading {
    /// Seconds used.
    pub(crate) operating: f64,
    /// When the oldest of them are forgotten, in seconds since 1970.
    pub(crate) reset_at: u64,
}

/// Minutes since 1970 and the seconds worked in them, in order.
type Minutes = VecDeque<(u64, f64)>;

#[derive(Debug, Default)]
pub(super) struct Meter {
    used: HashMap<(String, String), Minutes>,
}

impl Meter {
    /// Seconds that a caller's calls of a method have taken in the last ten minutes.
    pub(super) fn used(&mut self, caller: &str, method: &str, now: Duration) -> f64 {
        self.minutes(caller, method, now)
            .iter()
            .map(|(_, seconds)| seconds)
            .sum()
    }

    pub(super) fn add(
        &mut self,
        caller: &str,
        method: &str,
        took: Duration,
        weight: f64,
        now: Duration,
    ) -> Reading {
        let minute = now.as_secs() / 60;
        let minutes = self.minutes(caller, method, now);
        if took >= NOTHING {
            let seconds = took.as_secs_f64() * weight;
            match minutes.back_mut() {
                Some((last, sum)) if *last == minute => *sum += seconds,
                _ => minutes.push_back((minute, seconds)),
            }
        }
        let oldest = minutes.front().map_or(minute, |(oldest, _)| *oldest);
        Reading {
            operating: minutes.iter().map(|(_, seconds)| seconds).sum(),
            reset_at: (oldest + WINDOW) * 60,
        }
    }

    fn minutes(&mut self, caller: &str, method: &str, now: Duration) -> &mut Minutes {
        let key = (caller.to_owned(), method.to_owned());
        let minutes = self.used.entry(key).or_default();
        let minute = now.as_secs() / 60;
        while minutes
            .front()
            .is_some_and(|(past, _)| past + WINDOW <= minute)
        {
            minutes.pop_front();
        }
        minutes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_are_forgotten_one_by_one() {
        let mut meter = Meter::default();
        let second = Duration::from_secs(1);
        let mut add = |at: u64, took: Duration| meter.add("a", "m", took, 1.0, second * at as u32);
        assert_eq!(
            add(6_010, second * 300),
            Reading {
                operating: 300.0,
                reset_at: 6_600
            }
        );
        assert_eq!(add(6_070, second * 100).operating, 400.0);
        assert_eq!(
            add(6_599, Duration::from_millis(99)).operating,
            400.0,
            "short calls do not count"
        );
        let after = add(6_600, Duration::ZERO);
        assert_eq!((after.operating, after.reset_at), (100.0, 6_660));
        assert_eq!(add(7_300, Duration::ZERO).operating, 0.0);
        assert_eq!(meter.used("b", "m", second * 6_070), 0.0);
    }

    #[test]
    fn a_command_of_a_batch_counts_half() {
        let mut meter = Meter::default();
        let reading = meter.add(
            "a",
            "m",
            Duration::from_secs(4),
            0.5,
            Duration::from_secs(60),
        );
        assert_eq!(reading.operating, 2.0);
    }
}
