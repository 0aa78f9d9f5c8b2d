//! The grammar of types that are written as text: `[id(crm.contact)] | nothing`.

use std::ops::Range;

/// A type as it is written.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Expr<'t> {
    pub(crate) kind: ExprKind<'t>,
    /// Characters of the text.
    pub(crate) span: Range<usize>,
}

/// What it is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum ExprKind<'t> {
    /// `string`, `crm.phone`, `self`.
    Name(&'t str),
    /// `$argument`.
    Arg(&'t str),
    /// `id(crm.contact)`: head, text inside and where that stands.
    Call(&'t str, &'t str, Range<usize>),
    /// `map(string)`.
    Map(Box<Expr<'t>>),
    /// `[string]`.
    List(Box<Expr<'t>>),
    /// `int | string`.
    Union(Vec<Expr<'t>>),
}

/// Why a text is no type, and where.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Wrong {
    pub(crate) message: String,
    pub(crate) span: Range<usize>,
}

/// Reads a type.
pub(crate) fn parse(text: &str) -> Result<Expr<'_>, Wrong> {
    let mut parser = Parser { text, at: 0 };
    let expr = parser.union(0)?;
    parser.space();
    if parser.at < text.len() {
        return Err(parser.wrong("a type ends before this"));
    }
    Ok(expr)
}

/// Deeper than any type is meant to be.
const DEEPEST: usize = 32;

struct Parser<'t> {
    text: &'t str,
    /// In bytes.
    at: usize,
}

impl<'t> Parser<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    fn eat(&mut self, what: char) -> bool {
        self.space();
        let found = self.rest().starts_with(what);
        if found {
            self.at += what.len_utf8();
        }
        found
    }

    /// Position in characters.
    fn chars(&self, bytes: usize) -> usize {
        self.text
            .get(..bytes)
            .map_or(0, |before| before.chars().count())
    }

    fn span(&self, from: usize) -> Range<usize> {
        self.chars(from)..self.chars(self.at)
    }

    fn wrong(&self, message: impl Into<String>) -> Wrong {
        let at = self.chars(self.at);
        Wrong {
            message: message.into(),
            span: at..at + 1,
        }
    }

    fn expect(&mut self, what: char) -> Result<(), Wrong> {
        if self.eat(what) {
            Ok(())
        } else {
            Err(self.wrong(format!("`{what}` is missing here")))
        }
    }

    fn union(&mut self, depth: usize) -> Result<Expr<'t>, Wrong> {
        if depth > DEEPEST {
            return Err(self.wrong("the type is nested too deeply"));
        }
        self.space();
        let from = self.at;
        let first = self.term(depth)?;
        if !self.eat('|') {
            return Ok(first);
        }
        let mut members = vec![first, self.term(depth)?];
        while self.eat('|') {
            members.push(self.term(depth)?);
        }
        Ok(Expr {
            kind: ExprKind::Union(members),
            span: self.span(from),
        })
    }

    fn term(&mut self, depth: usize) -> Result<Expr<'t>, Wrong> {
        self.space();
        let from = self.at;
        if self.eat('[') {
            let item = self.union(depth + 1)?;
            self.expect(']')?;
            return Ok(Expr {
                kind: ExprKind::List(Box::new(item)),
                span: self.span(from),
            });
        }
        let arg = self.eat('$');
        let name = self.word();
        if name.is_empty() {
            return Err(self.wrong("a type is missing here"));
        }
        let named = self.span(from);
        if arg {
            return Ok(Expr {
                kind: ExprKind::Arg(name),
                span: named,
            });
        }
        if !self.rest().starts_with('(') {
            return Ok(Expr {
                kind: ExprKind::Name(name),
                span: named,
            });
        }
        self.at += 1;
        if name == "map" {
            let inner = self.union(depth + 1)?;
            self.expect(')')?;
            return Ok(Expr {
                kind: ExprKind::Map(Box::new(inner)),
                span: self.span(from),
            });
        }
        self.space();
        let start = self.at;
        let rest = self.rest();
        let end = rest.find([')', '|', '[', '(']).unwrap_or(rest.len());
        let inner = rest.get(..end).unwrap_or_default().trim_end();
        self.at += inner.len();
        let span = self.span(start);
        self.expect(')')?;
        Ok(Expr {
            kind: ExprKind::Call(name, inner, span),
            span: self.span(from),
        })
    }

    fn word(&mut self) -> &'t str {
        let rest = self.rest();
        let end = rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '.'))
            .unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types() {
        let expr = parse("[ id(crm.contact) ] | map(string|int) | $x").unwrap();
        let ExprKind::Union(members) = expr.kind else {
            panic!("{expr:?}")
        };
        assert_eq!(members.len(), 3);
        let ExprKind::List(item) = &members[0].kind else {
            panic!()
        };
        assert_eq!(item.kind, ExprKind::Call("id", "crm.contact", 5..16));
        assert_eq!(item.span, 2..17);
        assert!(
            matches!(&members[1].kind, ExprKind::Map(inner) if matches!(inner.kind, ExprKind::Union(_)))
        );
        assert_eq!(members[2].kind, ExprKind::Arg("x"));
    }

    #[test]
    fn wrong_types() {
        for (text, message) in [
            ("", "a type is missing here"),
            ("[int", "`]` is missing here"),
            ("map(int", "`)` is missing here"),
            ("int string", "a type ends before this"),
            ("int |", "a type is missing here"),
            ("id(a", "`)` is missing here"),
            ("ü", "a type is missing here"),
        ] {
            assert_eq!(parse(text).unwrap_err().message, message, "{text}");
        }
    }
}
