//! Contacts by the universal methods, typed, over HTTP; and custom fields by both families of methods.

// Helpers too: clippy takes `#[test]` functions alone for tests.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod custom_fields;
mod custom_lists;
mod custom_types;
mod lists;
mod records;
mod same;
mod smart_processes;

/// A day of the calendar.
fn day(text: &str) -> bitrix24::Date {
    text.parse().unwrap()
}

/// A moment, as in `2024-07-24T10:00:00+02:00`.
fn moment(text: &str) -> bitrix24::DateTime {
    text.parse().unwrap()
}
