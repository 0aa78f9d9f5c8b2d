//! The `userfield` family: custom fields of a kind of record.

mod config;
mod list;
mod options;

use bitrix24_codegen::model::EntityId;
pub(crate) use config::run as config;
use std::sync::Arc;

use rusqlite::OptionalExtension;
use serde_json::{Map, Value, json};

use super::custom::{self, LABELS, LANGUAGES};
use super::write::delete_files;
use super::{Answer, Cx, added, outcome};
use crate::catalogue::{Kind, Table};
use crate::fault::Fault;
use crate::php;
use crate::store::{CustomField, column_of, quote};

/// Forced in front of every code.
const PREFIX: &str = "UF_CRM_";
/// Longer codes are refused.
const MAX_NAME: usize = 50;
/// Properties that are Y or N, with their defaults.
const FLAGS: [(&str, &str); 5] = [
    ("MULTIPLE", "N"),
    ("MANDATORY", "N"),
    ("SHOW_IN_LIST", "N"),
    ("EDIT_IN_LIST", "Y"),
    ("IS_SEARCHABLE", "N"),
];

pub(super) fn run(cx: &Cx<'_>, entity: EntityId, role: &str) -> Option<Result<Answer, Fault>> {
    let owner = cx.core.catalogue.model[entity]
        .custom
        .as_ref()?
        .owner
        .clone();
    let fields = UserFields {
        cx,
        entity: Some(entity),
        owner,
    };
    Some(match role.strip_prefix("userfield.").unwrap_or(role) {
        "add" => fields.add(),
        "get" => fields.get(),
        "list" => fields.list(),
        "update" => fields.update(),
        "delete" => fields.delete(),
        _ => return None,
    })
}

struct UserFields<'a> {
    cx: &'a Cx<'a>,
    /// The kind of record, where the spec has one.
    entity: Option<EntityId>,
    owner: String,
}

