//! What can be given where a value of some kind is wanted.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, Utc};
use rust_decimal::Decimal;
use serde_json::Value;

use super::{Arg, Encode};
use crate::batch::Reference;
use crate::custom::{Employee, IblockElement, IblockSection, Many, Url};
use crate::ids::{Id, Status, TextId};
use crate::values::{Bit, Map, Secret, Timestamp, Yn};

/// Can be given where a `W` is wanted.
#[diagnostic::on_unimplemented(
    message = "a `{W}` is wanted here, and `{Self}` is none",
    label = "cannot be given where a `{W}` is wanted"
)]
pub trait IntoArg<W: ?Sized> {
    /// The value as it is sent.
    fn into_arg(self) -> Arg;
}

/// Can be given to a field that holds a `W` and can be cleared: what [`IntoArg`] allows, and [`Clear`].
#[diagnostic::on_unimplemented(
    message = "a `{W}` (or `Clear`) is wanted here, and `{Self}` is none",
    label = "cannot be given where a `{W}` is wanted"
)]
pub trait Assign<W: ?Sized> {
    /// The value as it is sent.
    fn assign(self) -> Arg;
}

/// Empties a field when it is assigned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Clear;

impl<W: ?Sized> Assign<W> for Clear {
    fn assign(self) -> Arg {
        Arg::Text(String::new())
    }
}

/// A list of values of kind `W`.
pub fn list<W, I>(items: I) -> Arg
where
    I: IntoIterator,
    I::Item: IntoArg<W>,
{
    Arg::List(items.into_iter().map(IntoArg::into_arg).collect())
}

impl<T: Encode> IntoArg<T> for T {
    fn into_arg(self) -> Arg {
        self.encode()
    }
}

impl<T: Encode> IntoArg<T> for &T {
    fn into_arg(self) -> Arg {
        self.encode()
    }
}

impl<T: Encode> Assign<T> for T {
    fn assign(self) -> Arg {
        self.encode()
    }
}

impl<T: Encode> Assign<T> for &T {
    fn assign(self) -> Arg {
        self.encode()
    }
}

impl<W> IntoArg<W> for Reference<W> {
    fn into_arg(self) -> Arg {
        Arg::Reference(self.into_text())
    }
}

impl<W> Assign<W> for Reference<W> {
    fn assign(self) -> Arg {
        self.into_arg()
    }
}

/// Both traits for each pair, as one cannot be had from the other: a blanket `Assign` would overlap that of `Clear`.
macro_rules! given {
    ($([$($param:ident)?] $from:ty => $want:ty: |$value:ident| $arg:expr;)+) => {$(
        // The trait's own message says what is wanted; a list of all that could be given hides it.
        #[diagnostic::do_not_recommend]
        impl$(<$param>)? IntoArg<$want> for $from {
            fn into_arg(self) -> Arg {
                let $value = self;
                $arg
            }
        }

        #[diagnostic::do_not_recommend]
        impl$(<$param>)? Assign<$want> for $from {
            fn assign(self) -> Arg {
                IntoArg::<$want>::into_arg(self)
            }
        }
    )+};
}

given! {
    [] &str => String: |text| Arg::Text(text.to_owned());
    [] bool => Yn: |flag| Yn(flag).encode();
    [] bool => Bit: |flag| Bit(flag).encode();
    [] i32 => i64: |number| Arg::Int(number.into());
    [] u32 => i64: |number| Arg::Int(number.into());
    [] u64 => i64: |number| big(number);
    [] usize => i64: |number| big(number as u64);
    [E] Id<E> => i64: |id| Arg::Int(id.get());
    [] Employee => i64: |user| Arg::Int(user.0);
    [] IblockElement => i64: |element| Arg::Int(element.0);
    [] IblockSection => i64: |section| Arg::Int(section.0);
    [] Url => String: |url| Arg::Text(url.0);
    [E] i64 => Id<E>: |number| Arg::Int(number);
    [E] i32 => Id<E>: |number| Arg::Int(number.into());
    [E] u32 => Id<E>: |number| Arg::Int(number.into());
    [] i64 => Decimal: |number| Arg::Int(number);
    [] i32 => Decimal: |number| Arg::Int(number.into());
    [] u32 => Decimal: |number| Arg::Int(number.into());
    [] f64 => Decimal: |number| float(number);
    [] &str => Decimal: |text| number(text);
    [] &str => Secret: |text| Secret::from(text).encode();
    [] String => Secret: |text| Secret::from(text).encode();
    [] &str => Status: |text| Arg::Text(text.to_owned());
    [] String => Status: |text| Arg::Text(text);
    [E] &str => TextId<E>: |text| Arg::Text(text.to_owned());
    [E] String => TextId<E>: |text| Arg::Text(text);
    [] DateTime<Utc> => DateTime<FixedOffset>: |moment| moment.fixed_offset().encode();
    [] i64 => Timestamp: |seconds| Arg::Int(seconds);
}

fn big(number: u64) -> Arg {
    i64::try_from(number).map_or_else(
        |_| Arg::Invalid(format!("{number} is too large a number")),
        Arg::Int,
    )
}

