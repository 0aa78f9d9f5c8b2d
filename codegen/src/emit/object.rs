//! Objects with known fields: a struct where they are read, a builder of pairs where they are only sent.

use proc_macro2::TokenStream;
use quote::quote;

use super::rust_type::{Scope, type_text};
use super::usage::{Direction, is_read, needs_box};
use super::{doc, names};
use crate::model::{Access, Field, Kind, Object, Path, Scalar, Type, TypeId};

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
    let docs = doc::text_or(ty.doc.as_deref(), &path.name);
    let fields: Vec<&Field> = object
        .fields
        .iter()
        .filter(|field| sent || is_read(field))
        .collect();
    let members = fields.iter().map(|field| {
        let docs = doc::text_or(field.doc.as_deref(), &field.wire);
        let (ident, rust) = (names::snake(&field.name), scope.field(field, Some(id)));
        quote!(#docs pub #ident: #rust,)
    });
    // What is read, changed and written back must not lose what the spec does not know.
    let unlisted = sent.then(|| {
        quote! {
            #[doc = " What came besides; it is written back as it came."]
            pub unlisted: rt::Unlisted,
        }
    });
    let otherwise = match sent {
        true => quote!(self.unlisted.keep(key, slot)?),
        false => quote!(return Ok(false)),
    };
    let decode = decode_impls(scope, &name, fields.iter().copied(), otherwise);
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
        #written
    }
}

