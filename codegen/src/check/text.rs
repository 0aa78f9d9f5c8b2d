//! Texts with `$arguments` in them, and sentences.

/// A part of a text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece<'t> {
    /// As it stands.
    Plain(&'t str),
    /// The name of an argument: `$name` or `$(name)`.
    Arg(&'t str),
}

/// A text in pieces.
pub(crate) fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some((name, after)) = argument(rest) {
            rest = after;
            return Some(Piece::Arg(name));
        }
        // The first character is plain, whatever it is; go on to the next argument.
        let mut end = rest.len();
        for (position, _) in rest.match_indices('$') {
            if position > 0
                && rest
                    .get(position..)
                    .is_some_and(|tail| argument(tail).is_some())
            {
                end = position;
                break;
            }
        }
        let (plain, after) = rest.split_at(end);
        rest = after;
        Some(Piece::Plain(plain))
    })
}

/// The argument that a text begins with, and what follows.
fn argument(text: &str) -> Option<(&str, &str)> {
    let text = text.strip_prefix('$')?;
    let name = |text: &str| {
        text.find(|c: char| !(c.is_ascii_lowercase() || c == '_'))
            .unwrap_or(text.len())
    };
    if let Some(inner) = text.strip_prefix('(') {
        let end = name(inner);
        let (name, after) = inner.split_at(end);
        return after
            .strip_prefix(')')
            .filter(|_| !name.is_empty())
            .map(|after| (name, after));
    }
    let (name, after) = text.split_at(name(text));
    (!name.is_empty()).then_some((name, after))
}

/// Words of letters, digits and `_`.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        .filter(|word| !word.is_empty())
}

/// Whether a text in a family means something else from use to use.
pub(crate) fn varies(text: &str) -> bool {
    text.contains('$') || words(text).any(|word| word == "self")
}

/// Adds a noun to a sentence and settles the article before it.
pub(crate) fn push_noun(sentence: &mut String, noun: &str) {
    for (article, other, vowel) in [
        ("a ", "an ", true),
        ("an ", "a ", false),
        ("A ", "An ", true),
        ("An ", "A ", false),
    ] {
        let Some(before) = sentence.strip_suffix(article) else {
            continue;
        };
        if (before.is_empty() || before.ends_with([' ', '(', '\'']))
            && sounds_like_vowel(noun) == vowel
        {
            sentence.truncate(before.len());
            sentence.push_str(other);
            break;
        }
    }
    sentence.push_str(noun);
}

fn sounds_like_vowel(noun: &str) -> bool {
    let silent = ["us", "uni", "uti", "eu", "one"];
    noun.starts_with(['a', 'e', 'i', 'o', 'u', 'A', 'E', 'I', 'O', 'U'])
        && !silent.iter().any(|start| noun.starts_with(start))
}

/// Whether a name can stand in a program as it is: a letter, then letters, digits and `_`.
pub(crate) fn is_identifier(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Whether a name is snake_case.
pub(crate) fn is_snake(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<Piece<'_>> {
        pieces(text).collect()
    }

    #[test]
    fn pieces_of_texts() {
        use Piece::{Arg, Plain};
        assert_eq!(split("$at.list"), [Arg("at"), Plain(".list")]);
        assert_eq!(split("$(event)Add"), [Arg("event"), Plain("Add")]);
        assert_eq!(
            split("id($owner) | x"),
            [Plain("id("), Arg("owner"), Plain(") | x")]
        );
        assert_eq!(split("$at.$import"), [Arg("at"), Plain("."), Arg("import")]);
        assert_eq!(split("5 $ and $"), [Plain("5 $ and $")]);
        assert_eq!(split("$(broken"), [Plain("$(broken")]);
        assert_eq!(split(""), []);
    }

    #[test]
    fn articles() {
        for (before, noun, after) in [
            ("Creates a ", "activity", "Creates an activity"),
            ("Registers an ", "robot", "Registers a robot"),
            ("A ", "activity", "An activity"),
            ("Of a ", "user", "Of a user"),
            ("Of a ", "userfield", "Of a userfield"),
            ("Of a ", "url", "Of an url"),
            ("Data ", "item", "Data item"),
            ("extra ", "item", "extra item"),
        ] {
            let mut sentence = before.to_owned();
            push_noun(&mut sentence, noun);
            assert_eq!(sentence, after);
        }
    }
}
