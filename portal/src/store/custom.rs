//! Custom fields as they are stored: a JSON document with the properties, and the options of list fields.

use rusqlite::Connection;
use serde_json::{Map, Value};

use crate::catalogue::{Kind, camel};

/// A custom field.
#[derive(Debug, Clone)]
pub(crate) struct CustomField {
    pub(crate) id: i64,
    /// `UF_CRM_TIER`.
    pub(crate) name: String,
    /// `ufCrmTier`.
    pub(crate) camel: String,
    /// `USER_TYPE_ID`.
    pub(crate) user_type: String,
    pub(crate) kind: Kind,
    pub(crate) many: bool,
    /// Every other property, in the form that `userfield.get` answers: `XML_ID`, `SORT`, `SETTINGS`, labels, …
    pub(crate) properties: Map<String, Value>,
    pub(crate) options: Vec<CustomOption>,
}

/// An option of a list field.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CustomOption {
    pub(crate) id: i64,
    pub(crate) value: String,
    pub(crate) sort: i64,
    pub(crate) default: bool,
    pub(crate) xml_id: String,
}

impl CustomField {
    /// A property as text.
    pub(crate) fn property(&self, name: &str) -> &str {
        self.properties
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// Name of the column that keeps its values. Differs from the field's name where two tables share an owner: never yet.
    pub(crate) fn column(&self) -> &str {
        &self.name
    }
}

/// How values of a type are kept.
pub(crate) fn column_of(user_type: &str) -> Kind {
    match user_type {
        "integer" | "iblock_section" | "iblock_element" => Kind::Int,
        "double" => Kind::Number,
        "boolean" => Kind::Switch,
        "enumeration" => Kind::Choice,
        "datetime" => Kind::Moment,
        "date" => Kind::Date,
        "money" => Kind::Money,
        "file" => Kind::File,
        "employee" => Kind::User,
        _ => Kind::Text,
    }
}

pub(super) fn load(db: &Connection, owner: &str) -> rusqlite::Result<Vec<CustomField>> {
    let mut statement =
        db.prepare_cached("SELECT id, name, doc FROM custom_field WHERE owner = ?1 ORDER BY id")?;
    let rows = statement.query_map([owner], |row| {
        Ok((
            row.get::<_, i64>(0)?,
            row.get::<_, String>(1)?,
            row.get::<_, String>(2)?,
        ))
    })?;
    let mut fields = Vec::new();
    for row in rows {
        let (id, name, doc) = row?;
        let properties: Map<String, Value> = serde_json::from_str(&doc).unwrap_or_default();
        let user_type = properties
            .get("USER_TYPE_ID")
            .and_then(Value::as_str)
            .unwrap_or("string")
            .to_owned();
        let many = properties.get("MULTIPLE").and_then(Value::as_str) == Some("Y");
        fields.push(CustomField {
            id,
            camel: camel(&name),
            name,
            kind: column_of(&user_type),
            user_type,
            many,
            properties,
            options: options(db, id)?,
        });
    }
    Ok(fields)
}

fn options(db: &Connection, field: i64) -> rusqlite::Result<Vec<CustomOption>> {
    let mut statement = db.prepare_cached(
        "SELECT id, value, sort, def, xml_id FROM custom_option WHERE field = ?1 ORDER BY sort, id",
    )?;
    let rows = statement.query_map([field], |row| {
        Ok(CustomOption {
            id: row.get(0)?,
            value: row.get(1)?,
            sort: row.get(2)?,
            default: row.get::<_, String>(3)? == "Y",
            xml_id: row.get(4)?,
        })
    })?;
    rows.collect()
}
