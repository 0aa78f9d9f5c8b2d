//! `crm.duplicate.volatileType.*`: fields by which duplicates are searched besides the usual ones.

use bitrix24_codegen::model::Access;
use serde_json::{Value, json};

use crate::catalogue::Kind;
use crate::engine::records::{self, held};
use crate::engine::{Answer, Cx};
use crate::fault::Fault;
use crate::php;

const TYPE: &str = "crm.duplicate.volatile_type";
/// Kinds of records that are searched: leads, contacts, companies.
const KINDS: [i64; 3] = [1, 3, 4];
/// How many there can be for all kinds together.
const MOST: usize = 7;

/// Texts that a kind of record has, by code and label.
fn texts(cx: &Cx<'_>, kind: i64) -> Result<Vec<(String, String)>, Fault> {
    let code = super::owner_code(kind).unwrap_or_default();
    let view = records::view(cx, &format!("crm.{}", code.to_ascii_lowercase()))?;
    let fields = cx.fields(&view, false)?;
    let texts = fields.list.iter().filter(|field| {
        let written = matches!(field.access, Access::All);
        field.kind == Kind::Text && !field.many && written
    });
    Ok(texts
        .map(|field| (field.wire.clone(), field.wire.clone()))
        .collect())
}

pub(super) fn fields(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let asked = cx.param("entityTypeId").map(php::int);
    let mut all = Vec::new();
    for kind in KINDS
        .into_iter()
        .filter(|kind| asked.is_none_or(|a| a == *kind))
    {
        for (code, title) in texts(cx, kind)? {
            all.push(json!({ "entityTypeId": kind, "fieldCode": code, "fieldTitle": title }));
        }
    }
    Ok(Value::Array(all).into())
}

pub(super) fn register(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let kind = cx.param("entityTypeId").map_or(0, php::int);
    let code = cx
        .param("fieldCode")
        .and_then(php::text)
        .unwrap_or_default();
    let known = KINDS.contains(&kind)
        // Those of requisites are told by country and field.
        && (code.starts_with("RQ.") || texts(cx, kind)?.iter().any(|(known, _)| *known == code));
    if !known {
        return Err(Fault::new("FIELD_NOT_FOUND", "Field not found"));
    }
    let view = records::view(cx, TYPE)?;
    let same = [held("ENTITY_TYPE_ID", kind), held("FIELD_CODE", code)];
    if let Some(row) = records::row(cx, &view, &same)? {
        return Ok(json!({ "id": row }).into());
    }
    if records::rows(cx, &view, &[])?.len() >= MOST {
        let text = "There is already a maximum number of volatile types";
        return Err(Fault::new("MAX_TYPES_COUNT_EXCEEDED", text));
    }
    cx.by_shape()
}
