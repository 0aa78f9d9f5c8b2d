//! What is done to a field, and how it reads.

use std::fmt;

use crate::custom::{CustomField, CustomKind};

/// A custom field with something to do; prints as a line.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Step {
    /// The field, as the struct has it.
    pub field: CustomField,
    /// What there is to do.
    pub action: Action,
}

/// What there is to do with a custom field.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Action {
    /// It is missing.
    Create,
    /// It differs in what can be changed.
    Update(Vec<Difference>),
    /// It differs in what cannot be changed, or cannot be made; in words.
    Refuse(Vec<String>),
}

/// What is changed about a custom field.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Difference {
    /// Its label.
    #[non_exhaustive]
    Label {
        /// That of the portal, if it has one.
        from: Option<String>,
        /// That of the struct.
        to: &'static str,
    },
    /// Whether a value is required from now on.
    Mandatory(bool),
    /// Whether lists of records show it from now on.
    ShowInList(bool),
    /// An option that is missing, by its text.
    AddOption(&'static str),
    /// The text of an option.
    #[non_exhaustive]
    RenameOption {
        /// The option.
        id: i64,
        /// Its text in the portal.
        from: String,
        /// Its text in the enum.
        to: &'static str,
    },
}

impl Step {
    pub(super) const fn is_conflict(&self) -> bool {
        matches!(self.action, Action::Refuse(_))
    }

    /// Whether options without ids are written.
    pub(super) fn makes_options(&self) -> bool {
        match &self.action {
            // The ids of a new field's list are looked up with the field itself.
            Action::Create => !self.field.options.is_empty(),
            Action::Update(differences) => differences
                .iter()
                .any(|difference| matches!(difference, Difference::AddOption(_))),
            Action::Refuse(_) => false,
        }
    }
}

/// Every step in a line of its own, or `nothing`.
pub(super) fn show(steps: &[Step], nothing: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if steps.is_empty() {
        return f.write_str(nothing);
    }
    for (index, step) in steps.iter().enumerate() {
        if index > 0 {
            f.write_str("\n")?;
        }
        write!(f, "{step}")?;
    }
    Ok(())
}

/// A type as people call it.
pub(super) fn kind(wire: &str) -> &str {
    match wire {
        "enumeration" => "list",
        other => other,
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let field = &self.field;
        match &self.action {
            Action::Create => {
                let multiple = if field.multiple { "multiple " } else { "" };
                write!(f, "+ {}: {multiple}{}", field.name, kind(field.kind.wire()))?;
                if let Some(label) = field.label {
                    write!(f, " \"{label}\"")?;
                }
                if field.kind == CustomKind::Enumeration {
                    let values = field.options.iter().filter_map(|option| option.value);
                    write!(f, " ({})", values.collect::<Vec<_>>().join(", "))?;
                }
                if let Some(mandatory) = field.mandatory {
                    write!(f, ", {}", Difference::Mandatory(mandatory))?;
                }
                if let Some(shown) = field.show_in_list {
                    write!(f, ", {}", Difference::ShowInList(shown))?;
                }
                Ok(())
            }
            Action::Update(differences) => {
                let differences: Vec<_> = differences.iter().map(ToString::to_string).collect();
                write!(f, "~ {}: {}", field.name, differences.join(", "))
            }
            Action::Refuse(reasons) => write!(f, "! {}: {}", field.name, reasons.join("; ")),
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Label {
                from: Some(from),
                to,
            } => write!(f, "label \"{from}\" → \"{to}\""),
            Self::Label { from: None, to } => write!(f, "label \"{to}\""),
            Self::Mandatory(true) => f.write_str("mandatory"),
            Self::Mandatory(false) => f.write_str("not mandatory"),
            Self::ShowInList(true) => f.write_str("shown in lists"),
            Self::ShowInList(false) => f.write_str("not shown in lists"),
            Self::AddOption(value) => write!(f, "+ option \"{value}\""),
            Self::RenameOption { id, from, to } => {
                write!(f, "option {id} \"{from}\" → \"{to}\"")
            }
        }
    }
}
