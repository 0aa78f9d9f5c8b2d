//! Entities as the engine sees them: a table of columns, and one view of it per spelling.

use std::sync::Arc;

use bitrix24_codegen::model::{Access, EntityId, FilterUse};
use serde_json::Value;

use super::kind::Kind;
use super::links::Link;

/// Records of one kind: what is kept of them.
#[derive(Debug)]
pub(crate) struct Table {
    /// Name of the SQL table.
    pub(crate) name: String,
    /// Full name of the entity: `crm.contact`.
    pub(crate) entity: String,
    /// Number of the kind, 2 for deals; nothing for records that are of no numbered kind.
    pub(crate) number: Option<i64>,
    /// Kind of the fields that name such a record, where a number does.
    pub(crate) referred: Option<Kind>,
    /// Its short name, for texts and addresses: `contact`.
    pub(crate) short: String,
    /// Beside `ID`, the number of the row.
    pub(crate) columns: Vec<Column>,
    /// What identifies a record for those who call.
    pub(crate) identity: Identity,
    /// Kinds of multifields: `PHONE`, …
    pub(crate) multi: Vec<String>,
    /// Owner of the custom fields: `CRM_CONTACT`.
    pub(crate) custom: Option<String>,
    /// Links to other records.
    pub(crate) links: Vec<Link>,
}

impl Table {
    pub(crate) fn has(&self, column: &str) -> bool {
        self.columns.iter().any(|c| c.name == column)
    }

    pub(crate) fn takes(&self, column: &str) -> bool {
        self.columns.iter().any(|c| c.name == column && c.written)
    }

    /// Whether a column names such a record, or several of them.
    pub(crate) fn is_named_by(&self, column: &Column) -> bool {
        self.referred.as_ref() == Some(&column.kind)
    }

    /// Adds a column, unless it is there.
    pub(super) fn add(&mut self, name: &str, kind: Kind, many: bool) {
        if !self.has(name) {
            let name = name.to_owned();
            self.columns.push(Column {
                name,
                kind,
                many,
                belongs: false,
                written: false,
            });
        }
    }
}

/// What identifies a record.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Identity {
    /// The number of its row.
    Row,
    /// A text of its own, in this column.
    Text(String),
    /// Its values in all of these columns.
    Values(Vec<String>),
}

/// A column of a table.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) many: bool,
    /// It names the record that this one belongs to.
    pub(crate) belongs: bool,
    /// Some spelling of the record takes it from those who write.
    pub(crate) written: bool,
}

/// One spelling of a table.
#[derive(Debug)]
pub(crate) struct View {
    pub(crate) entity: EntityId,
    pub(crate) table: Arc<Table>,
    /// The universal methods' spelling: numbers, nulls, camelCase.
    pub(crate) item: bool,
    /// Unknown names in conditions and orders are errors.
    pub(crate) strict: bool,
    /// Number of the record type, where methods carry one.
    pub(crate) type_id: Option<Value>,
    pub(crate) fields: Vec<ViewField>,
}

/// A field of a view.
#[derive(Debug, Clone)]
pub(crate) struct ViewField {
    pub(crate) wire: String,
    /// What it is called in answers.
    pub(crate) answered: String,
    pub(crate) source: Source,
    pub(crate) kind: Kind,
    pub(crate) many: bool,
    pub(crate) access: Access,
    pub(crate) filter: FilterUse,
    pub(crate) sort: bool,
    pub(crate) required: bool,
    pub(crate) deprecated: bool,
    /// The custom field it is.
    pub(crate) custom: Option<Arc<crate::store::CustomField>>,
}

impl ViewField {
    pub(crate) fn column(&self) -> Option<&str> {
        match &self.source {
            Source::Key => Some("ID"),
            Source::Column(name) => Some(name),
            Source::MainLink(link) => Some(&link.column),
            _ => None,
        }
    }

    /// SQL of what conditions compare, and whether it is a JSON array.
    pub(crate) fn compared(&self, table: &Table) -> Option<(String, bool)> {
        if self.filter == FilterUse::None || self.kind == Kind::File {
            return None;
        }
        let name = crate::store::quote(&table.name);
        if let Source::EveryLink(link) = &self.source {
            // Names of links come from the spec and hold no quotes.
            let (kept, target, owner) = match &link.mirrors {
                None => (link, "target", "owner"),
                Some(kept) => (&**kept, "owner", "target"),
            };
            let kind = kept.entity.replace('\'', "");
            let list = format!("SELECT json_group_array({target}) FROM link WHERE kind");
            return Some((format!("({list} = '{kind}' AND {owner} = {name}.ID)"), true));
        }
        // With the table's name: the tables that hold the operator's values have an `id` and a `type` too.
        let column = crate::store::quote(self.column()?);
        Some((format!("{name}.{column}"), self.many))
    }

    /// Answered by get and list.
    pub(crate) fn readable(&self) -> bool {
        !matches!(self.access, Access::Write | Access::Filter)
            && !matches!(self.source, Source::Nowhere)
    }
}

/// Where the value of a field comes from.
#[derive(Debug, Clone)]
pub(crate) enum Source {
    Key,
    Column(String),
    /// Multifields of one kind.
    Multi(String),
    /// Multifields of every kind.
    EveryMulti,
    /// The first value of a kind, optionally of a type: `phoneWork`.
    FirstMulti(String, Option<String>),
    /// The main record of a link.
    MainLink(Link),
    /// Every record of a link.
    EveryLink(Link),
    /// The number of the record type.
    TypeId,
    /// Not kept: what is answered does not follow from what is sent.
    Nowhere,
    /// A family of names; columns appear as they are written.
    Star(String),
}
