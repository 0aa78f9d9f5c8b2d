//! Pieces of spec that a program writes and a person completes: where they go, how they are written, and how they are
//! put into files that are there already.
//!
//! A sentence that a person has to write stands as `doc: TODO`, which `check` refuses as `unwritten-doc`.

mod insert;
mod place;
mod shape;

use std::collections::BTreeMap;

pub use insert::{Inserted, insert};
pub(crate) use place::{Header, Places, needs_node, scope_node, see};
pub(crate) use shape::{Field, Hoist, Shape, text};

use crate::check::FILE;
use crate::read::Node;
use crate::yaml;

/// What stands in place of a sentence.
pub const UNWRITTEN: &str = "TODO";

/// An entry of a section of a file: a method, an entity, an event.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// `methods`, `entities` and so on.
    pub section: &'static str,
    /// Its key.
    pub name: String,
    /// What it says.
    pub node: Node,
    /// What a person should know; comments above it.
    pub remarks: Vec<String>,
}

/// What is drafted for one file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FileDraft {
    /// What the file says of itself, where it is not there yet.
    pub header: Vec<(String, Node)>,
    /// In the order in which they were drafted.
    pub entries: Vec<Entry>,
}

/// What is drafted, by path below the spec folder.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Draft {
    /// Paths and what is drafted for them.
    pub files: BTreeMap<String, FileDraft>,
    /// What was asked for and is in the spec already.
    pub there: Vec<There>,
    /// What else is to be said about it: what was left out.
    pub notes: Vec<String>,
}

/// Something that the spec has already, or says that it is missing on purpose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct There {
    /// `methods`, `events`, `placements`, or `missing`.
    pub section: &'static str,
    /// Its name, as it was asked for.
    pub name: String,
    /// The file that has it.
    pub file: String,
}

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// Below the spec folder.
    pub path: String,
    /// All of it, as it is now.
    pub text: String,
    /// Whether it was not there before.
    pub new: bool,
    /// Section and name of what was added.
    pub added: Vec<(&'static str, String)>,
}

impl FileDraft {
    /// The draft as a file of its own; without the header this is what would be added.
    #[must_use]
    pub fn render(&self) -> String {
        let mut out = String::new();
        for (key, node) in &self.header {
            out.push_str(&yaml::entry(key, node, 0));
        }
        for key in FILE.keys {
            let mut entries = self
                .entries
                .iter()
                .filter(|entry| entry.section == key.name)
                .peekable();
            if entries.peek().is_some() {
                out.push_str(&format!("{}:\n", key.name));
                entries.for_each(|entry| out.push_str(&entry.render(2)));
            }
        }
        out
    }
}

impl Entry {
    /// The entry as text, remarks included.
    #[must_use]
    pub fn render(&self, indent: usize) -> String {
        let mut out = String::new();
        for remark in &self.remarks {
            out.push_str(&format!("{:indent$}# {remark}\n", ""));
        }
        // What only changes something that a family made stays on its line.
        let whole = self.node.get("doc").is_some();
        out.push_str(&if whole {
            yaml::block_entry(&self.name, &self.node, indent)
        } else {
            yaml::entry(&self.name, &self.node, indent)
        });
        out
    }
}

impl Draft {
    /// Puts everything into files; `there` gives the text of those that exist.
    ///
    /// # Errors
    ///
    /// When a file cannot be added to as text: a section in braces, or no YAML at all.
    pub fn merge(&self, there: impl Fn(&str) -> Option<String>) -> Result<Vec<Merged>, String> {
        let mut merged = Vec::new();
        for (path, draft) in &self.files {
            let before = there(path);
            let new = before.is_none();
            let mut added = Vec::new();
            let mut text = draft.render();
            if let Some(before) = before {
                text = before;
                for entry in &draft.entries {
                    match insert(&text, entry).map_err(|error| format!("{path}: {error}"))? {
                        Inserted::At { text: with, .. } => text = with,
                        Inserted::There => continue,
                    }
                    added.push((entry.section, entry.name.clone()));
                }
            } else {
                let all = draft.entries.iter();
                added.extend(all.map(|entry| (entry.section, entry.name.clone())));
            }
            if new || !added.is_empty() {
                merged.push(Merged {
                    path: path.clone(),
                    text,
                    new,
                    added,
                });
            }
        }
        Ok(merged)
    }
}

/// A text as a node.
pub(crate) fn word(text: impl Into<String>) -> Node {
    Node::Text(text.into())
}

/// The sentence that a person has to write.
pub(crate) fn unwritten() -> (String, Node) {
    ("doc".to_owned(), word(UNWRITTEN))
}
