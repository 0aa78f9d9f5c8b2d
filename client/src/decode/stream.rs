//! Slots over JSON bytes: `serde_json`'s streaming parser with one visitor, which forwards to a [`Sink`].
//!
//! Our errors cannot travel inside those of a `serde` deserializer, which are texts: ours is put into a stash, an empty error
//! goes up, and whoever holds the stash takes ours out again.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::value::RawValue;

use super::{Decode, DecodeError, Entries, Items, Sink, Slot, read};

/// Key of the object that `serde_json` makes up for a number when some crate of the build switches `arbitrary_precision` on.
const EXACT_NUMBER: &str = "$serde_json::private::Number";

/// Who reads an element of a list.
type TakeItem<'t> = &'t mut dyn FnMut(usize, &mut dyn Slot) -> Result<(), DecodeError>;
/// Who reads an entry of an object.
type TakeEntry<'t> = &'t mut dyn FnMut(&str, &mut dyn Slot) -> Result<(), DecodeError>;

/// Reads a whole JSON text.
///
/// # Errors
///
/// If the bytes are no JSON, go on after the value, or hold something else than a `T`.
pub fn from_slice<T: Decode>(bytes: &[u8]) -> Result<T, DecodeError> {
    let mut value = None;
    with_slice(bytes, &mut |slot| {
        value = Some(read::<T>(slot)?);
        Ok(())
    })?;
    value.ok_or_else(|| DecodeError::nothing(T::EXPECTING))
}

/// Hands out a slot over a whole JSON text, and checks that the text ends there.
pub(crate) fn with_slice(
    bytes: &[u8],
    take: &mut dyn FnMut(&mut dyn Slot) -> Result<(), DecodeError>,
) -> Result<(), DecodeError> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let mut slot = Stream {
        input: Some(&mut json),
        of: PhantomData,
    };
    take(&mut slot)?;
    slot.skip()
        .and_then(|()| json.end())
        .map_err(|error| DecodeError::syntax(&error))
}

/// The value that a deserializer stands before.
struct Stream<'de, D> {
    input: Option<D>,
    of: PhantomData<&'de ()>,
}

impl<'de, D: Deserializer<'de>> Stream<'de, D> {
    fn new(input: D) -> Self {
        Self {
            input: Some(input),
            of: PhantomData,
        }
    }

    /// The value by a way of `serde`'s own.
    fn whole<T: Deserialize<'de>>(&mut self) -> Result<T, DecodeError> {
        let Some(input) = self.input.take() else {
            return Err(DecodeError::new("a value", "one that was already read"));
        };
        T::deserialize(input).map_err(|error| DecodeError::syntax(&error))
    }

    /// Passes over the value if nobody has read it.
    #[inline]
    fn skip(&mut self) -> Result<(), D::Error> {
        match self.input.take() {
            Some(input) => input.deserialize_ignored_any(IgnoredAny).map(|_| ()),
            None => Ok(()),
        }
    }
}

impl<'de, D: Deserializer<'de>> Slot for Stream<'de, D> {
    fn read(&mut self, sink: &mut dyn Sink) -> Result<(), DecodeError> {
        let Some(input) = self.input.take() else {
            return Err(DecodeError::new(
                sink.expecting(),
                "a value that was already read",
            ));
        };
        let mut stash = None;
        match input.deserialize_any(Forward {
            sink,
            stash: &mut stash,
        }) {
            Ok(()) => Ok(()),
            Err(error) => Err(unstash(stash, &error)),
        }
    }

    fn json(&mut self) -> Result<serde_json::Value, DecodeError> {
        self.whole()
    }

    fn raw(&mut self) -> Result<Box<RawValue>, DecodeError> {
        self.whole()
    }
}

#[cold]
fn unstash(stash: Option<DecodeError>, error: &dyn fmt::Display) -> DecodeError {
    stash.unwrap_or_else(|| DecodeError::syntax(error))
}

#[cold]
fn put<E: serde::de::Error>(stash: &mut Option<DecodeError>, error: DecodeError) -> E {
    *stash = Some(error);
    E::custom("")
}

/// The visitor.
struct Forward<'s> {
    sink: &'s mut dyn Sink,
    stash: &'s mut Option<DecodeError>,
}

