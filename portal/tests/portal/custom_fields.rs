//! Custom fields: what they are like.

use serde_json::{Value, json};

use crate::client::Client;

/// A custom field of contacts, by its id.
pub(crate) async fn get(c: &Client, id: i64) -> Value {
    c.call("crm.contact.userfield.get", json!({ "id": id }))
        .await
}

#[tokio::test]
async fn codes() {
    let c = Client::start().await;
    let name = async |id: i64| {
        c.call("crm.contact.userfield.get", json!({ "id": id }))
            .await["FIELD_NAME"]
            .clone()
    };
    for (given, code) in [
        ("tier", "UF_CRM_TIER"),
        ("UF_RANK", "UF_CRM_RANK"),
        ("UF_CRM_X", "UF_CRM_X"),
    ] {
        let id = c
            .custom_field(json!({ "USER_TYPE_ID": "string", "FIELD_NAME": given }))
            .await;
        assert_eq!(name(id).await, code);
    }
    // The wrapper may be left out.
    let id = c
        .call(
            "crm.contact.userfield.add",
            json!({ "USER_TYPE_ID": "string", "FIELD_NAME": "BARE" }),
        )
        .await;
    assert_eq!(name(id.as_i64().unwrap()).await, "UF_CRM_BARE");
    // The prefix counts.
    let id = c
        .custom_field(json!({ "USER_TYPE_ID": "string", "FIELD_NAME": "X".repeat(43) }))
        .await;
    assert_eq!(name(id).await.as_str().unwrap().len(), 50);
}

#[tokio::test]
async fn properties() {
    let c = Client::start().await;
    let id = c
        .custom_field(json!({ "USER_TYPE_ID": "boolean", "FIELD_NAME": "FLAG", "LABEL": "Flag", "MULTIPLE": "Y",
            "MANDATORY": true, "SHOW_FILTER": "Y" }))
        .await;
    let field = c
        .call("crm.contact.userfield.get", json!({ "id": id }))
        .await;
    assert_eq!(
        (
            &field["MULTIPLE"],
            &field["MANDATORY"],
            &field["SHOW_FILTER"]
        ),
        (&json!("N"), &json!("Y"), &json!("E"))
    );
    assert_eq!(
        field["EDIT_FORM_LABEL"]["de"], "Flag",
        "a text is expanded to every language"
    );
    assert_eq!(
        (&field["ID"], &field["SORT"]),
        (&json!(id.to_string()), &json!("100"))
    );
    for (kind, wanted, stored) in [
        ("employee", "Y", "I"),
        ("string", "N", "N"),
        ("integer", "Y", "E"),
    ] {
        let fields = json!({ "USER_TYPE_ID": kind, "FIELD_NAME": format!("F_{kind}"), "SHOW_FILTER": wanted });
        let id = c.custom_field(fields).await;
        assert_eq!(
            c.call("crm.contact.userfield.get", json!({ "id": id }))
                .await["SHOW_FILTER"],
            stored,
            "{kind}"
        );
    }
}

#[tokio::test]
async fn flags_are_y_or_n() {
    let c = Client::start().await;
    let flags = [
        "MULTIPLE",
        "MANDATORY",
        "SHOW_IN_LIST",
        "EDIT_IN_LIST",
        "IS_SEARCHABLE",
    ];
    for (at, (given, kept)) in [
        (json!("Y"), "Y"),
        (json!(true), "Y"),
        (json!(1), "Y"),
        (json!("N"), "N"),
        (json!(false), "N"),
        (json!("maybe"), "N"),
        (json!([]), "N"),
    ]
    .into_iter()
    .enumerate()
    {
        let mut field = json!({ "USER_TYPE_ID": "string", "FIELD_NAME": format!("F{at}") });
        for flag in flags {
            field[flag] = given.clone();
        }
        let id = c.custom_field(field).await;
        let read = get(&c, id).await;
        assert_eq!(
            flags.map(|flag| read[flag].as_str().unwrap().to_owned()),
            [kept; 5],
            "{given}"
        );
    }
    let id = c
        .custom_field(json!({ "USER_TYPE_ID": "string", "FIELD_NAME": "BARE" }))
        .await;
    let read = get(&c, id).await;
    assert_eq!(
        flags.map(|flag| read[flag].as_str().unwrap().to_owned()),
        ["N", "N", "N", "Y", "N"],
        "when nothing is said"
    );
}

