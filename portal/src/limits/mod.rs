//! What the platform allows: so many requests of one address, so much working time of one method.

mod bucket;
mod operating;

use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use bucket::Buckets;
use operating::Meter;
pub(crate) use operating::Reading;

use crate::fault::Fault;

/// What a portal allows.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Limits {
    /// Requests that one address may have in its bucket.
    pub burst: f64,
    /// How many leave the bucket every second.
    pub rate: f64,
    /// Seconds that a caller's calls of one method may take in ten minutes.
    pub operating: f64,
}

impl Limits {
    /// Those of most plans: 50 requests, two a second; 480 seconds.
    pub const DEFAULT: Self = Self {
        burst: 50.0,
        rate: 2.0,
        operating: 480.0,
    };
    /// Those of the Enterprise plan: 250 requests, five a second; 480 seconds.
    pub const ENTERPRISE: Self = Self {
        burst: 250.0,
        rate: 5.0,
        operating: 480.0,
    };

    /// Limits by name: `default`, `enterprise`, or `off` for none. Nothing when the name is none of these.
    pub fn preset(name: &str) -> Option<Option<Self>> {
        match name {
            "default" => Some(Some(Self::DEFAULT)),
            "enterprise" => Some(Some(Self::ENTERPRISE)),
            "off" => Some(None),
            _ => None,
        }
    }

    /// Limits of one's own.
    pub fn new(burst: f64, rate: f64, operating: f64) -> Self {
        Self {
            burst,
            rate,
            operating,
        }
    }
}

/// Counts, and says when it is enough. Without limits it counts nothing, and answers say nothing of it.
#[derive(Debug, Default)]
pub(crate) struct Limiter {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    limits: Option<Limits>,
    buckets: Buckets,
    meter: Meter,
    /// Pretended working time by pattern of method.
    costs: Vec<(String, Duration)>,
}

impl Limiter {
    pub(crate) fn set(&self, limits: Option<Limits>) {
        self.with(|state| {
            state.limits = limits;
            state.buckets = Buckets::default();
            state.meter = Meter::default();
        });
    }

    /// Makes calls of some methods count as if they had taken this long.
    pub(crate) fn cost(&self, pattern: &str, cost: Duration) {
        self.with(|state| {
            state.costs.retain(|(known, _)| known != pattern);
            state.costs.push((pattern.to_owned(), cost));
        });
    }

    /// One request of an address. A batch is one, whatever is in it.
    pub(crate) fn request(&self, source: IpAddr, now: Duration) -> Result<(), Fault> {
        self.with(|state| match state.limits {
            Some(limits) if !state.buckets.take(source, limits, now) => Err(too_many_requests()),
            _ => Ok(()),
        })
    }

    /// Whether a method may still be called.
    pub(crate) fn allow(&self, caller: &str, method: &str, now: Duration) -> Result<(), Fault> {
        self.with(|state| match state.limits {
            Some(limits) if state.meter.used(caller, method, now) >= limits.operating => {
                Err(out_of_time())
            }
            _ => Ok(()),
        })
    }

    /// A call took so long. `weight` is less for a command of a batch.
    pub(crate) fn spend(
        &self,
        caller: &str,
        method: &str,
        took: Duration,
        weight: f64,
        now: Duration,
    ) -> Option<Reading> {
        self.with(|state| {
            state.limits?;
            let pretended = state.pretended(method);
            Some(
                state
                    .meter
                    .add(caller, method, took + pretended, weight, now),
            )
        })
    }

    /// How much longer a call of a method counts than it takes.
    pub(crate) fn pretended(&self, method: &str) -> Duration {
        self.with(|state| state.pretended(method))
    }

    fn with<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        // Nothing that holds the lock can panic half-way.
        work(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl State {
    fn pretended(&self, method: &str) -> Duration {
        let fits = |(pattern, _): &&(String, Duration)| crate::trouble::fits(pattern, method);
        let found = self.costs.iter().rev().find(fits);
        found.map(|(_, cost)| *cost).unwrap_or_default()
    }
}

fn too_many_requests() -> Fault {
    Fault::new("QUERY_LIMIT_EXCEEDED", "Too many requests").status(503)
}

/// Ten minutes' working time of a method are used up.
pub(crate) fn out_of_time() -> Fault {
    let text = "Method is blocked due to operation time limit.";
    Fault::new("OPERATION_TIME_LIMIT", text).status(429)
}
