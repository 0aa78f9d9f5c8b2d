//! Pieces of SQL with their bound values, and the platform's idea of comparing texts.

use std::cmp::Ordering;

use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;

use super::Stored;

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

    fn join(parts: Vec<Self>, by: &str, empty: bool) -> Self {
        if parts.is_empty() {
            return Self::constant(empty);
        }
        let mut joined = Self::default();
        joined.text.push('(');
        for (index, part) in parts.into_iter().enumerate() {
            if index > 0 {
                joined.text.push_str(by);
            }
            joined.text.push_str(&part.text);
            joined.values.extend(part.values);
        }
        joined.text.push(')');
        joined
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
    db.create_scalar_function("like", 2, flags, |context| {
        let pattern: Option<String> = text(context.get(0)?);
        let value: Option<String> = text(context.get(1)?);
        Ok(pattern
            .zip(value)
            .map(|(pattern, value)| like(&pattern, &value, None)))
    })?;
    db.create_scalar_function("like", 3, flags, |context| {
        let pattern: Option<String> = text(context.get(0)?);
        let value: Option<String> = text(context.get(1)?);
        let escape: Option<String> = text(context.get(2)?);
        let escape = escape.and_then(|e| e.chars().next());
        Ok(pattern
            .zip(value)
            .map(|(pattern, value)| like(&pattern, &value, escape)))
    })?;
    db.pragma_update(None, "foreign_keys", "ON")
}

fn text(value: Stored) -> Option<String> {
    match value {
        Stored::Text(text) => Some(text),
        Stored::Integer(number) => Some(number.to_string()),
        Stored::Real(number) => Some(number.to_string()),
        Stored::Null | Stored::Blob(_) => None,
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

/// `LIKE` by the usual two-pointer walk: linear for the patterns that occur.
fn like(pattern: &str, value: &str, escape: Option<char>) -> bool {
    enum Part {
        Any,
        One,
        Char(char),
    }
    let mut parts = Vec::new();
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        if Some(c) == escape {
            parts.extend(
                chars
                    .next()
                    .into_iter()
                    .flat_map(char::to_lowercase)
                    .map(Part::Char),
            );
        } else if c == '%' {
            parts.push(Part::Any);
        } else if c == '_' {
            parts.push(Part::One);
        } else {
            parts.extend(c.to_lowercase().map(Part::Char));
        }
    }
    let value: Vec<char> = value.chars().flat_map(char::to_lowercase).collect();
    let (mut p, mut v, mut star) = (0, 0, None);
    while v < value.len() {
        match parts.get(p) {
            Some(Part::Any) => {
                star = Some((p + 1, v));
                p += 1;
            }
            Some(Part::One) => (p, v) = (p + 1, v + 1),
            Some(Part::Char(c)) if *c == value[v] => (p, v) = (p + 1, v + 1),
            _ => match star {
                Some((after, from)) => {
                    star = Some((after, from + 1));
                    (p, v) = (after, from + 1);
                }
                None => return false,
            },
        }
    }
    parts[p..].iter().all(|part| matches!(part, Part::Any))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn like_ignores_case_beyond_ascii() {
        assert!(like("%ИВАН%", "Петр иванович", None));
        assert!(like("a_c", "ABC", None));
        assert!(like("50!%%", "50% off", Some('!')));
        assert!(!like("50!%%", "500", Some('!')));
        assert!(like("%", "", None));
        assert!(!like("a%b", "acd", None));
    }
}
