//! Values as they are kept, into values as they are answered.

use std::fmt;

use rusqlite::types::ValueRef;
use serde::de::IgnoredAny;
use serde_json::{Value, json};

use super::body::string;
use super::value::unpack;
use crate::catalogue::{Kind, ViewField};
use crate::php;
use crate::settings::Settings;
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

fn push(out: &mut String, text: fmt::Arguments<'_>) {
    // Writing to a text cannot fail.
    let _ = fmt::Write::write_fmt(out, text);
}

/// A number of the platform's own; those of custom fields stay as they are.
fn is_amount(field: &ViewField) -> bool {
    field.kind == Kind::Number && field.custom.is_none()
}

/// With two places, or four where two are not enough, as rates of currencies have.
fn amount(n: f64) -> String {
    let (two, four) = (format!("{n:.2}"), format!("{n:.4}"));
    let enough = four.strip_prefix(&two) == Some("00");
    if enough { two } else { four }
}

impl Renderer<'_> {
    /// Writes the value of a column; false when the key is left out.
    pub(crate) fn write(
        &self,
        out: &mut String,
        field: &ViewField,
        stored: ValueRef<'_>,
        id: i64,
    ) -> bool {
        if !field.many {
            return self.one(out, field, stored, id);
        }
        let values = unpack(stored);
        // An empty multiple field is an unserialised null in lists.
        if values.is_empty() && self.manner == Manner::List && field.custom.is_some() {
            out.push_str("false");
            return true;
        }
        out.push('[');
        for (at, value) in values.iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            self.one(out, field, value.into(), id);
        }
        out.push(']');
        true
    }

    fn one(&self, out: &mut String, field: &ViewField, stored: ValueRef<'_>, id: i64) -> bool {
        let item = self.manner == Manner::Item;
        match (stored, &field.kind) {
            (ValueRef::Null, _) | (ValueRef::Integer(0), Kind::File) => {
                return self.empty(out, field);
            }
            (ValueRef::Integer(file), Kind::File) => {
                out.push_str(&self.file(field, file, id).to_string());
            }
            (ValueRef::Integer(moment), Kind::Moment) => string(out, &self.zone.moment(moment)),
            (ValueRef::Integer(n), Kind::Switch) if item => {
                out.push_str(if n == 0 { "\"N\"" } else { "\"Y\"" });
            }
            (ValueRef::Integer(n), _) if item => push(out, format_args!("{n}")),
            // Amounts are decimals with two places.
            (ValueRef::Integer(n), _) if is_amount(field) => push(out, format_args!("\"{n}.00\"")),
            (ValueRef::Integer(n), _) => push(out, format_args!("\"{n}\"")),
            (ValueRef::Real(n), _) if item => out.push_str(&json!(n).to_string()),
            (ValueRef::Real(n), _) if is_amount(field) => {
                push(out, format_args!("\"{}\"", amount(n)))
            }
            (ValueRef::Real(n), _) => string(out, &json!(n).to_string()),
            (ValueRef::Text(text), kind) => {
                let text = String::from_utf8_lossy(text);
                match kind {
                    Kind::Truth => out.push_str(if text == "Y" { "true" } else { "false" }),
                    Kind::Date => string(out, &self.zone.day(&text)),
                    Kind::Json if serde_json::from_str::<IgnoredAny>(&text).is_ok() => {
                        out.push_str(&text);
                    }
                    _ => string(out, &text),
                }
            }
            (ValueRef::Blob(_), _) => out.push_str("null"),
        }
        true
    }

    fn empty(&self, out: &mut String, field: &ViewField) -> bool {
        let classic = self.manner != Manner::Item;
        // The key of a missing file is left out.
        if classic && field.kind == Kind::File {
            return false;
        }
        let dated = matches!(field.kind, Kind::Date | Kind::Moment);
        let custom = self.manner == Manner::Get && field.custom.is_some();
        out.push_str(if classic && (dated || custom) {
            "\"\""
        } else {
            "null"
        });
        true
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
