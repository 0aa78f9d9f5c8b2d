//! PHP's idea of values, which the protocol is made of: arrays that are lists and maps at once, loose numbers and truth.
//!
//! A PHP array is kept as [`Value::Array`] when its keys are exactly `0..n-1` and as [`Value::Object`] otherwise, which is
//! also what PHP's `json_encode` does.

mod query;

use std::borrow::Cow;

use serde_json::{Map, Number, Value};

pub(crate) use query::{encode, escape, parse, tree};

/// Rewrites JSON input into that form: `{}` becomes `[]`, `{"0": a, "1": b}` becomes `[a, b]`.
pub(crate) fn normalise(value: Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.into_iter().map(normalise).collect()),
        Value::Object(map) => array(
            map.into_iter()
                .map(|(key, value)| (key, normalise(value)))
                .collect(),
        ),
        other => other,
    }
}

/// A PHP array from its entries.
pub(crate) fn array(map: Map<String, Value>) -> Value {
    if is_list(map.keys()) {
        Value::Array(map.into_iter().map(|(_, value)| value).collect())
    } else {
        Value::Object(map)
    }
}

/// Whether an array with these keys is a list.
pub(crate) fn is_list(keys: impl Iterator<Item = impl AsRef<str>>) -> bool {
    keys.enumerate()
        .all(|(index, key)| is_index(key.as_ref(), index))
}

fn is_index(key: &str, index: usize) -> bool {
    let bytes = key.as_bytes();
    // Most keys are names: decided without formatting the number.
    bytes.first().is_some_and(u8::is_ascii_digit) && key == index.to_string()
}

/// `is_array`.
pub(crate) fn is_array(value: &Value) -> bool {
    matches!(value, Value::Array(_) | Value::Object(_))
}

/// Entries of a PHP array; nothing for a scalar.
pub(crate) fn entries(value: &Value) -> Vec<(Cow<'_, str>, &Value)> {
    match value {
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(i, v)| (Cow::Owned(i.to_string()), v))
            .collect(),
        Value::Object(map) => map
            .iter()
            .map(|(k, v)| (Cow::Borrowed(k.as_str()), v))
            .collect(),
        _ => Vec::new(),
    }
}

/// Values of a PHP array; a scalar counts as an array of itself, null and an empty text as an empty one.
pub(crate) fn values(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().collect(),
        Value::Object(map) => map.values().collect(),
        other if is_blank(other) => Vec::new(),
        other => vec![other],
    }
}

/// `$value[$key]`.
pub(crate) fn get<'a>(value: &'a Value, key: &str) -> Option<&'a Value> {
    match value {
        Value::Array(items) => items.get(key.parse::<usize>().ok()?),
        Value::Object(map) => map.get(key),
        _ => None,
    }
}

/// A scalar as text; nothing for null and arrays.
pub(crate) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(s) => Some(s.clone()),
        Value::Number(n) => Some(n.to_string()),
        Value::Bool(true) => Some("1".to_owned()),
        Value::Bool(false) => Some(String::new()),
        _ => None,
    }
}

/// Null, false or an empty text.
pub(crate) fn is_blank(value: &Value) -> bool {
    matches!(value, Value::Null | Value::Bool(false))
        || value.as_str().is_some_and(|s| s.trim().is_empty())
}

/// `(bool)$value`.
pub(crate) fn truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(b) => *b,
        Value::Number(n) => n.as_f64() != Some(0.0),
        Value::String(s) => !s.is_empty() && s != "0",
        Value::Array(items) => !items.is_empty(),
        Value::Object(map) => !map.is_empty(),
    }
}

/// `intval($value)`.
pub(crate) fn int(value: &Value) -> i64 {
    match value {
        // `as` saturates, which is all that a number beyond 64 bits deserves here.
        Value::Number(n) => n
            .as_i64()
            .unwrap_or_else(|| n.as_f64().unwrap_or(0.0) as i64),
        Value::Bool(b) => i64::from(*b),
        Value::String(s) => int_prefix(s),
        Value::Array(items) => i64::from(!items.is_empty()),
        Value::Object(map) => i64::from(!map.is_empty()),
        Value::Null => 0,
    }
}

fn int_prefix(text: &str) -> i64 {
    let text = text.trim_start();
    let (negative, digits) = match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    let mut number: i64 = 0;
    for digit in digits.bytes().take_while(u8::is_ascii_digit) {
        number = number
            .saturating_mul(10)
            .saturating_add(i64::from(digit - b'0'));
    }
    if negative { -number } else { number }
}

/// A number, also written as text.
pub(crate) fn number(value: &Value) -> Option<Number> {
    match value {
        Value::Number(n) => Some(n.clone()),
        Value::String(s) => {
            let s = s.trim().replace(',', ".");
            s.parse::<i64>()
                .ok()
                .map(Number::from)
                .or_else(|| s.parse::<f64>().ok().and_then(Number::from_f64))
        }
        Value::Bool(b) => Some(Number::from(i64::from(*b))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn arrays_are_lists_only_with_consecutive_keys() {
        assert_eq!(
            normalise(json!({"0": 1, "1": {"a": {}}})),
            json!([1, {"a": []}])
        );
        assert_eq!(normalise(json!({"0": 1, "2": 2})), json!({"0": 1, "2": 2}));
        assert_eq!(normalise(json!({"1": 1, "0": 2})), json!({"1": 1, "0": 2}));
    }

    #[test]
    fn intval_reads_a_leading_number() {
        assert_eq!(int(&json!("43abc")), 43);
        assert_eq!(int(&json!(" -7")), -7);
        assert_eq!(int(&json!("abc")), 0);
        assert_eq!(int(&json!("99999999999999999999")), i64::MAX);
    }
}
