//! Objects that are only sent: a newtype over the pairs that were set, and the arguments and setters that all builders share.

use proc_macro2::TokenStream;
use quote::quote;

use super::method_doc::choices;
use super::owner::{Given, given};
use super::rust_type::{Scope, type_text};
use super::struct_builder::{into_arg, makers};
use super::usage::Direction;
use super::{doc, names};
use crate::model::{Access, Field, Kind, Object, Path, Type};

/// A newtype over the pairs that were set.
pub(super) fn builder(
    scope: &Scope<'_>,
    ty: &Type,
    path: &Path,
    object: &Object,
    split: bool,
) -> TokenStream {
    let name = quote::format_ident!("{}", type_text(path, Direction::Send, split));
    let default = scope.prelude("Default");
    let mut lines = vec![doc::line_or(ty.doc.as_deref(), &path.name)];
    if split {
        lines.extend([String::new(), "As it is written.".to_owned()]);
    }
    for rule in choices(&object.one_of, &object.any_of) {
        lines.extend([String::new(), rule]);
    }
    let docs = doc::attrs(&lines);
    let fields: Vec<&Field> = object
        .fields
        .iter()
        .filter(|field| field.access != Access::Read)
        .collect();
    let (certain, others): (Vec<&Field>, Vec<&Field>) = fields
        .into_iter()
        .partition(|field| field.certain && !field.star);
    let new = new_with(scope, &certain);
    let setters = setters(scope, &others, quote!(self.0));
    let makers = makers(scope, object, &name, |choice, variant, value| {
        let (choice, value) = (&choice.wire, &value.wire);
        quote! {
            let mut pairs = rt::Pairs::new();
            pairs.set(#value, rt::Encode::encode(&value.into()));
            pairs.set(#choice, rt::Encode::encode(&#variant));
            Self(pairs)
        }
    });
    let into = into_arg(object);
    // `Default` would stand for an object without what must be given.
    let default = certain.is_empty().then(|| quote!(#default,));
    quote! {
        #docs
        #[derive(Clone, Debug, #default PartialEq)]
        #[must_use = "setters give the object back"]
        pub struct #name(rt::Pairs);
        impl #name {
            #new
            #(#makers)*
            #(#setters)*
        }
        impl rt::Encode for #name {
            fn encode(&self) -> rt::Arg {
                self.0.clone().#into
            }
        }
    }
}

/// `new` of a newtype over pairs.
fn new_with(scope: &Scope<'_>, certain: &[&Field]) -> TokenStream {
    if certain.is_empty() {
        return quote! {
            #[doc = " Starts with nothing set."]
            pub fn new() -> Self {
                Self(rt::Pairs::new())
            }
        };
    }
    let certain = given(certain.iter().copied());
    let args = certain.iter().map(|given| argument(scope, given));
    let sets = certain.iter().map(|given| {
        let put = put_argument(scope, given);
        quote!(pairs.#put;)
    });
    let allow = (certain.len() > 7).then(|| quote!(#[allow(clippy::too_many_arguments)]));
    quote! {
        #[doc = " Starts with what must be given."]
        #allow
        pub fn new(#(#args),*) -> Self {
            let mut pairs = rt::Pairs::new();
            #(#sets)*
            Self(pairs)
        }
    }
}

/// `name: impl IntoArg<…>` for something that must be given.
pub(super) fn argument(scope: &Scope<'_>, given: &Given<'_>) -> TokenStream {
    let field = match given {
        Given::Owner(owner) => return owner.argument(scope),
        Given::Field(field) => field,
    };
    let ident = names::snake(&field.name);
    match scope.model()[field.ty].kind {
        Kind::List(inner) => {
            let (iterator, inner) = (scope.prelude("IntoIterator"), scope.wire(inner));
            quote!(#ident: impl #iterator<Item = impl rt::IntoArg<#inner>>)
        }
        _ => {
            let wire = scope.wire(field.ty);
            quote!(#ident: impl rt::IntoArg<#wire>)
        }
    }
}

/// The method of a call or of pairs that takes an argument, with its own name: `param("id", id)`.
pub(super) fn put_argument(scope: &Scope<'_>, given: &Given<'_>) -> TokenStream {
    let field = match given {
        Given::Owner(owner) => return owner.put(),
        Given::Field(field) => field,
    };
    let (ident, wire) = (names::snake(&field.name), &field.wire);
    match scope.model()[field.ty].kind {
        Kind::List(_) => quote!(list_param(#wire, #ident)),
        _ => quote!(param(#wire, #ident)),
    }
}

/// Setters of what may be left out; `pairs` is where it goes.
pub(super) fn setters(
    scope: &Scope<'_>,
    fields: &[&Field],
    pairs: TokenStream,
) -> Vec<TokenStream> {
    let setters = given(fields.iter().copied()).into_iter();
    setters
        .map(|given| match given {
            Given::Field(field) => setter(scope, field, pairs.clone()),
            Given::Owner(owner) => owner.setter(scope, quote!(#pairs.owner)),
        })
        .collect()
}

/// A setter of something that may be left out; `pairs` is where it goes.
pub(super) fn setter(scope: &Scope<'_>, field: &Field, pairs: TokenStream) -> TokenStream {
    let docs = doc::attrs(&field_lines(field));
    let (setter, key) = (names::setter(&field.name), &field.wire);
    if field.star {
        let (wire, named) = (scope.wire(field.ty), named(key));
        return quote! {
            #docs
            pub fn #setter(mut self, name: impl std::fmt::Display, value: impl rt::Assign<#wire>) -> Self {
                #pairs.set_named(#named, rt::Assign::assign(value));
                self
            }
        };
    }
    if let Kind::List(inner) = scope.model()[field.ty].kind {
        let (iterator, inner) = (scope.prelude("IntoIterator"), scope.wire(inner));
        return quote! {
            #docs
            pub fn #setter(mut self, values: impl #iterator<Item = impl rt::IntoArg<#inner>>) -> Self {
                #pairs.list_param(#key, values);
                self
            }
        };
    }
    let wire = scope.wire(field.ty);
    // An object that is written otherwise than it is read (a file) says itself that it is to be removed.
    let sent = match scope.model()[field.ty].kind {
        Kind::Directed { send, .. } => Some(&scope.model()[send].kind),
        _ => None,
    };
    if matches!(sent, Some(Kind::Object(_))) {
        return quote! {
            #docs
            pub fn #setter(mut self, value: impl rt::IntoArg<#wire>) -> Self {
                #pairs.param(#key, value);
                self
            }
        };
    }
    quote! {
        #docs
        pub fn #setter(mut self, value: impl rt::Assign<#wire>) -> Self {
            #pairs.assign(#key, value);
            self
        }
    }
}

/// A name out of a family of names: the beginning that they share, and `name`.
pub(super) fn named(beginning: &str) -> TokenStream {
    match beginning {
        "" => quote!(name.to_string()),
        _ => quote!(format!(concat!(#beginning, "{}"), name)),
    }
}

/// Doc lines of a field: its sentence and what else is said of it.
pub(super) fn field_lines(field: &Field) -> Vec<String> {
    let mut lines = vec![doc::line_or(field.doc.as_deref(), &field.wire)];
    match field.deprecated.as_deref() {
        Some("") => lines.extend([String::new(), "Deprecated by the platform.".to_owned()]),
        Some(instead) => {
            lines.extend([
                String::new(),
                format!("Deprecated by the platform; its successor is `{instead}`."),
            ]);
        }
        None => {}
    }
    lines
}
