//! The portal's clock: the machine's, shifted or standing still as a test wishes.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// What time it is on a portal. Tokens expire by it, limits are counted by it, records are dated by it.
///
/// ```
/// # use std::time::Duration;
/// # async fn example(portal: bitrix24_portal::Portal) {
/// portal.clock().advance(Duration::from_secs(3600)); // every access token has expired now
/// # }
/// ```
#[derive(Debug, Clone, Default)]
pub struct Clock {
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    /// Ahead of the machine's clock by this much; while frozen, the time itself.
    ahead: Duration,
    frozen: bool,
}

impl Clock {
    /// Moves the clock forward.
    pub fn advance(&self, by: Duration) {
        self.with(|state| state.ahead = state.ahead.saturating_add(by));
    }

    /// Stops the clock: from now on only [`advance`](Self::advance) moves it.
    pub fn freeze(&self) {
        self.with(|state| {
            state.ahead = state.now();
            state.frozen = true;
        });
    }

    /// Since 1970, in UTC.
    pub fn now(&self) -> Duration {
        self.with(|state| state.now())
    }

    /// Seconds since 1970.
    pub(crate) fn seconds(&self) -> i64 {
        i64::try_from(self.now().as_secs()).unwrap_or(i64::MAX)
    }

    fn with<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        // Nothing that holds the lock can panic half-way.
        work(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl State {
    fn now(&self) -> Duration {
        if self.frozen {
            return self.ahead;
        }
        let machine = SystemTime::now().duration_since(UNIX_EPOCH);
        machine.unwrap_or_default().saturating_add(self.ahead)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frozen_clock_moves_only_when_it_is_told_to() {
        let clock = Clock::default();
        clock.advance(Duration::from_secs(1000));
        clock.freeze();
        clock.freeze();
        let before = clock.now();
        assert_eq!(clock.clone().now(), before);
        clock.advance(Duration::from_millis(1500));
        assert_eq!(clock.now() - before, Duration::from_millis(1500));
    }
}
