//! Values as they are kept, into values as they are answered.

use serde_json::{Number, Value, json};

use super::value::unpack;
use crate::catalogue::{Kind, ViewField};
use crate::php;
use crate::settings::Settings;
use crate::store::Stored;
use crate::zone::Zone;

/// Which method answers: emptiness looks different in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    /// `get` of the classic methods.
    Get,
    /// `list` of the classic methods.
    List,
    /// The universal methods.
    Item,
}

/// Renders values of one record.
pub(crate) struct Renderer<'a> {
    pub(crate) settings: &'a Settings,
    pub(crate) zone: Zone,
    pub(crate) manner: Manner,
    /// `contact`, for the addresses of files.
    pub(crate) short: &'a str,
    pub(crate) type_id: Option<&'a Value>,
    /// Access token of the caller, for the addresses of files.
    pub(crate) token: String,
}

/// A number of the platform's own; those of custom fields stay as they are.
fn is_amount(field: &ViewField) -> bool {
    field.kind == Kind::Number && field.custom.is_none()
}

impl Renderer<'_> {
    /// The value of a column; nothing when the key is left out.
    pub(crate) fn field(&self, field: &ViewField, stored: &Stored, id: i64) -> Option<Value> {
        if field.many {
            let values: Vec<Value> = unpack(stored)
                .iter()
                .filter_map(|v| self.one(field, v, id))
                .collect();
            // An empty multiple field is an unserialised null in lists.
            let none = values.is_empty() && self.manner == Manner::List && field.custom.is_some();
            return Some(if none {
                Value::Bool(false)
            } else {
                Value::Array(values)
            });
        }
        self.one(field, stored, id)
    }

    fn one(&self, field: &ViewField, stored: &Stored, id: i64) -> Option<Value> {
        match stored {
            Stored::Null => self.empty(field),
            Stored::Integer(0) if field.kind == Kind::File => self.empty(field),
            Stored::Integer(file) if field.kind == Kind::File => Some(self.file(field, *file, id)),
            Stored::Text(day) if field.kind == Kind::Date => Some(self.zone.day(day).into()),
            Stored::Integer(moment) if field.kind == Kind::Moment => {
                Some(self.zone.moment(*moment).into())
            }
            Stored::Text(text) if field.kind == Kind::Json => {
                Some(serde_json::from_str(text).unwrap_or_else(|_| text.as_str().into()))
            }
            Stored::Integer(n) if field.kind == Kind::Switch && self.manner == Manner::Item => {
                Some(if *n == 0 { "N" } else { "Y" }.into())
            }
            Stored::Integer(n) if self.manner == Manner::Item => Some((*n).into()),
            // Amounts are decimals with two places.
            Stored::Integer(n) if is_amount(field) => Some(format!("{n}.00").into()),
            Stored::Real(n) if is_amount(field) && self.manner != Manner::Item => {
                Some(format!("{n:.2}").into())
            }
            Stored::Integer(n) => Some(n.to_string().into()),
            Stored::Real(n) if self.manner == Manner::Item => Some((*n).into()),
            Stored::Real(n) => {
                Some(Number::from_f64(*n).map_or(Value::Null, |n| n.to_string().into()))
            }
            Stored::Text(text) => Some(text.as_str().into()),
            Stored::Blob(_) => Some(Value::Null),
        }
    }

    fn empty(&self, field: &ViewField) -> Option<Value> {
        match self.manner {
            Manner::Item => Some(Value::Null),
            // The key of a missing file is left out.
            _ if field.kind == Kind::File => None,
            _ if matches!(field.kind, Kind::Date | Kind::Moment) => Some("".into()),
            Manner::Get if field.custom.is_some() => Some("".into()),
            _ => Some(Value::Null),
        }
    }

    fn file(&self, field: &ViewField, file: i64, id: i64) -> Value {
        let name = &field.wire;
        if self.manner == Manner::Item && field.custom.is_none() {
            return file.into();
        }
        if self.manner == Manner::Item {
            let type_id = self.type_id.map(Value::to_string).unwrap_or_default();
            let query = format!("entityTypeId={type_id}&id={id}&fieldName={name}&fileId={file}");
            let base = &self.settings.base();
            return json!({
                "id": file,
                "url": format!("{base}/bitrix/services/main/ajax.php?action=crm.controller.item.getFile&{query}"),
                "urlMachine": format!("{base}/rest/crm.controller.item.getFile/?{query}"),
            });
        }
        let page = format!(
            "/bitrix/components/bitrix/crm.{}.show/show_file.php",
            self.short
        );
        let dynamic = if field.custom.is_some() { "Y" } else { "N" };
        let query = format!("ownerId={id}&fieldName={name}&dynamic={dynamic}&fileId={file}");
        json!({
            "id": file,
            "showUrl": format!("{page}?{query}"),
            "downloadUrl": format!("{page}?auth={}&{query}", php::escape(&self.token)),
        })
    }
}
