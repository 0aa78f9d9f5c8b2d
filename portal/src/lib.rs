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
//! - `protocol`: addresses, parameters, envelopes, batches. Knows nothing of records.
//! - `engine`: what the methods of the spec's families do. Knows no particular record.
//! - `handlers`: methods that belong to no family.
//! - `php`: the value model that the protocol is made of.

#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod catalogue;
mod engine;
mod events;
mod fault;
mod handlers;
mod php;
mod portal;
mod protocol;
mod seed;
mod settings;
mod store;
mod zone;

pub use bitrix24_codegen::model::Model;
pub use portal::{Builder, Portal, PortalError};
