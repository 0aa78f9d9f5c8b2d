//! `b24spec coverage` on a small spec and small facts.
#![allow(clippy::unwrap_used)] // helpers of tests are not in `#[test]` functions
#![cfg(feature = "cli")]

use std::path::Path;
use std::process::{Command, Output};

fn run(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_b24spec"))
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/coverage"))
        .args(["coverage", "spec", "--facts", "facts"])
        .args(args)
        .output()
        .unwrap()
}

fn printed(args: &[&str]) -> String {
    let output = run(args);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{errors}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn tables_and_list() {
    insta::assert_snapshot!("coverage", printed(&[]));
}

#[test]
fn one_method_with_all_it_has() {
    insta::assert_snapshot!("coverage_add", printed(&["--method", "CRM.client.add"]));
    insta::assert_snapshot!(
        "coverage_binding",
        printed(&["--method", "crm.item.client.add"])
    );
    for name in ["watch", "channels", "search"] {
        let name = format!("crm.client.{name}");
        insta::assert_snapshot!(format!("coverage_{name}"), printed(&["--method", &name]));
    }
}

#[test]
fn what_lacks() {
    insta::assert_snapshot!("coverage_lacking", printed(&["--lacking"]));
    let of_scope = printed(&["--lacking", "--scope", "portal"]);
    assert_eq!(of_scope, "method  scope  api/common/scope.md\n");
}

#[test]
fn json() {
    let json = printed(&["--json", "--method", "crm.client.settings"]);
    insta::assert_snapshot!("coverage_json", json);
    let whole: serde_json::Value = serde_json::from_str(&printed(&["--json"])).unwrap();
    assert_eq!(whole["totals"]["methods"]["documented"], 14);
    assert_eq!(whole["scopes"]["v3/crm"]["methods"]["has"], 1);
    assert_eq!(
        whole["undocumented"],
        serde_json::json!(["crm.client.secret"])
    );
}

#[test]
fn unknown_names_and_files() {
    let output = run(&["--method", "crm.client.gte"]);
    assert_eq!(output.status.code(), Some(2));
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        errors,
        "no method, event or placement `crm.client.gte` is documented; did you mean `crm.client.get`?\n"
    );
    assert_eq!(run(&["--scope", "crn"]).status.code(), Some(2));
    let nowhere = Command::new(env!("CARGO_BIN_EXE_b24spec"))
        .args(["coverage", "--facts", "/nonexistent"])
        .output()
        .unwrap();
    assert_eq!(nowhere.status.code(), Some(2));
}
