//! The leaky bucket, as the portal keeps it.

use std::time::Duration;

use tokio::time::Instant;

use super::Limits;

/// Room that is left unused: requests that were sent in one order may arrive in another.
const SPARE: f64 = 1.0;

#[derive(Debug)]
pub(super) struct Bucket {
    limits: Limits,
    level: f64,
    since: Instant,
}

impl Bucket {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            level: 0.0,
            since: Instant::now(),
        }
    }

    /// Takes a request, or says how long to wait for room.
    pub(super) fn take(&mut self, now: Instant) -> Result<(), Duration> {
        self.leak(now);
        let over = self.level + 1.0 - self.capacity();
        if over <= 1e-9 {
            self.level += 1.0;
            return Ok(());
        }
        // Never nought, so that whoever waits gets on.
        let wait = Duration::from_secs_f64(over / self.limits.rate);
        Err(wait.max(Duration::from_millis(1)))
    }

    /// The portal's bucket is full, whatever was thought of it here.
    pub(super) fn fill(&mut self, now: Instant) {
        self.leak(now);
        self.level = self.level.max(self.capacity());
    }

    fn capacity(&self) -> f64 {
        (f64::from(self.limits.burst) - SPARE).max(1.0)
    }

    fn leak(&mut self, now: Instant) {
        let leaked = now.saturating_duration_since(self.since).as_secs_f64() * self.limits.rate;
        self.level = (self.level - leaked).max(0.0);
        self.since = now;
    }
}
