//! What stands in several places of a file, drafted once under a name.

use crate::check::{segments, snake};
use crate::draft::{Entry, Hoist, unwritten, word};
use crate::read::Node;

/// Fewer fields or values than this are no type of their own.
const FEWEST: usize = 2;

/// Where a node stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stands {
    /// Behind the name of a field or a parameter, which has a sentence of its own.
    Named,
    /// In a list, or as an answer.
    Bare,
    /// As a type of the file.
    Type,
}

/// Objects and enumerations that stand in place more than once, or are a type of the file already.
#[derive(Default)]
struct Found {
    kinds: Vec<Kind>,
}

struct Kind {
    /// What tells it from others.
    told_by: String,
    key: &'static str,
    body: Node,
    /// What it would be called after its first place.
    hint: String,
    /// What it is called already.
    name: Option<String>,
    times: usize,
}

/// Gives names to equal objects and enumerations of a file.
pub(super) fn share(entries: &mut [Entry], hoist: &mut Hoist) {
    loop {
        let mut found = Found::default();
        walk(entries, hoist, &mut |node, hint, stands| {
            found.look(node, hint, stands);
        });
        let repeated = found
            .kinds
            .into_iter()
            .rev()
            .filter(|kind| kind.times > usize::from(kind.name.is_none()));
        // What holds others first: they may not be needed any more.
        let Some(kind) = repeated.max_by_key(|kind| kind.told_by.len()) else {
            return;
        };
        let is_new = kind.name.is_none();
        let name = kind.name.unwrap_or_else(|| hoist.name(&kind.hint));
        walk(entries, hoist, &mut |node, _, stands| {
            if stands != Stands::Type
                && body(node).is_some_and(|(key, body)| told_by(key, body) == kind.told_by)
            {
                refer(node, &name, stands);
            }
        });
        if is_new {
            let node = Node::Map(vec![(kind.key.to_owned(), kind.body), unwritten()]);
            hoist.types.push((name, node));
        }
    }
}

impl Found {
    fn look(&mut self, node: &Node, hint: &str, stands: Stands) {
        let Some((key, body)) = body(node) else {
            return;
        };
        let told_by = told_by(key, body);
        let index = self.kinds.iter().position(|kind| kind.told_by == told_by);
        let index = index.unwrap_or_else(|| {
            self.kinds.push(Kind {
                told_by,
                key,
                body: body.clone(),
                hint: hint.to_owned(),
                name: None,
                times: 0,
            });
            self.kinds.len() - 1
        });
        if let Some(kind) = self.kinds.get_mut(index) {
            match stands {
                Stands::Type => kind.name = kind.name.take().or(Some(hint.to_owned())),
                Stands::Named | Stands::Bare => kind.times += 1,
            }
        }
    }
}

/// The fields or the values of an object or an enumeration in place.
fn body(node: &Node) -> Option<(&'static str, &Node)> {
    ["fields", "values"].into_iter().find_map(|key| {
        let body = node.get(key)?;
        let length = match body {
            Node::Map(entries) => entries.len(),
            Node::List(items) => items.len(),
            _ => 0,
        };
        (length >= FEWEST).then_some((key, body))
    })
}

/// The same for bodies that say the same in another order.
fn told_by(key: &str, body: &Node) -> String {
    let mut parts: Vec<String> = match body {
        Node::Map(entries) => entries.iter().map(|entry| format!("{entry:?}")).collect(),
        Node::List(items) => items.iter().map(|item| format!("{item:?}")).collect(),
        other => vec![format!("{other:?}")],
    };
    parts.sort_unstable();
    format!("{key} {}", parts.join(" "))
}

/// The name of a type in place of its body.
fn refer(node: &mut Node, name: &str, stands: Stands) {
    let Node::Map(entries) = node else { return };
    let says_more =
        |(key, _): &(String, Node)| !matches!(key.as_str(), "fields" | "values" | "doc");
    if stands == Stands::Bare && !entries.iter().any(says_more) {
        *node = word(name);
        return;
    }
    for entry in entries {
        if matches!(entry.0.as_str(), "fields" | "values") {
            *entry = ("type".to_owned(), word(name));
        }
    }
}

type Visit<'v> = dyn FnMut(&mut Node, &str, Stands) + 'v;

/// Every type that is written in a file.
fn walk(entries: &mut [Entry], hoist: &mut Hoist, visit: &mut Visit<'_>) {
    for entry in entries {
        let Node::Map(parts) = &mut entry.node else {
            continue;
        };
        let mut path = segments(&entry.name);
        path.drain(..path.len().saturating_sub(2));
        let hint = path.join("_");
        for (key, part) in parts {
            match (entry.section, key.as_str()) {
                ("entities", "fields") => names(part, &entry.name, visit),
                ("methods", "params") | ("events", "data") | ("placements", "options") => {
                    names(part, &hint, visit);
                }
                ("methods", "returns") => {
                    node(part, &format!("{hint}_result"), Stands::Bare, visit)
                }
                _ => {}
            }
        }
    }
    for (name, of) in &mut hoist.types {
        node(of, name, Stands::Type, visit);
    }
}

fn node(of: &mut Node, hint: &str, stands: Stands, visit: &mut Visit<'_>) {
    visit(of, hint, stands);
    match of {
        Node::List(items) => {
            for item in items {
                node(item, hint, Stands::Bare, visit);
            }
        }
        Node::Map(entries) => {
            for (key, value) in entries {
                match key.as_str() {
                    "type" => node(value, hint, Stands::Bare, visit),
                    "fields" => names(value, hint, visit),
                    _ => {}
                }
            }
        }
        _ => {}
    }
}

fn names(of: &mut Node, hint: &str, visit: &mut Visit<'_>) {
    let Node::Map(entries) = of else { return };
    for (key, value) in entries {
        let plain = key.trim_end_matches(['!', '*']);
        node(
            value,
            &format!("{hint}_{}", snake(plain)),
            Stands::Named,
            visit,
        );
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn entry(section: &'static str, name: &str, text: &str) -> Entry {
        let (source, diagnostics) = crate::read::files([("shop.yaml".to_owned(), Ok(text.into()))]);
        assert!(diagnostics.is_empty());
        let root = source.files.into_iter().next().map(|file| file.root);
        Entry {
            section,
            name: name.to_owned(),
            node: root.unwrap_or_else(|| word("no file")),
            remarks: Vec::new(),
        }
    }

    #[test]
    fn equal_types_are_written_once() {
        let mut entries = [
            entry(
                "entities",
                "till",
                "doc: TODO\nfields: { SEAT: { fields: { x: { type: int, doc: TODO }, y: { type: int, doc: TODO } }, access: read, doc: TODO } }",
            ),
            entry(
                "methods",
                "shop.till.find",
                "doc: TODO\nparams: { fields!: { fields: { id: { type: int, doc: TODO } }, doc: TODO } }\n\
                 returns: [{ fields: { y: { type: int, doc: TODO }, x: { type: int, doc: TODO } }, doc: TODO }]",
            ),
        ];
        let mut hoist = Hoist {
            taken: BTreeSet::new(),
            types: Vec::new(),
        };
        share(&mut entries, &mut hoist);
        let mut text: String = entries.iter().map(|entry| entry.render(0)).collect();
        for (name, node) in &hoist.types {
            text.push_str(&crate::yaml::entry(name, node, 0));
        }
        insta::assert_snapshot!(text);
    }
}
