//! What `b24spec pull` writes of a portal with user fields of every type: it is a module of this test, and holds values.

// Helpers too: clippy takes `#[test]` functions alone for tests.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod asked;
mod company;
#[rustfmt::skip]
#[deny(warnings, missing_docs)]
#[allow(unreachable_pub, reason = "a file for libraries too")]
mod custom;
mod round_trip;
mod text;

use bitrix24_codegen::model::Model;
use bitrix24_tests::Stand;
use serde_json::{Value, json};

/// Types that a field can have any number of values of.
const MULTIPLE: [&str; 15] = [
    "string",
    "integer",
    "double",
    "enumeration",
    "datetime",
    "date",
    "money",
    "url",
    "address",
    "file",
    "employee",
    "crm_status",
    "iblock_section",
    "iblock_element",
    "crm",
];

/// Texts that no identifier is.
const TEXTS: [&str; 22] = [
    "Gold",
    "gold",
    "GOLD!",
    "Silver card",
    "Серебряная карта",
    "Ёлка & щука",
    "黄金",
    "ذهب",
    "🔥",
    "👍🏽👩\u{200d}🚀",
    "—",
    "type",
    "Self",
    "async",
    "Other",
    "Unlisted",
    "1–10",
    "11–100",
    "> 100",
    "100%",
    "\"quoted\" \\ `code` [link](x) <b>",
    "An option whose text goes on and on, as people who fill in forms at a desk like to write it, in a whole sentence.",
];

/// A portal with user fields of every type.
async fn portal() -> Stand {
    let stand = Stand::start().await;
    stand
        .app
        .call("userfieldtype.add", json!({ "USER_TYPE_ID": "colour", "HANDLER": "https://app.example/colour", "TITLE": "Colour" }))
        .await
        .unwrap();
    let types = stand
        .app
        .call("crm.userfield.types", json!({}))
        .await
        .unwrap();
    let types = types.as_array().unwrap().iter();
    let types: Vec<String> = types
        .map(|ty| ty["ID"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(types.len(), 17, "{types:?}");
    for ty in &types {
        let short = ty.rsplit('_').next().unwrap();
        let name = if ty.starts_with("rest_") { short } else { ty };
        let label = format!("One {}", name.replace('_', " "));
        let mut field = json!({ "USER_TYPE_ID": ty, "FIELD_NAME": name, "LABEL": label });
        if ty == "crm_status" {
            field["SETTINGS"] = json!({ "ENTITY_TYPE": "SOURCE" });
        }
        if ty == "enumeration" {
            field["LIST"] = TEXTS.iter().map(|text| json!({ "VALUE": text })).collect();
        }
        add(&stand, "contact", field).await;
        if MULTIPLE.contains(&ty.as_str()) {
            let mut field = json!({ "USER_TYPE_ID": ty, "FIELD_NAME": format!("M_{name}"), "MULTIPLE": "Y", "LABEL": label.replace("One", "Many") });
            if ty == "enumeration" {
                field["LIST"] =
                    json!([{ "VALUE": "Первый" }, { "VALUE": "Второй" }, { "VALUE": "Второй" }]);
            }
            add(&stand, "contact", field).await;
        }
    }
    for (name, label) in [
        ("TYPE", "type"),
        ("SELF", "self"),
        ("AGAIN", "type"),
        ("1721244707107", ""),
        ("NUMBER", "2024"),
        ("BIRTHPLACE", "Место рождения"),
        ("EMOJI", "🎂"),
        (
            "LONG",
            "Why did the customer decide to buy from us and not from somebody else, in their own words?",
        ),
    ] {
        let field = json!({ "USER_TYPE_ID": "string", "FIELD_NAME": name, "LABEL": label, "SHOW_IN_LIST": "Y" });
        add(&stand, "contact", field).await;
    }
    let german = json!({ "de": "Kundennummer", "en": "" });
    let number = json!({ "USER_TYPE_ID": "integer", "FIELD_NAME": "NO", "MANDATORY": "Y", "EDIT_FORM_LABEL": german, "LABEL": "" });
    add(&stand, "company", number).await;
    let tiers = json!([{ "VALUE": "Gold" }, { "VALUE": "Silver" }]);
    let tier = json!({ "USER_TYPE_ID": "enumeration", "FIELD_NAME": "TIER", "LABEL": "Tier", "MULTIPLE": "Y", "LIST": tiers });
    add(&stand, "company", tier).await;
    stand
}

async fn add(stand: &Stand, kind: &str, field: Value) {
    let method = format!("crm.{kind}.userfield.add");
    stand
        .b24
        .call(method, json!({ "fields": field }))
        .await
        .unwrap();
}

fn model() -> Model {
    let spec = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec");
    bitrix24_codegen::load(spec.as_ref()).unwrap()
}
