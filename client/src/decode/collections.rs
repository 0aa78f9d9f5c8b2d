//! Lists, maps, optional values, any value, and results that say nothing.

use std::collections::BTreeMap;

use serde_json::{Number, Value};

use super::{Decode, DecodeError, Entries, Items, ScalarSlot, Sink, Slot, read};
use crate::values::Map;

/// Reads a list of any spelling: a list, the values of an object with any keys (a PHP array with gaps), or a single plain
/// value. `false` when `""`, `false` or `null` came instead.
///
/// # Errors
///
/// Those of `take`.
pub fn list(
    slot: &mut dyn Slot,
    take: &mut dyn FnMut(&mut dyn Slot) -> Result<(), DecodeError>,
) -> Result<bool, DecodeError> {
    let mut sink = ListSink { take, came: false };
    slot.read(&mut sink)?;
    Ok(sink.came)
}

struct ListSink<'t> {
    take: &'t mut dyn FnMut(&mut dyn Slot) -> Result<(), DecodeError>,
    came: bool,
}

impl ListSink<'_> {
    fn single(&mut self, mut slot: ScalarSlot<'_>) -> Result<(), DecodeError> {
        self.came = true;
        (self.take)(&mut slot)
    }
}

impl Sink for ListSink<'_> {
    fn expecting(&self) -> &'static str {
        "a list"
    }

    fn bool(&mut self, value: bool) -> Result<(), DecodeError> {
        if value {
            self.single(ScalarSlot::Bool(value))
        } else {
            Ok(())
        }
    }

    fn int(&mut self, value: i64) -> Result<(), DecodeError> {
        self.single(ScalarSlot::Int(value))
    }

    fn uint(&mut self, value: u64) -> Result<(), DecodeError> {
        self.single(ScalarSlot::Uint(value))
    }

    fn float(&mut self, value: f64) -> Result<(), DecodeError> {
        self.single(ScalarSlot::Float(value))
    }

    fn text(&mut self, value: &str) -> Result<(), DecodeError> {
        if value.is_empty() {
            Ok(())
        } else {
            self.single(ScalarSlot::Text(value))
        }
    }

    fn list(&mut self, items: &mut dyn Items) -> Result<(), DecodeError> {
        self.came = true;
        items.each(&mut |_, slot| (self.take)(slot))
    }

    fn object(&mut self, entries: &mut dyn Entries) -> Result<(), DecodeError> {
        self.came = true;
        entries.each(&mut |_, slot| (self.take)(slot))
    }
}

impl<T: Decode> Decode for Vec<T> {
    const EXPECTING: &'static str = "a list";

    /// A list; an object's values in order; a single plain value. `""`, `false` and `null` are nothing.
    fn decode(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError> {
        let mut items = Vec::new();
        let came = list(slot, &mut |slot| {
            items.push(read(slot)?);
            Ok(())
        })?;
        Ok(came.then_some(items))
    }

    fn empty() -> Option<Self> {
        Some(Vec::new())
    }
}

struct MapSink<'t> {
    take: &'t mut dyn FnMut(&str, &mut dyn Slot) -> Result<(), DecodeError>,
    came: bool,
}

impl Sink for MapSink<'_> {
    fn expecting(&self) -> &'static str {
        "an object"
    }

    fn undefined(&mut self) -> Result<(), DecodeError> {
        Ok(())
    }

    fn list(&mut self, items: &mut dyn Items) -> Result<(), DecodeError> {
        self.came = true;
        items.each(&mut |index, slot| (self.take)(&index.to_string(), slot))
    }

    fn object(&mut self, entries: &mut dyn Entries) -> Result<(), DecodeError> {
        self.came = true;
        entries.each(self.take)
    }
}

/// Reads an object, and whether there was one; a list is an object with the keys `0`, `1`, …. `""`, `false` and `null` are
/// nothing.
fn entries(
    slot: &mut dyn Slot,
    take: &mut dyn FnMut(&str, &mut dyn Slot) -> Result<(), DecodeError>,
) -> Result<bool, DecodeError> {
    let mut sink = MapSink { take, came: false };
    slot.read(&mut sink)?;
    Ok(sink.came)
}

impl<T: Decode> Decode for Map<T> {
    const EXPECTING: &'static str = "an object";

    fn decode(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError> {
        let mut map = Map::new();
        let came = entries(slot, &mut |key, slot| {
            map.push(key, read(slot)?);
            Ok(())
        })?;
        Ok(came.then_some(map))
    }

    fn empty() -> Option<Self> {
        Some(Map::new())
    }
}

impl<T: Decode> Decode for BTreeMap<String, T> {
    const EXPECTING: &'static str = "an object";

