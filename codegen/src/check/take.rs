//! Reading constructs key by key: unknown keys, wrong shapes, plain values.

use std::ops::Range;

use super::Checker;
use super::at::At;
use super::keys::{ATTRIBUTES, Construct, KIND, Takes};
use super::text;
use crate::diagnose::{Code, Diagnostic, Part, nearest};
use crate::read::Node;

/// The keys that a construct was given.
pub(crate) struct Taken<'s> {
    pub(crate) at: At<'s>,
    list: Vec<(&'static str, At<'s>)>,
    flaws: Vec<Flaw>,
}

/// What was wrong with a construct as a whole, so that what follows from it is not reported too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flaw {
    /// It is no mapping.
    Shape,
    /// A comma cut a text in two.
    Cut,
    /// A key that it does not have, and what was probably meant.
    Key(Option<&'static str>),
}

impl<'s> Taken<'s> {
    pub(crate) fn get(&self, name: &str) -> Option<&At<'s>> {
        self.list
            .iter()
            .find(|(key, _)| *key == name)
            .map(|(_, at)| at)
    }

    /// Whether a key was left out, and not just misspelt.
    pub(crate) fn lacks(&self, name: &str) -> bool {
        let excused = |flaw: &Flaw| {
            matches!(flaw, Flaw::Shape) || matches!(flaw, Flaw::Key(Some(meant)) if *meant == name)
        };
        self.get(name).is_none() && !self.flaws.iter().any(excused)
    }

    /// Whether every key was understood.
    pub(crate) fn is_sound(&self) -> bool {
        self.flaws.is_empty()
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.list.iter().map(|(key, _)| *key)
    }

    /// Takes the keys of another one in place of its own.
    pub(crate) fn overlay(&mut self, over: &Self) {
        self.flaws.extend(&over.flaws);
        for (name, at) in &over.list {
            match self.list.iter_mut().find(|(key, _)| key == name) {
                Some(entry) => entry.1 = at.clone(),
                None => self.list.push((name, at.clone())),
            }
        }
    }
}

impl<'s> At<'s> {
    /// Something wrong with the value.
    pub(crate) fn wrong(&self, code: Code, message: impl Into<String>) -> Diagnostic {
        self.blame(code, message, Part::Value, self.depends(false))
    }

    /// Something wrong with the key, or something missing under it.
    pub(crate) fn wrong_key(&self, code: Code, message: impl Into<String>) -> Diagnostic {
        self.blame(code, message, Part::Key, self.depends(true))
    }

    /// Something that lacks in a construct, whatever a family is used with.
    pub(crate) fn lacking(&self, code: Code, message: impl Into<String>) -> Diagnostic {
        self.blame(code, message, Part::Key, false)
    }

    /// Something wrong that came of the use of a family, where this is in one.
    pub(crate) fn wrong_use(&self, code: Code, message: impl Into<String>) -> Diagnostic {
        self.blame(code, message, Part::Value, true)
    }

    /// Something wrong with some characters of a text.
    pub(crate) fn wrong_within(
        &self,
        code: Code,
        message: impl Into<String>,
        span: Range<usize>,
    ) -> Diagnostic {
        let raw = self.node.to_text().unwrap_or_default();
        // Where arguments have changed the text, its characters stand elsewhere.
        let unchanged = self.text().is_some_and(|text| text == raw);
        let part: String = raw.chars().skip(span.start).take(span.len()).collect();
        let depends = self.env().is_some() && (!unchanged || text::varies(&part));
        let mut diagnostic = self.blame(code, message, Part::Value, depends);
        if !depends {
            diagnostic.place.within = Some(span);
        }
        diagnostic
    }

    fn blame(
        &self,
        code: Code,
        message: impl Into<String>,
        part: Part,
        depends: bool,
    ) -> Diagnostic {
        let here = if part == Part::Key {
            self.key_place()
        } else {
            self.place()
        };
        match self.env() {
            Some(env) if depends => Diagnostic::new(code, message, env.used.clone())
                .also(format!("made by the family `{}`,", env.family), here),
            _ => Diagnostic::new(code, message, here),
        }
    }
}

