//! `b24spec new`: drafts in the right files, and names that are there or are none.
#![allow(clippy::panic, clippy::unwrap_used)] // helpers of tests are not in `#[test]` functions
#![cfg(feature = "cli")]

mod support;

use std::fs;
use std::path::Path;
use std::process::Command;

use support::Folder;

const SPEC: &str = "\
#= shared/families.yaml
doc: Families.
families:
  classic:
    doc: Records.
    args: { import: text }
    methods:
      $at.get:
        doc: Reads one $name.
        params:
          id!: { type: id(self), doc: Which record. }
        returns: self
  wrapped:
    doc: Records below keys.
    args: { one!: text, many!: text, type!: int }
    methods:
      $at.list:
        doc: Finds $name records.
        returns: [self]
        unwrap: $many
#= crm.yaml
doc: Customers.
scope: crm
see: crm
#= crm/contact.yaml
doc: People.   # all of them
see: crm/contacts

entities:
  contact:
    doc: A person.
    key: ID
    use: [classic]
    fields:
      ID: { type: id, access: read, doc: Identifier. }

# What else there is to do.
methods:
  crm.contact.merge: { doc: 'Merges two, for good.', returns: done, effect: set }

# What happens.
events:
  onCrmContactAdd: { doc: A person came., see: events/ }
missing: { crm.contact.swap: Nobody knows what it does. }
#= portal.yaml
doc: The portal.
scope: basic
methods:
  scope:
    doc: Lists scopes.
    see: common/system/scope
    returns: [string]
    effect: read
#= placements.yaml
doc: Places.
scope: { all: [placement, crm] }
placements:
  CRM_CONTACT_DETAIL_TAB:
    doc: A tab.
    see: widgets/crm/detail-tab
";

/// Runs `new` in a folder and shows what a user sees.
fn new(folder: &Path, line: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_b24spec"))
        .current_dir(folder)
        .arg("new")
        .args(line.split(' '))
        .output()
        .unwrap();
    format!(
        "$ b24spec new {line}\n{}{}exit {}\n\n",
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
        output.status.code().unwrap()
    )
}

fn other_mistakes(folder: &Path) -> Vec<String> {
    let output = Command::new(env!("CARGO_BIN_EXE_b24spec"))
        .current_dir(folder)
        .args(["check", "."])
        .output()
        .unwrap();
    String::from_utf8(output.stderr)
        .unwrap()
        .lines()
        .filter(|line| line.starts_with("error[") && !line.starts_with("error[unwritten-doc]"))
        .map(str::to_owned)
        .collect()
}

/// Runs some lines, shows what they say and the files that they wrote, and sees that `check` finds nothing but sentences
/// to write.
fn shown(lines: &[&str], files: &[&str]) -> String {
    shown_in(&Folder::of(SPEC), lines, files)
}

fn shown_in(folder: &Folder, lines: &[&str], files: &[&str]) -> String {
    let mut shown = String::new();
    for line in lines {
        shown.push_str(&new(folder.path(), &format!("{line} .")));
        assert_eq!(
            other_mistakes(folder.path()),
            Vec::<String>::new(),
            "{line}\n{shown}"
        );
    }
    for file in files {
        let text = fs::read_to_string(folder.path().join(file)).unwrap();
        shown.push_str(&format!("# {file}\n{text}\n"));
    }
    shown
}

#[test]
fn methods() {
    insta::assert_snapshot!(shown(
        &[
            "method crm.contact.list",
            "method crm.contact.archive",
            "method crm.currency.get",
            "method ping --effect read",
        ],
        &["crm/contact.yaml", "crm/currency.yaml", "portal.yaml"]
    ));
}

#[test]
fn entities() {
    insta::assert_snapshot!(shown(
        &[
            "entity crm.deal --family classic --event onCrmDeal",
            "entity catalog.measure --family wrapped --with type=7",
            "entity catalog.currency --key CURRENCY",
            "method catalog.measure.count",
        ],
        &["crm/deal.yaml", "catalog.yaml", "catalog/measure.yaml"]
    ));
}

