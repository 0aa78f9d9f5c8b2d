//! `$result[key][0][ID]` inside the values of a batch.

use serde_json::{Map, Value};

use crate::php;

/// What references can begin with.
const SECTIONS: [(&str, &str); 5] = [
    ("result", "result"),
    ("error", "result_error"),
    ("total", "result_total"),
    ("next", "result_next"),
    ("time", "result_time"),
];

/// Replaces references in the parameters of a command by what earlier commands answered.
pub(super) fn resolve(value: Value, sections: &Value) -> Value {
    match value {
        Value::String(text) => text_value(text, sections),
        Value::Array(items) => {
            Value::Array(items.into_iter().map(|v| resolve(v, sections)).collect())
        }
        Value::Object(map) => Value::Object(
            map.into_iter()
                .map(|(k, v)| (k, resolve(v, sections)))
                .collect::<Map<_, _>>(),
        ),
        other => other,
    }
}

fn text_value(text: String, sections: &Value) -> Value {
    if !text.contains('$') {
        return text.into();
    }
    // A reference that is the whole value keeps its type.
    if let Some((reference, "")) = Reference::parse(&text) {
        return reference.value(sections).cloned().unwrap_or_default();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some((reference, after)) = Reference::parse(rest) else {
            out.push('$');
            rest = &rest[1..];
            continue;
        };
        let source = &rest[..rest.len() - after.len()];
        match reference.value(sections) {
            // What is no scalar stays as it was written.
            Some(value) if php::is_array(value) => out.push_str(source),
            Some(value) => out.push_str(&php::text(value).unwrap_or_default()),
            None => {}
        }
        rest = after;
    }
    out.push_str(rest);
    out.into()
}

struct Reference<'a> {
    section: &'static str,
    path: Vec<&'a str>,
}

impl<'a> Reference<'a> {
    /// A reference at the beginning of a text, and what follows it.
    fn parse(text: &'a str) -> Option<(Self, &'a str)> {
        let rest = text.strip_prefix('$')?;
        let (name, section) = SECTIONS.into_iter().find(|(name, _)| {
            rest.get(..name.len())
                .is_some_and(|r| r.eq_ignore_ascii_case(name))
        })?;
        let mut rest = &rest[name.len()..];
        let mut path = Vec::new();
        while let Some(inside) = rest.strip_prefix('[') {
            let Some(close) = inside.find(']') else { break };
            path.push(&inside[..close]);
            rest = &inside[close + 1..];
        }
        (!path.is_empty()).then_some((Self { section, path }, rest))
    }

    /// What it refers to; where a segment is missing, the deepest value that was reached.
    fn value<'v>(&self, sections: &'v Value) -> Option<&'v Value> {
        let mut value = sections
            .get(self.section)
            .and_then(|s| php::get(s, self.path.first()?))?;
        for key in self.path.iter().skip(1) {
            match php::get(value, key) {
                Some(inner) => value = inner,
                None => break,
            }
        }
        Some(value)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn resolved(text: &str) -> Value {
        let sections = json!({
            "result": {"made": 12, "page": [{"ID": "7", "NAME": "Ada"}, {"ID": "9"}]},
            "result_total": {"page": 60}, "result_next": {"page": 50}, "result_error": {"bad": {"error": "X"}},
            "result_time": {},
        });
        resolve(text.into(), &sections)
    }

    #[test]
    fn a_whole_value_keeps_its_type() {
        assert_eq!(resolved("$result[made]"), json!(12));
        assert_eq!(resolved("$RESULT[page][1]"), json!({"ID": "9"}));
        assert_eq!(resolved("$total[page]"), json!(60));
        assert_eq!(resolved("$error[bad][error]"), json!("X"));
    }

    #[test]
    fn an_embedded_scalar_becomes_text() {
        assert_eq!(
            resolved("C_$result[made];L_$result[page][0][ID]!"),
            json!("C_12;L_7!")
        );
        assert_eq!(resolved("x $result[page] y"), json!("x $result[page] y"));
        assert_eq!(resolved("costs $5"), json!("costs $5"));
    }

    #[test]
    fn a_missing_segment_gives_the_deepest_value() {
        assert_eq!(resolved("$result[page][1][NAME]"), json!({"ID": "9"}));
        assert_eq!(
            resolved("$result[page][5][ID]"),
            json!([{"ID": "7", "NAME": "Ada"}, {"ID": "9"}])
        );
        assert_eq!(resolved("$result[nobody]"), Value::Null);
    }
}
