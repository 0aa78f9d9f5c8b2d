//! `b24spec explain`: every kind of mistake is explained, by examples that are what they claim to be.
#![allow(clippy::panic, clippy::unwrap_used)] // helpers of tests are not in `#[test]` functions
#![cfg(feature = "cli")]

mod support;

use std::process::{Command, Output};

use bitrix24_codegen::diagnose::Code;
use bitrix24_codegen::explain::{explain, files};
use bitrix24_codegen::load;
use support::Folder;

fn b24spec(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_b24spec"))
        .args(args)
        .output()
        .unwrap()
}

fn folder(example: &str) -> Folder {
    let folder = Folder::of("");
    for (path, text) in files(example) {
        // `\xE9` stands for a byte that is no UTF-8.
        let mut bytes = Vec::new();
        for (index, part) in text.split("\\xE9").enumerate() {
            if index > 0 {
                bytes.push(0xE9);
            }
            bytes.extend_from_slice(part.as_bytes());
        }
        folder.write(&path, &bytes);
    }
    folder
}

#[test]
fn wrong_examples_are_wrong() {
    let mut wrong = String::new();
    for &code in Code::ALL {
        match load(folder(explain(code).wrong).path()) {
            Ok(_) => wrong += &format!("{code}: the wrong example is right\n"),
            Err(diagnostics) if diagnostics.iter().all(|found| found.code == code) => {}
            Err(diagnostics) => wrong += &format!("{code}: it has other codes:\n{diagnostics}\n"),
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn right_examples_load() {
    let mut wrong = String::new();
    for &code in Code::ALL {
        if let Err(diagnostics) = load(folder(explain(code).right).path()) {
            wrong += &format!("{code}: the right example is wrong:\n{diagnostics}\n");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn texts_are_paragraphs() {
    for &code in Code::ALL {
        let explanation = explain(code);
        assert!(explanation.text.ends_with(['.', ')']), "{code}");
        assert!(!explanation.text.contains("\n\n"), "{code}");
        assert!(
            explanation.wrong.starts_with("# ") && explanation.right.starts_with("# "),
            "{code}"
        );
        assert_ne!(explanation.wrong, explanation.right, "{code}");
    }
}

#[test]
fn a_code_is_explained() {
    let output = b24spec(&["explain", "unknown-type"]);
    assert!(output.status.success());
    insta::assert_snapshot!(String::from_utf8(output.stdout).unwrap());
}

#[test]
fn without_a_code_all_are_listed() {
    let output = b24spec(&["explain"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(text.lines().count(), Code::ALL.len());
    assert!(
        text.contains("two-kinds            a type of two kinds\n"),
        "{text}"
    );
}

#[test]
fn a_wrong_code_is_answered_with_the_nearest() {
    let output = b24spec(&["explain", "unkown-type"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "there is no code `unkown-type`; did you mean `unknown-type`?\n`b24spec explain` lists all codes\n"
    );
}
