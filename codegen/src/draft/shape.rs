//! What values look like, on the way from somebody else's description to types of the language.

use std::collections::BTreeSet;

use super::{unwritten, word};
use crate::check::{is_identifier, is_reserved, is_snake, snake};
use crate::read::Node;

/// What a value looks like.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Shape {
    /// A type that is written as text: `string`, `id(user)`, `new(contact)`.
    Plain(String),
    List(Box<Shape>),
    /// Any keys.
    Map(Box<Shape>),
    Object(Vec<Field>),
    Values(Vec<String>),
    Union(Vec<Shape>),
}

/// A parameter, or a field of an object or an entity.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Field {
    /// Wire name, with a star where it stands for several.
    pub(crate) name: String,
    /// Must be given.
    pub(crate) certain: bool,
    pub(crate) shape: Shape,
    /// Attributes beside type and doc: `access`, `deprecated`.
    pub(crate) attributes: Vec<(String, Node)>,
}

impl Shape {
    pub(crate) fn plain(name: &str) -> Self {
        Self::Plain(name.to_owned())
    }

    pub(crate) fn any() -> Self {
        Self::plain("any")
    }

    pub(crate) fn list(item: Self) -> Self {
        Self::List(Box::new(item))
    }

    pub(crate) fn map(value: Self) -> Self {
        Self::Map(Box::new(value))
    }

    pub(crate) fn is_any(&self) -> bool {
        matches!(self, Self::Plain(name) if name == "any")
    }

    /// The kind of JSON values that it has, as far as a union needs to know; `None` for any.
    fn kind(&self) -> Option<u8> {
        Some(match self {
            Self::Plain(name) => match name.as_str() {
                "any" | "done" => return None,
                "int" | "number" | "bit" | "timestamp" | "id" => 1,
                "bool" => 2,
                name if name.starts_with("id(") => 1,
                name if name.starts_with(['n', 'c', 'i', 'o']) && name.ends_with(')') => 4,
                "file_pair" => 3,
                _ => 0,
            },
            Self::Values(_) => 0,
            Self::List(_) => 3,
            Self::Map(_) | Self::Object(_) => 4,
            Self::Union(_) => return None,
        })
    }

    /// One of several, told apart by kind; of two texts a text, of two numbers a number.
    pub(crate) fn union(members: Vec<Self>) -> Self {
        let mut kept: Vec<Self> = Vec::new();
        for member in members {
            if member.kind().is_none() {
                return Self::any();
            }
            match kept.iter_mut().find(|known| known.kind() == member.kind()) {
                Some(known) if *known == member => {}
                Some(known) => {
                    *known = match (member.kind(), &*known, &member) {
                        (Some(0), Self::Plain(a), Self::Plain(b))
                            if a.starts_with("date") && b.starts_with("date") =>
                        {
                            Self::plain("datetime")
                        }
                        (Some(0), ..) => Self::plain("string"),
                        (Some(1), Self::Plain(a), Self::Plain(b))
                            if a == "number" || b == "number" =>
                        {
                            Self::plain("number")
                        }
                        (Some(1), ..) => Self::plain("int"),
                        (Some(4), Self::Object(_), _) => continue,
                        (Some(4), _, Self::Object(_)) => member,
                        _ => continue,
                    }
                }
                None => kept.push(member),
            }
        }
        match kept.len() {
            0 => Self::any(),
            1 => kept.remove(0),
            _ => {
                for member in &mut kept {
                    match member {
                        // Whether identifiers of a record are numbers or texts is not for a draft to know.
                        Self::Plain(name) if name.starts_with("id(") => *member = Self::plain("id"),
                        Self::Values(_) => *member = Self::plain("string"),
                        _ => {}
                    }
                }
                Self::Union(kept)
            }
        }
    }
}

/// Objects that must have a name because a type that is written as text uses them.
pub(crate) struct Hoist {
    /// Names that are taken in the file.
    pub(crate) taken: BTreeSet<String>,
    /// What was named, in order.
    pub(crate) types: Vec<(String, Node)>,
}

impl Hoist {
    /// A type as a node; `hint` is what an object in it would be called.
    pub(crate) fn node(&mut self, shape: &Shape, hint: &str) -> Node {
        match shape {
            Shape::Object(fields) => Node::Map(vec![
                ("fields".to_owned(), self.fields(fields, hint)),
                unwritten(),
            ]),
            Shape::Values(values) => Node::Map(vec![
                ("values".to_owned(), values_node(values)),
                unwritten(),
            ]),
            Shape::List(item) if text(item).is_none() || matches!(**item, Shape::Plain(_)) => {
                Node::List(vec![self.node(item, hint)])
            }
            _ => word(self.text(shape, hint)),
        }
    }

