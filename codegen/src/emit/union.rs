//! One of several types, told apart by their kind in JSON; where it is only sent, also by what callers choose.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::rust_type::{Scope, type_text};
use super::struct_builder::encode;
use super::usage::Direction;
use super::{doc, names};
use crate::model::{IdKind, Kind, Path, Scalar, Type, TypeId};

/// One of several types, told apart by their kind in JSON.
pub(super) fn emit(
    scope: &Scope<'_>,
    id: TypeId,
    ty: &Type,
    path: &Path,
    members: &[TypeId],
) -> TokenStream {
    let use_ = scope.cx.usage.ty(id);
    let docs = doc::text_or(ty.doc.as_deref(), &path.name);
    let (option, default) = (scope.prelude("Option"), scope.prelude("Default"));
    let mut variants: Vec<Ident> = Vec::with_capacity(members.len());
    for &member in members {
        let ident = member_ident(scope, members, member);
        // A type may be called what members without a name are called after their kind: `text` beside a text.
        variants.push(match variants.contains(&ident) {
            true => format_ident!("{ident}{}", json_kind(scope, member).word()),
            false => ident,
        });
    }
    let mut out = TokenStream::new();
    if use_.received {
        let name = format_ident!("{}", type_text(path, Direction::Receive, false));
        let types: Vec<TokenStream> = members.iter().map(|&member| scope.read(member)).collect();
        let variant_docs = members
            .iter()
            .map(|&member| doc::attrs(&[member_doc(scope, members, member)]));
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
                .map(|&member| doc::attrs(&[member_doc(scope, members, member)]));
            out.extend(quote! {
                #docs
                #[derive(Clone, Debug, PartialEq)]
                #[non_exhaustive]
                pub enum #name { #(#variant_docs #variants(#types),)* }
            });
        }
        let values = members.iter().map(|&member| match both {
            true => encode(scope, member, quote!(value)),
            // What is only sent says itself how it is written.
            false => quote!(rt::Encode::encode(value)),
        });
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

impl JsonKind {
    /// What a member of a union is called that has no name of its own.
    fn word(self) -> &'static str {
        match self {
            Self::Text => "Text",
            Self::Number => "Number",
            Self::Flag => "Flag",
            Self::List => "List",
            Self::Object => "Object",
        }
    }
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

/// What an identifier identifies, where a union has several kinds of identifiers.
fn told_by_target<'m>(scope: &Scope<'m>, members: &[TypeId], member: TypeId) -> Option<&'m IdKind> {
    let model = scope.model();
    let id = |member: TypeId| match model[member].kind {
        Kind::Id(kind) => Some(&model[kind]),
        _ => None,
    };
    let several = members
        .iter()
        .filter(|&&member| id(member).is_some())
        .count()
        > 1;
    id(member).filter(|_| several)
}

fn member_ident(scope: &Scope<'_>, members: &[TypeId], member: TypeId) -> Ident {
    let model = scope.model();
    let ty = &model[member];
    if let Some(path) = &ty.path {
        return names::camel(&path.name);
    }
    if let Some(id) = told_by_target(scope, members, member) {
        let alike = members.iter().filter(|&&other| {
            let other = told_by_target(scope, members, other);
            other.is_some_and(|other| other.target.last() == id.target.last())
        });
        return names::camel(&match (alike.count(), id.target.last()) {
            (1, Some(last)) => last.clone(),
            _ => id.target.join("_"),
        });
    }
    format_ident!(
        "{}",
        match &ty.kind {
            Kind::Id(_) | Kind::Scalar(Scalar::Id) => "Id",
            Kind::Map(_) => "Map",
            Kind::Record(_) => "Record",
            Kind::Status(_) => "Status",
            _ => json_kind(scope, member).word(),
        }
    )
}

fn member_doc(scope: &Scope<'_>, members: &[TypeId], member: TypeId) -> String {
    let ty = &scope.model()[member];
    if let Some(text) = &ty.doc {
        return doc::escape(text);
    }
    if let Some(id) = told_by_target(scope, members, member) {
        return format!("Identifier of a record of `{}`.", id.target.join("."));
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