#[tokio::test]
async fn labels() {
    let c = Client::start().await;
    let field = json!({ "USER_TYPE_ID": "string", "FIELD_NAME": "A", "LABEL": "Any",
        "LIST_COLUMN_LABEL": "Column", "EDIT_FORM_LABEL": { "de": "Feld", "fr": "Champ" } });
    let read = get(&c, c.custom_field(field).await).await;
    for (label, texts) in [
        (
            "LIST_COLUMN_LABEL",
            json!({ "en": "Column", "de": "Column", "ru": "Column" }),
        ),
        (
            "EDIT_FORM_LABEL",
            json!({ "en": "Any", "de": "Feld", "ru": "Any", "fr": "Champ" }),
        ),
        (
            "LIST_FILTER_LABEL",
            json!({ "en": "Any", "de": "Any", "ru": "Any" }),
        ),
        (
            "ERROR_MESSAGE",
            json!({ "en": "Any", "de": "Any", "ru": "Any" }),
        ),
        (
            "HELP_MESSAGE",
            json!({ "en": "Any", "de": "Any", "ru": "Any" }),
        ),
    ] {
        assert_eq!(read[label], texts, "{label}");
    }
    let bare = c
        .custom_field(json!({ "USER_TYPE_ID": "string", "FIELD_NAME": "B" }))
        .await;
    let none = json!({ "en": "", "de": "", "ru": "" });
    assert_eq!(get(&c, bare).await["EDIT_FORM_LABEL"], none);
    let change = json!({ "id": bare, "fields": { "EDIT_FORM_LABEL": "Both" } });
    assert_eq!(
        c.call("crm.contact.userfield.update", change).await,
        json!(true)
    );
    let read = get(&c, bare).await;
    assert_eq!(
        (&read["EDIT_FORM_LABEL"]["ru"], &read["HELP_MESSAGE"]),
        (&json!("Both"), &none)
    );
}

