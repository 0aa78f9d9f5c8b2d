//! A user field as a portal describes it.

use serde_json::Value;

/// A user field, as far as it becomes Rust.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct UserField {
    pub(super) id: i64,
    /// `UF_CRM_TIER`
    pub(super) name: String,
    /// `enumeration`; one that an app registered is called as the app likes.
    pub(super) kind: String,
    pub(super) multiple: bool,
    pub(super) mandatory: bool,
    pub(super) show_in_list: bool,
    pub(super) label: Option<String>,
    /// The directory that values of `crm_status` are in.
    pub(super) directory: Option<String>,
    /// In order of their ids.
    pub(super) options: Vec<ListItem>,
}

/// An option of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ListItem {
    pub(super) id: i64,
    pub(super) text: String,
}

/// In forms, above lists, in filters: the label that people see most stands first.
const LABELS: [&str; 3] = ["EDIT_FORM_LABEL", "LIST_COLUMN_LABEL", "LIST_FILTER_LABEL"];
/// The same in descriptions of all fields.
const DESCRIBED_LABELS: [&str; 3] = ["formLabel", "listLabel", "filterLabel"];

impl UserField {
    /// Reads what `*.userfield.list` says of one; what is wrong with it as an error.
    pub(super) fn read(row: &Value) -> Result<Self, String> {
        let required = |key: &str| {
            text(&row[key])
                .filter(|text| !text.is_empty())
                .ok_or_else(|| format!("it has no {key}"))
        };
        let name = required("FIELD_NAME")?;
        let id = number(&row["ID"]).ok_or_else(|| format!("{name} has no ID"))?;
        let kind = required("USER_TYPE_ID").map_err(|_| format!("{name} has no USER_TYPE_ID"))?;
        let mut options = Vec::new();
        for option in elements(&row["LIST"]) {
            let id = number(&option["ID"])
                .filter(|id| *id > 0)
                .ok_or_else(|| format!("an option of {name} has no ID"))?;
            let text = text(&option["VALUE"]).unwrap_or_default();
            options.push(ListItem { id, text });
        }
        options.sort_by_key(|option| option.id);
        options.dedup_by_key(|option| option.id);
        Ok(Self {
            id,
            name,
            kind,
            multiple: yes(&row["MULTIPLE"]),
            mandatory: yes(&row["MANDATORY"]),
            show_in_list: yes(&row["SHOW_IN_LIST"]),
            label: label(row, LABELS),
            directory: text(&row["SETTINGS"]["ENTITY_TYPE"]).filter(|code| !code.is_empty()),
            options,
        })
    }

    /// Takes the label out of a description of all fields, where the list had none.
    pub(super) fn described(&mut self, description: &Value) {
        if self.label.is_none() {
            self.label = label(description, DESCRIBED_LABELS).filter(|label| *label != self.name);
        }
    }
}

fn label(row: &Value, keys: [&str; 3]) -> Option<String> {
    let mut labels = keys.into_iter().filter_map(|key| text(&row[key]));
    labels.find(|label| !label.trim().is_empty())
}

/// Elements of a list, which PHP may have made an object.
pub(super) fn elements(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(list) => list.iter().collect(),
        Value::Object(map) => map.values().collect(),
        _ => Vec::new(),
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn number(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

fn yes(value: &Value) -> bool {
    matches!(value, Value::Bool(true)) || matches!(text(value).as_deref(), Some("Y" | "y" | "1"))
}
