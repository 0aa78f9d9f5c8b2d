//! Every key of the language, construct by construct. The JSON Schema is made from these tables too.

/// What a key takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// A text, or a plain value taken as it is written.
    Text,
    /// A sentence of ours.
    Doc,
    /// A name in snake_case.
    Snake,
    /// A page of the reference, or a folder of pages.
    Page,
    /// `true`, or a text.
    Flag,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A list of these words, or one of them.
    Words(&'static [&'static str]),
    /// A list of texts, or one text.
    Texts,
    /// A code, a list of codes, or `{ all: [codes] }`.
    Scope,
    /// A list of families, each a name or a name with its arguments; or one.
    Families,
    /// Names and values of any kind.
    Constants,
    /// A value of any kind.
    Value,
    /// A whole number that is not negative.
    Count,
    /// The same, or -1 where nobody has counted.
    Total,
    /// A list of values that are identifiers, or values and names.
    Values,
    /// A node: a type, a list of one, or a mapping with a kind and attributes of this construct.
    Node(&'static Construct),
    /// Names and nodes.
    Nodes(&'static Construct),
    /// The same, or a type that is an object.
    Body(&'static Construct),
    /// Names of types and nodes.
    Types(&'static Construct),
    /// Names and constructs of this kind.
    Named(&'static Construct),
    /// A list of texts, or names and constructs of this kind.
    Codes(&'static Construct),
    /// Names and texts.
    TextMap,
    /// Names and words; a name may end in `!`.
    WordMap(&'static [&'static str]),
    /// One name and one text.
    Pair,
    /// A list of two or more names, or groups of names.
    Groups,
    /// A construct, or what its first key takes.
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
    /// Whether the construct is nothing without it, wherever it stands.
    pub must: bool,
}

/// Something that has keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Construct {
    /// One word.
    pub id: &'static str,
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

/// Keys that make a node a node of one kind. A node has the keys of one of these.
pub(crate) struct KindKeys {
    pub(crate) keys: &'static [&'static str],
    /// Whether all of them are needed, or any.
    #[cfg_attr(not(feature = "tools"), allow(dead_code))]
    pub(crate) all: bool,
}

/// The kinds of nodes.
pub(crate) const KINDS: [KindKeys; 6] = [
    kind(&["type"], true),
    kind(&["fields", "like"], false),
    kind(&["values"], true),
    kind(&["tuple"], true),
    kind(&["by", "cases"], true),
    kind(&["send", "receive"], true),
];

const fn kind(keys: &'static [&'static str], all: bool) -> KindKeys {
    KindKeys { keys, all }
}

/// Keys that belong to the kind of `fields` and `like`.
pub(crate) const OF_OBJECTS: [&str; 4] = ["read_names", "one_of", "any_of", "make"];

/// Keys that belong to the kind of `values`.
pub(crate) const OF_VALUES: [&str; 1] = ["ids"];

macro_rules! constructs {
    ($($(#[$doc:meta])* $id:ident: $name:literal { $($key:literal $([$must:ident])?: $takes:expr => $text:literal,)* })*) => {$(
        $(#[$doc])*
        pub(crate) static $id: Construct = Construct {
            id: stringify!($id),
            name: $name,
            keys: &[$(Key { name: $key, takes: $takes, doc: $text, must: { const MUST: &[&str] = &[$(stringify!($must))?]; !MUST.is_empty() } }),*],
        };
    )*};
}

const STYLES: &[&str] = &["prefix", "nested", "triples", "plain"];
const ACCESS: &[&str] = &["all", "read", "import", "create", "write", "filter"];
const NAMES: &[&str] = &["camel"];
const FILES: &[&str] = &["pairs"];

/// What callers may have to be.
pub(crate) const NEEDS: &[&str] = &["app", "admin"];

/// Kinds of arguments of families.
pub(crate) const ARGS: &[&str] = &["text", "int", "entity", "type"];

constructs! {
    /// A file.
    FILE: "a file" {
        "doc": Takes::Doc => "What the file is about, one sentence.",
        "scope": Takes::Scope => "Scope that callers need: a code, a list of which one is enough, or `{ all: [...] }`.",
        "filter": Takes::Word(STYLES) => "How conditions are written.",
        "see": Takes::Page => "Folder of the reference, from `api-reference/`.",
        "needs": Takes::Words(NEEDS) => "What callers must be: `app`, `admin`.",
        "rest": Takes::Word(&["3"]) => "Version of the protocol; only in `v3.yaml`.",
        "deprecated": Takes::Flag => "`true`, or what to use instead.",
        "entities": Takes::Named(&ENTITY) => "Records that have an identifier.",
        "types": Takes::Types(&PLAIN) => "Named types.",
        "families": Takes::Named(&FAMILY) => "Pieces of spec with arguments.",
        "methods": Takes::Named(&METHOD) => "Methods by their wire names.",
        "events": Takes::Named(&EVENT) => "Events by their names.",
        "callbacks": Takes::Named(&CALLBACK) => "What the portal posts to addresses given in methods.",
        "placements": Takes::Named(&PLACEMENT) => "Places where apps can show themselves, by code.",
        "errors": Takes::Named(&ERROR) => "Error codes of the module.",
        "words": Takes::TextMap => "Words that wire names write together, as people write them: `productrow: product_row`; in `shared/`.",
        "missing": Takes::TextMap => "What is left out on purpose, and why.",
    }
    /// An entity.
    ENTITY: "an entity" {
        "doc" [must]: Takes::Doc => "What a record is, one sentence.",
        "at": Takes::Text => "Wire prefix of its methods, where it is not the file's own name.",
        "is": Takes::Text => "The entity whose records these are in another spelling.",
        "key": Takes::Text => "Field that identifies a record; `id` or `ID` when left out.",
        "filter": Takes::Word(STYLES) => "How conditions are written.",
        "see": Takes::Page => "Folder of the reference.",
        "custom_fields": Takes::Short(&CUSTOM_FIELDS) => "What its custom fields are filed under.",
        "sign": Takes::Text => "What its identifiers begin with in links to records of any kind, as the `C` of `C_12`.",
        "event": Takes::Text => "Beginning of its events' names.",
        "read_names": Takes::Word(NAMES) => "How field names are spelled in answers.",
        "use": Takes::Families => "Families, with their arguments.",
        "like": Takes::Short(&LIKE) => "Whose fields are copied.",
        "fields": Takes::Nodes(&ENTITY_FIELD) => "Its fields.",
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
        "of" [must]: Takes::Text => "Type or entity whose fields are copied.",
        "names": Takes::Word(NAMES) => "Another spelling for the copies.",
        "without": Takes::Texts => "Fields that are not copied; a star stands for the rest of a name.",
    }
    /// A family.
    FAMILY: "a family" {
        "doc": Takes::Doc => "What it is for, one sentence.",
        "args": Takes::WordMap(ARGS) => "Arguments and their kinds: `text`, `int`, `entity`, `type`.",
        "fixed": Takes::Constants => "Constants that all its methods send.",
        "methods": Takes::Named(&METHOD) => "Methods, with `$argument` in names and texts.",
        "events": Takes::Named(&EVENT) => "Events, with `$argument` in names and texts.",
        "placements": Takes::Named(&PLACEMENT) => "Placements, with `$argument` in codes and texts.",
    }
    /// A method.
    METHOD: "a method" {
        "call": Takes::Text => "Wire name, where the binding is called otherwise.",
        "doc": Takes::Doc => "What it does, one sentence.",
        "see": Takes::Page => "Page of the reference, where it does not follow from the name.",
        "scope": Takes::Scope => "Scope that callers need, where it is not the file's.",
        "needs": Takes::Words(NEEDS) => "What callers must be: `app`, `admin`.",
        "params": Takes::Nodes(&PARAM) => "Parameters.",
        "positional": Takes::Word(&["true"]) => "Parameters are sent as a list, in order.",
        "one_of": Takes::Groups => "Exactly one of these must be given; with `nothing` among them, at most one.",
        "any_of": Takes::Groups => "At least one of these must be given.",
        "fixed": Takes::Constants => "Constants that are sent besides.",
        "returns": Takes::Node(&PLAIN) => "What it answers.",
        "unwrap": Takes::Text => "Path to it inside `result`.",
        "paging": Takes::Short(&PAGING) => "How a list goes on.",
        "effect": Takes::Word(&["read", "set", "add"]) => "What a repetition does.",
        "errors": Takes::Codes(&ERROR) => "Codes beyond those of the module.",
        "deprecated": Takes::Flag => "`true`, or what to use instead.",
        "without": Takes::Text => "What is left out on purpose.",
        "otherwise": Takes::Text => "What the reference says otherwise, and why the spec is right.",
        "unsure": Takes::Text => "What nobody has seen on a portal.",
    }
    /// `paging` written long.
    PAGING: "`paging`" {
        "by" [must]: Takes::Word(&["start", "offset", "last", "page", "pagination", "cursor"]) => "Kind of paging.",
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
        "doc": Takes::Doc => "What happened, one sentence.",
        "see": Takes::Page => "Page of the reference.",
        "scope": Takes::Scope => "Scope that receivers need.",
        "data": Takes::Body(&OBJECT_FIELD) => "What stands under `data`.",
        "deprecated": Takes::Flag => "`true`, or what to use instead.",
        "unsure": Takes::Text => "What nobody has seen on a portal.",
        "name": Takes::Snake => "Name for people, snake_case.",
    }
    /// A callback.
    CALLBACK: "a callback" {
        "doc" [must]: Takes::Doc => "When it is posted, one sentence.",
        "see": Takes::Page => "Page of the reference.",
        "data": Takes::Body(&OBJECT_FIELD) => "What is posted, without `ts` and `auth`.",
        "unsure": Takes::Text => "What nobody has seen on a portal.",
    }
    /// A placement.
    PLACEMENT: "a placement" {
        "doc" [must]: Takes::Doc => "What it is, one sentence.",
        "see": Takes::Page => "Page of the reference.",
        "scope": Takes::Scope => "Scope that the app needs.",
        "options": Takes::Body(&OBJECT_FIELD) => "What the page receives.",
        "unsure": Takes::Text => "What nobody has seen on a portal.",
        "name": Takes::Snake => "Name for people, snake_case.",
    }
    /// An error code.
    ERROR: "an error" {
        "is" [must]: Takes::Word(&["limit", "auth", "access", "not_found", "invalid", "exists", "busy", "server"])
            => "What a caller can do about it.",
        "doc" [must]: Takes::Doc => "What it means, one sentence.",
    }
    /// An example of a method.
    EXAMPLE: "an example" {
        "request": Takes::Value => "Parameters.",
        "result" [must]: Takes::Value => "`result` of the answer.",
        "total": Takes::Total => "`total` of the answer.",
        "next": Takes::Count => "`next` of the answer.",
        "doc": Takes::Doc => "What it shows.",
    }
    /// An example of an event or a callback.
    EVENT_EXAMPLE: "an example of what is posted" {
        "data" [must]: Takes::Value => "What stands under `data`; all but `ts` and `auth` of a callback.",
        "doc": Takes::Doc => "What it shows.",
    }
    /// What makes a node a node, and what belongs to the kind.
    KIND: "a type" {
        "type": Takes::Node(&PLAIN) => "A type by its name.",
        "fields": Takes::Nodes(&OBJECT_FIELD) => "An object.",
        "values": Takes::Values => "An enumeration.",
        "ids": Takes::TextMap => "Entities whose kind values stand for, by the names of the values.",
        "tuple": Takes::Nodes(&PARAM) => "A list with a meaning per place.",
        "by": Takes::Text => "Field that tells the cases apart, or `only_key`.",
        "cases": Takes::Nodes(&CASE) => "Objects, by the value of that field; types of any kind, by the only key.",
        "send": Takes::Node(&PLAIN) => "As it is written.",
        "receive": Takes::Node(&PLAIN) => "As it is read.",
        "like": Takes::Short(&LIKE) => "Whose fields are copied.",
        "read_names": Takes::Word(NAMES) => "How field names are spelled in answers.",
        "one_of": Takes::Groups => "Exactly one of these must be given when it is sent; with `nothing` among them, at most one.",
        "any_of": Takes::Groups => "At least one of these must be given when it is sent.",
        "make": Takes::Pair => "One constructor per value of the first field, which takes the second.",
    }
    /// Attributes of a field of an entity.
    ENTITY_FIELD: "a field of an entity" {
        "is": Takes::Text => "The same fact in the entity that this one is.",
        "of": Takes::Text => "Field beside it whose value tells the kind of record that it identifies.",
        "access": Takes::Word(ACCESS) => "Who writes it and when.",
        "filter": Takes::Word(&["all", "exact", "begins", "none"]) => "How it can be searched for.",
        "sort": Takes::Word(&["all", "none"]) => "Whether records can be sorted by it.",
        "deprecated": Takes::Flag => "`true`, or what to use instead.",
        "doc": Takes::Doc => "What it holds, one sentence.",
        "unsure": Takes::Text => "What nobody has seen on a portal.",
        "name": Takes::Snake => "Name for people, snake_case.",
    }
    /// Attributes of a field of an object.
    OBJECT_FIELD: "a field of an object" {
        "of": Takes::Text => "Field beside it whose value tells the kind of record that it identifies.",
        "access": Takes::Word(ACCESS) => "Who writes it and when.",
        "deprecated": Takes::Flag => "`true`, or what to use instead.",
        "doc": Takes::Doc => "What it holds, one sentence.",
        "unsure": Takes::Text => "What nobody has seen on a portal.",
        "name": Takes::Snake => "Name for people, snake_case.",
    }
    /// Attributes of a parameter, and of an element of a tuple.
    PARAM: "a parameter" {
        "of": Takes::Text => "Parameter beside it whose value tells the kind of record that it identifies.",
        "deprecated": Takes::Flag => "`true`, or what to use instead.",
        "doc": Takes::Doc => "What it says, one sentence.",
        "unsure": Takes::Text => "What nobody has seen on a portal.",
        "name": Takes::Snake => "Name for people, snake_case.",
    }
    /// Attributes of a case of a tagged union.
    CASE: "a case" {
        "doc": Takes::Doc => "What it is, one sentence.",
        "unsure": Takes::Text => "What nobody has seen on a portal.",
        "name": Takes::Snake => "Name for people, snake_case.",
    }
    /// Attributes of a type that is no field.
    PLAIN: "a type" {
        "doc": Takes::Doc => "What it is, one sentence.",
        "unsure": Takes::Text => "What nobody has seen on a portal.",
    }
}

/// Attributes of anything, for telling a misplaced one from an unknown one.
pub(crate) static ATTRIBUTES: &[&Construct] = &[&ENTITY_FIELD, &OBJECT_FIELD, &PARAM];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::paging;

    /// Words that stand in two tables stand in both.
    #[test]
    fn kinds_of_paging() {
        let Takes::Word(words) = PAGING.keys[0].takes else {
            panic!("`by` comes first and takes words");
        };
        let mut kinds: Vec<&str> = paging::KINDS.iter().map(|kind| kind.name).collect();
        let mut words = words.to_vec();
        kinds.sort_unstable();
        words.sort_unstable();
        assert_eq!(words, kinds);
        for kind in paging::KINDS {
            for key in kind.must.iter().chain(kind.may) {
                assert!(PAGING.has(key), "{key}");
            }
        }
    }

    #[test]
    fn keys_of_kinds() {
        let kinds = KINDS.iter().flat_map(|kind| kind.keys);
        let of_kinds = kinds.chain(&OF_OBJECTS).chain(&OF_VALUES);
        let mut of_kinds: Vec<&str> = of_kinds.copied().collect();
        let mut keys: Vec<&str> = KIND.names().collect();
        of_kinds.sort_unstable();
        keys.sort_unstable();
        assert_eq!(keys, of_kinds);
    }
}
