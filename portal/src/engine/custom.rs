//! What is known of the types of custom fields: their defaults, and how they are described.

use serde_json::{Map, Value, json};

use crate::catalogue::Kind;
use crate::php;
use crate::store::CustomField;

/// Types that every portal has, with the titles they are listed under.
pub(crate) const TYPES: [(&str, &str); 16] = [
    ("string", "String"),
    ("integer", "Integer"),
    ("double", "Number"),
    ("boolean", "Yes/No"),
    ("enumeration", "List"),
    ("datetime", "Date/Time"),
    ("date", "Date"),
    ("money", "Money"),
    ("url", "Link"),
    ("address", "Address"),
    ("file", "File"),
    ("employee", "Link to employee"),
    ("crm_status", "Link to CRM directory"),
    ("iblock_section", "Link to information block sections"),
    ("iblock_element", "Link to information block elements"),
    ("crm", "Link to CRM entities"),
];

/// Properties that hold a text per language.
pub(crate) const LABELS: [&str; 5] = [
    "EDIT_FORM_LABEL",
    "LIST_COLUMN_LABEL",
    "LIST_FILTER_LABEL",
    "ERROR_MESSAGE",
    "HELP_MESSAGE",
];

/// Languages of the portal.
pub(crate) const LANGUAGES: [&str; 3] = ["en", "de", "ru"];

/// Settings as they are stored: what was given over what the type has by default.
pub(crate) fn settings(user_type: &str, given: Option<&Value>) -> Value {
    let mut settings = match user_type {
        "string" | "url" => json!({
            "SIZE": 20, "ROWS": 1, "REGEXP": "", "MIN_LENGTH": 0, "MAX_LENGTH": 0, "DEFAULT_VALUE": ""
        }),
        "integer" => json!({ "SIZE": 20, "MIN_VALUE": 0, "MAX_VALUE": 0, "DEFAULT_VALUE": null }),
        "double" => {
            json!({ "PRECISION": 2, "SIZE": 20, "MIN_VALUE": 0, "MAX_VALUE": 0, "DEFAULT_VALUE": null })
        }
        "boolean" => {
            json!({ "DEFAULT_VALUE": 0, "DISPLAY": "CHECKBOX", "LABEL": ["", ""], "LABEL_CHECKBOX": null })
        }
        "enumeration" => {
            json!({ "DISPLAY": "LIST", "LIST_HEIGHT": 1, "CAPTION_NO_VALUE": "", "SHOW_NO_VALUE": "Y" })
        }
        "date" => json!({ "DEFAULT_VALUE": { "VALUE": "", "TYPE": "NONE" } }),
        "datetime" => {
            json!({ "DEFAULT_VALUE": { "VALUE": "", "TYPE": "NONE" }, "USE_SECOND": "Y", "USE_TIMEZONE": "N" })
        }
        "money" => json!({ "DEFAULT_VALUE": "" }),
        "address" => json!({ "SHOW_MAP": "Y" }),
        "file" => json!({
            "SIZE": 20, "LIST_WIDTH": 0, "LIST_HEIGHT": 0, "MAX_SHOW_SIZE": 0, "MAX_ALLOWED_SIZE": 0, "EXTENSIONS": [],
            "TARGET_BLANK": "Y"
        }),
        "crm_status" => json!({ "ENTITY_TYPE": "" }),
        "iblock_section" | "iblock_element" => json!({
            "IBLOCK_TYPE_ID": "", "IBLOCK_ID": "", "DEFAULT_VALUE": "", "DISPLAY": "LIST", "LIST_HEIGHT": 1,
            "ACTIVE_FILTER": "N"
        }),
        "crm" => json!({ "LEAD": "N", "CONTACT": "N", "COMPANY": "N", "DEAL": "N" }),
        _ => json!({}),
    };
    if let (Some(own), Some(given)) = (settings.as_object_mut(), given) {
        for (key, value) in php::entries(given) {
            if user_type == "date" && key == "DEFAULT_VALUE" && !php::is_array(value) {
                let day = php::text(value).unwrap_or_default();
                let kind = if day.is_empty() { "NONE" } else { "FIXED" };
                own.insert(key.into_owned(), json!({ "VALUE": day, "TYPE": kind }));
            } else if matches!(&*key, "ROWS" | "LIST_HEIGHT") {
                own.insert(key.into_owned(), php::int(value).max(1).into());
            } else {
                own.insert(key.into_owned(), value.clone());
            }
        }
    }
    // Without settings there is an empty PHP array.
    if settings.as_object().is_some_and(Map::is_empty) {
        json!([])
    } else {
        settings
    }
}

/// `SHOW_FILTER` as it is stored.
pub(crate) fn show_filter(user_type: &str, given: &str) -> String {
    let built_in = TYPES.iter().any(|(code, _)| *code == user_type);
    match given {
        "N" | "" | "0" => "N",
        _ if !built_in => "N",
        "I" | "E" | "S" => given,
        _ if user_type == "employee" => "I",
        _ => "E",
    }
    .to_owned()
}

/// Adds what only descriptions of custom fields have.
pub(crate) fn describe(field: &CustomField, info: &mut Map<String, Value>) {
    info.insert("type".to_owned(), field.user_type.as_str().into());
    info.insert("title".to_owned(), field.name.as_str().into());
    for (key, property) in [
        ("listLabel", "LIST_COLUMN_LABEL"),
        ("formLabel", "EDIT_FORM_LABEL"),
        ("filterLabel", "LIST_FILTER_LABEL"),
    ] {
        info.insert(
            key.to_owned(),
            label(field.properties.get(property), LANGUAGES[0]).into(),
        );
    }
    if field.kind == Kind::Choice {
        let items: Vec<Value> = field
            .options
            .iter()
            .map(|o| json!({ "ID": o.id.to_string(), "VALUE": o.value }))
            .collect();
        info.insert("items".to_owned(), items.into());
    }
    if field.user_type == "crm_status" {
        let directory = field
            .properties
            .get("SETTINGS")
            .and_then(|s| php::get(s, "ENTITY_TYPE"))
            .cloned();
        info.insert("statusType".to_owned(), directory.unwrap_or_default());
    }
    info.insert(
        "settings".to_owned(),
        field
            .properties
            .get("SETTINGS")
            .cloned()
            .unwrap_or_else(|| json!([])),
    );
}

/// A setting of a field.
pub(crate) fn setting<'a>(field: &'a CustomField, name: &str) -> Option<&'a Value> {
    php::get(field.properties.get("SETTINGS")?, name)
}

/// File name endings that a field takes; none for any.
pub(crate) fn extensions(field: &CustomField) -> Vec<String> {
    match setting(field, "EXTENSIONS") {
        Some(Value::Object(map)) => map.keys().cloned().collect(),
        Some(list @ Value::Array(_)) => php::values(list)
            .into_iter()
            .filter_map(php::text)
            .collect(),
        _ => Vec::new(),
    }
}

/// What a field is called in texts: its label, or else its code.
pub(crate) fn title(field: &CustomField) -> String {
    let label = label(field.properties.get("EDIT_FORM_LABEL"), LANGUAGES[0]);
    if label.is_empty() {
        field.name.clone()
    } else {
        label
    }
}

/// A label in a language.
pub(crate) fn label(labels: Option<&Value>, language: &str) -> String {
    labels
        .and_then(|l| php::get(l, language))
        .and_then(php::text)
        .unwrap_or_default()
}
