//! Types that a custom field can have.

use serde_json::Value;

use super::binding::CrmBinding;
use super::stored::{Address, CustomFile, Employee, IblockElement, IblockSection, Url};
use super::{CustomKind, CustomOption};
use crate::ability::{Any, Exact, No, Yes};
use crate::decode::{Decode, DecodeError, Slot, list, read};
use crate::encode::{Arg, Encode};
use crate::entity::Can;
use crate::ids::Status;
use crate::values::{Bit, Date, DateTime, Money, Number};

/// A type that a custom field can have. What portals store was never looked over, so reading is lenient: numbers or texts,
/// `false`, `[]`, null and `""` for nothing, one value where several are meant.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a type a custom field can have",
    label = "not the type of a custom field",
    note = "use `Option<T>`, or `Vec<T>` for a multiple field, where `T` is `String`, `i64`, `Number`, `bool`, `Date`, `DateTime`, `Money`, … or an enum with `#[derive(ListOption)]`; `OptionId<T>` for one whose variants have a `value` and no `id`"
)]
pub trait CustomValue: Sized {
    /// The kind of field.
    const KIND: CustomKind;
    /// What is known of the options, if it is a list.
    const OPTIONS: &'static [CustomOption] = &[];
    /// What the field is compared with.
    type Wire;
    /// What can be done with the field.
    type Can;

    /// Reads a value.
    ///
    /// # Errors
    ///
    /// If what came is neither such a value nor nothing.
    fn decode_custom(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError>;

    /// The value as it is sent.
    fn encode_custom(&self) -> Arg;

    /// Reads any number of values; empty ones are left out.
    ///
    /// # Errors
    ///
    /// Those of [`decode_custom`](Self::decode_custom).
    fn decode_many(slot: &mut dyn Slot) -> Result<Vec<Self>, DecodeError> {
        let mut values = Vec::new();
        list(slot, &mut |slot| {
            values.extend(Self::decode_custom(slot)?);
            Ok(())
        })?;
        Ok(values)
    }

    /// Any number of values as they are sent; `None` for none.
    fn encode_many(values: &[Self]) -> Option<Arg> {
        (!values.is_empty()).then(|| Arg::List(values.iter().map(Self::encode_custom).collect()))
    }
}

macro_rules! custom {
    ($($ty:ty: $kind:ident, $wire:ty, $can:ty;)+) => {$(
        impl CustomValue for $ty {
            const KIND: CustomKind = CustomKind::$kind;
            type Wire = $wire;
            type Can = $can;

            fn decode_custom(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError> {
                <$ty as Decode>::decode(slot)
            }

            fn encode_custom(&self) -> Arg {
                self.encode()
            }
        }
    )+};
}

custom! {
    String: String, String, Can<Any, Yes, Yes>;
    i64: Integer, i64, Can<Any, Yes, Yes>;
    Number: Double, Number, Can<Any, Yes, Yes>;
    Date: Date, Date, Can<Any, Yes, Yes>;
    DateTime: DateTime, DateTime, Can<Any, Yes, Yes>;
    Money: Money, Money, Can<Exact, Yes, Yes>;
    Url: Url, String, Can<Any, Yes, Yes>;
    Status: CrmStatus, Status, Can<Exact, Yes, Yes>;
    Employee: Employee, i64, Can<Exact, Yes, Yes>;
    IblockElement: IblockElement, i64, Can<Exact, Yes, Yes>;
    IblockSection: IblockSection, i64, Can<Exact, Yes, Yes>;
    CrmBinding: Crm, CrmBinding, Can<Exact, No, Yes>;
}

impl CustomValue for bool {
    const KIND: CustomKind = CustomKind::Boolean;
    type Wire = Bit;
    type Can = Can<Exact, Yes, Yes>;

    fn decode_custom(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError> {
        Self::decode(slot)
    }

    fn encode_custom(&self) -> Arg {
        Bit(*self).encode()
    }
}

impl CustomValue for i32 {
    const KIND: CustomKind = CustomKind::Integer;
    type Wire = i64;
    type Can = Can<Any, Yes, Yes>;

    fn decode_custom(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError> {
        i64::decode(slot)?
            .map(|number| {
                Self::try_from(number).map_err(|_| DecodeError::new("a number of 32 bits", number))
            })
            .transpose()
    }

    fn encode_custom(&self) -> Arg {
        Arg::Int((*self).into())
    }
}

impl CustomValue for f64 {
    const KIND: CustomKind = CustomKind::Double;
    type Wire = Number;
    type Can = Can<Any, Yes, Yes>;

    fn decode_custom(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError> {
        let Some(text) = read::<Option<String>>(slot)? else {
            return Ok(None);
        };
        match text.parse::<Self>() {
            Ok(number) if number.is_finite() => Ok(Some(number)),
            _ => Err(DecodeError::text("a number", &text)),
        }
    }

    fn encode_custom(&self) -> Arg {
        if self.is_finite() {
            Arg::Text(self.to_string())
        } else {
            Arg::Invalid(format!("{self} cannot be sent"))
        }
    }
}

impl CustomValue for Address {
    const KIND: CustomKind = CustomKind::Address;
    type Wire = String;
    type Can = Can<No, No, Yes>;

    fn decode_custom(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError> {
        Self::decode(slot)
    }

    fn encode_custom(&self) -> Arg {
        self.encode()
    }
}

impl CustomValue for CustomFile {
    const KIND: CustomKind = CustomKind::File;
    type Wire = Self;
    type Can = Can<No, No, Yes>;

    fn decode_custom(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError> {
        Self::decode(slot)
    }

    fn encode_custom(&self) -> Arg {
        self.encode()
    }

    fn decode_many(slot: &mut dyn Slot) -> Result<Vec<Self>, DecodeError> {
        Self::many(slot)
    }
}

impl CustomValue for Value {
    const KIND: CustomKind = CustomKind::Other;
    type Wire = Self;
    type Can = Can<No, No, Yes>;

    fn decode_custom(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError> {
        // Empty custom values come in every spelling of nothing.
        Ok(Self::decode(slot)?.filter(|value| match value {
            Value::String(text) => !text.is_empty(),
            Value::Array(list) => !list.is_empty(),
            Value::Bool(flag) => *flag,
            _ => true,
        }))
    }

    fn encode_custom(&self) -> Arg {
        self.encode()
    }
}
