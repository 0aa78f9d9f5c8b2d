//! From what the platform sends to values.
//!
//! The platform spells one fact in many ways: `43` and `"43"`, `"Y"`, `"1"` and `true`, `""`, `null`, `false` and `[]` for
//! nothing. A [`Decode`] type knows every spelling of its kind of value, and what it does not know is an error with a path.
//!
//! A value waiting to be read is a [`Slot`]; who reads it hands in a [`Sink`], which is told what stands there. Both are
//! trait objects on purpose: a generated record is one `match` over its keys ([`Object::set`]), and everything between it
//! and the bytes is compiled once, here, and not once per record. There is no tree in between: what is read goes from
//! `serde_json`'s streaming parser straight into the fields.

mod collections;
mod error;
mod numbers;
mod object;
mod stream;
#[cfg(test)]
mod tests;
mod tree;

/// What decoding gives.
pub type Result<T, E = DecodeError> = std::result::Result<T, E>;

pub use collections::{done, list};
pub use error::DecodeError;
pub(crate) use error::{shorten, without_secret};
pub(crate) use numbers::{int, number};
pub use object::{Object, Spelling, Tagged, object, only_key, tagged, tuple};
pub use stream::from_slice;
pub(crate) use stream::with_slice;
pub use tree::{JsonSlot, ScalarSlot, from_json};

use serde_json::Value as Json;
use serde_json::value::RawValue;

/// What a reply says about a list besides its records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Meta {
    /// How many records there are in all.
    pub total: Option<u64>,
    /// Where the next page starts.
    pub next: Option<u64>,
}

/// One value waiting to be read.
pub trait Slot {
    /// Tells the sink what stands here. A slot can be read once; whoever does not read it leaves the value out.
    ///
    /// # Errors
    ///
    /// Those of the sink, and those of the input's syntax.
    fn read(&mut self, sink: &mut dyn Sink) -> Result<(), DecodeError>;

    /// The value as JSON.
    ///
    /// # Errors
    ///
    /// Those of the input's syntax.
    fn json(&mut self) -> Result<Json, DecodeError> {
        let mut json = Json::Null;
        self.read(&mut collections::ValueSink(&mut json))?;
        Ok(json)
    }

    /// Keeps the value as JSON text, to be read later.
    ///
    /// # Errors
    ///
    /// Those of the input's syntax.
    fn raw(&mut self) -> Result<Box<RawValue>, DecodeError> {
        serde_json::value::to_raw_value(&self.json()?).map_err(|error| DecodeError::syntax(&error))
    }
}

/// The elements of a list.
pub trait Items {
    /// Calls `take` for each, in order; the index is the place in the list.
    ///
    /// # Errors
    ///
    /// The first error of `take`, with the index added to its path.
    fn each(
        &mut self,
        take: &mut dyn FnMut(usize, &mut dyn Slot) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError>;
}

/// The entries of an object.
pub trait Entries {
    /// Calls `take` for each, in the order they came.
    ///
    /// # Errors
    ///
    /// The first error of `take`, with the key added to its path.
    fn each(
        &mut self,
        take: &mut dyn FnMut(&str, &mut dyn Slot) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError>;
}

/// Who is told what a slot holds.
///
/// The provided methods accept the spellings of "nothing" (`null`, `false`, `""`, `[]`, `{}`) by doing nothing and refuse
/// everything else; a kind of value replaces those that it understands.
pub trait Sink {
    /// What is expected here, for messages: "a date".
    fn expecting(&self) -> &'static str;

    /// `null`.
    ///
    /// # Errors
    ///
    /// If that is not expected here; the same holds for the others.
    fn null(&mut self) -> Result<(), DecodeError> {
        Ok(())
    }

    /// `true` or `false`.
    #[allow(missing_docs, clippy::missing_errors_doc)]
    fn bool(&mut self, value: bool) -> Result<(), DecodeError> {
        if value {
            Err(DecodeError::new(self.expecting(), value))
        } else {
            Ok(())
        }
    }

    /// A whole number.
    #[allow(clippy::missing_errors_doc)]
    fn int(&mut self, value: i64) -> Result<(), DecodeError> {
        Err(DecodeError::new(
            self.expecting(),
            format_args!("the number {value}"),
        ))
    }

    /// A whole number above those of `int`.
    #[allow(clippy::missing_errors_doc)]
    fn uint(&mut self, value: u64) -> Result<(), DecodeError> {
        Err(DecodeError::new(
            self.expecting(),
            format_args!("the number {value}"),
        ))
    }

    /// A number with a fraction or an exponent.
    #[allow(clippy::missing_errors_doc)]
    fn float(&mut self, value: f64) -> Result<(), DecodeError> {
        Err(DecodeError::new(
            self.expecting(),
            format_args!("the number {value}"),
        ))
    }

    /// A text.
    #[allow(clippy::missing_errors_doc)]
    fn text(&mut self, value: &str) -> Result<(), DecodeError> {
        if value.is_empty() {
            Ok(())
        } else {
            Err(DecodeError::text(self.expecting(), value))
        }
    }

