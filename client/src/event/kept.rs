//! Data of an event that the portal kept, as JSON.

use crate::decode::{DecodeError, Entries, Items, JsonSlot, Sink, Slot};
use crate::values::Json;

/// As a [`JsonSlot`], but for the text `undefined`, which events hold where there is no object.
pub(super) struct KeptSlot<'v>(pub(super) &'v Json);

impl Slot for KeptSlot<'_> {
    fn read(&mut self, sink: &mut dyn Sink) -> Result<(), DecodeError> {
        match self.0 {
            Json::String(text) if text == "undefined" => sink.undefined(),
            Json::Array(list) => sink.list(&mut KeptItems(list)),
            Json::Object(map) => sink.object(&mut KeptEntries(map)),
            plain => JsonSlot(plain).read(sink),
        }
    }

    fn json(&mut self) -> Result<Json, DecodeError> {
        Ok(self.0.clone())
    }
}

struct KeptItems<'v>(&'v [Json]);

impl Items for KeptItems<'_> {
    fn each(
        &mut self,
        take: &mut dyn FnMut(usize, &mut dyn Slot) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        for (index, value) in self.0.iter().enumerate() {
            take(index, &mut KeptSlot(value)).map_err(|error| error.at_index(index))?;
        }
        Ok(())
    }
}

struct KeptEntries<'v>(&'v serde_json::Map<String, Json>);

impl Entries for KeptEntries<'_> {
    fn each(
        &mut self,
        take: &mut dyn FnMut(&str, &mut dyn Slot) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        for (key, value) in self.0 {
            take(key, &mut KeptSlot(value)).map_err(|error| error.at_key(key))?;
        }
        Ok(())
    }
}
