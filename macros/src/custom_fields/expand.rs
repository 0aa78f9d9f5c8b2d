//! What is printed for a struct with `#[derive(CustomFields)]`.
//!
//! Names from the user's scope cannot get in the way: paths are absolute, and nothing is bound
//! that does not begin with two underscores.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::field::CustomField;
use super::{Model, Spelled};
use crate::attributes::Runtime;

pub(super) fn expand(model: &Model<'_>) -> TokenStream {
    let Model {
        ident,
        runtime: rt,
        entity,
        fields,
        deprecated,
    } = model;
    // Spanned at the module's name: that is the token at fault if it is no entity.
    let span = entity
        .segments
        .last()
        .map_or_else(|| ident.span(), |last| last.ident.span());
    let owner = quote_spanned!(span=> <#entity::Entity as #rt::Entity>::Custom);

    let metadata = fields.iter().map(|spelled| spelled.metadata(rt));
    let empty = fields.iter().map(Spelled::empty);
    let read = fields.iter().map(|spelled| spelled.read(rt));
    let write = fields.iter().map(|spelled| spelled.write(rt));
    let constants = fields.iter().map(|spelled| spelled.constant(rt, &owner));
    // Only where there is something to allow: a crate may forbid the lint.
    let deprecated = deprecated.then(|| quote!(#[allow(deprecated)]));
    let set = if fields.is_empty() {
        quote! {
            let _ = (__key, __slot);
            ::core::result::Result::Ok(false)
        }
    } else {
        quote! {
            match __key {
                #(#read)*
                _ => return ::core::result::Result::Ok(false),
            }
            ::core::result::Result::Ok(true)
        }
    };

    quote! {
        #[automatically_derived]
        #deprecated
        impl #rt::Object for #ident {
            fn set(
                &mut self,
                __key: &str,
                __slot: &mut dyn #rt::Slot,
            ) -> ::core::result::Result<bool, #rt::DecodeError> {
                #set
            }
        }

        #[automatically_derived]
        #deprecated
        impl #rt::CustomFields<#owner> for #ident {
            const FIELDS: &'static [#rt::CustomField] = &[#(#metadata),*];

            fn empty() -> Self {
                Self { #(#empty),* }
            }

            fn write(
                &self,
                __out: &mut dyn ::core::ops::FnMut(
                    &'static str,
                    ::core::option::Option<#rt::Arg>,
                ),
            ) {
                #(#write)*
            }
        }

        #[automatically_derived]
        #deprecated
        impl #rt::CustomSchema for #ident {
            type Owner = #owner;
        }

        #[allow(dead_code)]
        #deprecated
        impl #ident {
            #(#constants)*
        }
    }
}

impl Spelled<'_> {
    /// `<Tier as CustomValue>::item`, all of it at the type: were a part of it elsewhere, a type that
    /// is no value would be reported there as well.
    fn value(&self, rt: &Runtime, item: &str) -> TokenStream {
        let value = self.field.value;
        let (item, rt) = (Ident::new(item, value.span()), rt.at(value.span()));
        quote_spanned!(value.span()=> <#value as #rt::CustomValue>::#item)
    }

    fn metadata(&self, rt: &Runtime) -> TokenStream {
        let (name, camel, kind) = (&self.field.name, &self.camel, self.value(rt, "KIND"));
        let multiple = self.field.multiple;
        let label = match &self.field.label {
            Some(label) => quote!(::core::option::Option::Some(#label)),
            None => quote!(::core::option::Option::None),
        };
        let options = self.value(rt, "OPTIONS");
        let mandatory = self.field.mandatory.map(|given| quote!(.mandatory(#given)));
        let shown = self
            .field
            .show_in_list
            .map(|given| quote!(.show_in_list(#given)));
        quote! {
            #rt::CustomField::new(#name, #camel, #kind, #multiple, #label)
                .options(#options)
                #mandatory
                #shown
        }
    }

    fn empty(&self) -> TokenStream {
        let ident = self.field.ident;
        match self.field.multiple {
            true => quote!(#ident: ::std::vec::Vec::new()),
            false => quote!(#ident: ::core::option::Option::None),
        }
    }

    fn read(&self, rt: &Runtime) -> TokenStream {
        let (ident, name, camel) = (self.field.ident, &self.field.name, &self.camel);
        let other = self.camel_joined.iter();
        let decode = match self.field.multiple {
            true => self.value(rt, "decode_many"),
            false => self.value(rt, "decode_custom"),
        };
        quote!(#name | #camel #(| #other)* => self.#ident = #decode(__slot)?,)
    }

    fn write(&self, rt: &Runtime) -> TokenStream {
        let (ident, name) = (self.field.ident, &self.field.name);
        if self.field.multiple {
            let encode = self.value(rt, "encode_many");
            return quote!(__out(#name, #encode(&self.#ident)););
        }
        let encode = self.value(rt, "encode_custom");
        quote! {
            __out(#name, match &self.#ident {
                ::core::option::Option::Some(__value) => ::core::option::Option::Some(#encode(__value)),
                ::core::option::Option::None => ::core::option::Option::None,
            });
        }
    }

    fn constant(&self, rt: &Runtime, owner: &TokenStream) -> TokenStream {
        let CustomField {
            vis,
            kept,
            name,
            label,
            constant,
            ..
        } = &self.field;
        let label = label.as_ref().map_or_else(String::new, |label| {
            // As code, so that nothing in it is markup.
            format!(", labelled `{}`", label.value().replace('`', "'"))
        });
        let doc = format!(" Custom field `{}`{label}.", name.value());
        // After the user's own words, as a paragraph of its own.
        let gap = kept
            .iter()
            .any(|attribute| attribute.path().is_ident("doc"))
            .then(|| quote!(#[doc = ""]));
        let value = self.field.value;
        let span = value.span();
        let at = rt.at(span);
        // Under a short name: spelled out, clippy would call it too complex, in the user's own crate.
        let ty = match self.field.multiple {
            true => quote_spanned!(span=> #at::ManyField<#owner, #value>),
            false => quote_spanned!(span=> #at::OneField<#owner, #value>),
        };
        let new = quote_spanned!(span=> #at::Field::new(#name));
        quote! {
            #(#kept)*
            #gap
            #[doc = #doc]
            #vis const #constant: #ty = #new;
        }
    }
}
