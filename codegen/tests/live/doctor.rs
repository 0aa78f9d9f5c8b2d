use std::fs;

use serde_json::{Value, json};

use crate::portal::{Portal, SECRET};
use crate::{b24spec, err, folder, out};

fn answers(name_type: &str) -> [(&'static str, Value); 4] {
    [
        ("scope", json!(["crm"])),
        (
            "methods",
            json!([
                "crm.contact.fields",
                "crm.contact.userfield.list",
                "crm.lead.add"
            ]),
        ),
        (
            "crm.contact.fields",
            json!({ "ID": { "type": "integer", "isReadOnly": true }, "NAME": { "type": name_type } }),
        ),
        ("crm.contact.userfield.list", json!([])),
    ]
}

#[test]
fn drift_ends_with_one() {
    let folder = folder("doctor");
    let spec = folder.join("spec");
    let spec = spec.to_str().unwrap();

    let healthy = Portal::start(&answers("string"));
    let run = b24spec(&["doctor", "--webhook", &healthy.webhook, spec]);
    assert_eq!(run.status.code(), Some(0), "{}{}", out(&run), err(&run));
    assert_eq!(
        out(&run),
        "not in the spec: 1 method of the portal (crm 1)\nlooked at 2 methods, 1 entity, 2 fields, 0 user fields: no drift\n"
    );
    let run = b24spec(&["doctor", "--methods", "--webhook", &healthy.webhook, spec]);
    assert!(
        out(&run).starts_with("not in the spec: crm.lead.add\n"),
        "{}",
        out(&run)
    );

    let ill = Portal::start(&answers("date"));
    let run = b24spec(&["doctor", "--webhook", &ill.webhook, spec]);
    assert_eq!(run.status.code(), Some(1));
    assert!(
        out(&run).starts_with(
            "crm.contact  crm/contact.yaml\n  ~ NAME: `date` on the portal, `string` in the spec\n"
        ),
        "{}",
        out(&run)
    );
    let run = b24spec(&["doctor", "--json", "--webhook", &ill.webhook, spec]);
    assert_eq!(run.status.code(), Some(1));
    let report: Value = serde_json::from_str(&out(&run)).unwrap();
    assert_eq!(report["drift"][0]["kind"], json!("type"));
    assert_eq!(report["not_in_spec"], json!({ "crm": ["crm.lead.add"] }));
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_portal_that_lets_nobody_in_ends_with_two() {
    let folder = folder("doctor-errors");
    let spec = folder.join("spec");
    let refusal = json!({ "error": "INVALID_CREDENTIALS", "error_description": "No." });
    let portal = Portal::start(&[("scope", refusal)]);
    let run = b24spec(&[
        "doctor",
        "--webhook",
        &portal.webhook,
        spec.to_str().unwrap(),
    ]);
    assert_eq!(run.status.code(), Some(2));
    assert_eq!(
        err(&run),
        "the portal refuses `scope`: INVALID_CREDENTIALS: No.\n"
    );
    let run = b24spec(&["doctor", "--webhook", &portal.webhook, "no/such/folder"]);
    assert_eq!(run.status.code(), Some(2));
    assert!(!err(&run).contains(SECRET), "{}", err(&run));
    fs::remove_dir_all(folder).unwrap();
}
