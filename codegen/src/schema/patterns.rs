//! Patterns of texts, in the part of ECMA 262 that every validator has.

use crate::check::{HEADS, USES};

/// A name in snake_case.
pub(super) const SNAKE: &str = "^[a-z][a-z0-9_]*$";

/// A value of an enumeration that needs no name.
pub(super) const IDENTIFIER: &str = "^[A-Za-z][A-Za-z0-9_]*$";

/// A code of a scope.
pub(super) const CODE: &str = "^[A-Za-z0-9_.]+$";

/// An argument of a family, with its mark.
pub(super) const ARGUMENT: &str = "^[a-z][a-z_]*!?$";

/// One line, at most 120 characters in all; a sentence with its full stop, or a single word.
pub(super) const SENTENCE: &str = r"^\s*([^\s]+|[^\n]*\.)\s*$";

/// A page or folder below `api-reference/`, or below the root when it begins with `/`; not its whole address.
pub(super) const PAGE: &str = r"^/?[^\s/.][^\s/]*(/[^\s/]+)*/?$";

/// `nothing` without anything beside it.
pub(super) const NOTHING: &str = r"^\s*nothing\s*(\|\s*nothing\s*)*$";

/// The entity that uses a family, which there is in families only.
pub(super) const SELF: &str = r"(^|[^a-z0-9_.])self($|[^a-z0-9_.])";

/// The name of a parameter or field: a star and `!` stand at its end.
pub(super) fn name(family: bool) -> String {
    let more = if family { "$()" } else { "" };
    format!(r"^([A-Za-z0-9_.|:~{more}-]+\*?|\*)!?$")
}

/// The only key of an object: a name without a mark.
pub(super) fn key(family: bool) -> String {
    let more = if family { "$()" } else { "" };
    format!("^[A-Za-z0-9_.|:~{more}-]+$")
}

/// The name of a method, event, placement or the like.
pub(super) fn wire(family: bool) -> String {
    let more = if family { "$()" } else { "" };
    format!("^[A-Za-z0-9_.*{more}-]+$")
}

/// A type as text. Whether brackets match is left to the checker.
pub(super) fn ty(family: bool) -> String {
    let argument = if family { r"|\$[a-z_]+" } else { "" };
    let inside = if family {
        r"[^()|\[\]]"
    } else {
        r"[^()|\[\]$]"
    };
    let heads = HEADS.into_iter().filter(|head| *head != "map");
    let uses = USES.iter().map(|(name, _)| *name);
    let heads: Vec<&str> = heads.chain(uses).collect();
    let heads = heads.join("|");
    let name = format!(r"(({heads})\({inside}+\)|[a-z][a-z0-9_.]*{argument})");
    let term = format!(r"(\[\s*|map\(\s*)*{name}(\s*[\])])*");
    format!(r"^\s*{term}(\s*\|\s*{term})*\s*$")
}
