//! Section 3: writing records.

use serde_json::json;

use crate::client::{Client, send};

#[tokio::test]
async fn keys_that_do_not_count_are_dropped() {
    let c = Client::start().await;
    let fields = json!({ "NAME": "Ada", "NO_SUCH": 1, "ID": 77, "HAS_PHONE": "Y", "FULL_NAME": "X",
        "DATE_CREATE": "2001-01-01", "CREATED_BY_ID": 9, "BIRTHDATE": "soon" });
    let id = c.contact(fields).await;
    assert_ne!(id, 77);
    let row = c.get(id).await;
    assert_eq!(
        (&row["HAS_PHONE"], &row["CREATED_BY_ID"], &row["BIRTHDATE"]),
        (&json!("N"), &json!("1"), &json!(""))
    );
    assert!(!row["DATE_CREATE"].as_str().unwrap().starts_with("2001"));
    c.update(id, json!({ "BIRTHDATE": "10.12.1815" })).await;
    c.update(id, json!({ "BIRTHDATE": "later" })).await;
    assert_eq!(
        c.get(id).await["BIRTHDATE"],
        "1815-12-10T03:00:00+03:00",
        "an unparsable date changes nothing"
    );
    c.update(id, json!({ "BIRTHDATE": "" })).await;
    assert_eq!(c.get(id).await["BIRTHDATE"], "");
}

#[tokio::test]
async fn nothing_is_required_but_a_name_stays() {
    let c = Client::start().await;
    let id = c.contact(json!({})).await;
    let row = c.get(id).await;
    assert_eq!(
        (&row["LAST_NAME"], &row["ASSIGNED_BY_ID"]),
        (&json!("Untitled"), &json!("1"))
    );
    let (status, code, _) = c
        .refused(
            "crm.contact.update",
            json!({ "id": id, "fields": { "LAST_NAME": "" } }),
        )
        .await;
    assert_eq!((status, code.as_str()), (400, ""));
    c.update(id, json!({ "LAST_NAME": "", "NAME": "Ada" }))
        .await;
    assert_eq!(c.ids(json!({ "FULL_NAME": "Ada" })).await, [id]);
}

#[tokio::test]
async fn imports_keep_history() {
    let c = Client::start().await;
    let fields =
        json!({ "NAME": "Ada", "DATE_CREATE": "2001-02-03T04:05:06+03:00", "CREATED_BY_ID": 9 });
    let id = c
        .call(
            "crm.contact.add",
            json!({ "fields": fields, "params": { "IMPORT": "Y" } }),
        )
        .await;
    let row = c.get(id.as_i64().unwrap()).await;
    assert_eq!(
        (&row["DATE_CREATE"], &row["CREATED_BY_ID"]),
        (&json!("2001-02-03T04:05:06+03:00"), &json!("9"))
    );
}

