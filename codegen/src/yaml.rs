//! Trees into YAML, in the style of the spec: a line per field up to about 150 characters, else a block.

use crate::read::Node;

/// How long a line may get.
const WIDTH: usize = 150;

/// An entry `key: value` at an indentation, with a line break at its end.
#[must_use]
pub fn entry(key: &str, value: &Node, indent: usize) -> String {
    let mut out = String::new();
    push_entry(&mut out, key, value, indent, false);
    out
}

/// The same as a block, however short it is: a method or entity that is written out.
#[must_use]
pub fn block_entry(key: &str, value: &Node, indent: usize) -> String {
    let mut out = String::new();
    push_entry(&mut out, key, value, indent, true);
    out
}

/// A whole document.
#[must_use]
pub fn document(value: &Node) -> String {
    let mut out = String::new();
    match value {
        Node::Map(entries) if !entries.is_empty() => {
            for (key, value) in entries {
                push_entry(&mut out, key, value, 0, false);
            }
        }
        Node::List(items) if !items.is_empty() => push_items(&mut out, items, 0),
        _ => {
            push_flow(&mut out, value, false);
            out.push('\n');
        }
    }
    out
}

/// A key as it is written before its colon.
#[must_use]
pub fn key(text: &str) -> String {
    let mut out = String::new();
    push_text(&mut out, text, true);
    out
}

fn push_entry(out: &mut String, key: &str, value: &Node, indent: usize, block: bool) {
    let start = out.len();
    out.extend(std::iter::repeat_n(' ', indent));
    push_text(out, key, false);
    out.push(':');
    if !block || !is_block(value) {
        let short = out.len();
        out.push(' ');
        push_flow(out, value, false);
        let width = out.get(start..).map_or(0, |line| line.chars().count());
        if !is_block(value) || is_leaf(value) && width <= WIDTH {
            out.push('\n');
            return;
        }
        out.truncate(short);
    }
    out.push('\n');
    push_block(out, value, indent + 2);
}

fn push_block(out: &mut String, value: &Node, indent: usize) {
    match value {
        Node::Map(entries) => {
            for (key, value) in entries {
                push_entry(out, key, value, indent, false);
            }
        }
        Node::List(items) => push_items(out, items, indent),
        _ => {}
    }
}

fn push_items(out: &mut String, items: &[Node], indent: usize) {
    for item in items {
        let start = out.len();
        out.extend(std::iter::repeat_n(' ', indent));
        out.push_str("- ");
        push_flow(out, item, false);
        let width = out.get(start..).map_or(0, |line| line.chars().count());
        if !is_block(item) || is_leaf(item) && width <= WIDTH {
            out.push('\n');
            continue;
        }
        // The first line of the block takes the dash in place of two spaces.
        out.truncate(start);
        push_block(out, item, indent + 2);
        out.replace_range(start + indent..start + indent + 2, "- ");
    }
}

/// Whether a value can be written over several lines.
fn is_block(value: &Node) -> bool {
    match value {
        Node::Map(entries) => !entries.is_empty(),
        Node::List(items) => !items.is_empty(),
        _ => false,
    }
}

/// Whether a value reads well in one line: nothing in it has parts of its own but lists of plain values.
fn is_leaf(value: &Node) -> bool {
    let plain = |value: &Node| match value {
        Node::Map(entries) => entries.is_empty(),
        Node::List(items) => items.iter().all(|item| !is_block(item)),
        _ => true,
    };
    match value {
        Node::Map(entries) => entries.iter().all(|(name, value)| {
            plain(value)
                // An enumeration, and what takes part in a choice, stays with its sentence.
                || name == "values" && matches!(value, Node::Map(values) if values.iter().all(|(_, name)| !is_block(name)))
        }),
        Node::List(items) => items.iter().all(plain),
        _ => true,
    }
}

