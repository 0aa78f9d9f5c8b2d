//! The records of the pages that were read, and what the plans need to know of them.

use crate::decode::{Decode, DecodeError, Slot, list, read};

/// Records of a kind that the plans do not know, so that these are compiled once.
pub(super) trait Sheet {
    /// Reads a page, and says how many records it has.
    fn page(&mut self, slot: &mut dyn Slot) -> Result<usize, DecodeError>;

    /// How many records there are.
    fn len(&self) -> usize;

    /// The key of a record.
    fn key(&self, index: usize) -> Option<String>;

    /// Whether records have keys.
    fn keyed(&self) -> bool;

    /// Leaves the records behind the first `length` out.
    fn truncate(&mut self, length: usize);
}

pub(super) struct Rows<T> {
    rows: Vec<T>,
    key: Option<fn(&T) -> Option<String>>,
}

impl<T> Rows<T> {
    pub(super) const fn new(key: Option<fn(&T) -> Option<String>>) -> Self {
        Self {
            rows: Vec::new(),
            key,
        }
    }

    pub(super) fn into_iter(self) -> std::vec::IntoIter<T> {
        self.rows.into_iter()
    }
}

impl<T: Decode> Sheet for Rows<T> {
    fn page(&mut self, slot: &mut dyn Slot) -> Result<usize, DecodeError> {
        let before = self.rows.len();
        list(slot, &mut |slot| {
            self.rows.push(read(slot)?);
            Ok(())
        })?;
        Ok(self.rows.len() - before)
    }

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn key(&self, index: usize) -> Option<String> {
        self.key.and_then(|key| key(self.rows.get(index)?))
    }

    fn keyed(&self) -> bool {
        self.key.is_some()
    }

    fn truncate(&mut self, length: usize) {
        self.rows.truncate(length);
    }
}
