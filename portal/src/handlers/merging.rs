//! `crm.entity.mergeBatch`: records of one kind become one.

use serde_json::{Value, json};

use super::owner_name;
use crate::engine::{Answer, Cx, merge, view_of};
use crate::fault::Fault;
use crate::php;

/// Kinds that can be merged, besides types that the portal added.
const KINDS: [i64; 6] = [1, 2, 3, 4, 7, 31];

fn wrong(text: impl Into<String>) -> Fault {
    Fault::new("400", text)
}

pub(super) fn merge_batch(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let params = cx.any_param("params").cloned().unwrap_or_default();
    let kind = php::get(&params, "entityTypeId").map_or(0, php::int);
    if kind <= 0 {
        return Err(wrong("The parameter entityTypeId is required."));
    }
    let known = KINDS.contains(&kind) || cx.added_view(kind)?.is_some();
    let view = view_of(cx, kind)?.filter(|_| known);
    let view = view.ok_or_else(|| {
        let text = format!("Entity type {} is not supported", owner_name(kind));
        wrong(text)
    })?;
    let mut ids: Vec<i64> = Vec::new();
    for id in php::get(&params, "entityIds")
        .map(php::values)
        .unwrap_or_default()
    {
        let id = php::int(id);
        if id > 0 && !ids.contains(&id) {
            ids.push(id);
        }
    }
    let (first, others) = match ids.split_first() {
        None => {
            let text = "The parameter entityIds does not contains valid elements.";
            return Err(wrong(text));
        }
        Some((_, [])) => {
            let text = "The parameter entityIds must contains at least two elements.";
            return Err(wrong(text));
        }
        Some(both) => both,
    };
    for id in &ids {
        if !cx.exists(&view.table, *id)? {
            return Err(wrong("Owner was not found"));
        }
    }
    let done = merge(cx, &view, *first, others)?;
    let (status, gone) = match done {
        true => ("SUCCESS", others),
        false => ("CONFLICT", &[][..]),
    };
    Ok(json!({ "STATUS": status, "ENTITY_IDS": gone.iter().copied().map(Value::from).collect::<Value>() }).into())
}
