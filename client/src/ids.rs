//! Identifiers that know what they identify.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::decode::{Decode, DecodeError, Slot, read};
use crate::encode::{Arg, Encode};

/// What an identifier belongs to where the spec does not say.
#[derive(Debug, Clone, Copy)]
pub enum Unnamed {}

/// The number that identifies a record of kind `E`.
///
/// Ids of different kinds cannot be mixed up; on the wire they are `43` or `"43"`.
///
/// ```
/// use bitrix24_client::Id;
///
/// enum Task {}
/// let id: Id<Task> = Id::new(43);
/// assert_eq!(id.get(), 43);
/// assert_eq!(id, "43".parse().unwrap());
/// assert_eq!(format!("{id} {id:?}"), "43 Id(43)");
/// ```
pub struct Id<E = Unnamed>(i64, PhantomData<fn() -> E>);

impl<E> Id<E> {
    /// The identifier with this number.
    #[must_use]
    pub const fn new(number: i64) -> Self {
        Self(number, PhantomData)
    }

    /// Its number.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }
}

// By hand, as derives would ask the same of `E`.
impl<E> Clone for Id<E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E> Copy for Id<E> {}

impl<E> PartialEq for Id<E> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<E> Eq for Id<E> {}

impl<E> PartialOrd for Id<E> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<E> Ord for Id<E> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}

impl<E> Hash for Id<E> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl<E> Default for Id<E> {
    /// Zero, which identifies nothing.
    fn default() -> Self {
        Self::new(0)
    }
}

impl<E> fmt::Debug for Id<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Id({})", self.0)
    }
}

impl<E> fmt::Display for Id<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<E> FromStr for Id<E> {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self::new)
    }
}

impl<E> From<i64> for Id<E> {
    fn from(number: i64) -> Self {
        Self::new(number)
    }
}

impl<E> From<i32> for Id<E> {
    fn from(number: i32) -> Self {
        Self::new(number.into())
    }
}

impl<E> From<u32> for Id<E> {
    fn from(number: u32) -> Self {
        Self::new(number.into())
    }
}

impl<E> From<Id<E>> for i64 {
    fn from(id: Id<E>) -> Self {
        id.0
    }
}

impl<E> Serialize for Id<E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, E> Deserialize<'de> for Id<E> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        i64::deserialize(deserializer).map(Self::new)
    }
}

impl<E> Decode for Id<E> {
    const EXPECTING: &'static str = "an identifier";

    fn decode(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError> {
        Ok(crate::decode::int(slot, Self::EXPECTING)?.map(Self::new))
    }
}

impl<E> Encode for Id<E> {
    fn encode(&self) -> Arg {
        Arg::Int(self.0)
    }
}

macro_rules! text_newtype {
    ($(#[$doc:meta])* $name:ident [$($param:ident $(= $default:ty)?)?]) => {
        $(#[$doc])*
        pub struct $name$(<$param $(= $default)?>)?(Box<str>, PhantomData<fn() -> text_newtype!(@of $($param)?)>);

        impl$(<$param>)? $name$(<$param>)? {
            /// From its text.
            #[must_use]
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into().into_boxed_str(), PhantomData)
            }

            /// Its text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl$(<$param>)? Clone for $name$(<$param>)? {
            fn clone(&self) -> Self {
                Self(self.0.clone(), PhantomData)
            }
        }

        impl$(<$param>)? PartialEq for $name$(<$param>)? {
            fn eq(&self, other: &Self) -> bool {
                self.0 == other.0
            }
        }

        impl$(<$param>)? Eq for $name$(<$param>)? {}

        impl$(<$param>)? PartialEq<str> for $name$(<$param>)? {
            fn eq(&self, other: &str) -> bool {
                *self.0 == *other
            }
        }

        impl$(<$param>)? PartialEq<&str> for $name$(<$param>)? {
            fn eq(&self, other: &&str) -> bool {
                *self.0 == **other
            }
        }

        impl$(<$param>)? PartialOrd for $name$(<$param>)? {
            fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
                Some(self.cmp(other))
            }
        }

        impl$(<$param>)? Ord for $name$(<$param>)? {
            fn cmp(&self, other: &Self) -> std::cmp::Ordering {
                self.0.cmp(&other.0)
            }
        }

        impl$(<$param>)? Hash for $name$(<$param>)? {
            fn hash<H: Hasher>(&self, state: &mut H) {
                self.0.hash(state);
            }
        }

        impl$(<$param>)? Default for $name$(<$param>)? {
            fn default() -> Self {
                Self::new("")
            }
        }

        impl$(<$param>)? fmt::Debug for $name$(<$param>)? {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({:?})"), self.0)
            }
        }

        impl$(<$param>)? fmt::Display for $name$(<$param>)? {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl$(<$param>)? FromStr for $name$(<$param>)? {
            type Err = std::convert::Infallible;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Ok(Self::new(text))
            }
        }

        impl$(<$param>)? From<&str> for $name$(<$param>)? {
            fn from(text: &str) -> Self {
                Self::new(text)
            }
        }

        impl$(<$param>)? From<String> for $name$(<$param>)? {
            fn from(text: String) -> Self {
                Self::new(text)
            }
        }

        impl$(<$param>)? AsRef<str> for $name$(<$param>)? {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl$(<$param>)? Serialize for $name$(<$param>)? {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.0.serialize(serializer)
            }
        }

        impl<'de $(, $param)?> Deserialize<'de> for $name$(<$param>)? {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer).map(Self::new)
            }
        }

        impl$(<$param>)? Decode for $name$(<$param>)? {
            const EXPECTING: &'static str = "a text";

            /// A text or a number; `""` and `false` are nothing.
            fn decode(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError> {
                Ok(read::<Option<String>>(slot)?.map(Self::new))
            }
        }

        impl$(<$param>)? Encode for $name$(<$param>)? {
            fn encode(&self) -> Arg {
                Arg::Text(self.0.to_string())
            }
        }
    };
    (@of) => { () };
    (@of $param:ident) => { $param };
}

text_newtype! {
    /// The text that identifies a record of kind `E`: `USD`.
    TextId[E = Unnamed]
}

text_newtype! {
    /// A value out of a directory that portals edit themselves; on the wire it is the value's code.
    Status[]
}
