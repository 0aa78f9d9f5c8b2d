//! Two fields that tell together which record something belongs to: callers give and get them as one.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::rust_type::Scope;
use super::usage::is_read;
use super::{doc, names};
use crate::check::owner_name;
use crate::model::{Field, FilterUse};

/// A field as callers give it.
pub(super) enum Given<'f> {
    /// By itself.
    Field(&'f Field),
    /// With the field that tells its kind.
    Owner(Owner<'f>),
}

/// An identifier and the field that tells which kind of record it is of.
pub(super) struct Owner<'f> {
    kind: &'f Field,
    id: &'f Field,
}

/// Fields as callers give them, in order.
pub(super) fn given<'f>(fields: impl IntoIterator<Item = &'f Field>) -> Vec<Given<'f>> {
    let fields: Vec<&Field> = fields.into_iter().collect();
    let mut pairs = owners(&fields);
    let mut given: Vec<Given<'f>> = Vec::with_capacity(fields.len());
    for field in fields {
        // The first half stands for both.
        if let Some(at) = pairs.iter().position(|pair| pair.holds(field)) {
            given.push(Given::Owner(pairs.remove(at)));
        } else if !given.iter().any(|given| given.holds(field)) {
            given.push(Given::Field(field));
        }
    }
    given
}

impl Given<'_> {
    fn holds(&self, field: &Field) -> bool {
        matches!(self, Self::Owner(owner) if owner.holds(field))
    }
}

/// Every pair among fields.
fn owners<'f>(fields: &[&'f Field]) -> Vec<Owner<'f>> {
    let pair = |id: &&'f Field| {
        let of = id.of.as_ref()?;
        let kind = fields.iter().find(|kind| kind.wire == *of)?;
        Some(Owner { kind, id })
    };
    fields.iter().filter_map(pair).collect()
}

impl Owner<'_> {
    fn holds(&self, field: &Field) -> bool {
        field.wire == self.kind.wire || field.wire == self.id.wire
    }

    fn name(&self) -> String {
        owner_name(&self.id.name)
    }

    pub(super) fn ident(&self) -> Ident {
        names::snake(&self.name())
    }

    fn setter_ident(&self) -> Ident {
        names::setter(&self.name())
    }

    /// The setter of a struct that is read too, where the plain name reads it.
    pub(super) fn struct_setter(&self) -> Ident {
        format_ident!("with_{}", self.name())
    }

    pub(super) fn docs(&self) -> TokenStream {
        doc::text_or(self.id.doc.as_deref(), &self.id.wire)
    }

    /// The enumeration of kinds.
    fn kinds(&self, scope: &Scope<'_>) -> TokenStream {
        scope.read(self.kind.ty)
    }

    /// `owner: impl IntoOwner<…>`
    pub(super) fn argument(&self, scope: &Scope<'_>) -> TokenStream {
        let (ident, kinds) = (self.ident(), self.kinds(scope));
        quote!(#ident: impl rt::IntoOwner<#kinds>)
    }

    /// The method of a call or of pairs that takes the argument.
    pub(super) fn put(&self) -> TokenStream {
        let (kind, id, ident) = (&self.kind.wire, &self.id.wire, self.ident());
        quote!(owner(#kind, #id, #ident))
    }

    /// A setter; `set` is the method that takes names and value, with what it is called on.
    pub(super) fn setter(&self, scope: &Scope<'_>, set: TokenStream) -> TokenStream {
        let (docs, setter) = (self.docs(), self.setter_ident());
        let (kind, id, kinds) = (&self.kind.wire, &self.id.wire, self.kinds(scope));
        quote! {
            #docs
            pub fn #setter(mut self, owner: impl rt::IntoOwner<#kinds>) -> Self {
                #set(#kind, #id, owner);
                self
            }
        }
    }

    /// `owner: impl Into<Owner<…>>`, for a struct that is read too.
    pub(super) fn struct_argument(&self, scope: &Scope<'_>) -> TokenStream {
        let (ident, into, kinds) = (self.ident(), scope.prelude("Into"), self.kinds(scope));
        quote!(#ident: impl #into<rt::Owner<#kinds>>)
    }

    /// Both fields of such a struct, out of the argument after `into()`.
    pub(super) fn struct_values(&self) -> [(Ident, TokenStream); 2] {
        let ident = self.ident();
        [
            (names::snake(&self.kind.name), quote!(#ident.kind)),
            (names::snake(&self.id.name), quote!(#ident.id)),
        ]
    }
}

/// What gives back both halves of each pair of a record; `certain` where the fields themselves can be.
pub(super) fn accessors(scope: &Scope<'_>, fields: &[&Field], certain: bool) -> TokenStream {
    let accessors = owners(fields).into_iter().map(|owner| {
        let (ident, kinds) = (owner.ident(), owner.kinds(scope));
        let [kind, id] = [owner.kind, owner.id].map(|field| names::snake(&field.name));
        let docs = owner.docs();
        if certain && owner.id.certain {
            return quote! {
                #docs
                #[must_use]
                pub fn #ident(&self) -> rt::Owner<#kinds> {
                    rt::Owner::new(self.#kind.clone(), self.#id)
                }
            };
        }
        let option = scope.prelude("Option");
        quote! {
            #docs
            #[must_use]
            pub fn #ident(&self) -> #option<rt::Owner<#kinds>> {
                rt::Owner::whole(self.#kind.as_ref(), self.#id)
            }
        }
    });
    accessors.collect()
}

/// The same as an implementation, where there is a pair that is answered.
pub(super) fn accessor_impl(
    scope: &Scope<'_>,
    name: &TokenStream,
    generics: Option<TokenStream>,
    fields: &[&Field],
    certain: bool,
) -> Option<TokenStream> {
    let read: Vec<&Field> = fields
        .iter()
        .copied()
        .filter(|field| is_read(field))
        .collect();
    let accessors = accessors(scope, &read, certain);
    (!accessors.is_empty()).then(|| quote!(impl #generics #name #generics { #accessors }))
}

/// Constants that conditions on both fields of a pair are made from.
pub(super) fn constants(scope: &Scope<'_>, fields: &[Field]) -> TokenStream {
    let fields: Vec<&Field> = fields
        .iter()
        .filter(|field| field.filter != FilterUse::None)
        .collect();
    let constants = owners(&fields).into_iter().map(|owner| {
        let docs = owner.docs();
        let (ident, kinds) = (names::shouty(&owner.name()), owner.kinds(scope));
        let (kind, id) = (&owner.kind.wire, &owner.id.wire);
        quote! {
            #docs
            pub const #ident: rt::OwnerField<Entity, #kinds> = rt::OwnerField::new(#kind, #id);
        }
    });
    constants.collect()
}
