//! `crm.timeline.layout.blocks.*`: what applications add to entries.

use super::{COMMENT, bound, check_bound, entry};
use crate::engine::{Answer, Bound, Cx};
use crate::fault::Fault;
use crate::handlers::{blocks, owner};

fn addressed(cx: &Cx<'_>) -> Result<(Bound<'static>, String), Fault> {
    cx.check_params(&[blocks::LAYOUT])?;
    let owner = owner::existing(cx, "entityTypeId", "entityId")?;
    let (id, sort) = entry(cx, "timelineId")?;
    check_bound(cx, id, owner)?;
    Ok((bound(id), sort))
}

pub(super) fn set(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let (entry, sort) = addressed(cx)?;
    if sort != COMMENT {
        return Err(Fault::new(
            "UNSUITABLE_TIMELINE_ITEM",
            "Log messages take no blocks",
        ));
    }
    blocks::set(cx, &entry)
}

pub(super) fn get(cx: &Cx<'_>) -> Result<Answer, Fault> {
    blocks::get(cx, &addressed(cx)?.0)
}

pub(super) fn delete(cx: &Cx<'_>) -> Result<Answer, Fault> {
    match blocks::delete(cx, &addressed(cx)?.0)? {
        true => Ok(blocks::success()),
        false => Err(Fault::not_found()),
    }
}
