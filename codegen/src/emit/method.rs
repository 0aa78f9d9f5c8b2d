//! Methods as functions that return a request.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;

use super::builder::{argument, put_argument, setter};
use super::method_doc::doc_lines;
use super::owner::{Given, given};
use super::paging::{list_names, paging_setters, paging_value};
use super::rust_type::Scope;
use super::{doc, names};
use crate::check::segments;
use crate::model::{Effect, EntityId, ErrorCode, ErrorKind, Field, Kind, Method, Paging, TypeId};

/// The function of a method, and its request type where something may be left out.
pub(super) fn emit(scope: &Scope<'_>, method: &Method) -> TokenStream {
    let Some(function) = method.path.last() else {
        return TokenStream::new();
    };
    let ident = names::snake(function);
    let answer = Answer::of(scope, method);
    let (certain, optional): (Vec<&Field>, Vec<&Field>) =
        method.params.iter().partition(|param| param.certain);
    let (certain, optional) = (given(certain), given(optional));
    let paging = paging_setters(scope, method);
    let args = certain.iter().map(|given| argument(scope, given));
    let (constant, call) = call(scope, method, &certain);
    let docs = doc::attrs(&doc_lines(scope, method));
    let alias = alias(method);
    let allow = (certain.len() > 7).then(|| quote!(#[allow(clippy::too_many_arguments)]));
    if optional.is_empty() && paging.is_empty() {
        let output = answer.output(scope, None);
        return quote! {
            #docs
            #alias
            #[inline]
            #allow
            pub fn #ident(#(#args),*) -> rt::Call<#output> {
                #constant
                #call
            }
        };
    }
    let request = format_ident!("{}Request", names::camel_text(function));
    let setters = optional.iter().map(|given| match given {
        Given::Field(param) => optional_setter(scope, param),
        Given::Owner(owner) => owner.setter(scope, quote!(self.0.set_owner)),
    });
    let with = answer
        .custom
        .map(|entity| with(scope, method, &request, entity));
    let request_docs = doc::attrs(&[format!("Request of [`{ident}()`].")]);
    let request_docs = match function.as_str() {
        // A raw identifier does not resolve in a link.
        _ if ident.to_string().starts_with("r#") => {
            doc::attrs(&[format!("Request of `{}`.", method.name)])
        }
        _ => request_docs,
    };
    let impl_generics = answer.custom.map(|_| quote!(<C>));
    let parameter = answer.custom.map(|_| quote!(<C = ()>));
    let output = answer.output(scope, answer.custom.map(|_| quote!(C)).as_ref());
    quote! {
        #docs
        #alias
        #[inline]
        #allow
        pub fn #ident(#(#args),*) -> #request {
            #constant
            #request(#call)
        }
        #request_docs
        #[derive(Clone, Debug)]
        #[must_use = "a request does nothing until it is sent"]
        pub struct #request #parameter(rt::Call<#output>);
        rt::request!(#request #impl_generics => #output);
        impl #impl_generics #request #impl_generics {
            #(#setters)*
            #(#paging)*
        }
        #with
    }
}

