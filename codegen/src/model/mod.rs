//! The model: a checked spec as flat arenas with ids.
//!
//! Everything here is language-neutral and resolved: no families, no `like`, no names to look up. Emitters and the portal
//! read it; only [`crate::check`](crate) and the model builder write it. It is also the catalogue that the portal carries
//! (serialised as JSON), hence serde.
//!
//! Words: a **wire** name is spelled as the platform spells it, a **name** is snake_case and for people.

#[cfg(feature = "compile")]
pub mod build;
mod choice;
mod entity;
mod method;
mod types;

use serde::{Deserialize, Serialize};

pub use choice::{Refused, refused};
pub use entity::{Access, CustomFields, Entity, Field, FilterStyle, FilterUse, IdKind};
pub use method::{
    Callback, Effect, ErrorCode, ErrorKind, Event, EventExample, Example, Method, Need, Paging,
    Placement, Scope,
};
pub use types::{Case, Constructor, Kind, Object, Path, Scalar, Type, Variant};

macro_rules! arena_id {
    ($($(#[$doc:meta])* $name:ident => $item:ident in $arena:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u32);

        impl std::ops::Index<$name> for Model {
            type Output = $item;

            fn index(&self, id: $name) -> &$item {
                &self.$arena[id.0 as usize]
            }
        }
    )+};
}

arena_id! {
    /// A file of the spec, in [`Model::files`].
    FileId => File in files,
    /// A type, in [`Model::types`].
    TypeId => Type in types,
    /// An entity, in [`Model::entities`].
    EntityId => Entity in entities,
    /// A kind of identifier, in [`Model::ids`].
    IdKindId => IdKind in ids,
}

/// A checked spec.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Model {
    /// Files in order of their paths.
    pub files: Vec<File>,
    /// Every type that is referred to; named ones and inline ones alike.
    pub types: Vec<Type>,
    /// Records that are written, read or searched for.
    pub entities: Vec<Entity>,
    /// Kinds of identifiers: one per entity (those that are `is` another share its), and one per undescribed target.
    pub ids: Vec<IdKind>,
    /// Every method binding, in order of files, then of the file.
    pub methods: Vec<Method>,
    /// Every event.
    pub events: Vec<Event>,
    /// What the portal posts to addresses given in a method.
    pub callbacks: Vec<Callback>,
    /// Places where an app can show itself.
    pub placements: Vec<Placement>,
    /// Error codes that any method may answer.
    pub errors: Vec<ErrorCode>,
}

/// A file of the spec that holds methods, entities, types, events or placements.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct File {
    /// Path below the spec folder, with `/`: `crm/contact.yaml`.
    pub path: String,
    /// Module that its items live in, snake_case: `["crm", "contact"]`. Empty for what lives at the root.
    pub module: Vec<String>,
    /// One sentence.
    pub doc: Option<String>,
    /// What it leaves out on purpose: name and reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<(String, String)>,
    /// What nobody has seen of the types that it names: name and text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unsure: Vec<(String, String)>,
    /// Error codes that its methods, and those of the files below it, may answer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ErrorCode>,
}
