//! What is wrong with a spec, where, and what was probably meant.
//!
//! Checks say where by path ([`Place`]); lines and columns are looked up once, at the end, and only for files with
//! something to report.

mod code;
mod locate;
mod place;
mod render;
mod suggest;

use std::sync::atomic::{AtomicBool, Ordering};

pub use code::{Code, UnknownCode};
pub use locate::Located;
pub use place::{Part, Place, Step, Steps};
pub use render::{Paint, Role};
pub use suggest::{distance, nearest};

use crate::read::Source;

/// One thing that is wrong.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// What kind of mistake it is.
    pub code: Code,
    /// One sentence in lower case, no full stop.
    pub message: String,
    /// Where.
    pub place: Place,
    /// What was probably meant; stands beside the caret.
    pub help: Option<String>,
    /// More about it.
    pub notes: Vec<String>,
    /// Other places that have to do with it.
    also: Vec<(String, Place)>,
    /// The same with file, line and column, once looked up.
    related: Vec<(String, Located)>,
    /// File, line and column, once looked up.
    located: Option<Located>,
}

impl Diagnostic {
    /// Something wrong at a place.
    #[must_use]
    pub fn new(code: Code, message: impl Into<String>, place: Place) -> Self {
        let message = message.into();
        Self {
            code,
            message,
            place,
            help: None,
            notes: Vec::new(),
            also: Vec::new(),
            related: Vec::new(),
            located: None,
        }
    }

    /// Says what was probably meant.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Suggests the nearest of some names, if one is near.
    #[must_use]
    pub fn suggest<'n>(self, word: &str, names: impl IntoIterator<Item = &'n str>) -> Self {
        match nearest(word, names) {
            Some(name) => {
                let help = format!("did you mean `{name}`?");
                self.help(help)
            }
            None => self,
        }
    }

    /// Suggests the nearest of a few names, or all of them where none is near.
    #[must_use]
    pub fn choice<'n>(self, word: &str, names: impl IntoIterator<Item = &'n str>) -> Self {
        let names: Vec<&str> = names.into_iter().collect();
        let none_near = nearest(word, names.iter().copied()).is_none();
        let suggested = self.suggest(word, names.iter().copied());
        // More than these nobody reads to the end.
        if !none_near || names.is_empty() || names.len() > 20 {
            return suggested;
        }
        let list: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        suggested.note(format!("there is {}", list.join(", ")))
    }

    /// Adds a note.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Adds a note about another place, whose line follows the text.
    #[must_use]
    pub fn also(mut self, note: impl Into<String>, place: Place) -> Self {
        self.also.push((note.into(), place));
        self
    }

    /// Puts the folder of the spec before the name of the file, so that a terminal can open it.
    #[must_use]
    pub fn below(mut self, folder: &str) -> Self {
        if let Some(at) = &mut self.located {
            at.file = format!("{folder}/{}", at.file);
        }
        self
    }

    /// File, line and column.
    #[must_use]
    pub fn located(&self) -> Option<&Located> {
        self.located.as_ref()
    }

    /// Other places that have to do with it, each with what it is: "the first one is".
    pub fn related(&self) -> impl Iterator<Item = (&str, &Located)> {
        self.related.iter().map(|(note, at)| (note.as_str(), at))
    }
}

/// Everything that is wrong with a spec.
///
/// Must be looked at: debug builds stop when one that holds something is dropped unread.
#[derive(Debug, Default)]
#[must_use = "the spec may be wrong"]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
    seen: AtomicBool,
}

impl Diagnostics {
    /// Nothing wrong yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
        *self.seen.get_mut() = false;
    }

    /// Takes over those of another stage.
    pub fn absorb(&mut self, mut other: Self) {
        if !other.list.is_empty() {
            *self.seen.get_mut() = false;
        }
        self.list.append(&mut other.list);
    }

    /// Drops those with some codes.
    pub fn forget(&mut self, codes: &[Code]) {
        self.list
            .retain(|diagnostic| !codes.contains(&diagnostic.code));
    }

    /// Whether the spec is right.
    pub fn is_empty(&self) -> bool {
        self.seen.store(true, Ordering::Relaxed);
        self.list.is_empty()
    }

    /// How many things are wrong.
    pub fn len(&self) -> usize {
        self.seen.store(true, Ordering::Relaxed);
        self.list.len()
    }

    /// Each of them, in order of files and lines once located.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.seen.store(true, Ordering::Relaxed);
        self.list.iter()
    }

    /// Looks lines and columns up, sorts by them and drops what was said twice.
    pub fn locate(&mut self, source: &Source) {
        locate::all(&mut self.list, source);
        self.list.sort_by(|a, b| {
            (a.located(), a.code, &a.message).cmp(&(b.located(), b.code, &b.message))
        });
        self.list
            .dedup_by(|a, b| a.located == b.located && a.code == b.code && a.message == b.message);
    }

    /// Puts the folder of the spec before the names of its files, so that a terminal can open them.
    pub(crate) fn below(&mut self, folder: &str) {
        for diagnostic in &mut self.list {
            let related = diagnostic.related.iter_mut().map(|(_, at)| at);
            for at in diagnostic.located.iter_mut().chain(related) {
                at.file = match at.file.as_str() {
                    "" => folder.to_owned(),
                    file => format!("{folder}/{file}"),
                };
            }
        }
    }

    /// `Err` with all of them, if there are any.
    ///
    /// # Errors
    ///
    /// When something is wrong.
    pub fn into_result(self) -> Result<(), Self> {
        if self.is_empty() { Ok(()) } else { Err(self) }
    }
}

impl Drop for Diagnostics {
    fn drop(&mut self) {
        debug_assert!(
            self.list.is_empty() || *self.seen.get_mut() || std::thread::panicking(),
            "diagnostics were dropped unread"
        );
    }
}

impl std::error::Error for Diagnostics {}
