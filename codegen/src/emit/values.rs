//! Enumerations.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::rust_type::{Scope, type_text};
use super::usage::Direction;
use super::{doc, names};
use crate::model::{Path, Type, TypeId, Variant};

/// An open enumeration.
pub(super) fn emit(
    scope: &Scope<'_>,
    id: TypeId,
    ty: &Type,
    path: &Path,
    variants: &[Variant],
) -> TokenStream {
    let name = format_ident!("{}", type_text(path, Direction::Receive, false));
    let use_ = scope.cx.usage.ty(id);
    let docs = doc::text_or(ty.doc.as_deref(), &path.name);
    let idents: Vec<Ident> = variants
        .iter()
        .map(|variant| names::camel(&variant.name))
        .collect();
    let wires: Vec<&str> = variants
        .iter()
        .map(|variant| variant.wire.as_str())
        .collect();
    let variant_docs = wires
        .iter()
        .map(|wire| doc::attrs(&[format!("`{wire:?}`.")]));
    // A value may be called "other" itself.
    let other = if idents.iter().any(|ident| ident == "Other") {
        format_ident!("Unlisted")
    } else {
        format_ident!("Other")
    };
    let (string, default, option) = (
        scope.prelude("String"),
        scope.prelude("Default"),
        scope.prelude("Option"),
    );
    let names_empty = wires.contains(&"").then(|| {
        quote!(
            const NAMES_EMPTY: bool = true;
        )
    });
    let received = use_.received.then(|| {
        quote! {
            impl #default for #name {
                fn default() -> Self {
                    Self::#other(#string::new())
                }
            }
            impl rt::Decode for #name {
                fn decode(slot: &mut dyn rt::Slot) -> rt::decode::Result<#option<Self>> {
                    rt::decode::enumeration(slot)
                }
            }
        }
    });
    // Values that are all numbers are sent as numbers, as the checker takes them for.
    let numbers = wires.iter().all(|wire| wire.parse::<i64>().is_ok());
    let arg = match numbers {
        true => quote!(rt::encode::numeric(rt::Enumeration::wire(self))),
        false => quote!(rt::Arg::Text(rt::Enumeration::wire(self).to_owned())),
    };
    let sent = use_.sent.then(|| {
        quote! {
            impl rt::Encode for #name {
                fn encode(&self) -> rt::Arg {
                    #arg
                }
            }
        }
    });
    let kinds = kinds(scope, &name, variants);
    let numbered = (numbers && use_.sent && !kinds.is_empty()).then(|| numbered(&name));
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#variant_docs #idents,)*
            #[doc = " A value that the spec does not list."]
            #other(#string),
        }
        impl rt::Enumeration for #name {
            #names_empty
            fn from_wire(wire: &str) -> Self {
                match wire {
                    #(#wires => Self::#idents,)*
                    _ => Self::#other(wire.to_owned()),
                }
            }
            fn wire(&self) -> &str {
                match self {
                    #(Self::#idents => #wires,)*
                    Self::#other(wire) => wire,
                }
            }
        }
        #received
        #sent
        #kinds
        #numbered
    }
}

/// Which value stands for records of which kind.
fn kinds(scope: &Scope<'_>, name: &Ident, variants: &[Variant]) -> TokenStream {
    let impls = variants.iter().filter_map(|variant| {
        let (marker, ident) = (scope.id_marker(variant.ids?), names::camel(&variant.name));
        Some(quote! {
            impl rt::OfKind<#name> for #marker {
                const KIND: #name = #name::#ident;
            }
        })
    });
    impls.collect()
}

/// Kinds that a portal added have only numbers.
fn numbered(name: &Ident) -> TokenStream {
    let impls = ["i64", "i32"].map(|number| {
        let number = format_ident!("{number}");
        quote! {
            #[diagnostic::do_not_recommend]
            impl rt::IntoArg<#name> for #number {
                fn into_arg(self) -> rt::Arg {
                    rt::Arg::Int(self.into())
                }
            }
        }
    });
    quote!(#(#impls)*)
}
