//! Types of the model as Rust types, seen from a module.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashSet};

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::division::Division;
use super::features;
use super::names;
use super::usage::{Direction, EntityUse, Holder, TypeUse, Usage, needs_box};
use super::{EmitError, Options};
use crate::model::{Entity, EntityId, Field, IdKindId, Kind, Model, Path, Scalar, TypeId};

/// What every part of the emitter needs.
pub(super) struct Cx<'m> {
    pub(super) model: &'m Model,
    pub(super) usage: Usage,
    pub(super) options: &'m Options,
    /// How modules are divided into features, if they are.
    pub(super) features: Option<Division>,
    /// What is used without methods that are apart, if some are.
    pub(super) kept: Option<Usage>,
}

/// A Rust module that is being written, from which names are seen.
pub(super) struct Scope<'c> {
    pub(super) cx: &'c Cx<'c>,
    pub(super) module: &'c [String],
    /// Types that the module defines, which may shadow the language's.
    pub(super) own_types: &'c HashSet<String>,
    /// Other modules that have been referred to.
    references: RefCell<BTreeSet<Vec<String>>>,
    /// The feature of items that are apart.
    beside: Option<String>,
    /// Other modules that these refer to.
    beside_references: RefCell<BTreeSet<Vec<String>>>,
}

impl<'c> Scope<'c> {
    pub(super) fn new(
        cx: &'c Cx<'c>,
        module: &'c [String],
        own_types: &'c HashSet<String>,
    ) -> Self {
        Self {
            cx,
            module,
            own_types,
            references: RefCell::default(),
            beside: cx
                .features
                .as_ref()
                .and_then(|division| division.beside(module)),
            beside_references: RefCell::default(),
        }
    }

    /// Modules that have been referred to, and those that items which are apart refer to.
    pub(super) fn into_references(self) -> [BTreeSet<Vec<String>>; 2] {
        [
            self.references.into_inner(),
            self.beside_references.into_inner(),
        ]
    }

    /// The feature of items that are apart in this module.
    pub(super) fn beside(&self) -> Option<&String> {
        self.beside.as_ref()
    }

    /// What is done with an entity without methods that are apart.
    pub(super) fn kept_entity(&self, id: EntityId) -> EntityUse {
        self.cx.kept.as_ref().unwrap_or(&self.cx.usage).entity(id)
    }

    /// What is done with a type without methods that are apart.
    pub(super) fn kept_type(&self, id: TypeId) -> TypeUse {
        self.cx.kept.as_ref().unwrap_or(&self.cx.usage).ty(id)
    }

    /// Items that are apart unless they are kept.
    pub(super) fn items(
        &self,
        is_kept: bool,
        emit: impl FnOnce() -> TokenStream,
    ) -> Result<TokenStream, EmitError> {
        let Some(feature) = self.beside.as_ref().filter(|_| !is_kept) else {
            return Ok(emit());
        };
        let before = self.references.take();
        let items = emit();
        let own = self.references.replace(before);
        self.beside_references.borrow_mut().extend(own);
        features::gated(items, feature, self.module)
    }

    /// What has been referred to since this was asked last.
    pub(super) fn take_references(&self) -> BTreeSet<Vec<String>> {
        self.references.take()
    }

