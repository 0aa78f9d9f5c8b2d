//! The tables and views that the model asks for.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use bitrix24_codegen::model::{Access, Entity, EntityId, Field, FilterStyle, Method, Model};

use super::kind::{Kind, is_told, kind_of, record_kind};
use super::links::links;
use super::names;
use super::shape::{Shape, natural_key, role};
use super::view::{Identity, Source, Table, View, ViewField};
use crate::php;

/// Builds the table of every kind of record that methods make, and of every one that a family keeps, with a view of it for
/// each spelling.
pub(super) fn build(
    model: &Model,
    shapes: &HashMap<String, Shape>,
) -> BTreeMap<EntityId, Arc<View>> {
    let families = families(model);
    let base = |entity: EntityId| model[entity].is.unwrap_or(entity);
    let kept: HashSet<EntityId> = families.keys().copied().map(base).collect();
    let made: HashSet<EntityId> = model
        .methods
        .iter()
        .filter(|method| makes(method, shapes))
        .filter_map(|method| method.entity.map(base))
        .filter(|made| !crate::handlers::keeps_elsewhere(&model[*made].full_name))
        .collect();
    let mut groups: BTreeMap<EntityId, Vec<EntityId>> = BTreeMap::new();
    for (at, entity) in model.entities.iter().enumerate() {
        let Ok(id) = u32::try_from(at).map(EntityId) else {
            continue;
        };
        let base = base(id);
        let named = crate::handlers::keeps_in_table(&entity.full_name);
        let shaped = || shaped(model, shapes, id);
        if kept.contains(&base) && families.contains_key(&id)
            || made.contains(&base) && shaped()
            || named
        {
            groups.entry(base).or_default().push(id);
        }
    }
    let mut views = BTreeMap::new();
    for (base, members) in groups {
        let typed = |entity: EntityId| {
            let fixed = families.get(&entity).and_then(|m| m.fixed.first());
            fixed.map(|(_, value)| value.clone())
        };
        let mut table = new_table(model, base, typed(base).is_some());
        for (wire, kind, many) in hidden(model, shapes, &members) {
            table.add(&wire, kind, many);
        }
        let carried = members.iter().find_map(|entity| typed(*entity));
        table.number = carried
            .map(|number| php::int(&number))
            .or_else(|| crate::handlers::kind_number(&table.entity));
        let mut drafts = Vec::new();
        for &entity in &members {
            let type_id = typed(entity);
            let fields: Vec<ViewField> = (0..model[entity].fields.len())
                .filter(|at| !is_obsolete(&model[entity], &model[entity].fields[*at]))
                .map(|at| field(model, entity, at, type_id.is_some(), &mut table))
                .collect();
            drafts.push((entity, type_id, fields));
        }
        mark_belonging(model, shapes, &members, &mut table);
        let table = Arc::new(table);
        for (entity, type_id, fields) in drafts {
            let family = families.get(&entity).and_then(|m| m.family.as_deref());
            let universal = matches!(family, Some("item" | "wrapped"));
            let view = View {
                entity,
                table: Arc::clone(&table),
                item: universal || family.is_none() && is_camel(&model[entity]),
                strict: universal || model[entity].style == FilterStyle::Nested,
                type_id,
                fields,
            };
            views.insert(entity, Arc::new(view));
        }
    }
    views
}

/// Entities whose records a family keeps, with one of its methods. What has a handler of its own keeps its records itself.
fn families(model: &Model) -> HashMap<EntityId, &Method> {
    let mut families = HashMap::new();
    for method in &model.methods {
        if crate::handlers::find(&method.call.to_ascii_lowercase()).is_some() {
            continue;
        }
        if let (Some(entity), Some("classic" | "item" | "wrapped")) =
            (method.entity, method.family.as_deref())
        {
            families.entry(entity).or_insert(method);
        }
    }
    families
}

/// Whether a method makes records.
fn makes(method: &Method, shapes: &HashMap<String, Shape>) -> bool {
    let call = method.call.to_ascii_lowercase();
    match method.family.as_deref() {
        Some("classic" | "item" | "wrapped") => {
            method.role.as_deref() == Some(role::ADD) && crate::handlers::find(&call).is_none()
        }
        _ => shapes
            .get(&method.name)
            .is_some_and(|s| s.role == role::ADD),
    }
}

fn shaped(model: &Model, shapes: &HashMap<String, Shape>, entity: EntityId) -> bool {
    let mut methods = model.methods.iter().filter(|m| m.entity == Some(entity));
    methods.any(|method| shapes.contains_key(&method.name))
}

/// A record belongs to the one that the method which makes it takes beside its fields, as the fields of a preset do.
fn mark_belonging(
    model: &Model,
    shapes: &HashMap<String, Shape>,
    members: &[EntityId],
    table: &mut Table,
) {
    let methods = model.methods.iter();
    let of_members = methods.filter(|m| m.entity.is_some_and(|e| members.contains(&e)));
    let shapes = of_members.filter_map(|method| shapes.get(&method.name));
    let made = shapes.filter(|shape| shape.role == role::ADD);
    for scoped in made.flat_map(|shape| &shape.scope) {
        let mut columns = table.columns.iter_mut();
        if let (Kind::Record(_), Some(column)) = (
            &scoped.kind,
            columns.find(|c| c.name == scoped.column && !c.many),
        ) {
            column.belongs = true;
        }
    }
}

