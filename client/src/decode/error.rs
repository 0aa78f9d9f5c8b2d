//! What is said when a value is not what it should be.

use std::borrow::Cow;
use std::fmt;

use serde_json::Value;

/// No more characters of a value than these are shown.
const SHOWN: usize = 80;

/// A value that is not what it should be: where it stood, what was expected there and what came.
///
/// `Display` reads `result[3].BIRTHDATE: expected a date, found the text "soon"`. The path is put together on the way up:
/// whoever reads a key or an element adds it with [`at_key`](Self::at_key) or [`at_index`](Self::at_index).
#[derive(Clone, PartialEq, Eq)]
pub struct DecodeError(Box<Inner>);

#[derive(Clone, PartialEq, Eq)]
struct Inner {
    /// Innermost first.
    path: Vec<Segment>,
    expected: Cow<'static, str>,
    /// `None`: nothing came.
    found: Option<String>,
}

#[derive(Clone, PartialEq, Eq)]
enum Segment {
    Key(String),
    Index(usize),
}

impl DecodeError {
    /// `expected` is "a date", `found` is `the text "soon"`; texts of the caller's own, shown as they are but shortened.
    #[cold]
    #[must_use]
    pub fn new(expected: impl Into<Cow<'static, str>>, found: impl fmt::Display) -> Self {
        Self::with(expected.into(), Some(shorten(&found.to_string())))
    }

    /// Nothing came (null, an empty text, …) where something must.
    #[cold]
    #[must_use]
    pub fn nothing(expected: impl Into<Cow<'static, str>>) -> Self {
        Self::with(expected.into(), None)
    }

    /// A text came that does not spell what was expected.
    #[cold]
    #[must_use]
    pub fn text(expected: impl Into<Cow<'static, str>>, found: &str) -> Self {
        Self::with(
            expected.into(),
            Some(format!("the text {:?}", shorten(without_secret(found)))),
        )
    }

    /// A value came whose kind was not expected.
    #[cold]
    #[must_use]
    pub fn unexpected(expected: impl Into<Cow<'static, str>>, found: &Value) -> Self {
        let found = match found {
            Value::Null => return Self::nothing(expected),
            Value::Bool(value) => value.to_string(),
            Value::Number(number) => format!("the number {number}"),
            Value::String(text) => return Self::text(expected, text),
            Value::Array(_) => "a list".to_owned(),
            Value::Object(_) => "an object".to_owned(),
        };
        Self::with(expected.into(), Some(found))
    }

    /// The input is no JSON at all, or breaks off.
    #[cold]
    pub(crate) fn syntax(error: &dyn fmt::Display) -> Self {
        Self::new("JSON", error)
    }

    #[cold]
    fn with(expected: Cow<'static, str>, found: Option<String>) -> Self {
        Self(Box::new(Inner {
            path: Vec::new(),
            expected,
            found,
        }))
    }

    /// The same, below `key`.
    #[cold]
    #[must_use]
    pub fn at_key(mut self, key: &str) -> Self {
        self.0.path.push(Segment::Key(shorten(key)));
        self
    }

    /// The same, in element `index`.
    #[cold]
    #[must_use]
    pub fn at_index(mut self, index: usize) -> Self {
        self.0.path.push(Segment::Index(index));
        self
    }

    /// Where the value stood: `result[3].BIRTHDATE`; empty for the whole input.
    #[must_use]
    pub fn path(&self) -> String {
        use fmt::Write as _;

        let mut path = String::new();
        for segment in self.0.path.iter().rev() {
            match segment {
                Segment::Key(key) if path.is_empty() => path.push_str(key),
                // Writing to a `String` cannot fail.
                Segment::Key(key) => drop(write!(path, ".{key}")),
                Segment::Index(index) => drop(write!(path, "[{index}]")),
            }
        }
        path
    }

    /// What was expected: `a date`.
    #[must_use]
    pub fn expected(&self) -> &str {
        &self.0.expected
    }

    /// What came, shortened: `the text "soon"`; `None` when nothing did.
    #[must_use]
    pub fn found(&self) -> Option<&str> {
        self.0.found.as_deref()
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.0.path.is_empty() {
            write!(f, "{}: ", self.path())?;
        }
        match &self.0.found {
            Some(found) => write!(f, "expected {}, found {found}", self.0.expected),
            None => write!(f, "expected {}, nothing came", self.0.expected),
        }
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DecodeError({self})")
    }
}

impl std::error::Error for DecodeError {}

/// A text up to where a secret may begin: addresses of files carry the caller's token, `auth=…`, or that of the webhook,
/// `/rest/1/…`.
pub(crate) fn without_secret(text: &str) -> &str {
    let end = ["auth=", "/rest/"]
        .iter()
        .filter_map(|sign| Some(text.find(sign)? + sign.len()))
        .min();
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

/// The beginning of a text, for messages.
pub(crate) fn shorten(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
