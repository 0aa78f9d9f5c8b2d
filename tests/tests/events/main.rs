//! What applications do about events: take posts, work through what the portal kept, bind what they handle.

// Helpers too: clippy takes `#[test]` functions alone for tests.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod extractors;
