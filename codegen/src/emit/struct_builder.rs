//! Writing a struct that is also read: constructor, setters and `Encode`.

use proc_macro2::TokenStream;
use quote::quote;

use super::builder::named;
use super::method::groups;
use super::owner::{Given, Owner, given};
use super::rust_type::Scope;
use super::usage::{Holder, needs_box};
use super::{doc, names};
use crate::model::{Field, Kind, Object, Scalar, TypeId};

/// Constructor, setters and `Encode` of a struct that is also read.
pub(super) fn struct_builder(
    scope: &Scope<'_>,
    id: TypeId,
    name: &proc_macro2::Ident,
    object: &Object,
    fields: &[&Field],
) -> TokenStream {
    let default = scope.prelude("Default");
    let (certain, others): (Vec<&Field>, Vec<&Field>) =
        fields.iter().partition(|field| field.certain);
    let (certain, others) = (given(certain), given(others));
    let args = certain.iter().map(|given| match given {
        Given::Owner(owner) => owner.struct_argument(scope),
        Given::Field(field) => {
            let (ident, ty) = (names::snake(&field.name), struct_argument(scope, field.ty));
            quote!(#ident: #ty)
        }
    });
    let converted = certain.iter().filter_map(|given| match given {
        Given::Owner(owner) => {
            let ident = owner.ident();
            Some(quote!(let #ident = #ident.into();))
        }
        Given::Field(_) => None,
    });
    let inits = certain.iter().flat_map(|given| {
        let values = match given {
            Given::Owner(owner) => owner.struct_values().to_vec(),
            Given::Field(field) => {
                let value = struct_value(scope, id, field);
                vec![(names::snake(&field.name), value)]
            }
        };
        values
            .into_iter()
            .map(|(ident, value)| match ident == value.to_string() {
                true => quote!(#ident,),
                false => quote!(#ident: #value,),
            })
    });
    let (new_docs, new_allow) = match certain.is_empty() {
        true => (doc::attrs(&["Starts with nothing set.".to_owned()]), None),
        false => (
            doc::attrs(&["Starts with what must be given.".to_owned()]),
            (certain.len() > 7).then(|| quote!(#[allow(clippy::too_many_arguments)])),
        ),
    };
    let setters = others.iter().map(|given| {
        let field = match given {
            Given::Owner(owner) => return struct_owner_setter(scope, owner),
            Given::Field(field) => field,
        };
        let docs = doc::text_or(field.doc.as_deref(), &field.wire);
        let (setter, ident) = (names::setter(&field.name), names::snake(&field.name));
        if field.star {
            let (into, string) = (scope.prelude("Into"), scope.prelude("String"));
            let ty = scope.read(field.ty);
            return quote! {
                #docs
                pub fn #setter(mut self, name: impl #into<#string>, value: impl #into<#ty>) -> Self {
                    self.#ident.insert(name.into(), value.into());
                    self
                }
            };
        }
        let (ty, value) = (struct_argument(scope, field.ty), struct_value(scope, id, field));
        let value = if scope.is_collection(field.ty) { value } else { quote!(Some(#value)) };
        quote! {
            #docs
            pub fn #setter(mut self, #ident: #ty) -> Self {
                self.#ident = #value;
                self
            }
        }
    });
    let makers = makers(scope, object, name, |choice, variant, value| {
        let (choice_ident, value_ident) = (names::snake(&choice.name), names::snake(&value.name));
        let choice_value = if choice.certain {
            variant
        } else {
            quote!(Some(#variant))
        };
        let value = if value.certain {
            quote!(value.into())
        } else {
            quote!(Some(value.into()))
        };
        quote!(Self { #value_ident: #value, #choice_ident: #choice_value, ..#default::default() })
    });
    let pairs = fields.iter().map(|field| encode_field(scope, field));
    let into = into_arg(object);
    quote! {
        impl #name {
            #new_docs
            #new_allow
            pub fn new(#(#args),*) -> Self {
                #(#converted)*
                Self { #(#inits)* ..#default::default() }
            }
            #(#makers)*
            #(#setters)*
        }
        impl rt::Encode for #name {
            fn encode(&self) -> rt::Arg {
                let mut pairs = rt::Pairs::new();
                #(#pairs)*
                self.unlisted.write(&mut pairs);
                pairs.#into
            }
        }
    }
}

/// The setter of two fields that tell together which record something belongs to.
fn struct_owner_setter(scope: &Scope<'_>, owner: &Owner<'_>) -> TokenStream {
    let (docs, setter, argument, ident) = (
        owner.docs(),
        owner.struct_setter(),
        owner.struct_argument(scope),
        owner.ident(),
    );
    let sets = owner
        .struct_values()
        .map(|(field, value)| quote!(self.#field = Some(#value);));
    quote! {
        #docs
        pub fn #setter(mut self, #argument) -> Self {
            let #ident = #ident.into();
            #(#sets)*
            self
        }
    }
}

/// The method of pairs that makes them an object, which checks what must be chosen among.
pub(super) fn into_arg(object: &Object) -> TokenStream {
    if object.one_of.is_empty() && object.any_of.is_empty() {
        return quote!(into_arg());
    }
    let (one_of, any_of) = (groups(&object.one_of), groups(&object.any_of));
    quote!(into_choice(#one_of, #any_of))
}

/// Constructors that `make:` asks for.
pub(super) fn makers(
    scope: &Scope<'_>,
    object: &Object,
    name: &proc_macro2::Ident,
    build: impl Fn(&Field, TokenStream, &Field) -> TokenStream,
) -> Vec<TokenStream> {
    let find = |wire: &str| object.fields.iter().find(|field| field.wire == wire);
    let Some((choice, value)) = object
        .make
        .as_ref()
        .and_then(|make| Some((find(&make.choice)?, find(&make.value)?)))
    else {
        return Vec::new();
    };
    let Kind::Values(variants) = &scope.model()[choice.ty].kind else {
        return Vec::new();
    };
    let (choices, into, ty) = (
        scope.read(choice.ty),
        scope.prelude("Into"),
        scope.read(value.ty),
    );
    let what = name.to_string();
    variants
        .iter()
        .map(|variant| {
            let (ident, camel) = (names::setter(&variant.name), names::camel(&variant.name));
            let docs = doc::attrs(&[format!(
                "A `{what}` whose `{}` is `{}`.",
                choice.wire, variant.wire
            )]);
            let body = build(choice, quote!(#choices::#camel), value);
            quote! {
                #docs
                pub fn #ident(value: impl #into<#ty>) -> Self {
                    #body
                }
            }
        })
        .collect()
}

/// Type of an argument that fills a field of a struct.
fn struct_argument(scope: &Scope<'_>, id: TypeId) -> TokenStream {
    let read = scope.read(id);
    let into = scope.prelude("Into");
    match &scope.model()[id].kind {
        Kind::Scalar(Scalar::Bool | Scalar::Yn | Scalar::Bit | Scalar::Int) | Kind::Optional(_) => {
            read
        }
        Kind::List(inner) => {
            let (iterator, inner) = (scope.prelude("IntoIterator"), scope.read(*inner));
            quote!(impl #iterator<Item = impl #into<#inner>>)
        }
        Kind::Directed { receive, .. } => struct_argument(scope, *receive),
        _ => quote!(impl #into<#read>),
    }
}

/// The same argument as a value of the field.
fn struct_value(scope: &Scope<'_>, owner: TypeId, field: &Field) -> TokenStream {
    let ident = names::snake(&field.name);
    match &scope.model()[field.ty].kind {
        Kind::Scalar(Scalar::Bool | Scalar::Yn | Scalar::Bit | Scalar::Int) | Kind::Optional(_) => {
            quote!(#ident)
        }
        Kind::List(_) => {
            let into = scope.prelude("Into");
            quote!(#ident.into_iter().map(#into::into).collect())
        }
        _ if needs_box(scope.model(), field.ty, Holder::Type(owner)) => {
            let boxed = scope.prelude("Box");
            quote!(#boxed::new(#ident.into()))
        }
        _ => quote!(#ident.into()),
    }
}

/// The statement that writes a field of a struct.
fn encode_field(scope: &Scope<'_>, field: &Field) -> TokenStream {
    let (ident, key) = (names::snake(&field.name), &field.wire);
    if field.star {
        let (value, named) = (encode(scope, field.ty, quote!(value)), named(key));
        return quote! {
            for (name, value) in &self.#ident {
                pairs.set_named(#named, #value);
            }
        };
    }
    if field.certain {
        let value = encode(scope, field.ty, quote!(&self.#ident));
        return quote!(pairs.set(#key, #value););
    }
    let value = encode(scope, field.ty, quote!(value));
    match &scope.model()[field.ty].kind {
        Kind::List(_) | Kind::Map(_) => {
            let value = encode(scope, field.ty, quote!(&self.#ident));
            quote! {
                if !self.#ident.is_empty() {
                    pairs.set(#key, #value);
                }
            }
        }
        _ => quote! {
            if let Some(value) = &self.#ident {
                pairs.set(#key, #value);
            }
        },
    }
}

/// An expression that encodes a reference to a read value.
pub(super) fn encode(scope: &Scope<'_>, id: TypeId, value: TokenStream) -> TokenStream {
    match &scope.model()[id].kind {
        Kind::Scalar(Scalar::Yn) => quote!(rt::Encode::encode(&rt::Yn(*#value))),
        Kind::Scalar(Scalar::Bit) => quote!(rt::Encode::encode(&rt::Bit(*#value))),
        Kind::List(inner) if has_wrapper(scope, *inner) => {
            let inner = encode(scope, *inner, quote!(value));
            let value = strip_reference(value);
            quote!(rt::Arg::List(#value.iter().map(|value| #inner).collect()))
        }
        Kind::Map(inner) if has_wrapper(scope, *inner) => {
            let inner = encode(scope, *inner, quote!(value));
            let value = strip_reference(value);
            quote!(rt::Arg::Map(#value.iter().map(|(key, value)| (key.to_owned().into(), #inner)).collect()))
        }
        _ => quote!(rt::Encode::encode(#value)),
    }
}

/// `&self.x` as `self.x`, for a method call.
fn strip_reference(value: TokenStream) -> TokenStream {
    let mut tokens = value.into_iter().peekable();
    if matches!(tokens.peek(), Some(proc_macro2::TokenTree::Punct(punct)) if punct.as_char() == '&')
    {
        tokens.next();
    }
    tokens.collect()
}

/// Whether a `bool` in it is not sent as `true`.
fn has_wrapper(scope: &Scope<'_>, id: TypeId) -> bool {
    match &scope.model()[id].kind {
        Kind::Scalar(Scalar::Yn | Scalar::Bit) => true,
        Kind::List(inner) | Kind::Map(inner) | Kind::Optional(inner) => has_wrapper(scope, *inner),
        _ => false,
    }
}