impl UserFields<'_> {
    /// The field of the call's id.
    fn find(&self) -> Result<Arc<CustomField>, Fault> {
        let id = self
            .cx
            .id()
            .ok_or_else(|| Fault::plain("ID is not defined or invalid."))?;
        match by_id(self.cx, id)? {
            None => {
                let text = format!("The entity with ID '{id}' is not found.");
                Err(outcome::absent(
                    self.cx,
                    Fault::new("ERROR_NOT_FOUND", text),
                ))
            }
            Some((owner, _)) if owner != self.owner => Err(Fault::plain("Access denied.")),
            Some((_, field)) => Ok(field),
        }
    }

    fn raise(&self, role: &str, id: i64, name: &str) {
        let mut fields = Map::new();
        fields.insert("ID".to_owned(), id.into());
        fields.insert("ENTITY_ID".to_owned(), self.owner.as_str().into());
        fields.insert("FIELD_NAME".to_owned(), name.into());
        if let Some(entity) = self.entity {
            self.cx.raise(entity, &format!("UserField{role}"), fields);
        }
    }

    fn add(&self) -> Result<Answer, Fault> {
        // The wrapper may be left out.
        let input = self
            .cx
            .any_param("fields")
            .filter(|v| php::is_array(v))
            .unwrap_or(self.cx.params);
        let text = |name: &str| {
            php::get(input, name)
                .and_then(php::text)
                .unwrap_or_default()
                .trim()
                .to_owned()
        };
        let (user_type, name) = (text("USER_TYPE_ID"), text("FIELD_NAME"));
        let mut wrong = Vec::new();
        for (value, parameter) in [(&user_type, "USER_TYPE_ID"), (&name, "FIELD_NAME")] {
            if value.is_empty() {
                wrong.push(format!("The '{parameter}' field is not found."));
            }
        }
        if !wrong.is_empty() {
            return Err(Fault::plain(wrong.join("\n")));
        }
        let name = code(&name)?;
        self.check_type(&user_type)?;
        if self
            .cx
            .core
            .store
            .custom(&self.owner)?
            .iter()
            .any(|f| f.name == name)
        {
            return Err(Fault::core(format!(
                "The field {name} for the {} object already exists.",
                self.owner
            )));
        }
        let mut properties = Map::new();
        properties.insert("USER_TYPE_ID".to_owned(), user_type.as_str().into());
        for (flag, default) in FLAGS {
            let value = php::get(input, flag).map_or_else(|| default.to_owned(), yes_no);
            properties.insert(flag.to_owned(), value.into());
        }
        if user_type == "boolean" {
            properties.insert("MULTIPLE".to_owned(), "N".into());
        }
        properties.insert(
            "SHOW_FILTER".to_owned(),
            php::get(input, "SHOW_FILTER")
                .map_or("N", |given| custom::show_filter(&user_type, given))
                .into(),
        );
        properties.insert(
            "XML_ID".to_owned(),
            Some(text("XML_ID")).filter(|x| !x.is_empty()).into(),
        );
        let sort = php::get(input, "SORT")
            .map(php::int)
            .filter(|s| *s > 0)
            .unwrap_or(100);
        properties.insert("SORT".to_owned(), sort.to_string().into());
        properties.insert(
            "SETTINGS".to_owned(),
            custom::settings(&user_type, php::get(input, "SETTINGS")),
        );
        let fallback = text("LABEL");
        for label in LABELS {
            let texts = labels(php::get(input, label), &fallback);
            properties.insert(label.to_owned(), texts);
        }
        let many = properties.get("MULTIPLE").and_then(Value::as_str) == Some("Y");
        let sql = "INSERT INTO custom_field (owner, name, doc) VALUES (?1, ?2, ?3)";
        let doc = Value::Object(properties).to_string();
        self.cx.db().execute(sql, (&self.owner, &name, doc))?;
        let id = self.cx.db().last_insert_rowid();
        let kind = column_of(&user_type);
        if kind == Kind::Choice
            && let Some(list) = php::get(input, "LIST")
        {
            options::create(self.cx.db(), id, many, list)?;
        }
        for table in self.tables()? {
            self.cx.core.store.add_column(&table, &name, &kind, many)?;
        }
        self.cx.core.forget();
        self.raise("Add", id, &name);
        Ok(json!(id).into())
    }

    fn check_type(&self, user_type: &str) -> Result<(), Fault> {
        let built_in = custom::TYPES.iter().any(|(code, _)| *code == user_type);
        let own = "SELECT 1 FROM field_type WHERE code = ?1";
        if built_in || self.cx.db().prepare_cached(own)?.exists([user_type])? {
            return Ok(());
        }
        Err(Fault::core("Incorrect custom type specified."))
    }

    /// Tables whose records have these custom fields.
    fn tables(&self) -> Result<Vec<Arc<Table>>, Fault> {
        let known = self.cx.core.catalogue.tables().iter().cloned();
        let tables = known.chain(added::tables(self.cx)?);
        Ok(tables
            .filter(|t| t.custom.as_deref() == Some(self.owner.as_str()))
            .collect())
    }

    fn get(&self) -> Result<Answer, Fault> {
        let field = self.find()?;
        let mut doc = document(&self.owner, &field);
        for label in LABELS {
            let labels = field
                .properties
                .get(label)
                .cloned()
                .unwrap_or_else(|| json!([]));
            doc.insert(label.to_owned(), labels);
        }
        Ok(Value::Object(doc).into())
    }

    fn update(&self) -> Result<Answer, Fault> {
        let field = self.find()?;
        let input = self.cx.fields_param()?;
        let mut properties = field.properties.clone();
        for (key, value) in php::entries(&input) {
            let value = match &*key {
                "MANDATORY" | "SHOW_IN_LIST" | "EDIT_IN_LIST" | "IS_SEARCHABLE" => {
                    yes_no(value).into()
                }
                "SHOW_FILTER" => custom::show_filter(&field.user_type, value).into(),
                "XML_ID" => php::text(value).into(),
                "SORT" => php::int(value).max(0).to_string().into(),
                "SETTINGS" => custom::settings(&field.user_type, Some(value)),
                label if LABELS.contains(&label) => labels(Some(value), ""),
                // Type, code and multiplicity are for ever.
                _ => continue,
            };
            properties.insert(key.into_owned(), value);
        }
        let doc = Value::Object(properties).to_string();
        self.cx.db().execute(
            "UPDATE custom_field SET doc = ?1 WHERE id = ?2",
            (doc, field.id),
        )?;
        let list = php::get(&input, "LIST").filter(|_| field.kind == Kind::Choice);
        if let Some(list) = list {
            options::update(self.cx.db(), field.id, field.many, list)?;
            self.raise("SetEnumValues", field.id, &field.name);
        }
        self.cx.core.forget();
        self.raise("Update", field.id, &field.name);
        Ok(json!(true).into())
    }

    fn delete(&self) -> Result<Answer, Fault> {
        let field = self.find()?;
        for table in self.tables()? {
            if field.kind == Kind::File {
                delete_files(self.cx, &table, field.column(), None)?;
            }
            let sql = format!(
                "ALTER TABLE {} DROP COLUMN {}",
                quote(&table.name),
                quote(field.column())
            );
            self.cx.db().execute_batch(&sql)?;
        }
        self.cx
            .db()
            .execute("DELETE FROM custom_option WHERE field = ?1", [field.id])?;
        self.cx
            .db()
            .execute("DELETE FROM custom_field WHERE id = ?1", [field.id])?;
        self.cx.core.forget();
        self.raise("Delete", field.id, &field.name);
        Ok(json!(true).into())
    }
}

