//! How a list goes on: what the client is told of it, and the setters of its parameters.

use proc_macro2::TokenStream;
use quote::quote;

use super::rust_type::Scope;
use super::{doc, names};
use crate::model::{Kind, Method, Model, Paging, TypeId};

/// What a paged list calls its filter, order and selection, where that is not the usual.
pub(super) fn list_names(scope: &Scope<'_>, method: &Method) -> Option<TokenStream> {
    method.paging.as_ref()?;
    let named = |usual: &'static str, wanted: fn(&Kind) -> bool| {
        let param = method
            .params
            .iter()
            .find(|param| wanted(&scope.model()[param.ty].kind));
        param.map_or(usual, |param| param.wire.as_str())
    };
    let names = [
        named("filter", |kind| matches!(kind, Kind::Filter(_))),
        named("order", |kind| matches!(kind, Kind::Order(_))),
        named("select", |kind| matches!(kind, Kind::Select(_))),
    ];
    let [filter, order, select] = names;
    (names != ["filter", "order", "select"]).then(|| quote!(.list_names(#filter, #order, #select)))
}

fn optional_text(scope: &Scope<'_>, text: Option<&String>) -> TokenStream {
    let _ = scope;
    match text {
        Some(text) => quote!(Some(#text)),
        None => quote!(None),
    }
}

pub(super) fn paging_value(scope: &Scope<'_>, paging: &Paging) -> TokenStream {
    match paging {
        Paging::Start { cursor } => {
            let cursor = optional_text(scope, cursor.as_ref());
            quote!(rt::Paging::Start { cursor: #cursor })
        }
        Paging::Pagination { cursor } => {
            let cursor = optional_text(scope, cursor.as_ref());
            quote!(rt::Paging::Pagination { cursor: #cursor })
        }
        Paging::Offset {
            limit,
            offset,
            items,
            more,
        } => {
            let (items, more) = (
                optional_text(scope, items.as_ref()),
                optional_text(scope, more.as_ref()),
            );
            quote!(rt::Paging::Offset { limit: #limit, offset: #offset, items: #items, more: #more })
        }
        Paging::Last { after, limit, key } => {
            quote!(rt::Paging::Last { after: #after, limit: #limit, key: #key })
        }
        Paging::Page { page } => quote!(rt::Paging::Page { page: #page }),
        Paging::Cursor {
            after,
            limit,
            next,
            items,
        } => {
            let limit = optional_text(scope, limit.as_ref());
            quote!(rt::Paging::Cursor { after: #after, limit: #limit, next: #next, items: #items })
        }
    }
}

/// The type of the cursor that comes with a page, and that is sent to get the next one.
pub(super) fn cursor_type(model: &Model, method: &Method) -> Option<TypeId> {
    let Some(Paging::Cursor { next, .. }) = &method.paging else {
        return None;
    };
    let mut answer = method.returns;
    while let Kind::Optional(inner) = model[answer].kind {
        answer = inner;
    }
    match &model[answer].kind {
        Kind::Object(object) => {
            let field = object.fields.iter().find(|field| field.wire == *next)?;
            Some(field.ty)
        }
        Kind::Map(inner) => Some(*inner),
        _ => None,
    }
}

/// Setters of the parameters that belong to paging.
pub(super) fn paging_setters(scope: &Scope<'_>, method: &Method) -> Vec<TokenStream> {
    const LIMIT: &str = "How many records a page holds.";
    const OFFSET: &str = "How many records to skip.";
    match &method.paging {
        None => Vec::new(),
        Some(Paging::Start { .. }) => {
            vec![number("start", "How many records to skip; pages hold 50.")]
        }
        Some(Paging::Pagination { .. }) => {
            vec![
                number("pagination.limit", LIMIT),
                number("pagination.offset", OFFSET),
            ]
        }
        Some(Paging::Offset { limit, offset, .. }) => {
            vec![number(limit, LIMIT), number(offset, OFFSET)]
        }
        Some(Paging::Last { after, limit, .. }) => {
            vec![
                number(after, "Last id of the page before."),
                number(limit, LIMIT),
            ]
        }
        Some(Paging::Page { page }) => vec![number(page, "Number of the page.")],
        Some(Paging::Cursor { after, limit, .. }) => {
            const AFTER: &str = "Cursor that came with the page before.";
            let ty = match cursor_type(scope.model(), method) {
                Some(ty) => scope.wire(ty),
                None => scope.prelude("String"),
            };
            let limit = limit.iter().map(|limit| number(limit, LIMIT));
            std::iter::once(path_setter(after, AFTER, &ty, true))
                .chain(limit)
                .collect()
        }
    }
}

fn number(path: &str, text: &str) -> TokenStream {
    path_setter(path, text, &quote!(i64), false)
}

/// The setter of a parameter that may lie inside another one: `params.limit`. An `object` takes the place of one that was
/// set before, and is not merged into it.
fn path_setter(path: &str, text: &str, ty: &TokenStream, object: bool) -> TokenStream {
    let keys: Vec<&str> = path.split('.').collect();
    let last = keys.last().copied().unwrap_or(path);
    let ident = names::setter(&heck::ToSnakeCase::to_snake_case(last));
    // A list that pages by `start` has a setter of that name, and no other.
    let ident = if last == "start" {
        names::snake(last)
    } else {
        ident
    };
    let docs = doc::attrs(&[text.to_owned()]);
    let set = match keys.as_slice() {
        [key] if !object => quote!(self.0.set_param(#key, value);),
        _ => quote!(self.0.set_in(&[#(#keys),*], rt::IntoArg::into_arg(value));),
    };
    quote! {
        #docs
        pub fn #ident(mut self, value: impl rt::IntoArg<#ty>) -> Self {
            #set
            self
        }
    }
}
