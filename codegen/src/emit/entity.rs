//! What an entity becomes: its marker, its record and its field constants.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::builder::{field_lines, named};
use super::object::{read_key, set_body};
use super::owner;
use super::rust_type::Scope;
use super::usage::{Holder, is_read};
use super::{EmitError, doc, names};
use crate::check::push_noun;
use crate::model::{Access, Entity, EntityId, Field, FilterStyle, FilterUse, Kind};

/// Everything of an entity that its module holds.
pub(super) fn emit(
    scope: &Scope<'_>,
    id: EntityId,
    entity: &Entity,
) -> Result<TokenStream, EmitError> {
    let (use_, kept) = (scope.cx.usage.entity(id), scope.kept_entity(id));
    let mut out = marker(scope, entity);
    if use_.record {
        out.extend(scope.items(kept.record, || record(scope, id, entity))?);
    }
    if use_.searched {
        out.extend(scope.items(kept.searched, || constants(scope, entity))?);
    }
    if use_.is_written() {
        let writer = || super::writer::writer(scope, id, entity);
        out.extend(scope.items(kept.is_written(), writer)?);
    }
    Ok(out)
}

/// Human form of an entity's name.
pub(super) fn words(entity: &Entity) -> String {
    entity.name.replace('_', " ")
}

/// The same with its article: `an activity`.
pub(super) fn one(entity: &Entity) -> String {
    let mut text = "a ".to_owned();
    push_noun(&mut text, &words(entity));
    text
}

/// The type that stands for the entity in conditions, and its id.
fn marker(scope: &Scope<'_>, entity: &Entity) -> TokenStream {
    let style = match entity.style {
        FilterStyle::Prefix => quote!(Prefix),
        FilterStyle::Nested => quote!(Nested),
        FilterStyle::Triples => quote!(Triples),
        FilterStyle::Plain => quote!(Plain),
    };
    let custom = scope
        .custom_owner(entity)
        .unwrap_or_else(|| quote!(rt::NoCustom));
    let camel = entity
        .custom
        .as_ref()
        .is_some_and(|custom| custom.camel)
        .then(|| {
            quote!(
                const CUSTOM_CAMEL: bool = true;
            )
        });
    let pairs = entity
        .custom
        .as_ref()
        .is_some_and(|custom| custom.file_pairs)
        .then(|| {
            quote!(
                const CUSTOM_FILE_PAIRS: bool = true;
            )
        });
    let option = scope.prelude("Option");
    let key = match entity.key.and_then(|key| entity.fields.get(key)) {
        Some(field) => {
            let wire = &field.wire;
            quote!(Some(#wire))
        }
        None => quote!(None),
    };
    let nested =
        (entity.style == FilterStyle::Nested).then(|| quote!(impl rt::Nested for Entity {}));
    let docs = doc::attrs(&[format!(
        "Stands for `{}` in conditions, orders and custom fields.",
        entity.full_name
    )]);
    let id = entity.id.map(|id| {
        let alias = scope.id(id);
        let docs = doc::attrs(&[format!("Identifier of {}.", one(entity))]);
        quote!(#docs pub type Id = #alias;)
    });
    quote! {
        #docs
        #[derive(Debug)]
        pub enum Entity {}
        impl rt::Entity for Entity {
            type Custom = #custom;
            const STYLE: rt::FilterStyle = rt::FilterStyle::#style;
            #camel
            #pairs
            const KEY: #option<&'static str> = #key;
        }
        impl rt::FieldsOf<Entity> for Entity {}
        #nested
        #id
    }
}

/// The struct that is read.
fn record(scope: &Scope<'_>, id: EntityId, entity: &Entity) -> TokenStream {
    let name = format_ident!("{}", names::record_text(&entity.name));
    let (option, default) = (scope.prelude("Option"), scope.prelude("Default"));
    let docs = doc::text(&entity.doc);
    let fields: Vec<&Field> = entity
        .fields
        .iter()
        .filter(|field| is_read(field))
        .collect();
    let members = fields.iter().map(|field| {
        let docs = doc::attrs(&field_lines(field));
        // Whatever a record's field is marked, a list may select it away.
        let field = Field {
            certain: false,
            ..(*field).clone()
        };
        let (ident, rust) = (
            names::snake(&field.name),
            scope.field(&field, Some(Holder::Record(id))),
        );
        quote!(#docs pub #ident: #rust,)
    });
    let keyed = keyed(scope, entity, &name);
    let generics = entity.custom.is_some().then(|| quote!(<C>));
    let owners = owner::accessor_impl(scope, &quote!(#name), generics, &fields, false);
    let spelling = spelling(entity);
    let Some(owner) = scope.custom_owner(entity) else {
        let body = set_body(scope, fields.iter().copied(), true, quote!(Ok(false)));
        return quote! {
            #docs
            #[derive(Clone, Debug, Default, PartialEq)]
            #[non_exhaustive]
            pub struct #name { #(#members)* }
            impl rt::Object for #name {
                fn set(&mut self, key: &str, slot: &mut dyn rt::Slot) -> rt::decode::Result<bool> {
                    #body
                }
                #spelling
            }
            impl rt::Decode for #name {
                fn decode(slot: &mut dyn rt::Slot) -> rt::decode::Result<#option<Self>> {
                    rt::decode::object(slot)
                }
            }
            #keyed
            #owners
        };
    };
    let idents = fields.iter().map(|field| names::snake(&field.name));
    let body = set_body(
        scope,
        fields.iter().copied(),
        true,
        quote!(self.custom.set(key, slot)),
    );
    quote! {
        #docs
        #[doc = ""]
        #[doc = " `C` holds the custom fields: `()` for none, or a struct with `#[derive(CustomFields)]`."]
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub struct #name<C = ()> {
            #(#members)*
            #[doc = " Custom fields."]
            pub custom: C,
        }
        impl<C: rt::CustomFields<#owner>> #default for #name<C> {
            fn default() -> Self {
                Self {
                    #(#idents: #default::default(),)*
                    custom: C::empty(),
                }
            }
        }
        impl<C: rt::CustomFields<#owner>> rt::Object for #name<C> {
            fn set(&mut self, key: &str, slot: &mut dyn rt::Slot) -> rt::decode::Result<bool> {
                #body
            }
            #spelling
        }
        impl<C: rt::CustomFields<#owner>> rt::Decode for #name<C> {
            fn decode(slot: &mut dyn rt::Slot) -> rt::decode::Result<#option<Self>> {
                rt::decode::object(slot)
            }
        }
        impl rt::WithCustom for #name {
            type Owner = #owner;
            type With<C: rt::CustomFields<#owner>> = #name<C>;
        }
        #keyed
        #owners
    }
}

