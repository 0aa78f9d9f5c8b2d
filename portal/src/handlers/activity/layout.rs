//! `crm.activity.layout.blocks.*`: what applications add to activities that are not their own.

use super::{bound, named};
use crate::engine::{Answer, Bound, Cx};
use crate::fault::Fault;
use crate::handlers::{blocks, owner};

fn addressed(cx: &Cx<'_>) -> Result<Bound<'static>, Fault> {
    cx.check_params(&[blocks::LAYOUT])?;
    let owner = owner::existing(cx, "entityTypeId", "entityId")?;
    let activity = bound(named(cx, "activityId")?);
    match activity.is_bound(cx, owner)? {
        true => Ok(activity),
        false => Err(Fault::not_found()),
    }
}

pub(super) fn set(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let activity = addressed(cx)?;
    let sql = "SELECT 1 FROM app_activity WHERE activity = ?1";
    if cx.db().prepare_cached(sql)?.exists([activity.id])? {
        return Err(Fault::new(
            "UNSUITABLE_ACTIVITY_TYPE_ERROR",
            "Activities of applications take no blocks",
        ));
    }
    blocks::set(cx, &activity)
}

pub(super) fn get(cx: &Cx<'_>) -> Result<Answer, Fault> {
    blocks::get(cx, &addressed(cx)?)
}

pub(super) fn delete(cx: &Cx<'_>) -> Result<Answer, Fault> {
    blocks::delete(cx, &addressed(cx)?)?;
    Ok(blocks::success())
}
