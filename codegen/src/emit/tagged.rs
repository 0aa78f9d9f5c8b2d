//! Objects whose other fields depend on one of them.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::rust_type::{Scope, type_text};
use super::usage::Direction;
use super::{doc, names};
use crate::model::{Case, Path, Type, TypeId};

/// An object whose other fields depend on one of them.
pub(super) fn emit(
    scope: &Scope<'_>,
    id: TypeId,
    ty: &Type,
    path: &Path,
    by: &str,
    cases: &[Case],
) -> TokenStream {
    let use_ = scope.cx.usage.ty(id);
    let docs = doc::text_or(ty.doc.as_deref(), &path.name);
    let (option, default) = (scope.prelude("Option"), scope.prelude("Default"));
    let idents: Vec<Ident> = cases.iter().map(|case| names::camel(&case.name)).collect();
    let wires: Vec<&str> = cases.iter().map(|case| case.wire.as_str()).collect();
    let variant_docs: Vec<TokenStream> = cases
        .iter()
        .map(|case| doc::text_or(scope.model()[case.ty].doc.as_deref(), &case.wire))
        .collect();
    let other = if idents.iter().any(|ident| ident == "Other") {
        format_ident!("Unlisted")
    } else {
        format_ident!("Other")
    };
    let definition = |name: &Ident, types: &[TokenStream]| {
        quote! {
            #docs
            #[derive(Clone, Debug, PartialEq)]
            #[non_exhaustive]
            pub enum #name {
                #(#variant_docs #idents(#types),)*
                #[doc = " An object of a kind that the spec does not list."]
                #other(rt::Json),
            }
        }
    };
    let mut out = TokenStream::new();
    let both = use_.received && !use_.split;
    if use_.received {
        let name = format_ident!("{}", type_text(path, Direction::Receive, false));
        let types: Vec<TokenStream> = cases.iter().map(|case| scope.read(case.ty)).collect();
        out.extend(definition(&name, &types));
        out.extend(quote! {
            impl #default for #name {
                fn default() -> Self {
                    Self::#other(rt::Json::Null)
                }
            }
            impl rt::Decode for #name {
                fn decode(slot: &mut dyn rt::Slot) -> rt::decode::Result<#option<Self>> {
                    let Some(tagged) = rt::decode::tagged(slot, #by)? else { return Ok(None) };
                    let value = match tagged.tag.as_str() {
                        #(#wires => Self::#idents(rt::decode::from_json(&tagged.body)?),)*
                        _ => Self::#other(tagged.body),
                    };
                    Ok(Some(value))
                }
            }
        });
    }
    if use_.sent {
        let name = format_ident!("{}", type_text(path, Direction::Send, use_.split));
        if !both {
            let types: Vec<TokenStream> = cases.iter().map(|case| scope.wire(case.ty)).collect();
            out.extend(definition(&name, &types));
        }
        out.extend(quote! {
            impl rt::Encode for #name {
                fn encode(&self) -> rt::Arg {
                    match self {
                        #(Self::#idents(value) => rt::encode::tagged(#by, #wires, rt::Encode::encode(value)),)*
                        Self::#other(value) => rt::Arg::Json(value.clone()),
                    }
                }
            }
        });
    }
    out
}
