//! Field descriptions: what `*.fields` answer.

use bitrix24_codegen::model::{Access, EntityId, Field, Kind as Ty, Model, TypeId};
use serde_json::{Map, Value, json};

use super::Fields;
use super::conventions::TRACE;
use super::custom;
use super::fields::upper_name;
use crate::catalogue::{Kind, Source, ViewField, kind_of};
use crate::handlers::owner_type;

/// Descriptions of a view's fields by name. Hidden fields are left out.
pub(crate) fn fields(fields: &Fields) -> Value {
    let shown = fields.list.iter().filter(|f| {
        f.access != Access::Filter && f.wire != TRACE && !matches!(f.source, Source::Star(_))
    });
    Value::Object(
        shown
            .map(|field| (field.wire.clone(), field_info(field, fields.item)))
            .collect(),
    )
}

fn field_info(field: &ViewField, item: bool) -> Value {
    let kind = match &field.source {
        Source::Key => "integer".to_owned(),
        _ => field.kind.title(item),
    };
    let mut info = flags(
        kind,
        [
            field.required,
            matches!(field.access, Access::Read | Access::Import),
            field.access == Access::Create,
            field.many,
            field.custom.is_some(),
        ],
    );
    let upper_name = upper_name(field);
    info.insert(
        "title".to_owned(),
        if item {
            upper_name.clone()
        } else {
            field.wire.clone()
        }
        .into(),
    );
    if field.deprecated {
        info.insert("isDeprecated".to_owned(), true.into());
    }
    if let Kind::Status(directory) = &field.kind {
        info.insert("statusType".to_owned(), directory.as_str().into());
    }
    if let Some(parent) = parent_type(field) {
        info.insert(
            "settings".to_owned(),
            json!({ "parentEntityTypeId": parent }),
        );
    }
    if item {
        info.insert("upperName".to_owned(), upper_name.into());
    }
    if let Some(field) = &field.custom {
        custom::describe(field, &mut info);
    }
    Value::Object(info)
}

/// Number of the kind of record that a field names as a parent: in the field's name, or of what it was made from.
fn parent_type(field: &ViewField) -> Option<i64> {
    match &field.kind {
        _ if matches!(field.source, Source::Key) => None,
        Kind::Record(name) if name == "crm_entity" => field
            .wire
            .trim_start_matches(|c: char| !c.is_ascii_digit())
            .parse()
            .ok(),
        Kind::Record(name) if field.access == Access::Read => {
            owner_type(&name.strip_prefix("crm_")?.to_ascii_uppercase())
        }
        _ => None,
    }
}

fn flags(
    kind: String,
    [required, read_only, immutable, multiple, dynamic]: [bool; 5],
) -> Map<String, Value> {
    let mut info = Map::new();
    info.insert("type".to_owned(), kind.into());
    info.insert("isRequired".to_owned(), required.into());
    info.insert("isReadOnly".to_owned(), read_only.into());
    info.insert("isImmutable".to_owned(), immutable.into());
    info.insert("isMultiple".to_owned(), multiple.into());
    info.insert("isDynamic".to_owned(), dynamic.into());
    info
}

/// The parts of an entity's field that is an object, or a list of such.
pub(crate) fn parts<'m>(model: &'m Model, entity: EntityId, wire: &str) -> Option<&'m [Field]> {
    let field = model[entity].fields.iter().find(|f| f.wire == wire)?;
    members(model, field.ty)
}

/// The fields of an object, or of the objects of a list.
pub(crate) fn members(model: &Model, ty: TypeId) -> Option<&[Field]> {
    match &model[ty].kind {
        Ty::Object(object) => Some(&object.fields),
        Ty::List(inner) | Ty::Optional(inner) => members(model, *inner),
        _ => None,
    }
}

/// Descriptions of fields that belong to no table: links, parts of multifields. Ids are plain numbers there.
pub(crate) fn plain<'f>(model: &Model, fields: impl Iterator<Item = &'f Field>) -> Value {
    let mut all = Map::new();
    for field in fields {
        let (kind, many) = kind_of(model, field.ty);
        let title = match kind {
            Kind::Record(_) | Kind::User => "integer".to_owned(),
            other => other.title(false),
        };
        let read_only = matches!(field.access, Access::Read | Access::Import);
        let mut info = flags(
            title,
            [
                field.certain,
                read_only,
                field.access == Access::Create,
                many,
                false,
            ],
        );
        info.insert("title".to_owned(), field.wire.as_str().into());
        all.insert(field.wire.clone(), Value::Object(info));
    }
    Value::Object(all)
}
