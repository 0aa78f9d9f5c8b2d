//! Texts, numbers and flags.

use rust_decimal::Decimal;

use super::{Decode, DecodeError, Sink, Slot};

/// Keeps any plain value as a text.
pub(crate) struct TextSink {
    expecting: &'static str,
    text: Option<String>,
}

impl TextSink {
    pub(crate) fn new(expecting: &'static str) -> Self {
        Self {
            expecting,
            text: None,
        }
    }

    /// `None` after null, `[]` and `{}`.
    pub(crate) fn take(self) -> Option<String> {
        self.text
    }
}

impl Sink for TextSink {
    fn expecting(&self) -> &'static str {
        self.expecting
    }

    fn bool(&mut self, value: bool) -> Result<(), DecodeError> {
        self.text = Some(value.to_string());
        Ok(())
    }

    fn int(&mut self, value: i64) -> Result<(), DecodeError> {
        self.text = Some(value.to_string());
        Ok(())
    }

    fn uint(&mut self, value: u64) -> Result<(), DecodeError> {
        self.text = Some(value.to_string());
        Ok(())
    }

    fn float(&mut self, value: f64) -> Result<(), DecodeError> {
        self.text = Some(value.to_string());
        Ok(())
    }

    #[inline]
    fn text(&mut self, value: &str) -> Result<(), DecodeError> {
        self.text = Some(value.to_owned());
        Ok(())
    }
}

/// A plain value as a text, `""` included; `None` for null and empty containers.
pub(crate) fn text(slot: &mut dyn Slot) -> Result<Option<String>, DecodeError> {
    let mut sink = TextSink::new("a text");
    slot.read(&mut sink)?;
    Ok(sink.take())
}

impl Decode for String {
    const EXPECTING: &'static str = "a text";

    /// Numbers and flags are read as texts; `""` and `false` are nothing.
    fn decode(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError> {
        let mut sink = StringSink(None);
        slot.read(&mut sink)?;
        Ok(sink.0)
    }

    fn empty() -> Option<Self> {
        Some(String::new())
    }
}

struct StringSink(Option<String>);

impl Sink for StringSink {
    fn expecting(&self) -> &'static str {
        "a text"
    }

    fn bool(&mut self, value: bool) -> Result<(), DecodeError> {
        // `false` is one of PHP's ways to say that there is nothing.
        self.0 = value.then(|| "true".to_owned());
        Ok(())
    }

    fn int(&mut self, value: i64) -> Result<(), DecodeError> {
        self.0 = Some(value.to_string());
        Ok(())
    }

    fn uint(&mut self, value: u64) -> Result<(), DecodeError> {
        self.0 = Some(value.to_string());
        Ok(())
    }

    fn float(&mut self, value: f64) -> Result<(), DecodeError> {
        self.0 = Some(value.to_string());
        Ok(())
    }

    #[inline]
    fn text(&mut self, value: &str) -> Result<(), DecodeError> {
        if !value.is_empty() {
            self.0 = Some(value.to_owned());
        }
        Ok(())
    }
}

/// Reads a whole number of any kind.
pub(crate) fn int(
    slot: &mut dyn Slot,
    expecting: &'static str,
) -> Result<Option<i64>, DecodeError> {
    let mut sink = IntSink {
        expecting,
        value: None,
    };
    slot.read(&mut sink)?;
    Ok(sink.value)
}

struct IntSink {
    expecting: &'static str,
    value: Option<i64>,
}

