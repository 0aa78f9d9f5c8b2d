//! The fields that a portal's people added.

use serde_json::{Value, json};

use super::answers::Asker;
use super::fields;
use super::report::{Drift, Report, What};
use crate::live::{CallError, method_of};
use crate::model::{Entity, EntityId, Field, Kind, Model, TypeId};

/// Compares how user fields are described, and where they are filed. Whether there was an answer.
pub(super) fn compare(
    asker: &mut Asker<'_, '_>,
    id: EntityId,
    entity: &Entity,
    report: &mut Report,
) -> Result<bool, CallError> {
    let Some(method) = method_of(asker.model, id, "userfield.list") else {
        return Ok(false);
    };
    let Some(answer) = asker.ask(method, json!({}), report)? else {
        return Ok(false);
    };
    let model = asker.model;
    let file = &model[entity.file].path;
    let described = record(model, method.returns);
    let mut unknown = Vec::new();
    for row in answer.as_array().into_iter().flatten() {
        report.looked_at.user_fields += 1;
        let owner = row["ENTITY_ID"].as_str();
        if let (Some(portal), Some(custom)) = (owner, &entity.custom)
            && portal != custom.owner
        {
            let drift = Drift {
                name: entity.full_name.clone(),
                file: file.clone(),
                what: What::CustomFieldOwner {
                    portal: portal.to_owned(),
                    spec: custom.owner.clone(),
                },
            };
            if !report.drift.contains(&drift) {
                report.drift.push(drift);
            }
        }
        let (Value::Object(row), Some((_, fields))) = (row, described) else {
            continue;
        };
        for key in row.keys() {
            if fields::find(fields, key).is_none() && !unknown.contains(key) {
                unknown.push(key.clone());
            }
        }
    }
    if let Some((owner, _)) = described {
        for field in unknown {
            let drift = Drift {
                name: owner.full_name.clone(),
                file: model[owner.file].path.clone(),
                what: What::FieldUnknown {
                    field,
                    portal: None,
                },
            };
            if !report.drift.contains(&drift) {
                report.drift.push(drift);
            }
        }
    }
    Ok(true)
}

/// The entity that the rows of a list are records of.
fn record(model: &Model, ty: TypeId) -> Option<(&Entity, &[Field])> {
    match &model[ty].kind {
        Kind::List(inner) | Kind::Optional(inner) => record(model, *inner),
        Kind::Record(id) => Some((&model[*id], &model[*id].fields)),
        _ => None,
    }
}
