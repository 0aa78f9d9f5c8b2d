//! From tokens to text that people read.

use proc_macro2::TokenStream;

use super::EmitError;

/// Formats the items of one module, with empty lines between them.
pub(super) fn items(tokens: TokenStream, module: &[String]) -> Result<String, EmitError> {
    let file = parsed(tokens, module)?;
    Ok(separate(&prettyplease::unparse(&file)))
}

/// The items of one module.
pub(super) fn parsed(tokens: TokenStream, module: &[String]) -> Result<syn::File, EmitError> {
    syn::parse2(tokens).map_err(|error| EmitError::Syntax {
        module: module.join("::"),
        error: error.to_string(),
    })
}

/// Puts an empty line before each item that follows another one; prettyplease leaves none.
fn separate(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    let mut previous = "";
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.trim_start().starts_with(REQUEST) {
            let mut call = line.trim_start().to_owned();
            while !call.ends_with(';') {
                let Some(line) = lines.next() else { break };
                call.push_str(line.trim());
            }
            out.push_str(&format!("\n{:1$}{2}\n", "", indent(line), tight(&call)));
            previous = ";";
            continue;
        }
        if begins_item(line) && ends_item(previous) && indent(line) == indent(previous) {
            out.push('\n');
        }
        out.push_str(line);
        out.push('\n');
        previous = line;
    }
    out
}

/// The one macro that bindings call.
const REQUEST: &str = "rt::request!";

/// The macro's types without the spaces that token printing puts around punctuation.
fn tight(call: &str) -> String {
    call.replace(' ', "")
        .replace("=>", " => ")
        .replace(',', ", ")
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

fn begins_item(line: &str) -> bool {
    let line = line.trim_start();
    ["///", "#[", "pub ", "impl", "fn ", "mod ", "static "]
        .iter()
        .any(|start| line.starts_with(start))
}

fn ends_item(line: &str) -> bool {
    let line = line.trim_start();
    (line.ends_with('}') || line.ends_with(';'))
        && !line.starts_with("///")
        && !line.starts_with("use ")
}

/// Moves text a level in; empty lines stay empty.
pub(super) fn indented(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for line in text.lines() {
        if !line.is_empty() {
            out.push_str("    ");
            out.push_str(line);
        }
        out.push('\n');
    }
    out
}
