//! The spec against the portal that is driven by it: what `b24spec doctor` finds there is a mistake of one of them.

// Helpers too: clippy takes `#[test]` functions alone for tests.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "pull/asked.rs"]
mod asked;

use bitrix24::Client;
use bitrix24_codegen::doctor::{Report, examine};
use bitrix24_codegen::model::Model;
use bitrix24_portal::{Portal, Webhook};
use bitrix24_tests::Stand;
use serde_json::json;

use crate::asked::Asked;

fn model() -> Model {
    let spec = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec");
    bitrix24_codegen::load(spec.as_ref()).unwrap()
}

fn report(b24: &Client) -> Report {
    examine(&model(), &mut Asked(b24)).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_found_but_what_is_true() {
    let stand = Stand::start().await;
    let field = json!({ "USER_TYPE_ID": "enumeration", "FIELD_NAME": "TIER", "LIST": [{ "VALUE": "Gold" }] });
    stand
        .b24
        .call("crm.contact.userfield.add", json!({ "fields": field }))
        .await
        .unwrap();
    let report = report(&stand.b24);
    // Of records that the portal has no state for it shows an example.
    let requests = stand.portal.requests();
    let shown = |name: &str| {
        let fields = format!("{}.fields", name.to_lowercase().replace('_', ""));
        let mut asked = requests.iter();
        asked.any(|request| request.sample && request.method.replace('_', "") == fields)
    };
    let found = report.drift.iter().filter(|drift| !shown(&drift.name));
    let found: Vec<String> = found
        .map(|drift| format!("{} {}", drift.name, drift.what))
        .collect();
    // What the platform says of these is not what it does, and the spec has the latter.
    assert_eq!(
        found,
        [
            "crm.status ~ EXTRA: read-only is no on the portal, yes in the spec",
            "crm.status ~ SEMANTICS: immutable is no on the portal, yes in the spec",
            "crm.userfield ~ ENTITY_ID: immutable is yes on the portal, no in the spec",
            "crm.userfield ~ ENTITY_ID: read-only is no on the portal, yes in the spec",
            "crm.userfield ~ MULTIPLE: immutable is no on the portal, yes in the spec",
        ]
    );
    assert!(report.not_in_spec.is_empty(), "{report}");
    let unlooked = report.unlooked.iter().map(|method| method.method.as_str());
    let unlooked: Vec<&str> = unlooked.collect();
    // One is told of which records, the other describes what no entity is.
    assert_eq!(
        unlooked,
        ["crm.category.fields", "crm.duplicate.volatileType.fields"],
        "{report}"
    );
    assert!(report.missing_scopes.is_empty(), "{report}");
    assert!(
        report.looked_at.entities >= 17 && report.looked_at.fields >= 599,
        "{report}"
    );
    assert_eq!(report.looked_at.user_fields, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_without_the_scope_sees_no_fields() {
    let portal = Portal::builder()
        .webhook(Webhook::new(1, "narrow").scopes(["user"]))
        .start()
        .await
        .unwrap();
    let b24 = Client::builder()
        .webhook(portal.webhook_url())
        .no_limits()
        .build()
        .unwrap();
    let report = report(&b24);
    assert!(!report.has_drift(), "{report}");
    assert!(
        report.missing_scopes["crm"].contains("crm.contact.fields"),
        "{report}"
    );
}
