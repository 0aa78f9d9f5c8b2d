//! `b24spec check`: what the user sees, and what a program reads.
#![allow(clippy::panic, clippy::unwrap_used)] // helpers of tests are not in `#[test]` functions
#![cfg(feature = "cli")]

mod support;

use std::io::{BufRead, BufReader};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use support::Folder;

const RIGHT: &str = "#= spec/crm.yaml
doc: Customers.
scope: crm
see: crm
#= spec/crm/deal.yaml
entities:
  deal:
    doc: A deal.
    fields:
      ID: { type: id, access: read, doc: Identifier. }
methods:
  crm.deal.get: { doc: Reads a deal., params: { id!: id(deal) }, returns: deal }
";

const WRONG: &str = "#= spec/crm.yaml
doc: Customers.
scope: crm
see: crm
#= spec/crm/deal.yaml
types:
  price: { fields: { sum: monye, sum: int } }
";

/// Everything that can carry `unsure`.
const UNSURE: &str = "#= spec/crm.yaml
doc: Customers.
scope: crm
see: crm
missing: { crm.deal.merge: Nobody needs it. }
types:
  code: { type: string, unsure: A named type that is a plain value. }
  shape: { by: kind, cases: { round: { fields: { r: { type: int, unsure: A field of a case. } }, unsure: A case. } } }
  pair: { tuple: { one: { type: int, unsure: An element of a tuple. } } }
entities:
  deal:
    doc: A deal.
    unsure: An entity.
    fields:
      ID: { type: id, unsure: A field of an entity., doc: Identifier. }
      OWNER: { type: id(user), doc: Owner. }
methods:
  crm.deal.get:
    doc: Reads a deal.
    without: Something odd.
    unsure: A method.
    params: { id!: { type: id(deal), unsure: A parameter. }, list: [{ type: shape, unsure: An item of a list. }] }
    returns: { fields: { X: { type: code, unsure: A field of a result. } }, unsure: A result. }
  crm.deal.list:
    doc: Finds deals.
    returns: [{ type: pair, unsure: An item of a result. }]
events:
  onCrmDealAdd:
    doc: A deal was created.
    unsure: An event.
    data: { FIELDS: { fields: { ID!: { type: id(deal), unsure: A field of an event. } } } }
callbacks:
  message: { doc: A message., unsure: A callback., data: { text: { send: string, receive: { type: int, unsure: A direction. } } } }
placements:
  CRM_TAB: { doc: A tab., unsure: A placement., options: { ID: { type: id, unsure: An option. } } }
";

fn check(folder: &Folder, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_b24spec"))
        .arg("check")
        .args(args)
        .current_dir(folder.path())
        .output()
        .unwrap()
}

fn json_of(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn right() {
    let output = check(&Folder::of(RIGHT), &[]);
    assert_eq!(output.status.code(), Some(0));
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(
        text,
        "spec: 1 methods, 1 entities, 0 events, 0 placements\nspec/crm/deal.yaml\n  note: no example: crm.deal.get\n"
    );
    assert!(output.stderr.is_empty());
}

#[test]
fn wrong() {
    let output = check(&Folder::of(WRONG), &["spec"]);
    assert_eq!(output.status.code(), Some(1));
    // Nothing is coloured where it is piped.
    insta::assert_snapshot!(String::from_utf8(output.stderr).unwrap(), @r"
    error[unknown-type]: there is no type `monye`
     --> spec/crm/deal.yaml:2:27
      |
    2 |   price: { fields: { sum: monye, sum: int } }
      |                           ^^^^^ did you mean `money`?

    error[duplicate-key]: `sum` stands twice
     --> spec/crm/deal.yaml:2:34
      |
    2 |   price: { fields: { sum: monye, sum: int } }
      |                                  ^^^ delete one of them
      = note: the first one is spec/crm/deal.yaml:2

    2 errors in the spec
    learn more: `b24spec explain duplicate-key`; there is also unknown-type
    ");
}

#[test]
fn colours_are_for_terminals() {
    let output = Command::new(env!("CARGO_BIN_EXE_b24spec"))
        .arg("check")
        .env("CLICOLOR_FORCE", "1")
        .current_dir(Folder::of(WRONG).path())
        .output()
        .unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.contains("\u{1b}["), "{text}");
}

#[test]
fn nowhere() {
    let output = check(&Folder::of(""), &["no/such"]);
    assert_eq!(output.status.code(), Some(2));
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        text,
        "no/such is no folder; give the folder of a spec: `b24spec check PATH`\n"
    );
}

