#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

// How an input becomes code:
//
// - `attributes`: what stands inside `#[bitrix24(…)]`, with its places and its near misses
// - `custom_fields`: `#[derive(CustomFields)]`, with `field` for one field of the struct and `expand`
//   for what is printed
// - `names`: how the platform spells a custom field; `types`: which types a field can have
// - `list_option`: `#[derive(ListOption)]`
// - `errors`: the collector that all of them report to
mod attributes;
mod custom_fields;
mod errors;
mod list_option;
mod names;
#[cfg(test)]
mod tests;
mod types;

use proc_macro::TokenStream;

/// Makes a struct stand for custom fields of an entity.
///
/// On the struct, `#[bitrix24(…)]`:
///
/// | | |
/// |---|---|
/// | `entity = contact` | required: the module of the entity that has the fields, such as `contact` or `crm::item::contact` |
/// | `crate = path` | where the crate `bitrix24` is, when it is not at `::bitrix24` |
///
/// On each field:
///
/// | | |
/// |---|---|
/// | `field = "UF_CRM_TIER"` | required: the name of the custom field, as the portal spells it |
/// | `label = "Tier"` | what people call it; goes into the docs, and into the portal by `ensure` |
/// | `mandatory`, `mandatory = false` | whether a value is required, as `ensure` makes it |
/// | `show_in_list`, `show_in_list = false` | whether lists of records show it, as `ensure` makes it |
///
/// A field is an `Option<T>`, or a `Vec<T>` if it is multiple. `T` is a value type of the client,
/// such as `String`, `i64`, `Number`, `bool`, `Date`, `DateTime` or `Money`, or an enum with
/// [`ListOption`](macro@ListOption): itself if it has ids, as `OptionId<Tier>` if it has texts.
///
/// The struct implements `CustomFields` for the entity, and has a constant for each field, named
/// like it in capitals and as visible, to filter, order, select and set by: `Loyalty::TIER`.
///
/// ```ignore
/// use bitrix24::{crm::contact, CustomFields, Date, ListOption};
///
/// #[derive(CustomFields, Debug, Clone, PartialEq)]
/// #[bitrix24(entity = contact)]
/// struct Loyalty {
///     #[bitrix24(field = "UF_CRM_TIER", label = "Tier")]
///     tier: Option<Tier>,
///     #[bitrix24(field = "UF_CRM_VISITS")]
///     visits: Vec<Date>,
/// }
///
/// let gold = contact::list().filter(Loyalty::TIER.eq(Tier::Gold)).with::<Loyalty>();
/// # #[derive(ListOption)]
/// # enum Tier { #[bitrix24(id = 44)] Gold }
/// ```
#[proc_macro_derive(CustomFields, attributes(bitrix24))]
pub fn custom_fields(input: TokenStream) -> TokenStream {
    custom_fields::derive(input.into()).into()
}

/// Makes an enum stand for the options of a list field.
///
/// On the enum, `#[bitrix24(…)]`:
///
/// | | |
/// |---|---|
/// | `crate = path` | where the crate `bitrix24` is, when it is not at `::bitrix24` |
///
/// On each variant one of:
///
/// | | |
/// |---|---|
/// | `id = 44` | the id of the option, as the portal gives it; the variant carries nothing |
/// | `value = "Gold"` | the text of the option, in place of an id or beside it |
/// | `other` | the variant that takes every other id, at most one, written `Other(i64)` |
///
/// A portal numbers options by itself, so that an enum with ids fits one portal. One with texts only fits all: a field is
/// then an `Option<OptionId<Tier>>`, and `ensure` tells which id a portal has given to which.
///
/// Without an `other`, an option that somebody adds to the portal's list later is an error of
/// decoding.
///
/// ```ignore
/// use bitrix24::ListOption;
///
/// #[derive(ListOption, Debug, Clone, Copy, PartialEq)]
/// enum Tier {
///     #[bitrix24(id = 44)]
///     Gold,
///     #[bitrix24(id = 46)]
///     Silver,
///     #[bitrix24(other)]
///     Other(i64),
/// }
/// ```
#[proc_macro_derive(ListOption, attributes(bitrix24))]
pub fn list_option(input: TokenStream) -> TokenStream {
    list_option::derive(input.into()).into()
}
