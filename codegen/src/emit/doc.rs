//! Doc texts of the spec as rustdoc.

use proc_macro2::TokenStream;
use quote::quote;

/// Doc attributes for lines of text; an empty line separates paragraphs.
pub(crate) fn attrs(lines: &[String]) -> TokenStream {
    let lines = lines.iter().map(|line| {
        if line.is_empty() {
            String::new()
        } else {
            format!(" {line}")
        }
    });
    quote!(#(#[doc = #lines])*)
}

/// One paragraph of text from the spec.
pub(super) fn text(text: &str) -> TokenStream {
    attrs(&[escape(text)])
}

/// The text, or where the spec says nothing, what the wire calls it.
pub(super) fn text_or(doc: Option<&str>, wire: &str) -> TokenStream {
    attrs(&[line_or(doc, wire)])
}

/// The same as a line.
pub(super) fn line_or(doc: Option<&str>, wire: &str) -> String {
    match doc {
        Some(doc) => escape(doc),
        None => format!("`{wire}`."),
    }
}

/// Keeps rustdoc from seeing links and tags in plain text; what stands between backticks is left alone.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_code = false;
    for c in text.chars() {
        match c {
            '`' => in_code = !in_code,
            '[' | ']' | '<' | '>' if !in_code => out.push('\\'),
            _ => {}
        }
        out.push(c);
    }
    out
}
