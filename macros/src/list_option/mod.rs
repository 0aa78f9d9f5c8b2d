//! `#[derive(ListOption)]`: an enum that stands for the options of a list field.

mod expand;

use std::collections::BTreeMap;

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{Attribute, Data, DataEnum, DeriveInput, Fields, LitInt, LitStr, Variant};

use crate::attributes::{Attributes, Place, Runtime};
use crate::errors::Errors;
use crate::types;

/// What the expansion is made from, checked.
struct Model<'i> {
    ident: &'i Ident,
    runtime: Runtime,
    options: Vec<Choice<'i>>,
    other: Option<&'i Ident>,
    /// Whether naming the enum or a variant warns.
    deprecated: bool,
}

/// A variant that stands for one option: by its id, its text or both. In one enum either all have an id or none has.
struct Choice<'i> {
    ident: &'i Ident,
    id: Option<(i64, LitInt)>,
    value: Option<LitStr>,
}

/// What one variant stands for.
enum Meaning<'i> {
    Option(Choice<'i>),
    Other(&'i Ident),
}

/// The implementations, or the mistakes in `input`.
pub(crate) fn derive(input: TokenStream) -> TokenStream {
    let input = match syn::parse2::<DeriveInput>(input) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let errors = Errors::new();
    let model = check(&input, &errors);
    match (errors.check(), model) {
        (Ok(()), Some(model)) => expand::expand(&model),
        (Ok(()), None) => TokenStream::new(),
        (Err(errors), _) => errors,
    }
}

/// Reads the input. `None` means that a mistake was reported.
fn check<'i>(input: &'i DeriveInput, errors: &Errors) -> Option<Model<'i>> {
    let attributes = Attributes::read(&input.attrs, Place::Enum, errors);
    let runtime = attributes.runtime();
    if !input.generics.params.is_empty() {
        errors.at(
            &input.generics,
            "the options of a list are fixed: write an enum without type parameters and lifetimes",
        );
    } else if let Some(clause) = &input.generics.where_clause {
        errors.at(clause, "nothing here is generic: remove the `where` clause");
    }
    let data = match &input.data {
        Data::Enum(data) => data,
        Data::Struct(data) => {
            errors.at(
                &data.struct_token,
                "`ListOption` is for an enum: write `enum`, or `#[derive(CustomFields)]` for a struct of custom fields",
            );
            return None;
        }
        Data::Union(data) => {
            errors.at(
                &data.union_token,
                "`ListOption` is for an enum: write `enum`",
            );
            return None;
        }
    };
    if data.variants.is_empty() {
        errors.at(
            &input.ident,
            "no options in it: write a variant for each, `#[bitrix24(id = 44)] Gold`",
        );
    }
    let (options, other) = options(data, errors);
    let deprecated = data
        .variants
        .iter()
        .flat_map(|variant| &variant.attrs)
        .chain(&input.attrs)
        .any(|attribute| attribute.path().is_ident("deprecated"));
    Some(Model {
        ident: &input.ident,
        runtime,
        options,
        other,
        deprecated,
    })
}

/// The options, and the variant for all others.
fn options<'i>(data: &'i DataEnum, errors: &Errors) -> (Vec<Choice<'i>>, Option<&'i Ident>) {
    let mut options = Vec::new();
    let mut other: Option<(&Ident, Option<Ident>)> = None;
    for variant in &data.variants {
        let attributes = Attributes::read(&variant.attrs, Place::Variant, errors);
        match meaning(variant, &attributes, errors) {
            Some(Meaning::Option(choice)) => options.push(choice),
            Some(Meaning::Other(ident)) => match other {
                Some((first, _)) => errors.at(
                    &attributes.key("other"),
                    format!("`{first}` takes all other ids already: write `#[bitrix24(id = 44)]`, or remove the variant"),
                ),
                None => other = Some((ident, attributes.key("other").cloned())),
            },
            None => {}
        }
    }
    same(&options, errors);
    match options.iter().find(|option| option.id.is_some()) {
        Some(first) => {
            for option in options.iter().filter(|option| option.id.is_none()) {
                errors.at(
                    option.ident,
                    format!(
                        "`{}` has an id and this has none: write the id of each option, or of none",
                        first.ident
                    ),
                );
            }
        }
        None => {
            if let Some((_, key)) = other.as_ref().filter(|_| !options.is_empty()) {
                errors.at(
                    key,
                    "options that are told by their texts have no ids, and so no other ids: remove the variant",
                );
            }
        }
    }
    (options, other.map(|(ident, _)| ident))
}

