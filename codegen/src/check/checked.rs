//! A spec whose names are resolved and whose families are expanded.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::diagnose::Place;
use crate::model::{
    Access, Constructor, CustomFields, Effect, ErrorCode, EventExample, Example, FilterStyle,
    FilterUse, Need, Paging, Scalar, Scope, Variant,
};

/// Output of [`super::check`], input of the model builder. Everything refers to everything by index.
#[derive(Debug, Default)]
pub struct Checked {
    /// Files but those of examples, in order of paths.
    pub files: Vec<FileDef>,
    /// What stands under `types:`.
    pub types: Vec<TypeDef>,
    /// What stands under `entities:`.
    pub entities: Vec<EntityDef>,
    /// What identifiers point to that the spec does not describe: names in snake_case segments.
    pub targets: Vec<Vec<String>>,
    /// Written and made by families.
    pub methods: Vec<MethodDef>,
    /// Written and made by families.
    pub events: Vec<EventDef>,
    /// What the portal posts to addresses given in methods.
    pub callbacks: Vec<CallbackDef>,
    /// Places for apps.
    pub placements: Vec<PlacementDef>,
    /// Error codes that any method may answer.
    pub errors: Vec<ErrorCode>,
    /// Words of wire names, and how people write them in snake_case.
    pub words: BTreeMap<String, String>,
}

/// A file.
#[derive(Debug, Default)]
pub struct FileDef {
    /// `crm/contact.yaml`.
    pub path: String,
    /// Where its items live.
    pub module: Vec<String>,
    /// One sentence.
    pub doc: Option<String>,
    /// Name and reason.
    pub missing: Vec<(String, String)>,
    /// What nobody has seen of its named types: name and text.
    pub unsure: Vec<(String, String)>,
    /// Error codes of its own.
    pub errors: Vec<ErrorCode>,
}

/// A named type.
#[derive(Debug, Clone)]
pub struct TypeDef {
    /// Index of its file in `files`.
    pub file: usize,
    /// snake_case.
    pub name: String,
    /// One sentence.
    pub doc: Option<String>,
    /// What it is.
    pub ty: Ty,
    /// Where.
    pub place: Place,
}

/// A type.
#[derive(Debug, Clone, PartialEq)]
pub enum Ty {
    /// A plain value.
    Scalar(Scalar),
    /// An identifier.
    Id(Target),
    /// A value of a directory.
    Status(String),
    /// One of `types`.
    Named(usize),
    /// A record, or what is made of an entity.
    Of(Use, usize),
    /// A list.
    List(Box<Ty>),
    /// Any keys.
    Map(Box<Ty>),
    /// Or nothing.
    Optional(Box<Ty>),
    /// Told apart by kind in JSON, where it is read.
    Union {
        /// Its number among those that are written in the spec.
        id: usize,
        /// Of several objects, where it is only sent.
        members: Vec<Ty>,
    },
    /// Known fields.
    Object(ObjectDef),
    /// An enumeration.
    Values(ValuesDef),
    /// A positional list.
    Tuple(Vec<FieldDef>),
    /// Told apart by a field, or by the only key.
    Tagged {
        /// Wire name of the field; `None` where it is the only key that tells.
        by: Option<String>,
        /// The shapes.
        cases: Vec<CaseDef>,
    },
    /// Written in one way and read in another.
    Directed {
        /// As it is written.
        send: Box<Ty>,
        /// As it is read.
        receive: Box<Ty>,
    },
    /// The type of a field that this one is a copy of, with a name of its own.
    Same(Owner, usize),
    /// Wrong, and reported.
    Wrong,
}

/// What an identifier points to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Target {
    /// One of `entities`.
    Entity(usize),
    /// One of `targets`.
    Unknown(usize),
}

/// What is made of an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Use {
    Record,
    New,
    Import,
    Change,
    Filter,
    Order,
    Select,
}

/// What a field belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Owner {
    /// One of `entities`.
    Entity(usize),
    /// One of `types`, an object.
    Type(usize),
}

/// An enumeration.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ValuesDef {
    /// In order.
    pub values: Vec<Variant>,
    /// Indices of values, and the kinds of records that they stand for.
    pub ids: Vec<(usize, Target)>,
}

/// An object.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ObjectDef {
    /// In order.
    pub fields: Vec<FieldDef>,
    /// Constructors.
    pub make: Option<Constructor>,
    /// Exactly one of these groups must be given; an empty one stands for nothing.
    pub one_of: Vec<Vec<String>>,
    /// At least one of these groups must be given.
    pub any_of: Vec<Vec<String>>,
    /// Answered in camelCase.
    pub read_camel: bool,
}

/// A case of a tagged union.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseDef {
    /// Value of the telling field, or the key.
    pub wire: String,
    /// snake_case.
    pub name: String,
    /// An object; behind a key, anything.
    pub ty: Ty,
    /// What nobody has seen.
    pub unsure: Option<String>,
    /// One sentence.
    pub doc: Option<String>,
    /// Where.
    pub place: Place,
}