/// What methods say of records beside their fields.
fn hidden(
    model: &Model,
    shapes: &HashMap<String, Shape>,
    members: &[EntityId],
) -> Vec<(String, Kind, bool)> {
    let methods = model.methods.iter();
    let of_members = methods.filter(|m| m.entity.is_some_and(|e| members.contains(&e)));
    let scopes = of_members.filter_map(|method| Some(&shapes.get(&method.name)?.scope));
    let hidden = scopes.flatten().filter(|scoped| scoped.hidden);
    hidden
        .map(|scoped| (scoped.column.clone(), scoped.kind.clone(), scoped.many))
        .collect()
}

/// Whether an entity is spelled in the manner of the universal methods.
fn is_camel(entity: &Entity) -> bool {
    let lower = |field: &Field| field.wire.contains(|c: char| c.is_ascii_lowercase());
    entity.fields.iter().any(lower)
}

/// The view of a type of records that the portal added itself: a table of its own with the fields of `entity`.
pub(crate) fn added(model: &Model, entity: EntityId, number: i64, id: i64) -> View {
    let full_name = format!("{}.{number}", model[entity].full_name);
    let mut table = named_table(model, entity, full_name, true);
    table.number = Some(number);
    // Custom fields are filed under the identifier of the type, and not under its number.
    table.custom = table
        .custom
        .map(|owner| owner.replace('*', &id.to_string()));
    let fields = (0..model[entity].fields.len())
        .map(|at| field(model, entity, at, true, &mut table))
        .collect();
    View {
        entity,
        table: Arc::new(table),
        item: true,
        strict: true,
        type_id: Some(number.into()),
        fields,
    }
}

fn new_table(model: &Model, base: EntityId, typed: bool) -> Table {
    named_table(model, base, model[base].full_name.clone(), typed)
}

fn named_table(model: &Model, base: EntityId, full_name: String, typed: bool) -> Table {
    let entity = &model[base];
    let mut table = Table {
        name: table_name(&full_name),
        entity: full_name,
        number: None,
        referred: entity
            .id
            .map(|id| record_kind(model, id))
            .filter(|kind| matches!(kind, Kind::Record(_))),
        short: entity.name.clone(),
        columns: Vec::new(),
        identity: identity(model, base),
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
            let _ = field(model, base, at, typed, &mut table);
        }
    }
    table
}

fn identity(model: &Model, base: EntityId) -> Identity {
    let entity = &model[base];
    let column = |at: usize| column_name(entity, &entity.fields[at]);
    match entity.key {
        Some(key) if entity.id.is_some_and(|id| model[id].text) => Identity::Text(column(key)),
        None if entity.id.is_none() => {
            Identity::Values(natural_key(model, base).into_iter().map(column).collect())
        }
        _ => Identity::Row,
    }
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

/// What the fact of a field is called in the table: as the other spelling calls it, else as the platform's upper case would.
pub(super) fn column_name(owner: &Entity, spec: &Field) -> String {
    match &spec.is {
        Some(name) => name.trim_end_matches('*').to_owned(),
        None if owner.is.is_some() || spec.wire.contains(|c: char| c.is_ascii_lowercase()) => {
            names::upper(&spec.wire)
        }
        None => spec.wire.clone(),
    }
}

/// A field of a view; its column is added to the table. `typed` views carry the number of their record type.
fn field(model: &Model, entity: EntityId, at: usize, typed: bool, table: &mut Table) -> ViewField {
    let owner: &Entity = &model[entity];
    let spec = &owner.fields[at];
    let (kind, many) = kind_of(model, spec.ty);
    let name = column_name(owner, spec);
    let source = match source(owner, at, &name, &kind, typed, table) {
        Source::Column(_) if !is_told(model, spec.ty) => Source::Nowhere,
        source => source,
    };
    let (mut kind, mut many) = (kind, many);
    if let Source::Column(column) = &source {
        match table.columns.iter().find(|c| &c.name == column) {
            // The same fact is the same kind of value, whatever the other spelling calls it.
            Some(known) => (kind, many) = (known.kind.clone(), known.many),
            None => table.add(column, kind.clone(), many),
        }
        if !matches!(spec.access, Access::Read | Access::Filter) {
            let mut columns = table.columns.iter_mut();
            let known = columns.find(|c| &c.name == column);
            known.into_iter().for_each(|c| c.written = true);
        }
    }
    if let Source::MainLink(link) = &source {
        table.add(&link.column, kind.clone(), false);
    }
    ViewField {
        wire: spec.wire.clone(),
        answered: spec.read_wire.as_ref().unwrap_or(&spec.wire).clone(),
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

fn source(
    owner: &Entity,
    at: usize,
    name: &str,
    kind: &Kind,
    typed: bool,
    table: &Table,
) -> Source {
    let spec = &owner.fields[at];
    let key = owner.key == Some(at) && table.identity == Identity::Row;
    // Of records that a text identifies, a number is that of the row.
    if key || name == "ID" {
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
    if typed && name == "ENTITY_TYPE_ID" && spec.access == Access::Read {
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
