//! The records that parameters of timelines and activities name: the number of a kind and an id.

use crate::engine::{Cx, Owner};
use crate::fault::Fault;
use crate::php;

/// What two parameters name, whether it is there or not.
pub(super) fn sent(cx: &Cx<'_>, kind: &str, id: &str) -> Owner {
    let number = |name: &str| cx.param(name).map_or(0, php::int);
    Owner {
        kind: number(kind),
        id: number(id),
    }
}

/// The record that two parameters name.
pub(super) fn existing(cx: &Cx<'_>, kind: &str, id: &str) -> Result<Owner, Fault> {
    let owner = sent(cx, kind, id);
    check(cx, owner)?;
    Ok(owner)
}

/// Refuses a record that is not there.
pub(super) fn check(cx: &Cx<'_>, owner: Owner) -> Result<(), Fault> {
    match owner.exists(cx)? {
        true => Ok(()),
        false => Err(Fault::new("OWNER_NOT_FOUND", "Owner was not found")),
    }
}
