//! Keeping within what a portal allows, so that it need not say no.

mod bucket;
mod local;
mod operating;

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

pub use local::LocalLimiter;

/// What a portal allows.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Limits {
    /// Requests that may go out at once.
    pub burst: u32,
    /// How many more may go out every second.
    pub rate: f64,
    /// Seconds that the calls of one method may take the portal in ten minutes.
    pub operating: f64,
}

impl Limits {
    /// Those of most plans: 50 requests at once, two a second; 480 seconds.
    pub const DEFAULT: Self = Self {
        burst: 50,
        rate: 2.0,
        operating: 480.0,
    };
    /// Those of the Enterprise plan: 250 requests at once, five a second; 480 seconds.
    pub const ENTERPRISE: Self = Self {
        burst: 250,
        rate: 5.0,
        operating: 480.0,
    };

    /// Limits of one's own.
    #[must_use]
    pub const fn new(burst: u32, rate: f64, operating: f64) -> Self {
        Self {
            burst,
            rate,
            operating,
        }
    }
}

/// A request that wants to go out.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Ask<'a> {
    /// The methods in it: one, or those of the commands of a batch.
    pub methods: &'a [&'a str],
    /// Somebody waits for it: it goes before what runs in the background.
    pub interactive: bool,
}

/// What an answer says of the limits.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Observed<'a> {
    /// So much working time has a method used.
    Operating {
        /// The method.
        method: &'a str,
        /// Seconds in the last ten minutes.
        used: f64,
        /// When some of them are forgotten.
        reset_in: Duration,
    },
    /// The portal has had too many requests.
    TooMany,
    /// A method may not be called for a while.
    Blocked {
        /// The method.
        method: &'a str,
        /// For how long, where it is known.
        reset_in: Option<Duration>,
    },
}

/// A wait.
pub type Wait<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// Decides when requests go out. [`LocalLimiter`] does it for one process; workers on several machines that share a portal
/// can have one that they share.
pub trait Limiter: Send + Sync {
    /// Waits until a request may go out. A wait that is dropped leaves nothing behind.
    fn admit<'a>(&'a self, ask: Ask<'a>) -> Wait<'a>;

    /// Learns from an answer.
    fn observe(&self, observed: Observed<'_>);

    /// How long calls of a method are held back, as far as that is known: a call that may not take so long is given up at once.
    fn rest(&self, method: &str) -> Option<Duration> {
        let _ = method;
        None
    }
}

/// Lets everything out at once.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Unlimited;

impl Limiter for Unlimited {
    fn admit<'a>(&'a self, _: Ask<'a>) -> Wait<'a> {
        Box::pin(std::future::ready(()))
    }

    fn observe(&self, _: Observed<'_>) {}
}