/// The wire name to search by, where the path is spelled otherwise.
fn alias(method: &Method) -> Option<TokenStream> {
    let plain = segments(&method.name);
    let path = method.path.iter().skip(usize::from(method.rest == 3));
    let name = &method.name;
    (!path.eq(&plain)).then(|| quote!(#[doc(alias = #name)]))
}

/// The Rust type that a method answers, without custom fields.
pub(super) fn output(scope: &Scope<'_>, method: &Method) -> TokenStream {
    Answer::of(scope, method).output(scope, None)
}

/// What a method answers.
struct Answer {
    ty: TypeId,
    /// Whether pages follow.
    page: Option<TypeId>,
    /// The entity whose records come, where it has custom fields.
    custom: Option<EntityId>,
}

impl Answer {
    fn of(scope: &Scope<'_>, method: &Method) -> Self {
        let paged = matches!(
            method.paging,
            Some(Paging::Start { .. } | Paging::Pagination { .. })
        );
        let page = match scope.model()[method.returns].kind {
            Kind::List(element) | Kind::Map(element) if paged => Some(element),
            _ => None,
        };
        let mut inner = page.unwrap_or(method.returns);
        let custom = loop {
            match scope.model()[inner].kind {
                Kind::List(element) | Kind::Optional(element) => inner = element,
                Kind::Record(entity) => {
                    break scope.model()[entity].custom.is_some().then_some(entity);
                }
                _ => break None,
            }
        };
        Self {
            ty: method.returns,
            page,
            custom,
        }
    }

    /// The Rust type; with `custom`, records carry that type of custom fields.
    fn output(&self, scope: &Scope<'_>, custom: Option<&TokenStream>) -> TokenStream {
        match self.page {
            Some(element) => {
                let element = with_custom(scope, element, custom);
                quote!(rt::Page<#element>)
            }
            None => with_custom(scope, self.ty, custom),
        }
    }
}

fn with_custom(scope: &Scope<'_>, id: TypeId, custom: Option<&TokenStream>) -> TokenStream {
    let Some(custom) = custom else {
        return scope.read(id);
    };
    match scope.model()[id].kind {
        Kind::List(element) => {
            let (vec, element) = (
                scope.prelude("Vec"),
                with_custom(scope, element, Some(custom)),
            );
            quote!(#vec<#element>)
        }
        Kind::Optional(element) => {
            let (option, element) = (
                scope.prelude("Option"),
                with_custom(scope, element, Some(custom)),
            );
            quote!(#option<#element>)
        }
        Kind::Record(_) => {
            let record = scope.read(id);
            quote!(#record<#custom>)
        }
        _ => scope.read(id),
    }
}

/// The change of a request's custom fields.
fn with(
    scope: &Scope<'_>,
    method: &Method,
    request: &proc_macro2::Ident,
    entity: EntityId,
) -> Option<TokenStream> {
    let owner = scope.custom_owner(&scope.model()[entity])?;
    let marker = scope.entity_item(entity, "Entity");
    let select = method.params.iter().find(|param| {
        matches!(scope.model()[param.ty].kind, Kind::Select(selected) if selected == entity)
    });
    let body = match select {
        Some(param) => {
            let wire = &param.wire;
            quote! {
                let mut call = self.0.retype();
                call.select_custom::<#marker, C>(#wire);
                #request(call)
            }
        }
        None => quote!(#request(self.0.retype())),
    };
    let docs = match select {
        Some(_) => quote!(#[doc = " Reads the custom fields of `C` as well, and selects them."]),
        None => quote!(#[doc = " Reads the custom fields of `C` as well."]),
    };
    Some(quote! {
        impl #request {
            #docs
            pub fn with<C: rt::CustomFields<#owner>>(self) -> #request<C> {
                #body
            }
        }
    })
}

/// The constant that describes the method, and the expression that makes the call with what must be given.
fn call(scope: &Scope<'_>, method: &Method, certain: &[Given<'_>]) -> (TokenStream, TokenStream) {
    let fixed = method.fixed.iter().map(|(name, value)| {
        let value = constant(value);
        quote!(.arg(#name, #value))
    });
    let args = certain.iter().map(|given| {
        let put = put_argument(scope, given);
        quote!(.#put)
    });
    let call = quote! {
        rt::Call::new(&METHOD)
        #(#fixed)*
        #(#args)*
    };
    let description = description(scope, method);
    let method = quote! {
        const METHOD: rt::Method = #description;
    };
    (method, call)
}

/// What is known of the method, as a constant expression.
pub(super) fn description(scope: &Scope<'_>, method: &Method) -> TokenStream {
    let name = &method.call;
    let effect = match method.effect {
        Effect::Read => format_ident!("read"),
        Effect::Set => format_ident!("set"),
        Effect::Add => format_ident!("add"),
    };
    let unwrap = (!method.unwrap.is_empty()).then(|| {
        let keys = &method.unwrap;
        quote!(.unwrap(&[#(#keys),*]))
    });
    let rest3 = (method.rest == 3).then(|| quote!(.rest3()));
    let positional = method.positional.then(|| {
        let wires = method.params.iter().map(|param| &param.wire);
        quote!(.positional(&[#(#wires),*]))
    });
    let one_of = (!method.one_of.is_empty()).then(|| {
        let groups = groups(&method.one_of);
        quote!(.one_of(#groups))
    });
    let any_of = (!method.any_of.is_empty()).then(|| {
        let groups = groups(&method.any_of);
        quote!(.any_of(#groups))
    });
    let list_names = list_names(scope, method);
    let paging = method.paging.as_ref().map(|paging| {
        let paging = paging_value(scope, paging);
        quote!(.paging(#paging))
    });
    let module = &scope.model()[method.file].module;
    let errors = super::layout::error_module(scope.model(), module).map(|module| {
        let table = scope.item(module, "ERRORS");
        quote!(.errors(#table))
    });
    quote! {
        rt::Method::#effect(#name) #unwrap #paging #list_names #positional #one_of #any_of #errors #rest3
    }
}

/// Groups of names as a constant.
pub(super) fn groups(groups: &[Vec<String>]) -> TokenStream {
    let groups = groups.iter().map(|group| quote!(&[#(#group),*]));
    quote!(&[#(#groups),*])
}

/// The table of what the error codes of a module mean.
pub(super) fn errors(scope: &Scope<'_>, table: &[ErrorCode]) -> TokenStream {
    let rows: Vec<TokenStream> = table
        .iter()
        .filter_map(|error| Some((&error.code, error_kind(error.is?))))
        .map(|(code, kind)| quote!((#code, rt::ErrorKind::#kind)))
        .collect();
    // The methods that refer to it may all be off.
    let allow = scope
        .cx
        .features
        .as_ref()
        .map(|_| quote!(#[allow(dead_code)]));
    quote! {
        #[doc = " What the error codes of this module mean."]
        #allow
        pub(crate) const ERRORS: &[(&str, rt::ErrorKind)] = &[#(#rows),*];
    }
}

fn error_kind(kind: ErrorKind) -> proc_macro2::Ident {
    format_ident!(
        "{}",
        match kind {
            ErrorKind::Limit => "Limit",
            ErrorKind::Auth => "Auth",
            ErrorKind::Access => "Access",
            ErrorKind::NotFound => "NotFound",
            ErrorKind::Invalid => "Invalid",
            ErrorKind::Exists => "Exists",
            ErrorKind::Busy => "Busy",
            ErrorKind::Server => "Server",
        }
    )
}

/// A constant of the spec.
fn constant(value: &Value) -> TokenStream {
    match value {
        Value::Null => quote!(rt::Arg::Null),
        Value::Bool(value) => quote!(rt::Arg::Bool(#value)),
        Value::Number(number) => match number.as_i64() {
            Some(number) => {
                let number = proc_macro2::Literal::i64_unsuffixed(number);
                quote!(rt::Arg::Int(#number))
            }
            None => {
                let text = number.to_string();
                quote!(rt::Arg::Text(#text.to_owned()))
            }
        },
        Value::String(text) => quote!(rt::Arg::Text(#text.to_owned())),
        Value::Array(items) => {
            let items = items.iter().map(constant);
            quote!(rt::Arg::List(vec![#(#items),*]))
        }
        Value::Object(entries) => {
            let entries = entries.iter().map(|(key, value)| {
                let value = constant(value);
                quote!((#key.into(), #value))
            });
            quote!(rt::Arg::Map(vec![#(#entries),*]))
        }
    }
}

/// The setter of a parameter that may be left out; conditions, orders and selections add up.
fn optional_setter(scope: &Scope<'_>, param: &Field) -> TokenStream {
    let docs = |text: &str| {
        doc::attrs(&[doc::line_or(
            param.doc.as_deref().or(Some(text)),
            &param.wire,
        )])
    };
    let (ident, wire) = (names::setter(&param.name), &param.wire);
    match scope.model()[param.ty].kind {
        Kind::Filter(entity) => {
            let (marker, docs) = (
                scope.entity_item(entity, "Entity"),
                docs("Adds a condition; all must hold."),
            );
            quote! {
                #docs
                pub fn #ident<S: rt::FieldsOf<#marker>>(mut self, condition: rt::Condition<S>) -> Self {
                    self.0.add_condition::<#marker, S>(#wire, condition);
                    self
                }
            }
        }
        Kind::Order(entity) => {
            let (marker, docs) = (
                scope.entity_item(entity, "Entity"),
                docs("Orders by a field, then by the next."),
            );
            quote! {
                #docs
                pub fn #ident<S: rt::FieldsOf<#marker>>(mut self, sorted: rt::Sorted<S>) -> Self {
                    self.0.add_order::<#marker, S>(#wire, sorted);
                    self
                }
            }
        }
        Kind::Select(entity) => {
            let (marker, docs) = (
                scope.entity_item(entity, "Entity"),
                docs("Adds fields to be answered."),
            );
            quote! {
                #docs
                pub fn #ident(mut self, fields: impl rt::Selection<#marker>) -> Self {
                    self.0.add_select::<#marker>(#wire, fields);
                    self
                }
            }
        }
        Kind::List(inner) => {
            let (iterator, inner) = (scope.prelude("IntoIterator"), scope.wire(inner));
            let docs = doc::text_or(param.doc.as_deref(), wire);
            quote! {
                #docs
                pub fn #ident(mut self, values: impl #iterator<Item = impl rt::IntoArg<#inner>>) -> Self {
                    self.0.set_list_param(#wire, values);
                    self
                }
            }
        }
        _ if param.star => setter(scope, param, quote!(self.0)),
        _ => {
            let (ty, docs) = (
                scope.wire(param.ty),
                doc::text_or(param.doc.as_deref(), wire),
            );
            quote! {
                #docs
                pub fn #ident(mut self, value: impl rt::IntoArg<#ty>) -> Self {
                    self.0.set_param(#wire, value);
                    self
                }
            }
        }
    }
}
