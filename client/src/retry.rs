//! What is tried again, how often and after how long.

use std::time::Duration;

use tokio::time::Instant;

/// What is tried again.
///
/// Only calls that provably were not carried out, and calls whose repetition changes nothing: reads, and methods that leave
/// the same state when they are repeated. An addition whose answer was lost is never sent twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Retry {
    /// How often a call is sent at most when answers fail to come; waits for limits do not count.
    pub attempts: u32,
    /// How long a call is tried at most, waits for limits included.
    pub within: Duration,
    /// The first pause is chance between nothing and this; each further one between nothing and twice as much.
    pub pause: Duration,
    /// The longest pause.
    pub longest: Duration,
}

impl Default for Retry {
    fn default() -> Self {
        Self {
            attempts: 5,
            // Working time comes back within ten minutes.
            within: Duration::from_secs(15 * 60),
            pause: Duration::from_millis(500),
            longest: Duration::from_secs(30),
        }
    }
}

impl Retry {
    /// Every call is sent once, come what may.
    #[must_use]
    pub const fn never() -> Self {
        Self {
            attempts: 1,
            within: Duration::ZERO,
            pause: Duration::ZERO,
            longest: Duration::ZERO,
        }
    }

    /// Sends a call so often at most.
    #[must_use]
    pub const fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// Tries a call for so long at most.
    #[must_use]
    pub const fn within(mut self, within: Duration) -> Self {
        self.within = within;
        self
    }

    /// Begins with pauses of this length at most.
    #[must_use]
    pub const fn pause(mut self, pause: Duration) -> Self {
        self.pause = pause;
        self
    }
}

/// How far the tries of one call have come.
#[derive(Debug)]
pub(crate) struct Tries {
    retry: Retry,
    begun: Instant,
    /// Attempts without an answer.
    failed: u32,
}

impl Tries {
    pub(crate) fn new(retry: Retry) -> Self {
        Self {
            retry,
            begun: Instant::now(),
            failed: 0,
        }
    }

    /// The pause before the next attempt when no answer came; nothing when it was the last.
    pub(crate) fn again(&mut self) -> Option<Duration> {
        self.failed += 1;
        if self.failed >= self.retry.attempts {
            return None;
        }
        let most = self
            .retry
            .pause
            .saturating_mul(1 << (self.failed - 1).min(16))
            .min(self.retry.longest);
        self.in_time(most.mul_f64(fastrand::f64()))
    }

    /// The pause before the next attempt when the platform asked for one.
    pub(crate) fn in_time(&self, pause: Duration) -> Option<Duration> {
        (self.begun.elapsed().saturating_add(pause) < self.retry.within).then_some(pause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn pauses_grow_and_end() {
        let retry = Retry::default().attempts(8);
        for _ in 0..50 {
            let mut tries = Tries::new(retry);
            let mut most = retry.pause;
            for _ in 1..8 {
                let pause = tries.again().unwrap();
                assert!(pause <= most, "{pause:?}");
                most = (most * 2).min(retry.longest);
            }
            assert_eq!(tries.again(), None);
        }
        let tries = Tries::new(retry);
        assert_eq!(tries.in_time(retry.within), None, "too long");
        assert_eq!(Tries::new(Retry::never()).again(), None);
    }
}
