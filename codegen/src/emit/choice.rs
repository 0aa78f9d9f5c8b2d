//! Enumerations, unions, tagged unions and tuples.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::object::encode;
use super::rust_type::{Scope, type_text};
use super::usage::Direction;
use super::{doc, names};
use crate::model::{Case, Field, Kind, Path, Scalar, Type, TypeId, Variant};

/// An open enumeration.
pub(super) fn values(
    scope: &Scope<'_>,
    id: TypeId,
    ty: &Type,
    path: &Path,
    variants: &[Variant],
) -> TokenStream {
    let name = ident(path);
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
    let sent = use_.sent.then(|| {
        quote! {
            impl rt::Encode for #name {
                fn encode(&self) -> rt::Arg {
                    rt::Arg::Text(rt::Enumeration::wire(self).to_owned())
                }
            }
        }
    });
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
    }
}

/// One of several types, told apart by their kind in JSON.
pub(super) fn union(
    scope: &Scope<'_>,
    id: TypeId,
    ty: &Type,
    path: &Path,
    members: &[TypeId],
) -> TokenStream {
    let use_ = scope.cx.usage.ty(id);
    let docs = doc::text_or(ty.doc.as_deref(), &path.name);
    let (option, default) = (scope.prelude("Option"), scope.prelude("Default"));
    let variants: Vec<Ident> = members
        .iter()
        .map(|&member| member_ident(scope, member))
        .collect();
    let mut out = TokenStream::new();
    if use_.received {
        let name = format_ident!("{}", type_text(path, Direction::Receive, false));
        let types: Vec<TokenStream> = members.iter().map(|&member| scope.read(member)).collect();
        let variant_docs = members
            .iter()
            .map(|&member| doc::attrs(&[member_doc(scope, member)]));
        let arms = union_arms(scope, members, &variants);
        let expected = expected(scope, members);
        let first = variants.first();
        out.extend(quote! {
            #docs
            #[derive(Clone, Debug, PartialEq)]
            #[non_exhaustive]
            pub enum #name { #(#variant_docs #variants(#types),)* }
            impl #default for #name {
                fn default() -> Self {
                    Self::#first(#default::default())
                }
            }
            impl rt::Decode for #name {
                fn decode(slot: &mut dyn rt::Slot) -> rt::decode::Result<#option<Self>> {
                    let Some(json) = rt::decode::any(slot)? else { return Ok(None) };
                    let value = match &json {
                        #arms
                        _ => return Err(rt::DecodeError::unexpected(#expected, &json)),
                    };
                    Ok(Some(value))
                }
            }
        });
    }
    if use_.sent {
        let name = format_ident!("{}", type_text(path, Direction::Send, use_.split));
        let both = use_.received && !use_.split;
        let types: Vec<TokenStream> = members
            .iter()
            .map(|&member| {
                if both {
                    scope.read(member)
                } else {
                    scope.wire(member)
                }
            })
            .collect();
        if !both {
            let variant_docs = members
                .iter()
                .map(|&member| doc::attrs(&[member_doc(scope, member)]));
            out.extend(quote! {
                #docs
                #[derive(Clone, Debug, PartialEq)]
                #[non_exhaustive]
                pub enum #name { #(#variant_docs #variants(#types),)* }
            });
        }
        let values = members
            .iter()
            .map(|&member| encode(scope, member, quote!(value)));
        out.extend(quote! {
            impl rt::Encode for #name {
                fn encode(&self) -> rt::Arg {
                    match self { #(Self::#variants(value) => #values,)* }
                }
            }
        });
        out.extend(conversions(scope, &name, members, &variants, &types));
    }
    out
}

/// `From` each member, so that a setter takes any of them.
fn conversions(
    scope: &Scope<'_>,
    name: &Ident,
    members: &[TypeId],
    variants: &[Ident],
    types: &[TokenStream],
) -> TokenStream {
    let from = scope.prelude("From");
    let mut out = TokenStream::new();
    for ((&member, variant), ty) in members.iter().zip(variants).zip(types) {
        out.extend(quote! {
            impl #from<#ty> for #name {
                fn from(value: #ty) -> Self {
                    Self::#variant(value)
                }
            }
        });
        if let Kind::List(element) = scope.model()[member].kind {
            // Whatever a list's elements can be made of, a list of that can be given.
            let (element, vec) = (scope.wire(element), scope.prelude("Vec"));
            let many = [
                (quote!(#vec<T>), quote!(T)),
                (quote!([T; N]), quote!(T, const N: usize)),
            ];
            out.extend(many.map(|(list, generics)| {
                let bound = quote!(where T: rt::IntoArg<#element>);
                quote! {
                    #[diagnostic::do_not_recommend]
                    impl<#generics> rt::Assign<#name> for #list #bound {
                        fn assign(self) -> rt::Arg {
                            rt::encode::list::<#element, _>(self)
                        }
                    }
                    #[diagnostic::do_not_recommend]
                    impl<#generics> rt::IntoArg<#name> for #list #bound {
                        fn into_arg(self) -> rt::Arg {
                            rt::encode::list::<#element, _>(self)
                        }
                    }
                }
            }));
        } else {
            out.extend(quote! {
                #[diagnostic::do_not_recommend]
                impl rt::IntoArg<#name> for #ty {
                    fn into_arg(self) -> rt::Arg {
                        rt::Encode::encode(&#name::from(self))
                    }
                }
                #[diagnostic::do_not_recommend]
                impl rt::Assign<#name> for #ty {
                    fn assign(self) -> rt::Arg {
                        rt::Encode::encode(&#name::from(self))
                    }
                }
            });
        }
        if matches!(scope.model()[member].kind, Kind::Scalar(Scalar::String)) {
            out.extend(quote! {
                impl #from<&str> for #name {
                    fn from(value: &str) -> Self {
                        Self::#variant(value.to_owned())
                    }
                }
                #[diagnostic::do_not_recommend]
                impl rt::IntoArg<#name> for &str {
                    fn into_arg(self) -> rt::Arg {
                        rt::Arg::Text(self.to_owned())
                    }
                }
                #[diagnostic::do_not_recommend]
                impl rt::Assign<#name> for &str {
                    fn assign(self) -> rt::Arg {
                        rt::Arg::Text(self.to_owned())
                    }
                }
            });
        }
    }
    out
}

