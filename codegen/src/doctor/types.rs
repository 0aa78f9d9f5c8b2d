//! Which types of the spec fit which type of a portal.

use crate::model::{Kind, Model, Object, Scalar, TypeId};

/// A kind of types in the spec.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    Text,
    Whole,
    Number,
    Flag,
    Date,
    Moment,
    Time,
    Money,
    Bytes,
    Address,
    /// An identifier of any kind of record.
    Id,
    Status,
    Values,
    /// An object, a map, a tuple, a record.
    Composed,
    Any,
}

use Of::{
    Address, Any, Bytes, Composed, Date, Flag, Id, Moment, Money, Number, Status, Text, Time,
    Values, Whole,
};

/// Type of a portal → kinds that fit it. Those that name a kind of record (`crm_company`, `user`) fit identifiers of it besides.
const TABLE: &[(&str, &[Of])] = &[
    (
        "string",
        &[
            Text, Values, Id, Time, Address, Bytes, Money, Status, Date, Moment,
        ],
    ),
    ("text", &[Text, Values]),
    ("char", &[Flag, Values, Text]),
    ("integer", &[Whole, Id, Values, Flag]),
    ("int", &[Whole, Id, Values, Flag]),
    ("double", &[Number, Money]),
    ("float", &[Number, Money]),
    ("boolean", &[Flag]),
    ("bool", &[Flag]),
    ("date", &[Date]),
    ("datetime", &[Moment]),
    ("time", &[Time]),
    ("timestamp", &[Whole, Moment]),
    ("money", &[Money, Number]),
    ("url", &[Text, Address]),
    ("address", &[Text, Composed]),
    ("enumeration", &[Whole, Id, Values]),
    ("enum", &[Values, Text, Whole]),
    ("file", &[Composed, Bytes, Address, Whole, Id]),
    ("image", &[Composed, Bytes, Address, Whole, Id]),
    ("diskfile", &[Composed, Whole, Id, Text]),
    ("attached_diskfile", &[Composed, Whole, Id]),
    ("user", &[]),
    ("employee", &[Id]),
    ("location", &[Text, Whole, Id]),
    ("crm", &[Text]),
    ("crm_status", &[Status, Values]),
    ("crm_currency", &[Text]),
    ("crm_entity", &[Id, Whole]),
    ("crm_multifield", &[Composed]),
    ("crm_status_extra", &[Composed]),
    ("uf_enum_element", &[Composed]),
    ("object", &[Composed]),
    ("array", &[Composed]),
    ("iblock_section", &[Id, Whole]),
    ("iblock_element", &[Id, Whole]),
    ("any", &[]),
];

/// How a type of the spec compares with a portal's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    Yes,
    No,
    /// The table does not have the portal's type.
    Unknown,
}

/// Whether a type of the spec fits the portal's, both without their being lists.
pub(super) fn fit(model: &Model, portal: &str, ty: TypeId) -> Fit {
    let portal = portal.to_ascii_lowercase();
    let row = TABLE.iter().find(|(name, _)| *name == portal);
    if names_record(model, &portal, ty) {
        return Fit::Yes;
    }
    match row {
        Some((_, kinds)) if fits(model, kinds, ty) => Fit::Yes,
        Some(_) => Fit::No,
        // Another kind of record than the spec says.
        None if portal.starts_with("crm_") && matches!(model[ty].kind, Kind::Id(_)) => Fit::No,
        None => Fit::Unknown,
    }
}

/// `crm_company` for an identifier of a `crm.company`.
fn names_record(model: &Model, portal: &str, ty: TypeId) -> bool {
    match &model[ty].kind {
        Kind::Id(id) => model[*id].target.join("_") == portal,
        Kind::Optional(inner) => names_record(model, portal, *inner),
        Kind::Union(members) => members.iter().any(|ty| names_record(model, portal, *ty)),
        _ => false,
    }
}

