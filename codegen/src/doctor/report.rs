//! What was found, for people and for programs.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Serialize;

/// What a portal says otherwise than the spec.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Differences, in order of what differs.
    pub drift: Vec<Drift>,
    /// What is worth a look and no drift.
    pub notes: Vec<String>,
    /// What could not be looked at.
    pub unlooked: Vec<Unlooked>,
    /// Scopes that the caller lacks, with what they would have shown.
    pub missing_scopes: BTreeMap<String, BTreeSet<String>>,
    /// Methods of the portal that the spec lacks, by module.
    pub not_in_spec: BTreeMap<String, Vec<String>>,
    /// How much was compared.
    pub looked_at: LookedAt,
}

/// How much was compared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct LookedAt {
    /// Methods of the spec.
    pub methods: usize,
    /// Entities whose fields, or user fields, the portal described.
    pub entities: usize,
    /// Fields of these.
    pub fields: usize,
    /// User fields of the portal.
    pub user_fields: usize,
}

/// A difference.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Drift {
    /// The entity, or the method.
    pub name: String,
    /// The spec's file that it stands in.
    pub file: String,
    /// How it differs.
    #[serde(flatten)]
    pub what: What,
}

/// How something differs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum What {
    /// The portal does not know the method.
    MethodGone,
    /// The spec does not have the field.
    FieldUnknown {
        /// Its name.
        field: String,
        /// The portal's name of its type, where it says it.
        #[serde(skip_serializing_if = "Option::is_none")]
        portal: Option<String>,
    },
    /// The portal does not describe the field.
    FieldGone {
        /// Its name.
        field: String,
    },
    /// The types do not fit.
    Type {
        /// The field.
        field: String,
        /// The portal's name of its type.
        portal: String,
        /// The spec's type.
        spec: String,
    },
    /// An attribute differs.
    Attribute {
        /// The field.
        field: String,
        /// `read-only`, `immutable`, `required`, `multiple`, `deprecated`, `status directory`.
        attribute: &'static str,
        /// What the portal says.
        portal: String,
        /// What the spec says.
        spec: String,
    },
    /// Records have custom fields, and the spec says nothing of them.
    CustomFields {
        /// One of them.
        field: String,
    },
    /// Custom fields are filed elsewhere.
    CustomFieldOwner {
        /// Where the portal files them.
        portal: String,
        /// Where the spec does.
        spec: String,
    },
}

/// What could not be looked at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Unlooked {
    /// The method that would have told.
    pub method: String,
    /// Why it was not called, or what came of it.
    pub reason: String,
}

impl Report {
    /// Whether anything differs.
    #[must_use]
    pub fn has_drift(&self) -> bool {
        !self.drift.is_empty()
    }

    pub(super) fn sort(&mut self) {
        self.drift.sort();
        self.unlooked.sort();
        // One method may describe several entities.
        self.unlooked.dedup();
        self.notes.sort();
    }

    /// How many methods of the portal the spec lacks.
    #[must_use]
    pub fn not_in_spec(&self) -> usize {
        self.not_in_spec.values().map(Vec::len).sum()
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MethodGone => f.write_str("- gone: the portal does not know it"),
            Self::FieldUnknown { field, portal } => match portal {
                Some(portal) => write!(f, "+ {field}: `{portal}` on the portal, not in the spec"),
                None => write!(f, "+ {field}: on the portal, not in the spec"),
            },
            Self::FieldGone { field } => {
                write!(f, "- {field}: in the spec, not on the portal")
            }
            Self::Type {
                field,
                portal,
                spec,
            } => write!(
                f,
                "~ {field}: `{portal}` on the portal, `{spec}` in the spec"
            ),
            Self::Attribute {
                field,
                attribute,
                portal,
                spec,
            } => write!(
                f,
                "~ {field}: {attribute} is {portal} on the portal, {spec} in the spec"
            ),
            Self::CustomFields { field } => write!(
                f,
                "+ {field}: records have custom fields, and the spec has no `custom_fields` for them"
            ),
            Self::CustomFieldOwner { portal, spec } => write!(
                f,
                "~ custom fields are filed under {portal} on the portal, under {spec} in the spec"
            ),
        }
    }
}

/// Everything but the names of methods that the spec lacks.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut before = "";
        for drift in &self.drift {
            if drift.name != before {
                writeln!(f, "{}  {}", drift.name, drift.file)?;
                before = &drift.name;
            }
            writeln!(f, "  {}", drift.what)?;
        }
        for note in &self.notes {
            writeln!(f, "note: {note}")?;
        }
        for (scope, methods) in &self.missing_scopes {
            let methods: Vec<&str> = methods.iter().map(String::as_str).collect();
            writeln!(
                f,
                "not looked at: the webhook lacks the scope `{scope}` for {}",
                methods.join(", ")
            )?;
        }
        for Unlooked { method, reason } in &self.unlooked {
            writeln!(f, "not looked at: {method}: {reason}")?;
        }
        if !self.not_in_spec.is_empty() {
            let modules: Vec<String> = self
                .not_in_spec
                .iter()
                .map(|(module, methods)| format!("{module} {}", methods.len()))
                .collect();
            writeln!(
                f,
                "not in the spec: {} of the portal ({})",
                counted(self.not_in_spec(), "method"),
                modules.join(", ")
            )?;
        }
        let LookedAt {
            methods,
            entities,
            fields,
            user_fields,
        } = self.looked_at;
        writeln!(
            f,
            "looked at {}, {}, {}, {}: {}",
            counted(methods, "method"),
            counted(entities, "entity"),
            counted(fields, "field"),
            counted(user_fields, "user field"),
            match self.drift.len() {
                0 => "no drift".to_owned(),
                count => counted(count, "difference"),
            }
        )
    }
}

fn counted(count: usize, word: &str) -> String {
    match (count, word.strip_suffix('y')) {
        (1, _) => format!("1 {word}"),
        (_, Some(stem)) => format!("{count} {stem}ies"),
        (_, None) => format!("{count} {word}s"),
    }
}
