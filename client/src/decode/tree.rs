//! Slots over values that are in memory already.

use serde_json::Value;

use super::{Decode, DecodeError, Entries, Items, Sink, Slot, read};

/// Reads a value that was kept as JSON.
///
/// # Errors
///
/// If it is not a `T`.
pub fn from_json<T: Decode>(value: &Value) -> Result<T, DecodeError> {
    read(&mut JsonSlot(value))
}

/// A slot over a `serde_json::Value`; it can be read any number of times.
#[derive(Debug, Clone, Copy)]
pub struct JsonSlot<'v>(pub &'v Value);

impl Slot for JsonSlot<'_> {
    fn read(&mut self, sink: &mut dyn Sink) -> Result<(), DecodeError> {
        match self.0 {
            Value::Null => sink.null(),
            Value::Bool(value) => sink.bool(*value),
            Value::Number(number) => match (number.as_i64(), number.as_u64(), number.as_f64()) {
                (Some(value), ..) => sink.int(value),
                (_, Some(value), _) => sink.uint(value),
                (.., Some(value)) => sink.float(value),
                _ => Err(DecodeError::unexpected(sink.expecting(), self.0)),
            },
            Value::String(text) => sink.text(text),
            Value::Array(list) => sink.list(&mut JsonItems(list)),
            Value::Object(map) => sink.object(&mut JsonEntries(map)),
        }
    }

    fn json(&mut self) -> Result<Value, DecodeError> {
        Ok(self.0.clone())
    }
}

struct JsonItems<'v>(&'v [Value]);

impl Items for JsonItems<'_> {
    fn each(
        &mut self,
        take: &mut dyn FnMut(usize, &mut dyn Slot) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        for (index, value) in self.0.iter().enumerate() {
            take(index, &mut JsonSlot(value)).map_err(|error| error.at_index(index))?;
        }
        Ok(())
    }
}

struct JsonEntries<'v>(&'v serde_json::Map<String, Value>);

impl Entries for JsonEntries<'_> {
    fn each(
        &mut self,
        take: &mut dyn FnMut(&str, &mut dyn Slot) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        for (key, value) in self.0 {
            take(key, &mut JsonSlot(value)).map_err(|error| error.at_key(key))?;
        }
        Ok(())
    }
}

/// A slot over one plain value.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum ScalarSlot<'t> {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A larger one.
    Uint(u64),
    /// A number with a fraction.
    Float(f64),
    /// A text.
    Text(&'t str),
}

impl Slot for ScalarSlot<'_> {
    fn read(&mut self, sink: &mut dyn Sink) -> Result<(), DecodeError> {
        match *self {
            Self::Bool(value) => sink.bool(value),
            Self::Int(value) => sink.int(value),
            Self::Uint(value) => sink.uint(value),
            Self::Float(value) => sink.float(value),
            Self::Text(text) => sink.text(text),
        }
    }
}
