//! Texts that grant access.

use std::fmt;
use std::hash::{Hash, Hasher};

use subtle::ConstantTimeEq as _;

use crate::decode::{Decode, DecodeError, Slot, read};
use crate::encode::{Arg, Encode};

/// A text that grants access: a token, a signature. `Debug` shows `***` in its place, in a call that sends it too, and there is
/// no `Display`: whoever wants the text asks for it. Two of them are compared in constant time.
///
/// ```
/// use bitrix24_client::Secret;
///
/// let token = Secret::from("t0ken");
/// assert_eq!(format!("{token:?}"), "***");
/// assert_eq!(token.reveal(), "t0ken");
/// ```
#[derive(Clone, Default)]
pub struct Secret(String);

impl Secret {
    /// The text itself.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether there is no text at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

impl Eq for Secret {}

impl Hash for Secret {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl Decode for Secret {
    const EXPECTING: &'static str = "a text";

    fn decode(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError> {
        Ok(read::<Option<String>>(slot)?.map(Self))
    }

    /// As for any text.
    fn empty() -> Option<Self> {
        Some(Self::default())
    }
}

impl Encode for Secret {
    fn encode(&self) -> Arg {
        Arg::Secret(self.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::from_slice;

    #[test]
    fn secrets_are_not_shown() {
        let read: Vec<Secret> = from_slice(br#"["s3cr3t", 5, ""]"#).unwrap();
        let texts: Vec<&str> = read.iter().map(Secret::reveal).collect();
        assert_eq!(texts, ["s3cr3t", "5", ""]);
        assert_eq!(from_slice::<Option<Secret>>(b"null"), Ok(None));
        assert_eq!(format!("{read:?}"), "[***, ***, ***]");
        let sent = read[0].encode();
        assert_eq!(format!("{sent:?}"), "Secret(***)");
        assert_eq!(serde_json::to_string(&sent).unwrap(), r#""s3cr3t""#);
        assert_eq!(
            crate::encode::query(&[("token".into(), sent)]),
            "token=s3cr3t"
        );
        assert!(Secret::from("$result[a]").encode().looks_like_a_reference());
        assert_eq!(Secret::from("a"), Secret::from("a".to_owned()));
        assert_ne!(Secret::from("a"), Secret::from("b"));
        assert_ne!(Secret::from("a"), Secret::from("aa"));
        assert!(Secret::default().is_empty() && !Secret::from("a").is_empty());
    }
}
