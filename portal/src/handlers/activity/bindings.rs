//! `crm.activity.binding.*`: the records that an activity is bound to.

use serde_json::{Value, json};

use super::{bound, done, named};
use crate::engine::{Answer, Cx, Owner};
use crate::fault::Fault;
use crate::handlers::owner;

fn already_bound() -> Fault {
    Fault::new(
        "ACTIVITY_IS_ALREADY_BOUND",
        "The activity is bound to this record already",
    )
}

fn not_bound() -> Fault {
    Fault::new(
        "BINDING_NOT_FOUND",
        "The activity is not bound to this record",
    )
}

pub(super) fn add(cx: &Cx<'_>) -> Result<Answer, Fault> {
    cx.check_params(&[])?;
    let activity = bound(named(cx, "activityId")?);
    let owner = owner::existing(cx, "entityTypeId", "entityId")?;
    match activity.bind(cx, owner)? {
        true => Ok(done()),
        false => Err(already_bound()),
    }
}

pub(super) fn list(cx: &Cx<'_>) -> Result<Answer, Fault> {
    cx.check_params(&[])?;
    let id = cx.param("activityId").map_or(0, crate::php::int);
    let row = |owner: &Owner| json!({ "entityTypeId": owner.kind, "entityId": owner.id });
    let rows: Value = bound(id).owners(cx)?.iter().map(row).collect();
    Ok(rows.into())
}

pub(super) fn shift(cx: &Cx<'_>) -> Result<Answer, Fault> {
    cx.check_params(&[])?;
    let activity = bound(named(cx, "activityId")?);
    let from = owner::sent(cx, "sourceEntityTypeId", "sourceEntityId");
    let to = owner::sent(cx, "targetEntityTypeId", "targetEntityId");
    if from.kind != to.kind {
        return Err(Fault::new(
            "SOURCE_AND_TARGET_ENTITY_TYPES_ARE_NOT_EQUAL_ERROR",
            "Activities move between records of one kind only",
        ));
    }
    if from.id == to.id {
        return Err(Fault::new(
            "SOURCE_AND_TARGET_ENTITY_ID_ARE_EQUAL_ERROR",
            "The activity would move to where it is",
        ));
    }
    owner::check(cx, to)?;
    let owners = activity.owners(cx)?;
    if !owners.contains(&from) {
        return Err(not_bound());
    }
    if owners.contains(&to) {
        return Err(already_bound());
    }
    activity.rebind(cx, from, to)?;
    Ok(done())
}

pub(super) fn delete(cx: &Cx<'_>) -> Result<Answer, Fault> {
    cx.check_params(&[])?;
    let activity = bound(named(cx, "activityId")?);
    let owner = owner::existing(cx, "entityTypeId", "entityId")?;
    match activity.owners(cx)?.as_slice() {
        owners if !owners.contains(&owner) => Err(not_bound()),
        [_] => Err(Fault::new(
            "LAST_BINDING_CANNOT_BE_DELETED",
            "The last record of an activity stays",
        )),
        _ => {
            activity.unbind(cx, owner)?;
            Ok(done())
        }
    }
}
