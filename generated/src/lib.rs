//! A typed SDK for the [Bitrix24](https://www.bitrix24.com) REST API.
//!
//! Dots become double colons: the method `crm.contact.company.items.get` is [`crm::contact::company::items::get()`]. It
//! returns a request, a plain value; [`Call::send`] carries it out, a [`Batch`] collects it, and a list's `stream` reads
//! every page.
//!
//! ```no_run
//! use bitrix24::{Client, crm::{Phone, contact}};
//!
//! # async fn work() -> Result<(), bitrix24::Error> {
//! let b24 = Client::webhook("https://example.bitrix24.com/rest/1/secret/")?;
//! let id = contact::add(contact::Fields::new().name("Ada").phone([Phone::work("+44 20 7946 0000")])).send(&b24).await?;
//! let mut people = contact::list().filter(contact::NAME.eq("Ada")).select((contact::NAME, contact::PHONE)).stream(&b24);
//! while let Some(person) = people.try_next().await? {
//!     println!("{:?}", person.name);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! - Fields are written by [`crm::contact::Fields`] and [`crm::contact::Changes`], and searched by constants such as
//!   [`crm::contact::NAME`]; what cannot be written, compared or sorted has no such function.
//! - The fields that a company adds itself are a struct of yours with `#[derive(CustomFields)]`; lists among them an enum with
//!   `#[derive(ListOption)]`. [`ensure()`] makes a portal have them.
//! - [`Event::verify`] types what a portal posts to a web hook handler, [`Placement::of`] what it posts to an embedded page.
//!   With the feature `axum` both are arguments of handlers.
//! - [`Handlers`] binds the events that a program handles; [`OfflineEvents`] works through those that the portal keeps.
//! - [`Client::call`] calls what the bindings do not know yet.
//!
//! Each module of the API is a Cargo feature, and so is each part of the CRM (`crm-contact`, `crm-item`); `default` is the CRM with users and
//! widgets, `full` is everything. What is off is not compiled, and its events are [`Event::Other`].
//!
//! Modules below the root are made from a spec in YAML and follow the names of the API; everything that happens at run
//! time is in `bitrix24-client`, whose items are re-exported here.

#![forbid(unsafe_code)]
#![deny(missing_docs)]

#[rustfmt::skip]
mod api;
#[cfg(feature = "axum")]
pub mod axum;
mod handlers;
pub mod offline;

pub use api::*;
#[doc(hidden)]
pub use bitrix24_client::__macros;
#[cfg(feature = "blocking")]
pub use bitrix24_client::blocking;
pub use bitrix24_client::custom::{
    Address, CrmBinding, CustomField, CustomFile, CustomKind, CustomOption, CustomValue, Employee,
    HoldsOptions, IblockElement, IblockSection, NamedOption, OptionId, OptionIds, Url,
};
pub use bitrix24_client::{
    Action, ApiError, Application, Arg, Ask, Assign, Base64, Batch, BatchResults, Bit, Bulk, Call,
    Change, Clear, Client, ClientBuilder, Condition, CustomFields, CustomOf, CustomOwner,
    CustomSchema, Date, DateTime, Decode, DecodeError, Difference, EmbedRequest, Encode, Ensure,
    Ensured, Entity, Enumeration, Envelope, Error, ErrorKind, EventAuth, EventError,
    EveryCustomField, EveryField, Field, FieldsOf, FileStore, FileUrl, Filter, Handle, Id, Import,
    Incoming, IntoArg, IntoOwner, Json, Limiter, Limits, ListStream, LocalLimiter, Map,
    MemoryStore, Money, New, Number, Object, Observed, OfKind, OrderBy, Owner, OwnerField, Page,
    Plan, Posted, Ranges, RawCustomFields, Reference, Report, Retry, Secret, Select, Selection,
    Sending, SiteDate, SiteDateTime, Slot, Sorted, Stats, Status, Step, StoreError, StoreFuture,
    TextId, Time, Timestamp, TokenStore, Tokens, UnknownEvent, Unlisted, Wait, Yn, ability, all_of,
    any_of, decode, encode, filter,
};
pub use bitrix24_macros::{CustomFields, ListOption};
pub use handlers::{Binding, BindingChanges, Handlers, Target};
pub use offline::OfflineEvents;

/// Makes a portal have the custom fields of a struct.
///
/// ```no_run
/// use bitrix24::{Client, CustomFields, Date, ListOption, OptionId, crm::contact, ensure};
///
/// #[derive(CustomFields, Debug)]
/// #[bitrix24(entity = contact)]
/// struct Loyalty {
///     #[bitrix24(field = "UF_CRM_TIER", label = "Tier", mandatory)]
///     tier: Option<OptionId<Tier>>,
///     #[bitrix24(field = "UF_CRM_VISITS", label = "Visits")]
///     visits: Vec<Date>,
/// }
///
/// #[derive(ListOption, Debug, Clone, Copy, PartialEq)]
/// enum Tier {
///     #[bitrix24(value = "Gold")]
///     Gold,
///     #[bitrix24(value = "Silver card")]
///     Silver,
/// }
///
/// # async fn work(b24: &Client) -> Result<(), bitrix24::Error> {
/// let plan = ensure::<Loyalty>(b24).plan().await?;
/// println!("{plan}"); // + UF_CRM_TIER: list "Tier" (Gold, Silver card), mandatory …
/// let done = ensure::<Loyalty>(b24).apply().await?;
///
/// // The portal has numbered the options.
/// let tiers = done.option_ids(Loyalty::TIER)?;
/// let loyalty = Loyalty { tier: Some(tiers.id(Tier::Gold)), visits: vec![] };
/// contact::add(contact::Fields::new().name("Ada").custom(&loyalty)).send(b24).await?;
/// let golden = contact::list().filter(Loyalty::TIER.eq(tiers.id(Tier::Gold))).with::<Loyalty>().send(b24).await?;
/// for ada in golden.items {
///     assert_eq!(ada.custom.tier.and_then(|id| tiers.option(id)), Some(Tier::Gold));
/// }
/// # Ok(())
/// # }
/// ```
#[doc(inline)]
pub use bitrix24_client::ensure;
