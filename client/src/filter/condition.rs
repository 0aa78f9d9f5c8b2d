//! Conditions and filters.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use super::write::{self, Style};
use crate::custom::CustomOf;
use crate::encode::{Arg, Encode};
use crate::entity::{Entity, FieldsOf, Nested};

/// How a field is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Op {
    Eq,
    Ne,
    Gt,
    Ge,
    Lt,
    Le,
    In,
    NotIn,
    Contains,
    Like,
    Empty,
    NotEmpty,
    /// By its name alone.
    Bare,
}

/// A condition without its types.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Node {
    Is {
        name: Cow<'static, str>,
        op: Op,
        value: Arg,
    },
    /// Several that hold together, without a group of their own.
    Both(Vec<Node>),
    Any(Vec<Node>),
    All(Vec<Node>),
}

/// A condition on a field of `S`; made by the methods of [`Field`](crate::Field).
#[must_use]
pub struct Condition<S> {
    pub(crate) node: Node,
    of: PhantomData<fn() -> S>,
}

impl<S> Condition<S> {
    pub(crate) const fn new(node: Node) -> Self {
        Self {
            node,
            of: PhantomData,
        }
    }
}

impl<S> Clone for Condition<S> {
    fn clone(&self) -> Self {
        Self::new(self.node.clone())
    }
}

impl<S> fmt::Debug for Condition<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Condition").field(&self.node).finish()
    }
}

/// A condition on a custom field is one on every kind of record that has it.
impl<E: Entity<Custom = O>, O> From<Condition<CustomOf<O>>> for Condition<E> {
    fn from(condition: Condition<CustomOf<O>>) -> Self {
        Self::new(condition.node)
    }
}

/// At least one of some conditions holds.
pub fn any_of<E: Nested>(
    conditions: impl IntoIterator<Item = impl Into<Condition<E>>>,
) -> Condition<E> {
    Condition::new(Node::Any(nodes(conditions)))
}

/// All of some conditions hold; within [`any_of`].
pub fn all_of<E: Nested>(
    conditions: impl IntoIterator<Item = impl Into<Condition<E>>>,
) -> Condition<E> {
    Condition::new(Node::All(nodes(conditions)))
}

fn nodes<E>(conditions: impl IntoIterator<Item = impl Into<Condition<E>>>) -> Vec<Node> {
    conditions
        .into_iter()
        .map(|condition| condition.into().node)
        .collect()
}

/// Conditions on records of kind `E` that all hold.
pub struct Filter<E> {
    arg: Arg,
    of: PhantomData<fn() -> E>,
}

impl<E: Entity> Filter<E> {
    /// Without a condition: every record.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// With another condition.
    #[must_use]
    pub fn and<S: FieldsOf<E>>(mut self, condition: Condition<S>) -> Self {
        write::add(Style::of::<E>(), &mut self.arg, condition.node);
        self
    }
}

impl<E> Default for Filter<E> {
    fn default() -> Self {
        Self {
            arg: Arg::Null,
            of: PhantomData,
        }
    }
}

impl<E> Clone for Filter<E> {
    fn clone(&self) -> Self {
        Self {
            arg: self.arg.clone(),
            of: PhantomData,
        }
    }
}

impl<E> fmt::Debug for Filter<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Filter").field(&self.arg).finish()
    }
}

impl<E: Entity> Encode for Filter<E> {
    fn encode(&self) -> Arg {
        match &self.arg {
            Arg::Null => write::nothing(E::STYLE),
            arg => arg.clone(),
        }
    }
}

impl<E: Entity, S: FieldsOf<E>> From<Condition<S>> for Filter<E> {
    fn from(condition: Condition<S>) -> Self {
        Self::default().and(condition)
    }
}
