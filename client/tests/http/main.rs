//! The client over real HTTP, against servers of a few lines.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod batches;
mod calls;
mod listed;
mod lists;
mod secrets;
mod server;
mod third;
