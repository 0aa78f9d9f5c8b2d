//! Writing the records of an entity: a builder by mode.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::builder::{argument, put_argument, setters};
use super::doc;
use super::entity::{one, words};
use super::owner::given;
use super::rust_type::Scope;
use super::usage::is_written;
use crate::model::{Access, Entity, EntityId, Field};

/// The builder of what is written, by mode.
pub(super) fn writer(scope: &Scope<'_>, id: EntityId, entity: &Entity) -> TokenStream {
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
            format!(
                "What changes in {}; what is not set stays as it is.",
                one(entity)
            ),
        ),
    ];
    let of = |access: &[Access]| -> Vec<&Field> {
        entity
            .fields
            .iter()
            .filter(|field| access.contains(&field.access))
            .collect()
    };
    let setters = |fields: &[&Field]| setters(scope, fields, quote!(self.pairs));
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
        "Fields of {} that are written; what is not set is not sent.",
        one(entity)
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
    let certain = given(certain.iter().copied());
    let mut out = TokenStream::new();
    for (on, mode) in [(new, quote!(rt::New)), (import, quote!(rt::Import))] {
        if !on {
            continue;
        }
        let args = certain.iter().map(|given| argument(scope, given));
        let sets = certain.iter().map(|given| {
            let put = put_argument(scope, given);
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
