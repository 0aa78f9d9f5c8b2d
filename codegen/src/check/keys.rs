//! Every key of the language, construct by construct. The JSON Schema is made from these tables too.

/// What a key takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// A text, or a plain value taken as it is written.
    Text,
    /// `true`, or a text.
    Flag,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A list of texts, or one text.
    Texts,
    /// Anything.
    Any,
    /// A node: a type, a list of one, or a mapping with a kind.
    Node,
    /// Names and nodes.
    Nodes,
    /// Names and constructs of this kind.
    Named(&'static Construct),
    /// Names and texts.
    TextMap,
    /// A list of names or groups of names.
    Groups,
    /// A text, or a construct.
    Short(&'static Construct),
}

/// A key of a construct.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// As it is written.
    pub name: &'static str,
    /// What it takes.
    pub takes: Takes,
    /// One sentence.
    pub doc: &'static str,
}

/// Something that has keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Construct {
    /// With its article, as messages name it.
    pub name: &'static str,
    /// In the usual order.
    pub keys: &'static [Key],
}

impl Construct {
    /// Whether it has a key.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.keys.iter().any(|key| key.name == name)
    }

    /// The names of its keys.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.keys.iter().map(|key| key.name)
    }
}

macro_rules! constructs {
    ($($(#[$doc:meta])* $id:ident: $name:literal { $($key:literal: $takes:expr => $text:literal,)* })*) => {$(
        $(#[$doc])*
        pub(crate) static $id: Construct = Construct {
            name: $name,
            keys: &[$(Key { name: $key, takes: $takes, doc: $text }),*],
        };
    )*};
}

const STYLES: &[&str] = &["prefix", "nested", "triples", "plain"];
const ACCESS: &[&str] = &["all", "read", "import", "create", "write", "filter"];
const NAMES: &[&str] = &["camel"];
const FILES: &[&str] = &["pairs"];

constructs! {
    /// A file.
    FILE: "a file" {
        "doc": Takes::Text => "What the file is about, one sentence.",
        "scope": Takes::Any => "Scope that callers need: a code, a list of which one is enough, or `{ all: [...] }`.",
        "filter": Takes::Word(STYLES) => "How conditions are written.",
        "see": Takes::Text => "Folder of the reference, from `api-reference/`.",
        "needs": Takes::Texts => "What callers must be: `app`, `admin`.",
        "rest": Takes::Word(&["3"]) => "Version of the protocol; only in `v3.yaml`.",
        "deprecated": Takes::Flag => "`true`, or what to use instead.",
        "entities": Takes::Named(&ENTITY) => "Records that have an identifier.",
        "types": Takes::Nodes => "Named types.",
        "families": Takes::Named(&FAMILY) => "Pieces of spec with arguments.",
        "methods": Takes::Named(&METHOD) => "Methods by their wire names.",
        "events": Takes::Named(&EVENT) => "Events by their names.",
        "callbacks": Takes::Named(&CALLBACK) => "What the portal posts to addresses given in methods.",
        "placements": Takes::Named(&PLACEMENT) => "Places where apps can show themselves, by code.",
        "errors": Takes::Named(&ERROR) => "Error codes of the module.",
        "missing": Takes::TextMap => "What is left out on purpose, and why.",
    }
    /// An entity.
    ENTITY: "an entity" {
        "doc": Takes::Text => "What a record is, one sentence.",
        "at": Takes::Text => "Wire prefix of its methods, where it is not the file's own name.",
        "is": Takes::Text => "The entity whose records these are in another spelling.",
        "key": Takes::Text => "Field that identifies a record; `id` or `ID` when left out.",
        "filter": Takes::Word(STYLES) => "How conditions are written.",
        "see": Takes::Text => "Folder of the reference.",
        "custom_fields": Takes::Short(&CUSTOM_FIELDS) => "What its custom fields are filed under.",
        "event": Takes::Text => "Beginning of its events' names.",
        "read_names": Takes::Word(NAMES) => "How field names are spelled in answers.",
        "use": Takes::Any => "Families.",
        "like": Takes::Short(&LIKE) => "Whose fields are copied.",
        "fields": Takes::Nodes => "Its fields.",
        "unsure": Takes::Text => "What nobody has seen on a portal.",
    }
    /// `custom_fields` written long.
    CUSTOM_FIELDS: "`custom_fields`" {
        "entity": Takes::Text => "What the custom fields are filed under.",
        "names": Takes::Word(NAMES) => "How their names are spelled.",
        "files": Takes::Word(FILES) => "How files among them are written.",
    }
    /// `like` written long.
    LIKE: "`like`" {
        "of": Takes::Text => "Type or entity whose fields are copied.",
        "names": Takes::Word(NAMES) => "Another spelling for the copies.",
        "without": Takes::Texts => "Fields that are not copied; a star stands for the rest of a name.",
    }
    /// A family.
    FAMILY: "a family" {
        "doc": Takes::Text => "What it is for, one sentence.",
        "args": Takes::TextMap => "Arguments and their kinds: `text`, `int`, `entity`, `type`.",
        "fixed": Takes::Any => "Constants that all its methods send.",
        "methods": Takes::Named(&METHOD) => "Methods, with `$argument` in names and texts.",
        "events": Takes::Named(&EVENT) => "Events, with `$argument` in names and texts.",
    }
    /// A method.
    METHOD: "a method" {
        "call": Takes::Text => "Wire name, where the binding is called otherwise.",
        "doc": Takes::Text => "What it does, one sentence.",
        "see": Takes::Text => "Page of the reference, where it does not follow from the name.",
        "scope": Takes::Any => "Scope that callers need, where it is not the file's.",
        "needs": Takes::Texts => "What callers must be: `app`, `admin`.",
        "params": Takes::Nodes => "Parameters.",
        "positional": Takes::Word(&["true"]) => "Parameters are sent as a list, in order.",
        "one_of": Takes::Groups => "Exactly one of these must be given; with `nothing` among them, at most one.",
        "any_of": Takes::Groups => "At least one of these must be given.",
        "fixed": Takes::Any => "Constants that are sent besides.",
        "returns": Takes::Node => "What it answers.",
        "unwrap": Takes::Text => "Path to it inside `result`.",
        "paging": Takes::Short(&PAGING) => "How a list goes on.",
        "effect": Takes::Word(&["read", "set", "add"]) => "What a repetition does.",
        "errors": Takes::Any => "Codes beyond those of the module.",
        "deprecated": Takes::Flag => "`true`, or what to use instead.",
        "without": Takes::Text => "What is left out on purpose.",
        "unsure": Takes::Text => "What nobody has seen on a portal.",
    }
    /// `paging` written long.
    PAGING: "`paging`" {
        "by": Takes::Word(&["start", "offset", "last", "page", "pagination", "cursor"]) => "Kind of paging.",
        "cursor": Takes::Text => "Field that a cursor can compare, or `none`.",
        "limit": Takes::Text => "Parameter: how many.",
        "offset": Takes::Text => "Parameter: how many to skip.",
        "after": Takes::Text => "Parameter: the last identifier or cursor.",
        "page": Takes::Text => "Parameter: number of the page.",
        "key": Takes::Text => "Field of a record that holds its identifier.",
        "items": Takes::Text => "Key of the answer that holds the records.",
        "more": Takes::Text => "Key of the answer that says whether there are more.",
        "next": Takes::Text => "Key of the answer that holds the next cursor.",
    }
    /// An event.
    EVENT: "an event" {
        "doc": Takes::Text => "What happened, one sentence.",
        "see": Takes::Text => "Page of the reference.",
        "scope": Takes::Any => "Scope that receivers need.",
        "data": Takes::Nodes => "What stands under `data`.",
        "deprecated": Takes::Flag => "`true`, or what to use instead.",
        "unsure": Takes::Text => "What nobody has seen on a portal.",
    }
    /// A callback.
    CALLBACK: "a callback" {
        "doc": Takes::Text => "When it is posted, one sentence.",
        "see": Takes::Text => "Page of the reference.",
        "data": Takes::Nodes => "What is posted.",
        "unsure": Takes::Text => "What nobody has seen on a portal.",
    }
    /// A placement.
    PLACEMENT: "a placement" {
        "doc": Takes::Text => "What it is, one sentence.",
        "see": Takes::Text => "Page of the reference.",
        "scope": Takes::Any => "Scope that the app needs.",
        "options": Takes::Nodes => "What the page receives.",
        "unsure": Takes::Text => "What nobody has seen on a portal.",
    }
    /// An error code.
    ERROR: "an error" {
        "is": Takes::Word(&["limit", "auth", "access", "not_found", "invalid", "exists", "busy", "server"])
            => "What a caller can do about it.",
        "doc": Takes::Text => "What it means, one sentence.",
    }
    /// An example of a method.
    EXAMPLE: "an example" {
        "request": Takes::Any => "Parameters.",
        "result": Takes::Any => "`result` of the answer.",
        "total": Takes::Any => "`total` of the answer.",
        "next": Takes::Any => "`next` of the answer.",
        "doc": Takes::Text => "What it shows.",
    }
    /// What makes a node a node, and what belongs to the kind.
    KIND: "a type" {
        "type": Takes::Node => "A type by its name.",
        "fields": Takes::Nodes => "An object.",
        "values": Takes::Any => "An enumeration.",
        "tuple": Takes::Nodes => "A list with a meaning per place.",
        "by": Takes::Text => "Field that tells the cases apart, or `only_key`.",
        "cases": Takes::Nodes => "Objects, by the value of that field; types of any kind, by the only key.",
        "send": Takes::Node => "As it is written.",
        "receive": Takes::Node => "As it is read.",
        "like": Takes::Short(&LIKE) => "Whose fields are copied.",
        "read_names": Takes::Word(NAMES) => "How field names are spelled in answers.",
        "one_of": Takes::Groups => "Exactly one of these must be given when it is sent; with `nothing` among them, at most one.",
        "any_of": Takes::Groups => "At least one of these must be given when it is sent.",
        "make": Takes::TextMap => "One constructor per value of the first field, which takes the second.",
    }
    /// Attributes of a field of an entity.
    ENTITY_FIELD: "a field of an entity" {
        "is": Takes::Text => "The same fact in the entity that this one is.",
        "access": Takes::Word(ACCESS) => "Who writes it and when.",
        "filter": Takes::Word(&["all", "exact", "begins", "none"]) => "How it can be searched for.",
        "sort": Takes::Word(&["all", "none"]) => "Whether records can be sorted by it.",
        "deprecated": Takes::Flag => "`true`, or what to use instead.",
        "doc": Takes::Text => "What it holds, one sentence.",
        "unsure": Takes::Text => "What nobody has seen on a portal.",
        "name": Takes::Text => "Name for people, snake_case.",
    }
    /// Attributes of a field of an object.
    OBJECT_FIELD: "a field of an object" {
        "access": Takes::Word(ACCESS) => "Who writes it and when.",
        "deprecated": Takes::Flag => "`true`, or what to use instead.",
        "doc": Takes::Text => "What it holds, one sentence.",
        "unsure": Takes::Text => "What nobody has seen on a portal.",
        "name": Takes::Text => "Name for people, snake_case.",
    }
    /// Attributes of a parameter, and of an element of a tuple.
    PARAM: "a parameter" {
        "deprecated": Takes::Flag => "`true`, or what to use instead.",
        "doc": Takes::Text => "What it says, one sentence.",
        "unsure": Takes::Text => "What nobody has seen on a portal.",
        "name": Takes::Text => "Name for people, snake_case.",
    }
    /// Attributes of a case of a tagged union.
    CASE: "a case" {
        "doc": Takes::Text => "What it is, one sentence.",
        "unsure": Takes::Text => "What nobody has seen on a portal.",
        "name": Takes::Text => "Name for people, snake_case.",
    }
    /// Attributes of a type that is no field.
    PLAIN: "a type" {
        "doc": Takes::Text => "What it is, one sentence.",
        "unsure": Takes::Text => "What nobody has seen on a portal.",
    }
}

/// Attributes of anything, for telling a misplaced one from an unknown one.
pub(crate) static ATTRIBUTES: &[&Construct] = &[&ENTITY_FIELD, &OBJECT_FIELD, &PARAM];
