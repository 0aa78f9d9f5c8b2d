//! The client against a portal that misbehaves: what is made, what is sent, what the caller is told.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod auth;
mod bulk;
mod chaos;
mod exports;
mod faults;
mod limits;
mod lists;
mod mirror;
mod secrets;
mod world;
