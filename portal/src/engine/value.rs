//! Values as they are sent, into values as they are kept.

use rusqlite::types::ValueRef;
use serde::de::IgnoredAny;
use serde_json::Value;

use crate::catalogue::{Kind, ViewField};
use crate::php;
use crate::store::{CustomField, Stored};
use crate::zone::Zone;

/// How a record is written to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading {
    pub(crate) zone: Zone,
    /// By the universal methods.
    pub(crate) item: bool,
}

impl Reading {
    /// What a field keeps of a value; nothing when the value makes no sense and the key is dropped. Files go another way.
    pub(crate) fn stored(self, field: &ViewField, value: &Value) -> Option<Stored> {
        let crm = |c: &std::sync::Arc<CustomField>| c.user_type == "crm";
        if field.many && field.custom.as_ref().is_some_and(crm) {
            return Some(self.several(&field.kind, &apart(value)));
        }
        let kept = self.kept(&field.kind, field.many, value);
        // What has to be there says of nobody that it is nought.
        match (&field.kind, &kept) {
            (Kind::Record(_), Some(Stored::Null)) if field.required => Some(Stored::Integer(0)),
            _ => kept,
        }
    }

    /// The same for a value that is of no field.
    pub(crate) fn kept(self, kind: &Kind, many: bool, value: &Value) -> Option<Stored> {
        if many {
            return Some(self.several(kind, value));
        }
        if *kind == Kind::Json {
            return Some(document(value));
        }
        self.one(kind, value)
    }

    fn several(self, kind: &Kind, value: &Value) -> Stored {
        let values: Vec<Value> = php::values(value)
            .into_iter()
            .filter(|v| !php::is_blank(v))
            .filter_map(|v| {
                if *kind == Kind::Json {
                    return Some(v.clone());
                }
                json(&self.one(kind, v)?)
            })
            .collect();
        if values.is_empty() {
            Stored::Null
        } else {
            Stored::Text(Value::Array(values).to_string())
        }
    }

    fn one(self, kind: &Kind, value: &Value) -> Option<Stored> {
        if php::is_array(value) {
            return None;
        }
        let text = php::text(value);
        if matches!(kind, Kind::Flag | Kind::Truth) {
            let yes = value == &Value::Bool(true)
                || text
                    .as_deref()
                    .is_some_and(|t| t.eq_ignore_ascii_case("y") || t.eq_ignore_ascii_case("true"));
            return Some(Stored::Text(if yes { "Y" } else { "N" }.to_owned()));
        }
        let Some(text) = text else {
            return Some(Stored::Null);
        };
        if matches!(kind, Kind::Switch) {
            return Some(if text.is_empty() && value.is_string() {
                Stored::Null
            } else {
                Stored::Integer(i64::from(self.is_on(&text)))
            });
        }
        if text.trim().is_empty() {
            let keeps = matches!(kind, Kind::Text | Kind::Status(_)) && value.is_string();
            return Some(if keeps {
                Stored::Text(text)
            } else {
                Stored::Null
            });
        }
        match kind {
            Kind::Date => self.zone.read_day(&text).map(Stored::Text),
            Kind::Moment => self.zone.read_moment(&text).map(Stored::Integer),
            Kind::Number => php::number(value).map(|n| {
                n.as_i64().map_or_else(
                    || Stored::Real(n.as_f64().unwrap_or_default()),
                    Stored::Integer,
                )
            }),
            Kind::Int => Some(Stored::Integer(php::int(value))),
            Kind::User | Kind::Record(_) | Kind::Choice => {
                let id = php::int(value);
                Some(if id == 0 {
                    Stored::Null
                } else {
                    Stored::Integer(id)
                })
            }
            _ => Some(Stored::Text(text)),
        }
    }

    /// What turns a custom boolean on; the universal methods know more words for it.
    fn is_on(self, text: &str) -> bool {
        matches!(text, "1" | "Y") || self.item && matches!(text, "y" | "true")
    }
}

/// Links to CRM records may be joined by semicolons.
fn apart(value: &Value) -> Value {
    match value {
        Value::String(text) => text.split(';').map(Value::from).collect(),
        value => value.clone(),
    }
}

/// A value of any shape. A text is kept as it is, so that conditions find it, unless it could be taken for something else.
fn document(value: &Value) -> Stored {
    match value {
        value if php::is_blank(value) => Stored::Null,
        Value::String(text) if serde_json::from_str::<IgnoredAny>(text).is_err() => {
            Stored::Text(text.clone())
        }
        value => Stored::Text(value.to_string()),
    }
}

/// A kept value inside the JSON array of a multiple field.
pub(crate) fn json(stored: &Stored) -> Option<Value> {
    match stored {
        Stored::Integer(n) => Some((*n).into()),
        Stored::Real(n) => Some((*n).into()),
        Stored::Text(text) => Some(text.as_str().into()),
        Stored::Null | Stored::Blob(_) => None,
    }
}

/// The values of a multiple field out of its JSON array.
pub(crate) fn unpack(stored: ValueRef<'_>) -> Vec<Stored> {
    let ValueRef::Text(text) = stored else {
        return Vec::new();
    };
    let Ok(Value::Array(items)) = serde_json::from_slice(text) else {
        return Vec::new();
    };
    items
        .into_iter()
        .map(|item| match item {
            Value::Number(n) => n.as_i64().map_or_else(
                || Stored::Real(n.as_f64().unwrap_or_default()),
                Stored::Integer,
            ),
            Value::String(text) => Stored::Text(text),
            other => Stored::Text(other.to_string()),
        })
        .collect()
}
