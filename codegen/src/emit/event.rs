//! One enum over every event, one over every placement, and readers of callbacks.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::rust_type::Scope;
use super::{doc, names};
use crate::model::Callback;

/// `Event`, and the names to subscribe to.
pub(super) fn events(scope: &Scope<'_>) -> TokenStream {
    let events = &scope.model().events;
    let variants: Vec<Ident> = events
        .iter()
        .map(|event| names::camel(&event.short_name))
        .collect();
    let wires: Vec<String> = events
        .iter()
        .map(|event| event.name.to_uppercase())
        .collect();
    let types = events.iter().map(|event| scope.read(event.data));
    let docs = events.iter().map(|event| {
        doc::attrs(&[
            doc::escape(&event.doc),
            String::new(),
            format!("[`{}`]({}).", event.name, event.see),
        ])
    });
    let unwraps = events.iter().map(|event| match &event.unwrap {
        Some(key) => quote!(Some(#key)),
        None => quote!(None),
    });
    let constants = events.iter().map(|event| {
        let (ident, name) = (names::shouty(&event.short_name), &event.name);
        let docs = doc::text(&event.doc);
        quote!(#docs pub const #ident: &str = #name;)
    });
    quote! {
        #[doc = " An event, typed by its name."]
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum Event {
            #(#docs #variants(rt::Incoming<#types>),)*
            #[doc = " An event that the spec does not know."]
            Other(rt::UnknownEvent),
        }
        impl Event {
            #[doc = " Reads what a portal posted, if it carries the token that the portal and this application share."]
            #[doc = ""]
            #[doc = " The token came with the installation (`auth[application_token]`), or stands in the settings of an"]
            #[doc = " outgoing webhook. It is compared in constant time."]
            #[doc = ""]
            #[doc = " # Errors"]
            #[doc = ""]
            #[doc = " A token that is missing or wrong, a body that is no event, data that is not of its type."]
            pub fn verify(body: &[u8], application_token: &str) -> Result<Self, rt::EventError> {
                Self::from_envelope(rt::Envelope::verify(body, application_token)?)
            }
            #[doc = " Types an event that was read, and verified, before."]
            #[doc = ""]
            #[doc = " # Errors"]
            #[doc = ""]
            #[doc = " Data that is not of its type."]
            pub fn from_envelope(envelope: rt::Envelope) -> Result<Self, rt::EventError> {
                let event = match envelope.name.as_str() {
                    #(#wires => Self::#variants(envelope.incoming(#unwraps)?),)*
                    _ => Self::Other(envelope.unknown()?),
                };
                Ok(event)
            }
        }
        #[doc = " Names of events, for `event.bind`."]
        pub mod event_names {
            #(#constants)*
        }
    }
}

/// `Placement`, and the codes to bind to.
pub(super) fn placements(scope: &Scope<'_>) -> TokenStream {
    let placements = &scope.model().placements;
    let lines = |placement: &crate::model::Placement| {
        doc::attrs(&[
            doc::escape(&placement.doc),
            String::new(),
            format!("[`{}`]({}).", placement.code, placement.see),
        ])
    };
    let variants = placements.iter().map(|placement| {
        let (docs, ident, options) = (
            lines(placement),
            names::camel(&placement.name),
            scope.read(placement.options),
        );
        if placement.code.contains('*') {
            quote! {
                #docs
                #ident {
                    #[doc = " What the star stands for."]
                    kind: String,
                    #[doc = " Options."]
                    options: #options,
                }
            }
        } else {
            quote!(#docs #ident(#options))
        }
    });
    let exact = placements
        .iter()
        .filter(|placement| !placement.code.contains('*'))
        .map(|placement| {
            let (code, ident) = (&placement.code, names::camel(&placement.name));
            quote!(#code => Self::#ident(request.options()?),)
        });
    let starred = placements.iter().filter_map(|placement| {
        let (before, after) = placement.code.split_once('*')?;
        let ident = names::camel(&placement.name);
        Some(quote! {
            if let Some(kind) = code.strip_prefix(#before).and_then(|rest| rest.strip_suffix(#after)) {
                return Ok(Self::#ident { kind: kind.to_owned(), options: request.options()? });
            }
        })
    });
    let constants = placements
        .iter()
        .filter(|placement| !placement.code.contains('*'))
        .map(|placement| {
            let (ident, code, docs) = (
                names::shouty(&placement.name),
                &placement.code,
                doc::text(&placement.doc),
            );
            quote!(#docs pub const #ident: &str = #code;)
        });
    quote! {
        #[doc = " Where in the portal a page was opened, with what the portal said of the place."]
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum Placement {
            #(#variants,)*
            #[doc = " A place that the spec does not know."]
            Other {
                #[doc = " Its code."]
                code: String,
                #[doc = " What came with it."]
                options: rt::Json,
            },
        }
        impl Placement {
            #[doc = " Types the place of a request to an embedded page."]
            #[doc = ""]
            #[doc = " # Errors"]
            #[doc = ""]
            #[doc = " Options that are not of their type."]
            pub fn of(request: &rt::EmbedRequest) -> Result<Self, rt::EventError> {
                let code = request.placement.as_deref().unwrap_or_default();
                let placement = match code {
                    #(#exact)*
                    _ => {
                        #(#starred)*
                        Self::Other { code: code.to_owned(), options: request.options()? }
                    }
                };
                Ok(placement)
            }
        }
        #[doc = " Codes of placements, for `placement.bind`."]
        pub mod placement_codes {
            #(#constants)*
        }
    }
}

/// The function that reads a callback's body.
pub(super) fn callback(scope: &Scope<'_>, callback: &Callback) -> TokenStream {
    let ident = format_ident!("parse_{}", callback.name);
    let data = scope.read(callback.data);
    let result = scope.prelude("Result");
    let docs = doc::attrs(&[
        doc::escape(&callback.doc),
        String::new(),
        format!("See [the reference]({}).", callback.see),
        String::new(),
        "# Errors".to_owned(),
        String::new(),
        "A body that is not of this form.".to_owned(),
    ]);
    quote! {
        #docs
        pub fn #ident(body: &[u8]) -> #result<#data, rt::EventError> {
            rt::event::callback(body)
        }
    }
}
