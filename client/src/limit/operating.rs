//! Working time of methods, as the portal tells it.

use std::collections::HashMap;
use std::time::Duration;

use tokio::time::Instant;

/// A method that has used more of its working time than this rests until some of it is forgotten: better than to be blocked.
const ENOUGH: f64 = 0.95;
/// How long a method rests that is blocked, when nobody said how long.
const UNKNOWN: Duration = Duration::from_secs(30);

#[derive(Debug, Default)]
pub(super) struct Operating {
    /// Until when methods rest.
    rests: HashMap<String, Instant>,
    /// When some of a method's working time is forgotten, as its last answer told.
    resets: HashMap<String, Instant>,
}

impl Operating {
    pub(super) fn used(
        &mut self,
        method: &str,
        used: f64,
        allowed: f64,
        reset_in: Duration,
        now: Instant,
    ) {
        let reset = now + reset_in;
        self.resets.insert(method.to_owned(), reset);
        if used >= allowed * ENOUGH {
            self.rests.insert(method.to_owned(), reset);
        } else {
            self.rests.remove(method);
        }
    }

    pub(super) fn blocked(&mut self, method: &str, reset_in: Option<Duration>, now: Instant) {
        let told = self.resets.get(method).copied();
        let until = match reset_in {
            Some(reset_in) => now + reset_in,
            None => told.filter(|reset| *reset > now).unwrap_or(now + UNKNOWN),
        };
        let rest = self.rests.entry(method.to_owned()).or_insert(until);
        *rest = (*rest).max(until);
    }

    /// How long the one of these methods rests that rests longest.
    pub(super) fn rest(&mut self, methods: &[&str], now: Instant) -> Option<Duration> {
        self.rests.retain(|_, until| *until > now);
        let rests = methods.iter().filter_map(|method| self.rests.get(*method));
        rests.max().map(|until| *until - now)
    }
}
