//! What a client has done so far, in numbers.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// What a client and its clones have done so far, for metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Stats {
    /// Requests that were sent, each attempt for itself; a batch is one.
    pub requests: u64,
    /// Those of them that were sent again, since no answer came or the portal said later.
    pub repeated: u64,
    /// Those that ended without an answer for the caller.
    pub failed: u64,
    /// How long calls have waited for the portal's limits, all together.
    pub waited: Duration,
}

#[derive(Debug, Default)]
pub(super) struct Counters {
    requests: AtomicU64,
    repeated: AtomicU64,
    failed: AtomicU64,
    waited_micros: AtomicU64,
}

impl Counters {
    pub(super) fn sent(&self) {
        self.requests.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn repeated(&self) {
        self.repeated.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn failed(&self) {
        self.failed.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn waited(&self, time: Duration) {
        let micros = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        self.waited_micros.fetch_add(micros, Ordering::Relaxed);
    }

    pub(super) fn read(&self) -> Stats {
        let number = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Stats {
            requests: number(&self.requests),
            repeated: number(&self.repeated),
            failed: number(&self.failed),
            waited: Duration::from_micros(number(&self.waited_micros)),
        }
    }
}
