//! `b24spec diff`: what changed, and whom it breaks.
#![allow(clippy::panic, clippy::unwrap_used)] // helpers of tests are not in `#[test]` functions
#![cfg(feature = "cli")]

mod support;

use std::path::Path;
use std::process::{Command, Output};

use bitrix24_codegen::diff::diff;
use bitrix24_codegen::load_files;
use bitrix24_codegen::model::Model;
use serde_json::{Value, json};
use support::Folder;

const ABOVE: &str = "doc: Customers.\nscope: crm\nsee: crm\n";

/// Files begin with a line `# file: path`.
fn load(text: &str) -> Model {
    let mut files: Vec<(String, Vec<u8>)> = vec![("crm.yaml".to_owned(), ABOVE.into())];
    for part in text.split("# file: ").skip(1) {
        let (path, text) = part.split_once('\n').unwrap();
        files.push((path.trim().to_owned(), text.into()));
    }
    match load_files(files) {
        Ok(model) => model,
        Err(diagnostics) => panic!("{diagnostics}"),
    }
}

/// One input per feature, its two sides divided by `# new`.
#[test]
fn every_change() {
    insta::glob!("diff/*.yaml", |path| {
        let text = std::fs::read_to_string(path).unwrap();
        let (old, new) = text.split_once("# new\n").unwrap();
        let (old, new) = (load(old), load(new));
        insta::with_settings!({ snapshot_path => "diff", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(diff(&old, &new).text());
        });
        assert!(diff(&new, &new).is_empty() && diff(&old, &old).is_empty());
        assert_eq!(diff(&new, &new).counts.docs, 0);
    });
}

/// A repository with a spec.
struct Repository(Folder);

impl Repository {
    fn new() -> Self {
        let repository = Self(Folder::of(""));
        repository.git(&["init", "--quiet", "--initial-branch", "main"]);
        repository.write("api/crm.yaml", ABOVE);
        repository
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, path: &str, text: &str) {
        self.0.write(path, text.as_bytes());
    }

    fn commit(&self, message: &str) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", message]);
    }

    fn git(&self, args: &[&str]) {
        let person = [
            "-c",
            "user.name=A",
            "-c",
            "user.email=a@example.com",
            "-c",
            "commit.gpgsign=false",
        ];
        let done = Command::new("git")
            .args(person)
            .args(args)
            .current_dir(self.path())
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .output()
            .unwrap();
        assert!(
            done.status.success(),
            "{}",
            String::from_utf8_lossy(&done.stderr)
        );
    }

    fn diff(&self, args: &[&str]) -> Output {
        b24spec(self.path(), args)
    }
}

fn b24spec(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_b24spec"))
        .arg("diff")
        .args(args)
        .current_dir(folder)
        .output()
        .unwrap()
}

