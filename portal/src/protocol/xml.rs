//! Answers as XML, for methods that are called with `.xml`.

use serde_json::Value;

use crate::php;

/// An envelope as a document: a key is an element, and what stands in a list is an `item`.
pub(super) fn document(envelope: &Value) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<response>");
    content(&mut out, envelope);
    out.push_str("</response>");
    out
}

fn content(out: &mut String, value: &Value) {
    if !php::is_array(value) {
        escape(out, &php::text(value).unwrap_or_default());
        return;
    }
    for (key, value) in php::entries(value) {
        let name = if is_name(&key) { &*key } else { "item" };
        out.push('<');
        out.push_str(name);
        out.push('>');
        content(out, value);
        out.push_str("</");
        out.push_str(name);
        out.push('>');
    }
}

/// Whether a key can be the name of an element.
fn is_name(key: &str) -> bool {
    let letter = |c: char| c.is_ascii_alphabetic() || c == '_';
    key.starts_with(letter)
        && key
            .chars()
            .all(|c| letter(c) || c.is_ascii_digit() || c == '-')
}

fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // XML 1.0 has no way to write these.
            c if c.is_control() && !matches!(c, '\n' | '\r' | '\t') => {}
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lists_have_items() {
        let value = json!({ "result": [{ "ID": "1", "A B": null }, { "NAME": "<Ada> & \u{1}co" }], "total": 2 });
        assert_eq!(
            document(&value).split_once('\n').unwrap().1,
            "<response><result><item><ID>1</ID><item></item></item><item><NAME>&lt;Ada&gt; &amp; co</NAME></item></result>\
             <total>2</total></response>"
        );
    }
}
