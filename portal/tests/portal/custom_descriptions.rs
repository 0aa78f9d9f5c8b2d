//! Section 1: `crm.userfield.*`, which describes what custom fields are made of.

use serde_json::{Value, json};

use crate::client::Client;

#[tokio::test]
async fn attributes_of_custom_fields_are_described_sparsely() {
    let c = Client::start().await;
    let fields = c.call("crm.userfield.fields", json!({})).await;
    let plain = |kind: &str, names: &[&str]| -> Vec<(String, Value)> {
        let info = |name: &&str| ((*name).to_owned(), json!({ "type": kind, "title": name }));
        names.iter().map(info).collect()
    };
    let with = |name: &str, kind: &str, flag: &str| {
        vec![(
            name.to_owned(),
            json!({ "type": kind, "title": name, flag: true }),
        )]
    };
    let expected = [
        with("ID", "int", "isReadOnly"),
        with("ENTITY_ID", "string", "isImmutable"),
        with("FIELD_NAME", "string", "isImmutable"),
        with("USER_TYPE_ID", "string", "isImmutable"),
        plain("string", &["XML_ID"]),
        plain("int", &["SORT"]),
        plain(
            "char",
            &[
                "MULTIPLE",
                "MANDATORY",
                "SHOW_FILTER",
                "SHOW_IN_LIST",
                "EDIT_IN_LIST",
                "IS_SEARCHABLE",
            ],
        ),
        plain(
            "string",
            &[
                "EDIT_FORM_LABEL",
                "LIST_COLUMN_LABEL",
                "LIST_FILTER_LABEL",
                "ERROR_MESSAGE",
                "HELP_MESSAGE",
            ],
        ),
        with("LIST", "uf_enum_element", "isMultiple"),
        plain("object", &["SETTINGS"]),
    ]
    .concat();
    let described: Vec<(String, Value)> = fields.as_object().unwrap().clone().into_iter().collect();
    assert_eq!(described, expected);
    let option = c.call("crm.userfield.enumeration.fields", json!({})).await;
    assert_eq!(
        option["ID"],
        json!({ "type": "int", "title": "ID", "isReadOnly": true })
    );
    let names: Vec<&String> = option.as_object().unwrap().keys().collect();
    assert_eq!(names, ["ID", "SORT", "VALUE", "DEF", "DEL"]);
}

#[tokio::test]
async fn types_of_custom_fields() {
    let c = Client::start().await;
    let types = c.call("crm.userfield.types", json!({})).await;
    let ids: Vec<&str> = types
        .as_array()
        .unwrap()
        .iter()
        .map(|kind| {
            assert!(kind["title"].is_string());
            kind["ID"].as_str().unwrap()
        })
        .collect();
    assert_eq!(
        ids,
        [
            "string",
            "integer",
            "double",
            "boolean",
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
            "crm"
        ]
    );
}

#[tokio::test]
async fn settings_of_each_type_are_described() {
    let c = Client::start().await;
    let iblock = "IBLOCK_TYPE_ID IBLOCK_ID DEFAULT_VALUE DISPLAY LIST_HEIGHT ACTIVE_FILTER";
    for (kind, names) in [
        ("string", "DEFAULT_VALUE ROWS"),
        ("integer", "DEFAULT_VALUE"),
        ("double", "DEFAULT_VALUE PRECISION"),
        ("boolean", "DEFAULT_VALUE DISPLAY"),
        ("datetime", "DEFAULT_VALUE"),
        ("enumeration", "DISPLAY LIST_HEIGHT"),
        ("iblock_section", iblock),
        ("iblock_element", iblock),
        ("crm_status", "ENTITY_TYPE"),
        ("crm", "LEAD CONTACT COMPANY DEAL"),
    ] {
        let settings = c
            .call("crm.userfield.settings.fields", json!({ "type": kind }))
            .await;
        let keys: Vec<&str> = settings
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        assert_eq!(keys.join(" "), names, "{kind}");
        if kind == "boolean" {
            assert_eq!(settings["DEFAULT_VALUE"]["type"], "int");
        }
    }
    for kind in [
        "date", "money", "url", "address", "file", "employee", "no_such",
    ] {
        let settings = c
            .call("crm.userfield.settings.fields", json!({ "type": kind }))
            .await;
        assert_eq!(settings, json!([]), "{kind}");
    }
    for params in [json!({}), json!({ "type": "" })] {
        let refused = c.refused("crm.userfield.settings.fields", params).await;
        let text = "Parameter 'type' is not specified or empty.";
        assert_eq!(refused, (400, String::new(), text.to_owned()));
    }
}
