//! What goes over the wire and comes back: parameters, batches, errors, events, embedded pages.

// Helpers too: clippy takes `#[test]` functions alone for tests.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod batches;
mod embeds;
mod errors;
mod events;
mod third;
mod trees;
