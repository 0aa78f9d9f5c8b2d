//! Options of list fields.
//!
//! A portal numbers the options when a list is made, so that two portals have two sets of ids for one list. An enum names
//! the ids of one portal ([`ListOption`]), or the texts, which are the same in all ([`NamedOption`]): then a record holds an
//! [`OptionId`], and [`OptionIds`] says what it stands for in this portal.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use super::{CustomKind, CustomValue, Many};
use crate::ability::{Exact, Yes};
use crate::decode::{DecodeError, Slot, int};
use crate::encode::{Arg, Encode};
use crate::entity::Can;

/// An option of a list field: the portal numbers them. Written by `#[derive(ListOption)]` for an enum with ids.
pub trait ListOption: Sized {
    /// The option with this number, if it is one that is known.
    fn from_id(id: i64) -> Option<Self>;

    /// Its number.
    fn id(&self) -> i64;
}

/// An option of a list field by its text. Written by `#[derive(ListOption)]` for an enum without ids.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not tell its options by their texts",
    label = "no `#[derive(ListOption)]` with texts",
    note = "an `OptionId` is for an enum whose variants have `#[bitrix24(value = \"…\")]` and no `id`; one with ids is itself the type of a field"
)]
pub trait NamedOption: Sized + 'static {
    /// What is known of each.
    const OPTIONS: &'static [CustomOption];

    /// The option with this text.
    fn from_value(value: &str) -> Option<Self>;

    /// Its text.
    fn value(&self) -> &'static str;
}

/// What is known of an option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct CustomOption {
    /// The variant.
    pub name: &'static str,
    /// Its number, where the enum has those of one portal.
    pub id: Option<i64>,
    /// Its text, where the enum says it.
    pub value: Option<&'static str>,
}

impl CustomOption {
    /// See the fields.
    #[must_use]
    pub const fn new(name: &'static str, id: Option<i64>, value: Option<&'static str>) -> Self {
        Self { name, id, value }
    }
}

/// Reads an option by its number, `48` or `"48"`; `0` and the spellings of nothing are nothing.
///
/// # Errors
///
/// If something else than a number came, or one that [`from_id`](ListOption::from_id) refuses.
pub fn decode_option<T: ListOption>(slot: &mut dyn Slot) -> Result<Option<T>, DecodeError> {
    match number(slot)? {
        None => Ok(None),
        Some(id) => T::from_id(id)
            .map(Some)
            .ok_or_else(|| DecodeError::new("one of the list's options", id)),
    }
}

fn number(slot: &mut dyn Slot) -> Result<Option<i64>, DecodeError> {
    Ok(int(slot, "the number of a list's option")?.filter(|id| *id != 0))
}

/// The number that a portal gave to an option of `T`; made by [`OptionIds`].
///
/// ```
/// use bitrix24_client::custom::OptionId;
///
/// enum Tier {}
/// let id: OptionId<Tier> = OptionId::new(44);
/// assert_eq!(id.get(), 44);
/// ```
pub struct OptionId<T>(i64, PhantomData<fn() -> T>);

impl<T> OptionId<T> {
    /// The option with this number, as one portal has it.
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

// By hand, as derives would ask the same of `T`.
impl<T> Clone for OptionId<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for OptionId<T> {}

impl<T> PartialEq for OptionId<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<T> Eq for OptionId<T> {}

impl<T> Hash for OptionId<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl<T> fmt::Debug for OptionId<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OptionId({})", self.0)
    }
}

impl<T> Encode for OptionId<T> {
    fn encode(&self) -> Arg {
        Arg::Int(self.0)
    }
}

impl<T: NamedOption> CustomValue for OptionId<T> {
    const KIND: CustomKind = CustomKind::Enumeration;
    const OPTIONS: &'static [CustomOption] = T::OPTIONS;
    type Wire = Self;
    type Can = Can<Exact, Yes, Yes>;

    /// Any number: a portal's list may have more options than the enum.
    fn decode_custom(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError> {
        Ok(number(slot)?.map(Self::new))
    }

    fn encode_custom(&self) -> Arg {
        self.encode()
    }
}

/// What a field is compared with that holds options of an enum, one or many.
pub trait HoldsOptions {
    /// The enum.
    type Option: NamedOption;
}

impl<T: NamedOption> HoldsOptions for OptionId<T> {
    type Option = T;
}

impl<T: NamedOption> HoldsOptions for Many<OptionId<T>> {
    type Option = T;
}

/// Which ids a portal gave to the options of `T`; see [`Ensured::option_ids`](crate::Ensured::option_ids).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionIds<T> {
    /// Every text of `T` is among them.
    ids: Vec<(String, i64)>,
    of: PhantomData<fn() -> T>,
}

impl<T: NamedOption> OptionIds<T> {
    /// The first text that has no id, as an error.
    pub(crate) fn new(ids: Vec<(String, i64)>) -> Result<Self, &'static str> {
        let has = |value: &str| ids.iter().any(|(text, _)| text == value);
        let mut values = T::OPTIONS.iter().filter_map(|option| option.value);
        match values.find(|value| !has(value)) {
            Some(missing) => Err(missing),
            None => Ok(Self {
                ids,
                of: PhantomData,
            }),
        }
    }

    /// The id of an option.
    #[must_use]
    pub fn id(&self, option: T) -> OptionId<T> {
        let value = option.value();
        let found = self.ids.iter().find(|(text, _)| text == value);
        // All are there: the constructor looked.
        OptionId::new(found.map_or(0, |(_, id)| *id))
    }

    /// The option with this id; nothing for one that the portal's list has and the enum has not.
    #[must_use]
    pub fn option(&self, id: OptionId<T>) -> Option<T> {
        let (text, _) = self.ids.iter().find(|(_, number)| *number == id.get())?;
        T::from_value(text)
    }
}