/// A record of three segments or more gets the file of its path, but for files on the way to it.
#[test]
fn deep_entities() {
    let folder = Folder::of(SPEC);
    folder.write(
        "crm/timeline/note.yaml",
        b"entities:\n  note: { doc: A note., fields: { ID: { type: id, doc: Identifier. }, TEXT: { type: string, doc: Text. } } }\nmethods:\n  crm.timeline.note.get: { doc: Reads a note., params: { id!: id(note) }, returns: note }\n",
    );
    folder.write(
        "crm/timeline/comment.yaml",
        b"# yaml-language-server: $schema=../../../schema.json\n\n",
    );
    folder.write(
        "shop.yaml",
        b"doc: Shops.\nscope: shop\nsee: shop\nentities:\n  price: { doc: A price., fields: { id: { type: id, doc: Identifier. }, currencyId: { type: string, doc: Currency. } } }\n",
    );
    folder.write("shop/order.yaml", b"doc: Orders.\n");
    insta::assert_snapshot!(shown_in(
        &folder,
        &[
            "entity crm.timeline.comment --family classic",
            "method crm.timeline.comment.pin --effect set",
            "entity shop.order.line",
            "entity imbot.v2.chat.message",
        ],
        &[
            "crm/timeline/comment.yaml",
            "shop/order.yaml",
            "imbot/v2/chat/message.yaml",
        ]
    ));
}

/// The file of an event is the one file that its name begins with, or the one that is said.
#[test]
fn files_of_events() {
    let folder = Folder::of(SPEC);
    folder.write("tasks.yaml", b"doc: Tasks.\nscope: task\nsee: tasks\n");
    let task = |file: &str| {
        let text =
            "entities:\n  NAME: { doc: A task., fields: { id: { type: id, doc: Identifier. } } }\n";
        let name = if file == "tasks/task.yaml" {
            "task"
        } else {
            "result"
        };
        folder.write(file, text.replace("NAME", name).as_bytes());
    };
    task("tasks/task.yaml");
    insta::assert_snapshot!(shown_in(
        &folder,
        &[
            "event onTaskAdd",
            "event ONCRMCONTACTDELETE",
            "event onCrmBillAdd --in crm.bill",
            "event OnSignEnd --in sign/document.yaml",
        ],
        &[
            "tasks/task.yaml",
            "crm/bill.yaml",
            "sign.yaml",
            "sign/document.yaml"
        ]
    ));
    task("tasks/result.yaml");
    folder.write(
        "task.yaml",
        b"doc: Parts of tasks.\nscope: task\nsee: tasks\n",
    );
    let mut said = String::new();
    for line in [
        "event onTaskUpdate",
        "event onMyResultAdd",
        "event onTasksUpdate",
        "event onTaskUpdate --in tasks.tsk",
        "event onTaskUpdate --in shared/types",
    ] {
        said.push_str(&new(folder.path(), &format!("{line} .")));
    }
    insta::assert_snapshot!(said);
}

#[test]
fn rest_3() {
    insta::assert_snapshot!(shown(
        &[
            "entity tasks.task --v3",
            "method tasks.task.list --v3",
            "method tasks.task.add --v3"
        ],
        &["v3.yaml", "v3/tasks.yaml", "v3/tasks/task.yaml"]
    ));
}

#[test]
fn events_and_placements() {
    insta::assert_snapshot!(shown(
        &[
            "event onCrmContactUpdate",
            "event onCrmBillAdd",
            "event onScopeChange --in portal",
            "placement CRM_DEAL_DETAIL_TAB",
        ],
        &[
            "crm/contact.yaml",
            "crm.yaml",
            "portal.yaml",
            "placements.yaml"
        ]
    ));
}

#[test]
fn names_that_are_there_or_none() {
    let folder = Folder::of(SPEC);
    let mut said = String::new();
    for line in [
        "method crm.contact.get",
        "method crm.contact.merge",
        "method crm.contact.swap",
        "method crn.contact.find",
        "method crm.contract.find",
        "method crm..find",
        "method batch --v3",
        "entity crm.contact",
        "entity crm.deal --family clasic",
        "entity crm.deal --family wrapped",
        "entity crm.deal --family wrapped --with typ=2",
        "event onCrmContactAdd",
        "event onTaskAdd",
        "event onTaskAdd --in crm.contct",
        "placement CRM_CONTACT_DETAIL_TAB",
        "placement crm_deal_tab",
    ] {
        said.push_str(&new(folder.path(), &format!("{line} .")));
    }
    insta::assert_snapshot!(said);
    // Nothing was written.
    assert!(!folder.path().join("crm/deal.yaml").exists());
    assert!(new(folder.path(), "method crm.contract.find . --new-module").contains("exit 0"));
}

#[test]
fn json_tells_what_is_next() {
    let folder = Folder::of(SPEC);
    insta::assert_snapshot!(new(folder.path(), "method crm.contact.find . --json"));
}
