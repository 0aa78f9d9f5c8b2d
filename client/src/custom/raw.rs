//! Every custom field, as JSON.

use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};

use serde_json::Value;

use super::{CustomField, CustomFields};
use crate::decode::{DecodeError, Object, Slot, read};
use crate::encode::Arg;

/// Every field that the record itself does not know, by its name as it came.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RawCustomFields(pub BTreeMap<String, Value>);

impl Deref for RawCustomFields {
    type Target = BTreeMap<String, Value>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl DerefMut for RawCustomFields {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

impl Object for RawCustomFields {
    fn set(&mut self, key: &str, slot: &mut dyn Slot) -> Result<bool, DecodeError> {
        self.0.insert(key.to_owned(), read(slot)?);
        Ok(true)
    }
}

impl<O> CustomFields<O> for RawCustomFields {
    const FIELDS: &'static [CustomField] = &[];
    const EVERY: bool = true;

    fn empty() -> Self {
        Self::default()
    }

    fn write(&self, _: &mut dyn FnMut(&'static str, Option<Arg>)) {}

    fn write_named(&self, out: &mut dyn FnMut(&str, Option<Arg>)) {
        for (name, value) in &self.0 {
            // Fields that are no custom ones were read along; the platform would drop them or, worse, write them.
            if name.starts_with("UF_") || name.starts_with("uf") {
                out(
                    name,
                    Some(value)
                        .filter(|value| !value.is_null())
                        .map(|value| Arg::Json(value.clone())),
                );
            }
        }
    }
}
