//! What custom fields refuse: values beyond the limits that their settings set. Nought is no limit.

use serde_json::Value;

use crate::catalogue::Kind;
use crate::engine::custom;
use crate::php;
use crate::store::CustomField;

/// What is wrong with the values sent for a field.
pub(super) fn complaints(field: &CustomField, value: &Value) -> Vec<String> {
    php::values(value)
        .into_iter()
        .filter(|value| !php::is_blank(value) && !php::is_array(value))
        .filter_map(|value| match field.kind {
            Kind::Number | Kind::Int => number(field, value),
            Kind::Text => text(field, value),
            _ => None,
        })
        .collect()
}

fn number(field: &CustomField, value: &Value) -> Option<String> {
    let name = custom::title(field);
    let Some(value) = php::number(value).and_then(|n| n.as_f64()) else {
        let strict = field.kind == Kind::Number;
        return strict.then(|| format!("The value of the field \"{name}\" must be a number."));
    };
    let (least, most) = (limit(field, "MIN_VALUE"), limit(field, "MAX_VALUE"));
    if let Some(least) = least.filter(|least| value < *least) {
        return Some(format!(
            "The value of the field \"{name}\" must not be less than {least}."
        ));
    }
    most.filter(|most| value > *most)
        .map(|most| format!("The value of the field \"{name}\" must not be more than {most}."))
}

fn text(field: &CustomField, value: &Value) -> Option<String> {
    let name = custom::title(field);
    let length = php::text(value)?.chars().count() as f64;
    let (least, most) = (limit(field, "MIN_LENGTH"), limit(field, "MAX_LENGTH"));
    if let Some(least) = least.filter(|least| length < *least) {
        return Some(format!(
            "The field \"{name}\" must have at least {least} characters."
        ));
    }
    most.filter(|most| length > *most)
        .map(|most| format!("The field \"{name}\" must have at most {most} characters."))
}

/// What is wrong with a file sent for a field.
pub(super) fn file(field: &CustomField, name: &str, content: &[u8]) -> Option<String> {
    let title = custom::title(field);
    let most = limit(field, "MAX_ALLOWED_SIZE");
    if let Some(most) = most.filter(|most| content.len() as f64 > *most) {
        return Some(format!(
            "The file for \"{title}\" is larger than {most} bytes."
        ));
    }
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let allowed = custom::extensions(field);
    let fits = allowed.is_empty() || allowed.iter().any(|e| e.eq_ignore_ascii_case(ending));
    (!fits).then(|| format!("Files for \"{title}\" must end in: {}.", allowed.join(", ")))
}

fn limit(field: &CustomField, name: &str) -> Option<f64> {
    let number = custom::setting(field, name).and_then(php::number)?.as_f64();
    number.filter(|limit| *limit != 0.0)
}
