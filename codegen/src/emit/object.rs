//! Objects with known fields, as they are read: a struct.

use proc_macro2::TokenStream;
use quote::quote;

use super::builder::builder;
use super::method_doc::choices;
use super::owner;
use super::rust_type::{Scope, type_text};
use super::struct_builder::struct_builder;
use super::usage::{Direction, Holder, is_read};
use super::{doc, names};
use crate::model::{Access, Field, Object, Path, Type, TypeId};

/// Everything that is emitted for an object type.
pub(super) fn emit(
    scope: &Scope<'_>,
    id: TypeId,
    ty: &Type,
    path: &Path,
    object: &Object,
) -> TokenStream {
    let use_ = scope.cx.usage.ty(id);
    let mut out = TokenStream::new();
    if use_.received {
        out.extend(record(
            scope,
            id,
            ty,
            path,
            object,
            use_.sent && !use_.split,
        ));
    }
    if use_.sent && (use_.split || !use_.received) {
        out.extend(builder(scope, ty, path, object, use_.split));
    }
    out
}

/// A struct that is read, and written too where `sent`.
fn record(
    scope: &Scope<'_>,
    id: TypeId,
    ty: &Type,
    path: &Path,
    object: &Object,
    sent: bool,
) -> TokenStream {
    let name = quote::format_ident!("{}", type_text(path, Direction::Receive, false));
    let mut lines = vec![doc::line_or(ty.doc.as_deref(), &path.name)];
    if sent {
        for rule in choices(&object.one_of, &object.any_of) {
            lines.extend([String::new(), rule]);
        }
    }
    let docs = doc::attrs(&lines);
    let fields: Vec<&Field> = object
        .fields
        .iter()
        .filter(|field| sent || is_read(field))
        .collect();
    let members = fields.iter().map(|field| {
        let docs = doc::text_or(field.doc.as_deref(), &field.wire);
        let (ident, rust) = (
            names::snake(&field.name),
            scope.field(field, Some(Holder::Type(id))),
        );
        quote!(#docs pub #ident: #rust,)
    });
    // What is read, changed and written back must not lose what the spec does not know.
    let unlisted = sent.then(|| {
        quote! {
            #[doc = " What came besides; it is written back as it came."]
            pub unlisted: rt::Unlisted,
        }
    });
    let decode = decode_impls(scope, &name, fields.iter().copied(), sent);
    let owners = owner::accessor_impl(scope, &quote!(#name), None, &fields, true);
    let written = sent.then(|| {
        let fields: Vec<&Field> = fields
            .iter()
            .copied()
            .filter(|field| field.access != Access::Read)
            .collect();
        struct_builder(scope, id, &name, object, &fields)
    });
    quote! {
        #docs
        #[derive(Clone, Debug, Default, PartialEq)]
        #[non_exhaustive]
        pub struct #name { #(#members)* #unlisted }
        #decode
        #owners
        #written
    }
}

/// `Object` and `Decode` of a struct with the given fields.
fn decode_impls<'a>(
    scope: &Scope<'_>,
    name: &proc_macro2::Ident,
    fields: impl Iterator<Item = &'a Field> + Clone,
    sent: bool,
) -> TokenStream {
    let otherwise = match sent {
        true => quote!(self.unlisted.keep(key, slot)?),
        false => quote!(return Ok(false)),
    };
    let option = scope.prelude("Option");
    let nothing = !fields.clone().any(is_read);
    let set = match (nothing, sent) {
        // A match of one arm, with a line behind it that is never reached, would be full of warnings.
        (true, false) => quote! {
            fn set(&mut self, _: &str, _: &mut dyn rt::Slot) -> rt::decode::Result<bool> {
                Ok(false)
            }
        },
        (_, _) => {
            let body = match nothing {
                true => quote!(#otherwise;),
                false => set_body(scope, fields.clone(), false, otherwise),
            };
            quote! {
                fn set(&mut self, key: &str, slot: &mut dyn rt::Slot) -> rt::decode::Result<bool> {
                    #body
                    Ok(true)
                }
            }
        }
    };
    let certain: Vec<&str> = fields
        .filter(|field| field.certain && is_read(field))
        .map(read_key)
        .collect();
    let certain = (!certain.is_empty()).then(|| {
        quote! {
            fn certain(&self) -> &'static [&'static str] {
                &[#(#certain),*]
            }
        }
    });
    quote! {
        impl rt::Object for #name {
            #set
            #certain
        }
        impl rt::Decode for #name {
            fn decode(slot: &mut dyn rt::Slot) -> rt::decode::Result<#option<Self>> {
                rt::decode::object(slot)
            }
        }
    }
}

/// Key under which a field is answered.
pub(super) fn read_key(field: &Field) -> &str {
    field.read_wire.as_deref().unwrap_or(&field.wire)
}

/// The `match` that puts a value where it belongs; `otherwise` is the statement for keys that are nobody's.
///
/// In a `record`, nothing is certain: a list may select any field away.
pub(super) fn set_body<'a>(
    scope: &Scope<'_>,
    fields: impl Iterator<Item = &'a Field> + Clone,
    record: bool,
    otherwise: TokenStream,
) -> TokenStream {
    let arms = fields
        .clone()
        .filter(|field| !field.star && is_read(field))
        .map(|field| {
            let (key, ident) = (read_key(field), names::snake(&field.name));
            // An `Option` is what decoding gives anyway; `read` would instantiate more for the same.
            let optional = (record || !field.certain) && !scope.is_collection(field.ty);
            match optional {
                true => quote!(#key => self.#ident = rt::Decode::decode(slot)?,),
                false => quote!(#key => self.#ident = rt::decode::read(slot)?,),
            }
        });
    let mut rest = quote!({ #otherwise });
    let mut stars: Vec<&Field> = fields
        .filter(|field| field.star && is_read(field))
        .collect();
    // The longest beginning is asked first, so that a star alone takes what is left.
    stars.sort_by_key(|field| read_key(field).len());
    for field in stars {
        let (key, ident) = (read_key(field), names::snake(&field.name));
        if key.is_empty() {
            rest = quote! {
                if let Some(value) = rt::Decode::decode(slot)? {
                    self.#ident.insert(key.to_owned(), value);
                }
            };
            continue;
        }
        rest = quote! {
            if let Some(name) = key.strip_prefix(#key) {
                if let Some(value) = rt::Decode::decode(slot)? {
                    self.#ident.insert(name.to_owned(), value);
                }
            } else #rest
        };
    }
    quote! {
        match key {
            #(#arms)*
            _ => #rest
        }
    }
}
