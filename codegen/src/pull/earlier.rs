//! The names that an earlier run gave, or a person since then: they stay, whatever a text is changed to on the portal.

use std::collections::BTreeMap;

use quote::ToTokens;
use syn::{Attribute, File, GenericArgument, Item, ItemEnum, ItemStruct, PathArguments, Type};

/// Names by what they stand for.
#[derive(Debug, Default)]
pub(super) struct Earlier {
    structs: Vec<Struct>,
    enums: BTreeMap<String, Enum>,
}

/// The custom fields of an entity.
#[derive(Debug)]
pub(super) struct Struct {
    pub(super) name: String,
    /// `bitrix24::crm::contact`, or an end of that.
    entity: Vec<String>,
    /// By the names of the user fields.
    pub(super) fields: BTreeMap<String, Member>,
}

/// A field of a struct.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) name: String,
    /// The last name of its type, without `Option` and `Vec`.
    pub(super) ty: String,
}

/// The options of a list.
#[derive(Debug, Default)]
pub(super) struct Enum {
    /// By their ids.
    pub(super) variants: BTreeMap<i64, String>,
    /// The variant for all other ids.
    pub(super) other: Option<String>,
}

impl Earlier {
    pub(super) fn read(text: &str) -> Result<Self, syn::Error> {
        let file: File = syn::parse_str(text)?;
        let mut earlier = Self::default();
        for item in &file.items {
            match item {
                Item::Struct(item) => earlier.structs.extend(read_struct(item)),
                Item::Enum(item) => {
                    earlier.enums.insert(plain(&item.ident), read_enum(item));
                }
                _ => {}
            }
        }
        Ok(earlier)
    }

    /// The struct for the entity with this path.
    pub(super) fn of(&self, entity: &[String]) -> Option<&Struct> {
        self.structs
            .iter()
            .find(|item| !item.entity.is_empty() && entity.ends_with(&item.entity))
    }

    /// The options of a list that was typed by this enum.
    pub(super) fn options(&self, ty: &str) -> Option<&Enum> {
        self.enums.get(ty)
    }
}

fn read_struct(item: &ItemStruct) -> Option<Struct> {
    let mut entity = Vec::new();
    each(&item.attrs, |key, value| {
        if key == "entity" {
            entity = value
                .split("::")
                .map(|part| part.trim().trim_start_matches("r#").to_owned())
                .filter(|part| !part.is_empty())
                .collect();
        }
    });
    let mut fields = BTreeMap::new();
    for field in &item.fields {
        let Some(ident) = &field.ident else { continue };
        each(&field.attrs, |key, value| {
            if let ("field", Ok(name)) = (key, syn::parse_str::<syn::LitStr>(value)) {
                let member = Member {
                    name: plain(ident),
                    ty: innermost(&field.ty),
                };
                fields.insert(name.value(), member);
            }
        });
    }
    (!entity.is_empty()).then(|| Struct {
        name: plain(&item.ident),
        entity,
        fields,
    })
}

fn read_enum(item: &ItemEnum) -> Enum {
    let mut options = Enum::default();
    for variant in &item.variants {
        each(&variant.attrs, |key, value| match (key, value.parse()) {
            ("id", Ok(id)) => {
                options.variants.insert(id, plain(&variant.ident));
            }
            ("other", _) => options.other = Some(plain(&variant.ident)),
            _ => {}
        });
    }
    options
}

/// Calls `found` with each key inside `#[bitrix24(…)]` and the text of its value.
fn each(attributes: &[Attribute], mut found: impl FnMut(&str, &str)) {
    for attribute in attributes {
        if !attribute.path().is_ident("bitrix24") {
            continue;
        }
        // What a person garbled since is no name to keep; the compiler reports it anyway.
        let _ = attribute.parse_nested_meta(|meta| {
            let key = meta.path.to_token_stream().to_string();
            match meta.value() {
                Ok(value) => {
                    let mut tokens = String::new();
                    while !value.is_empty() && !value.peek(syn::Token![,]) {
                        let token: proc_macro2::TokenTree = value.parse()?;
                        tokens.push_str(&token.to_string());
                    }
                    found(&key, &tokens);
                }
                Err(_) => found(&key, ""),
            }
            Ok(())
        });
    }
}

fn plain(ident: &proc_macro2::Ident) -> String {
    let text = ident.to_string();
    text.strip_prefix("r#").map_or(text.clone(), str::to_owned)
}

fn innermost(ty: &Type) -> String {
    let Type::Path(path) = ty else {
        return String::new();
    };
    let Some(last) = path.path.segments.last() else {
        return String::new();
    };
    if let PathArguments::AngleBracketed(arguments) = &last.arguments
        && let Some(GenericArgument::Type(inner)) = arguments.args.last()
    {
        return innermost(inner);
    }
    plain(&last.ident)
}
