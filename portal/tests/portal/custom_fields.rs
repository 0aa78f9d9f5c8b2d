//! Custom fields: what they are like.

use serde_json::{Value, json};

use crate::client::Client;

#[tokio::test]
async fn codes_and_refusals() {
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
    let (_, code, text) = c
        .refused("crm.contact.userfield.add", json!({ "fields": {} }))
        .await;
    assert_eq!(code, "");
    assert_eq!(
        text,
        "The 'USER_TYPE_ID' field is not found.\nThe 'FIELD_NAME' field is not found."
    );
    for (fields, code) in [
        (
            json!({ "USER_TYPE_ID": "string", "FIELD_NAME": "X".repeat(50) }),
            "",
        ),
        (
            json!({ "USER_TYPE_ID": "string", "FIELD_NAME": "NO-DASH" }),
            "ERROR_CORE",
        ),
        (
            json!({ "USER_TYPE_ID": "colour", "FIELD_NAME": "C" }),
            "ERROR_CORE",
        ),
        (
            json!({ "USER_TYPE_ID": "string", "FIELD_NAME": "TIER" }),
            "ERROR_CORE",
        ),
    ] {
        assert_eq!(
            c.refused("crm.contact.userfield.add", json!({ "fields": fields }))
                .await
                .1,
            code,
            "{fields}"
        );
    }
    for method in ["get", "update", "delete"] {
        let refused = c
            .refused(
                &format!("crm.contact.userfield.{method}"),
                json!({ "id": 999, "fields": {} }),
            )
            .await;
        assert_eq!((refused.0, refused.1.as_str()), (400, "ERROR_NOT_FOUND"));
    }
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
    assert_eq!(field["SETTINGS"]["DISPLAY"], "CHECKBOX");
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
    let body = c
        .envelope(
            "crm.contact.userfield.list",
            json!({ "order": { "FIELD_NAME": "DESC" } }),
        )
        .await;
    assert_eq!((&body["total"], body.get("next")), (&json!(4), None));
    assert_eq!(body["result"][0]["FIELD_NAME"], "UF_CRM_F_STRING");
    assert!(
        body["result"][0].get("EDIT_FORM_LABEL").is_none(),
        "no labels without LANG"
    );
    let filter = json!({ "LANG": "de", "USER_TYPE_ID": "boolean" });
    let rows = c
        .call("crm.contact.userfield.list", json!({ "filter": filter }))
        .await;
    assert_eq!(
        (rows.as_array().unwrap().len(), &rows[0]["EDIT_FORM_LABEL"]),
        (1, &json!("Flag"))
    );
    assert!(rows[0].get("LIST").is_none());
}

#[tokio::test]
async fn options_of_a_list() {
    let c = Client::start().await;
    let list = json!([{ "VALUE": "Gold", "DEF": "Y" }, { "VALUE": "" }, { "VALUE": "Tin", "DEF": "Y", "XML_ID": "t" }]);
    let id = c
        .custom_field(json!({ "USER_TYPE_ID": "enumeration", "FIELD_NAME": "TIER", "LIST": list }))
        .await;
    let options = async || {
        c.call("crm.contact.userfield.get", json!({ "id": id }))
            .await["LIST"]
            .clone()
    };
    let brief = |list: &Value| -> Vec<(String, String)> {
        let text = |o: &Value, n: &str| o[n].as_str().unwrap().to_owned();
        list.as_array()
            .unwrap()
            .iter()
            .map(|o| (text(o, "VALUE"), text(o, "DEF")))
            .collect()
    };
    let pairs = |list: &[(&str, &str)]| {
        list.iter()
            .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
            .collect::<Vec<_>>()
    };
    let before = options().await;
    assert_eq!(
        brief(&before),
        pairs(&[("Gold", "Y"), ("Tin", "N")]),
        "blank ones are skipped, one default only"
    );
    let list = json!([{ "ID": before[0]["ID"], "VALUE": "Golden" }, { "ID": before[1]["ID"], "DEL": "Y" }, { "VALUE": "Zinc" }]);
    let params = json!({ "id": id, "fields": { "LIST": list, "USER_TYPE_ID": "string", "LIST_COLUMN_LABEL": "Level" } });
    assert_eq!(
        c.call("crm.contact.userfield.update", params).await,
        json!(true)
    );
    let after = options().await;
    assert_eq!(brief(&after), pairs(&[("Golden", "Y"), ("Zinc", "N")]));
    assert_eq!(after[0]["ID"], before[0]["ID"]);
    let field = c
        .call("crm.contact.userfield.get", json!({ "id": id }))
        .await;
    assert_eq!(
        (&field["USER_TYPE_ID"], &field["LIST_COLUMN_LABEL"]["en"]),
        (&json!("enumeration"), &json!("Level"))
    );
}
