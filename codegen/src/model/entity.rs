//! Entities, their fields and their identifiers.

use serde::{Deserialize, Serialize};

use super::{EntityId, FileId, IdKindId, TypeId};

/// A record that has an identifier and is written, read or searched for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entity {
    /// snake_case, unique in its file: `contact`.
    pub name: String,
    /// Full name: the file's module and the name, or the module alone where they agree: `crm.contact`.
    pub full_name: String,
    /// File it is written in.
    pub file: FileId,
    /// Module of its items, snake_case: `["crm", "contact"]`; from `at`.
    pub module: Vec<String>,
    /// Wire prefix of its methods: `crm.contact`.
    pub at: String,
    /// One sentence.
    pub doc: String,
    /// Index of the key field in `fields`.
    pub key: Option<usize>,
    /// Kind of its identifier; shared by entities that are `is` each other.
    pub id: Option<IdKindId>,
    /// How conditions are written.
    pub style: FilterStyle,
    /// Fields are written as in `wire` and answered in camelCase.
    #[serde(default)]
    pub read_camel: bool,
    /// Custom fields, if records of this kind have them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom: Option<CustomFields>,
    /// Beginning of its events' names: `onCrmContact`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// The entity whose records these are, in another spelling; always one that is not `is` itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is: Option<EntityId>,
    /// What nobody has seen on a portal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unsure: Option<String>,
    /// In order of documentation.
    pub fields: Vec<Field>,
}

/// Where the custom fields of an entity are filed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomFields {
    /// `CRM_CONTACT`.
    pub owner: String,
    /// Spelled `ufCrmX` rather than `UF_CRM_X`.
    pub camel: bool,
    /// Files are written as `[name, content]` rather than as `{"fileData": [name, content]}`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub file_pairs: bool,
}

/// A kind of identifier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdKind {
    /// Full name of the entity that it belongs to, in wire-like segments, snake_case: `["crm", "company"]`.
    pub target: Vec<String>,
    /// The entity, where the spec describes it.
    pub entity: Option<EntityId>,
    /// A text (`"USD"`) and not a number.
    pub text: bool,
    /// What it begins with where records of all kinds are linked to: `C` in `C_12`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign: Option<String>,
}

/// A field of an entity or an object, an element of a tuple, or a parameter of a method.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// As it is sent. Of a family of names, what stands before the star.
    pub wire: String,
    /// As it is answered, where that differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_wire: Option<String>,
    /// snake_case; keywords not escaped.
    pub name: String,
    /// A family of names (`PARENT_ID_*`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub star: bool,
    /// Type of the value.
    pub ty: TypeId,
    /// Marked `!`: must be given, or is always there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub certain: bool,
    /// Who writes it and when.
    #[serde(default)]
    pub access: Access,
    /// How it can be searched for; objects, files, maps and `any` are never, unless said.
    #[serde(default)]
    pub filter: FilterUse,
    /// Whether records can be ordered by it.
    #[serde(default)]
    pub sort: bool,
    /// `Some("")` when deprecated without a replacement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deprecated: Option<String>,
    /// One sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
    /// What nobody has seen on a portal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unsure: Option<String>,
    /// Wire name of the field beside it whose value tells which kind of record this identifies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// Wire name of the same fact in the entity that this one's entity is `is`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is: Option<String>,
}

impl Field {
    /// Its name as it is written in the spec, with the star but without the mark.
    #[must_use]
    pub fn written(&self) -> String {
        if self.star {
            format!("{}*", self.wire)
        } else {
            self.wire.clone()
        }
    }
}

/// Who writes a field and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// Read and written.
    #[default]
    All,
    /// Only read.
    Read,
    /// Read; written by imports.
    Import,
    /// Written once, on creation.
    Create,
    /// Written and never answered.
    Write,
    /// Only searched by.
    Filter,
}

/// How a field can be searched for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FilterUse {
    /// Every operator of the style.
    #[default]
    All,
    /// Equality and membership.
    Exact,
    /// Only by its beginning (multifields).
    Begins,
    /// Not at all.
    None,
}

/// How conditions are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FilterStyle {
    /// Operators before the key, flat; unknown keys are ignored.
    #[default]
    Prefix,
    /// The same with logic groups; unknown keys are errors.
    Nested,
    /// `["id", ">", 5]` (REST 3).
    Triples,
    /// Equality only.
    Plain,
}
