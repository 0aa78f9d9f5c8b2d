//! Types without values, that tell kinds of identifiers and owners of custom fields from each other.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::rust_type::{Scope, id_text};
use super::{doc, names};

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
        out.extend(quote! {
            #marker_docs
            #[derive(Debug)]
            pub enum #marker {}
            #alias_docs
            pub type #alias = #generic<#marker>;
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
        quote!(#docs #[derive(Debug)] pub enum #ident {})
    });
    quote!(#(#items)*)
}
