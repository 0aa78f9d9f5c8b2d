//! Options of list fields.

use crate::decode::{DecodeError, Slot, int};

/// An option of a list field: the portal numbers them. Written by `#[derive(ListOption)]`.
pub trait ListOption: Sized {
    /// The option with this number, if it is one that is known.
    fn from_id(id: i64) -> Option<Self>;

    /// Its number.
    fn id(&self) -> i64;
}

/// Reads an option by its number, `48` or `"48"`; `0` and the spellings of nothing are nothing.
///
/// # Errors
///
/// If something else than a number came, or one that [`from_id`](ListOption::from_id) refuses.
pub fn decode_option<T: ListOption>(slot: &mut dyn Slot) -> Result<Option<T>, DecodeError> {
    match int(slot, "the number of a list's option")? {
        None | Some(0) => Ok(None),
        Some(id) => T::from_id(id)
            .map(Some)
            .ok_or_else(|| DecodeError::new("one of the list's options", id)),
    }
}
