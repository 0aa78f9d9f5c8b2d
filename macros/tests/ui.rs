//! What compiles, and what the mistakes look like: `ui/fail/*.stderr`, one file for each group.
//!
//! `TRYBUILD=overwrite cargo test -p bitrix24-macros --test ui` writes the messages anew.

#[test]
fn ui() {
    let cases = trybuild::TestCases::new();
    cases.pass("tests/ui/pass/*.rs");
    cases.compile_fail("tests/ui/fail/*.rs");
}