fn fits(model: &Model, kinds: &[Of], ty: TypeId) -> bool {
    let one = |kind: Of| kind == Any || kinds.contains(&kind);
    match &model[ty].kind {
        Kind::Scalar(scalar) => one(scalar_kind(*scalar)),
        Kind::Id(_) => one(Id),
        Kind::Status(_) => one(Status),
        Kind::Values(_) => one(Values),
        Kind::Optional(inner) => fits(model, kinds, *inner),
        Kind::Union(members) => members.iter().any(|ty| fits(model, kinds, *ty)),
        Kind::Directed { send, receive } => {
            fits(model, kinds, *send) || fits(model, kinds, *receive)
        }
        _ => one(Composed),
    }
}

fn scalar_kind(scalar: Scalar) -> Of {
    match scalar {
        Scalar::String | Scalar::Secret => Text,
        Scalar::Int | Scalar::Timestamp => Whole,
        Scalar::Number => Number,
        Scalar::Bool | Scalar::Yn | Scalar::Bit => Flag,
        Scalar::Date | Scalar::SiteDate => Date,
        Scalar::Datetime | Scalar::SiteDatetime => Moment,
        Scalar::Time => Time,
        Scalar::Money => Money,
        Scalar::CrmRecord => Text,
        Scalar::Base64 => Bytes,
        Scalar::FileUrl => Address,
        Scalar::Id => Id,
        Scalar::Any | Scalar::Done => Any,
    }
}

/// The type of one value, and whether there can be several.
pub(super) fn element(model: &Model, ty: TypeId) -> (TypeId, bool) {
    let several = |types: &[TypeId]| {
        let mut elements = types.iter().map(|ty| element(model, *ty));
        elements.find(|(_, many)| *many).unwrap_or((ty, false))
    };
    match &model[ty].kind {
        Kind::List(inner) => (*inner, true),
        Kind::Optional(inner) => element(model, *inner),
        // One direction tells, and one of several forms.
        Kind::Directed { send, receive } => several(&[*send, *receive]),
        Kind::Union(members) => several(members),
        _ => (ty, false),
    }
}

/// The directory that values are in.
pub(super) fn directory(model: &Model, ty: TypeId) -> Option<&str> {
    match &model[ty].kind {
        Kind::Status(directory) => Some(directory),
        Kind::Optional(inner) | Kind::List(inner) => directory(model, *inner),
        _ => None,
    }
}

/// A type as one writes it in the spec, in short.
pub(super) fn spelled(model: &Model, ty: TypeId) -> String {
    let inner = |ty: &TypeId| spelled(model, *ty);
    match &model[ty].kind {
        Kind::Scalar(scalar) => serde_json::to_value(scalar)
            .ok()
            .and_then(|name| name.as_str().map(str::to_owned))
            .unwrap_or_default(),
        Kind::Id(id) => format!("id({})", model[*id].target.join(".")),
        Kind::Status(directory) => format!("status({directory})"),
        Kind::List(element) => format!("[{}]", inner(element)),
        Kind::Map(value) => format!("map({})", inner(value)),
        Kind::Optional(ty) => format!("{} | nothing", inner(ty)),
        Kind::Union(members) => {
            let members: Vec<String> = members.iter().map(inner).collect();
            members.join(" | ")
        }
        Kind::Record(id) => model[*id].full_name.clone(),
        Kind::New(id) => format!("new({})", model[*id].full_name),
        Kind::Import(id) => format!("import({})", model[*id].full_name),
        Kind::Change(id) => format!("change({})", model[*id].full_name),
        Kind::Filter(id) => format!("filter({})", model[*id].full_name),
        Kind::Order(id) => format!("order({})", model[*id].full_name),
        Kind::Select(id) => format!("select({})", model[*id].full_name),
        Kind::Values(_) => "values".to_owned(),
        Kind::Object(Object { .. }) => "fields".to_owned(),
        Kind::Tuple(_) => "tuple".to_owned(),
        Kind::Tagged { .. } => "by".to_owned(),
        Kind::Directed { send, receive } if send == receive => inner(send),
        Kind::Directed { .. } => "send and receive".to_owned(),
    }
}
