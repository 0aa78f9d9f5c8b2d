//! JSON Schema of spec files, made from the tables that the checker reads them by.
//!
//! An editor completes and checks a file whose first line names the schema. What a schema cannot know is left to
//! `b24spec check`: what names refer to, and everything that needs more than one file.

mod build;
mod mark;
mod patterns;
mod takes;

use serde_json::Value;

pub use mark::{first_line, mark, unmarked};

/// A schema, and which files of a spec folder it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schema {
    /// `crm/contact.yaml`.
    Spec,
    /// `crm/contact.examples.yaml`.
    Examples,
}

impl Schema {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Spec, Self::Examples];

    /// The schema of a file, by its path.
    #[must_use]
    pub fn of(path: &str) -> Self {
        if path.ends_with(".examples.yaml") {
            Self::Examples
        } else {
            Self::Spec
        }
    }

    /// Its own file in the spec folder.
    #[must_use]
    pub fn file(self) -> &'static str {
        match self {
            Self::Spec => "schema.json",
            Self::Examples => "examples.schema.json",
        }
    }

    /// What it says.
    #[must_use]
    pub fn json(self) -> Value {
        match self {
            Self::Spec => build::spec(),
            Self::Examples => build::examples(),
        }
    }

    /// The same as text.
    #[must_use]
    pub fn text(self) -> String {
        // Alternate form: indented.
        format!("{:#}\n", self.json())
    }
}
