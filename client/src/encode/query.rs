//! Parameters as a query with PHP's bracketed keys: the form that commands of a batch have.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::Arg;

/// Everything but RFC 3986's unreserved characters. Keys are encoded too: a bare `filter[<=ID]=5` would be split at its
/// first `=`.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// `filter%5B%3EID%5D=5&select%5B0%5D=ID`. Empty lists and null become `key=`.
pub(crate) fn query(params: &[(Cow<'static, str>, Arg)]) -> String {
    let mut out = String::new();
    let mut key = String::new();
    for (name, arg) in params {
        key.clear();
        push(&mut key, name);
        write(&mut out, &mut key, arg);
    }
    out
}

fn push(out: &mut String, text: &str) {
    out.extend(utf8_percent_encode(text, ENCODED));
}

fn pair(out: &mut String, key: &str, value: &str) {
    if !out.is_empty() {
        out.push('&');
    }
    out.push_str(key);
    out.push('=');
    push(out, value);
}

/// Calls `write` with the key of an element, and takes the element off the key again.
fn below(key: &mut String, name: &str, write: impl FnOnce(&mut String)) {
    let length = key.len();
    key.push_str("%5B");
    push(key, name);
    key.push_str("%5D");
    write(key);
    key.truncate(length);
}

fn write(out: &mut String, key: &mut String, arg: &Arg) {
    match arg {
        // An invalid one is refused before it comes to this.
        Arg::Null | Arg::Invalid(_) => pair(out, key, ""),
        Arg::Bool(value) => pair(out, key, if *value { "1" } else { "0" }),
        Arg::Int(value) => pair(out, key, &value.to_string()),
        Arg::Text(text) | Arg::Reference(text) => pair(out, key, text),
        Arg::Secret(secret) => pair(out, key, secret.reveal()),
        Arg::List(list) if list.is_empty() => pair(out, key, ""),
        Arg::List(list) => {
            for (index, arg) in list.iter().enumerate() {
                below(key, &index.to_string(), |key| write(out, key, arg));
            }
        }
        Arg::Map(map) if map.is_empty() => pair(out, key, ""),
        Arg::Map(map) => {
            for (name, arg) in map {
                below(key, name, |key| write(out, key, arg));
            }
        }
        Arg::Json(value) => json(out, key, value),
    }
}

fn json(out: &mut String, key: &mut String, value: &Value) {
    match value {
        Value::Null => pair(out, key, ""),
        Value::Bool(value) => pair(out, key, if *value { "1" } else { "0" }),
        Value::Number(number) => pair(out, key, &number.to_string()),
        Value::String(text) => pair(out, key, text),
        Value::Array(list) if list.is_empty() => pair(out, key, ""),
        Value::Array(list) => {
            for (index, value) in list.iter().enumerate() {
                below(key, &index.to_string(), |key| json(out, key, value));
            }
        }
        Value::Object(map) if map.is_empty() => pair(out, key, ""),
        Value::Object(map) => {
            for (name, value) in map {
                below(key, name, |key| json(out, key, value));
            }
        }
    }
}
