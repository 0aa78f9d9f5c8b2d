//! A node together with where it stands and what its `$arguments` mean.

use std::borrow::Cow;
use std::rc::Rc;

use crate::diagnose::{Place, Steps};
use crate::read::Node;

use super::text;

/// A node in its context.
#[derive(Clone)]
pub(crate) struct At<'s> {
    pub(crate) node: &'s Node,
    /// The key that it stands under, as it is written.
    pub(crate) key: &'s str,
    pub(crate) steps: Steps,
    pub(crate) ctx: Rc<Ctx<'s>>,
}

/// The file that a node is written in and, inside a family, what it was used with.
pub(crate) struct Ctx<'s> {
    pub(crate) file: usize,
    pub(crate) env: Option<Env<'s>>,
}

/// One use of a family.
pub(crate) struct Env<'s> {
    /// Its name, for notes.
    pub(crate) family: &'s str,
    /// The entity that uses it.
    pub(crate) entity: usize,
    /// The `use:` entry.
    pub(crate) used: Place,
    /// Names and values of arguments; one that was not given has none.
    pub(crate) args: Vec<(&'s str, Option<Arg<'s>>)>,
}

/// The value of an argument.
#[derive(Clone)]
pub(crate) enum Arg<'s> {
    /// A text.
    Text(Cow<'s, str>),
    /// A number, which stays one in `fixed`.
    Int(i64),
    /// An entity as it is written at the use, with its name for sentences.
    Entity(At<'s>, String),
    /// A node as it is written at the use.
    Node(At<'s>),
    /// Wrong or lacking, and reported; counts as given.
    Wrong,
}

impl<'s> Env<'s> {
    /// `None` for an argument that there is not, `Some(None)` for one that was not given.
    pub(crate) fn get(&self, name: &str) -> Option<&Option<Arg<'s>>> {
        self.args
            .iter()
            .find(|(arg, _)| *arg == name)
            .map(|(_, value)| value)
    }

    /// Whether a text uses an argument that was not given.
    fn misses(&self, text: &str) -> bool {
        text.contains('$')
            && text::pieces(text).any(|piece| match piece {
                text::Piece::Arg(name) => matches!(self.get(name), Some(None)),
                text::Piece::Plain(_) => false,
            })
    }

    /// Whether a value does, itself and not in an entry of its own.
    fn misses_in(&self, node: &Node) -> bool {
        match node {
            Node::Text(text) => self.misses(text),
            Node::List(items) => items.iter().any(|item| self.misses_in(item)),
            _ => false,
        }
    }

    fn fill(&self, text: &str, prose: bool) -> String {
        let mut filled = String::with_capacity(text.len() + 16);
        for piece in text::pieces(text) {
            match piece {
                text::Piece::Plain(plain) => filled.push_str(plain),
                text::Piece::Arg(name) => {
                    let value = match self.get(name) {
                        Some(Some(Arg::Text(value))) => value.clone(),
                        Some(Some(Arg::Int(value))) => Cow::Owned(value.to_string()),
                        Some(Some(Arg::Entity(_, words))) if prose => Cow::Borrowed(words.as_str()),
                        // Entities and types are put in by whoever reads the type.
                        _ => Cow::Owned(format!("${name}")),
                    };
                    if prose && name == "name" {
                        text::push_noun(&mut filled, &value.replace('_', " "));
                    } else if prose {
                        text::push_noun(&mut filled, &value);
                    } else {
                        filled.push_str(&value);
                    }
                }
            }
        }
        filled
    }
}

impl<'s> At<'s> {
    pub(crate) fn root(node: &'s Node, file: usize) -> Self {
        Self {
            node,
            key: "",
            steps: Steps::root(),
            ctx: Rc::new(Ctx { file, env: None }),
        }
    }

    /// The same place with the arguments of a use.
    pub(crate) fn within(&self, env: Env<'s>) -> Self {
        let ctx = Ctx {
            file: self.ctx.file,
            env: Some(env),
        };
        Self {
            node: self.node,
            key: self.key,
            steps: self.steps.clone(),
            ctx: Rc::new(ctx),
        }
    }

    pub(crate) fn file(&self) -> usize {
        self.ctx.file
    }

    pub(crate) fn env(&self) -> Option<&Env<'s>> {
        self.ctx.env.as_ref()
    }

    pub(crate) fn place(&self) -> Place {
        Place::value(self.ctx.file, self.steps.clone())
    }

    pub(crate) fn key_place(&self) -> Place {
        Place::key(self.ctx.file, self.steps.clone())
    }

    fn entry(&self, key: &'s str, node: &'s Node) -> Self {
        Self {
            node,
            key,
            steps: self.steps.key(key),
            ctx: Rc::clone(&self.ctx),
        }
    }

    /// The value of a key, unless it uses an argument that was not given.
    pub(crate) fn get(&self, key: &str) -> Option<Self> {
        let Node::Map(entries) = self.node else {
            return None;
        };
        let (key, node) = entries.iter().find(|(name, _)| name == key)?;
        let missing = self.env().is_some_and(|env| env.misses_in(node));
        (!missing).then(|| self.entry(key, node))
    }

    /// The entries of a mapping, arguments put into keys, without those that use an argument that was not given.
    pub(crate) fn entries(&self) -> Option<Vec<(Cow<'s, str>, Self)>> {
        let Node::Map(entries) = self.node else {
            return None;
        };
        let entries = entries.iter().filter_map(|(key, node)| {
            let mut name = Cow::Borrowed(key.as_str());
            if let Some(env) = self.env() {
                if env.misses(key) || env.misses_in(node) {
                    return None;
                }
                if key.contains('$') {
                    name = Cow::Owned(env.fill(key, false));
                }
            }
            Some((name, self.entry(key, node)))
        });
        Some(entries.collect())
    }

    /// The elements of a list.
    pub(crate) fn items(&self) -> Option<Vec<Self>> {
        let Node::List(items) = self.node else {
            return None;
        };
        let item = |(index, node)| Self {
            node,
            key: "",
            steps: self.steps.index(index),
            ctx: Rc::clone(&self.ctx),
        };
        Some(items.iter().enumerate().map(item).collect())
    }

    /// A text or plain value, arguments put in; entities and types stay as `$argument`.
    pub(crate) fn text(&self) -> Option<Cow<'s, str>> {
        self.filled(false)
    }

    /// The same as a sentence.
    pub(crate) fn prose(&self) -> Option<Cow<'s, str>> {
        self.filled(true)
    }

    fn filled(&self, prose: bool) -> Option<Cow<'s, str>> {
        let text = self.node.to_text()?;
        match self.env() {
            Some(env) if text.contains('$') => Some(Cow::Owned(env.fill(&text, prose))),
            _ => Some(text),
        }
    }

    /// The argument that this is, where it is nothing else.
    pub(crate) fn arg(&self) -> Option<&Arg<'s>> {
        let (Node::Text(text), Some(env)) = (self.node, self.env()) else {
            return None;
        };
        let mut pieces = text::pieces(text);
        match (pieces.next(), pieces.next()) {
            (Some(text::Piece::Arg(name)), None) => env.get(name)?.as_ref(),
            _ => None,
        }
    }

    /// As JSON, numbers staying numbers.
    pub(crate) fn json(&self) -> serde_json::Value {
        use serde_json::Value;
        match self.arg() {
            Some(Arg::Int(number)) => return Value::from(*number),
            Some(Arg::Node(at)) => return at.json(),
            _ => {}
        }
        match self.node {
            Node::Text(text) => {
                Value::String(self.text().map_or_else(|| text.clone(), Cow::into_owned))
            }
            Node::List(_) => Value::Array(
                self.items()
                    .unwrap_or_default()
                    .iter()
                    .map(Self::json)
                    .collect(),
            ),
            Node::Map(_) => {
                let entries = self.entries().unwrap_or_default();
                Value::Object(
                    entries
                        .iter()
                        .map(|(key, value)| (key.to_string(), value.json()))
                        .collect(),
                )
            }
            plain => plain.to_json(),
        }
    }

    /// Whether what stands here follows from arguments: then a mistake in it belongs to the use.
    pub(crate) fn depends(&self, key: bool) -> bool {
        if self.env().is_none() {
            return false;
        }
        let text = if key {
            self.key
        } else {
            match self.node {
                Node::Text(text) => text.as_str(),
                _ => "",
            }
        };
        text::varies(text)
    }
}
