//! Objects whose other fields depend on one of them, and those whose only key tells what they hold.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::rust_type::{Scope, type_text};
use super::struct_builder::encode;
use super::usage::{Direction, Holder, needs_box};
use super::{doc, names};
use crate::model::{Case, Kind, Path, Type, TypeId};

/// An object whose other fields depend on field `by`, or whose only key tells what it holds.
pub(super) fn emit(
    scope: &Scope<'_>,
    id: TypeId,
    ty: &Type,
    path: &Path,
    by: Option<&str>,
    cases: &[Case],
) -> TokenStream {
    let use_ = scope.cx.usage.ty(id);
    let docs = doc::text_or(ty.doc.as_deref(), &path.name);
    let (option, default) = (scope.prelude("Option"), scope.prelude("Default"));
    let idents: Vec<Ident> = cases.iter().map(|case| names::camel(&case.name)).collect();
    let wires: Vec<&str> = cases.iter().map(|case| case.wire.as_str()).collect();
    let variant_docs: Vec<TokenStream> = cases
        .iter()
        .map(|case| {
            let text = case
                .doc
                .as_deref()
                .or(scope.model()[case.ty].doc.as_deref());
            doc::text_or(text, &case.wire)
        })
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
        let types: Vec<TokenStream> = cases
            .iter()
            .map(|case| boxed(scope, id, case, scope.read(case.ty)))
            .collect();
        let (read, value) = match by {
            Some(by) => (
                quote!(rt::decode::tagged(slot, #by)?),
                quote!(rt::decode::from_json(&tagged.body)?),
            ),
            None => (quote!(rt::decode::only_key(slot)?), quote!(tagged.value()?)),
        };
        out.extend(definition(&name, &types));
        out.extend(quote! {
            impl #default for #name {
                fn default() -> Self {
                    Self::#other(rt::Json::Null)
                }
            }
            impl rt::Decode for #name {
                fn decode(slot: &mut dyn rt::Slot) -> rt::decode::Result<#option<Self>> {
                    let Some(tagged) = #read else { return Ok(None) };
                    let value = match tagged.tag.as_str() {
                        #(#wires => Self::#idents(#value),)*
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
            let types: Vec<TokenStream> = cases
                .iter()
                .map(|case| boxed(scope, id, case, scope.wire(case.ty)))
                .collect();
            out.extend(definition(&name, &types));
        }
        let values = cases.iter().zip(&wires).map(|(case, wire)| match by {
            Some(by) => quote!(rt::encode::tagged(#by, #wire, rt::Encode::encode(value))),
            None => {
                // What is read is a plain `bool`; what is only sent says itself how it is written.
                let value = match both {
                    true => encode(scope, case.ty, quote!(value)),
                    false => quote!(rt::Encode::encode(value)),
                };
                quote!(rt::encode::only_key(#wire, #value))
            }
        });
        out.extend(quote! {
            impl rt::Encode for #name {
                fn encode(&self) -> rt::Arg {
                    match self {
                        #(Self::#idents(value) => #values,)*
                        Self::#other(value) => rt::Arg::Json(value.clone()),
                    }
                }
            }
        });
    }
    out
}

/// The type of a variant. Structs box what leads back to them; a circle of unions alone has to be broken here.
fn boxed(scope: &Scope<'_>, id: TypeId, case: &Case, ty: TokenStream) -> TokenStream {
    let model = scope.model();
    let union = matches!(
        model[case.ty].kind,
        Kind::Tagged { .. } | Kind::Union(_) | Kind::Optional(_)
    );
    if union && needs_box(model, case.ty, Holder::Type(id)) {
        let boxed = scope.prelude("Box");
        return quote!(#boxed<#ty>);
    }
    ty
}