/// A field, an element of a tuple or a parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldDef {
    /// Without the star.
    pub wire: String,
    /// A family of names.
    pub star: bool,
    /// snake_case.
    pub name: String,
    /// What it holds.
    pub ty: Ty,
    /// Marked `!`.
    pub certain: bool,
    /// Where it is said.
    pub access: Option<Access>,
    /// Where it is said.
    pub filter: Option<FilterUse>,
    /// Where it is said.
    pub sort: Option<bool>,
    /// Replacement, `""` for none.
    pub deprecated: Option<String>,
    /// One sentence.
    pub doc: Option<String>,
    /// What nobody has seen.
    pub unsure: Option<String>,
    /// Wire name of the field that tells which kind of record it identifies.
    pub of: Option<String>,
    /// Wire name of the same fact in the entity that this one is.
    pub is: Option<String>,
    /// Where.
    pub place: Place,
}

impl FieldDef {
    /// As it is written in the spec.
    #[must_use]
    pub fn written(&self) -> String {
        if self.star {
            format!("{}*", self.wire)
        } else {
            self.wire.clone()
        }
    }
}

/// An entity.
#[derive(Debug, Clone)]
pub struct EntityDef {
    /// Index of its file.
    pub file: usize,
    /// snake_case.
    pub name: String,
    /// `crm.contact`.
    pub full_name: String,
    /// Where its items live.
    pub module: Vec<String>,
    /// Wire prefix.
    pub at: String,
    /// One sentence.
    pub doc: String,
    /// Index in `fields`.
    pub key: Option<usize>,
    /// How conditions are written.
    pub style: FilterStyle,
    /// Answered in camelCase.
    pub read_camel: bool,
    /// Where custom fields are filed.
    pub custom: Option<CustomFields>,
    /// What its identifiers begin with in links to records of any kind.
    pub sign: Option<String>,
    /// Beginning of its events.
    pub event: Option<String>,
    /// The entity whose records these are; never one that is another itself.
    pub is: Option<usize>,
    /// In order.
    pub fields: Vec<FieldDef>,
    /// Folder of the reference, where it has its own.
    pub see: Option<String>,
    /// REST version.
    pub rest: u8,
    /// What nobody has seen.
    pub unsure: Option<String>,
    /// Where.
    pub place: Place,
}

/// A method.
#[derive(Debug)]
#[allow(missing_docs)] // named as in the model
pub struct MethodDef {
    pub name: String,
    pub call: String,
    pub path: Vec<String>,
    pub file: usize,
    pub doc: String,
    pub see: String,
    pub rest: u8,
    pub scope: Scope,
    pub needs: Vec<Need>,
    pub deprecated: Option<String>,
    pub params: Vec<FieldDef>,
    pub positional: bool,
    pub one_of: Vec<Vec<String>>,
    pub any_of: Vec<Vec<String>>,
    pub fixed: Vec<(String, Value)>,
    pub returns: Ty,
    pub returns_doc: Option<String>,
    pub returns_unsure: Option<String>,
    pub unwrap: Vec<String>,
    pub paging: Option<Paging>,
    pub effect: Effect,
    pub errors: Vec<ErrorCode>,
    pub entity: Option<usize>,
    pub family: Option<String>,
    pub role: Option<String>,
    pub args: Vec<(String, String)>,
    pub without: Option<String>,
    /// What the reference says otherwise.
    pub otherwise: Option<String>,
    pub unsure: Option<String>,
    pub examples: Vec<Example>,
    pub place: Place,
}

/// An event.
#[derive(Debug)]
#[allow(missing_docs)] // named as in the model
pub struct EventDef {
    pub name: String,
    pub short_name: String,
    pub file: usize,
    pub doc: String,
    pub see: String,
    pub scope: Scope,
    /// What stands under `data`, whole.
    pub data: Ty,
    pub unwrap: Option<String>,
    pub deprecated: Option<String>,
    pub entity: Option<usize>,
    pub family: Option<String>,
    pub role: Option<String>,
    pub unsure: Option<String>,
    pub examples: Vec<EventExample>,
    pub place: Place,
}

/// A callback.
#[derive(Debug)]
#[allow(missing_docs)] // named as in the model
pub struct CallbackDef {
    pub name: String,
    pub file: usize,
    pub doc: String,
    pub see: String,
    pub data: Ty,
    pub unsure: Option<String>,
    pub examples: Vec<EventExample>,
    pub place: Place,
}

/// A placement.
#[derive(Debug)]
#[allow(missing_docs)] // named as in the model
pub struct PlacementDef {
    pub code: String,
    pub name: String,
    pub file: usize,
    pub doc: String,
    pub see: String,
    pub scope: Scope,
    pub options: Ty,
    pub unsure: Option<String>,
    pub place: Place,
}