/// A custom field, and the owner that it is filed under.
fn by_id(cx: &Cx<'_>, id: i64) -> Result<Option<(String, Arc<CustomField>)>, Fault> {
    let sql = "SELECT owner FROM custom_field WHERE id = ?1";
    let owner: Option<String> = cx.db().query_row(sql, [id], |row| row.get(0)).optional()?;
    let Some(owner) = owner else {
        return Ok(None);
    };
    let fields = cx.core.store.custom(&owner)?;
    let field = fields.iter().find(|field| field.id == id).cloned();
    Ok(field.map(|field| (owner, field)))
}

/// Everything of a field but the labels.
fn document(owner: &str, field: &CustomField) -> Map<String, Value> {
    let mut doc = Map::new();
    doc.insert("ID".to_owned(), field.id.to_string().into());
    doc.insert("ENTITY_ID".to_owned(), owner.into());
    doc.insert("FIELD_NAME".to_owned(), field.name.as_str().into());
    for name in [
        "USER_TYPE_ID",
        "XML_ID",
        "SORT",
        "MULTIPLE",
        "MANDATORY",
        "SHOW_FILTER",
        "SHOW_IN_LIST",
        "EDIT_IN_LIST",
        "IS_SEARCHABLE",
        "SETTINGS",
    ] {
        doc.insert(
            name.to_owned(),
            field.properties.get(name).cloned().unwrap_or_default(),
        );
    }
    if field.kind == Kind::Choice {
        let options = field.options.iter().map(|o| {
            let default = if o.default { "Y" } else { "N" };
            json!({
                "ID": o.id.to_string(), "SORT": o.sort.to_string(), "VALUE": o.value, "DEF": default
            })
        });
        doc.insert("LIST".to_owned(), options.collect());
    }
    doc
}

/// `UF_X`, `X` and `uf_crm_x` all become `UF_CRM_X`.
fn code(name: &str) -> Result<String, Fault> {
    let name = name.to_ascii_uppercase();
    let name = if name.starts_with(PREFIX) {
        name
    } else {
        format!("{PREFIX}{}", name.strip_prefix("UF_").unwrap_or(&name))
    };
    if name.len() > MAX_NAME {
        return Err(Fault::core(format!(
            "Field name is too long (more than {MAX_NAME} characters)."
        )));
    }
    if !name
        .bytes()
        .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
    {
        return Err(Fault::core(
            "Field name contains invalid characters. Allowed characters are: A-Z, 0-9 and _.",
        ));
    }
    Ok(name)
}

fn yes_no(value: &Value) -> String {
    let yes = matches!(php::text(value).as_deref(), Some("Y" | "y" | "1" | "true"));
    if yes { "Y" } else { "N" }.to_owned()
}

/// A text per language: the same one for all, or those that were given and `fallback` for the others.
fn labels(given: Option<&Value>, fallback: &str) -> Value {
    let own = given.filter(|v| php::is_array(v));
    let every = match given {
        Some(value) if own.is_none() && !php::is_blank(value) => php::text(value),
        _ => None,
    };
    let every = every.unwrap_or_else(|| fallback.to_owned());
    let mut texts = Map::new();
    for language in LANGUAGES {
        texts.insert(language.to_owned(), every.as_str().into());
    }
    for (language, text) in own.map(php::entries).unwrap_or_default() {
        let text = php::text(text).unwrap_or_default();
        texts.insert(language.into_owned(), text.into());
    }
    Value::Object(texts)
}
