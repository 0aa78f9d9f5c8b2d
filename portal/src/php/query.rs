//! `parse_str`: bracket keys into ordered trees, and back.

use std::collections::HashMap;

use form_urlencoded::byte_serialize;
use serde_json::{Map, Value};

/// Deeper keys are dropped, as PHP's `max_input_nesting_level` does.
const MAX_DEPTH: usize = 64;
/// Further variables are dropped, as PHP's `max_input_vars` does.
const MAX_VARIABLES: usize = 10_000;

enum Node {
    Leaf(String),
    Branch(Branch),
}

#[derive(Default)]
struct Branch {
    places: HashMap<String, usize>,
    items: Vec<(String, Node)>,
    /// The key that `[]` takes next.
    next: i64,
}

impl Branch {
    fn set(&mut self, path: &[Option<String>], value: String) {
        let Some((first, rest)) = path.split_first() else {
            return;
        };
        let key = first.clone().unwrap_or_else(|| self.next.to_string());
        if let Ok(number) = key.parse::<i64>()
            && number >= self.next
            && key == number.to_string()
        {
            self.next = number.saturating_add(1);
        }
        let place = *self.places.entry(key.clone()).or_insert_with(|| {
            self.items.push((key, Node::Leaf(String::new())));
            self.items.len() - 1
        });
        let node = &mut self.items[place].1;
        if rest.is_empty() {
            *node = Node::Leaf(value);
            return;
        }
        if let Node::Leaf(_) = node {
            *node = Node::Branch(Branch::default());
        }
        if let Node::Branch(branch) = node {
            branch.set(rest, value);
        }
    }

    fn into_map(self) -> Map<String, Value> {
        self.items
            .into_iter()
            .map(|(key, node)| match node {
                Node::Leaf(text) => (key, Value::String(text)),
                Node::Branch(branch) => (key, super::array(branch.into_map())),
            })
            .collect()
    }
}

/// Reads a query string or a form body.
pub(crate) fn parse(query: &[u8]) -> Map<String, Value> {
    tree(form_urlencoded::parse(query).map(|(name, value)| (name, value.into_owned())))
}

/// Variables with brackets in their names, as a tree.
pub(crate) fn tree(
    variables: impl Iterator<Item = (impl AsRef<str>, String)>,
) -> Map<String, Value> {
    let mut root = Branch::default();
    for (name, value) in variables.take(MAX_VARIABLES) {
        if let Some(path) = path(name.as_ref()) {
            root.set(&path, value);
        }
    }
    root.into_map()
}

/// `a.b[c][]` is `["a_b", "c", append]`.
fn path(name: &str) -> Option<Vec<Option<String>>> {
    let name = name.trim_start_matches(' ');
    let open = match name.find('[') {
        Some(0) => return Some(vec![Some(name.replacen('[', "_", 1))]),
        Some(open) if name[open..].contains(']') => open,
        // An index that is never closed is part of the name.
        _ => {
            return if name.is_empty() {
                None
            } else {
                Some(vec![Some(mangle(&name.replacen('[', "_", 1)))])
            };
        }
    };
    let mut path = vec![Some(mangle(&name[..open]))];
    let mut rest = &name[open..];
    while let Some(inside) = rest.strip_prefix('[') {
        let Some(close) = inside.find(']') else { break };
        let key = inside[..close].trim_start();
        path.push((!key.is_empty()).then(|| key.to_owned()));
        rest = &inside[close + 1..];
    }
    (path.len() <= MAX_DEPTH).then_some(path)
}

/// Dots and spaces cannot stand in the name of a PHP variable.
fn mangle(name: &str) -> String {
    name.replace([' ', '.'], "_")
}

/// Writes a tree as a form body; every leaf becomes text, null an empty one, an empty array nothing.
pub(crate) fn encode(map: &Map<String, Value>) -> String {
    let mut out = String::new();
    for (key, value) in map {
        write(&mut out, &escape(key), value);
    }
    out
}

fn write(out: &mut String, name: &str, value: &Value) {
    if super::is_array(value) {
        for (key, value) in super::entries(value) {
            write(out, &format!("{name}%5B{}%5D", escape(&key)), value);
        }
        return;
    }
    if !out.is_empty() {
        out.push('&');
    }
    out.push_str(name);
    out.push('=');
    out.push_str(&escape(&super::text(value).unwrap_or_default()));
}

/// A text inside a query.
pub(crate) fn escape(text: &str) -> String {
    byte_serialize(text.as_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn read(query: &str) -> Value {
        Value::Object(parse(query.as_bytes()))
    }

    #[test]
    fn brackets_make_ordered_trees() {
        assert_eq!(
            read(
                "fields[NAME]=Ada&fields[PHONE][0][VALUE]=%2B44&fields[PHONE][0][VALUE_TYPE]=WORK&select[]=ID&select[]=NAME"
            ),
            json!({"fields": {"NAME": "Ada", "PHONE": [{"VALUE": "+44", "VALUE_TYPE": "WORK"}]}, "select": ["ID", "NAME"]})
        );
        assert_eq!(read("a[5]=x&a[]=y"), json!({"a": {"5": "x", "6": "y"}}));
        // Unencoded, `filter[>=ID]=5` splits at its first `=`: the index is never closed and becomes part of the name.
        assert_eq!(
            read("filter[>=ID]=5&filter%5B%3C%3DID%5D=9"),
            json!({"filter_>": "ID]=5", "filter": {"<=ID": "9"}})
        );
    }

    #[test]
    fn odd_names_are_read_as_php_does() {
        assert_eq!(read("a.b=1&c d=2"), json!({"a_b": "1", "c_d": "2"}));
        assert_eq!(read("a[b=1"), json!({"a_b": "1"}));
        assert_eq!(read("a=1&a[b]=2"), json!({"a": {"b": "2"}}));
        assert_eq!(read("a[b]c=2"), json!({"a": {"b": "2"}}));
        assert_eq!(read("=1&&x"), json!({"x": ""}));
    }

    fn tree() -> impl Strategy<Value = Value> {
        let leaf = "\\PC{0,8}".prop_map(Value::String);
        leaf.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 1..4).prop_map(Value::Array),
                prop::collection::vec(("[A-Za-z_<>=%!@]{1,6}", inner), 1..4)
                    .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_read_back(pairs in prop::collection::vec(("[A-Za-z_]{1,8}", tree()), 0..5)) {
            let map: Map<String, Value> = pairs.into_iter().collect();
            prop_assert_eq!(Value::Object(parse(encode(&map).as_bytes())), Value::Object(map));
        }

        #[test]
        fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            parse(&bytes);
        }
    }
}
