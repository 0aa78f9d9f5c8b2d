//! What a comparison of a spec with facts gives.

use std::collections::BTreeMap;

use serde::Serialize;

/// How the spec stands to something that is documented.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It has it.
    Has,
    /// It has it with another type.
    Differs,
    /// It leaves it out on purpose, and says why.
    LeftOut,
    /// It lacks it.
    Lacks,
    /// It has it, and the page has not.
    Besides,
}

/// What is documented: a thing of its own, or a part of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Kind {
    Method,
    Event,
    Placement,
    /// Errors that any method may answer.
    Common,
}

/// A part of something that is documented.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Part {
    Parameter,
    Result,
    Error,
    /// A value that an event carries.
    Payload,
    /// A value that the page in a placement receives.
    Option,
    /// The page of the reference; a row only where the spec names another one.
    Page,
}

/// A documented parameter, result, error or value.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// What it is a part as.
    pub part: Part,
    /// Its documented path, or the name alone; the code of an error.
    pub name: String,
    /// Alternative of the page that it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
    /// How the spec stands to it.
    pub status: Status,
    /// Its documented type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub documented: Option<String>,
    /// Its type in the spec, as the spec would write it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spec: Option<String>,
    /// Why it is left out, or where else to look.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A documented method, event or placement.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Subject {
    /// What it is.
    pub kind: Kind,
    /// As documented.
    pub name: String,
    /// REST version of a method.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rest: Option<u8>,
    /// Top-level module: `crm`, `v3/tasks`.
    pub scope: String,
    /// Page of the documentation.
    pub page: String,
    /// Whether the spec has it.
    pub status: Status,
    /// Why it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What it is in the spec: names of bindings, of the event, of the placement.
    pub found: Vec<String>,
    /// Its parts, in order of the documentation.
    pub rows: Vec<Row>,
}

/// A comparison.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Coverage {
    /// Everything documented, by scope and kind, then in order of the documentation.
    pub subjects: Vec<Subject>,
    /// Methods, events and placements of the spec that are not documented.
    pub undocumented: Vec<String>,
}

/// Columns of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Column {
    Methods,
    Parameters,
    Results,
    Errors,
    Events,
    Payloads,
    Placements,
    Options,
}

/// How many of a column there are, and how the spec stands to them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct Count {
    pub documented: usize,
    pub has: usize,
    pub differs: usize,
    pub left_out: usize,
    pub lacks: usize,
    /// What the spec has and the pages have not; not among what is documented.
    pub besides: usize,
}

impl Count {
    fn add(&mut self, status: Status) {
        self.documented += usize::from(status != Status::Besides);
        *match status {
            Status::Has => &mut self.has,
            Status::Differs => &mut self.differs,
            Status::LeftOut => &mut self.left_out,
            Status::Lacks => &mut self.lacks,
            Status::Besides => &mut self.besides,
        } += 1;
    }
}

/// Counts by column.
pub type Counts = BTreeMap<Column, Count>;

impl Column {
    fn of(kind: Kind) -> Option<Self> {
        match kind {
            Kind::Method => Some(Self::Methods),
            Kind::Event => Some(Self::Events),
            Kind::Placement => Some(Self::Placements),
            Kind::Common => None,
        }
    }
}

impl Part {
    fn column(self) -> Option<Column> {
        match self {
            Self::Parameter => Some(Column::Parameters),
            Self::Result => Some(Column::Results),
            Self::Error => Some(Column::Errors),
            Self::Payload => Some(Column::Payloads),
            Self::Option => Some(Column::Options),
            // A page is the place of what is counted.
            Self::Page => None,
        }
    }
}

impl Coverage {
    /// Counts of everything.
    #[must_use]
    pub fn totals(&self) -> Counts {
        count(self.subjects.iter())
    }

    /// Counts by scope, in order of scopes.
    #[must_use]
    pub fn scopes(&self) -> BTreeMap<&str, Counts> {
        let mut scopes: BTreeMap<&str, Vec<&Subject>> = BTreeMap::new();
        for subject in &self.subjects {
            scopes.entry(&subject.scope).or_default().push(subject);
        }
        scopes
            .into_iter()
            .map(|(scope, subjects)| (scope, count(subjects.into_iter())))
            .collect()
    }

    /// Only what belongs to a scope. What is not documented has none and is left out.
    #[must_use]
    pub fn of_scope(mut self, scope: &str) -> Self {
        self.subjects
            .retain(|subject| subject.scope.eq_ignore_ascii_case(scope));
        self.undocumented.clear();
        self
    }

    /// Only what is called so, in whatever case; or what a binding of this name calls.
    #[must_use]
    pub fn of_name(mut self, name: &str) -> Self {
        self.subjects.retain(|subject| {
            subject.name.eq_ignore_ascii_case(name)
                || subject
                    .found
                    .iter()
                    .any(|found| found.eq_ignore_ascii_case(name))
        });
        self.undocumented.clear();
        self
    }
}

fn count<'s>(subjects: impl Iterator<Item = &'s Subject>) -> Counts {
    let mut counts = Counts::new();
    for subject in subjects {
        if let Some(column) = Column::of(subject.kind) {
            counts.entry(column).or_default().add(subject.status);
        }
        for row in &subject.rows {
            if let Some(column) = row.part.column() {
                counts.entry(column).or_default().add(row.status);
            }
        }
    }
    counts
}
