//! The classic methods of contacts, typed, over HTTP.

// Helpers too: clippy takes `#[test]` functions alone for tests.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod account;
mod card;
mod directories;
mod ensure;
mod filters;
mod links;
mod lists;
mod multifields;
mod records;
mod userfields;

/// A day of the calendar.
fn day(text: &str) -> bitrix24::Date {
    text.parse().unwrap()
}

/// A moment, as in `2024-07-24T10:00:00+02:00`.
fn moment(text: &str) -> bitrix24::DateTime {
    text.parse().unwrap()
}
