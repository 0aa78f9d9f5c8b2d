//! Kinds of mistakes.

use std::fmt;
use std::str::FromStr;

use super::nearest;

macro_rules! codes {
    ($($id:ident = $name:literal: $title:literal => $mend:literal,)*) => {
        /// What kind of mistake it is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = concat!("`", $name, "`: ", $title, ".")] $id,)*
        }

        impl Code {
            /// Every kind, in order of names.
            pub const ALL: &'static [Self] = &[$(Self::$id),*];

            /// As people write it: `unknown-type`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$id => $name,)*
                }
            }

            /// What it is, in a few words.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self {
                    $(Self::$id => $title,)*
                }
            }

            /// What mends it, where that is the same whatever was written.
            #[must_use]
            pub const fn mend(self) -> Option<&'static str> {
                let mend = match self {
                    $(Self::$id => $mend,)*
                };
                if mend.is_empty() { None } else { Some(mend) }
            }
        }
    };
}

codes! {
    AmbiguousName = "ambiguous-name": "a short name that means two things" => "",
    BadName = "bad-name": "a name that cannot be one, or is not spelled as names are" => "",
    CaseNoObject = "case-no-object": "a case of a tagged union that is no object"
        => "write `{ fields: { … } }`, or name a type that is an object",
    CertainChoice = "certain-choice": "a parameter that must be given, in a choice"
        => "take the `!` away, or the name out of the choice",
    Comma = "comma": "an unquoted text that a comma cut in two" => "",
    DocStyle = "doc-style": "a `doc` that is no short sentence" => "",
    DuplicateKey = "duplicate-key": "something that stands twice"
        => "delete one of them",
    EmptyFile = "empty-file": "a file that holds nothing"
        => "write its `doc`, or delete it",
    EnvelopeKey = "envelope-key": "what comes with every callback, among its data"
        => "leave it out; readers get it from the envelope",
    ExampleName = "example-name": "a name in an example that the spec does not have"
        => "name what the spec has, or add it there",
    ExampleShape = "example-shape": "an example that does not have the shape of the call"
        => "write what the portal sends, or correct the type",
    FixedParameter = "fixed-parameter": "a constant that is a parameter too"
        => "leave it out of `params`",
    IsNothing = "is-nothing": "a field that `is` another one, in an entity that is none"
        => "say on the entity what it `is`",
    LikeNoObject = "like-no-object": "`like` of something that has no fields"
        => "write `type: …` to use it under another name",
    MakeNoValues = "make-no-values": "`make` from a field that is no enumeration"
        => "give the field `values: […]`",
    MisplacedAttribute = "misplaced-attribute": "an attribute where it means nothing"
        => "leave it out",
    MissingArgument = "missing-argument": "a family used without an argument that it needs" => "",
    MissingDoc = "missing-doc": "something that is not explained"
        => "add `doc: …`, one sentence with a full stop",
    MissingEffect = "missing-effect": "a method whose name does not tell what a repetition does" => "",
    MissingIs = "missing-is": "an error that does not say what a caller can do about it"
        => "add `is: limit`, `auth`, `access`, `not_found`, `invalid`, `exists`, `busy` or `server`",
    MissingReturns = "missing-returns": "a method that does not say what it answers"
        => "add `returns: …`: `done` where it says nothing, `any` where nobody knows",
    MissingScope = "missing-scope": "something that is in no scope" => "",
    MissingSee = "missing-see": "something that has no page of the reference" => "",
    NameCollision = "name-collision": "two things of one name"
        => "delete one of them, or call it otherwise",
    NoFiles = "no-files": "a folder without a spec"
        => "give the folder of a spec: `b24spec check PATH`",
    NoKey = "no-key": "an identifier of records that have none"
        => "add `key: FIELD` to the entity, or write a plain `id`",
    NoKind = "no-kind": "a mapping that is meant as a type and names none"
        => "add `type: …`",
    NotAnEntity = "not-an-entity": "a type where an entity is meant"
        => "name an entity",
    NotMissing = "not-missing": "something `missing` that is there"
        => "take it off the list",
    NotUtf8 = "not-utf8": "a file that is not UTF-8"
        => "save it as UTF-8",
    NothingAlone = "nothing-alone": "`nothing` without something else"
        => "write `type | nothing`",
    OfPair = "of-pair": "`of` between fields that do not go together"
        => "",
    OutsideFile = "outside-file": "a method that no file is called after" => "",
    PagingKeys = "paging-keys": "a key that a kind of paging needs or does not have" => "",
    PagingNoList = "paging-no-list": "paging of an answer that is no list" => "",
    PagingParameter = "paging-parameter": "a parameter of the paging among the others"
        => "leave it out of `params`",
    PagingRest = "paging-rest": "the paging of REST 3 in REST 2" => "",
    RecursiveLike = "recursive-like": "something that copies the fields of itself"
        => "write the fields in one of them",
    RecursiveType = "recursive-type": "a type that is made of nothing but itself"
        => "put a list, a map or an object between, as in `[type]`",
    RestOutsideV3 = "rest-outside-v3": "`rest` in a file that cannot say it"
        => "leave it out",
    ScopeShape = "scope-shape": "a scope that is not written as one" => "",
    SeeShape = "see-shape": "a `see` that is not written as one" => "",
    SelfOutsideFamily = "self-outside-family": "`self` where nothing uses a family"
        => "write the name of an entity",
    TwoKinds = "two-kinds": "a type of two kinds"
        => "keep one of them",
    TypeSyntax = "type-syntax": "a type that is not written as one"
        => "write a name, `[type]`, `map(type)`, `name(entity)`, or several with `|` between",
    UnionKinds = "union-kinds": "a union whose members cannot be told apart" => "",
    UnknownArgument = "unknown-argument": "an argument that a family does not have"
        => "leave it out, or add it to the `args` of the family",
    UnknownEntity = "unknown-entity": "an entity that there is not"
        => "write one of this file, or one of another file in full, as in `crm.contact`",
    UnknownError = "unknown-error": "an error code that looks like a known one" => "",
    UnknownExample = "unknown-example": "examples of nothing"
        => "name a method or event of the file beside this one",
    UnknownFamily = "unknown-family": "a family that there is not"
        => "name a family of this file or of `shared/families/`",
    UnknownField = "unknown-field": "a field that there is not"
        => "name a field that is there",
    UnknownKey = "unknown-key": "a key that the language does not have here"
        => "leave it out, or name a key of the language",
    UnknownMethod = "unknown-method": "a method that there is not, and that is nearly called like one that there is" => "",
    UnknownParameter = "unknown-parameter": "a parameter that the method does not have"
        => "name a parameter of the method",
    UnknownType = "unknown-type": "a type that there is not"
        => "write a type of the language, of this file or of `shared/`, or one of another file in full",
    UnknownWord = "unknown-word": "a word that a key does not take" => "",
    UnnamedValue = "unnamed-value": "a value of an enumeration that needs a name" => "",
    Unreadable = "unreadable": "a file that could not be read" => "",
    UnwrittenDoc = "unwritten-doc": "a sentence that is still to be written"
        => "write one sentence of your own, with a full stop",
    UselessChoice = "useless-choice": "a choice of methods that chooses nothing"
        => "leave it out",
    UselessOverride = "useless-override": "an override that changes nothing"
        => "leave it out",
    WrongFile = "wrong-file": "a method in the file of another one" => "",
    WrongShape = "wrong-shape": "a list, a mapping or a text where another of them is meant" => "",
    Yaml = "yaml": "a file that is not YAML" => "",
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A text that names no kind of mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownCode {
    /// What was written.
    pub written: String,
    /// What was probably meant.
    pub meant: Option<Code>,
}

impl fmt::Display for UnknownCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no code `{}`", self.written)?;
        match self.meant {
            Some(meant) => write!(f, "; did you mean `{meant}`?"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for UnknownCode {}

impl FromStr for Code {
    type Err = UnknownCode;

    /// Reads a name; `error[unknown-type]`, as it stands in a message, is understood too.
    fn from_str(text: &str) -> Result<Self, UnknownCode> {
        let bare = text.trim();
        let bare = bare.strip_prefix("error").unwrap_or(bare);
        let bare = bare.trim_matches(['[', ']', ':', '`']);
        let find = |name: &str| Self::ALL.iter().copied().find(|code| code.name() == name);
        find(bare).ok_or_else(|| UnknownCode {
            written: bare.to_owned(),
            meant: nearest(bare, Self::ALL.iter().map(|code| code.name())).and_then(find),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read() {
        assert_eq!("unknown-type".parse(), Ok(Code::UnknownType));
        assert_eq!("error[yaml]:".parse(), Ok(Code::Yaml));
        let wrong = "unkown-tipe".parse::<Code>().unwrap_err();
        assert_eq!(
            wrong.to_string(),
            "there is no code `unkown-tipe`; did you mean `unknown-type`?"
        );
    }

    #[test]
    fn codes_are_in_order() {
        assert!(Code::ALL.is_sorted_by_key(|code| code.name()));
    }
}
