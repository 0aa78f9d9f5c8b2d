//! A portal over real HTTP: a module per section of what is known of the platform.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod access;
mod any_body;
mod bindings;
mod client;
mod configuration;
mod contact_errors;
mod control;
mod custom_fields;
mod custom_values;
mod deletion;
mod events;
mod fields;
mod files;
mod handlers;
mod item;
mod limits;
mod list;
mod many;
mod multifields;
mod oauth;
mod offline;
mod program;
mod start;
mod transport;
mod troubles;
mod writes;