#[test]
fn wrong_as_json() {
    let output = check(&Folder::of(WRONG), &["--json"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stderr.is_empty());
    let place = |column: usize, length: usize| json!({ "file": "spec/crm/deal.yaml", "line": 2, "column": column, "length": length });
    let mut first = place(27, 5);
    let mut second = place(34, 3);
    let mut related = place(22, 3);
    related["message"] = json!("the first one is");
    for (of, code, message, help, related) in [
        (
            &mut first,
            "unknown-type",
            "there is no type `monye`",
            "did you mean `money`?",
            json!([]),
        ),
        (
            &mut second,
            "duplicate-key",
            "`sum` stands twice",
            "delete one of them",
            json!([related]),
        ),
    ] {
        of["code"] = json!(code);
        of["message"] = json!(message);
        of["help"] = json!(help);
        of["notes"] = json!([]);
        of["related"] = related;
    }
    let counts = json!({ "methods": 0, "entities": 0, "events": 0, "placements": 0, "callbacks": 0, "errors": 2, "notes": 0 });
    assert_eq!(
        json_of(&output),
        json!({ "spec": "spec", "ok": false, "counts": counts, "errors": [first, second], "notes": [] })
    );
}

#[test]
fn everything_unsure_is_told() {
    let folder = Folder::of(UNSURE);
    let output = check(&folder, &[]);
    let text = String::from_utf8(output.stdout).unwrap();
    insta::assert_snapshot!(text);
    for line in UNSURE.lines() {
        for part in line.split("unsure: ").skip(1) {
            let sentence = part.split('.').next().unwrap();
            assert!(
                text.contains(&format!("not confirmed: {sentence}.")),
                "{sentence}"
            );
        }
    }
    let quiet = check(&folder, &["--quiet"]);
    assert_eq!(String::from_utf8(quiet.stdout).unwrap().lines().count(), 1);
}

#[test]
fn right_as_json() {
    let value = json_of(&check(&Folder::of(UNSURE), &["--json"]));
    assert_eq!(value["ok"], json!(true));
    assert_eq!(value["counts"]["methods"], json!(2));
    assert_eq!(
        value["notes"][0],
        json!({
            "kind": "undescribed",
            "file": "crm.yaml",
            "item": "user",
            "text": "identifiers of records that the spec does not describe",
        })
    );
    assert_eq!(
        value["notes"].as_array().map(Vec::len),
        value["counts"]["notes"]
            .as_u64()
            .map(|count| count as usize)
    );
}

/// Three files with notes, one of them with an example.
const SEVERAL: &str = "#= spec/crm.yaml
doc: Customers.
scope: crm
see: crm
errors: { NOT_HERE: { is: not_found, doc: There is none. } }
methods:
  crm.ping: { doc: Answers., returns: done, effect: read, unsure: Whether it answers. }
#= spec/crm/timeline/note.yaml
methods:
  crm.timeline.note.get: { doc: Reads a note., params: { id!: id(crm.lead) }, returns: any, errors: [NOT_HERE, LOST, ODD] }
  crm.timeline.note.list: { doc: Finds notes., returns: [any], errors: [LOST], without: Conditions. }
  crm.timeline.note.count: { doc: Counts notes., returns: int }
#= spec/crm/timeline/note.examples.yaml
crm.timeline.note.count:
  - result: 3
#= spec/crm/timelines.yaml
methods:
  crm.timelines.get: { doc: Reads all., returns: any }
";

#[test]
fn notes_stand_below_their_files() {
    let folder = Folder::of(SEVERAL);
    insta::assert_snapshot!(String::from_utf8(check(&folder, &[]).stdout).unwrap());
    let value = json_of(&check(&folder, &["--json"]));
    let own: Vec<&Value> = value["notes"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|note| note["file"] == json!("crm/timeline/note.yaml"))
        .collect();
    let note = |kind: &str, item: &str, text: &str| json!({ "kind": kind, "file": "crm/timeline/note.yaml", "item": item, "text": text });
    let error = "error codes that nothing describes";
    assert_eq!(
        own,
        [
            &note(
                "undescribed",
                "crm.lead",
                "identifiers of records that the spec does not describe"
            ),
            &note(
                "undescribed",
                "`LOST` of crm.timeline.note.get and crm.timeline.note.list",
                error
            ),
            &note("undescribed", "`ODD` of crm.timeline.note.get", error),
            &note("no_example", "crm.timeline.note.get", "no example"),
            &note("no_example", "crm.timeline.note.list", "no example"),
            &note("missing", "crm.timeline.note.list", "Conditions."),
        ]
    );
}

#[test]
fn only_some_files() {
    let folder = Folder::of(SEVERAL);
    for prefix in [
        "crm/timeline",
        "crm.timeline",
        "spec/crm/timeline/note.yaml",
    ] {
        let output = check(&folder, &["--only", prefix]);
        assert_eq!(output.status.code(), Some(0), "{prefix}");
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains("no example: crm.timeline.note.get"), "{text}");
        assert!(
            text.contains("does not describe: crm.lead") && !text.contains("crm.ping"),
            "{text}"
        );
        assert!(text.contains("6 notes in crm/timeline"), "{text}");
        assert!(text.ends_with(", 3 in other files\n"), "{text}");
    }
    let value = json_of(&check(&folder, &["--only", "crm/timelines", "--json"]));
    assert_eq!(value["notes"].as_array().map(Vec::len), Some(1));
    assert_eq!(value["counts"]["notes"], json!(9));
    let output = check(&folder, &["--only", "crm/timelime"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "no file of the spec is `crm/timelime` or below it; did you mean `crm/timelines`?\n"
    );
}

/// A spec with a mistake elsewhere is wrong all the same.
#[test]
fn only_some_mistakes() {
    let folder = Folder::of(WRONG);
    folder.append("spec/crm/lead.yaml", "types: { a: strin }\n");
    let output = check(&folder, &["--only", "crm.lead"]);
    assert_eq!(output.status.code(), Some(1));
    insta::assert_snapshot!(String::from_utf8(output.stderr).unwrap());
    folder.write("spec/crm/lead.yaml", b"doc: Leads.\n");
    let output = check(&folder, &["--only", "crm.lead"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "0 errors in crm/lead, 2 in other files\n"
    );
    let value = json_of(&check(&folder, &["--only", "crm.lead", "--json"]));
    assert_eq!(
        (&value["ok"], &value["counts"]["errors"]),
        (&json!(false), &json!(2))
    );
    assert_eq!(value["errors"], json!([]));
}

/// It checks again after a save, goes on after a mistake, and is left by ending it.
#[test]
fn watching() {
    let folder = Folder::of(RIGHT);
    let mut child = Command::new(env!("CARGO_BIN_EXE_b24spec"))
        .args(["check", "--watch", "--json"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut next = || -> Value { serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap() };
    assert_eq!(next()["ok"], json!(true));
    folder.append("spec/crm/deal.yaml", "typos: {}\n");
    let wrong = next();
    assert_eq!(wrong["errors"][0]["code"], json!("unknown-key"));
    // Times of files may be as coarse as this.
    std::thread::sleep(Duration::from_millis(20));
    folder.write("spec/crm/deal.yaml", b"doc: Deals.\n");
    assert_eq!(next()["ok"], json!(true));
    child.kill().unwrap();
    child.wait().unwrap();
}
