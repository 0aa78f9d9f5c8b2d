//! A page of a list.

use std::ops::Deref;

use crate::decode::{Decode, DecodeError, Meta, Slot};

/// A page of a list, with what the reply says of the whole list.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    /// The records of this page.
    pub items: Vec<T>,
    /// How many records there are in all; not every method says so.
    pub total: Option<u64>,
    /// Where the next page starts, if there is one.
    pub next: Option<u64>,
}

impl<T> Default for Page<T> {
    fn default() -> Self {
        Self {
            items: Vec::new(),
            total: None,
            next: None,
        }
    }
}

impl<T> Deref for Page<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.items
    }
}

impl<T> IntoIterator for Page<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'p, T> IntoIterator for &'p Page<T> {
    type Item = &'p T;
    type IntoIter = std::slice::Iter<'p, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

impl<T: Decode> Decode for Page<T> {
    const EXPECTING: &'static str = "a list";

    fn decode(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError> {
        Ok(Vec::decode(slot)?.map(|items| Self {
            items,
            total: None,
            next: None,
        }))
    }

    fn empty() -> Option<Self> {
        Some(Self::default())
    }

    fn attach(&mut self, meta: &Meta) {
        self.total = meta.total;
        self.next = meta.next;
    }
}
