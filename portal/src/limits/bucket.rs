//! The leaky bucket: every request of an address fills it by one, and it leaks all the time.

use std::collections::HashMap;
use std::net::IpAddr;
use std::time::Duration;

use super::Limits;

#[derive(Debug, Default)]
pub(super) struct Buckets {
    levels: HashMap<IpAddr, (f64, Duration)>,
}

impl Buckets {
    /// Takes a request, unless the bucket is full; what is refused does not fill it.
    pub(super) fn take(&mut self, source: IpAddr, limits: Limits, now: Duration) -> bool {
        let (level, since) = self.levels.entry(source).or_insert((0.0, now));
        let leaked = now.saturating_sub(*since).as_secs_f64() * limits.rate;
        *level = (*level - leaked).max(0.0);
        *since = now;
        let room = *level + 1.0 <= limits.burst;
        if room {
            *level += 1.0;
        }
        room
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    #[test]
    fn a_full_bucket_leaks() {
        let mut buckets = Buckets::default();
        let at = |millis: u64| Duration::from_millis(100_000 + millis);
        let mut take = |host: u8, millis| {
            let source = Ipv4Addr::new(127, 0, 0, host).into();
            buckets.take(source, Limits::DEFAULT, at(millis))
        };
        assert!((0..50).all(|_| take(1, 0)));
        assert!(!take(1, 0));
        assert!(take(2, 0), "each address has its own");
        assert!(!take(1, 499), "half a second for one at two a second");
        assert!(take(1, 500));
        assert!(!take(1, 500));
        assert_eq!((0..100).filter(|_| take(1, 3_600_000)).count(), 50);
    }
}
