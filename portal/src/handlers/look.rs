//! What applications draw: whether it is as the spec has it, in the codes that the platform has for it.

use bitrix24_codegen::model::{Field, Kind, Model, TypeId};
use serde_json::Value;

use crate::engine::Cx;
use crate::fault::Fault;
use crate::php;

/// Blocks in blocks: deeper ones are taken as they are.
const MAX_DEPTH: usize = 16;

/// How many of something there may be, by the name that they stand under.
const MOST: [(&str, usize); 5] = [
    ("actionParams", 20),
    ("blocks", 20),
    ("buttons", 2),
    ("items", 10),
    ("tags", 2),
];

/// Checks the parameter of a name.
pub(super) fn check(cx: &Cx<'_>, name: &str, value: &Value) -> Result<(), Fault> {
    let params = cx.method.into_iter().flat_map(|method| &method.params);
    let model = &cx.core.catalogue.model;
    let Some(param) = params.into_iter().find(|param| param.wire == name) else {
        return Ok(());
    };
    typed(model, param.ty, value, name, 0)
}

fn wrong(code: &str, text: String) -> Fault {
    Fault::new(code, text)
}

fn typed(model: &Model, ty: TypeId, value: &Value, name: &str, depth: usize) -> Result<(), Fault> {
    if depth > MAX_DEPTH {
        return Ok(());
    }
    match &model[ty].kind {
        Kind::Optional(inner) => typed(model, *inner, value, name, depth),
        Kind::Object(object) => members(model, &object.fields, &[], value, name, depth),
        Kind::Values(values) => {
            let text = php::text(value).unwrap_or_default();
            match values.iter().any(|known| known.wire == text) {
                true => Ok(()),
                false => Err(wrong("ENUM_FIELD", format!("{name} cannot be {text}"))),
            }
        }
        Kind::Map(inner) => {
            let entries = php::entries(value);
            check_count(name, entries.len())?;
            for (key, value) in entries {
                let fits = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
                if !key.bytes().all(fits) {
                    let text = format!("{name} has the key {key}");
                    return Err(wrong("KEY_CONTAIN_WRONG_SYMBOLS", text));
                }
                typed(model, *inner, value, &key, depth + 1)?;
            }
            Ok(())
        }
        Kind::Tagged {
            by: Some(by),
            cases,
        } => {
            let chosen = php::get(value, by).and_then(php::text);
            let chosen = chosen.ok_or_else(|| lacking(name, by))?;
            let Some(case) = cases.iter().find(|case| case.wire == chosen) else {
                return Err(wrong(
                    "ENUM_FIELD",
                    format!("{by} of {name} cannot be {chosen}"),
                ));
            };
            match &model[case.ty].kind {
                Kind::Object(object) => members(model, &object.fields, &[by], value, name, depth),
                _ => Ok(()),
            }
        }
        _ => Ok(()),
    }
}

fn check_count(name: &str, count: usize) -> Result<(), Fault> {
    let most = MOST.iter().find(|(known, _)| *known == name);
    match most.filter(|(_, most)| count > *most) {
        Some((_, most)) => Err(wrong(
            "TOO_MANY_ITEMS",
            format!("{name} has more than {most}"),
        )),
        None => Ok(()),
    }
}

fn lacking(name: &str, field: &str) -> Fault {
    wrong(
        "FIELD_IS_REQUIRED",
        format!("The field {field} of {name} must be filled"),
    )
}

/// Checks the fields of an object; `beside` are further keys that it has.
fn members(
    model: &Model,
    fields: &[Field],
    beside: &[&String],
    value: &Value,
    name: &str,
    depth: usize,
) -> Result<(), Fault> {
    for (key, _) in php::entries(value) {
        let known = fields.iter().any(|f| f.wire == key) || beside.iter().any(|b| **b == key);
        if !known {
            return Err(wrong(
                "FIELD_IS_REDUNDANT",
                format!("{name} has no field {key}"),
            ));
        }
    }
    for field in fields {
        match php::get(value, &field.wire).filter(|value| !is_nothing(value)) {
            Some(value) => typed(model, field.ty, value, &field.wire, depth + 1)?,
            None if field.certain => return Err(lacking(name, &field.wire)),
            None => {}
        }
    }
    Ok(())
}

fn is_nothing(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(str::is_empty)
}
