//! One enum over every event, one over every placement, and readers of callbacks.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::features::{self, References};
use super::rust_type::Scope;
use super::{doc, names};
use crate::model::{Callback, FileId, TypeId};

/// What an event or placement of a file reads, noted as referred to by that file, and the condition for it.
fn part_of(
    scope: &Scope<'_>,
    file: FileId,
    data: TypeId,
    references: &mut References,
) -> (TokenStream, TokenStream) {
    scope.take_references();
    let read = scope.read(data);
    let module = &scope.model()[file].module;
    let to = scope.take_references();
    references.entry(module.clone()).or_default().extend(to);
    let division = scope.cx.features.as_ref();
    let feature = division.and_then(|division| division.of(module));
    (read, features::attribute(feature.as_ref()))
}

/// `Event`, and the names to subscribe to.
pub(super) fn events(scope: &Scope<'_>, references: &mut References) -> TokenStream {
    let events = &scope.model().events;
    let (types, gates): (Vec<_>, Vec<_>) = events
        .iter()
        .map(|event| part_of(scope, event.file, event.data, references))
        .unzip();
    let docs = events.iter().map(|event| {
        doc::attrs(&[
            doc::escape(&event.doc),
            String::new(),
            format!("[`{}`]({}).", event.name, event.see),
        ])
    });
    let variants = events.iter().zip(&types).map(|(event, ty)| {
        let ident = names::camel(&event.short_name);
        if !event.name.ends_with('*') {
            return quote!(#ident(rt::Incoming<#ty>));
        }
        quote! {
            #ident {
                #[doc = " What the star stands for."]
                kind: String,
                #[doc = " The event."]
                event: rt::Incoming<#ty>,
            }
        }
    });
    let reading = |event: &crate::model::Event| {
        let unwrap = match &event.unwrap {
            Some(key) => quote!(Some(#key)),
            None => quote!(None),
        };
        let (ident, wire) = (names::camel(&event.short_name), event.name.to_uppercase());
        (ident, wire, quote!(envelope.incoming(#unwrap)?))
    };
    let plain = events.iter().zip(&gates);
    let plain = plain.filter(|(event, _)| !event.name.ends_with('*'));
    let exact = plain.map(|(event, gate)| {
        let (ident, wire, read) = reading(event);
        quote!(#gate #wire => Self::#ident(#read),)
    });
    let starred = events.iter().zip(&gates);
    let starred = starred.filter(|(event, _)| event.name.ends_with('*'));
    let starred = starred.map(|(event, gate)| {
        let (ident, wire, read) = reading(event);
        let beginning = wire.trim_end_matches('*');
        quote! {
            #gate
            name if name.starts_with(#beginning) => Self::#ident {
                kind: name.strip_prefix(#beginning).unwrap_or_default().to_owned(),
                event: #read,
            },
        }
    });
    let constants = events.iter().map(|event| {
        let (name, docs) = (&event.name, doc::text(&event.doc));
        if let Some(beginning) = name.strip_suffix('*') {
            let ident = names::snake(&event.short_name);
            return quote! {
                #docs
                #[must_use]
                pub fn #ident(kind: impl std::fmt::Display) -> String {
                    format!(concat!(#beginning, "{}"), kind)
                }
            };
        }
        let ident = names::shouty(&event.short_name);
        quote!(#docs pub const #ident: &str = #name;)
    });
    let other = other(scope, "An event");
    quote! {
        #[doc = " An event, typed by its name."]
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum Event {
            #(#docs #gates #variants,)*
            #[doc = #other]
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
                    #(#exact)*
                    #(#starred)*
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
pub(super) fn placements(scope: &Scope<'_>, references: &mut References) -> TokenStream {
    let placements = &scope.model().placements;
    let lines = |placement: &crate::model::Placement| {
        doc::attrs(&[
            doc::escape(&placement.doc),
            String::new(),
            format!("[`{}`]({}).", placement.code, placement.see),
        ])
    };
    let (types, gates): (Vec<_>, Vec<_>) = placements
        .iter()
        .map(|placement| part_of(scope, placement.file, placement.options, references))
        .unzip();
    let variants = placements.iter().zip(&types).zip(&gates);
    let variants = variants.map(|((placement, options), gate)| {
        let (docs, ident) = (lines(placement), names::camel(&placement.name));
        if placement.code.contains('*') {
            quote! {
                #docs
                #gate
                #ident {
                    #[doc = " What the star stands for."]
                    kind: String,
                    #[doc = " Options."]
                    options: #options,
                }
            }
        } else {
            quote!(#docs #gate #ident(#options))
        }
    });
    let exact = placements
        .iter()
        .zip(&gates)
        .filter(|(placement, _)| !placement.code.contains('*'))
        .map(|(placement, gate)| {
            let (code, ident) = (&placement.code, names::camel(&placement.name));
            quote!(#gate #code => Self::#ident(request.options()?),)
        });
    let starred = placements.iter().zip(&gates).filter_map(|(placement, gate)| {
        let (before, after) = placement.code.split_once('*')?;
        let ident = names::camel(&placement.name);
        Some(quote! {
            #gate
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
    let other = other(scope, "A place");
    quote! {
        #[doc = " Where in the portal a page was opened, with what the portal said of the place."]
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum Placement {
            #(#variants,)*
            #[doc = #other]
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

/// The doc line of what has no variant of its own.
fn other(scope: &Scope<'_>, what: &str) -> String {
    let features = match scope.cx.features {
        Some(_) => ", or whose feature is off",
        None => "",
    };
    format!(" {what} that the spec does not know{features}.")
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
