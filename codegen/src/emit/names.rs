//! Names of the spec (snake_case words) as Rust identifiers.

use heck::{ToShoutySnakeCase, ToUpperCamelCase};
use proc_macro2::{Ident, Span};

/// Names that a generated builder has itself; a setter of that name gets a trailing underscore.
const TAKEN_BY_BUILDERS: &[&str] = &[
    "new", "custom", "set", "with", "send", "stream", "clone", "start", "fmt", "eq",
];

/// Types that every entity's module has; a record or type of that name gets the suffix `Record`.
const TAKEN_BY_ENTITIES: &[&str] = &[
    "Entity",
    "Id",
    "Fields",
    "ImportFields",
    "Changes",
    "Writer",
    "Custom",
];

/// A value, function, module or field: `type` becomes `r#type`.
pub(crate) fn snake(name: &str) -> Ident {
    match name {
        // These four cannot be raw identifiers.
        "self" | "super" | "crate" | "Self" => Ident::new(&format!("{name}_"), Span::call_site()),
        // A keyword since Rust 2024, which `syn` takes for a name.
        "gen" => Ident::new_raw(name, Span::call_site()),
        _ => match syn::parse_str::<Ident>(name) {
            Ok(ident) => ident,
            Err(_) if name.starts_with(|c: char| c.is_ascii_digit()) => {
                Ident::new(&format!("_{name}"), Span::call_site())
            }
            Err(_) => Ident::new_raw(name, Span::call_site()),
        },
    }
}

/// The setter of a builder.
pub(super) fn setter(name: &str) -> Ident {
    if TAKEN_BY_BUILDERS.contains(&name) {
        Ident::new(&format!("{name}_"), Span::call_site())
    } else {
        snake(name)
    }
}

/// A type or variant, as text.
pub(super) fn camel_text(name: &str) -> String {
    let camel = name.to_upper_camel_case();
    match camel.as_str() {
        "Self" => "Self_".to_owned(),
        "" => "Empty".to_owned(),
        _ if camel.starts_with(|c: char| c.is_ascii_digit()) => format!("_{camel}"),
        _ => camel,
    }
}

/// A type or variant.
pub(super) fn camel(name: &str) -> Ident {
    Ident::new(&camel_text(name), Span::call_site())
}

/// The record of an entity, or a type that lives in the module of one.
pub(super) fn record_text(name: &str) -> String {
    let camel = camel_text(name);
    if TAKEN_BY_ENTITIES.contains(&camel.as_str()) {
        format!("{camel}Record")
    } else {
        camel
    }
}

/// A constant.
pub(super) fn shouty(name: &str) -> Ident {
    let shouty = name.to_shouty_snake_case();
    if shouty.starts_with(|c: char| c.is_ascii_digit()) {
        Ident::new(&format!("_{shouty}"), Span::call_site())
    } else {
        Ident::new(&shouty, Span::call_site())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords() {
        for (name, ident) in [
            ("type", "r#type"),
            ("async", "r#async"),
            ("gen", "r#gen"),
            ("self", "self_"),
            ("2nd", "_2nd"),
            ("name", "name"),
        ] {
            assert_eq!(snake(name).to_string(), ident);
        }
    }
}
