//! What came in an object besides what its type knows.

use std::ops::Deref;

use super::Json;
use crate::decode::{DecodeError, Slot, read};
use crate::encode::{Arg, Pairs};

/// What came in an object besides what its type knows, in order. It is kept so that an object that is read, changed and written
/// back loses nothing that the platform has added since.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Unlisted(Vec<(String, Json)>);

impl Unlisted {
    /// Takes a pair from an answer.
    ///
    /// # Errors
    ///
    /// JSON that ends too soon or is none.
    pub fn keep(&mut self, key: &str, slot: &mut dyn Slot) -> Result<bool, DecodeError> {
        self.0.push((key.to_owned(), read(slot)?));
        Ok(true)
    }

    /// Puts the pairs behind those that are written.
    pub fn write(&self, pairs: &mut Pairs) {
        for (key, value) in &self.0 {
            pairs.set_named(key.clone(), Arg::Json(value.clone()));
        }
    }

    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Json> {
        self.0
            .iter()
            .find(|(known, _)| known == key)
            .map(|(_, value)| value)
    }
}

impl Deref for Unlisted {
    type Target = [(String, Json)];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}