impl Sink for IntSink {
    fn expecting(&self) -> &'static str {
        self.expecting
    }

    fn int(&mut self, value: i64) -> Result<(), DecodeError> {
        self.value = Some(value);
        Ok(())
    }

    fn float(&mut self, value: f64) -> Result<(), DecodeError> {
        // PHP writes `43.0` for a whole number that went through a float. Above 2^53 a float is no exact number any more.
        #[allow(clippy::cast_possible_truncation)]
        if value.fract() == 0.0 && value.abs() <= 9_007_199_254_740_992.0 {
            self.value = Some(value as i64);
            return Ok(());
        }
        Err(DecodeError::new(
            self.expecting,
            format_args!("the number {value}"),
        ))
    }

    #[inline]
    fn text(&mut self, value: &str) -> Result<(), DecodeError> {
        match value.parse() {
            Ok(number) => self.value = Some(number),
            Err(_) if value.is_empty() => {}
            Err(_) => return Err(DecodeError::text(self.expecting, value)),
        }
        Ok(())
    }
}

impl Decode for i64 {
    const EXPECTING: &'static str = "a whole number";

    /// `43`, `"43"`; `""` and `false` are nothing.
    fn decode(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError> {
        int(slot, Self::EXPECTING)
    }
}

impl Decode for Decimal {
    const EXPECTING: &'static str = "a number";

    /// `999.9`, `"1000000.00"`; `""` and `false` are nothing.
    fn decode(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError> {
        let mut sink = NumberSink(None);
        slot.read(&mut sink)?;
        Ok(sink.0)
    }
}

/// A text as an exact number.
pub(crate) fn number(text: &str) -> Option<Decimal> {
    // The crate would take `1_000`, which nothing on the platform's side means.
    if !text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte))
    {
        return None;
    }
    // `from_str_exact` refuses what it would have to round.
    Decimal::from_str_exact(text)
        .or_else(|_| Decimal::from_scientific(text))
        .ok()
}

struct NumberSink(Option<Decimal>);

impl Sink for NumberSink {
    fn expecting(&self) -> &'static str {
        "a number"
    }

    fn int(&mut self, value: i64) -> Result<(), DecodeError> {
        self.0 = Some(Decimal::from(value));
        Ok(())
    }

    fn uint(&mut self, value: u64) -> Result<(), DecodeError> {
        self.0 = Some(Decimal::from(value));
        Ok(())
    }

    fn float(&mut self, value: f64) -> Result<(), DecodeError> {
        // The shortest text that gives this float back is what the platform wrote. Behind the 28th decimal there is only the
        // noise of its sums (`5.5511151231257827e-17` for 0), and no room: it is rounded.
        let text = value.to_string();
        self.0 = Some(
            number(&text)
                .or_else(|| text.parse().ok())
                .ok_or_else(|| DecodeError::new("a number", format_args!("the number {value}")))?,
        );
        Ok(())
    }

    fn text(&mut self, value: &str) -> Result<(), DecodeError> {
        if !value.is_empty() {
            self.0 = Some(number(value).ok_or_else(|| DecodeError::text("a number", value))?);
        }
        Ok(())
    }
}

impl Decode for bool {
    const EXPECTING: &'static str = "a flag";

    /// `true`, `"Y"`, `"1"`, `1`, `"true"` and their opposites; `""` is nothing.
    fn decode(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError> {
        let mut sink = BoolSink(None);
        slot.read(&mut sink)?;
        Ok(sink.0)
    }
}

struct BoolSink(Option<bool>);

impl Sink for BoolSink {
    fn expecting(&self) -> &'static str {
        "a flag"
    }

    fn bool(&mut self, value: bool) -> Result<(), DecodeError> {
        self.0 = Some(value);
        Ok(())
    }

    fn int(&mut self, value: i64) -> Result<(), DecodeError> {
        self.0 = Some(match value {
            0 => false,
            1 => true,
            _ => {
                return Err(DecodeError::new(
                    "a flag",
                    format_args!("the number {value}"),
                ));
            }
        });
        Ok(())
    }

    fn text(&mut self, value: &str) -> Result<(), DecodeError> {
        self.0 = match value {
            "Y" | "1" | "y" | "true" => Some(true),
            "N" | "0" | "n" | "false" => Some(false),
            "" => None,
            _ => return Err(DecodeError::text("a flag", value)),
        };
        Ok(())
    }
}
