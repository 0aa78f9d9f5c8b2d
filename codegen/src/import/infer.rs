//! Shapes of example values, for what a description leaves open.

use serde_json::Value;

use crate::draft::{Field, Shape};

/// Deeper than this everything is `any`.
const DEEPEST: usize = 5;

/// What some values have in common; `None` where there are none.
pub(crate) fn infer(values: &[&Value]) -> Option<Shape> {
    below(values, 0)
}

fn below(values: &[&Value], depth: usize) -> Option<Shape> {
    if depth > DEEPEST {
        return Some(Shape::any());
    }
    let mut members: Vec<Shape> = values.iter().filter_map(|value| scalar(value)).collect();
    let items: Vec<&Value> = values
        .iter()
        .filter_map(|value| value.as_array())
        .flatten()
        .collect();
    let objects: Vec<&serde_json::Map<String, Value>> = values
        .iter()
        .filter_map(|value| value.as_object())
        .collect();
    let mut is_list = values.iter().any(|value| value.is_array());
    if !objects.is_empty() {
        members.push(object(&objects, depth));
        // An empty list is how an empty object is answered.
        is_list &= !items.is_empty();
    }
    if is_list {
        members.push(Shape::list(
            below(&items, depth + 1).unwrap_or_else(Shape::any),
        ));
    }
    (!members.is_empty()).then(|| Shape::union(members))
}

fn scalar(value: &Value) -> Option<Shape> {
    Some(Shape::plain(match value {
        Value::Bool(_) => "bool",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "int",
        Value::String(text) if text == "Y" || text == "N" => "yn",
        Value::String(text) if is_datetime(text) => "datetime",
        Value::String(_) => "string",
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    }))
}

fn is_datetime(text: &str) -> bool {
    let shape: String = text
        .chars()
        .take(19)
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect();
    shape == "0000-00-00T00:00:00"
}

fn object(objects: &[&serde_json::Map<String, Value>], depth: usize) -> Shape {
    let mut keys: Vec<&String> = Vec::new();
    for key in objects.iter().flat_map(|object| object.keys()) {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    if keys.is_empty() {
        return Shape::map(Shape::any());
    }
    let values = |key: &str| -> Vec<&Value> {
        objects
            .iter()
            .filter_map(|object| object.get(key))
            .collect()
    };
    // Keys that are numbers, or no names at all, are identifiers of something.
    let is_name = |key: &String| {
        key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_' || c == '~')
            && key
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "_|~-".contains(c))
            && !key.chars().skip(1).any(|c| c.is_ascii_digit()) | (key.len() < 24)
    };
    let is_language =
        |key: &String| key.len() == 2 && key.chars().all(|c| c.is_ascii_lowercase()) && key != "id";
    if !keys.iter().all(|key| is_name(key)) || keys.iter().all(|key| is_language(key)) {
        let all: Vec<&Value> = objects.iter().flat_map(|object| object.values()).collect();
        return Shape::map(below(&all, depth + 1).unwrap_or_else(Shape::any));
    }
    Shape::Object(
        keys.into_iter()
            .map(|key| Field {
                name: key.clone(),
                certain: false,
                shape: below(&values(key), depth + 1).unwrap_or_else(Shape::any),
                attributes: Vec::new(),
            })
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::draft::text;

    #[test]
    fn examples_tell_types() {
        for (value, ty) in [
            (json!("Y"), "yn"),
            (json!("2030-01-31T12:00:00+02:00"), "datetime"),
            (json!([1, 2]), "[int]"),
            (json!([]), "[any]"),
            (json!({ "7": 1.5, "8": 1 }), "map(number)"),
            (json!([{ "12": [true] }]), "[map([bool])]"),
        ] {
            let shape = infer(&[&value]);
            assert_eq!(shape.as_ref().and_then(text).as_deref(), Some(ty));
        }
        assert_eq!(infer(&[&json!(null)]), None);
        assert!(
            matches!(infer(&[&json!({ "id": 1 })]), Some(Shape::Object(fields)) if fields.len() == 1)
        );
    }
}