/// Reports ids and texts that stand twice.
fn same(options: &[Choice<'_>], errors: &Errors) {
    let (mut ids, mut values) = (BTreeMap::new(), BTreeMap::new());
    for Choice { ident, id, value } in options {
        if let Some((id, literal)) = id {
            match ids.get(id) {
                Some(first) => errors.at(
                    literal,
                    format!("`{first}` has the id {id} already: write the id of this option"),
                ),
                None => {
                    ids.insert(id, ident);
                }
            }
        }
        if let Some(literal) = value {
            match values.get(&literal.value()) {
                Some(first) => errors.at(
                    literal,
                    format!("`{first}` has this text already: write the text of this option"),
                ),
                None => {
                    values.insert(literal.value(), ident);
                }
            }
        }
    }
}

/// Reads one variant; `None` if something about it was reported.
fn meaning<'i>(
    variant: &'i Variant,
    attributes: &Attributes<'_>,
    errors: &Errors,
) -> Option<Meaning<'i>> {
    let ident = &variant.ident;
    if let Some(attribute) = inside(variant) {
        errors.at(attribute, "write it above the variant");
        return None;
    }
    let id = attributes.has("id").then(|| attributes.positive("id"));
    let value = attributes.has("value").then(|| attributes.text("value"));
    if attributes.flag("other") {
        if id.is_some() {
            errors.at(
                &attributes.key("id"),
                "a variant for all other ids has none of its own: remove `id` or `other`",
            );
            return None;
        }
        if value.is_some() {
            errors.at(
                &attributes.key("value"),
                "a variant for all other ids has no text: remove `value` or `other`",
            );
            return None;
        }
        let payload = match &variant.fields {
            Fields::Unnamed(fields) => {
                let mut fields = fields.unnamed.iter();
                (fields.next(), fields.next())
            }
            _ => (None, None),
        };
        return match payload {
            (Some(field), None) if types::named(&field.ty, "i64") => Some(Meaning::Other(ident)),
            (Some(field), None) => {
                errors.at(
                    &field.ty,
                    format!("an id is an `i64`: write `{ident}(i64)`"),
                );
                None
            }
            _ => {
                errors.at(
                    &variant_body(variant),
                    format!("it keeps the id it was given: write `{ident}(i64)`"),
                );
                None
            }
        };
    }
    let unit = matches!(variant.fields, Fields::Unit);
    if (id.is_some() || value.is_some()) && !unit {
        errors.at(
            &variant.fields,
            format!("an option carries nothing: write `{ident}`, and for the ids that no variant has `#[bitrix24(other)] Other(i64)`"),
        );
    }
    if attributes.lacks("id") && value.is_none() {
        let what = match &variant.discriminant {
            Some((_, value)) => format!(
                "write `#[bitrix24(id = {})]` above it, not `= …` after it",
                quote!(#value)
            ),
            None if unit => format!(
                "write `#[bitrix24(id = 44)]` above it, with the option's id, or `#[bitrix24(value = \"{ident}\")]`, with its text"
            ),
            None => format!(
                "write `#[bitrix24(id = 44)] {ident}`, or `#[bitrix24(other)] {ident}(i64)` for all other ids"
            ),
        };
        errors.at(ident, format!("which option is this? {what}"));
    }
    if let Some(Some(literal)) = &value {
        let text = literal.value();
        let wrong = match text.trim() {
            "" => Some("a portal skips options without a text: write it"),
            // It would not be found again where the portal trims it.
            trimmed if trimmed.len() < text.len() => Some("write it without space around it"),
            _ => None,
        };
        if let Some(wrong) = wrong {
            errors.at(literal, wrong);
            return None;
        }
    }
    // What was given and could not be read was reported.
    match (id, value) {
        (None, None) | (Some(None), _) | (_, Some(None)) => None,
        (id, value) => Some(Meaning::Option(Choice {
            ident,
            id: id.flatten(),
            value: value.flatten(),
        })),
    }
}

/// An attribute of ours inside the variant, where none belongs.
fn inside(variant: &Variant) -> Option<&Attribute> {
    let mut attributes = variant.fields.iter().flat_map(|field| &field.attrs);
    attributes.find(|attribute| attribute.path().is_ident("bitrix24"))
}

/// What is at fault in the shape of a variant: its fields, or its name if it has none.
fn variant_body(variant: &Variant) -> &dyn quote::ToTokens {
    match &variant.fields {
        Fields::Unit => &variant.ident,
        fields => fields,
    }
}
