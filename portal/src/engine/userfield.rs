//! The `userfield` family: custom fields of a kind of record.

use bitrix24_codegen::model::EntityId;
use rusqlite::OptionalExtension;
use serde_json::{Map, Value, json};

use super::custom::{self, LABELS, LANGUAGES};
use super::{Answer, Cx};
use crate::catalogue::{Kind, upper};
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
    ("SHOW_IN_LIST", "Y"),
    ("EDIT_IN_LIST", "Y"),
    ("IS_SEARCHABLE", "N"),
];

pub(super) fn run(cx: &Cx<'_>, entity: EntityId, role: &str) -> Option<Result<Answer, Fault>> {
    let owner = cx.core.catalogue.model[entity]
        .custom
        .as_ref()?
        .owner
        .clone();
    let fields = UserFields { cx, entity, owner };
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
    entity: EntityId,
    owner: String,
}

impl UserFields<'_> {
    /// The field of the call's id.
    fn find(&self) -> Result<std::sync::Arc<CustomField>, Fault> {
        let id = self
            .cx
            .id()
            .ok_or_else(|| Fault::plain("ID is not defined or invalid."))?;
        let sql = "SELECT owner FROM custom_field WHERE id = ?1";
        let owner: Option<String> = self
            .cx
            .db()
            .query_row(sql, [id], |row| row.get(0))
            .optional()?;
        match owner {
            None => Err(Fault::new(
                "ERROR_NOT_FOUND",
                format!("The entity with ID '{id}' is not found."),
            )),
            Some(owner) if owner != self.owner => Err(Fault::plain("Access denied.")),
            Some(_) => {
                let fields = self.cx.core.store.custom(&self.owner)?;
                fields
                    .iter()
                    .find(|f| f.id == id)
                    .cloned()
                    .ok_or_else(|| Fault::plain("Not found."))
            }
        }
    }

    fn raise(&self, role: &str, id: i64, name: &str) {
        let mut fields = Map::new();
        fields.insert("ID".to_owned(), id.into());
        fields.insert("ENTITY_ID".to_owned(), self.owner.as_str().into());
        fields.insert("FIELD_NAME".to_owned(), name.into());
        self.cx
            .raise(self.entity, &format!("UserField{role}"), fields);
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
                "Field {name} for {} already exists.",
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
            custom::show_filter(&user_type, &text("SHOW_FILTER")).into(),
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
        for label in LABELS {
            let fallback = php::get(input, "LABEL").filter(|_| label.ends_with("_LABEL"));
            properties.insert(
                label.to_owned(),
                labels(php::get(input, label).or(fallback)),
            );
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
            self.save_options(id, many, list)?;
        }
        for table in self.tables() {
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
    fn tables(&self) -> Vec<std::sync::Arc<crate::catalogue::Table>> {
        let mut tables = self.cx.core.catalogue.tables();
        tables.retain(|t| t.custom.as_deref() == Some(self.owner.as_str()));
        tables
    }

    fn get(&self) -> Result<Answer, Fault> {
        let field = self.find()?;
        let mut doc = self.document(&field);
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

    /// Everything but the labels.
    fn document(&self, field: &CustomField) -> Map<String, Value> {
        let mut doc = Map::new();
        doc.insert("ID".to_owned(), field.id.to_string().into());
        doc.insert("ENTITY_ID".to_owned(), self.owner.as_str().into());
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
                    "ID": o.id.to_string(), "SORT": o.sort.to_string(), "VALUE": o.value, "DEF": default,
                    "XML_ID": o.xml_id
                })
            });
            doc.insert("LIST".to_owned(), options.collect());
        }
        doc
    }

    fn list(&self) -> Result<Answer, Fault> {
        let order = self.cx.array_param("order")?;
        let filter = self.cx.array_param("filter")?;
        let language = php::get(&filter, "LANG")
            .and_then(php::text)
            .filter(|l| !l.is_empty());
        let mut rows: Vec<Map<String, Value>> = Vec::new();
        for field in self.cx.core.store.custom(&self.owner)?.iter() {
            let mut doc = self.document(field);
            if !matches(&doc, &filter) {
                continue;
            }
            if let Some(language) = &language {
                for label in LABELS {
                    let text = custom::label(field.properties.get(label), language);
                    doc.insert(
                        label.to_owned(),
                        Some(text).filter(|t| !t.is_empty()).into(),
                    );
                }
            }
            rows.push(doc);
        }
        for (key, direction) in php::entries(&order).into_iter().rev() {
            let key = upper(&key);
            let descending = php::text(direction).is_some_and(|d| d.eq_ignore_ascii_case("DESC"));
            rows.sort_by(|a, b| {
                let order = sort_key(a, &key).cmp(&sort_key(b, &key));
                if descending { order.reverse() } else { order }
            });
        }
        let total = i64::try_from(rows.len()).unwrap_or(0);
        let result = rows.into_iter().map(Value::Object).collect();
        Ok(Answer {
            result,
            total: Some(total),
            next: None,
        })
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
                "SHOW_FILTER" => custom::show_filter(&field.user_type, &yes_no_or(value)).into(),
                "XML_ID" => php::text(value).into(),
                "SORT" => php::int(value).max(0).to_string().into(),
                "SETTINGS" => custom::settings(&field.user_type, Some(value)),
                label if LABELS.contains(&label) => labels(Some(value)),
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
            self.save_options(field.id, field.many, list)?;
            self.raise("SetEnumValues", field.id, &field.name);
        }
        self.cx.core.forget();
        self.raise("Update", field.id, &field.name);
        Ok(json!(true).into())
    }

    fn delete(&self) -> Result<Answer, Fault> {
        let field = self.find()?;
        for table in self.tables() {
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

    /// Options by their id: changed, removed by `DEL`, added when there is no such id; blank ones are skipped.
    fn save_options(&self, field: i64, many: bool, list: &Value) -> Result<(), Fault> {
        let db = self.cx.db();
        let mut defaulted = false;
        for (at, option) in php::values(list).into_iter().enumerate() {
            let text = |name: &str| php::get(option, name).and_then(php::text);
            let id = php::get(option, "ID").map_or(0, php::int);
            let known = "SELECT 1 FROM custom_option WHERE id = ?1 AND field = ?2";
            let known = db.prepare_cached(known)?.exists((id, field))?;
            if known && text("DEL").is_some_and(|d| d.eq_ignore_ascii_case("Y")) {
                db.execute("DELETE FROM custom_option WHERE id = ?1", [id])?;
                continue;
            }
            let value = text("VALUE").filter(|v| !v.trim().is_empty());
            let mut default = text("DEF").map(|d| d.eq_ignore_ascii_case("Y"));
            if default == Some(true) && !many {
                default = Some(!std::mem::replace(&mut defaulted, true));
            }
            let default = default.map(|d| if d { "Y" } else { "N" });
            let sort = php::get(option, "SORT").map(php::int);
            if known {
                let sql = "UPDATE custom_option SET value = COALESCE(?1, value), sort = COALESCE(?2, sort),
                     def = COALESCE(?3, def), xml_id = COALESCE(?4, xml_id) WHERE id = ?5";
                db.execute(sql, (value, sort, default, text("XML_ID"), id))?;
                continue;
            }
            let Some(value) = value else { continue };
            let xml_id = text("XML_ID").filter(|x| !x.is_empty());
            if let Some(xml_id) = &xml_id {
                let taken = "SELECT 1 FROM custom_option WHERE field = ?1 AND xml_id = ?2";
                if db.prepare_cached(taken)?.exists((field, xml_id))? {
                    return Err(Fault::core(format!(
                        "A list item with XML_ID={xml_id} already exists."
                    )));
                }
            }
            let place = i64::try_from(at)
                .unwrap_or(0)
                .saturating_add(1)
                .saturating_mul(10);
            let sql = "INSERT INTO custom_option (field, value, sort, def, xml_id) VALUES (?1, ?2, ?3, ?4, ?5)";
            let xml_id = xml_id
                .unwrap_or_else(|| format!("{:08x}", field.wrapping_mul(7919).wrapping_add(place)));
            db.execute(
                sql,
                (
                    field,
                    value,
                    sort.unwrap_or(place),
                    default.unwrap_or("N"),
                    xml_id,
                ),
            )?;
        }
        Ok(())
    }
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
        return Err(Fault::plain(format!(
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

/// One of the letters of `SHOW_FILTER`, or a boolean.
fn yes_no_or(value: &Value) -> String {
    match php::text(value) {
        Some(letter) if matches!(letter.as_str(), "I" | "E" | "S") => letter,
        _ => yes_no(value),
    }
}

/// A text is the same in every language of the portal.
fn labels(value: Option<&Value>) -> Value {
    let text = |value: &Value| Value::from(php::text(value).unwrap_or_default());
    match value {
        Some(value) if php::is_array(value) => php::entries(value)
            .into_iter()
            .map(|(lang, v)| (lang.into_owned(), text(v)))
            .collect::<Map<_, _>>()
            .into(),
        Some(value) if !php::is_blank(value) => LANGUAGES
            .iter()
            .map(|lang| ((*lang).to_owned(), text(value)))
            .collect::<Map<_, _>>()
            .into(),
        _ => LANGUAGES
            .iter()
            .map(|lang| ((*lang).to_owned(), Value::Null))
            .collect::<Map<_, _>>()
            .into(),
    }
}

/// Equality is all that this list filters by.
fn matches(doc: &Map<String, Value>, filter: &Value) -> bool {
    php::entries(filter)
        .into_iter()
        .filter(|(key, _)| key != "LANG")
        .all(|(key, wanted)| {
            let Some(have) = doc.get(key.trim_start_matches('=')) else {
                return true;
            };
            let have = php::text(have).unwrap_or_default();
            let wanted = if php::is_array(wanted) {
                php::values(wanted)
            } else {
                vec![wanted]
            };
            wanted
                .into_iter()
                .any(|w| php::text(w).unwrap_or_default().eq_ignore_ascii_case(&have))
        })
}

fn sort_key(doc: &Map<String, Value>, key: &str) -> (i64, String) {
    let text = doc.get(key).and_then(php::text).unwrap_or_default();
    (php::int(&Value::from(text.as_str())), text)
}
