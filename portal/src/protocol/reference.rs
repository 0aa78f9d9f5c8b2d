//! `$result[key][0][ID]` inside the values of a batch.

use serde_json::{Map, Value};

use crate::engine::{Body, string};
use crate::php;

/// Answers of the commands so far, as PHP arrays.
#[derive(Debug, Default)]
pub(super) struct Sections {
    pub(super) result: Vec<(String, Body)>,
    pub(super) error: Map<String, Value>,
    pub(super) total: Map<String, Value>,
    pub(super) next: Map<String, Value>,
    pub(super) time: Map<String, Value>,
}

impl Sections {
    /// Sections with values; what references can begin with besides `result`.
    fn small(&self) -> [(&'static str, &Map<String, Value>); 4] {
        [
            ("error", &self.error),
            ("total", &self.total),
            ("next", &self.next),
            ("time", &self.time),
        ]
    }

    /// The result of a batch.
    pub(super) fn into_body(self) -> Body {
        let mut out = String::from("{\"result\":");
        let keys = || self.result.iter().map(|(key, _)| key.as_str());
        let list = php::is_list(keys());
        out.push(if list { '[' } else { '{' });
        for (at, (key, body)) in self.result.iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            if !list {
                string(&mut out, key);
                out.push(':');
            }
            body.write(&mut out);
        }
        out.push(if list { ']' } else { '}' });
        for (name, section) in [
            ("error", self.error),
            ("total", self.total),
            ("next", self.next),
            ("time", self.time),
        ] {
            out.push_str(&format!(",\"result_{name}\":{}", php::array(section)));
        }
        out.push('}');
        Body::Text(out)
    }
}

/// Replaces references in the parameters of a command by what earlier commands answered.
pub(super) fn resolve(value: Value, sections: &Sections) -> Value {
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

fn text_value(text: String, sections: &Sections) -> Value {
    if !text.contains('$') {
        return text.into();
    }
    // A reference that is the whole value keeps its type.
    if let Some((reference, "")) = Reference::parse(&text, sections) {
        return reference.value().unwrap_or_default();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some((reference, after)) = Reference::parse(rest, sections) else {
            out.push('$');
            rest = &rest[1..];
            continue;
        };
        let source = &rest[..rest.len() - after.len()];
        match reference.value() {
            // What is no scalar stays as it was written.
            Some(value) if php::is_array(&value) => out.push_str(source),
            Some(value) => out.push_str(&php::text(&value).unwrap_or_default()),
            None => {}
        }
        rest = after;
    }
    out.push_str(rest);
    out.into()
}

struct Reference<'a> {
    sections: &'a Sections,
    /// Nothing for the results.
    section: Option<&'a Map<String, Value>>,
    path: Vec<&'a str>,
}

impl<'a> Reference<'a> {
    /// A reference at the beginning of a text, and what follows it.
    fn parse(text: &'a str, sections: &'a Sections) -> Option<(Self, &'a str)> {
        let rest = text.strip_prefix('$')?;
        let begins = |name: &str| {
            rest.get(..name.len())
                .is_some_and(|r| r.eq_ignore_ascii_case(name))
        };
        let small = sections
            .small()
            .map(|(name, section)| (name, Some(section)));
        let (name, section) = [("result", None)]
            .into_iter()
            .chain(small)
            .find(|(name, _)| begins(name))?;
        let mut rest = &rest[name.len()..];
        let mut path = Vec::new();
        while let Some(inside) = rest.strip_prefix('[') {
            let Some(close) = inside.find(']') else { break };
            path.push(&inside[..close]);
            rest = &inside[close + 1..];
        }
        let reference = Self {
            sections,
            section,
            path,
        };
        (!reference.path.is_empty()).then_some((reference, rest))
    }

    /// What it refers to; where a segment is missing, the deepest value that was reached.
    fn value(&self) -> Option<Value> {
        let (first, rest) = self.path.split_first()?;
        match self.section {
            Some(section) => Some(Body::from(section.get(*first)?.clone()).at(rest)),
            None => {
                let mut results = self.sections.result.iter();
                let (_, body) = results.find(|(key, _)| key == first)?;
                Some(body.at(rest))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn resolved(text: &str) -> Value {
        let map = |value: Value| value.as_object().unwrap().clone();
        let sections = Sections {
            result: vec![
                ("made".to_owned(), json!(12).into()),
                (
                    "page".to_owned(),
                    Body::Text(json!([{"ID": "7", "NAME": "Ada"}, {"ID": "9"}]).to_string()),
                ),
            ],
            total: map(json!({"page": 60})),
            next: map(json!({"page": 50})),
            error: map(json!({"bad": {"error": "X"}})),
            time: Map::new(),
        };
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