fn told(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

const BEFORE: &str = "entities:
  deal:
    doc: A deal.
    fields:
      ID: { type: id, access: read, doc: Identifier. }
      TITLE: { type: string, doc: What it is called. }
      AMOUNT: { type: int, doc: What it is worth. }
methods:
  crm.deal.get: { doc: Reads a deal., params: { id!: id(deal) }, returns: deal }
  crm.deal.add: { doc: Creates a deal., params: { fields!: new(deal) }, returns: id(deal) }
";

const AFTER: &str = "entities:
  deal:
    doc: A deal.
    fields:
      ID: { type: id, access: read, doc: Identifier. }
      NAME: { type: string, doc: What it is called. }
      AMOUNT: { type: number, doc: What it is worth. }
methods:
  crm.deal.get: { doc: Reads a deal., params: { id!: id(deal) }, returns: deal }
  crm.deal.add: { doc: Creates a deal., params: { fields!: new(deal), pipeline!: { type: int, doc: Which pipeline. } }, returns: id(deal) }
";

/// Two commits, the second of which renames a field, adds a parameter that must be given and widens a type.
fn two_commits() -> Repository {
    let repository = Repository::new();
    repository.write("api/crm/deal.yaml", BEFORE);
    repository.commit("Describe deals");
    repository.write("api/crm/deal.yaml", AFTER);
    repository.commit("Follow the platform");
    repository
}

#[test]
fn a_field_renamed_a_parameter_required_a_type_widened() {
    let repository = two_commits();
    let output = repository.diff(&["HEAD~1", "HEAD", "--spec", "api"]);
    assert!(output.status.success());
    insta::assert_snapshot!(told(&output), @r"
    breaking:
      method crm.deal.add: parameter `pipeline` is new and must be given [compile, run]
      entity crm.deal: field `TITLE` is called `NAME` now [compile, run]
      entity crm.deal: field `AMOUNT` is of a wider type: `number`, and was `int` [compile, run]
    3 changes, 3 of them breaking
    compile: a crate that uses it may not compile any more; run: a program that was built before may fail or do something else
    ");
}

#[test]
fn the_same_for_a_changelog() {
    let repository = two_commits();
    let output = repository.diff(&["HEAD~1", "HEAD", "--spec", "api", "--format", "markdown"]);
    insta::assert_snapshot!(told(&output), @r"
    ### Changed

    - **Breaking:** entity `crm.deal`: field `TITLE` is called `NAME` now.
    - **Breaking:** entity `crm.deal`: field `AMOUNT` is of a wider type: `number`, and was `int`.

    ### Added

    - **Breaking:** `crm.deal.add`: parameter `pipeline` is new and must be given.
    ");
}

#[test]
fn the_same_for_programs() {
    let repository = two_commits();
    let output = repository.diff(&["HEAD~1", "main", "--spec", "api", "--json"]);
    let value: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(value["old"], json!("HEAD~1"));
    assert_eq!(value["new"], json!("main"));
    assert_eq!(
        value["counts"],
        json!({ "breaking": 3, "other": 0, "docs": 0 })
    );
    let changes = value["changes"].as_array().unwrap();
    assert_eq!(changes.len(), 3);
    assert_eq!(
        changes[0],
        json!({
            "item": { "kind": "method", "name": "crm.deal.add" },
            "within": null,
            "part": { "kind": "parameter", "name": "pipeline" },
            "what": "added",
            "from": null,
            "to": "int",
            "breaks": { "compile": true, "run": true },
            "message": "parameter `pipeline` is new and must be given",
            "file": "crm/deal.yaml",
        })
    );
    let brief = |change: &Value| {
        let of = |key: &str| change[key].as_str().unwrap_or_default().to_owned();
        (of("what"), of("from"), of("to"))
    };
    let text = |what: &str, from: &str, to: &str| (what.to_owned(), from.to_owned(), to.to_owned());
    assert_eq!(brief(&changes[1]), text("renamed", "TITLE", "NAME"));
    assert_eq!(brief(&changes[2]), text("widened", "int", "number"));
}

#[test]
fn folders_and_what_is_not_committed() {
    let repository = two_commits();
    repository.git(&["tag", "v1", "HEAD~1"]);
    repository.git(&["checkout", "--quiet", "v1", "--", "api"]);
    // The working folder is what the tag was.
    let output = repository.diff(&["v1", "--spec", "api"]);
    assert_eq!(told(&output), "nothing changed\n");
    let output = repository.diff(&["api", "main", "--spec", "api"]);
    assert!(told(&output).contains("3 changes, 3 of them breaking"));
    // From inside the repository, and by folders alone.
    let output = b24spec(
        &repository.path().join("api/crm"),
        &["v1", "main", "--spec", ".."],
    );
    assert!(told(&output).contains("3 changes, 3 of them breaking"));
    let output = repository.diff(&["api", "api"]);
    assert_eq!(told(&output), "nothing changed\n");
}

#[test]
fn exit_codes() {
    let repository = two_commits();
    let code = |args: &[&str]| {
        let all: Vec<&str> = args.iter().copied().chain(["--spec", "api"]).collect();
        repository.diff(&all).status.code()
    };
    assert_eq!(code(&["HEAD~1", "HEAD"]), Some(0));
    for what in ["breaking", "compile", "run", "any"] {
        assert_eq!(
            code(&["HEAD~1", "HEAD", "--fail-on", what]),
            Some(1),
            "{what}"
        );
        assert_eq!(
            code(&["HEAD", "HEAD", "--fail-on", what]),
            Some(0),
            "{what}"
        );
    }
    assert_eq!(code(&["HEAD", "no-such-revision"]), Some(2));
    assert_eq!(code(&["--", "--all", "HEAD"]), Some(2));
    let output = repository.diff(&["HEAD", "HEAD"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "there is no folder `spec` with a spec at `HEAD`; name it by `--spec`\n"
    );
}

#[test]
fn a_spec_that_cannot_be_read() {
    let repository = two_commits();
    repository.write("api/crm/deal.yaml", "docs: Deals.\n");
    let output = repository.diff(&["HEAD", "api", "--spec", "api"]);
    assert_eq!(output.status.code(), Some(2));
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.contains("error[unknown-key]"), "{text}");
    assert!(
        text.ends_with("the spec of `api` could not be read\n"),
        "{text}"
    );
}
