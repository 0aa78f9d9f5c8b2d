use std::fs;

use serde_json::json;

use crate::portal::{Portal, SECRET};
use crate::{b24spec, err, folder, out};

fn field(id: &str, label: &str) -> serde_json::Value {
    json!({ "ID": id, "FIELD_NAME": format!("UF_CRM_{id}"), "USER_TYPE_ID": "string", "EDIT_FORM_LABEL": label })
}

#[test]
fn a_file_is_written_and_kept() {
    let folder = folder("pull");
    let (spec, file) = (folder.join("spec"), folder.join("src/custom.rs"));
    let (spec, path) = (spec.to_str().unwrap(), file.to_str().unwrap());
    let busy = json!({ "error": "QUERY_LIMIT_EXCEEDED", "error_description": "Too many requests" });
    let portal = Portal::start(&[(
        "crm.contact.userfield.list",
        json!({ "in_turn": [busy, [field("7", "Tier")], [field("7", "Level"), field("9", "Visits")]] }),
    )]);
    let arguments = [
        "pull",
        "--webhook",
        &portal.webhook,
        "--spec",
        spec,
        "--out",
        path,
    ];
    let run = b24spec(&arguments);
    assert!(run.status.success(), "{}", err(&run));
    assert_eq!(
        out(&run),
        format!("wrote {path} (user fields: crm.contact 1)\n")
    );
    assert_eq!(portal.calls().len(), 2, "it waited and asked again");
    let first = fs::read_to_string(&file).unwrap();
    assert!(first.contains("pub tier: Option<String>"), "{first}");
    let line = first.lines().next().unwrap();
    assert!(
        line.contains("--webhook $B24_WEBHOOK --spec") && !first.contains(SECRET),
        "{line}"
    );

    // The label changed, the name did not.
    let run = b24spec(&arguments);
    assert!(run.status.success(), "{}", err(&run));
    let second = fs::read_to_string(&file).unwrap();
    assert!(
        second.contains("/// Level\n") && second.contains("pub tier:"),
        "{second}"
    );
    assert!(second.contains("pub visits:"), "{second}");
    let run = b24spec(&arguments);
    assert!(out(&run).starts_with("unchanged: "), "{}", out(&run));

    // What is somebody else's is not written over.
    fs::write(&file, "fn main() {}\n").unwrap();
    let run = b24spec(&arguments);
    assert_eq!(run.status.code(), Some(2));
    assert!(
        err(&run).contains("was not written by `b24spec pull`"),
        "{}",
        err(&run)
    );
    assert_eq!(fs::read_to_string(&file).unwrap(), "fn main() {}\n");
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn errors_have_no_secret() {
    let folder = folder("pull-errors");
    let spec = folder.join("spec");
    let spec = spec.to_str().unwrap();
    let said = json!({ "error": "INVALID_CREDENTIALS", "error_description": format!("Webhook {SECRET} is unknown") });
    let portal = Portal::start(&[("crm.contact.userfield.list", said)]);
    let nobody = format!("http://127.0.0.1:9/rest/1/{SECRET}/");
    let open = format!("http://example.com/rest/1/{SECRET}/");
    for (webhook, part) in [
        (
            portal.webhook.as_str(),
            "INVALID_CREDENTIALS: Webhook … is unknown",
        ),
        (&nobody, "no answer to `crm.contact.userfield.list`"),
        (&open, "`https://` is needed"),
        (SECRET, "the webhook cannot be used"),
    ] {
        let run = b24spec(&["pull", "--webhook", webhook, "--spec", spec]);
        assert_eq!(run.status.code(), Some(2), "{part}");
        let said = err(&run) + &out(&run);
        assert!(said.contains(part) && !said.contains(SECRET), "{said}");
    }
    // Somebody forgot the option.
    let run = b24spec(&["pull", &portal.webhook, "--spec", spec]);
    assert_eq!(run.status.code(), Some(2));
    let said = err(&run) + &out(&run);
    assert!(
        said.contains("unexpected argument '…'") && !said.contains(SECRET),
        "{said}"
    );
    fs::remove_dir_all(folder).unwrap();
}
