//! `b24spec import`: what is drafted from facts and from OpenAPI, and how it gets into a spec.
#![allow(clippy::panic, clippy::unwrap_used)] // helpers of tests are not in `#[test]` functions
#![cfg(feature = "cli")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use support::Folder;

fn input(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/import")
        .join(name)
}

/// The spec of these tests in a folder of its own.
fn spec() -> Folder {
    let mut text = String::new();
    for path in ["shop.yaml", "shared/types.yaml", "shared/families.yaml"] {
        let file = fs::read_to_string(input("spec").join(path)).unwrap();
        text.push_str(&format!("#= {path}\n{file}"));
    }
    Folder::of(&text)
}

fn run(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_b24spec"))
        .current_dir(folder)
        .args(args)
        .output()
        .unwrap()
}

/// Runs `import` in a folder and shows what a user sees.
fn import(folder: &Path, args: &[&str]) -> String {
    let facts = input("facts").display().to_string();
    let openapi = input("openapi.json").display().to_string();
    let args: Vec<&str> = ["import", "."]
        .iter()
        .chain(args)
        .map(|arg| match *arg {
            "FACTS" => facts.as_str(),
            "OPENAPI" => openapi.as_str(),
            arg => arg,
        })
        .collect();
    let output = run(folder, &args);
    format!(
        "{}{}exit {}\n",
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
        output.status.code().unwrap()
    )
}

/// Codes of what `check` finds, without those of sentences that are to be written.
fn other_mistakes(folder: &Path) -> Vec<String> {
    let output = run(folder, &["check", "."]);
    let errors = String::from_utf8(output.stderr).unwrap();
    errors
        .lines()
        .filter(|line| line.starts_with("error[") && !line.starts_with("error[unwritten-doc]"))
        .map(str::to_owned)
        .collect()
}

#[test]
fn drafts_from_facts() {
    let spec = spec();
    insta::assert_snapshot!(import(spec.path(), &["--facts", "FACTS", "--all"]));
}

#[test]
fn drafts_from_openapi() {
    let spec = spec();
    insta::assert_snapshot!(import(spec.path(), &["--openapi", "OPENAPI"]));
}

#[test]
fn one_method_comes_without_an_entity() {
    let spec = spec();
    let args = ["--facts", "FACTS", "--method", "shop.counter.list"];
    insta::assert_snapshot!(import(spec.path(), &args));
}

#[test]
fn writing_adds_and_changes_nothing() {
    let spec = spec();
    let before = fs::read_to_string(spec.path().join("shop.yaml")).unwrap();
    let first = import(spec.path(), &["--facts", "FACTS", "--all", "--write"]);
    insta::assert_snapshot!(first);
    assert_eq!(other_mistakes(spec.path()), Vec::<String>::new());
    import(spec.path(), &["--openapi", "OPENAPI", "--write"]);
    assert_eq!(other_mistakes(spec.path()), Vec::<String>::new());
    // What a person wrote is all still there.
    let after = fs::read_to_string(spec.path().join("shop.yaml")).unwrap();
    assert_eq!(before, after);
    // Everything is there by now.
    let again = import(spec.path(), &["--facts", "FACTS", "--all", "--write"]);
    assert!(
        !again.contains("made") && !again.contains("added"),
        "{again}"
    );
}

#[test]
fn a_draft_with_its_sentences_is_right() {
    let spec = spec();
    import(spec.path(), &["--facts", "FACTS", "--all", "--write"]);
    import(spec.path(), &["--openapi", "OPENAPI", "--write"]);
    let mut folders = vec![spec.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            fs::write(&path, text.replace("doc: TODO", "doc: Written.")).unwrap();
        }
    }
    let output = run(spec.path(), &["check", "."]);
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn methods_join_a_file_in_their_order() {
    let spec = spec();
    spec.append(
        "shop/report.yaml",
        "doc: Reports.\nmethods:\n  shop.report.get:   # by number\n    doc: Reads one.\n    returns: any\n\n# The end.\n",
    );
    import(
        spec.path(),
        &[
            "--facts",
            "FACTS",
            "--method",
            "shop.report.search",
            "--write",
        ],
    );
    let text = fs::read_to_string(spec.path().join("shop/report.yaml")).unwrap();
    insta::assert_snapshot!(text);
}

#[test]
fn names_that_nothing_has() {
    let spec = spec();
    let mut said = String::new();
    for args in [
        ["--method", "shop.counter.gte"],
        ["--event", "onShopCountrAdd"],
        ["--entity", "shop.countr"],
        ["--scope", "shp"],
        ["--placement", "SHOP_COUNTR_TAB"],
    ] {
        said.push_str(&import(
            spec.path(),
            &["--facts", "FACTS", args[0], args[1]],
        ));
    }
    said.push_str(&import(spec.path(), &["--facts", "FACTS"]));
    said.push_str(&import(spec.path(), &["--openapi", "shop.yaml"]));
    insta::assert_snapshot!(said);
}

#[test]
fn facts_that_are_none() {
    let spec = spec();
    let mut said = import(spec.path(), &["--facts", "shared", "--all"]);
    spec.append(
        "methods.jsonl",
        "{ \"name\": \"shop.open\", \"page\": \"x.md\" }\n\n{ \"page\": 7 }\n",
    );
    said.push_str(&import(spec.path(), &["--facts", ".", "--all"]));
    // A spec that cannot be read is not written to.
    spec.append("shop/till.yaml", "methods: [\n");
    said.push_str(&import(
        spec.path(),
        &["--facts", "FACTS", "--all", "--write"],
    ));
    insta::assert_snapshot!(said);
    assert!(!spec.path().join("shop/price.yaml").exists());
}

#[test]
fn json_tells_what_was_done() {
    let spec = spec();
    let args = [
        "--facts",
        "FACTS",
        "--method",
        "shop.till",
        "--method",
        "shop.report.search",
    ];
    let text = import(
        spec.path(),
        &[args.as_slice(), &["--write", "--json"]].concat(),
    );
    insta::assert_snapshot!(text);
}
