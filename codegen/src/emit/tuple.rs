//! Positional arrays.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::rust_type::{Scope, type_text};
use super::struct_builder::encode;
use super::usage::{Direction, Holder};
use super::{doc, names};
use crate::model::{Field, Path, Type, TypeId};

/// A positional array.
pub(super) fn emit(
    scope: &Scope<'_>,
    id: TypeId,
    ty: &Type,
    path: &Path,
    fields: &[Field],
) -> TokenStream {
    let use_ = scope.cx.usage.ty(id);
    let docs = doc::text_or(ty.doc.as_deref(), &path.name);
    let (option, default, into) = (
        scope.prelude("Option"),
        scope.prelude("Default"),
        scope.prelude("Into"),
    );
    // One struct serves both directions: elements of tuples are plain values.
    let name = format_ident!("{}", type_text(path, Direction::Receive, false));
    let idents: Vec<Ident> = fields
        .iter()
        .map(|field| names::snake(&field.name))
        .collect();
    let types: Vec<TokenStream> = fields
        .iter()
        .map(|field| scope.field(field, Some(Holder::Type(id))))
        .collect();
    let field_docs = fields
        .iter()
        .map(|field| doc::text_or(field.doc.as_deref(), &field.wire));
    let mut out = quote! {
        #docs
        #[derive(Clone, Debug, Default, PartialEq)]
        #[non_exhaustive]
        pub struct #name { #(#field_docs pub #idents: #types,)* }
    };
    if use_.received {
        let indexes = 0..fields.len();
        let least = fields.iter().take_while(|field| field.certain).count();
        out.extend(quote! {
            impl rt::Decode for #name {
                fn decode(slot: &mut dyn rt::Slot) -> rt::decode::Result<#option<Self>> {
                    let mut value: Self = #default::default();
                    let read = rt::decode::tuple(slot, #least, &mut |index, slot| {
                        match index {
                            #(#indexes => value.#idents = rt::decode::read(slot)?,)*
                            _ => return Ok(false),
                        }
                        Ok(true)
                    })?;
                    Ok(read.then_some(value))
                }
            }
        });
    }
    if use_.sent {
        let values = fields.iter().zip(&idents).map(|(field, ident)| {
            if field.certain || scope.is_collection(field.ty) {
                encode(scope, field.ty, quote!(&self.#ident))
            } else {
                let value = encode(scope, field.ty, quote!(value));
                quote!(self.#ident.as_ref().map_or(rt::Arg::Null, |value| #value))
            }
        });
        let args = idents
            .iter()
            .zip(&types)
            .map(|(ident, ty)| quote!(#ident: impl #into<#ty>));
        out.extend(quote! {
            impl #name {
                #[doc = " Puts the elements together."]
                pub fn new(#(#args),*) -> Self {
                    Self { #(#idents: #idents.into()),* }
                }
            }
            impl rt::Encode for #name {
                fn encode(&self) -> rt::Arg {
                    rt::Arg::List(vec![#(#values),*])
                }
            }
        });
    }
    out
}