impl<'s> Checker<'s> {
    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Takes a construct apart; what is no mapping has no keys.
    pub(crate) fn take(&mut self, at: &At<'s>, construct: &'static Construct) -> Taken<'s> {
        self.take_any(at, &[construct])
    }

    /// The same for what may have the keys of several constructs; the last one names it.
    pub(crate) fn take_any(&mut self, at: &At<'s>, constructs: &[&'static Construct]) -> Taken<'s> {
        let mut list = Vec::new();
        let name = constructs.last().map_or("", |construct| construct.name);
        let Some(entries) = at.entries() else {
            self.push(
                at.wrong(
                    Code::WrongShape,
                    format!("{name} is a mapping, not {}", at.node.describe()),
                )
                .help("write `{ key: … }`, or its keys on lines of their own below"),
            );
            return Taken {
                at: at.clone(),
                list,
                flaws: vec![Flaw::Shape],
            };
        };
        let mut flaws = Vec::new();
        for (key, value) in entries {
            let known = constructs
                .iter()
                .flat_map(|construct| construct.keys)
                .find(|known| known.name == key);
            match known {
                Some(known) => list.push((known.name, value)),
                None => flaws.push(self.unknown_key(&key, &value, constructs, name)),
            }
        }
        Taken {
            at: at.clone(),
            list,
            flaws,
        }
    }

    fn unknown_key(
        &mut self,
        key: &str,
        value: &At<'s>,
        constructs: &[&'static Construct],
        name: &str,
    ) -> Flaw {
        if matches!(value.node, Node::Null) || !text::is_identifier(key) {
            let message = format!("{name} has no key `{key}`");
            self.push(
                value
                    .wrong_key(Code::Comma, message)
                    .help("a comma ends an unquoted text here; quote it"),
            );
            return Flaw::Cut;
        }
        let is_node = constructs
            .iter()
            .any(|construct| std::ptr::eq(*construct, &raw const KIND));
        if is_node && ATTRIBUTES.iter().any(|construct| construct.has(key)) {
            let fits: Vec<&str> = ATTRIBUTES
                .iter()
                .filter(|construct| construct.has(key))
                .map(|construct| construct.name)
                .collect();
            let diagnostic = value.wrong_key(
                Code::MisplacedAttribute,
                format!("`{key}` does not fit {name}"),
            );
            self.push(diagnostic.note(format!("it is for {}", fits.join(" and "))));
            return Flaw::Key(None);
        }
        let diagnostic = value.wrong_key(Code::UnknownKey, format!("{name} has no key `{key}`"));
        let meant = nearest(
            key,
            constructs.iter().flat_map(|construct| construct.names()),
        );
        let names = constructs.iter().flat_map(|construct| construct.names());
        self.push(match meant {
            None if is_node => diagnostic.help("an object in place is written `{ fields: { … } }`"),
            _ => diagnostic.choice(key, names),
        });
        Flaw::Key(meant)
    }

    /// A text, or a plain value as it is written.
    pub(crate) fn string(&mut self, at: &At<'s>) -> Option<String> {
        if let Some(text) = at.text() {
            return Some(text.into_owned());
        }
        self.push(
            at.wrong(
                Code::WrongShape,
                format!("this is a text, not {}", at.node.describe()),
            )
            .help("write a single text"),
        );
        None
    }

    /// The text of a key.
    pub(crate) fn string_of(&mut self, taken: &Taken<'s>, key: &str) -> Option<String> {
        let at = taken.get(key)?.clone();
        self.string(&at)
    }

    /// A list of texts, or one.
    pub(crate) fn strings(&mut self, at: &At<'s>) -> Vec<(String, At<'s>)> {
        match at.items() {
            Some(items) => items
                .into_iter()
                .filter_map(|item| Some((self.string(&item)?, item)))
                .collect(),
            None => self
                .string(at)
                .map(|text| (text, at.clone()))
                .into_iter()
                .collect(),
        }
    }

    /// `true` gives `""`, a text itself.
    pub(crate) fn flag_of(&mut self, taken: &Taken<'s>, key: &str) -> Option<String> {
        let at = taken.get(key)?.clone();
        match at.node {
            Node::Bool(true) => Some(String::new()),
            Node::Bool(false) => {
                self.push(
                    at.wrong(Code::WrongShape, format!("`{key}` is `true` or a text"))
                        .help("leave it out"),
                );
                None
            }
            _ => self.string(&at),
        }
    }

    /// One of the words that a key takes, as its place in the table.
    pub(crate) fn word_of(
        &mut self,
        taken: &Taken<'s>,
        construct: &'static Construct,
        key: &str,
    ) -> Option<&'static str> {
        let at = taken.get(key)?.clone();
        let word = self.string(&at)?;
        let known = construct.keys.iter().find(|known| known.name == key)?;
        let Takes::Word(words) = known.takes else {
            return None;
        };
        let found = words.iter().find(|known| **known == word).copied();
        if found.is_none() {
            let choice = words
                .iter()
                .map(|word| format!("`{word}`"))
                .collect::<Vec<_>>()
                .join(", ");
            let message = format!("`{key}` cannot be `{word}`");
            self.push(
                at.wrong(Code::UnknownWord, message)
                    .suggest(&word, words.iter().copied())
                    .note(format!("it can be {choice}")),
            );
        }
        found
    }

    /// A sentence of ours: one line, at most 120 characters, with a full stop. A single word is a label and has none.
    pub(crate) fn doc_of(&mut self, taken: &Taken<'s>) -> Option<String> {
        let at = taken.get("doc")?.clone();
        let Some(doc) = at.prose() else {
            self.push(
                at.wrong(
                    Code::WrongShape,
                    format!("this is a text, not {}", at.node.describe()),
                )
                .help("write one sentence; quote it where it holds commas or brackets"),
            );
            return None;
        };
        let trimmed = doc.trim();
        let length = trimmed.chars().count();
        if is_unwritten(trimmed) {
            self.push(
                at.wrong(Code::UnwrittenDoc, "this `doc` is still to be written")
                    .help("write one sentence of your own, with a full stop"),
            );
        } else if trimmed.contains('\n') {
            self.push(
                at.wrong(Code::DocStyle, "a `doc` is one line")
                    .help("write one sentence after the colon"),
            );
        } else if length > 120 {
            self.push(
                at.wrong(
                    Code::DocStyle,
                    format!("a `doc` has at most 120 characters, this one has {length}"),
                )
                .help("keep what surprises; the page of `see` has the rest"),
            );
        } else if taken.flaws.contains(&Flaw::Cut) {
            // The rest of it was reported.
        } else if !trimmed.ends_with('.') && trimmed.contains(' ') || trimmed.is_empty() {
            let diagnostic = at.wrong(
                Code::DocStyle,
                "a `doc` is a sentence and ends with a full stop",
            );
            self.push(diagnostic.help(if trimmed.is_empty() {
                "write one"
            } else {
                "add a full stop"
            }));
        }
        Some(trimmed.to_owned())
    }

    /// The same, where there must be one.
    pub(crate) fn need_doc(&mut self, taken: &Taken<'s>, what: &str) -> String {
        if taken.lacks("doc") {
            self.push(
                taken
                    .at
                    .lacking(Code::MissingDoc, format!("{what} has no `doc`")),
            );
        }
        self.doc_of(taken).unwrap_or_default()
    }
}

/// What stands in a draft in place of a sentence: `TODO`, and whatever a person has noted behind it.
fn is_unwritten(doc: &str) -> bool {
    doc.strip_prefix("TODO")
        .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
}
