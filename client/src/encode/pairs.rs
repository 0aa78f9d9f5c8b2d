//! The pairs that were set, in order.

use std::borrow::Cow;

use super::{Arg, Assign, Groups, IntoArg};
use crate::owner::IntoOwner;

/// What an object or a record to be written holds: the pairs that were set, in order, so that absent, set and cleared are
/// three different things.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Pairs(Vec<(Cow<'static, str>, Arg)>);

impl Pairs {
    /// Without a pair.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Sets a pair; an earlier one of the same name is replaced in its place.
    pub fn set(&mut self, name: &'static str, value: Arg) {
        self.put(Cow::Borrowed(name), value);
    }

    /// Sets a pair to anything that a `W` can be made of, or clears it.
    pub fn assign<W>(&mut self, name: &'static str, value: impl Assign<W>) {
        self.set(name, value.assign());
    }

    /// Sets a pair to anything that a `W` can be made of.
    pub fn param<W>(&mut self, name: &'static str, value: impl IntoArg<W>) {
        self.set(name, value.into_arg());
    }

    /// Sets a pair to a list of such.
    pub fn list_param<W>(
        &mut self,
        name: &'static str,
        values: impl IntoIterator<Item = impl IntoArg<W>>,
    ) {
        self.set(name, super::list(values));
    }

    /// Sets two pairs that tell together which record something belongs to.
    pub fn owner<K>(&mut self, kind: &'static str, id: &'static str, owner: impl IntoOwner<K>) {
        let (kind_value, id_value) = owner.into_owner();
        self.set(kind, kind_value);
        self.set(id, id_value);
    }

    /// [`set`](Self::set) with a name that was made up at run time.
    pub fn set_named(&mut self, name: String, value: Arg) {
        self.put(Cow::Owned(name), value);
    }

    /// Adds a pair if there is a value.
    pub fn push_opt(&mut self, name: &'static str, value: Option<Arg>) {
        if let Some(value) = value {
            self.0.push((Cow::Borrowed(name), value));
        }
    }

    pub(crate) fn put(&mut self, name: Cow<'static, str>, value: Arg) {
        match self.0.iter_mut().find(|(key, _)| *key == name) {
            Some((_, old)) => *old = value,
            None => self.0.push((name, value)),
        }
    }

    /// The pairs, in order.
    #[must_use]
    pub fn entries(&self) -> &[(Cow<'static, str>, Arg)] {
        &self.0
    }

    /// The pairs as an object.
    #[must_use]
    pub fn into_arg(self) -> Arg {
        Arg::Map(self.0)
    }

    /// The same of an object in which exactly one of the groups `one_of`, and at least one of `any_of`, must be given. With
    /// any other choice it cannot be sent, which is reported with the path to it before anything is.
    #[must_use]
    pub fn into_choice(self, one_of: Groups, any_of: Groups) -> Arg {
        let given = |name: &str| self.0.iter().any(|(key, _)| key == name);
        match super::refused(one_of, any_of, &given) {
            None => self.into_arg(),
            // What is wrong deeper down tells more.
            Some(_) if self.0.iter().any(|(_, value)| value.invalid().is_some()) => self.into_arg(),
            Some(reason) => Arg::Invalid(reason),
        }
    }
}
