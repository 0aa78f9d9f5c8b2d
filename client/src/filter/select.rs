//! Selections.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use crate::ability::Yes;
use crate::encode::{Arg, Encode};
use crate::entity::{Can, Entity, Field, FieldsOf, FilterStyle};

/// What can be selected from records of kind `E`: a field, several in a tuple, an array, a slice or a list, [`EveryField`],
/// [`EveryCustomField`].
#[diagnostic::on_unimplemented(message = "`{Self}` cannot be selected from `{E}`")]
pub trait Selection<E> {
    /// Adds the wire names.
    fn names(&self, out: &mut Vec<Cow<'static, str>>);
}

/// Every field but the custom ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EveryField;

/// Every custom field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EveryCustomField;

impl<E: Entity> Selection<E> for EveryField {
    fn names(&self, out: &mut Vec<Cow<'static, str>>) {
        out.push(Cow::Borrowed("*"));
    }
}

impl<E: Entity> Selection<E> for EveryCustomField {
    fn names(&self, out: &mut Vec<Cow<'static, str>>) {
        out.push(Cow::Borrowed(every_custom::<E>()));
    }
}

/// The universal methods know no `UF_*`; their star stands for custom fields too.
pub(crate) fn every_custom<E: Entity>() -> &'static str {
    if E::CUSTOM_CAMEL || E::STYLE == FilterStyle::Nested {
        "*"
    } else {
        "UF_*"
    }
}

impl<E: Entity, S: FieldsOf<E>, V, F, O> Selection<E> for Field<S, V, Can<F, O, Yes>> {
    fn names(&self, out: &mut Vec<Cow<'static, str>>) {
        out.push(super::write::respelled(self.cow(), E::CUSTOM_CAMEL));
    }
}

impl<E, T: Selection<E> + ?Sized> Selection<E> for &T {
    fn names(&self, out: &mut Vec<Cow<'static, str>>) {
        (**self).names(out);
    }
}

impl<E, T: Selection<E>> Selection<E> for [T] {
    fn names(&self, out: &mut Vec<Cow<'static, str>>) {
        self.iter().for_each(|selection| selection.names(out));
    }
}

impl<E, T: Selection<E>, const N: usize> Selection<E> for [T; N] {
    fn names(&self, out: &mut Vec<Cow<'static, str>>) {
        self.as_slice().names(out);
    }
}

impl<E, T: Selection<E>> Selection<E> for Vec<T> {
    fn names(&self, out: &mut Vec<Cow<'static, str>>) {
        self.as_slice().names(out);
    }
}

macro_rules! tuples {
    ($($($name:ident)+;)+) => {$(
        impl<E, $($name: Selection<E>),+> Selection<E> for ($($name,)+) {
            #[allow(non_snake_case)]
            fn names(&self, out: &mut Vec<Cow<'static, str>>) {
                let ($($name,)+) = self;
                $($name.names(out);)+
            }
        }
    )+};
}

tuples! {
    A;
    A B;
    A B C;
    A B C D;
    A B C D F;
    A B C D F G;
    A B C D F G H;
    A B C D F G H I;
    A B C D F G H I J;
    A B C D F G H I J K;
    A B C D F G H I J K L;
    A B C D F G H I J K L M;
}

/// The fields that are read of records of kind `E`.
pub struct Select<E> {
    names: Vec<Cow<'static, str>>,
    of: PhantomData<fn() -> E>,
}

impl<E: Entity> Select<E> {
    /// Nothing in particular: what the platform gives by default.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// These too.
    #[must_use]
    pub fn with(mut self, selection: impl Selection<E>) -> Self {
        selection.names(&mut self.names);
        self
    }
}

impl<E> Default for Select<E> {
    fn default() -> Self {
        Self {
            names: Vec::new(),
            of: PhantomData,
        }
    }
}

impl<E> Clone for Select<E> {
    fn clone(&self) -> Self {
        Self {
            names: self.names.clone(),
            of: PhantomData,
        }
    }
}

impl<E> fmt::Debug for Select<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Select").field(&self.names).finish()
    }
}

impl<E: Entity> Encode for Select<E> {
    fn encode(&self) -> Arg {
        Arg::texts(self.names.iter().map(Cow::as_ref))
    }
}
