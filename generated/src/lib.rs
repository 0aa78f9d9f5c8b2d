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
//! - [`Client::call`] calls what the bindings do not know yet.
//!
//! Modules below the root are made from a spec in YAML and follow the names of the API; everything that happens at run
//! time is in `bitrix24-client`, whose items are re-exported here.

#![forbid(unsafe_code)]
#![deny(missing_docs)]

#[rustfmt::skip]
mod api;

pub use api::*;
#[doc(hidden)]
pub use bitrix24_client::__macros;
pub use bitrix24_client::custom::{
    Address, CrmBinding, CustomField, CustomFile, CustomKind, CustomOption, CustomValue, Employee,
    HoldsOptions, IblockElement, IblockSection, NamedOption, OptionId, OptionIds, Url,
};
pub use bitrix24_client::{
    Action, ApiError, Application, Arg, Ask, Assign, Base64, Batch, BatchResults, Bit, Call,
    Change, Clear, Client, ClientBuilder, Condition, CustomFields, CustomOf, CustomOwner,
    CustomSchema, Date, DateTime, Decode, DecodeError, Difference, EmbedRequest, Encode, Ensure,
    Ensured, Entity, Enumeration, Envelope, Error, ErrorKind, EventAuth, EventError,
    EveryCustomField, EveryField, Field, FieldsOf, FileStore, FileUrl, Filter, Handle, Id, Import,
    Incoming, IntoArg, Json, Limiter, Limits, ListStream, LocalLimiter, MemoryStore, Money, New,
    Number, Object, Observed, OrderBy, Page, Plan, RawCustomFields, Reference, Retry, Select,
    Selection, Sending, SiteDate, SiteDateTime, Slot, Sorted, Status, Step, StoreError,
    StoreFuture, TextId, Time, Timestamp, TokenStore, Tokens, UnknownEvent, Unlisted, Wait, Yn,
    ability, all_of, any_of, decode, encode, ensure, filter,
};
pub use bitrix24_macros::{CustomFields, ListOption};
