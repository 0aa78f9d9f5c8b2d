//! What an entity becomes: marker, record, field constants and writers.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::object::{argument, field_lines, put_argument, read_key, set_body, setter};
use super::rust_type::{Scope, id_text};
use super::usage::{is_read, is_written};
use super::{doc, names};
use crate::model::{Access, Entity, EntityId, Field, FilterStyle, FilterUse, Kind};

/// Everything of an entity that its module holds.
pub(super) fn emit(scope: &Scope<'_>, id: EntityId, entity: &Entity) -> TokenStream {
    let use_ = scope.cx.usage.entity(id);
    let mut out = marker(scope, entity);
    if use_.record {
        out.extend(record(scope, entity));
    }
    if use_.searched {
        out.extend(constants(scope, entity));
    }
    if use_.new || use_.import || use_.change {
        out.extend(writer(scope, id, entity));
    }
    out
}

/// Human form of an entity's name.
fn words(entity: &Entity) -> String {
    entity.name.replace('_', " ")
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
        let docs = doc::attrs(&[format!("Identifier of a {}.", words(entity))]);
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
fn record(scope: &Scope<'_>, entity: &Entity) -> TokenStream {
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
        let (ident, rust) = (names::snake(&field.name), scope.field(&field, None));
        quote!(#docs pub #ident: #rust,)
    });
    let keyed = keyed(scope, entity, &name);
    let spelling = spelling(entity);
    let Some(owner) = scope.custom_owner(entity) else {
        let body = set_body(
            scope,
            fields.iter().copied(),
            true,
            quote!(return Ok(false)),
        );
        return quote! {
            #docs
            #[derive(Clone, Debug, Default, PartialEq)]
            #[non_exhaustive]
            pub struct #name { #(#members)* }
            impl rt::Object for #name {
                fn set(&mut self, key: &str, slot: &mut dyn rt::Slot) -> rt::decode::Result<bool> {
                    #body
                    Ok(true)
                }
                #spelling
            }
            impl rt::Decode for #name {
                fn decode(slot: &mut dyn rt::Slot) -> rt::decode::Result<#option<Self>> {
                    rt::decode::object(slot)
                }
            }
            #keyed
        };
    };
    let idents = fields.iter().map(|field| names::snake(&field.name));
    let body = set_body(
        scope,
        fields.iter().copied(),
        true,
        quote!(return self.custom.set(key, slot)),
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
                Ok(true)
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
    }
}

