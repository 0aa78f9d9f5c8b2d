//! Conditions: operators before keys, the classic way and the universal one.

mod classic;
mod columns;
mod compare;
mod nested;
mod operator;

pub(crate) use classic::classic;
pub(crate) use columns::{filter_columns, order_columns, stranger};
pub(crate) use nested::nested;
