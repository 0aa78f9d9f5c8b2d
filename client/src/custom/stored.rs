//! Values of custom fields that have no type of their own in the language.

use std::fmt;

use serde_json::Value;

use crate::decode::{Decode, DecodeError, JsonSlot, Slot, any, int, number, read, without_secret};
use crate::encode::{Arg, Encode};
use crate::values::{Base64, Number};

/// An address on the web.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Url(pub String);

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for Url {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for Url {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl Decode for Url {
    const EXPECTING: &'static str = "an address on the web";

    fn decode(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError> {
        Ok(read::<Option<String>>(slot)?.map(Self))
    }
}

impl Encode for Url {
    fn encode(&self) -> Arg {
        Arg::Text(self.0.clone())
    }
}

/// A place: on the wire `text|latitude;longitude|number`, of which all but the text may be missing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Address {
    /// The address as people write it.
    pub text: String,
    /// Latitude, if the portal has found the place.
    pub latitude: Option<Number>,
    /// Longitude, the same.
    pub longitude: Option<Number>,
    /// The address in the portal's own book of addresses.
    pub location: Option<i64>,
}

impl From<&str> for Address {
    fn from(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            ..Self::default()
        }
    }
}

impl Address {
    fn parse(whole: &str) -> Self {
        let mut address = Self::default();
        let mut text = whole;
        // From the end, as the text may hold the same signs.
        if let Some((before, last)) = text.rsplit_once('|')
            && before.contains('|')
            && (last.is_empty() || last.bytes().all(|byte| byte.is_ascii_digit()))
        {
            address.location = last.parse().ok();
            text = before;
        }
        if let Some((before, last)) = text.rsplit_once('|')
            && let Some((latitude, longitude)) = last.split_once(';')
            && let (Some(latitude), Some(longitude)) = (degrees(latitude), degrees(longitude))
        {
            (address.latitude, address.longitude) = (latitude, longitude);
            text = before;
        }
        address.text = text.to_owned();
        address
    }
}

/// A coordinate, which may be left out; `None` if it is none.
#[allow(clippy::option_option)]
fn degrees(text: &str) -> Option<Option<Number>> {
    if text.is_empty() {
        return Some(None);
    }
    number(text).map(Some)
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)?;
        if self.latitude.is_none() && self.longitude.is_none() && self.location.is_none() {
            return Ok(());
        }
        f.write_str("|")?;
        self.latitude.iter().try_for_each(|number| number.fmt(f))?;
        f.write_str(";")?;
        self.longitude.iter().try_for_each(|number| number.fmt(f))?;
        self.location
            .iter()
            .try_for_each(|number| write!(f, "|{number}"))
    }
}

impl Decode for Address {
    const EXPECTING: &'static str = "an address";