    /// The text `undefined` in what a portal posts, where it has no object to tell of: nothing to whoever expects an object, and
    /// a text to all others.
    #[allow(clippy::missing_errors_doc)]
    fn undefined(&mut self) -> Result<(), DecodeError> {
        self.text("undefined")
    }

    /// A list; its elements have to be read here and now.
    #[allow(clippy::missing_errors_doc)]
    fn list(&mut self, items: &mut dyn Items) -> Result<(), DecodeError> {
        let mut empty = true;
        items.each(&mut |_, _| {
            empty = false;
            Ok(())
        })?;
        if empty {
            Ok(())
        } else {
            Err(DecodeError::new(self.expecting(), "a list"))
        }
    }

    /// An object; its entries have to be read here and now.
    #[allow(clippy::missing_errors_doc)]
    fn object(&mut self, entries: &mut dyn Entries) -> Result<(), DecodeError> {
        let mut empty = true;
        entries.each(&mut |_, _| {
            empty = false;
            Ok(())
        })?;
        if empty {
            Ok(())
        } else {
            Err(DecodeError::new(self.expecting(), "an object"))
        }
    }
}

/// A kind of value.
///
/// ```
/// use bitrix24_client::{Decode, decode};
///
/// assert_eq!(decode::from_slice::<i64>(b"43"), Ok(43));
/// assert_eq!(decode::from_slice::<i64>(br#""43""#), Ok(43));
/// assert_eq!(decode::from_slice::<Option<i64>>(b"false"), Ok(None));
/// let error = decode::from_slice::<Vec<i64>>(br#"[1, "many"]"#).unwrap_err();
/// assert_eq!(error.to_string(), r#"[1]: expected a whole number, found the text "many""#);
/// ```
#[diagnostic::on_unimplemented(message = "`{Self}` cannot be read from what the platform sends")]
pub trait Decode: Sized {
    /// What is said when nothing came where a value is certain: "a date".
    const EXPECTING: &'static str = "a value";

    /// Reads a value; `None` when what came is a spelling of "nothing" for this kind.
    ///
    /// # Errors
    ///
    /// If what came is neither a value of this kind nor nothing.
    fn decode(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError>;

    /// What "nothing" means where a value is certain: `""` for a text, an empty list, `None`; for most kinds there is no such
    /// value.
    #[must_use]
    fn empty() -> Option<Self> {
        None
    }

    /// Takes what the reply says besides (see [`Page`](crate::Page)).
    fn attach(&mut self, meta: &Meta) {
        let _ = meta;
    }
}

/// Reads a value that must be there: `""` and the like count where the kind has an empty value.
///
/// # Errors
///
/// If nothing came, or something else than a `T`.
pub fn read<T: Decode>(slot: &mut dyn Slot) -> Result<T, DecodeError> {
    match T::decode(slot)? {
        Some(value) => Ok(value),
        None => T::empty().ok_or_else(|| DecodeError::nothing(T::EXPECTING)),
    }
}

/// Reads a value into a field that may be empty, and tells that the key was known.
///
/// Generated code is one call of this per field: a function of its own per kind of value, and not per field, keeps what is
/// compiled small.
///
/// # Errors
///
/// If something else than a `T` came.
#[inline(never)]
pub fn fill<T: Decode>(slot: &mut dyn Slot, field: &mut Option<T>) -> Result<bool, DecodeError> {
    *field = T::decode(slot)?;
    Ok(true)
}

/// Reads a value into a field that must hold one ([`read`]), and tells that the key was known.
///
/// # Errors
///
/// If nothing came, or something else than a `T`.
#[inline(never)]
pub fn put<T: Decode>(slot: &mut dyn Slot, field: &mut T) -> Result<bool, DecodeError> {
    *field = read(slot)?;
    Ok(true)
}

/// Reads a value under a name into a field that holds several, and tells that the key was known.
///
/// # Errors
///
/// If something else than a `T` came.
#[inline(never)]
pub fn gather<T: Decode>(
    slot: &mut dyn Slot,
    field: &mut crate::Map<T>,
    name: &str,
) -> Result<bool, DecodeError> {
    if let Some(value) = T::decode(slot)? {
        field.insert(name, value);
    }
    Ok(true)
}

/// Reads whatever stands there; `None` for `null`.
///
/// # Errors
///
/// Those of the input's syntax.
pub fn any(slot: &mut dyn Slot) -> Result<Option<Json>, DecodeError> {
    Json::decode(slot)
}

/// Reads a value of an enumeration: a text, number or flag, spelled as a text. `""` is nothing unless it is a named value.
///
/// # Errors
///
/// If a list or an object came.
pub fn enumeration<T: crate::Enumeration>(slot: &mut dyn Slot) -> Result<Option<T>, DecodeError> {
    match enumeration_text(slot, T::NAMES_EMPTY)? {
        Some(text) => Ok(Some(T::from_wire(&text))),
        None => Ok(None),
    }
}

/// The part of [`enumeration`] that is the same for all of them, compiled once.
fn enumeration_text(slot: &mut dyn Slot, names_empty: bool) -> Result<Option<String>, DecodeError> {
    let mut text = numbers::TextSink::new("one of a set of values");
    slot.read(&mut text)?;
    Ok(text.take().filter(|text| names_empty || !text.is_empty()))
}
