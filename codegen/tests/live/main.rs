//! `b24spec` against a portal: the program itself, over HTTP, as people run it.
#![allow(clippy::unwrap_used)] // helpers of tests are not in `#[test]` functions
#![cfg(feature = "cli")]

mod doctor;
mod portal;
mod pull;

use std::path::PathBuf;
use std::process::{Command, Output};

/// A run of the program.
fn b24spec(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_b24spec"))
        .args(arguments)
        .env_remove("B24_WEBHOOK")
        .output()
        .unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A folder of this test's own, with a small spec in `spec`.
fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("b24spec-{}-{name}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    for (path, text) in SPEC {
        let path = folder.join("spec").join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

const SPEC: [(&str, &str); 3] = [
    (
        "crm.yaml",
        "doc: The CRM.\nscope: crm\nsee: crm\nfilter: prefix\n",
    ),
    (
        "crm/contact.yaml",
        "doc: People.
entities:
  contact:
    doc: A person.
    key: ID
    custom_fields: CRM_CONTACT
    use: [records]
    fields:
      ID: { type: id, access: read, doc: Identifier. }
      NAME: { type: string, doc: First name. }
",
    ),
    (
        "shared/families/records.yaml",
        "families:
  records:
    doc: Records with user fields.
    methods:
      $at.fields: { doc: Describes the fields., returns: map(any) }
      $at.userfield.list: { doc: Lists the user fields., returns: [any] }
",
    ),
];
