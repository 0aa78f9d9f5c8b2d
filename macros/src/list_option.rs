//! `#[derive(ListOption)]`: an enum that stands for the options of a list field.

use std::collections::BTreeMap;

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{Attribute, Data, DataEnum, DeriveInput, Fields, LitInt, Variant};

use crate::attributes::{Attributes, Place, Runtime};
use crate::errors::Errors;
use crate::types;

/// What the expansion is made from, checked.
struct Model<'i> {
    ident: &'i Ident,
    runtime: Runtime,
    options: Vec<(&'i Ident, i64)>,
    other: Option<&'i Ident>,
    /// Whether naming the enum or a variant warns.
    deprecated: bool,
}

/// What one variant stands for.
enum Meaning<'i> {
    Option(&'i Ident, i64, LitInt),
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
        (Ok(()), Some(model)) => expand(&model),
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

/// The options with their ids, and the variant for all others.
fn options<'i>(data: &'i DataEnum, errors: &Errors) -> (Vec<(&'i Ident, i64)>, Option<&'i Ident>) {
    let mut options = Vec::new();
    let mut by_id: BTreeMap<i64, &Ident> = BTreeMap::new();
    let mut other: Option<&Ident> = None;
    for variant in &data.variants {
        let attributes = Attributes::read(&variant.attrs, Place::Variant, errors);
        match meaning(variant, &attributes, errors) {
            Some(Meaning::Option(ident, id, literal)) => {
                match by_id.get(&id) {
                    Some(first) => errors.at(
                        &literal,
                        format!("`{first}` has the id {id} already: write the id of this option"),
                    ),
                    None => {
                        by_id.insert(id, ident);
                    }
                }
                options.push((ident, id));
            }
            Some(Meaning::Other(ident)) => match other {
                Some(first) => errors.at(
                    &attributes.key("other"),
                    format!("`{first}` takes all other ids already: write `#[bitrix24(id = 44)]`, or remove the variant"),
                ),
                None => other = Some(ident),
            },
            None => {}
        }
    }
    (options, other)
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
    if attributes.flag("other") {
        if id.is_some() {
            errors.at(
                &attributes.key("id"),
                "a variant for all other ids has none of its own: remove `id` or `other`",
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
    if id.is_some() && !unit {
        errors.at(
            &variant.fields,
            format!("an option carries nothing: write `{ident}`, and for the ids that no variant has `#[bitrix24(other)] Other(i64)`"),
        );
    }
    if attributes.lacks("id") {
        let what = match &variant.discriminant {
            Some((_, value)) => format!(
                "write `#[bitrix24(id = {})]` above it, not `= …` after it",
                quote!(#value)
            ),
            None if unit => "write `#[bitrix24(id = 44)]` above it, with the option's id".into(),
            None => format!(
                "write `#[bitrix24(id = 44)] {ident}`, or `#[bitrix24(other)] {ident}(i64)` for all other ids"
            ),
        };
        errors.at(ident, format!("which option is this? {what}"));
    }
    let (id, literal) = id??;
    Some(Meaning::Option(ident, id, literal))
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

fn expand(model: &Model<'_>) -> TokenStream {
    let Model {
        ident,
        runtime: rt,
        options,
        other,
        deprecated,
    } = model;
    let (variants, ids): (Vec<_>, Vec<_>) = options.iter().copied().unzip();
    let from_other = match other {
        Some(other) => quote!(__other => Self::#other(__other)),
        None => quote!(_ => return ::core::option::Option::None),
    };
    let id_other = other.map(|other| quote!(Self::#other(__other) => *__other,));

    // Only where there is something to allow: a crate may forbid the lint.
    let deprecated = deprecated.then(|| quote!(#[allow(deprecated)]));

    quote! {
        #[automatically_derived]
        #deprecated
        impl #rt::ListOption for #ident {
            fn from_id(__id: i64) -> ::core::option::Option<Self> {
                ::core::option::Option::Some(match __id {
                    #(#ids => Self::#variants,)*
                    #from_other,
                })
            }

            fn id(&self) -> i64 {
                match self {
                    #(Self::#variants => #ids,)*
                    #id_other
                }
            }
        }

        #[automatically_derived]
        #deprecated
        impl #rt::CustomValue for #ident {
            const KIND: #rt::CustomKind = #rt::CustomKind::Enumeration;
            type Wire = Self;
            type Can = #rt::Can<#rt::Exact, #rt::Yes, #rt::Yes>;

            fn decode_custom(
                __slot: &mut dyn #rt::Slot,
            ) -> ::core::result::Result<::core::option::Option<Self>, #rt::DecodeError> {
                #rt::decode_option(__slot)
            }

            fn encode_custom(&self) -> #rt::Arg {
                #rt::Arg::Int(<Self as #rt::ListOption>::id(self))
            }
        }

        #[automatically_derived]
        #deprecated
        impl #rt::Encode for #ident {
            fn encode(&self) -> #rt::Arg {
                <Self as #rt::CustomValue>::encode_custom(self)
            }
        }
    }
}