/// What a list goes on from.
fn keyed(scope: &Scope<'_>, entity: &Entity, name: &proc_macro2::Ident) -> Option<TokenStream> {
    let field = entity
        .key
        .and_then(|key| entity.fields.get(key))
        .filter(|field| is_read(field))?;
    let ident = names::snake(&field.name);
    let generics = entity.custom.is_some().then(|| quote!(<C>));
    let (option, string) = (scope.prelude("Option"), scope.prelude("String"));
    Some(quote! {
        impl #generics rt::Keyed for #name #generics {
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
    let mut out = TokenStream::new();
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
            let ident = names::setter(&field.name);
            quote! {
                #docs
                pub fn #ident(name: impl std::fmt::Display) -> rt::Field<Entity, #value #abilities> {
                    rt::Field::named(format!(concat!(#wire, "{}"), name))
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

/// The builder of what is written, by mode.
fn writer(scope: &Scope<'_>, id: EntityId, entity: &Entity) -> TokenStream {
    let use_ = scope.cx.usage.entity(id);
    let what = words(entity);
    let alias = |on: bool, name: &str, mode: &str, text: String| {
        on.then(|| {
            let (name, mode, docs) = (
                format_ident!("{name}"),
                format_ident!("{mode}"),
                doc::attrs(&[text]),
            );
            quote!(#docs pub type #name = Writer<rt::#mode>;)
        })
    };
    let aliases = [
        alias(
            use_.new,
            "Fields",
            "New",
            format!("What a new {what} starts with."),
        ),
        alias(
            use_.import,
            "ImportFields",
            "Import",
            format!("What an imported {what} starts with."),
        ),
        alias(
            use_.change,
            "Changes",
            "Change",
            format!("What changes in a {what}; what is not set stays as it is."),
        ),
    ];
    let of = |access: &[Access]| -> Vec<&Field> {
        entity
            .fields
            .iter()
            .filter(|field| access.contains(&field.access))
            .collect()
    };
    let setters = |fields: &[&Field]| -> Vec<TokenStream> {
        fields
            .iter()
            .map(|field| setter(scope, field, quote!(self.pairs)))
            .collect()
    };
    let always = setters(&of(&[Access::All, Access::Write]));
    let creating = setters(&of(&[Access::Create]));
    let creating = (!creating.is_empty() && (use_.new || use_.import))
        .then(|| quote!(impl<M: rt::Creating> Writer<M> { #(#creating)* }));
    let importing = setters(&of(&[Access::Import]));
    let importing = (!importing.is_empty() && use_.import)
        .then(|| quote!(impl Writer<rt::Import> { #(#importing)* }));
    let certain: Vec<&Field> = entity
        .fields
        .iter()
        .filter(|field| field.certain && !field.star && is_written(field))
        .collect();
    // Where something must be given, each mode has a `new` of its own over this.
    let (start_docs, start) = match certain.is_empty() {
        true => (
            quote! {
                #[doc = " Starts with nothing set."]
                #[allow(clippy::new_without_default)]
            },
            quote!(pub fn new),
        ),
        false => (TokenStream::new(), quote!(fn empty)),
    };
    let default = scope.prelude("Default");
    let start = quote! {
        #start_docs
        #start() -> Self {
            Self { pairs: rt::Pairs::new(), mode: #default::default() }
        }
    };
    let constructors = constructors(scope, &certain, use_.new, use_.import, use_.change);
    let custom = scope
        .custom_owner(entity)
        .map(|owner| custom_setters(&owner));
    let docs = doc::attrs(&[format!(
        "Fields of a {what} that are written; what is not set is not sent."
    )]);
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq)]
        #[must_use = "setters give the fields back"]
        pub struct Writer<M> {
            pairs: rt::Pairs,
            mode: std::marker::PhantomData<M>,
        }
        #(#aliases)*
        impl<M: rt::Mode> Writer<M> {
            #start
            #(#always)*
            #custom
        }
        #constructors
        #creating
        #importing
        impl<M> rt::Encode for Writer<M> {
            fn encode(&self) -> rt::Arg {
                self.pairs.clone().into_arg()
            }
        }
    }
}

/// `new` of each mode, where something must be given.
fn constructors(
    scope: &Scope<'_>,
    certain: &[&Field],
    new: bool,
    import: bool,
    change: bool,
) -> TokenStream {
    if certain.is_empty() {
        return TokenStream::new();
    }
    let mut out = TokenStream::new();
    for (on, mode) in [(new, quote!(rt::New)), (import, quote!(rt::Import))] {
        if !on {
            continue;
        }
        let args = certain.iter().map(|field| argument(scope, field));
        let sets = certain.iter().map(|field| {
            let put = put_argument(scope, field);
            quote!(writer.pairs.#put;)
        });
        let allow = (certain.len() > 7).then(|| quote!(#[allow(clippy::too_many_arguments)]));
        out.extend(quote! {
            impl Writer<#mode> {
                #[doc = " Starts with what a new record must have."]
                #allow
                pub fn new(#(#args),*) -> Self {
                    let mut writer = Self::empty();
                    #(#sets)*
                    writer
                }
            }
        });
    }
    if change {
        out.extend(quote! {
            impl Writer<rt::Change> {
                #[doc = " Starts with nothing set."]
                #[allow(clippy::new_without_default)]
                pub fn new() -> Self {
                    Self::empty()
                }
            }
        });
    }
    out
}

fn custom_setters(owner: &TokenStream) -> TokenStream {
    quote! {
        #[doc = " Every custom field of a struct with `#[derive(CustomFields)]`."]
        #[doc = ""]
        #[doc = " An empty one is left out of a new record and cleared by a change; a file is cleared only by itself."]
        pub fn custom<C: rt::CustomFields<#owner>>(mut self, custom: &C) -> Self {
            rt::custom::write::<Entity, M, C>(&mut self.pairs, custom);
            self
        }
        #[doc = " One custom field."]
        pub fn set<V, A>(
            mut self,
            field: rt::Field<rt::CustomOf<#owner>, V, A>,
            value: impl rt::Assign<V>,
        ) -> Self {
            rt::custom::assign::<Entity, V, A>(&mut self.pairs, &field, value);
            self
        }
    }
}

/// Markers and aliases of every kind of identifier.
pub(super) fn ids(scope: &Scope<'_>) -> TokenStream {
    let mut out = TokenStream::new();
    for kind in &scope.model().ids {
        let marker = names::camel(&kind.target.join("_"));
        let alias = format_ident!("{}", id_text(&kind.target));
        let what = kind.target.join(".");
        let generic = if kind.text {
            quote!(rt::TextId)
        } else {
            quote!(rt::Id)
        };
        let marker_docs = doc::attrs(&[format!("Tells ids of `{what}` from others.")]);
        let alias_docs = doc::attrs(&[format!("Identifier in `{what}`.")]);
        out.extend(quote! {
            #marker_docs
            #[derive(Debug)]
            pub enum #marker {}
            #alias_docs
            pub type #alias = #generic<#marker>;
        });
    }
    out
}

/// Markers of what custom fields are filed under.
pub(super) fn custom_owners(scope: &Scope<'_>) -> TokenStream {
    let mut owners: Vec<&str> = scope
        .model()
        .entities
        .iter()
        .filter_map(|entity| Some(entity.custom.as_ref()?.owner.as_str()))
        .collect();
    owners.sort_unstable();
    owners.dedup();
    let items = owners.into_iter().map(|owner| {
        let ident = names::camel(owner);
        let docs = doc::attrs(&[format!(
            "Records whose custom fields are filed under `{owner}`."
        )]);
        quote!(#docs #[derive(Debug)] pub enum #ident {})
    });
    quote!(#(#items)*)
}