fn number(text: &str) -> Arg {
    match crate::decode::number(text) {
        Some(number) => number.encode(),
        None => Arg::Invalid(format!("{text:?} is no number")),
    }
}

/// A float as it is written, so that `0.62` is that number and not the nearest binary one.
fn float(value: f64) -> Arg {
    if value.is_finite() {
        return number(&value.to_string());
    }
    Arg::Invalid(format!("{value} is no number"))
}

/// Keys and values of a map, in order.
fn map<W, K: Into<String>, T: IntoArg<W>>(pairs: impl IntoIterator<Item = (K, T)>) -> Arg {
    let pairs = pairs.into_iter();
    Arg::Map(
        pairs
            .map(|(key, value)| (key.into().into(), value.into_arg()))
            .collect(),
    )
}

macro_rules! map_from {
    ($([$($param:tt)*] $from:ty;)+) => {$(
        #[diagnostic::do_not_recommend]
        impl<W, K: Into<String>, T: IntoArg<W>, $($param)*> IntoArg<Map<W>> for $from {
            fn into_arg(self) -> Arg {
                map::<W, K, T>(self)
            }
        }

        #[diagnostic::do_not_recommend]
        impl<W, K: Into<String>, T: IntoArg<W>, $($param)*> Assign<Map<W>> for $from {
            fn assign(self) -> Arg {
                map::<W, K, T>(self)
            }
        }
    )+};
}

map_from! {
    [const N: usize] [(K, T); N];
    [] Vec<(K, T)>;
    [] BTreeMap<K, T>;
}

/// A multiple field is compared with one element.
impl<W, T: Encode + IntoArg<W>> IntoArg<Many<W>> for T {
    fn into_arg(self) -> Arg {
        IntoArg::<W>::into_arg(self)
    }
}

impl<W, T: IntoArg<W>> Assign<Many<W>> for Vec<T> {
    fn assign(self) -> Arg {
        list::<W, _>(self)
    }
}

impl<W, T: IntoArg<W>, const N: usize> Assign<Many<W>> for [T; N] {
    fn assign(self) -> Arg {
        list::<W, _>(self)
    }
}

impl<'t, W, T> Assign<Many<W>> for &'t [T]
where
    &'t T: IntoArg<W>,
{
    fn assign(self) -> Arg {
        list::<W, _>(self)
    }
}

impl Encode for str {
    fn encode(&self) -> Arg {
        Arg::Text(self.to_owned())
    }
}

impl Encode for String {
    fn encode(&self) -> Arg {
        Arg::Text(self.clone())
    }
}

impl<T: Encode + ?Sized> Encode for &T {
    fn encode(&self) -> Arg {
        (**self).encode()
    }
}

impl<T: Encode + ?Sized> Encode for Box<T> {
    fn encode(&self) -> Arg {
        (**self).encode()
    }
}

impl Encode for bool {
    fn encode(&self) -> Arg {
        Arg::Bool(*self)
    }
}

impl Encode for i64 {
    fn encode(&self) -> Arg {
        Arg::Int(*self)
    }
}

impl Encode for i32 {
    fn encode(&self) -> Arg {
        Arg::Int((*self).into())
    }
}

impl Encode for u32 {
    fn encode(&self) -> Arg {
        Arg::Int((*self).into())
    }
}

impl Encode for Decimal {
    /// A text, which keeps it exact.
    fn encode(&self) -> Arg {
        Arg::Text(self.to_string())
    }
}

impl Encode for NaiveDate {
    /// `2024-12-10`
    fn encode(&self) -> Arg {
        Arg::Text(crate::values::date_text(*self))
    }
}

impl Encode for DateTime<FixedOffset> {
    /// `2024-12-10T06:36:00+03:00`
    fn encode(&self) -> Arg {
        Arg::Text(crate::values::moment_text(self))
    }
}

impl Encode for NaiveTime {
    /// `06:36:00`
    fn encode(&self) -> Arg {
        Arg::Text(crate::values::time_text(*self))
    }
}

impl Encode for Value {
    fn encode(&self) -> Arg {
        Arg::Json(self.clone())
    }
}

impl Encode for Arg {
    fn encode(&self) -> Arg {
        self.clone()
    }
}

impl<T: Encode> Encode for Vec<T> {
    fn encode(&self) -> Arg {
        Arg::List(self.iter().map(Encode::encode).collect())
    }
}

impl<T: Encode> Encode for Map<T> {
    fn encode(&self) -> Arg {
        let pairs = self.iter();
        Arg::Map(
            pairs
                .map(|(key, value)| (key.to_owned().into(), value.encode()))
                .collect(),
        )
    }
}

impl<T: Encode> Encode for BTreeMap<String, T> {
    fn encode(&self) -> Arg {
        Arg::Map(
            self.iter()
                .map(|(key, value)| (key.clone().into(), value.encode()))
                .collect(),
        )
    }
}

impl<T: Encode> Encode for Option<T> {
    fn encode(&self) -> Arg {
        self.as_ref().map_or(Arg::Null, Encode::encode)
    }
}
