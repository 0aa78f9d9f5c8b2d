//! How a portal describes its custom fields.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::batch::Batch;
use crate::call::Call;
use crate::client::Client;
use crate::custom::{CustomField, CustomMethods};
use crate::decode::{Decode, DecodeError, Object, Slot, object, read as value};
use crate::encode::Arg;
use crate::error::Error;

/// Texts by language.
pub(super) type Label = BTreeMap<String, String>;

/// The labels that people see of a field: in forms, above lists, in filters.
pub(super) const LABELS: [&str; 3] = ["EDIT_FORM_LABEL", "LIST_COLUMN_LABEL", "LIST_FILTER_LABEL"];

/// A custom field, as far as it is compared.
#[derive(Debug, Default)]
pub(super) struct Described {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) multiple: bool,
    pub(super) mandatory: bool,
    pub(super) show_in_list: bool,
    pub(super) options: Vec<DescribedOption>,
    /// In the order of [`LABELS`]; only where they were asked for.
    pub(super) labels: [Label; 3],
}

impl Described {
    pub(super) fn named<'d>(all: &'d [Self], name: &str) -> Option<&'d Self> {
        all.iter().find(|described| described.name == name)
    }
}

impl Object for Described {
    fn set(&mut self, key: &str, slot: &mut dyn Slot) -> Result<bool, DecodeError> {
        match key {
            "ID" => self.id = value(slot)?,
            "FIELD_NAME" => self.name = value(slot)?,
            "USER_TYPE_ID" => self.kind = value(slot)?,
            "MULTIPLE" => self.multiple = value::<Option<_>>(slot)?.unwrap_or_default(),
            "MANDATORY" => self.mandatory = value::<Option<_>>(slot)?.unwrap_or_default(),
            "SHOW_IN_LIST" => self.show_in_list = value::<Option<_>>(slot)?.unwrap_or_default(),
            "LIST" => self.options = value(slot)?,
            _ => match self
                .labels
                .iter_mut()
                .zip(LABELS)
                .find(|(_, name)| *name == key)
            {
                Some((label, _)) => *label = texts(slot.json()?),
                None => return Ok(false),
            },
        }
        Ok(true)
    }
}

impl Decode for Described {
    fn decode(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError> {
        object(slot)
    }
}

/// A text per language; what is no text is no label.
fn texts(json: Value) -> Label {
    let Value::Object(map) = json else {
        return Label::new();
    };
    let texts = map.into_iter().filter_map(|(language, text)| match text {
        Value::String(text) => Some((language, text)),
        _ => None,
    });
    texts.collect()
}

/// An option of a list.
#[derive(Debug, Default)]
pub(super) struct DescribedOption {
    pub(super) id: i64,
    pub(super) value: String,
    pub(super) sort: i64,
    pub(super) default: bool,
}

impl Object for DescribedOption {
    fn set(&mut self, key: &str, slot: &mut dyn Slot) -> Result<bool, DecodeError> {
        match key {
            "ID" => self.id = value(slot)?,
            "VALUE" => self.value = value::<Option<_>>(slot)?.unwrap_or_default(),
            "SORT" => self.sort = value::<Option<_>>(slot)?.unwrap_or_default(),
            "DEF" => self.default = value::<Option<_>>(slot)?.unwrap_or_default(),
            _ => return Ok(false),
        }
        Ok(true)
    }
}

impl Decode for DescribedOption {
    fn decode(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError> {
        object(slot)
    }
}

/// Those of the portal's custom fields that are among `fields`, without labels.
pub(super) async fn list(
    client: &Client,
    methods: &'static CustomMethods,
    fields: &[CustomField],
) -> Result<Vec<Described>, Error> {
    let mut found = Call::<Vec<Described>>::new(&methods.list)
        .send(client)
        .await?;
    found.retain(|described| fields.iter().any(|field| field.name == described.name));
    Ok(found)
}

/// The same with the labels of those that have one in `fields`: a list gives labels in one language at most.
pub(super) async fn read(
    client: &Client,
    methods: &'static CustomMethods,
    fields: &[CustomField],
) -> Result<Vec<Described>, Error> {
    let mut found = list(client, methods, fields).await?;
    let labelled = |described: &Described| {
        let mut fields = fields.iter();
        fields.any(|field| field.name == described.name && field.label.is_some())
    };
    let mut batch = Batch::new();
    let mut handles = Vec::new();
    for described in found.iter_mut().filter(|described| labelled(described)) {
        let get = Call::<Described>::new(&methods.get).arg("id", Arg::Int(described.id));
        handles.push((batch.push(get), described));
    }
    if handles.is_empty() {
        return Ok(found);
    }
    let results = client.run(batch).await?;
    for (handle, described) in handles {
        described.labels = results.get(handle)?.labels;
    }
    Ok(found)
}
