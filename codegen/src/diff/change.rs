//! A change, and whom it breaks.

use serde::Serialize;

/// Something that differs between two specs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What it is about.
    pub item: Item,
    /// Where in it that is, if deeper: "parameter `fields`", "result".
    pub within: Option<String>,
    /// The part of it that changed, where it is not the whole.
    pub part: Option<Part>,
    /// What happened.
    pub what: What,
    /// What was there before, as the spec writes it.
    pub from: Option<String>,
    /// What is there now.
    pub to: Option<String>,
    /// Whom it breaks.
    pub breaks: Breaks,
    /// What happened, in words: "field `TITLE` is called `NAME` now".
    pub message: String,
    /// File of the spec, below its folder; the old one of what was removed.
    pub file: Option<String>,
}

/// Something that has a name in the API.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Item {
    /// What it is.
    pub kind: ItemKind,
    /// Full name.
    pub name: String,
}

/// Kinds of items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum ItemKind {
    Method,
    Entity,
    Type,
    Event,
    Callback,
    Placement,
    Error,
}

impl ItemKind {
    /// As people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Method => "method",
            Self::Entity => "entity",
            Self::Type => "type",
            Self::Event => "event",
            Self::Callback => "callback",
            Self::Placement => "placement",
            Self::Error => "error",
        }
    }
}

/// A part of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Part {
    /// `field`, `parameter`, `value`, `case`, `element`, `result`, `error`.
    pub kind: &'static str,
    /// Its wire name; the old one of what was renamed. Empty where an item has only one such part.
    pub name: String,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// It was not there.
    Added,
    /// It is not there any more.
    Removed,
    /// It has another name.
    Renamed,
    /// It takes or holds more than before.
    Widened,
    /// It takes or holds less than before.
    Narrowed,
    /// It is of another type.
    Retyped,
    /// It must be given, or always comes.
    Required,
    /// It may be left out.
    Optional,
    /// Who writes it and when.
    Access,
    /// How it can be searched for, or sorted by.
    Search,
    /// What a repetition does.
    Effect,
    /// How a list goes on.
    Paging,
    /// What a caller must have been granted, or must be.
    Scope,
    /// It should not be used any more.
    Deprecated,
    /// It may be used again.
    Undeprecated,
    /// Which parameters go together, or are sent besides.
    Rules,
    /// Arguments or elements stand in another order.
    Order,
    /// What is called, or where the answer lies.
    Wire,
    /// What an error means for a caller.
    Meaning,
}

/// Whom a change breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Breaks {
    /// A crate that uses it may not compile any more.
    pub compile: bool,
    /// A program that was built before may fail, or do something else.
    pub run: bool,
}

impl Breaks {
    /// Nobody.
    pub const NOTHING: Self = Self {
        compile: false,
        run: false,
    };
    /// Who compiles.
    pub const COMPILE: Self = Self {
        compile: true,
        run: false,
    };
    /// Who runs what was compiled.
    pub const RUN: Self = Self {
        compile: false,
        run: true,
    };
    /// Both.
    pub const BOTH: Self = Self {
        compile: true,
        run: true,
    };

    /// Whether it breaks anybody.
    #[must_use]
    pub const fn any(self) -> bool {
        self.compile || self.run
    }
}
