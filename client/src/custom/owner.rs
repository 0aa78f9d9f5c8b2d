//! How the custom fields themselves are made.

use super::CustomFields;
use crate::method::Method;

/// What custom fields are filed under, where there are methods to make them. Generated.
#[diagnostic::on_unimplemented(
    message = "custom fields filed under `{Self}` cannot be made: there are no methods for it",
    label = "no methods to make its custom fields"
)]
pub trait CustomOwner {
    /// The methods.
    const METHODS: &'static CustomMethods;
}

/// The methods that describe, make and change the custom fields of one kind of record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CustomMethods {
    /// What every name begins with: the platform puts it before a name without.
    pub prefix: &'static str,
    /// Makes one.
    pub add: Method,
    /// Describes one, with its labels.
    pub get: Method,
    /// Describes all.
    pub list: Method,
    /// Changes one.
    pub update: Method,
}

/// Custom fields that say themselves what they are filed under. Written by `#[derive(CustomFields)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say which custom fields it holds",
    note = "use a struct with `#[derive(CustomFields)]`"
)]
pub trait CustomSchema: CustomFields<Self::Owner> {
    /// What they are filed under.
    type Owner;
}