/// `Object` and `Decode` of a struct with the given fields.
fn decode_impls<'a>(
    scope: &Scope<'_>,
    name: &proc_macro2::Ident,
    fields: impl Iterator<Item = &'a Field> + Clone,
    otherwise: TokenStream,
) -> TokenStream {
    let option = scope.prelude("Option");
    let arms = set_body(scope, fields.clone(), false, otherwise);
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
            fn set(&mut self, key: &str, slot: &mut dyn rt::Slot) -> rt::decode::Result<bool> {
                #arms
                Ok(true)
            }
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
    let mut rest = otherwise;
    let stars: Vec<&Field> = fields
        .filter(|field| field.star && is_read(field))
        .collect();
    for field in stars.into_iter().rev() {
        let (key, ident) = (read_key(field), names::snake(&field.name));
        rest = quote! {
            if let Some(name) = key.strip_prefix(#key) {
                if let Some(value) = rt::Decode::decode(slot)? {
                    self.#ident.insert(name.to_owned(), value);
                }
            } else {
                #rest
            }
        };
    }
    quote! {
        match key {
            #(#arms)*
            _ => { #rest }
        }
    }
}

/// Constructor, setters and `Encode` of a struct that is also read.
fn struct_builder(
    scope: &Scope<'_>,
    id: TypeId,
    name: &proc_macro2::Ident,
    object: &Object,
    fields: &[&Field],
) -> TokenStream {
    let default = scope.prelude("Default");
    let certain: Vec<&&Field> = fields.iter().filter(|field| field.certain).collect();
    let args = certain.iter().map(|field| {
        let (ident, ty) = (names::snake(&field.name), struct_argument(scope, field.ty));
        quote!(#ident: #ty)
    });
    let inits = certain.iter().map(|field| {
        let (ident, value) = (names::snake(&field.name), struct_value(scope, id, field));
        match ident == value.to_string() {
            true => quote!(#ident,),
            false => quote!(#ident: #value,),
        }
    });
    let (new_docs, new_allow) = match certain.is_empty() {
        true => (doc::attrs(&["Starts with nothing set.".to_owned()]), None),
        false => (
            doc::attrs(&["Starts with what must be given.".to_owned()]),
            (certain.len() > 7).then(|| quote!(#[allow(clippy::too_many_arguments)])),
        ),
    };
    let setters = fields.iter().filter(|field| !field.certain).map(|field| {
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
    quote! {
        impl #name {
            #new_docs
            #new_allow
            pub fn new(#(#args),*) -> Self {
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
                pairs.into_arg()
            }
        }
    }
}

/// Constructors that `make:` asks for.
fn makers(
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
        Kind::Scalar(Scalar::Bool | Scalar::Yn | Scalar::Bit | Scalar::Int)
        | Kind::Map(_)
        | Kind::Optional(_) => read,
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
        Kind::Scalar(Scalar::Bool | Scalar::Yn | Scalar::Bit | Scalar::Int)
        | Kind::Map(_)
        | Kind::Optional(_) => {
            quote!(#ident)
        }
        Kind::List(_) => {
            let into = scope.prelude("Into");
            quote!(#ident.into_iter().map(#into::into).collect())
        }
        _ if needs_box(scope.model(), field.ty, owner) => {
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
        let value = encode(scope, field.ty, quote!(value));
        return quote! {
            for (name, value) in &self.#ident {
                pairs.set_named(format!(concat!(#key, "{}"), name), #value);
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
            quote!(rt::Arg::Map(#value.iter().map(|(key, value)| (key.clone().into(), #inner)).collect()))
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

/// A newtype over the pairs that were set.
fn builder(scope: &Scope<'_>, ty: &Type, path: &Path, object: &Object, split: bool) -> TokenStream {
    let name = quote::format_ident!("{}", type_text(path, Direction::Send, split));
    let default = scope.prelude("Default");
    let mut lines = vec![doc::line_or(ty.doc.as_deref(), &path.name)];
    if split {
        lines.extend([String::new(), "As it is written.".to_owned()]);
    }
    let docs = doc::attrs(&lines);
    let fields: Vec<&Field> = object
        .fields
        .iter()
        .filter(|field| field.access != Access::Read)
        .collect();
    let certain: Vec<&&Field> = fields
        .iter()
        .filter(|field| field.certain && !field.star)
        .collect();
    let new = new_with(scope, &certain);
    let setters = fields
        .iter()
        .filter(|field| !field.certain || field.star)
        .map(|field| setter(scope, field, quote!(self.0)));
    let makers = makers(scope, object, &name, |choice, variant, value| {
        let (choice, value) = (&choice.wire, &value.wire);
        quote! {
            let mut pairs = rt::Pairs::new();
            pairs.set(#value, rt::Encode::encode(&value.into()));
            pairs.set(#choice, rt::Encode::encode(&#variant));
            Self(pairs)
        }
    });
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
                self.0.clone().into_arg()
            }
        }
    }
}

/// `new` of a newtype over pairs.
fn new_with(scope: &Scope<'_>, certain: &[&&Field]) -> TokenStream {
    if certain.is_empty() {
        return quote! {
            #[doc = " Starts with nothing set."]
            pub fn new() -> Self {
                Self(rt::Pairs::new())
            }
        };
    }
    let args = certain.iter().map(|field| argument(scope, field));
    let sets = certain.iter().map(|field| {
        let put = put_argument(scope, field);
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
pub(super) fn argument(scope: &Scope<'_>, field: &Field) -> TokenStream {
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
pub(super) fn put_argument(scope: &Scope<'_>, field: &Field) -> TokenStream {
    let (ident, wire) = (names::snake(&field.name), &field.wire);
    match scope.model()[field.ty].kind {
        Kind::List(_) => quote!(list_param(#wire, #ident)),
        _ => quote!(param(#wire, #ident)),
    }
}

/// A setter of something that may be left out; `pairs` is where it goes.
pub(super) fn setter(scope: &Scope<'_>, field: &Field, pairs: TokenStream) -> TokenStream {
    let docs = doc::attrs(&field_lines(field));
    let (setter, key) = (names::setter(&field.name), &field.wire);
    if field.star {
        let wire = scope.wire(field.ty);
        return quote! {
            #docs
            pub fn #setter(mut self, name: impl std::fmt::Display, value: impl rt::Assign<#wire>) -> Self {
                #pairs.set_named(format!(concat!(#key, "{}"), name), rt::Assign::assign(value));
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
