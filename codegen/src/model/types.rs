//! Types of values.

use serde::{Deserialize, Serialize};

use super::{EntityId, Field, FileId, IdKindId, TypeId};

/// A type; types refer to each other by id, and may do so in circles.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Type {
    /// What it is.
    pub kind: Kind,
    /// What it is called: set for every object, enumeration, tuple, union (but `x | nothing`) and tagged union, also for
    /// those written in place, and unique.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<Path>,
    /// File it was written in; for what a family made, the file that uses the family.
    pub file: FileId,
    /// One sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
}

/// Where a named item lives: `crm::contact::company::delete` + `fields`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Path {
    /// Modules, snake_case, keywords not escaped.
    pub module: Vec<String>,
    /// Its own name, snake_case.
    pub name: String,
}

/// What a type is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A plain value.
    Scalar(Scalar),
    /// An identifier of a known kind of record.
    Id(IdKindId),
    /// A text whose values are in a directory (`crm.status.list`).
    Status(String),
    /// A list.
    List(TypeId),
    /// An object with any keys and values of one type.
    Map(TypeId),
    /// A record as it is read.
    Record(EntityId),
    /// What may be written when a record is made.
    New(EntityId),
    /// The same with what only imports may write.
    Import(EntityId),
    /// What may be written when a record is changed.
    Change(EntityId),
    /// Conditions on records.
    Filter(EntityId),
    /// An order of records.
    Order(EntityId),
    /// A choice of fields.
    Select(EntityId),
    /// An object with known fields.
    Object(Object),
    /// An enumeration, always open.
    Values(Vec<Variant>),
    /// A positional array; the fields are in order.
    Tuple(Vec<Field>),
    /// One of several types, told apart by their kind in JSON where it is read; one that is only sent may have several
    /// objects. `x | nothing` has [`Kind::Optional`].
    Union(Vec<TypeId>),
    /// The type, or false, null, `[]` or `""`.
    Optional(TypeId),
    /// An object whose other fields depend on one of them, or one with a single key that tells what its value is.
    Tagged {
        /// Wire name of the field that tells; `None` where the only key does.
        by: Option<String>,
        /// The kinds.
        cases: Vec<Case>,
    },
    /// Written in one way and read in another.
    Directed {
        /// As it is written.
        send: TypeId,
        /// As it is read.
        receive: TypeId,
    },
}

/// A plain value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scalar {
    /// Text.
    String,
    /// A whole number, also as text.
    Int,
    /// A number kept exact, also as text.
    Number,
    /// Sent as `true`.
    Bool,
    /// Sent as `"Y"`.
    Yn,
    /// Sent as `1`.
    Bit,
    /// A day.
    Date,
    /// A moment with an offset.
    Datetime,
    /// A day in the portal's own format.
    SiteDate,
    /// A moment in the portal's own format.
    SiteDatetime,
    /// A time of the day.
    Time,
    /// Seconds since 1970.
    Timestamp,
    /// `100|USD`.
    Money,
    /// A record of the CRM, its kind told by what stands before its number: `C_12`.
    CrmRecord,
    /// Bytes in base64.
    Base64,
    /// The address of a file, which may carry the caller's token.
    FileUrl,
    /// A text that grants access and is not shown.
    Secret,
    /// A number that identifies something that is no entity of the spec.
    Id,
    /// Anything.
    Any,
    /// A result that says nothing: true, null, `[]`, `{}` or `{"result": true}`.
    Done,
}

/// An object with known fields.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Object {
    /// In order of documentation.
    pub fields: Vec<Field>,
    /// Constructors besides the usual one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub make: Option<Constructor>,
    /// Groups of wire names of which exactly one is given where it is sent; an empty one stands for nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub one_of: Vec<Vec<String>>,
    /// Groups of wire names of which at least one is given where it is sent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub any_of: Vec<Vec<String>>,
}

/// One constructor per value of `choice` that takes `value`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Constructor {
    /// Wire name of a field with an enumeration.
    pub choice: String,
    /// Wire name of the field that the constructor takes.
    pub value: String,
}

/// A value of an enumeration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variant {
    /// As it is sent.
    pub wire: String,
    /// snake_case.
    pub name: String,
    /// The identifiers of records of the kind that it stands for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ids: Option<IdKindId>,
}

/// One shape of a tagged union.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// Value of the telling field, or the only key.
    pub wire: String,
    /// snake_case.
    pub name: String,
    /// An object, or a named type that is one; the telling field is not among its fields. Behind an only key, any type.
    pub ty: TypeId,
    /// What nobody has seen on a portal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unsure: Option<String>,
    /// One sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
}