fn push_flow(out: &mut String, value: &Node, inside: bool) {
    match value {
        Node::Null => out.push_str("null"),
        Node::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Node::Int(number) => out.push_str(&number.to_string()),
        Node::Float(number) if number.is_nan() => out.push_str(".nan"),
        Node::Float(number) if number.is_infinite() => {
            out.push_str(if *number > 0.0 { ".inf" } else { "-.inf" });
        }
        Node::Float(number) => out.push_str(&format!("{number:?}")),
        Node::Text(text) => push_text(out, text, inside),
        Node::List(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                push_flow(out, item, true);
            }
            out.push(']');
        }
        Node::Map(entries) if entries.is_empty() => out.push_str("{}"),
        Node::Map(entries) => {
            out.push_str("{ ");
            for (index, (key, value)) in entries.iter().enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                push_text(out, key, true);
                out.push_str(": ");
                push_flow(out, value, true);
            }
            out.push_str(" }");
        }
    }
}

fn push_text(out: &mut String, text: &str, inside: bool) {
    if is_plain(text, inside) {
        out.push_str(text);
    } else if text.chars().all(is_visible) && !text.is_empty() && !looks_like_number(text) {
        out.push('\'');
        out.push_str(&text.replace('\'', "''"));
        out.push('\'');
    } else {
        out.push('"');
        for character in text.chars() {
            match character {
                '"' | '\\' => {
                    out.push('\\');
                    out.push(character);
                }
                '\n' => out.push_str("\\n"),
                '\t' => out.push_str("\\t"),
                _ if is_visible(character) => out.push(character),
                _ if u32::from(character) > 0xFFFF => {
                    out.push_str(&format!("\\U{:08X}", u32::from(character)));
                }
                _ => out.push_str(&format!("\\u{:04X}", u32::from(character))),
            }
        }
        out.push('"');
    }
}

/// Whether a character can stand in quotes as it is.
fn is_visible(character: char) -> bool {
    matches!(character, ' '..='~' | '\u{a0}'..='\u{2027}' | '\u{202a}'..='\u{d7ff}' | '\u{e000}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}')
}

/// Whether a text needs no quotes, in a block or inside of braces and brackets.
fn is_plain(text: &str, inside: bool) -> bool {
    let first = |c: char| c.is_alphanumeric() || "_/$(^+;.~".contains(c);
    text.starts_with(first)
        && text.chars().all(is_visible)
        && text.trim() == text
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.ends_with(':')
        && !(inside && text.contains([',', '[', ']', '{', '}', ':']))
        && !is_word(text)
        && !looks_like_number(text)
}

/// Words that YAML readers take for something else, or disagree about.
fn is_word(text: &str) -> bool {
    let words = [
        "true", "false", "null", "yes", "no", "on", "off", "y", "n", "~", "nan", "inf",
    ];
    text == "~"
        || words[..7]
            .iter()
            .any(|word| word.eq_ignore_ascii_case(text))
        || text
            .strip_prefix('.')
            .is_some_and(|rest| words.iter().any(|word| word.eq_ignore_ascii_case(rest)))
}

fn looks_like_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let digits = digits.strip_prefix('.').unwrap_or(digits);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits
            .chars()
            .all(|c| c.is_ascii_hexdigit() || "xXoO_.+-".contains(c))
        || text.starts_with(['+', '.']) && text.len() < 6
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Node {
        Node::Text(text.to_owned())
    }

    fn map<const N: usize>(entries: [(&str, Node); N]) -> Node {
        Node::Map(
            entries
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value))
                .collect(),
        )
    }

    #[test]
    fn styles() {
        let field = |kind: &str| map([("type", text(kind)), ("doc", text("Which one, and why."))]);
        let value = map([
            ("doc", text("Reads one.")),
            (
                "params",
                map([("id!", field("int")), ("~NAME", field("[id(user)]"))]),
            ),
            (
                "returns",
                Node::List(vec![map([("fields", map([("a:b", field("int"))]))])]),
            ),
            (
                "errors",
                Node::List(vec![text("100"), text("ERROR_CORE"), text("")]),
            ),
            ("positional", Node::Bool(true)),
        ]);
        insta::assert_snapshot!(entry("crm.x.get", &value, 2));
    }
}