/// What a list goes on from.
fn keyed(scope: &Scope<'_>, entity: &Entity, name: &proc_macro2::Ident) -> Option<TokenStream> {
    let field = entity
        .key
        .and_then(|key| entity.fields.get(key))
        .filter(|field| is_read(field))?;
    let (ident, key) = (names::snake(&field.name), read_key(field));
    let id = scope.read(field.ty);
    let generics = entity.custom.is_some().then(|| quote!(<C>));
    let (option, string) = (scope.prelude("Option"), scope.prelude("String"));
    Some(quote! {
        impl #generics rt::Keyed for #name #generics {
            type Id = #id;
            const KEY: &'static str = #key;
            fn key(&self) -> #option<#string> {
                self.#ident.as_ref().map(ToString::to_string)
            }
        }
    })
}

/// How the entity spells its keys, where all of them agree.
fn spelling(entity: &Entity) -> Option<TokenStream> {
    let mut keys = entity
        .fields
        .iter()
        .filter(|field| is_read(field))
        .map(read_key)
        .peekable();
    keys.peek()?;
    let keys: Vec<&str> = keys.collect();
    let spelling = if keys
        .iter()
        .all(|key| !key.contains(|c: char| c.is_ascii_lowercase()))
    {
        quote!(Upper)
    } else if keys.iter().all(|key| !key.contains('_')) {
        quote!(Camel)
    } else if keys
        .iter()
        .all(|key| !key.contains(|c: char| c.is_ascii_uppercase()))
    {
        quote!(Snake)
    } else {
        return None;
    };
    Some(quote! {
        fn spelling(&self) -> rt::decode::Spelling {
            rt::decode::Spelling::#spelling
        }
    })
}

/// One constant per field that can be searched for, ordered by or selected.
fn constants(scope: &Scope<'_>, entity: &Entity) -> TokenStream {
    let mut out = owner::constants(scope, &entity.fields);
    for field in entity
        .fields
        .iter()
        .filter(|field| field.access != Access::Write)
    {
        let element = match scope.model()[field.ty].kind {
            Kind::List(element) => element,
            _ => field.ty,
        };
        // What cannot be compared needs no type of its own for its values.
        let value = if field.filter == FilterUse::None {
            quote!(())
        } else {
            scope.wire(element)
        };
        let abilities = abilities(entity, field);
        let (docs, wire) = (doc::attrs(&field_lines(field)), &field.wire);
        out.extend(if field.star {
            let (ident, named) = (names::setter(&field.name), named(wire));
            quote! {
                #docs
                pub fn #ident(name: impl std::fmt::Display) -> rt::Field<Entity, #value #abilities> {
                    rt::Field::named(#named)
                }
            }
        } else {
            let ident = names::shouty(&field.name);
            quote! {
                #docs
                pub const #ident: rt::Field<Entity, #value #abilities> = rt::Field::new(#wire);
            }
        });
    }
    out
}

/// What can be done with a field in a list, as the third parameter of `Field`; nothing where everything can.
fn abilities(entity: &Entity, field: &Field) -> Option<TokenStream> {
    let filter = match field.filter {
        FilterUse::All if entity.style == FilterStyle::Plain => "Exact",
        FilterUse::All => "Any",
        FilterUse::Exact => "Exact",
        FilterUse::Begins => "Begins",
        FilterUse::None => "No",
    };
    let yes = |yes: bool| if yes { "Yes" } else { "No" };
    let (sort, select) = (yes(field.sort), yes(field.access != Access::Filter));
    if (filter, sort, select) == ("Any", "Yes", "Yes") {
        return None;
    }
    let [filter, sort, select] = [filter, sort, select].map(|name| format_ident!("{}", name));
    Some(quote!(, rt::Can<rt::ability::#filter, rt::ability::#sort, rt::ability::#select>))
}
