//! Bytes in base64.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::dates::parsed;
use crate::decode::{Decode, DecodeError, Slot};
use crate::encode::{Arg, Encode};

/// Padding may be missing.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Bytes, such as the content of a file; on the wire they are base64.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Base64(pub Vec<u8>);

impl std::fmt::Debug for Base64 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Base64({} bytes)", self.0.len())
    }
}

impl From<Vec<u8>> for Base64 {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl From<&[u8]> for Base64 {
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.to_owned())
    }
}

impl AsRef<[u8]> for Base64 {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

fn parse(text: &str) -> Option<Vec<u8>> {
    // Lines are broken by some senders.
    if text.contains(char::is_whitespace) {
        return LENIENT
            .decode(text.split_whitespace().collect::<String>())
            .ok();
    }
    LENIENT.decode(text).ok()
}

impl Decode for Base64 {
    const EXPECTING: &'static str = "base64";

    /// Base64 with or without padding and line breaks; `""` and `false` are nothing.
    fn decode(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError> {
        Ok(parsed(slot, Self::EXPECTING, parse)?.map(Self))
    }
}

impl Encode for Base64 {
    fn encode(&self) -> Arg {
        Arg::Text(STANDARD.encode(&self.0))
    }
}

impl crate::encode::IntoArg<Base64> for Vec<u8> {
    fn into_arg(self) -> Arg {
        Base64(self).encode()
    }
}

impl crate::encode::IntoArg<Base64> for &[u8] {
    fn into_arg(self) -> Arg {
        Arg::Text(STANDARD.encode(self))
    }
}
