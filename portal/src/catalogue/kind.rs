//! How values of a field are kept and what the platform calls them.

use bitrix24_codegen::model::{Kind as Ty, Model, Object, Scalar, TypeId, Variant};

/// What one value of a field is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    Text,
    /// A value of a directory.
    Status(String),
    Int,
    Number,
    /// `Y` or `N`.
    Flag,
    /// True or false; kept as a flag is.
    Truth,
    /// `1` or `0`: the boolean of custom fields.
    Switch,
    /// An option of a custom list field.
    Choice,
    Date,
    Moment,
    Money,
    File,
    User,
    /// Another record; what the platform calls its kind.
    Record(String),
    /// Phone numbers and the like.
    Multi,
    Json,
}

impl Kind {
    /// Compared and written as a number.
    pub(crate) fn numeric(&self) -> bool {
        matches!(
            self,
            Self::Int
                | Self::Number
                | Self::Switch
                | Self::Choice
                | Self::User
                | Self::Record(_)
                | Self::File
                | Self::Moment
        )
    }

    /// Type of the column that keeps it.
    pub(crate) fn column(&self, many: bool) -> &'static str {
        match self {
            _ if many => "TEXT",
            Self::Number => "NUMERIC",
            kind if kind.numeric() => "INTEGER",
            _ => "TEXT COLLATE NOCASE",
        }
    }

    /// `type` in field descriptions.
    pub(crate) fn title(&self, item: bool) -> String {
        let name = match self {
            Self::Text => "string",
            Self::Status(_) => "crm_status",
            Self::Int => "integer",
            Self::Number => "double",
            Self::Truth => "boolean",
            Self::Flag if item => "boolean",
            Self::Flag => "char",
            Self::Switch => "boolean",
            Self::Choice => "enumeration",
            Self::Date => "date",
            Self::Moment => "datetime",
            Self::Money => "money",
            Self::File => "file",
            Self::User => "user",
            Self::Record(name) => return name.clone(),
            Self::Multi => "crm_multifield",
            Self::Json => "object",
        };
        name.to_owned()
    }
}

/// Kind of a type of the model, and whether it is a list of that.
pub(crate) fn kind_of(model: &Model, ty: TypeId) -> (Kind, bool) {
    match &model[ty].kind {
        Ty::Scalar(scalar) => (scalar_kind(*scalar), false),
        Ty::Id(id) => (record_kind(model, *id), false),
        Ty::Status(directory) => (Kind::Status(directory.clone()), false),
        Ty::Values(values) if is_whole(values) => (Kind::Int, false),
        Ty::Values(_) => (Kind::Text, false),
        Ty::Optional(inner) => kind_of(model, *inner),
        Ty::List(inner) => match &model[*inner].kind {
            Ty::Object(object) if is_multifield(object) => (Kind::Multi, true),
            _ => (kind_of(model, *inner).0, true),
        },
        Ty::Union(members) => {
            let kinds: Vec<_> = members.iter().map(|m| kind_of(model, *m)).collect();
            let text = kinds.iter().any(|(kind, _)| *kind == Kind::Text);
            let plain = kinds
                .iter()
                .all(|(kind, many)| *kind != Kind::Json && !many);
            (
                if text && plain {
                    Kind::Text
                } else {
                    Kind::Json
                },
                false,
            )
        }
        Ty::Directed { receive, .. } if is_file(model, *receive) => (Kind::File, false),
        Ty::Directed { send, receive } => {
            let (kind, many) = kind_of(model, *receive);
            (kind, many || kind_of(model, *send).1)
        }
        _ => (Kind::Json, false),
    }
}

/// Whether the values of an enumeration are whole numbers, and so are what is sent and answered of it.
pub(crate) fn is_whole(values: &[Variant]) -> bool {
    let whole = |v: &Variant| v.wire.parse::<i64>().is_ok_and(|n| n.to_string() == v.wire);
    !values.is_empty() && values.iter().all(whole)
}

/// Whether what is sent of a type tells what is answered of it: where the two differ, files and phone numbers do, and values
/// that are the same in another spelling.
pub(crate) fn is_told(model: &Model, ty: TypeId) -> bool {
    match &model[ty].kind {
        Ty::List(inner) | Ty::Optional(inner) => is_told(model, *inner),
        Ty::Directed { receive, .. } if is_file(model, *receive) => true,
        Ty::Directed { send, receive } => {
            let ((sent, one), (got, other)) = (kind_of(model, *send), kind_of(model, *receive));
            got == Kind::Multi || one == other && is_respelled(&sent, &got)
        }
        _ => true,
    }
}

fn is_respelled(sent: &Kind, got: &Kind) -> bool {
    let whole = |kind: &Kind| kind.numeric() && !matches!(kind, Kind::File | Kind::Moment);
    match (sent, got) {
        (Kind::Json | Kind::File | Kind::Multi, _) | (_, Kind::Json) => false,
        (_, Kind::Text) | (Kind::Text | Kind::Flag, Kind::Flag | Kind::Truth) => true,
        (sent, got) => sent == got || whole(sent) && whole(got),
    }
}

fn scalar_kind(scalar: Scalar) -> Kind {
    match scalar {
        Scalar::Int | Scalar::Id | Scalar::Timestamp => Kind::Int,
        Scalar::Number => Kind::Number,
        Scalar::Yn | Scalar::Bit => Kind::Flag,
        Scalar::Bool => Kind::Truth,
        Scalar::Date => Kind::Date,
        Scalar::Datetime => Kind::Moment,
        Scalar::Money => Kind::Money,
        Scalar::Any | Scalar::Done => Kind::Json,
        Scalar::String
        | Scalar::SiteDate
        | Scalar::SiteDatetime
        | Scalar::CrmRecord
        | Scalar::Time
        | Scalar::Base64
        | Scalar::FileUrl
        | Scalar::Secret => Kind::Text,
    }
}

/// Kind of a record's identifier.
pub(super) fn record_kind(model: &Model, id: bitrix24_codegen::model::IdKindId) -> Kind {
    let id = &model[id];
    match id.target.as_slice() {
        _ if id.text => Kind::Text,
        [user] if user == "user" => Kind::User,
        path => Kind::Record(path.join("_")),
    }
}

fn has(object: &Object, wire: &str) -> bool {
    object
        .fields
        .iter()
        .any(|f| f.wire.eq_ignore_ascii_case(wire))
}

/// Phone numbers and the like are recognised by their shape.
fn is_multifield(object: &Object) -> bool {
    has(object, "VALUE") && (has(object, "VALUE_TYPE") || has(object, "valueType"))
}

/// A file is read as an id and addresses.
fn is_file(model: &Model, ty: TypeId) -> bool {
    match &model[ty].kind {
        Ty::Object(object) => {
            has(object, "id")
                && object
                    .fields
                    .iter()
                    .any(|f| f.wire.to_ascii_lowercase().contains("url"))
        }
        Ty::Optional(inner) => is_file(model, *inner),
        Ty::Union(members) => members.iter().any(|m| is_file(model, *m)),
        _ => false,
    }
}
