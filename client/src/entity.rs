//! Kinds of records, and how they are searched and written.

pub use crate::field::{Can, Field};

/// A kind of record that is written, read or searched for. Generated as an empty marker type.
pub trait Entity: 'static {
    /// What the custom fields of these records are filed under: an owner's marker, or [`NoCustom`].
    type Custom;
    /// How conditions are written.
    const STYLE: FilterStyle;
    /// Custom fields are spelled `ufCrmX` rather than `UF_CRM_X`.
    const CUSTOM_CAMEL: bool = false;
    /// Files among the custom fields are written as `[name, content]` rather than as `{"fileData": [name, content]}`.
    const CUSTOM_FILE_PAIRS: bool = false;
    /// Wire name of the field that identifies a record.
    const KEY: Option<&'static str>;
}

/// How the conditions of a search are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FilterStyle {
    /// `{">=ID": 5}`; keys the platform does not know are ignored by it.
    Prefix,
    /// The same with groups, `{"0": {"logic": "OR", …}}`; unknown keys are errors.
    Nested,
    /// `[["id", ">=", 5]]`
    Triples,
    /// `{"ID": 5}`: equality only.
    Plain,
}

/// Records of this kind have no custom fields.
#[derive(Debug, Clone, Copy)]
pub enum NoCustom {}

/// What a field belongs to that `E` can be searched, ordered and selected by: `E` itself, or the owner of its custom fields.
#[diagnostic::on_unimplemented(
    message = "this field is not one of `{E}`",
    label = "a field of something else"
)]
pub trait FieldsOf<E> {}

impl<E: HasCustom<O>, O> FieldsOf<E> for crate::custom::CustomOf<O> {}

/// Records whose custom fields are filed under `O`; every [`Entity`] is, for its own. It stands between the two so that a
/// mistake is told in these words, and not as a mismatch of types.
#[diagnostic::on_unimplemented(
    message = "these custom fields are of other records than `{Self}`",
    label = "filed under `{O}`"
)]
pub trait HasCustom<O> {}

impl<E: Entity> HasCustom<E::Custom> for E {}

/// An entity whose conditions can be grouped; generated for those of [`FilterStyle::Nested`].
#[diagnostic::on_unimplemented(
    message = "conditions on `{Self}` cannot be grouped: the platform would ignore the group"
)]
pub trait Nested: Entity {}

/// What a record is written for.
pub trait Mode {
    /// Whether custom fields that hold nothing are emptied rather than left out.
    const CLEARS: bool;
}

/// A mode in which a record is made.
pub trait Creating: Mode {}

/// A record is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum New {}

/// A record is made with what only imports may write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Import {}

/// A record is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {}

impl Mode for New {
    const CLEARS: bool = false;
}

impl Mode for Import {
    const CLEARS: bool = false;
}

impl Mode for Change {
    const CLEARS: bool = true;
}

impl Creating for New {}
impl Creating for Import {}

/// A record that knows its key, so that a list of them can be read on from the last one, and a batch refer to it.
pub trait Keyed {
    /// The key as an identifier.
    type Id;

    /// Its wire name in an answer.
    const KEY: &'static str;

    /// The key, as it is written in a condition.
    fn key(&self) -> Option<String>;
}

/// What holds records whose custom fields can be read as a type of the caller's.
pub trait WithCustom {
    /// What the custom fields are filed under.
    type Owner;
    /// The same with the custom fields read as `C`.
    type With<C: crate::custom::CustomFields<Self::Owner>>;
}

impl<T: WithCustom> WithCustom for Vec<T> {
    type Owner = T::Owner;
    type With<C: crate::custom::CustomFields<T::Owner>> = Vec<T::With<C>>;
}

impl<T: WithCustom> WithCustom for Option<T> {
    type Owner = T::Owner;
    type With<C: crate::custom::CustomFields<T::Owner>> = Option<T::With<C>>;
}

impl<T: WithCustom> WithCustom for crate::Page<T> {
    type Owner = T::Owner;
    type With<C: crate::custom::CustomFields<T::Owner>> = crate::Page<T::With<C>>;
}
