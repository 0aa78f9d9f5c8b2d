//! Trouble on command: which calls go wrong, and how.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::fault::Fault;
use crate::limits::out_of_time;

/// What goes wrong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Trouble {
    /// A refusal of one's own; the call is not carried out.
    Refusal {
        /// `error`.
        code: String,
        /// `error_description`.
        #[serde(default)]
        text: String,
        /// Status of HTTP.
        #[serde(default = "bad_request")]
        status: u16,
    },
    /// `QUERY_LIMIT_EXCEEDED`, 503; not carried out.
    QueryLimit,
    /// `OPERATION_TIME_LIMIT`, 429; not carried out.
    OperatingLimit {
        /// Seconds until the method may be called again, told by `Retry-After`.
        reset_in: u64,
    },
    /// `INTERNAL_SERVER_ERROR`, 500, as JSON.
    ServerError {
        /// Whether the call is carried out all the same.
        #[serde(default)]
        done: bool,
    },
    /// A page of HTML with a status, 502 or another, as a gateway sends it.
    Page {
        /// Status of HTTP.
        status: u16,
        /// Whether the call is carried out all the same.
        #[serde(default)]
        done: bool,
    },
    /// `expired_token`, 401; not carried out.
    ExpiredToken,
    /// `invalid_token`, 401, and the application's tokens are gone for good; not carried out.
    RevokedToken,
    /// The answer is late; carried out.
    Slow {
        /// Milliseconds.
        millis: u64,
    },
    /// No answer, and the connection stays open.
    Hang {
        /// Whether the call is carried out all the same.
        #[serde(default)]
        done: bool,
    },
    /// The connection is reset.
    Reset {
        /// Whether the call is carried out before.
        #[serde(default)]
        done: bool,
    },
    /// The connection is closed without an answer.
    Lost {
        /// Whether the call is carried out before.
        #[serde(default)]
        done: bool,
    },
    /// The connection is closed in the middle of the answer; carried out.
    Cut,
    /// Half of the JSON, as if it were all; carried out.
    HalfJson,
    /// An answer that is no JSON, with status 200; carried out.
    NoJson,
}

fn bad_request() -> u16 {
    400
}

impl Trouble {
    /// A gateway's 502 with a page of HTML; the call is not carried out.
    pub const BAD_GATEWAY: Self = Self::Page {
        status: 502,
        done: false,
    };

    /// Refuses with a code of the platform's and status 400.
    pub fn refusal(code: impl Into<String>, text: impl Into<String>) -> Self {
        Self::Refusal {
            code: code.into(),
            text: text.into(),
            status: 400,
        }
    }

    /// The refusal that stands in the envelope; nothing for trouble below it.
    pub(crate) fn fault(&self) -> Option<Fault> {
        Some(match self {
            Self::Refusal { code, text, status } => Fault::new(code, text).status(*status),
            Self::QueryLimit => Fault::new("QUERY_LIMIT_EXCEEDED", "Too many requests").status(503),
            Self::OperatingLimit { .. } => out_of_time(),
            Self::ServerError { .. } => {
                Fault::new("INTERNAL_SERVER_ERROR", "Internal server error").status(500)
            }
            Self::ExpiredToken => {
                Fault::new("expired_token", "The access token provided has expired.").status(401)
            }
            Self::RevokedToken => {
                Fault::new("invalid_token", "Unable to get application by token").status(401)
            }
            _ => return None,
        })
    }

    /// Whether the call is carried out.
    pub(crate) fn done(&self) -> bool {
        match self {
            Self::ServerError { done }
            | Self::Page { done, .. }
            | Self::Hang { done }
            | Self::Reset { done }
            | Self::Lost { done } => *done,
            Self::Slow { .. } | Self::Cut | Self::HalfJson | Self::NoJson => true,
            _ => false,
        }
    }
}

/// When something goes wrong.
///
/// ```
/// use bitrix24_portal::{Rule, Trouble};
///
/// // The second and third request that calls crm.contact.add is carried out, and nobody hears of it.
/// let lost = Rule::new("crm.contact.add", Trouble::Lost { done: true }).skip(1).times(2);
/// // A tenth of all requests meet a gateway that is out of order; the same ones in every run.
/// let flaky = Rule::new("*", Trouble::BAD_GATEWAY).probability(0.1).seed(7);
/// // The next command of a batch that deletes a contact fails.
/// let one = Rule::new("crm.contact.delete", Trouble::refusal("ERROR_CORE", "No")).in_batch().times(1);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    method: String,
    trouble: Trouble,
    #[serde(default)]
    in_batch: bool,
    #[serde(default)]
    skip: u64,
    #[serde(default)]
    times: Option<u64>,
    #[serde(default = "always")]
    probability: f64,
    #[serde(default)]
    seed: u64,
}

fn always() -> f64 {
    1.0
}

impl Rule {
    /// Every call of a method; a star stands for anything: `crm.*`, `batch`, `*`.
    pub fn new(method: impl Into<String>, trouble: Trouble) -> Self {
        Self {
            method: method.into(),
            trouble,
            in_batch: false,
            skip: 0,
            times: None,
            probability: 1.0,
            seed: 0,
        }
    }

    /// Commands of batches and not whole requests. Only trouble that stands in an envelope can happen to a command; other
    /// kinds are a server error there.
    #[must_use]
    pub fn in_batch(mut self) -> Self {
        self.in_batch = true;
        self
    }

