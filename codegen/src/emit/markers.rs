//! Types without values, that tell kinds of identifiers and owners of custom fields from each other.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::features;
use super::rust_type::{Scope, id_text};
use super::{doc, method, names};
use crate::model::Method;

/// Markers and aliases of every kind of identifier.
pub(super) fn ids(scope: &Scope<'_>) -> TokenStream {
    let mut out = TokenStream::new();
    for kind in &scope.model().ids {
        let marker = names::camel(&kind.target.join("_"));
        let alias = format_ident!("{}", id_text(&kind.target));
        let what = kind.target.join(".");
        let generic = if kind.text {
            quote!(rt::TextId)
        } else {
            quote!(rt::Id)
        };
        let marker_docs = doc::attrs(&[format!("Tells ids of `{what}` from others.")]);
        let alias_docs = doc::attrs(&[format!("Identifier in `{what}`.")]);
        let signed = kind.sign.as_ref().map(|sign| {
            quote! {
                impl rt::Signed for #marker {
                    const SIGN: &'static str = #sign;
                }
            }
        });
        out.extend(quote! {
            #marker_docs
            #[derive(Debug)]
            pub enum #marker {}
            #alias_docs
            pub type #alias = #generic<#marker>;
            #signed
        });
    }
    out
}

/// Markers of what custom fields are filed under.
pub(super) fn custom_owners(scope: &Scope<'_>) -> TokenStream {
    let mut owners: Vec<&str> = scope
        .model()
        .entities
        .iter()
        .filter_map(|entity| Some(entity.custom.as_ref()?.owner.as_str()))
        .collect();
    owners.sort_unstable();
    owners.dedup();
    let items = owners.into_iter().map(|owner| {
        let ident = names::camel(owner);
        let docs = doc::attrs(&[format!(
            "Records whose custom fields are filed under `{owner}`."
        )]);
        let made = made(scope, owner);
        quote!(#docs #[derive(Debug)] pub enum #ident {} #made)
    });
    quote!(#(#items)*)
}

/// By which methods the fields themselves are made, if there are all of them.
fn made(scope: &Scope<'_>, owner: &str) -> Option<TokenStream> {
    let method = |role: &str| {
        let found = scope.model().methods.iter().find(|method| {
            method.role.as_deref() == Some(role) && is_owner(scope, method, owner)
        })?;
        Some(method::description(scope, found))
    };
    scope.take_references();
    let (add, get) = (method("userfield.add")?, method("userfield.get")?);
    let (list, update) = (method("userfield.list")?, method("userfield.update")?);
    let gates = gates(scope);
    let ident = names::camel(owner);
    // What the platform puts before every name that does not begin so.
    let prefix = if owner.starts_with("CRM_") {
        "UF_CRM_"
    } else {
        "UF_"
    };
    Some(quote! {
        #gates
        impl rt::CustomOwner for #ident {
            const METHODS: &'static rt::CustomMethods = &rt::CustomMethods {
                prefix: #prefix,
                add: #add,
                get: #get,
                list: #list,
                update: #update,
            };
        }
    })
}

/// The features of what has been referred to since the last time.
fn gates(scope: &Scope<'_>) -> TokenStream {
    let references = scope.take_references();
    let division = scope.cx.features.as_ref();
    let features: BTreeSet<String> = references
        .iter()
        .filter_map(|module| division?.of(module))
        .collect();
    features
        .iter()
        .map(|feature| features::attribute(Some(feature)))
        .collect()
}

fn is_owner(scope: &Scope<'_>, method: &Method, owner: &str) -> bool {
    let entity = method.entity.map(|entity| &scope.model()[entity]);
    let custom = entity.and_then(|entity| entity.custom.as_ref());
    custom.is_some_and(|custom| custom.owner == owner)
}
