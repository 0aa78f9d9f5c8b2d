//! `100|USD`

use std::fmt;

use rust_decimal::Decimal;

use super::dates::parsed;
use crate::decode::{Decode, DecodeError, Slot, number};
use crate::encode::{Arg, Encode};

/// An amount of money; on the wire `100|USD`.
///
/// ```
/// use bitrix24_client::{Money, decode};
///
/// let price: Money = decode::from_slice(br#""99.50|EUR""#).unwrap();
/// assert_eq!((price.amount.to_string().as_str(), price.currency.as_str()), ("99.50", "EUR"));
/// assert_eq!(price.to_string(), "99.50|EUR");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Money {
    /// How much.
    pub amount: Decimal,
    /// Code of the currency; empty where the portal stored none.
    pub currency: String,
}

impl Money {
    /// An amount in a currency.
    #[must_use]
    pub fn new(amount: impl Into<Decimal>, currency: impl Into<String>) -> Self {
        Self {
            amount: amount.into(),
            currency: currency.into(),
        }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}|{}", self.amount, self.currency)
    }
}

/// `None`: no money; `Some(None)`: money without an amount (`|USD`), which is how an empty field is stored.
#[allow(clippy::option_option)]
fn parse(text: &str) -> Option<Option<Money>> {
    let (amount, currency) = text.split_once('|').unwrap_or((text, ""));
    if amount.is_empty() {
        return Some(None);
    }
    Some(Some(Money {
        amount: number(amount)?,
        currency: currency.to_owned(),
    }))
}

impl Decode for Money {
    const EXPECTING: &'static str = "an amount of money";

    /// `"100|USD"`, `"100"`; `""` and `"|USD"` are nothing.
    fn decode(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError> {
        // Amounts without a currency come as numbers too.
        let Some(text) = crate::decode::read::<Option<String>>(slot)? else {
            return Ok(None);
        };
        let mut text = crate::decode::ScalarSlot::Text(&text);
        Ok(parsed(&mut text, Self::EXPECTING, parse)?.flatten())
    }
}

impl Encode for Money {
    fn encode(&self) -> Arg {
        if self.currency.contains('|') {
            return Arg::Invalid(format!("{:?} is no currency", self.currency));
        }
        Arg::Text(self.to_string())
    }
}