    /// Not the first so many that it would happen to.
    #[must_use]
    pub fn skip(mut self, calls: u64) -> Self {
        self.skip = calls;
        self
    }

    /// Only so many times.
    #[must_use]
    pub fn times(mut self, times: u64) -> Self {
        self.times = Some(times);
        self
    }

    /// With a probability between 0 and 1, by chance that is the same for the same seed.
    #[must_use]
    pub fn probability(mut self, probability: f64) -> Self {
        self.probability = probability;
        self
    }

    /// Which chance.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }
}

/// Rules in order; the first one that applies counts.
#[derive(Debug, Default)]
pub(crate) struct Rules {
    rules: Mutex<Vec<Armed>>,
}

#[derive(Debug)]
struct Armed {
    rule: Rule,
    chance: fastrand::Rng,
}

impl Rules {
    pub(crate) fn add(&self, rule: Rule) {
        self.with(|rules| {
            rules.push(Armed {
                chance: fastrand::Rng::with_seed(rule.seed),
                rule,
            });
        });
    }

    pub(crate) fn clear(&self) {
        self.with(Vec::clear);
    }

    /// Rules with what is left of them.
    pub(crate) fn list(&self) -> Vec<Rule> {
        self.with(|rules| rules.iter().map(|armed| armed.rule.clone()).collect())
    }

    /// What happens to a call, if anything.
    pub(crate) fn strike(&self, method: &str, in_batch: bool) -> Option<Trouble> {
        self.with(|rules| {
            rules
                .iter_mut()
                .filter(|armed| armed.rule.in_batch == in_batch && fits(&armed.rule.method, method))
                .find_map(Armed::strike)
        })
    }

    fn with<T>(&self, work: impl FnOnce(&mut Vec<Armed>) -> T) -> T {
        // Nothing that holds the lock can panic half-way.
        work(&mut self.rules.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Armed {
    fn strike(&mut self) -> Option<Trouble> {
        let rule = &mut self.rule;
        if rule.times == Some(0) || self.chance.f64() >= rule.probability {
            return None;
        }
        if rule.skip > 0 {
            rule.skip -= 1;
            return None;
        }
        rule.times = rule.times.map(|times| times - 1);
        Some(rule.trouble.clone())
    }
}

/// Whether a method is meant by a pattern with stars. Case does not matter.
pub(crate) fn fits(pattern: &str, method: &str) -> bool {
    let (pattern, method) = (pattern.to_ascii_lowercase(), method.to_ascii_lowercase());
    let Some((first, rest)) = pattern.split_once('*') else {
        return pattern == method;
    };
    let Some(mut left) = method.strip_prefix(first) else {
        return false;
    };
    let mut parts = rest.split('*').peekable();
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return left.ends_with(part);
        }
        match left.find(part) {
            Some(at) => left = &left[at + part.len()..],
            None => return false,
        }
    }
    true
}

/// How long a late answer waits.
pub(crate) fn delay(trouble: Option<&Trouble>) -> Duration {
    match trouble {
        Some(Trouble::Slow { millis }) => Duration::from_millis(*millis),
        _ => Duration::ZERO,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_anything() {
        for (pattern, method, expected) in [
            ("*", "batch", true),
            ("crm.contact.add", "crm.contact.add", true),
            ("CRM.contact.*", "crm.contact.company.add", true),
            ("crm.*.list", "crm.contact.list", true),
            ("crm.*.list", "crm.contact.add", false),
            ("*.company.*", "crm.contact.company.items.set", true),
            ("crm.contact", "crm.contact.add", false),
        ] {
            assert_eq!(fits(pattern, method), expected, "{pattern} {method}");
        }
    }

    #[test]
    fn rules_count() {
        let rules = Rules::default();
        rules.add(Rule::new("a.*", Trouble::QueryLimit).skip(1).times(2));
        rules.add(Rule::new("a.b", Trouble::Cut).in_batch());
        let mut seen = Vec::new();
        for _ in 0..5 {
            seen.push(rules.strike("a.b", false).is_some());
        }
        assert_eq!(seen, [false, true, true, false, false]);
        assert_eq!(rules.strike("a.b", true), Some(Trouble::Cut));
        assert_eq!(rules.strike("b", false), None);
    }

    #[test]
    fn chance_is_the_same_for_the_same_seed() {
        let run = |seed| {
            let rules = Rules::default();
            rules.add(Rule::new("*", Trouble::Cut).probability(0.3).seed(seed));
            (0..1000)
                .map(|_| rules.strike("x", false).is_some())
                .collect::<Vec<_>>()
        };
        assert_eq!(run(1), run(1));
        assert_ne!(run(1), run(2));
        let struck = run(3).into_iter().filter(|s| *s).count();
        assert!((200..400).contains(&struck), "{struck}");
    }

    #[test]
    fn rules_are_read_from_json() {
        let text = r#"{"method": "crm.*", "trouble": {"kind": "page", "status": 502}, "times": 1}"#;
        let rule: Rule = serde_json::from_str(text).unwrap();
        assert_eq!(rule, Rule::new("crm.*", Trouble::BAD_GATEWAY).times(1));
        let wrong = r#"{"method": "crm.*", "trouble": {"kind": "page"}}"#;
        assert!(serde_json::from_str::<Rule>(wrong).is_err());
    }
}
