//! Compiles what the emitter makes of every construct, and of the examples of the language, with warnings denied.

#![deny(warnings, missing_docs, clippy::all)]

include!(concat!(env!("OUT_DIR"), "/cases.rs"));

#[test]
fn a_written_object_keeps_what_it_does_not_know() {
    use bitrix24_client::{Encode, decode};
    use object_both_ways::demo::Section;

    let came = r#"{"name":"Main","open":"Y","parts":[{"name":"Inner","new_key":[1,2]}],"other":{"a":null}}"#;
    let section: Section = decode::from_slice(came.as_bytes()).unwrap();
    assert_eq!(section.open, Some(true));
    assert_eq!(serde_json::to_string(&section.encode()).unwrap(), came);
}
