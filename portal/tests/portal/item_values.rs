//! Section 8: what the universal methods make of values.

use bitrix24_portal::Portal;
use serde_json::{Value, json};

use crate::client::Client;
use crate::item::item;

#[tokio::test]
async fn custom_fields_keep_their_spelling_when_asked_to() {
    let c = Client::start().await;
    c.custom_field(json!({ "USER_TYPE_ID": "string", "FIELD_NAME": "TIER" }))
        .await;
    let both = json!({ "name": "A", "ufCrmTier": "camel", "UF_CRM_TIER": "upper" });
    for (asked, own, other, value) in [
        (json!("Y"), "UF_CRM_TIER", "ufCrmTier", "upper"),
        (json!(true), "UF_CRM_TIER", "ufCrmTier", "upper"),
        (json!("N"), "ufCrmTier", "UF_CRM_TIER", "camel"),
        (json!(null), "ufCrmTier", "UF_CRM_TIER", "camel"),
    ] {
        let call = async |role: &str, mut params: Value| {
            params["useOriginalUfNames"] = asked.clone();
            item(&c, role, params).await
        };
        let made = call("add", json!({ "fields": both })).await["item"].clone();
        assert_eq!(
            (&made[own], made.get(other)),
            (&json!(value), None),
            "{asked}"
        );
        let id = made["id"].clone();
        let read = call("get", json!({ "id": id })).await["item"].clone();
        assert_eq!(read, made);
        let fields = json!({ own: "new", other: "old" });
        let read = call("update", json!({ "id": id, "fields": fields })).await["item"].clone();
        assert_eq!(
            (&read[own], read.get(other)),
            (&json!("new"), None),
            "{asked}"
        );
        let list = json!({ "filter": { format!("={own}"): "new", "id": id }, "order": { own: "ASC" }, "select": [own] });
        assert_eq!(call("list", list).await["items"], json!([{ own: "new" }]));
        let mut list =
            json!({ "entityTypeId": 3, "filter": { other: "new" }, "useOriginalUfNames": asked });
        assert_eq!(
            c.refused("crm.item.list", list.clone()).await.1,
            "INVALID_ARG_VALUE"
        );
        list["filter"] = json!([]);
        list["order"] = json!({ other: "ASC" });
        assert_eq!(
            c.refused("crm.item.list", list).await.1,
            "INVALID_ARG_VALUE"
        );
        let described = call("fields", json!({})).await["fields"].clone();
        assert_eq!(described[own]["upperName"], "UF_CRM_TIER");
        assert!(described.get(other).is_none(), "{asked}");
    }
}

#[tokio::test]
async fn keys_that_do_not_count_are_dropped() {
    let c = Client::start().await;
    let made = item(
        &c,
        "add",
        json!({ "fields": { "name": "A", "webformId": 5 } }),
    )
    .await["item"]
        .clone();
    let fields = json!({ "webformId": 6, "id": 77, "createdBy": 9, "createdTime": "2001-01-01", "hasPhone": "Y",
        "birthdate": "soon", "noSuch": 1, "phoneWork": "+44", "Name": "B" });
    let params = json!({ "id": made["id"], "fields": fields });
    let mut after = item(&c, "update", params).await["item"].clone();
    after["updatedTime"] = made["updatedTime"].clone();
    assert_eq!(after, made, "what is set once only is dropped too");
}

#[tokio::test]
async fn moments_are_kept_and_booleans_have_several_names() {
    let c = Client::with(Portal::builder().utc_offset(-300)).await;
    c.custom_field(json!({ "USER_TYPE_ID": "datetime", "FIELD_NAME": "AT" }))
        .await;
    for (written, read) in [
        ("2024-07-24T10:00:00Z", "2024-07-24T05:00:00-05:00"),
        ("2024-07-24T10:00:00+05:00", "2024-07-24T00:00:00-05:00"),
        ("2024-07-24 10:00:00", "2024-07-24T10:00:00-05:00"),
    ] {
        let made = item(&c, "add", json!({ "fields": { "ufCrmAt": written } })).await;
        assert_eq!(made["item"]["ufCrmAt"], read, "{written}");
    }
    for (written, read) in [
        (json!(true), "Y"),
        (json!("true"), "Y"),
        (json!("y"), "Y"),
        (json!("Y"), "Y"),
        (json!(false), "N"),
        (json!("false"), "N"),
        (json!("N"), "N"),
        (json!("no"), "N"),
    ] {
        let made = item(&c, "add", json!({ "fields": { "opened": written } })).await;
        assert_eq!(made["item"]["opened"], read, "{written}");
    }
}

#[tokio::test]
async fn files_come_in_pairs_and_stay_by_their_id() {
    let c = Client::start().await;
    for (name, many) in [("DOC", "N"), ("DOCS", "Y")] {
        c.custom_field(json!({ "USER_TYPE_ID": "file", "FIELD_NAME": name, "MULTIPLE": many }))
            .await;
    }
    let file = |name: &str| json!([name, "SGVsbG8="]);
    let fields = json!({ "ufCrmDoc": file("a"), "ufCrmDocs": [file("b"), file("c")] });
    let made = item(&c, "add", json!({ "fields": fields })).await["item"].clone();
    let doc = made["ufCrmDoc"].as_object().unwrap();
    assert_eq!(doc.keys().collect::<Vec<_>>(), ["id", "url", "urlMachine"]);
    assert!(doc["id"].is_i64() && doc["urlMachine"].as_str().unwrap().starts_with("http"));
    let change = async |fields: Value| {
        let params = json!({ "id": made["id"], "fields": fields });
        item(&c, "update", params).await["item"].clone()
    };
    let kept = json!({ "ufCrmDoc": { "ID": doc["id"] }, "ufCrmDocs": [{ "ID": made["ufCrmDocs"][1]["id"] }, file("d"), { "ID": 9999 }] });
    let after = change(kept).await;
    assert_eq!(after["ufCrmDoc"], made["ufCrmDoc"]);
    assert_eq!(
        (
            &after["ufCrmDocs"][0],
            after["ufCrmDocs"].as_array().unwrap().len()
        ),
        (&made["ufCrmDocs"][1], 2),
        "what is not mentioned goes"
    );
    let after = change(json!({ "ufCrmDoc": null, "ufCrmDocs": [] })).await;
    assert_eq!(
        (&after["ufCrmDoc"], &after["ufCrmDocs"]),
        (&json!(null), &json!([]))
    );
}
