//! `crm.timeline.*`: entries in the timelines of records.

mod kind;

pub(crate) use kind::{is_known, number};
