//! Entities as the engine sees them: a table of columns, and one view of it per spelling.

use std::collections::HashMap;
use std::sync::Arc;

use bitrix24_codegen::model::{Access, Entity, EntityId, Field, FilterUse, Method, Model};
use serde_json::Value;

use super::kind::{Kind, is_told, kind_of};
use super::links::{Link, links};
use super::names;

/// Records of one kind: what is kept of them.
#[derive(Debug)]
pub(crate) struct Table {
    /// Name of the SQL table.
    pub(crate) name: String,
    /// Full name of the entity: `crm.contact`.
    pub(crate) entity: String,
    /// Its short name, for texts and addresses: `contact`.
    pub(crate) short: String,
    /// Beside the id.
    pub(crate) columns: Vec<Column>,
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
}

/// A column of a table.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) many: bool,
}

/// One spelling of a table.
#[derive(Debug)]
pub(crate) struct View {
    pub(crate) entity: EntityId,
    pub(crate) table: Arc<Table>,
    /// The universal methods' spelling: numbers, nulls, camelCase.
    pub(crate) item: bool,
    /// Number of the record type, where methods carry one.
    pub(crate) type_id: Option<Value>,
    pub(crate) fields: Vec<ViewField>,
}

/// A field of a view.
#[derive(Debug, Clone)]
pub(crate) struct ViewField {
    pub(crate) wire: String,
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

/// Builds the tables and views of every entity with `classic` or `item` methods.
pub(crate) fn build(model: &Model) -> HashMap<EntityId, Arc<View>> {
    let mut families: HashMap<EntityId, &Method> = HashMap::new();
    for method in &model.methods {
        // What has a handler of its own keeps its records itself.
        if crate::handlers::find(&method.call.to_ascii_lowercase()).is_some() {
            continue;
        }
        if let (Some(entity), Some("classic" | "item" | "wrapped")) =
            (method.entity, method.family.as_deref())
        {
            families.entry(entity).or_insert(method);
        }
    }
    let mut groups: HashMap<EntityId, Vec<EntityId>> = HashMap::new();
    for entity in families.keys() {
        let base = model[*entity].is.unwrap_or(*entity);
        groups.entry(base).or_default().push(*entity);
    }
    let mut views = HashMap::new();
    for (base, mut members) in groups {
        let text_key = model[base].id.is_some_and(|id| model[id].text);
        if text_key {
            continue;
        }
        members.sort_unstable();
        let mut table = new_table(model, base);
        let plain: Vec<(EntityId, bool)> = members
            .into_iter()
            .map(|entity| {
                (
                    entity,
                    families
                        .get(&entity)
                        .is_some_and(|m| m.family.as_deref() != Some("classic")),
                )
            })
            .collect();
        let mut drafts = Vec::new();
        for (entity, item) in plain {
            let fields: Vec<ViewField> = model[entity]
                .fields
                .iter()
                .enumerate()
                .filter(|(_, field)| !is_obsolete(&model[entity], field))
                .map(|(at, _)| field(model, entity, at, &mut table))
                .collect();
            let type_id = families
                .get(&entity)
                .and_then(|m| m.fixed.first())
                .map(|(_, value)| value.clone());
            drafts.push((entity, item, type_id, fields));
        }
        let table = Arc::new(table);
        for (entity, item, type_id, fields) in drafts {
            views.insert(
                entity,
                Arc::new(View {
                    entity,
                    table: Arc::clone(&table),
                    item,
                    type_id,
                    fields,
                }),
            );
        }
    }
    views
}

/// The view of a type of records that the portal added itself: a table of its own with the fields of `entity`.
pub(crate) fn added(model: &Model, entity: EntityId, number: i64) -> View {
    let full_name = format!("{}.{number}", model[entity].full_name);
    let mut table = named_table(model, entity, full_name);
    let fields = (0..model[entity].fields.len())
        .map(|at| field(model, entity, at, &mut table))
        .collect();
    View {
        entity,
        table: Arc::new(table),
        item: true,
        type_id: Some(number.into()),
        fields,
    }
}

fn new_table(model: &Model, base: EntityId) -> Table {
    named_table(model, base, model[base].full_name.clone())
}

fn named_table(model: &Model, base: EntityId, full_name: String) -> Table {
    let entity = &model[base];
    let mut table = Table {
        name: table_name(&full_name),
        entity: full_name,
        short: entity.name.clone(),
        columns: Vec::new(),
        multi: Vec::new(),
        custom: entity.custom.as_ref().map(|c| c.owner.clone()),
        links: links(model, base),
    };
    for field in &entity.fields {
        let (kind, _) = kind_of(model, field.ty);
        if kind == Kind::Multi {
            table.multi.push(field.wire.clone());
        }
    }
    for (at, spec) in entity.fields.iter().enumerate() {
        if !is_obsolete(entity, spec) {
            let _ = field(model, base, at, &mut table);
        }
    }
    table
}

/// Name of the SQL table of an entity.
pub(super) fn table_name(full_name: &str) -> String {
    format!("r_{}", full_name.replace('.', "_"))
}

/// Only older portals answer what is read only and deprecated with nothing in its place. Another spelling of a record may
/// show what only its first one writes.
fn is_obsolete(owner: &Entity, field: &Field) -> bool {
    let gone = field.access == Access::Read && field.deprecated.as_deref() == Some("");
    gone && owner.is.is_none()
}

fn field(model: &Model, entity: EntityId, at: usize, table: &mut Table) -> ViewField {
    let owner: &Entity = &model[entity];
    let spec = &owner.fields[at];
    let (kind, many) = kind_of(model, spec.ty);
    // What the fact is called in the table: as the other spelling calls it, else as the platform's upper case would.
    let name = match &spec.is {
        Some(name) => name.trim_end_matches('*').to_owned(),
        None if owner.is.is_some() || spec.wire.contains(|c: char| c.is_ascii_lowercase()) => {
            names::upper(&spec.wire)
        }
        None => spec.wire.clone(),
    };
    let source = match source(owner, at, &name, &kind, table) {
        Source::Column(_) if !is_told(model, spec.ty) => Source::Nowhere,
        source => source,
    };
    let (mut kind, mut many) = (kind, many);
    if let Source::Column(column) = &source {
        match table.columns.iter().find(|c| &c.name == column) {
            // The same fact is the same kind of value, whatever the other spelling calls it.
            Some(known) => (kind, many) = (known.kind.clone(), known.many),
            None => table.columns.push(Column {
                name: column.clone(),
                kind: kind.clone(),
                many,
            }),
        }
    }
    if let Source::MainLink(link) = &source
        && !table.has(&link.column)
    {
        table.columns.push(Column {
            name: link.column.clone(),
            kind: kind.clone(),
            many: false,
        });
    }
    ViewField {
        wire: spec.wire.clone(),
        source,
        kind,
        many,
        access: spec.access,
        filter: spec.filter,
        sort: spec.sort,
        required: spec.certain,
        deprecated: spec.deprecated.is_some(),
        custom: None,
    }
}

fn source(owner: &Entity, at: usize, name: &str, kind: &Kind, table: &Table) -> Source {
    let spec = &owner.fields[at];
    if owner.key == Some(at) {
        return Source::Key;
    }
    if spec.star {
        // `parentId*` stands for `PARENT_ID_*`.
        let separator = if name.ends_with('_') { "" } else { "_" };
        return Source::Star(format!("{name}{separator}"));
    }
    if let Some(link) = table.links.iter().find(|l| l.column == name) {
        return Source::MainLink(link.clone());
    }
    if let Some(link) = table.links.iter().find(|l| l.all == name) {
        return Source::EveryLink(link.clone());
    }
    if *kind == Kind::Multi {
        return if table.multi.iter().any(|m| m == name) {
            Source::Multi(name.to_owned())
        } else {
            Source::EveryMulti
        };
    }
    if name == "ENTITY_TYPE_ID" && spec.access == Access::Read {
        return Source::TypeId;
    }
    if owner.is.is_some() && spec.is.is_none() {
        if name == "IMOL" {
            return Source::FirstMulti("IM".to_owned(), Some("imol|".to_owned()));
        }
        // `phoneWork` is the first phone number at work, `phone` the first one at all.
        let (first, rest) = name
            .split_once('_')
            .map_or((name, None), |(first, rest)| (first, Some(rest.to_owned())));
        if table.multi.iter().any(|m| m == first) {
            return Source::FirstMulti(first.to_owned(), rest);
        }
    }
    Source::Column(name.to_owned())
}
