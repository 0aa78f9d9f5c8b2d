//! Values of custom fields, in either spelling.

use serde_json::{Value, json};

use crate::client::Client;

/// Type, what is written, what the classic and what the universal methods answer.
fn values() -> Vec<(&'static str, Value, Value, Value)> {
    vec![
        ("string", json!("text"), json!("text"), json!("text")),
        ("integer", json!(5), json!("5"), json!(5)),
        ("double", json!("1.5"), json!("1.5"), json!(1.5)),
        ("boolean", json!(true), json!("1"), json!("Y")),
        ("boolean", json!("no"), json!("0"), json!("N")),
        ("enumeration", json!("44"), json!("44"), json!(44)),
        (
            "date",
            json!("2024-07-24"),
            json!("2024-07-24T03:00:00+03:00"),
            json!("2024-07-24T03:00:00+03:00"),
        ),
        (
            "datetime",
            json!("2024-07-24T10:00:00Z"),
            json!("2024-07-24T13:00:00+03:00"),
            json!("2024-07-24T13:00:00+03:00"),
        ),
        (
            "money",
            json!("300|USD"),
            json!("300|USD"),
            json!("300|USD"),
        ),
        (
            "url",
            json!("https://x.org"),
            json!("https://x.org"),
            json!("https://x.org"),
        ),
        (
            "address",
            json!("Street 1|5;6"),
            json!("Street 1|5;6"),
            json!("Street 1|5;6"),
        ),
        ("employee", json!(1), json!("1"), json!(1)),
        ("crm_status", json!("WEB"), json!("WEB"), json!("WEB")),
        ("crm", json!("C_1"), json!("C_1"), json!("C_1")),
        ("iblock_element", json!("7"), json!("7"), json!(7)),
    ]
}

#[tokio::test]
async fn single_values_of_every_type() {
    let c = Client::start().await;
    for (at, (kind, written, classic, item)) in values().into_iter().enumerate() {
        let name = format!("UF_CRM_F{at}");
        c.custom_field(json!({ "USER_TYPE_ID": kind, "FIELD_NAME": name }))
            .await;
        let id = c
            .contact(json!({ "NAME": "A", name.as_str(): written }))
            .await;
        assert_eq!(c.get(id).await[&name], classic, "{kind}");
        let params = json!({ "entityTypeId": 3, "id": id, "useOriginalUfNames": "Y" });
        assert_eq!(
            c.call("crm.item.get", params).await["item"][&name],
            item,
            "{kind}"
        );
        let params = json!({ "entityTypeId": 3, "id": id });
        assert_eq!(
            c.call("crm.item.get", params).await["item"][&format!("ufCrmF{at}")],
            item,
            "{kind}"
        );
        assert!(
            c.ids(json!({ format!("={name}"): written }))
                .await
                .contains(&id),
            "{kind}"
        );
        c.update(id, json!({ name.as_str(): "" })).await;
        assert_eq!(
            c.get(id).await[&name],
            "",
            "get answers every custom field: {kind}"
        );
    }
}

#[tokio::test]
async fn multiple_values() {
    let c = Client::start().await;
    for (at, (kind, written, classic, item)) in values()
        .into_iter()
        .enumerate()
        .filter(|(_, v)| v.0 != "boolean")
    {
        let name = format!("UF_CRM_M{at}");
        c.custom_field(json!({ "USER_TYPE_ID": kind, "FIELD_NAME": name, "MULTIPLE": "Y" }))
            .await;
        let both = c
            .contact(json!({ name.as_str(): [written, written] }))
            .await;
        assert_eq!(
            c.get(both).await[&name],
            json!([classic, classic]),
            "{kind}"
        );
        let wrapped = c.contact(json!({ name.as_str(): written })).await;
        let params = json!({ "entityTypeId": 3, "id": wrapped, "useOriginalUfNames": "Y" });
        assert_eq!(
            c.call("crm.item.get", params).await["item"][&name],
            json!([item]),
            "{kind}"
        );
        assert_eq!(
            c.ids(json!({ format!("={name}"): written })).await,
            [both, wrapped],
            "{kind}"
        );
        let none = c.contact(json!({ "NAME": "A" })).await;
        assert_eq!(c.get(none).await[&name], json!([]), "{kind}");
        let rows = c
            .call(
                "crm.contact.list",
                json!({ "filter": { "ID": none }, "select": [name] }),
            )
            .await;
        assert_eq!(rows[0][&name], json!(false), "{kind}");
    }
    c.custom_field(json!({ "USER_TYPE_ID": "crm", "FIELD_NAME": "LINKS", "MULTIPLE": "Y" }))
        .await;
    let id = c.contact(json!({ "UF_CRM_LINKS": "C_1;L_2" })).await;
    assert_eq!(c.get(id).await["UF_CRM_LINKS"], json!(["C_1", "L_2"]));
}

#[tokio::test]
async fn files_in_custom_fields() {
    let c = Client::start().await;
    c.custom_field(json!({ "USER_TYPE_ID": "file", "FIELD_NAME": "DOC" }))
        .await;
    c.custom_field(json!({ "USER_TYPE_ID": "file", "FIELD_NAME": "DOCS", "MULTIPLE": "Y" }))
        .await;
    let file = |name: &str| json!({ "fileData": [name, "SGVsbG8="] });
    let id = c
        .contact(json!({ "UF_CRM_DOC": file("a"), "UF_CRM_DOCS": [file("b"), file("c")] }))
        .await;
    let row = c.get(id).await;
    assert!(
        row["UF_CRM_DOC"]["downloadUrl"]
            .as_str()
            .unwrap()
            .contains("dynamic=Y")
    );
    let first = row["UF_CRM_DOCS"][0]["id"].clone();
    c.update(
        id,
        json!({ "UF_CRM_DOCS": [{ "id": first, "remove": "Y" }, file("d")] }),
    )
    .await;
    let docs = c.get(id).await["UF_CRM_DOCS"].clone();
    assert_eq!(docs.as_array().unwrap().len(), 2);
    assert_ne!(docs[0]["id"], first);
    let params = json!({ "entityTypeId": 3, "id": id, "fields": { "ufCrmDoc": ["e", "SGVsbG8="],
        "ufCrmDocs": [{ "ID": docs[1]["id"] }] } });
    let item = c.call("crm.item.update", params).await["item"].clone();
    assert_eq!(item["ufCrmDocs"].as_array().unwrap().len(), 1);
    let reply = crate::client::send(
        item["ufCrmDoc"]["urlMachine"].as_str().unwrap(),
        "GET",
        "",
        b"",
    )
    .await;
    assert_eq!(reply.body, b"Hello");
}

#[tokio::test]
async fn deleting_a_field_deletes_its_values() {
    let c = Client::start().await;
    let id = c
        .custom_field(json!({ "USER_TYPE_ID": "string", "FIELD_NAME": "TIER" }))
        .await;
    let contact = c.contact(json!({ "UF_CRM_TIER": "old" })).await;
    assert_eq!(
        c.call("crm.contact.userfield.delete", json!({ "id": id }))
            .await,
        json!(true)
    );
    assert!(c.get(contact).await.get("UF_CRM_TIER").is_none());
    c.custom_field(json!({ "USER_TYPE_ID": "integer", "FIELD_NAME": "TIER" }))
        .await;
    assert_eq!(c.get(contact).await["UF_CRM_TIER"], "");
}
