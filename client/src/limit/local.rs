//! The limiter of one process.

use std::sync::{Mutex as StateMutex, PoisonError};
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::{Instant, sleep};

use super::bucket::Bucket;
use super::operating::Operating;
use super::{Ask, Limiter, Limits, Observed, Wait};

/// Keeps the requests of one process within the limits of a portal. Tasks that wait go in the order in which they came;
/// interactive ones wait for at most one other.
#[derive(Debug)]
pub struct LocalLimiter {
    limits: Limits,
    state: StateMutex<State>,
    /// Whoever holds it waits for room in the bucket.
    gate: Mutex<()>,
    /// Whoever is not interactive holds it while waiting for the gate.
    queue: Mutex<()>,
}

#[derive(Debug)]
struct State {
    bucket: Bucket,
    operating: Operating,
}

impl LocalLimiter {
    /// For a portal with these limits.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        let state = State {
            bucket: Bucket::new(limits),
            operating: Operating::default(),
        };
        Self {
            limits,
            state: StateMutex::new(state),
            gate: Mutex::new(()),
            queue: Mutex::new(()),
        }
    }

    fn with<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        // Nothing that holds the lock can panic half-way.
        work(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Methods that rest delay only those who call them.
    async fn rested(&self, methods: &[&str]) {
        while let Some(rest) = self.longest_rest(methods) {
            tracing::debug!(?rest, ?methods, "a method rests");
            sleep(rest).await;
        }
    }

    fn longest_rest(&self, methods: &[&str]) -> Option<Duration> {
        self.with(|state| state.operating.rest(methods, Instant::now()))
    }

    async fn room(&self) {
        let _gate = self.gate.lock().await;
        while let Err(wait) = self.with(|state| state.bucket.take(Instant::now())) {
            sleep(wait).await;
        }
    }
}

impl Limiter for LocalLimiter {
    fn admit<'a>(&'a self, ask: Ask<'a>) -> Wait<'a> {
        Box::pin(async move {
            self.rested(ask.methods).await;
            if ask.interactive {
                self.room().await;
            } else {
                let _turn = self.queue.lock().await;
                self.room().await;
            }
        })
    }

    fn observe(&self, observed: Observed<'_>) {
        let now = Instant::now();
        self.with(|state| match observed {
            Observed::Operating {
                method,
                used,
                reset_in,
            } => state
                .operating
                .used(method, used, self.limits.operating, reset_in, now),
            Observed::TooMany => state.bucket.fill(now),
            Observed::Blocked { method, reset_in } => {
                state.operating.blocked(method, reset_in, now);
            }
        });
    }

    fn rest(&self, method: &str) -> Option<Duration> {
        self.longest_rest(&[method])
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    const ASK: Ask<'static> = Ask {
        methods: &["a"],
        interactive: false,
    };

    /// The bucket of a portal: what it takes exactly.
    struct Portal {
        level: f64,
        since: Instant,
        refused: u32,
    }

    impl Portal {
        fn arrive(&mut self) {
            let now = Instant::now();
            let leaked = (now - self.since).as_secs_f64() * 2.0;
            self.level = (self.level - leaked).max(0.0);
            self.since = now;
            if self.level + 1.0 > 50.0 {
                self.refused += 1;
            } else {
                self.level += 1.0;
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn ten_thousand_calls_of_eight_tasks() {
        let limiter = Arc::new(LocalLimiter::new(Limits::DEFAULT));
        let portal = Arc::new(StateMutex::new(Portal {
            level: 0.0,
            since: Instant::now(),
            refused: 0,
        }));
        let made: Arc<[AtomicU32; 8]> = Arc::default();
        let left = Arc::new(AtomicU32::new(10_000));
        let begun = Instant::now();
        let mut tasks = tokio::task::JoinSet::new();
        for task in 0..8 {
            let (limiter, portal) = (Arc::clone(&limiter), Arc::clone(&portal));
            let (made, left) = (Arc::clone(&made), Arc::clone(&left));
            tasks.spawn(async move {
                let mut dice = fastrand::Rng::with_seed(task);
                while left
                    .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1))
                    .is_ok()
                {
                    limiter.admit(ASK).await;
                    // On its way requests overtake each other.
                    sleep(Duration::from_millis(dice.u64(1..300))).await;
                    portal.lock().unwrap().arrive();
                    let task = usize::try_from(task).unwrap();
                    made[task].fetch_add(1, Ordering::SeqCst);
                }
            });
        }
        tasks.join_all().await;
        let took = begun.elapsed().as_secs_f64();
        let allowed = (10_000.0 - 50.0) / 2.0;
        assert_eq!(portal.lock().unwrap().refused, 0);
        assert!(
            allowed / took >= 0.98,
            "{took} s where {allowed} s would do"
        );
        let made: Vec<u32> = made.iter().map(|n| n.load(Ordering::SeqCst)).collect();
        let (least, most) = (made.iter().min().unwrap(), made.iter().max().unwrap());
        assert!(most - least <= 60, "{made:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn somebody_who_waits_goes_before_the_background() {
        let limiter = Arc::new(LocalLimiter::new(Limits::new(2, 1.0, 480.0)));
        limiter.admit(ASK).await;
        let background: Vec<_> = (0..100)
            .map(|_| {
                let limiter = Arc::clone(&limiter);
                tokio::spawn(async move { limiter.admit(ASK).await })
            })
            .collect();
        tokio::task::yield_now().await;
        let begun = Instant::now();
        let ask = Ask {
            interactive: true,
            ..ASK
        };
        limiter.admit(ask).await;
        assert!(
            begun.elapsed() <= Duration::from_millis(2_100),
            "{:?}",
            begun.elapsed()
        );
        background.iter().for_each(tokio::task::JoinHandle::abort);
        // Waits that were dropped leave nothing behind.
        let begun = Instant::now();
        limiter.admit(ASK).await;
        assert!(
            begun.elapsed() <= Duration::from_millis(1_100),
            "{:?}",
            begun.elapsed()
        );
    }

    #[tokio::test(start_paused = true)]
    async fn methods_rest_before_they_are_blocked() {
        let limiter = LocalLimiter::new(Limits::DEFAULT);
        let used = |used, seconds| Observed::Operating {
            method: "a",
            used,
            reset_in: Duration::from_secs(seconds),
        };
        let waited = async |method: &'static str| {
            let begun = Instant::now();
            let ask = Ask {
                methods: &[method, "c"],
                interactive: false,
            };
            limiter.admit(ask).await;
            begun.elapsed().as_secs()
        };
        limiter.observe(used(400.0, 60));
        assert_eq!(waited("a").await, 0);
        limiter.observe(used(470.0, 60));
        assert_eq!((waited("b").await, waited("a").await), (0, 60));
        assert_eq!(waited("a").await, 0);
        limiter.observe(Observed::Blocked {
            method: "a",
            reset_in: Some(Duration::from_secs(5)),
        });
        assert_eq!(waited("a").await, 5);
        // Where nobody says for how long, the last answer told; and else it is half a minute.
        limiter.observe(used(100.0, 90));
        let blocked = |method| Observed::Blocked {
            method,
            reset_in: None,
        };
        limiter.observe(blocked("a"));
        limiter.observe(blocked("b"));
        assert_eq!(limiter.rest("b"), Some(Duration::from_secs(30)));
        assert_eq!((waited("b").await, waited("a").await), (30, 60));
        limiter.observe(Observed::TooMany);
        let begun = Instant::now();
        limiter.admit(ASK).await;
        assert_eq!(
            begun.elapsed(),
            Duration::from_millis(500),
            "a full bucket leaks two a second"
        );
    }
}
