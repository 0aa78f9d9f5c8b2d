//! Orders.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use super::write::{self, Style};
use crate::encode::{Arg, Encode};
use crate::entity::{Entity, FieldsOf};

/// An order by a field of `S`; made by [`Field::asc`](crate::Field::asc) and [`Field::desc`](crate::Field::desc).
#[must_use]
pub struct Sorted<S> {
    pub(crate) name: Cow<'static, str>,
    pub(crate) descending: bool,
    of: PhantomData<fn() -> S>,
}

impl<S> Sorted<S> {
    pub(crate) const fn new(name: Cow<'static, str>, descending: bool) -> Self {
        Self {
            name,
            descending,
            of: PhantomData,
        }
    }
}

impl<S> Clone for Sorted<S> {
    fn clone(&self) -> Self {
        Self::new(self.name.clone(), self.descending)
    }
}

impl<S> fmt::Debug for Sorted<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Sorted({} {})",
            self.name,
            write::direction(self.descending)
        )
    }
}

/// The order of records of kind `E`.
pub struct OrderBy<E> {
    arg: Arg,
    of: PhantomData<fn() -> E>,
}

impl<E: Entity> OrderBy<E> {
    /// No order in particular.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Records that are alike so far are ordered by this.
    #[must_use]
    pub fn then<S: FieldsOf<E>>(mut self, sorted: Sorted<S>) -> Self {
        write::add_order(
            Style::of::<E>(),
            &mut self.arg,
            sorted.name,
            sorted.descending,
        );
        self
    }
}

impl<E> Default for OrderBy<E> {
    fn default() -> Self {
        Self {
            arg: Arg::Map(Vec::new()),
            of: PhantomData,
        }
    }
}

impl<E> Clone for OrderBy<E> {
    fn clone(&self) -> Self {
        Self {
            arg: self.arg.clone(),
            of: PhantomData,
        }
    }
}

impl<E> fmt::Debug for OrderBy<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OrderBy").field(&self.arg).finish()
    }
}

impl<E: Entity> Encode for OrderBy<E> {
    fn encode(&self) -> Arg {
        self.arg.clone()
    }
}

impl<E: Entity, S: FieldsOf<E>> From<Sorted<S>> for OrderBy<E> {
    fn from(sorted: Sorted<S>) -> Self {
        Self::default().then(sorted)
    }
}
