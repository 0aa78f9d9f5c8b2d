//! Conditions, orders and selections, and how they are written for each style of filter.

mod condition;
mod order;
mod select;
#[cfg(test)]
mod tests;
mod write;

pub use condition::{Condition, Filter, all_of, any_of};
pub(crate) use condition::{Node, Op};
pub use order::{OrderBy, Sorted};
pub(crate) use select::every_custom;
pub use select::{EveryCustomField, EveryField, Select, Selection};
pub(crate) use write::{Style, add, add_order, respelled};

pub use crate::entity::FilterStyle;