/// Kind of a value in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum JsonKind {
    Text,
    Number,
    Flag,
    List,
    Object,
}

fn json_kind(scope: &Scope<'_>, id: TypeId) -> JsonKind {
    match &scope.model()[id].kind {
        Kind::Scalar(
            Scalar::Int | Scalar::Number | Scalar::Id | Scalar::Timestamp | Scalar::Bit,
        ) => JsonKind::Number,
        Kind::Scalar(Scalar::Bool | Scalar::Done) => JsonKind::Flag,
        Kind::Scalar(_) | Kind::Status(_) | Kind::Values(_) => JsonKind::Text,
        Kind::Id(kind) if scope.model()[*kind].text => JsonKind::Text,
        Kind::Id(_) => JsonKind::Number,
        Kind::List(_) | Kind::Tuple(_) => JsonKind::List,
        Kind::Optional(inner) => json_kind(scope, *inner),
        Kind::Directed { receive, .. } => json_kind(scope, *receive),
        _ => JsonKind::Object,
    }
}

fn union_arms(scope: &Scope<'_>, members: &[TypeId], variants: &[Ident]) -> TokenStream {
    let kinds: Vec<JsonKind> = members
        .iter()
        .map(|&member| json_kind(scope, member))
        .collect();
    let has = |kind: JsonKind| kinds.contains(&kind);
    let arms = kinds.iter().zip(variants).map(|(kind, variant)| {
        let pattern = match kind {
            // Numbers come as texts and texts as numbers where the union has no member of the other kind.
            JsonKind::Text if !has(JsonKind::Number) => {
                quote!(rt::Json::String(_) | rt::Json::Number(_))
            }
            JsonKind::Text => quote!(rt::Json::String(_)),
            JsonKind::Number if !has(JsonKind::Text) => {
                quote!(rt::Json::Number(_) | rt::Json::String(_))
            }
            JsonKind::Number => quote!(rt::Json::Number(_)),
            JsonKind::Flag => quote!(rt::Json::Bool(_)),
            JsonKind::List => quote!(rt::Json::Array(_)),
            // An empty object comes as `[]`.
            JsonKind::Object if !has(JsonKind::List) => {
                quote!(rt::Json::Object(_) | rt::Json::Array(_))
            }
            JsonKind::Object => quote!(rt::Json::Object(_)),
        };
        quote!(#pattern => Self::#variant(rt::decode::from_json(&json)?),)
    });
    quote!(#(#arms)*)
}

fn expected(scope: &Scope<'_>, members: &[TypeId]) -> String {
    let words: Vec<&str> = members
        .iter()
        .map(|&member| match json_kind(scope, member) {
            JsonKind::Text => "a text",
            JsonKind::Number => "a number",
            JsonKind::Flag => "a flag",
            JsonKind::List => "a list",
            JsonKind::Object => "an object",
        })
        .collect();
    words.join(" or ")
}

fn member_ident(scope: &Scope<'_>, member: TypeId) -> Ident {
    let ty = &scope.model()[member];
    if let Some(path) = &ty.path {
        return names::camel(&path.name);
    }
    format_ident!(
        "{}",
        match &ty.kind {
            Kind::Id(_) => "Id",
            Kind::Map(_) => "Map",
            Kind::Record(_) => "Record",
            Kind::Status(_) => "Status",
            _ => match json_kind(scope, member) {
                JsonKind::Text => "Text",
                JsonKind::Number => "Number",
                JsonKind::Flag => "Flag",
                JsonKind::List => "List",
                JsonKind::Object => "Object",
            },
        }
    )
}

fn member_doc(scope: &Scope<'_>, member: TypeId) -> String {
    let ty = &scope.model()[member];
    if let Some(text) = &ty.doc {
        return doc::escape(text);
    }
    match json_kind(scope, member) {
        JsonKind::Text => "A text.",
        JsonKind::Number => "A number.",
        JsonKind::Flag => "A flag.",
        JsonKind::List => "A list.",
        JsonKind::Object => "An object.",
    }
    .to_owned()
}

/// An object whose other fields depend on one of them.
pub(super) fn tagged(
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

/// A positional array.
pub(super) fn tuple(
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
    let name = ident(path);
    let idents: Vec<Ident> = fields
        .iter()
        .map(|field| names::snake(&field.name))
        .collect();
    let types: Vec<TokenStream> = fields
        .iter()
        .map(|field| scope.field(field, Some(id)))
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

fn ident(path: &Path) -> Ident {
    format_ident!("{}", type_text(path, Direction::Receive, false))
}
