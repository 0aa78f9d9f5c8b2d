//! The result of one call as a parameter of another.

use std::fmt;
use std::marker::PhantomData;

use super::command_key;
use crate::entity::Keyed;

/// What will be the answer of an earlier call of the same batch; on the wire `$result[c0][ID]`.
///
/// It can be given wherever a `T` can.
pub struct Reference<T> {
    text: String,
    of: PhantomData<fn() -> T>,
}

impl<T> Reference<T> {
    pub(super) fn new(index: usize, unwrap: &[&str]) -> Self {
        let mut text = format!("$result[{}]", command_key(index));
        for key in unwrap {
            push(&mut text, key);
        }
        Self {
            text,
            of: PhantomData,
        }
    }

    /// The identifier of the record that will be answered.
    #[must_use]
    pub fn id(self) -> Reference<T::Id>
    where
        T: Keyed,
    {
        self.raw_field(T::KEY)
    }

    /// A part of the answer, by its wire name, **unchecked**.
    ///
    /// A name that is not there is no error: the platform takes the deepest value that it finds, which is then the whole answer, and
    /// where an identifier is meant, that reads as 1. [`id`](Self::id) cannot be misspelt.
    #[must_use]
    pub fn raw_field<V>(mut self, name: &str) -> Reference<V> {
        push(&mut self.text, name);
        Reference {
            text: self.text,
            of: PhantomData,
        }
    }

    pub(crate) fn into_text(self) -> String {
        self.text
    }
}

fn push(text: &mut String, key: &str) {
    text.push('[');
    text.push_str(key);
    text.push(']');
}

/// The number of the command that a reference is to; `None` if it is not one of ours.
pub(super) fn target(reference: &str) -> Option<usize> {
    let (key, _) = reference.strip_prefix("$result[c")?.split_once(']')?;
    key.parse().ok()
}

impl<T> Clone for Reference<T> {
    fn clone(&self) -> Self {
        Self {
            text: self.text.clone(),
            of: PhantomData,
        }
    }
}

impl<T> fmt::Debug for Reference<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reference({})", self.text)
    }
}
