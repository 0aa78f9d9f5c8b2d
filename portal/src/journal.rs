//! The requests that came in, for tests to look at.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use serde_json::Value;

use crate::trouble::Trouble;

/// How many requests are remembered: enough for any test, and little for a portal that runs all day.
const KEPT: usize = 10_000;
/// Parameters that are larger as JSON, such as files, are not remembered.
const LARGEST: usize = 64 << 10;
/// All remembered parameters together.
const LARGEST_OF_ALL: usize = 16 << 20;

/// A request of a REST method.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Request {
    /// The method in lower case: `crm.contact.list`, `batch`.
    pub method: String,
    /// Parameters as the portal read them, without tokens; null when they were very large.
    pub params: Value,
    /// Status of the answer; nothing when there was none.
    pub status: Option<u16>,
    /// `error` of the answer.
    pub error: Option<String>,
    /// What was made to go wrong.
    pub trouble: Option<Trouble>,
    /// Whether the method was carried out.
    pub done: bool,
    /// Whether the answer was a sample, for the method has no state here.
    pub sample: bool,
    /// When it came in, in milliseconds since 1970 by the portal's clock.
    pub at: u64,
    /// Value of `Idempotency-Key`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<String>,
}

impl Request {
    /// Commands of a batch in order, as they were written.
    pub fn commands(&self) -> Vec<&str> {
        let commands = self.params.as_object().and_then(|params| {
            let mut entries = params.iter();
            entries.find(|(name, _)| name.eq_ignore_ascii_case("cmd"))
        });
        match commands {
            Some((_, Value::Object(map))) => map.values().filter_map(Value::as_str).collect(),
            Some((_, Value::Array(list))) => list.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        }
    }
}

#[derive(Debug, Default)]
pub(crate) struct Journal {
    pages: Mutex<Pages>,
}

#[derive(Debug, Default)]
struct Pages {
    /// Requests and the size of their parameters.
    requests: VecDeque<(usize, Request)>,
    size: usize,
}

impl Journal {
    pub(crate) fn write(&self, request: Request) {
        let size = size(&request.params);
        let mut pages = self.lock();
        pages.size += size;
        pages.requests.push_back((size, request));
        while pages.requests.len() > KEPT || pages.size > LARGEST_OF_ALL {
            let Some((size, _)) = pages.requests.pop_front() else {
                break;
            };
            pages.size -= size;
        }
    }

    pub(crate) fn read(&self) -> Vec<Request> {
        let pages = self.lock();
        pages.requests.iter().map(|(_, r)| r.clone()).collect()
    }

    pub(crate) fn clear(&self) {
        *self.lock() = Pages::default();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Pages> {
        // Nothing that holds the lock can panic half-way.
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Parameters as they are remembered.
pub(crate) fn remembered(params: &Value) -> Value {
    if size(params) > LARGEST {
        Value::Null
    } else {
        params.clone()
    }
}

/// About how long a value is as JSON.
fn size(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(map) => map.iter().map(|(key, value)| key.len() + size(value)).sum(),
        _ => 4,
    }
}
