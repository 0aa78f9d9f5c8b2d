//! What the parameters of a family's method take.

use crate::draft::Shape;
use crate::read::Node;

/// Parameters that a kind of paging has.
pub(super) fn paging_params(paging: &Node) -> Vec<String> {
    let first = |node: &Node| {
        let text = node.to_text()?;
        Some(text.split('.').next().unwrap_or_default().to_owned())
    };
    match paging {
        Node::Map(entries) => {
            let by = paging.get("by").and_then(Node::to_text);
            let mut names: Vec<String> = entries
                .iter()
                .filter(|(key, _)| matches!(key.as_str(), "limit" | "offset" | "after" | "page"))
                .filter_map(|(_, node)| first(node))
                .collect();
            names.dedup();
            if by.as_deref() == Some("start") {
                names.push("start".to_owned());
            }
            names
        }
        node => first(node).into_iter().collect(),
    }
}

/// Whether a parameter of a family takes what is documented of it.
pub(super) fn takes(node: &Node, shape: &Shape) -> bool {
    if shape.is_any() {
        return true;
    }
    let is = |wanted: fn(&Shape) -> bool| match shape {
        Shape::Union(members) => members.iter().any(wanted),
        shape => wanted(shape),
    };
    let ty = match node {
        Node::Map(_) if node.get("fields").is_some() => return is(is_object),
        Node::Map(_) => node.get("type"),
        node => Some(node),
    };
    let text = match ty {
        Some(Node::List(_)) => return is(|shape| matches!(shape, Shape::List(_))),
        Some(Node::Text(text)) => text.as_str(),
        _ => return true,
    };
    match text.split_once('(').map_or(text, |(word, _)| word) {
        "new" | "change" | "import" | "filter" | "order" | "map" => is(is_object),
        "select" => is(|shape| matches!(shape, Shape::List(_))),
        "id" | "int" => is(
            |shape| matches!(shape, Shape::Plain(name) if matches!(name.as_str(), "int" | "string") || name.starts_with("id")),
        ),
        "string" | "number" | "bool" | "yn" | "bit" => {
            is(|shape| matches!(shape, Shape::Plain(_) | Shape::Values(_)))
        }
        // A type by its name may be anything.
        _ => true,
    }
}

/// Pages say "array" of objects, too, when they do not show what stands in them.
fn is_object(shape: &Shape) -> bool {
    match shape {
        Shape::Object(_) | Shape::Map(_) => true,
        Shape::List(item) => item.is_any(),
        Shape::Plain(name) => name.contains('.'),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::word;

    #[test]
    fn parameters_of_paging() {
        let map = |entries: &[(&str, &str)]| {
            let entries = entries.iter();
            Node::Map(
                entries
                    .map(|(key, value)| ((*key).to_owned(), word(*value)))
                    .collect(),
            )
        };
        for (paging, params) in [
            (word("start"), vec!["start"]),
            (map(&[("by", "start"), ("cursor", "none")]), vec!["start"]),
            (
                map(&[
                    ("by", "offset"),
                    ("limit", "LIMIT"),
                    ("offset", "OFFSET"),
                    ("items", "items"),
                ]),
                vec!["LIMIT", "OFFSET"],
            ),
            (
                map(&[
                    ("by", "cursor"),
                    ("after", "page.after"),
                    ("limit", "page.limit"),
                ]),
                vec!["page"],
            ),
        ] {
            assert_eq!(paging_params(&paging), params);
        }
    }

    #[test]
    fn a_parameter_takes_what_is_like_it() {
        for (node, shape, fits) in [
            ("filter(self)", Shape::map(Shape::any()), true),
            ("filter(self)", Shape::list(Shape::any()), true),
            ("filter(self)", Shape::plain("string"), false),
            ("new(self)", Shape::list(Shape::plain("int")), false),
            ("select(self)", Shape::list(Shape::plain("string")), true),
            ("select(self)", Shape::plain("string"), false),
            ("id(self)", Shape::plain("int"), true),
            ("id(self)", Shape::list(Shape::plain("int")), false),
            ("crm.form_scope", Shape::plain("string"), true),
            ("string", Shape::any(), true),
        ] {
            let node = Node::Map(vec![("type".to_owned(), word(node))]);
            assert_eq!(takes(&node, &shape), fits, "{node:?} {shape:?}");
        }
    }
}
