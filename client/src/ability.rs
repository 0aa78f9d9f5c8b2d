//! What can be done with a field: marks for [`Can`](crate::Can).

/// Searchable by every operator that its kind of value has.
#[derive(Debug, Clone, Copy)]
pub enum Any {}
/// Searchable by equality and membership.
#[derive(Debug, Clone, Copy)]
pub enum Exact {}
/// Searchable only by its beginning.
#[derive(Debug, Clone, Copy)]
pub enum Begins {}
/// Not at all.
#[derive(Debug, Clone, Copy)]
pub enum No {}
/// It can be done.
#[derive(Debug, Clone, Copy)]
pub enum Yes {}

/// Searchable by equality at least.
#[diagnostic::on_unimplemented(
    message = "this field cannot be searched by equality",
    label = "the platform cannot search by this field in this way"
)]
pub trait Comparable {}
impl Comparable for Any {}
impl Comparable for Exact {}

/// Values that have an order: `gt`, `between` and the like.
#[diagnostic::on_unimplemented(message = "values of type `{Self}` have no order to search by")]
pub trait Ordered {}

/// Values that can be searched by a part of them: `contains`, `starts_with` and the like.
#[diagnostic::on_unimplemented(
    message = "values of type `{Self}` cannot be searched by a part of them"
)]
pub trait Textual {}

impl Textual for String {}

macro_rules! ordered {
    ($($ty:ty),+) => {$(
        impl Ordered for $ty {}
    )+};
}

ordered!(
    String,
    i64,
    crate::Number,
    crate::Date,
    crate::DateTime,
    crate::Time,
    crate::Timestamp,
    crate::Money,
    crate::SiteDate,
    crate::SiteDateTime
);

impl<E> Ordered for crate::Id<E> {}
