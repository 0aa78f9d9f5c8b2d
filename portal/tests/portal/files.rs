//! Section 3: files of records.

use serde_json::{Value, json};

use crate::client::{Client, send};

/// Name and content of the file at an address.
async fn download(c: &Client, url: &Value) -> (String, Vec<u8>) {
    let url = format!("{}{}", c.portal.url(), url.as_str().unwrap());
    let reply = send(&url, "GET", "", b"").await;
    assert_eq!(reply.status, 200, "{url}");
    let name = reply.head.split("filename=\"").nth(1).unwrap();
    (name.split('"').next().unwrap().to_owned(), reply.body)
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
async fn three_spellings_of_a_new_file() {
    let c = Client::start().await;
    for (data, name) in [
        (json!(["ada.txt", "SGVsbG8="]), "ada.txt"),
        (json!(["SGVsbG8="]), "file"),
        (json!("SGVsbG8="), "file"),
    ] {
        let id = c
            .contact(json!({ "NAME": "Ada", "PHOTO": { "fileData": data } }))
            .await;
        let row = c.get(id).await;
        let stored = download(&c, &row["PHOTO"]["downloadUrl"]).await;
        assert_eq!(stored, (name.to_owned(), b"Hello".to_vec()), "{data}");
    }
}

#[tokio::test]
async fn only_its_own_file_can_be_removed_from_a_record() {
    let c = Client::start().await;
    let photo = |name: &str| json!({ "NAME": "A", "PHOTO": { "fileData": [name, "SGVsbG8="] } });
    let (one, two) = (c.contact(photo("1")).await, c.contact(photo("2")).await);
    let id = |row: &Value| row["PHOTO"]["id"].clone();
    let (first, second) = (id(&c.get(one).await), id(&c.get(two).await));
    for wrong in [
        json!({ "id": second, "remove": "Y" }),
        json!({ "remove": "Y" }),
        json!({ "id": first, "remove": "N" }),
    ] {
        c.update(one, json!({ "PHOTO": wrong })).await;
    }
    assert_eq!(
        (id(&c.get(one).await), id(&c.get(two).await)),
        (first, second)
    );
}

#[tokio::test]
async fn a_list_of_files_is_told_what_to_do() {
    let c = Client::start().await;
    c.custom_field(json!({ "USER_TYPE_ID": "file", "FIELD_NAME": "DOCS", "MULTIPLE": "Y" }))
        .await;
    let file = |name: &str| json!({ "fileData": [name, "SGVsbG8="] });
    let id = c
        .contact(json!({ "UF_CRM_DOCS": [file("a"), file("b"), file("c")] }))
        .await;
    let docs = async || c.get(id).await["UF_CRM_DOCS"].as_array().unwrap().clone();
    let names = async || {
        let mut names = Vec::new();
        for doc in docs().await {
            names.push(download(&c, &doc["downloadUrl"]).await.0);
        }
        names.concat()
    };
    assert_eq!(names().await, "abc");
    let before = docs().await;
    let url = before[1]["downloadUrl"].clone();
    let replace = json!({ "id": before[1]["id"], "fileData": ["x", "SGVsbG8="] });
    c.update(id, json!({ "UF_CRM_DOCS": [replace, file("d")] }))
        .await;
    assert_eq!(
        names().await,
        "axcd",
        "a new one in the place of another, and one more"
    );
    let gone = format!("{}{}", c.portal.url(), url.as_str().unwrap());
    assert_eq!(send(&gone, "GET", "", b"").await.status, 404);
    c.update(id, json!({ "UF_CRM_DOCS": [{ "id": before[0]["id"], "remove": "Y" }, { "id": 9999, "remove": "Y" }] }))
        .await;
    assert_eq!(names().await, "xcd");
    for ignored in [
        json!("e"),
        json!(["e.txt", "SGVsbG8="]),
        json!([5]),
        json!(""),
    ] {
        c.update(id, json!({ "UF_CRM_DOCS": ignored })).await;
        assert_eq!(names().await, "xcd", "{ignored}");
    }
}