#[tokio::test]
async fn multifields_are_merged() {
    let c = Client::start().await;
    let id = c
        .contact(json!({ "PHONE": [{ "VALUE": "1", "VALUE_TYPE": "MOBILE" }, { "VALUE": "2" }, { "VALUE": " " }],
            "IM": [{ "VALUE": "imol|x" }, { "VALUE": "y" }] }))
        .await;
    let row = c.get(id).await;
    assert_eq!(
        (
            row["PHONE"].as_array().unwrap().len(),
            &row["IM"][1]["VALUE_TYPE"]
        ),
        (2, &json!("OTHER"))
    );
    assert_eq!(
        (&row["HAS_PHONE"], &row["HAS_EMAIL"], &row["HAS_IMOL"]),
        (&json!("Y"), &json!("N"), &json!("Y"))
    );
    let first = row["PHONE"][0]["ID"].clone();
    // What is not mentioned stays; the type falls back to the default; a double adds nothing.
    c.update(id, json!({ "PHONE": [{ "ID": first, "VALUE": "11" }, { "VALUE": "2", "VALUE_TYPE": "WORK" }, { "VALUE": "3" }] }))
        .await;
    let phone = c.get(id).await["PHONE"].clone();
    let list: Vec<_> = phone
        .as_array()
        .unwrap()
        .iter()
        .map(|p| {
            (
                p["VALUE"].as_str().unwrap(),
                p["VALUE_TYPE"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(list, [("11", "WORK"), ("2", "WORK"), ("3", "WORK")]);
    // An id without a value is a deletion, and so is DELETE.
    c.update(id, json!({ "PHONE": [{ "ID": first, "VALUE_TYPE": "HOME" }, { "ID": phone[1]["ID"], "VALUE": "2", "DELETE": "Y" }] }))
        .await;
    c.update(id, json!({ "PHONE": { "n0": { "ID": phone[2]["ID"] } } }))
        .await;
    let row = c.get(id).await;
    assert!(row.get("PHONE").is_none());
    assert_eq!(row["HAS_PHONE"], "N");
}

#[tokio::test]
async fn multifields_are_checked() {
    let c = Client::start().await;
    for fields in [
        json!({ "EMAIL": [{ "VALUE": "nonsense" }] }),
        json!({ "PHONE": [{ "VALUE": "1".repeat(251) }] }),
    ] {
        let (status, code, _) = c
            .refused("crm.contact.add", json!({ "fields": fields }))
            .await;
        assert_eq!((status, code.as_str()), (400, "ERROR_CORE"));
    }
    assert_eq!(
        c.ids(json!({})).await,
        [0_i64; 0],
        "nothing was left behind"
    );
}

#[tokio::test]
async fn files() {
    let c = Client::start().await;
    let id = c
        .contact(json!({ "NAME": "Ada", "PHOTO": { "fileData": ["ada.txt", "SGVsbG8="] } }))
        .await;
    let photo = c.get(id).await["PHOTO"].clone();
    assert!(photo["id"].is_i64() && photo["downloadUrl"].as_str().unwrap().contains("auth=&"));
    for name in ["showUrl", "downloadUrl"] {
        let url = format!("{}{}", c.portal.url(), photo[name].as_str().unwrap());
        let reply = send(&url, "GET", "", b"").await;
        assert_eq!(
            (reply.status, reply.body.as_slice()),
            (200, b"Hello".as_slice())
        );
        assert!(reply.head.contains("ada.txt"));
    }
    for ignored in [
        json!("ada.txt"),
        json!(["ada.txt", "SGVsbG8="]),
        json!({ "id": photo["id"] }),
    ] {
        c.update(id, json!({ "PHOTO": ignored })).await;
        assert_eq!(c.get(id).await["PHOTO"]["id"], photo["id"]);
    }
    c.update(
        id,
        json!({ "PHOTO": { "id": photo["id"], "fileData": "V29ybGQ" } }),
    )
    .await;
    let replaced = c.get(id).await["PHOTO"]["id"].clone();
    assert_ne!(replaced, photo["id"]);
    c.update(id, json!({ "PHOTO": { "id": replaced, "remove": "Y" } }))
        .await;
    assert!(c.get(id).await.get("PHOTO").is_none());
}

#[tokio::test]
async fn parents_have_names_of_their_own() {
    let c = Client::start().await;
    let id = c
        .contact(json!({ "NAME": "Ada", "PARENT_ID_128": 5 }))
        .await;
    assert_eq!(c.get(id).await["PARENT_ID_128"], "5");
    assert_eq!(c.ids(json!({ "PARENT_ID_128": 5 })).await, [id]);
    let item = c
        .call("crm.item.get", json!({ "entityTypeId": 3, "id": id }))
        .await;
    assert_eq!(item["item"]["parentId128"], 5);
    let fields = c.call("crm.contact.fields", json!({})).await;
    assert_eq!(fields["PARENT_ID_128"]["type"], "crm_entity");
    assert_eq!(
        fields["PARENT_ID_128"]["settings"]["parentEntityTypeId"],
        128
    );
}

#[tokio::test]
async fn errors() {
    let c = Client::start().await;
    let id = c.contact(json!({ "NAME": "Ada" })).await;
    for (method, params, code, text) in [
        (
            "crm.contact.get",
            json!({ "id": "x" }),
            "",
            "ID is not defined or invalid.",
        ),
        (
            "crm.contact.update",
            json!({ "fields": {} }),
            "",
            "ID is not defined or invalid.",
        ),
        ("crm.contact.get", json!({ "id": 99 }), "", "Not found"),
        (
            "crm.contact.update",
            json!({ "id": 99, "fields": {} }),
            "",
            "Contact is not found",
        ),
        (
            "crm.contact.delete",
            json!({ "id": 99 }),
            "ERROR_CORE",
            "Contact is not found",
        ),
        (
            "crm.contact.add",
            json!({ "fields": "x" }),
            "",
            "Parameter 'fields' must be array.",
        ),
        (
            "crm.contact.update",
            json!({ "id": id, "fields": 5 }),
            "",
            "Parameter 'fields' must be array.",
        ),
    ] {
        assert_eq!(
            c.refused(method, params).await,
            (400, code.to_owned(), text.to_owned()),
            "{method}"
        );
    }
    assert_eq!(
        c.call("crm.contact.delete", json!({ "id": id })).await,
        json!(true)
    );
    assert_eq!(
        c.refused("crm.contact.get", json!({ "id": id })).await.2,
        "Not found"
    );
}