    fn decode(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError> {
        Ok(read::<Option<String>>(slot)?.map(|text| Self::parse(&text)))
    }
}

impl Encode for Address {
    fn encode(&self) -> Arg {
        Arg::Text(self.to_string())
    }
}

macro_rules! number_newtype {
    ($($(#[$doc:meta])* $name:ident: $expecting:literal),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(pub i64);

        impl From<i64> for $name {
            fn from(number: i64) -> Self {
                Self(number)
            }
        }

        impl<E> From<crate::Id<E>> for $name {
            fn from(id: crate::Id<E>) -> Self {
                Self(id.get())
            }
        }

        impl Decode for $name {
            const EXPECTING: &'static str = $expecting;

            /// A number or a text; `0` is nothing.
            fn decode(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError> {
                Ok(int(slot, Self::EXPECTING)?.filter(|number| *number != 0).map(Self))
            }
        }

        impl Encode for $name {
            fn encode(&self) -> Arg {
                Arg::Int(self.0)
            }
        }
    )+};
}

number_newtype! {
    /// A user of the portal, by number.
    Employee: "the number of a user",
    /// An element of an information block, by number.
    IblockElement: "the number of an element",
    /// A section of an information block, by number.
    IblockSection: "the number of a section",
}

/// A file of a custom field.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CustomFile {
    /// One that the portal keeps; written, it stays as it is.
    Stored {
        /// Its number.
        id: i64,
        /// Where it is shown or read by people, on the portal; may carry an access token.
        show_url: Option<String>,
        /// Where it is downloaded, on the portal; may carry an access token.
        download_url: Option<String>,
    },
    /// One that is written.
    New {
        /// Its name.
        name: String,
        /// Its content.
        content: Base64,
    },
    /// One that is deleted.
    Remove {
        /// Its number.
        id: i64,
    },
}

impl CustomFile {
    /// A file to be written.
    #[must_use]
    pub fn new(name: impl Into<String>, content: impl Into<Vec<u8>>) -> Self {
        Self::New {
            name: name.into(),
            content: Base64(content.into()),
        }
    }

    /// A file that the portal keeps, and that stays as it is.
    #[must_use]
    pub const fn keep(id: i64) -> Self {
        Self::Stored {
            id,
            show_url: None,
            download_url: None,
        }
    }

    /// The number of a file that the portal keeps.
    #[must_use]
    pub const fn id(&self) -> Option<i64> {
        match self {
            Self::Stored { id, .. } | Self::Remove { id } => Some(*id),
            Self::New { .. } => None,
        }
    }

    fn from_json(value: &Value) -> Result<Option<Self>, DecodeError> {
        let Value::Object(map) = value else {
            return Ok(int(&mut JsonSlot(value), Self::EXPECTING)?
                .filter(|id| *id != 0)
                .map(Self::keep));
        };
        // `id`, `showUrl`, `downloadUrl` in one interface, `id`, `url`, `urlMachine` in the other, `ID` in some lists.
        let get = |names: [&str; 2]| {
            names
                .iter()
                .find_map(|name| map.get(*name))
                .unwrap_or(&Value::Null)
        };
        let text = |names| read::<Option<String>>(&mut JsonSlot(get(names)));
        match int(&mut JsonSlot(get(["id", "ID"])), Self::EXPECTING)
            .map_err(|error| error.at_key("id"))?
        {
            Some(id) => Ok(Some(Self::Stored {
                id,
                show_url: text(["showUrl", "url"])?,
                download_url: text(["downloadUrl", "urlMachine"])?,
            })),
            None if map.is_empty() => Ok(None),
            None => Err(DecodeError::nothing(Self::EXPECTING).at_key("id")),
        }
    }

    /// Several files, or one where several are meant.
    pub(super) fn many(slot: &mut dyn Slot) -> Result<Vec<Self>, DecodeError> {
        let Some(value) = any(slot)? else {
            return Ok(Vec::new());
        };
        let one = |value| Self::from_json(value);
        match &value {
            Value::Array(list) => list
                .iter()
                .enumerate()
                .filter_map(|(index, value)| {
                    one(value)
                        .map_err(|error| error.at_index(index))
                        .transpose()
                })
                .collect(),
            // A map of files, by any keys; a file itself has plain values only.
            Value::Object(map)
                if map
                    .values()
                    .all(|value| value.is_object() || value.is_array()) =>
            {
                map.iter()
                    .filter_map(|(key, value)| {
                        one(value).map_err(|error| error.at_key(key)).transpose()
                    })
                    .collect()
            }
            value => Ok(one(value)?.into_iter().collect()),
        }
    }
}

/// Addresses up to the token that they may carry.
impl fmt::Debug for CustomFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |url: &Option<String>| url.as_deref().map(|url| without_secret(url).to_owned());
        match self {
            Self::Stored {
                id,
                show_url,
                download_url,
            } => f
                .debug_struct("Stored")
                .field("id", id)
                .field("show_url", &shown(show_url))
                .field("download_url", &shown(download_url))
                .finish(),
            Self::New { name, content } => f
                .debug_struct("New")
                .field("name", name)
                .field("content", content)
                .finish(),
            Self::Remove { id } => f.debug_struct("Remove").field("id", id).finish(),
        }
    }
}

impl Decode for CustomFile {
    const EXPECTING: &'static str = "a file";

    /// `{"id": 5, "showUrl": …}`, `{"id": 5, "url": …}`, or its number.
    fn decode(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError> {
        match any(slot)? {
            None => Ok(None),
            Some(value) => Self::from_json(&value),
        }
    }
}

impl Encode for CustomFile {
    /// `{"fileData": [name, content]}`, `{"id": 5}`, `{"id": 5, "remove": "Y"}`
    fn encode(&self) -> Arg {
        let entries = match self {
            Self::New { name, content } => {
                vec![(
                    "fileData".into(),
                    Arg::List(vec![Arg::Text(name.clone()), content.encode()]),
                )]
            }
            Self::Stored { id, .. } => vec![("id".into(), Arg::Int(*id))],
            Self::Remove { id } => vec![
                ("id".into(), Arg::Int(*id)),
                ("remove".into(), Arg::Text("Y".to_owned())),
            ],
        };
        Arg::Map(entries)
    }
}
