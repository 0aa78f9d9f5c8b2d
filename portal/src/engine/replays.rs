//! Answers that are kept for repetitions of their calls (`Idempotency-Key` of REST 3).

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use serde_json::Value;

/// How long an answer is kept.
const KEPT: Duration = Duration::from_secs(24 * 60 * 60);

/// Caller, method and key.
pub(crate) type Call = (String, String, String);

/// Answers that were kept.
#[derive(Debug, Default)]
pub(crate) struct Replays(HashMap<Call, Kept>);

#[derive(Debug)]
struct Kept {
    until: Duration,
    params: u64,
    envelope: String,
}

/// What is known of a call.
#[derive(Debug)]
pub(crate) enum Known {
    Nothing,
    /// It was answered so.
    Answered(String),
    /// Its key belongs to a call with other parameters.
    Other,
}

impl Replays {
    pub(crate) fn known(&self, call: &Call, params: &Value, now: Duration) -> Known {
        match self.0.get(call).filter(|kept| now < kept.until) {
            None => Known::Nothing,
            Some(kept) if kept.params == fingerprint(params) => {
                Known::Answered(kept.envelope.clone())
            }
            Some(_) => Known::Other,
        }
    }

    pub(crate) fn keep(&mut self, call: Call, params: &Value, envelope: String, now: Duration) {
        self.0.retain(|_, kept| now < kept.until);
        let kept = Kept {
            until: now.saturating_add(KEPT),
            params: fingerprint(params),
            envelope,
        };
        self.0.insert(call, kept);
    }
}

fn fingerprint(params: &Value) -> u64 {
    let mut hasher = DefaultHasher::new();
    params.to_string().hash(&mut hasher);
    hasher.finish()
}