    pub(super) fn model(&self) -> &'c Model {
        self.cx.model
    }

    /// A name of the prelude, or its full path where the module has a type of that name.
    pub(super) fn prelude(&self, name: &str) -> TokenStream {
        let ident = Ident::new(name, Span::call_site());
        if !self.own_types.contains(name) {
            return quote!(#ident);
        }
        match name {
            "Option" => quote!(std::option::Option),
            "Vec" => quote!(std::vec::Vec),
            "String" => quote!(std::string::String),
            "Box" => quote!(std::boxed::Box),
            "Result" => quote!(std::result::Result),
            "Default" => quote!(std::default::Default),
            "From" => quote!(std::convert::From),
            "Into" => quote!(std::convert::Into),
            "IntoIterator" => quote!(std::iter::IntoIterator),
            _ => quote!(#ident),
        }
    }

    /// An item of a generated module.
    pub(super) fn item(&self, module: &[String], name: &str) -> TokenStream {
        let ident = Ident::new(name, Span::call_site());
        if module == self.module {
            return quote!(#ident);
        }
        self.references.borrow_mut().insert(module.to_vec());
        let root = &self.cx.options.root;
        let modules = module.iter().map(|segment| names::snake(segment));
        quote!(#root #(::#modules)* :: #ident)
    }

    fn named(&self, path: &Path, direction: Direction, split: bool) -> TokenStream {
        self.item(&path.module, &type_text(path, direction, split))
    }

    pub(super) fn entity_item(&self, id: EntityId, name: &str) -> TokenStream {
        self.item(&self.model()[id].module, name)
    }

    /// The record of an entity, without custom fields.
    pub(super) fn record(&self, id: EntityId) -> TokenStream {
        self.entity_item(id, &names::record_text(&self.model()[id].name))
    }

    /// The marker of an entity's own custom fields.
    pub(super) fn custom_owner(&self, entity: &Entity) -> Option<TokenStream> {
        let custom = entity.custom.as_ref()?;
        let root = &self.cx.options.root;
        let owner = names::camel(&custom.owner);
        Some(quote!(#root::custom_owners::#owner))
    }

    pub(super) fn id(&self, id: IdKindId) -> TokenStream {
        let root = &self.cx.options.root;
        let name = Ident::new(&id_text(&self.model()[id].target), Span::call_site());
        quote!(#root::ids::#name)
    }

    /// The marker of a kind of identifier.
    pub(super) fn id_marker(&self, id: IdKindId) -> TokenStream {
        let root = &self.cx.options.root;
        let name = names::camel(&self.model()[id].target.join("_"));
        quote!(#root::ids::#name)
    }

    /// The type of a value that was read.
    pub(super) fn read(&self, id: TypeId) -> TokenStream {
        let ty = &self.model()[id];
        match &ty.kind {
            Kind::Scalar(scalar) => self.scalar_read(*scalar),
            Kind::Id(kind) => self.id(*kind),
            Kind::Status(_) => quote!(rt::Status),
            Kind::List(inner) => {
                let (vec, inner) = (self.prelude("Vec"), self.read(*inner));
                quote!(#vec<#inner>)
            }
            Kind::Map(inner) => {
                let inner = self.read(*inner);
                quote!(rt::Map<#inner>)
            }
            Kind::Optional(inner) => {
                let (option, inner) = (self.prelude("Option"), self.read(*inner));
                quote!(#option<#inner>)
            }
            Kind::Record(entity)
            | Kind::New(entity)
            | Kind::Import(entity)
            | Kind::Change(entity) => self.record(*entity),
            Kind::Filter(entity) | Kind::Order(entity) | Kind::Select(entity) => {
                self.search(&ty.kind, *entity)
            }
            Kind::Directed { receive, .. } => self.read(*receive),
            Kind::Object(_)
            | Kind::Values(_)
            | Kind::Tuple(_)
            | Kind::Union(_)
            | Kind::Tagged { .. } => self.path_of(id, Direction::Receive),
        }
    }

    /// The type that stands for what is written, as an argument of `IntoArg`.
    pub(super) fn wire(&self, id: TypeId) -> TokenStream {
        let ty = &self.model()[id];
        match &ty.kind {
            Kind::Scalar(Scalar::Yn) => quote!(rt::Yn),
            Kind::Scalar(Scalar::Bit) => quote!(rt::Bit),
            Kind::List(inner) => {
                let (vec, inner) = (self.prelude("Vec"), self.wire(*inner));
                quote!(#vec<#inner>)
            }
            Kind::Map(inner) => {
                let inner = self.wire(*inner);
                quote!(rt::Map<#inner>)
            }
            Kind::Optional(inner) => self.wire(*inner),
            Kind::Record(entity) | Kind::New(entity) => self.entity_item(*entity, "Fields"),
            Kind::Import(entity) => self.entity_item(*entity, "ImportFields"),
            Kind::Change(entity) => self.entity_item(*entity, "Changes"),
            Kind::Directed { send, .. } => self.wire(*send),
            Kind::Object(_)
            | Kind::Values(_)
            | Kind::Tuple(_)
            | Kind::Union(_)
            | Kind::Tagged { .. } => self.path_of(id, Direction::Send),
            _ => self.read(id),
        }
    }

    fn path_of(&self, id: TypeId, direction: Direction) -> TokenStream {
        match &self.model()[id].path {
            Some(path) => self.named(path, direction, self.cx.usage.ty(id).split),
            // The model names every such type; `Json` keeps the output compiling should it ever not.
            None => quote!(rt::Json),
        }
    }

    fn search(&self, kind: &Kind, entity: EntityId) -> TokenStream {
        let marker = self.entity_item(entity, "Entity");
        match kind {
            Kind::Filter(_) => quote!(rt::Filter<#marker>),
            Kind::Order(_) => quote!(rt::OrderBy<#marker>),
            _ => quote!(rt::Select<#marker>),
        }
    }

    fn scalar_read(&self, scalar: Scalar) -> TokenStream {
        match scalar {
            Scalar::String => self.prelude("String"),
            Scalar::Int => quote!(i64),
            Scalar::Number => quote!(rt::Number),
            Scalar::Bool | Scalar::Yn | Scalar::Bit => quote!(bool),
            Scalar::Date => quote!(rt::Date),
            Scalar::Datetime => quote!(rt::DateTime),
            Scalar::SiteDate => quote!(rt::SiteDate),
            Scalar::SiteDatetime => quote!(rt::SiteDateTime),
            Scalar::Time => quote!(rt::Time),
            Scalar::Timestamp => quote!(rt::Timestamp),
            Scalar::Money => quote!(rt::Money),
            Scalar::CrmRecord => quote!(rt::custom::CrmBinding),
            Scalar::Base64 => quote!(rt::Base64),
            Scalar::FileUrl => quote!(rt::FileUrl),
            Scalar::Secret => quote!(rt::Secret),
            Scalar::Id => quote!(rt::Id),
            Scalar::Any => quote!(rt::Json),
            Scalar::Done => quote!(()),
        }
    }

    /// The type of a field of a struct that is read (or read and written).
    pub(super) fn field(&self, field: &Field, holder: Option<Holder>) -> TokenStream {
        let read = self.read(field.ty);
        if field.star {
            return quote!(rt::Map<#read>);
        }
        let boxed = match holder {
            Some(holder) if needs_box(self.model(), field.ty, holder) => {
                let boxed = self.prelude("Box");
                quote!(#boxed<#read>)
            }
            _ => read,
        };
        if field.certain || self.is_collection(field.ty) {
            boxed
        } else {
            let option = self.prelude("Option");
            quote!(#option<#boxed>)
        }
    }

    /// Whether "nothing" is a value of the type itself, so that no `Option` is wanted around it.
    pub(super) fn is_collection(&self, id: TypeId) -> bool {
        match &self.model()[id].kind {
            Kind::List(_) | Kind::Map(_) | Kind::Optional(_) => true,
            Kind::Directed { receive, .. } => self.is_collection(*receive),
            _ => false,
        }
    }
}

/// Name of a named type.
pub(super) fn type_text(path: &Path, direction: Direction, split: bool) -> String {
    let name = names::record_text(&path.name);
    if split && direction == Direction::Send {
        format!("{name}Input")
    } else {
        name
    }
}

/// Name of a kind of identifier: `CrmContactId`.
pub(super) fn id_text(target: &[String]) -> String {
    format!("{}Id", names::camel_text(&target.join("_")))
}
