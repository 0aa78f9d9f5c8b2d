//! Sets of values.

/// A text with known values. Nothing on the wire promises that no other will come, so each has a variant for those.
///
/// ```
/// use bitrix24_client::{Arg, Decode, DecodeError, Encode, Enumeration, Slot, decode};
///
/// #[derive(Debug, PartialEq)]
/// enum Direction {
///     Asc,
///     Other(String),
/// }
///
/// impl Enumeration for Direction {
///     fn from_wire(text: &str) -> Self {
///         match text {
///             "ASC" => Self::Asc,
///             _ => Self::Other(text.to_owned()),
///         }
///     }
///
///     fn wire(&self) -> &str {
///         match self {
///             Self::Asc => "ASC",
///             Self::Other(text) => text,
///         }
///     }
/// }
///
/// impl Decode for Direction {
///     fn decode(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError> {
///         decode::enumeration(slot)
///     }
/// }
///
/// assert_eq!(decode::from_slice(br#""ASC""#), Ok(Direction::Asc));
/// assert_eq!(decode::from_slice(b"7"), Ok(Direction::Other("7".into())));
/// assert_eq!(decode::from_slice(br#""""#), Ok(None::<Direction>));
/// ```
pub trait Enumeration: Sized {
    /// Whether `""` is one of the known values, and not the absence of one.
    const NAMES_EMPTY: bool = false;

    /// The value that is spelled so.
    fn from_wire(text: &str) -> Self;

    /// How the value is spelled.
    fn wire(&self) -> &str;
}