    /// A type as text.
    fn text(&mut self, shape: &Shape, hint: &str) -> String {
        if let Some(text) = text(shape) {
            return text;
        }
        match shape {
            Shape::List(item) => format!("[{}]", self.text(item, hint)),
            Shape::Map(value) => format!("map({})", self.text(value, hint)),
            Shape::Union(members) => {
                // The union itself is called after its place.
                let hint = format!("{hint}_object");
                let members: Vec<String> = members
                    .iter()
                    .map(|member| self.text(member, &hint))
                    .collect();
                members.join(" | ")
            }
            _ => {
                let node = self.node(shape, hint);
                // The same shape is the same type, wherever it stands first.
                if let Some((known, _)) = self.types.iter().find(|(_, known)| *known == node) {
                    return known.clone();
                }
                let name = self.name(hint);
                self.types.push((name.clone(), node));
                name
            }
        }
    }

    /// A name that is not taken, from now on.
    pub(crate) fn name(&mut self, hint: &str) -> String {
        let base = if is_snake(hint) { hint } else { "part" };
        let mut name = base.to_owned();
        let mut number = 2;
        while self.taken.contains(&name) || is_reserved(&name) {
            name = format!("{base}_{number}");
            number += 1;
        }
        self.taken.insert(name.clone());
        name
    }

    /// Names and nodes.
    pub(crate) fn fields(&mut self, fields: &[Field], hint: &str) -> Node {
        let mut names: BTreeSet<String> = BTreeSet::new();
        let mut nodes: Vec<(String, Node)> = Vec::new();
        for field in fields {
            let plain = field.name.trim_end_matches('*');
            let mut name = snake(plain);
            let mut given = None;
            if !is_snake(&name) {
                name = format!("n{name}");
                given = is_snake(&name).then(|| name.clone());
            }
            let mut number = 2;
            while !names.insert(name.clone()) {
                name = format!("{}_{number}", snake(plain));
                given = Some(name.clone());
                number += 1;
            }
            let key = format!("{}{}", field.name, if field.certain { "!" } else { "" });
            if nodes
                .iter()
                .any(|(known, _)| known.trim_end_matches('!') == field.name)
            {
                continue;
            }
            let mut node = self.field(field, &format!("{hint}_{}", snake(plain)));
            if let (Node::Map(entries), Some(given)) = (&mut node, given) {
                entries.push(("name".to_owned(), word(given)));
            }
            nodes.push((key, node));
        }
        Node::Map(nodes)
    }

    fn field(&mut self, field: &Field, hint: &str) -> Node {
        let mut entries = match self.node(&field.shape, hint) {
            Node::Map(entries) => entries
                .into_iter()
                .filter(|(key, _)| key != "doc")
                .collect(),
            node => vec![("type".to_owned(), node)],
        };
        entries.extend(field.attributes.iter().cloned());
        entries.push(unwritten());
        Node::Map(entries)
    }
}

/// A type as text, where that needs no name of its own.
pub(crate) fn text(shape: &Shape) -> Option<String> {
    Some(match shape {
        Shape::Plain(name) => name.clone(),
        Shape::List(item) => format!("[{}]", text(item)?),
        Shape::Map(value) => format!("map({})", text(value)?),
        Shape::Union(members) => {
            let members: Option<Vec<String>> = members.iter().map(text).collect();
            members?.join(" | ")
        }
        Shape::Object(_) | Shape::Values(_) => return None,
    })
}

/// An enumeration: a list, or names beside values that need them.
fn values_node(values: &[String]) -> Node {
    let mut names: BTreeSet<String> = BTreeSet::new();
    let mut plain = true;
    let mut pairs = Vec::new();
    for value in values {
        let mut name = snake(value);
        if !is_snake(&name) {
            let rest: String = name
                .chars()
                .map(|c| {
                    if c.is_ascii_alphanumeric() {
                        c.to_ascii_lowercase()
                    } else {
                        '_'
                    }
                })
                .collect();
            name = if rest.is_empty() {
                "none".to_owned()
            } else {
                format!("value_{rest}")
            };
        }
        let base = name.clone();
        let mut number = 2;
        plain &= is_identifier(value);
        while !names.insert(name.clone()) {
            name = format!("{base}_{number}");
            plain = false;
            number += 1;
        }
        pairs.push((value.clone(), word(name)));
    }
    if plain {
        Node::List(values.iter().map(word).collect())
    } else {
        Node::Map(pairs)
    }
}
