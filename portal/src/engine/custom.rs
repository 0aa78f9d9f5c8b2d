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
            let value = setting_value(user_type, &key, value);
            own.insert(key.into_owned(), value);
        }
    }
    let chosen = given.is_some_and(|given| !php::entries(given).is_empty());
    if user_type == "crm" && !chosen {
        settings["LEAD"] = "Y".into();
    }
    // Without settings there is an empty PHP array.
    if settings.as_object().is_some_and(Map::is_empty) {
        json!([])
    } else {
        settings
    }
}

/// A setting as it is kept of what was given.
fn setting_value(user_type: &str, name: &str, given: &Value) -> Value {
    let one_of = |known: &[&str]| {
        let given = php::text(given).unwrap_or_default();
        let first = known.first().copied().unwrap_or_default();
        Value::from(if known.contains(&given.as_str()) {
            given
        } else {
            first.to_owned()
        })
    };
    match (user_type, name) {
        ("date" | "datetime", "DEFAULT_VALUE") => default_date(given),
        ("boolean", "DEFAULT_VALUE") => i64::from(php::int(given) > 0).into(),
        ("boolean", "DISPLAY") => one_of(&["CHECKBOX", "RADIO", "DROPDOWN"]),
        (_, "DISPLAY") => one_of(&["LIST", "UI", "CHECKBOX", "DIALOG"]),
        ("double", "PRECISION") => php::int(given).max(0).into(),
        // Of a file it is the height of a preview, where nought means any.
        ("file", "LIST_HEIGHT") => given.clone(),
        (_, "ROWS" | "LIST_HEIGHT") => php::int(given).max(1).into(),
        _ => given.clone(),
    }
}

/// `{VALUE, TYPE}`; a day alone is a fixed one.
fn default_date(given: &Value) -> Value {
    let text = |name: &str| php::get(given, name).and_then(php::text);
    let value = php::text(given)
        .or_else(|| text("VALUE"))
        .unwrap_or_default();
    let kind = match text("TYPE").as_deref() {
        Some("NOW") => "NOW",
        Some("FIXED") => "FIXED",
        _ if !value.is_empty() && !php::is_array(given) => "FIXED",
        _ => "NONE",
    };
    json!({ "VALUE": value, "TYPE": kind })
}

/// `SHOW_FILTER` as it is stored: yes becomes a way to compare.
pub(crate) fn show_filter(user_type: &str, given: &Value) -> &'static str {
    let built_in = TYPES.iter().any(|(code, _)| *code == user_type);
    match php::text(given).as_deref() {
        Some("Y" | "y" | "1" | "true" | "I" | "E" | "S") if !built_in => "N",
        Some("I") => "I",
        Some("S") => "S",
        Some("Y" | "y" | "1" | "true") if user_type == "employee" => "I",
        Some("Y" | "y" | "1" | "true" | "E") => "E",
        _ => "N",
    }
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