    fn decode(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError> {
        let mut map = BTreeMap::new();
        let came = entries(slot, &mut |key, slot| {
            map.insert(key.to_owned(), read(slot)?);
            Ok(())
        })?;
        Ok(came.then_some(map))
    }

    fn empty() -> Option<Self> {
        Some(BTreeMap::new())
    }
}

impl<T: Decode> Decode for Option<T> {
    const EXPECTING: &'static str = T::EXPECTING;

    fn decode(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError> {
        T::decode(slot).map(Some)
    }

    fn empty() -> Option<Self> {
        Some(None)
    }

    fn attach(&mut self, meta: &super::Meta) {
        if let Some(value) = self {
            value.attach(meta);
        }
    }
}

impl Decode for Value {
    /// Anything; `null` is nothing.
    fn decode(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError> {
        let value = slot.json()?;
        Ok(Some(value).filter(|value| !value.is_null()))
    }

    fn empty() -> Option<Self> {
        Some(Value::Null)
    }
}

pub(super) struct ValueSink<'v>(pub(super) &'v mut Value);

impl Sink for ValueSink<'_> {
    fn expecting(&self) -> &'static str {
        "a value"
    }

    fn bool(&mut self, value: bool) -> Result<(), DecodeError> {
        *self.0 = Value::Bool(value);
        Ok(())
    }

    fn int(&mut self, value: i64) -> Result<(), DecodeError> {
        *self.0 = Value::from(value);
        Ok(())
    }

    fn uint(&mut self, value: u64) -> Result<(), DecodeError> {
        *self.0 = Value::from(value);
        Ok(())
    }

    fn float(&mut self, value: f64) -> Result<(), DecodeError> {
        *self.0 = Number::from_f64(value).map_or(Value::Null, Value::Number);
        Ok(())
    }

    fn text(&mut self, value: &str) -> Result<(), DecodeError> {
        *self.0 = Value::String(value.to_owned());
        Ok(())
    }

    fn list(&mut self, items: &mut dyn Items) -> Result<(), DecodeError> {
        let mut list = Vec::new();
        items.each(&mut |_, slot| {
            list.push(read(slot)?);
            Ok(())
        })?;
        *self.0 = Value::Array(list);
        Ok(())
    }

    fn object(&mut self, entries: &mut dyn Entries) -> Result<(), DecodeError> {
        let mut map = serde_json::Map::new();
        entries.each(&mut |key, slot| {
            map.insert(key.to_owned(), read(slot)?);
            Ok(())
        })?;
        *self.0 = Value::Object(map);
        Ok(())
    }
}

/// Reads a result that says nothing: `true`, `null`, `[]`, `{}`, or an object whose values are all `true`
/// (`{"result": true}`).
///
/// # Errors
///
/// If anything else came.
pub fn done(slot: &mut dyn Slot) -> Result<(), DecodeError> {
    slot.read(&mut DoneSink)
}

struct DoneSink;

impl Sink for DoneSink {
    fn expecting(&self) -> &'static str {
        "true"
    }

    fn bool(&mut self, value: bool) -> Result<(), DecodeError> {
        if value {
            Ok(())
        } else {
            Err(DecodeError::new(self.expecting(), value))
        }
    }

    fn text(&mut self, value: &str) -> Result<(), DecodeError> {
        Err(DecodeError::text(self.expecting(), value))
    }

    fn object(&mut self, entries: &mut dyn Entries) -> Result<(), DecodeError> {
        entries.each(&mut |_, slot| slot.read(&mut TrueSink))
    }
}

struct TrueSink;

impl Sink for TrueSink {
    fn expecting(&self) -> &'static str {
        "true"
    }

    fn null(&mut self) -> Result<(), DecodeError> {
        Err(DecodeError::nothing(self.expecting()))
    }

    fn bool(&mut self, value: bool) -> Result<(), DecodeError> {
        DoneSink.bool(value)
    }

    fn text(&mut self, value: &str) -> Result<(), DecodeError> {
        DoneSink.text(value)
    }

    fn list(&mut self, _: &mut dyn Items) -> Result<(), DecodeError> {
        Err(DecodeError::new(self.expecting(), "a list"))
    }

    fn object(&mut self, _: &mut dyn Entries) -> Result<(), DecodeError> {
        Err(DecodeError::new(self.expecting(), "an object"))
    }
}

impl Decode for () {
    const EXPECTING: &'static str = "true";

    /// See [`done`].
    fn decode(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError> {
        done(slot).map(Some)
    }

    fn empty() -> Option<Self> {
        Some(())
    }
}
