//! A local stand-in for a Bitrix24 account.
//!
//! In come HTTP requests as any SDK sends them to a real portal; out go the answers that the real portal would give, quirks
//! included, and the events that changes raise. What there is to call comes from the spec's [`Model`], what was written
//! stays in SQLite.
//!
//! ```text
//! HTTP ─▶ protocol ─▶ engine ─▶ store (SQLite)       catalogue: the model, indexed
//!             ▲          │  └──▶ handlers            events:    queue and delivery
//!             └──────────┘
//! ```
//!
//! - [`Portal`] starts and stops one.
//! - `access`: webhooks, applications and their tokens, users and their rights.
//! - `limits`, `trouble`: when a portal says no, and when it does worse; `clock`: what time it thinks it is.
//! - `protocol`: addresses, parameters, envelopes, batches. Knows nothing of records.
//! - `engine`: what the methods of the spec's families do. Knows no particular record.
//! - `handlers`: methods that belong to no family.
//! - `php`: the value model that the protocol is made of.

#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod access;
mod catalogue;
mod clock;
mod engine;
mod events;
mod fault;
mod handlers;
mod journal;
mod limits;
mod php;
mod portal;
mod protocol;
mod seed;
mod settings;
mod start;
mod store;
mod trouble;
mod zone;

pub use access::{App, Role, Tokens, Webhook};
pub use bitrix24_codegen::model::Model;
pub use clock::Clock;
pub use journal::Request;
pub use limits::Limits;
pub use portal::{Portal, PortalError};
pub use start::Builder;
pub use trouble::{Rule, Trouble};

/// The example of the README is compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
