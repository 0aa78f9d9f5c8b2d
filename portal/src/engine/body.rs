//! What a method answers: a value, or JSON that is written already, as rows of lists are.

use std::collections::HashMap;

use serde_json::Value;
use serde_json::value::RawValue;

/// What stands under `result`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Body {
    Value(Value),
    /// Well-formed JSON.
    Text(String),
}

impl From<Value> for Body {
    fn from(value: Value) -> Self {
        Self::Value(value)
    }
}

impl Body {
    /// `{key: self}`.
    pub(crate) fn under(self, key: &str) -> Self {
        let mut text = String::from("{");
        string(&mut text, key);
        text.push(':');
        self.write(&mut text);
        text.push('}');
        Self::Text(text)
    }

    pub(crate) fn write(&self, out: &mut String) {
        match self {
            Self::Value(value) => out.push_str(&value.to_string()),
            Self::Text(text) => out.push_str(text),
        }
    }

    /// What lies at a path; where a segment is missing, the deepest value that is reached. Written JSON is only read as far
    /// as the path goes.
    pub(crate) fn at(&self, path: &[&str]) -> Value {
        match self {
            Self::Value(value) => {
                let reached = path
                    .iter()
                    .try_fold(value, |value, key| crate::php::get(value, key).ok_or(value));
                let (Ok(value) | Err(value)) = reached;
                value.clone()
            }
            Self::Text(text) => dig(text, path),
        }
    }
}

fn dig(text: &str, path: &[&str]) -> Value {
    let inner = path.split_first().and_then(|(key, rest)| {
        let found = if text.starts_with('[') {
            let items: Vec<&RawValue> = serde_json::from_str(text).ok()?;
            items.get(key.parse::<usize>().ok()?).copied()
        } else {
            let fields: HashMap<String, &RawValue> = serde_json::from_str(text).ok()?;
            fields.get(*key).copied()
        };
        found.map(|found| dig(found.get(), rest))
    });
    inner.unwrap_or_else(|| serde_json::from_str(text).unwrap_or_default())
}

/// A text in quotation marks.
pub(crate) fn string(out: &mut String, text: &str) {
    let plain = |byte: &u8| *byte >= b' ' && *byte != b'"' && *byte != b'\\';
    if text.as_bytes().iter().all(plain) {
        out.push('"');
        out.push_str(text);
        out.push('"');
    } else {
        out.push_str(&Value::from(text).to_string());
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn written_json_is_searched_like_a_value() {
        let value =
            json!([{ "ID": "7", "NAME": "A\"da\n" }, { "ID": "9", "PHONE": [{ "VALUE": "1" }] }]);
        let bodies = [Body::Text(value.to_string()), Body::Value(value)];
        for path in [
            &["0", "ID"][..],
            &["0", "NAME"],
            &["1", "PHONE", "0", "VALUE"],
            &["1", "PHONE", "5", "VALUE"],
            &["1", "NAME"],
            &["7", "ID"],
            &["x"],
            &["0", "ID", "deeper"],
            &[],
        ] {
            assert_eq!(bodies[0].at(path), bodies[1].at(path), "{path:?}");
        }
        assert_eq!(bodies[0].at(&["0", "ID"]), json!("7"));
        assert_eq!(
            bodies[0].at(&["1", "NAME"])["ID"],
            "9",
            "the deepest that is reached"
        );
    }

    #[test]
    fn texts_are_quoted() {
        for text in ["plain", "ё \u{1}", "a\"b\\c\n"] {
            let mut out = String::new();
            string(&mut out, text);
            assert_eq!(serde_json::from_str::<String>(&out).unwrap(), text);
        }
    }
}
