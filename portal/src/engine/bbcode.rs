//! HTML into BBCode, which is what notes are kept in.

/// Tags as they begin and end.
const TAGS: [(&str, &str, &str); 18] = [
    ("b", "[B]", "[/B]"),
    ("strong", "[B]", "[/B]"),
    ("i", "[I]", "[/I]"),
    ("em", "[I]", "[/I]"),
    ("u", "[U]", "[/U]"),
    ("ins", "[U]", "[/U]"),
    ("s", "[S]", "[/S]"),
    ("del", "[S]", "[/S]"),
    ("strike", "[S]", "[/S]"),
    ("ul", "[LIST]\n", "[/LIST]\n"),
    ("ol", "[LIST=1]\n", "[/LIST]\n"),
    ("li", "[*]", "\n"),
    ("blockquote", "[QUOTE]", "[/QUOTE]"),
    ("br", "\n", ""),
    ("p", "", "\n"),
    ("div", "", "\n"),
    ("span", "", ""),
    ("font", "", ""),
];

/// The same text without HTML. What holds no tag that is known is left alone, also where it has signs of HTML.
pub(crate) fn from_html(text: String) -> String {
    let mut out = String::with_capacity(text.len());
    let mut found = false;
    let mut rest = text.as_str();
    while let Some(at) = rest.find('<') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let inside = &from[1..];
        // A tag ends before the next one begins: nothing is looked at twice.
        let Some(length) = inside.find(['<', '>']) else {
            rest = from;
            break;
        };
        let (inside, after) = inside.split_at(length);
        match after.strip_prefix('>').zip(tag(inside)) {
            Some((after, code)) => {
                found = true;
                out.push_str(&code);
                rest = after;
            }
            None => {
                out.push('<');
                out.push_str(inside);
                rest = after;
            }
        }
    }
    if !found {
        return text;
    }
    out.push_str(rest);
    unescape(&out)
}

/// BBCode of what stands between the angle brackets.
fn tag(inside: &str) -> Option<String> {
    if let Some(name) = inside.strip_prefix('/') {
        let name = name.trim();
        if name.eq_ignore_ascii_case("a") {
            return Some("[/URL]".to_owned());
        }
        return known(name).map(|(_, _, end)| (*end).to_owned());
    }
    let inside = inside.trim_end_matches('/').trim_end();
    let (name, attributes) = inside
        .split_once(|c: char| c.is_whitespace())
        .unwrap_or((inside, ""));
    if name.eq_ignore_ascii_case("a") {
        return attribute(attributes, "href").map(|url| format!("[URL={url}]"));
    }
    if name.eq_ignore_ascii_case("img") {
        return attribute(attributes, "src").map(|url| format!("[IMG]{url}[/IMG]"));
    }
    known(name).map(|(_, begin, _)| (*begin).to_owned())
}

fn known(name: &str) -> Option<&'static (&'static str, &'static str, &'static str)> {
    TAGS.iter().find(|tag| tag.0.eq_ignore_ascii_case(name))
}

/// `href="…"` out of attributes.
fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    attributes.split(name).skip(1).find_map(|after| {
        let value = after.trim_start().strip_prefix('=')?.trim_start();
        match value.chars().next()? {
            quote @ ('"' | '\'') => value[1..].split(quote).next(),
            _ => value.split_whitespace().next(),
        }
    })
}

fn unescape(text: &str) -> String {
    text.replace("&nbsp;", " ")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn html_becomes_bbcode() {
        for (html, code) in [
            (
                "<b>Bold</b> and <EM>so</EM> on",
                "[B]Bold[/B] and [I]so[/I] on",
            ),
            ("one<br>two<br />three", "one\ntwo\nthree"),
            ("<ul><li>a</li></ul>", "[LIST]\n[*]a\n[/LIST]\n"),
            (
                "<a class=x href=\"https://x.org\">x</a>",
                "[URL=https://x.org]x[/URL]",
            ),
            ("<p>a &lt; b &amp;&amp; c</p>", "a < b && c\n"),
            ("<img src='/a.png'/>", "[IMG]/a.png[/IMG]"),
        ] {
            assert_eq!(from_html(html.to_owned()), code);
        }
    }

    #[test]
    fn what_is_no_html_stays() {
        for text in [
            "[B]Bold[/B]",
            "a < b > c",
            "<nobody@x.org>",
            "AT&amp;T",
            "<b",
            "<>",
            "<",
            "",
        ] {
            assert_eq!(from_html(text.to_owned()), text);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "[<>/a-c =\"'&é]{0,40}") {
            from_html(text);
        }
    }
}
