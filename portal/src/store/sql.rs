//! Pieces of SQL with their bound values, and the platform's idea of comparing texts.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::convert::Infallible;

use rusqlite::Connection;
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::ValueRef;

use super::Stored;
use super::pattern::{Pattern, Words};

/// A piece of SQL and the values of its `?`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sql {
    pub(crate) text: String,
    pub(crate) values: Vec<Stored>,
}

impl Sql {
    pub(crate) fn new(text: impl Into<String>, values: impl IntoIterator<Item = Stored>) -> Self {
        Self {
            text: text.into(),
            values: values.into_iter().collect(),
        }
    }

    /// A condition that always or never holds.
    pub(crate) fn constant(holds: bool) -> Self {
        Self::new(if holds { "1" } else { "0" }, [])
    }

    /// `(a AND b)`; without parts, always true.
    pub(crate) fn all(parts: Vec<Self>) -> Self {
        Self::join(parts, " AND ", true)
    }

    /// `(a OR b)`; without parts, never true.
    pub(crate) fn any(parts: Vec<Self>) -> Self {
        Self::join(parts, " OR ", false)
    }

    /// Joined in pairs, as SQLite nests expressions only so deep.
    fn join(mut parts: Vec<Self>, by: &str, empty: bool) -> Self {
        while parts.len() > 1 {
            let mut pairs = Vec::with_capacity(parts.len().div_ceil(2));
            let mut left = parts.into_iter();
            while let Some(first) = left.next() {
                pairs.push(match left.next() {
                    Some(second) => first.with(by, second),
                    None => first,
                });
            }
            parts = pairs;
        }
        parts.pop().unwrap_or_else(|| Self::constant(empty))
    }

    fn with(mut self, by: &str, other: Self) -> Self {
        self.text = format!("({}{by}{})", self.text, other.text);
        self.values.extend(other.values);
        self
    }

    /// `NOT` that also holds where a value is missing.
    pub(crate) fn not(self) -> Self {
        Self {
            text: format!("NOT COALESCE({}, 0)", self.text),
            values: self.values,
        }
    }
}

/// A name in quotation marks. Names come from the spec and from checked field codes; quotes cannot be in them.
pub(crate) fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', ""))
}

/// Texts are compared without regard to case, as the platform's database does, and not only within ASCII.
pub(super) fn prepare(db: &Connection) -> rusqlite::Result<()> {
    db.create_collation("NOCASE", compare)?;
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    for arguments in [2, 3] {
        db.create_scalar_function("like", arguments, flags, |context| {
            let escape = escape(context)?;
            let read = |pattern: ValueRef<'_>| {
                Ok::<_, Infallible>(text(pattern).map(|p| Pattern::new(&p, escape)))
            };
            let pattern = context.get_or_create_aux(0, read)?;
            let value = text(context.get_raw(1));
            Ok((*pattern)
                .as_ref()
                .zip(value)
                .map(|(pattern, value)| pattern.matches(&value)))
        })?;
    }
    db.create_scalar_function(LIKE_ANY, 3, flags, |context| {
        let escape = escape(context)?;
        let read = |patterns: ValueRef<'_>| {
            let patterns = text(patterns).unwrap_or_default();
            let patterns: Vec<String> = serde_json::from_str(&patterns).unwrap_or_default();
            let read = patterns.iter().map(|p| Pattern::new(p, escape));
            Ok::<Vec<Pattern>, Infallible>(read.collect())
        };
        let patterns = context.get_or_create_aux(0, read)?;
        let value = text(context.get_raw(1));
        Ok(value.map(|value| patterns.iter().any(|p| p.matches(&value))))
    })?;
    db.create_scalar_function(WORDS, 2, flags, |context| {
        let read =
            |query: ValueRef<'_>| Ok::<_, Infallible>(text(query).map(|query| Words::new(&query)));
        let query = context.get_or_create_aux(0, read)?;
        let value = text(context.get_raw(1));
        Ok((*query)
            .as_ref()
            .zip(value)
            .map(|(query, value)| query.matches(&value)))
    })?;
    db.pragma_update(None, "foreign_keys", "ON")
}

/// Name of the SQL function that searches for words: `search(words, value)`.
pub(crate) const WORDS: &str = "search";
/// Name of the SQL function that is `LIKE` with any of a JSON list of patterns: `like_any(patterns, value, escape)`.
pub(crate) const LIKE_ANY: &str = "like_any";

/// The sign before what stands for itself, if there is a third argument.
fn escape(context: &Context<'_>) -> rusqlite::Result<Option<char>> {
    if context.len() < 3 {
        return Ok(None);
    }
    let escape: String = context.get(2)?;
    Ok(escape.chars().next())
}

fn text(value: ValueRef<'_>) -> Option<Cow<'_, str>> {
    match value {
        ValueRef::Text(text) => Some(String::from_utf8_lossy(text)),
        ValueRef::Integer(number) => Some(number.to_string().into()),
        ValueRef::Real(number) => Some(number.to_string().into()),
        ValueRef::Null | ValueRef::Blob(_) => None,
    }
}

fn compare(a: &str, b: &str) -> Ordering {
    if a.is_ascii() && b.is_ascii() {
        let fold = |byte: u8| byte.to_ascii_lowercase();
        return a.bytes().map(fold).cmp(b.bytes().map(fold));
    }
    a.chars()
        .flat_map(char::to_lowercase)
        .cmp(b.chars().flat_map(char::to_lowercase))
}