impl Forward<'_> {
    #[inline]
    fn done<E: serde::de::Error>(self, result: Result<(), DecodeError>) -> Result<(), E> {
        result.map_err(|error| put(self.stash, error))
    }

    /// A number that came as a text (see [`EXACT_NUMBER`]).
    fn number(&mut self, text: &str) -> Result<(), DecodeError> {
        if let Ok(value) = text.parse() {
            self.sink.int(value)
        } else if let Ok(value) = text.parse() {
            self.sink.uint(value)
        } else {
            match text.parse() {
                Ok(value) => self.sink.float(value),
                Err(_) => Err(DecodeError::text(self.sink.expecting(), text)),
            }
        }
    }
}

impl<'de> Visitor<'de> for Forward<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sink.expecting())
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<(), E> {
        let result = self.sink.bool(value);
        self.done(result)
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<(), E> {
        let result = self.sink.int(value);
        self.done(result)
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<(), E> {
        let result = match i64::try_from(value) {
            Ok(value) => self.sink.int(value),
            Err(_) => self.sink.uint(value),
        };
        self.done(result)
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<(), E> {
        let result = self.sink.float(value);
        self.done(result)
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<(), E> {
        let result = self.sink.text(value);
        self.done(result)
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        let result = self.sink.null();
        self.done(result)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, access: A) -> Result<(), A::Error> {
        let mut elements = Elements {
            access,
            of: PhantomData,
        };
        let result = self.sink.list(&mut elements);
        self.done(result)?;
        while elements.access.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut access: A) -> Result<(), A::Error> {
        let first = access.next_key_seed(Key)?;
        if first.as_deref() == Some(EXACT_NUMBER) {
            let text = access.next_value::<String>()?;
            let result = self.number(&text);
            return self.done(result);
        }
        let mut pairs = Pairs { first, access };
        let result = self.sink.object(&mut pairs);
        self.done(result)?;
        if pairs.first.is_some() {
            pairs.access.next_value::<IgnoredAny>()?;
        }
        while pairs
            .access
            .next_entry::<IgnoredAny, IgnoredAny>()?
            .is_some()
        {}
        Ok(())
    }
}

/// The elements of a list.
struct Elements<'de, A> {
    access: A,
    of: PhantomData<&'de ()>,
}

impl<'de, A: SeqAccess<'de>> Items for Elements<'de, A> {
    fn each(&mut self, take: TakeItem<'_>) -> Result<(), DecodeError> {
        let mut stash = None;
        let mut index = 0;
        loop {
            match self.access.next_element_seed(Element {
                index,
                take: &mut *take,
                stash: &mut stash,
            }) {
                Ok(Some(())) => index += 1,
                Ok(None) => return Ok(()),
                Err(error) => return Err(unstash(stash, &error).at_index(index)),
            }
        }
    }
}

struct Element<'s> {
    index: usize,
    take: TakeItem<'s>,
    stash: &'s mut Option<DecodeError>,
}

impl<'de> DeserializeSeed<'de> for Element<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, input: D) -> Result<(), D::Error> {
        let mut slot = Stream::new(input);
        match (self.take)(self.index, &mut slot) {
            Ok(()) => slot.skip(),
            Err(error) => Err(put(self.stash, error)),
        }
    }
}

/// The entries of an object; the first key was read to see whether this is an object at all.
struct Pairs<'de, A> {
    first: Option<Cow<'de, str>>,
    access: A,
}

impl<'de, A: MapAccess<'de>> Entries for Pairs<'de, A> {
    fn each(&mut self, take: TakeEntry<'_>) -> Result<(), DecodeError> {
        let mut stash = None;
        let mut next = self.first.take();
        while let Some(key) = next {
            let value = Entry {
                key: &key,
                take: &mut *take,
                stash: &mut stash,
            };
            if let Err(error) = self.access.next_value_seed(value) {
                return Err(unstash(stash, &error).at_key(&key));
            }
            next = self
                .access
                .next_key_seed(Key)
                .map_err(|error| DecodeError::syntax(&error))?;
        }
        Ok(())
    }
}

struct Entry<'s> {
    key: &'s str,
    take: TakeEntry<'s>,
    stash: &'s mut Option<DecodeError>,
}

impl<'de> DeserializeSeed<'de> for Entry<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, input: D) -> Result<(), D::Error> {
        let mut slot = Stream::new(input);
        match (self.take)(self.key, &mut slot) {
            Ok(()) => slot.skip(),
            Err(error) => Err(put(self.stash, error)),
        }
    }
}

/// A key, borrowed from the input unless it is written with escapes.
struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, input: D) -> Result<Self::Value, D::Error> {
        input.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Key {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E: serde::de::Error>(self, key: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(key))
    }

    fn visit_str<E: serde::de::Error>(self, key: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(key.to_owned()))
    }
}
