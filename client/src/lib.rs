//! What the Bitrix24 SDK does at run time, whatever methods there are.
//!
//! The bindings that people use are generated from a description of the API and consist of little more than names. They
//! say which method takes what and answers what; everything that happens is here:
//!
//! - a [`Call`] (a method and its parameters, made of [`encode`]) comes in; the [`Client`] waits for the portal's limits
//!   ([`Limiter`]), sends it as JSON with a webhook or with the tokens of an [`Application`], again where that is safe
//!   ([`Retry`]), and what the platform answers is read by [`decode`] straight from the bytes into the answer's type, or becomes an [`Error`];
//! - a [`Batch`] of calls goes in one request; each has its own outcome in the [`BatchResults`];
//! - a [`ListStream`] reads a list to its end, 2,500 records a request;
//! - [`ensure()`] makes a portal have the custom fields that a struct says;
//! - [`event`] and [`embed`] read what a portal posts to an app.
//!
//! Nothing here knows a method or a field of the API, beyond the protocol itself.

#![forbid(unsafe_code)]
#![deny(missing_docs)]

// Describing records: what generated code is made of.
pub mod ability;
pub mod entity;
mod enumeration;
mod field;
pub mod filter;
mod ids;
mod method;
mod owner;
mod values;

// Values, in and out.
pub mod custom;
pub mod decode;
pub mod encode;

// Calls.
mod auth;
mod batch;
#[cfg(feature = "blocking")]
pub mod blocking;
mod bulk;
mod call;
mod client;
mod ensure;
mod error;
mod limit;
mod page;
mod retry;
mod stream;

// What portals post to apps.
#[cfg(feature = "axum")]
pub mod axum;
pub mod embed;
pub mod event;
mod form;

pub use auth::{Application, FileStore, MemoryStore, StoreError, StoreFuture, TokenStore, Tokens};
pub use batch::{Batch, BatchResults, Handle, Reference, Running};
pub use bulk::{Bulk, Report};
pub use call::Call;
pub use client::{Client, ClientBuilder, Sending, Stats};
pub use custom::{
    CustomFields, CustomMethods, CustomOf, CustomOwner, CustomSchema, RawCustomFields,
};
pub use decode::{Decode, DecodeError, Object, Slot};
pub use embed::EmbedRequest;
pub use encode::{Arg, Assign, Clear, Encode, IntoArg, Pairs};
pub use ensure::{Action, Difference, Ensure, Ensured, Plan, Step, ensure};
pub use entity::{
    Change, Creating, Entity, FieldsOf, FilterStyle, Import, Keyed, Mode, Nested, New, NoCustom,
    WithCustom,
};
pub use enumeration::Enumeration;
pub use error::{ApiError, Error};
pub use event::{Envelope, EventAuth, EventError, Incoming, Posted, UnknownEvent};
pub use field::{Can, Field};
pub use filter::{
    Condition, EveryCustomField, EveryField, Filter, OrderBy, Select, Selection, Sorted, all_of,
    any_of,
};
pub use ids::{Id, Status, TextId, Unnamed};
pub use limit::{Ask, Limiter, Limits, LocalLimiter, Observed, Wait};
pub use method::{Effect, ErrorKind, Method, Paging};
pub use owner::{IntoOwner, OfKind, Owner, OwnerField, Signed};
pub use page::Page;
pub use retry::Retry;
pub use stream::{ListStream, Ranges};
pub use values::{
    Base64, Bit, Date, DateTime, FileUrl, Json, Money, Number, Secret, SiteDate, SiteDateTime,
    SiteFormat, Time, Timestamp, Unlisted, Yn,
};

/// What the expansions of the derive macros call; not for people.
#[doc(hidden)]
pub mod __macros {
    pub use crate::ability::{Exact, Yes};
    pub use crate::custom::{
        CustomField, CustomFields, CustomKind, CustomOf, CustomOption, CustomSchema, CustomValue,
        ListOption, Many, ManyField, NamedOption, OneField, decode_option,
    };
    pub use crate::decode::{DecodeError, Object, Slot};
    pub use crate::encode::{Arg, Encode};
    pub use crate::entity::{Can, Entity, Field};
}
