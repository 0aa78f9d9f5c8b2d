//! Methods, events, callbacks and placements.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{EntityId, Field, FileId, TypeId};

/// A method binding.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Method {
    /// Full name of the binding; differs from `call` where one method is bound to one kind of record.
    pub name: String,
    /// Wire name that is called.
    pub call: String,
    /// `name` in segments, snake_case, keywords not escaped; the last one is the function.
    pub path: Vec<String>,
    /// File it is written in, or that uses its family.
    pub file: FileId,
    /// One sentence.
    pub doc: String,
    /// Address of its page in the public reference.
    pub see: String,
    /// REST version, 2 or 3.
    pub rest: u8,
    /// What the caller must have been granted.
    pub scope: Scope,
    /// What else the caller must be.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<Need>,
    /// `Some("")` when deprecated without a replacement; else a method's wire name or a group (`crm.category.*`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deprecated: Option<String>,
    /// In order; those of paging are not among them.
    pub params: Vec<Field>,
    /// Parameters are sent as a list, in order.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub positional: bool,
    /// Exactly one of these groups must be given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub one_of: Vec<Vec<String>>,
    /// At least one of these groups must be given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub any_of: Vec<Vec<String>>,
    /// Constants that are sent besides.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fixed: Vec<(String, Value)>,
    /// What it answers, inside `unwrap`.
    pub returns: TypeId,
    /// What is said of the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returns_doc: Option<String>,
    /// What nobody has seen of the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returns_unsure: Option<String>,
    /// Path inside `result`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unwrap: Vec<String>,
    /// How a list goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paging: Option<Paging>,
    /// What a repetition does.
    pub effect: Effect,
    /// Codes that it is known to answer. Others of its modules ([`File::errors`](super::File::errors)) and of
    /// [`Model::errors`](super::Model::errors) may come as well.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ErrorCode>,
    /// The entity whose family made it, or whose `at` its name begins with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity: Option<EntityId>,
    /// The family that made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family: Option<String>,
    /// Name within the family: `add`, `userfield.list`, `items.get`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Arguments of the family that are texts, types or entities, as written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub args: Vec<(String, String)>,
    /// What is left out on purpose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub without: Option<String>,
    /// What the reference says otherwise, and why the spec is right; for those who compare the two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub otherwise: Option<String>,
    /// What nobody has seen on a portal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unsure: Option<String>,
    /// Examples, authored by us.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<Example>,
}

/// What a repetition of a call does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Nothing.
    Read,
    /// Leaves the same state.
    Set,
    /// May do it twice.
    Add,
}

/// Scopes that a caller needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// One of these.
    Any(Vec<String>),
    /// All of these.
    All(Vec<String>),
}

/// What a caller must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// An application, not a webhook.
    App,
    /// An administrator.
    Admin,
}

/// How a list goes on after its first page. Names of parameters may be dotted paths.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Paging {
    /// `start`, 50 at a time.
    Start {
        /// Wire name of the field that a cursor can compare, if there is one.
        cursor: Option<String>,
    },
    /// A number of records to skip.
    Offset {
        /// Parameter: how many.
        limit: String,
        /// Parameter: how many to skip.
        offset: String,
        /// Key of the answer that holds the records, where the answer is an object.
        items: Option<String>,
        /// Key of the answer that says whether there are more.
        more: Option<String>,
    },
    /// The last id of the page before.
    Last {
        /// Parameter: the last id.
        after: String,
        /// Parameter: how many.
        limit: String,
        /// Wire name of the field that holds the id.
        key: String,
    },
    /// A number of the page.
    Page {
        /// Parameter: the number.
        page: String,
    },
    /// `pagination` of REST 3.
    Pagination {
        /// Wire name of the field that a cursor can compare, if there is one.
        cursor: Option<String>,
    },
    /// A cursor in the answer, which is sent back as it came.
    Cursor {
        /// Parameter: the cursor.
        after: String,
        /// Parameter: how many, where there is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<String>,
        /// Key of the answer that holds the next cursor.
        next: String,
        /// Key of the answer that holds the records.
        items: String,
    },
}

/// An error code and what a caller can do about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorCode {
    /// As it is answered.
    pub code: String,
    /// `None` where only the code is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is: Option<ErrorKind>,
    /// One sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
}

/// What a caller can do about an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum ErrorKind {
    Limit,
    Auth,
    Access,
    NotFound,
    Invalid,
    Exists,
    Busy,
    Server,
}

/// An example of a call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Example {
    /// Parameters, an object.
    pub request: Value,
    /// `result` of the answer.
    pub result: Value,
    /// `total` of the answer; -1 where the portal did not count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<i64>,
    /// `next` of the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<u64>,
    /// What it shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
}

/// An event that a portal sends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// As documented: `onCrmContactAdd`; sent in upper case. A star at its end stands for what tells events of one kind apart:
    /// `onCrmDynamicItemAdd_*`.
    pub name: String,
    /// snake_case, without a leading `on`: `crm_contact_add`.
    pub short_name: String,
    /// File it is written in, or that uses its family.
    pub file: FileId,
    /// One sentence.
    pub doc: String,
    /// Address of its page in the public reference.
    pub see: String,
    /// What the receiver must have been granted.
    pub scope: Scope,
    /// Type of what readers get: what stands under `data`, or under its only key (`unwrap`).
    pub data: TypeId,
    /// The only key under `data`, where it has one that holds an object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unwrap: Option<String>,
    /// `Some("")` when deprecated without a replacement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deprecated: Option<String>,
    /// The entity that its family was used by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity: Option<EntityId>,
    /// The family that made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family: Option<String>,
    /// Name within the family, without `$(event)`: `Add`, `UserFieldAdd`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// What nobody has seen on a portal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unsure: Option<String>,
    /// Examples, authored by us.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<EventExample>,
}

/// An example of an event or a callback.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EventExample {
    /// What stands under `data`, whole; of a callback, the body without `ts` and `auth`.
    pub data: Value,
    /// What it shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
}

/// What a portal posts to an address that was given in a method.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Callback {
    /// snake_case.
    pub name: String,
    /// File it is written in.
    pub file: FileId,
    /// One sentence.
    pub doc: String,
    /// Address of its page in the public reference.
    pub see: String,
    /// Type of the body without what stands beside the data, `ts` and `auth`.
    pub data: TypeId,
    /// What nobody has seen on a portal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unsure: Option<String>,
    /// Examples, authored by us.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<EventExample>,
}

/// A place where an app can show itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Placement {
    /// Wire code; may hold one star: `CRM_DYNAMIC_*_DETAIL_TAB`.
    pub code: String,
    /// snake_case, the star left out.
    pub name: String,
    /// File it is written in.
    pub file: FileId,
    /// One sentence.
    pub doc: String,
    /// Address of its page in the public reference.
    pub see: String,
    /// What the app must have been granted.
    pub scope: Scope,
    /// Type of what the page receives in `PLACEMENT_OPTIONS`; an object.
    pub options: TypeId,
    /// What nobody has seen on a portal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unsure: Option<String>,
}