#[tokio::test]
async fn settings_by_default_and_out_of_bounds() {
    let c = Client::start().await;
    let nothing = json!({ "VALUE": "", "TYPE": "NONE" });
    let fixed = json!({ "VALUE": "2024-08-22", "TYPE": "FIXED" });
    for (at, (kind, given, name, kept)) in [
        ("double", json!({}), "PRECISION", json!(2)),
        ("double", json!({ "PRECISION": "4" }), "PRECISION", json!(4)),
        ("boolean", json!({}), "DISPLAY", json!("CHECKBOX")),
        (
            "boolean",
            json!({ "DISPLAY": "UI" }),
            "DISPLAY",
            json!("CHECKBOX"),
        ),
        (
            "boolean",
            json!({ "DISPLAY": "RADIO" }),
            "DISPLAY",
            json!("RADIO"),
        ),
        (
            "boolean",
            json!({ "DEFAULT_VALUE": 5 }),
            "DEFAULT_VALUE",
            json!(1),
        ),
        ("boolean", json!({}), "DEFAULT_VALUE", json!(0)),
        ("enumeration", json!({}), "DISPLAY", json!("LIST")),
        (
            "enumeration",
            json!({ "LIST_HEIGHT": 0 }),
            "LIST_HEIGHT",
            json!(1),
        ),
        (
            "enumeration",
            json!({ "LIST_HEIGHT": "7" }),
            "LIST_HEIGHT",
            json!(7),
        ),
        ("string", json!({}), "ROWS", json!(1)),
        ("string", json!({ "ROWS": -3 }), "ROWS", json!(1)),
        ("string", json!({ "ROWS": 4 }), "ROWS", json!(4)),
        ("file", json!({ "LIST_HEIGHT": 0 }), "LIST_HEIGHT", json!(0)),
        ("date", json!({}), "DEFAULT_VALUE", nothing.clone()),
        (
            "date",
            json!({ "DEFAULT_VALUE": "2024-08-22" }),
            "DEFAULT_VALUE",
            fixed.clone(),
        ),
        (
            "date",
            json!({ "DEFAULT_VALUE": fixed }),
            "DEFAULT_VALUE",
            fixed.clone(),
        ),
        (
            "date",
            json!({ "DEFAULT_VALUE": { "TYPE": "NOW" } }),
            "DEFAULT_VALUE",
            json!({ "VALUE": "", "TYPE": "NOW" }),
        ),
        (
            "datetime",
            json!({ "DEFAULT_VALUE": { "TYPE": "NEVER" } }),
            "DEFAULT_VALUE",
            nothing,
        ),
        ("crm", json!({}), "LEAD", json!("Y")),
        ("crm", json!({ "DEAL": "Y" }), "LEAD", json!("N")),
    ]
    .into_iter()
    .enumerate()
    {
        let field =
            json!({ "USER_TYPE_ID": kind, "FIELD_NAME": format!("F{at}"), "SETTINGS": given });
        let read = get(&c, c.custom_field(field).await).await;
        assert_eq!(read["SETTINGS"][name], kept, "{kind} {given}");
    }
    let text = c
        .custom_field(json!({ "USER_TYPE_ID": "string", "FIELD_NAME": "TEXT" }))
        .await;
    assert_eq!(
        get(&c, text).await["SETTINGS"],
        json!({ "SIZE": 20, "ROWS": 1, "REGEXP": "", "MIN_LENGTH": 0, "MAX_LENGTH": 0, "DEFAULT_VALUE": "" }),
        "more than what is described, numbers and texts mixed"
    );
}

#[tokio::test]
async fn the_list_has_everything_at_once_and_labels_in_one_language_only() {
    let c = Client::start().await;
    for at in 0..60 {
        let kind = if at == 7 { "enumeration" } else { "string" };
        let field = json!({ "USER_TYPE_ID": kind, "FIELD_NAME": format!("F{at:02}"), "LABEL": "Any",
            "HELP_MESSAGE": { "en": "Help", "de": "" }, "LIST": [{ "VALUE": "Gold", "XML_ID": "g" }] });
        c.custom_field(field).await;
    }
    let list = async |params: Value| c.envelope("crm.contact.userfield.list", params).await;
    let body = list(json!({ "order": { "FIELD_NAME": "DESC" } })).await;
    assert_eq!((&body["total"], body.get("next")), (&json!(60), None));
    let rows = body["result"].as_array().unwrap();
    assert_eq!(
        (rows.len(), &rows[0]["FIELD_NAME"]),
        (60, &json!("UF_CRM_F59"))
    );
    for row in rows {
        for label in [
            "EDIT_FORM_LABEL",
            "LIST_COLUMN_LABEL",
            "LIST_FILTER_LABEL",
            "ERROR_MESSAGE",
            "HELP_MESSAGE",
        ] {
            assert!(row.get(label).is_none(), "no labels without a language");
        }
        assert_eq!(
            row.get("LIST").is_some(),
            row["USER_TYPE_ID"] == "enumeration"
        );
    }
    let body = list(json!({ "filter": { "LANG": "de", "USER_TYPE_ID": "enumeration" } })).await;
    assert_eq!(body["total"], 1);
    let row = &body["result"][0];
    assert_eq!(
        (&row["EDIT_FORM_LABEL"], &row["HELP_MESSAGE"]),
        (&json!("Any"), &json!(null))
    );
    let option = row["LIST"][0].as_object().unwrap();
    assert_eq!(
        option.keys().collect::<Vec<_>>(),
        ["ID", "SORT", "VALUE", "DEF"]
    );
    assert!(option.values().all(Value::is_string), "{option:?}");
}
