//! Section 2: the classic list.

use bitrix24_portal::Portal;
use serde_json::{Value, json};

use crate::client::Client;

async fn seeded(count: u32) -> Client {
    Client::with(Portal::builder().seed("contacts", count)).await
}

fn ids(body: &Value) -> Vec<&str> {
    body["result"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["ID"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn parameter_names_in_any_of_four_spellings() {
    let c = seeded(3).await;
    for name in ["filter", "FILTER", "Filter", "arFilter"] {
        let rows = c
            .call("crm.contact.list", json!({ name: { "ID": 2 } }))
            .await;
        assert_eq!(rows.as_array().unwrap().len(), 1, "{name}");
    }
    assert_eq!(
        c.call("crm.contact.get", json!({ "ID": 2 })).await["ID"],
        "2"
    );
    for name in ["order", "filter", "select"] {
        let (status, code, text) = c.refused("crm.contact.list", json!({ name: "ID" })).await;
        assert_eq!((status, code.as_str()), (400, ""));
        assert_eq!(text, format!("Parameter '{name}' must be array."));
    }
}

#[tokio::test]
async fn paging() {
    let c = seeded(120).await;
    let page = async |start: i64| {
        c.envelope(
            "crm.contact.list",
            json!({ "start": start, "select": ["ID"] }),
        )
        .await
    };
    let first = page(0).await;
    assert_eq!(
        (ids(&first).len(), &first["total"], &first["next"]),
        (50, &json!(120), &json!(50))
    );
    // Rounded down to whole pages.
    assert_eq!(
        (ids(&page(75).await)[0], page(75).await["next"].as_i64()),
        ("51", Some(100))
    );
    let last = page(100).await;
    assert_eq!((ids(&last).len(), last.get("next")), (20, None));
    // Beyond the end there is page one again.
    let beyond = page(150).await;
    assert_eq!((ids(&beyond)[0], &beyond["next"]), ("1", &json!(50)));
    let none = json!({ "filter": { "ID": 0, "=NAME": "Nobody" } });
    let none = c.envelope("crm.contact.list", none).await;
    assert_eq!(
        (&none["result"], &none["total"], none.get("next")),
        (&json!([]), &json!(0), None)
    );
    let uncounted = page(-1).await;
    assert_eq!(
        (
            ids(&uncounted).len(),
            &uncounted["total"],
            uncounted.get("next")
        ),
        (50, &json!(0), None)
    );
}

#[tokio::test]
async fn order() {
    let c = seeded(30).await;
    let sorted = async |order: Value| {
        c.envelope(
            "crm.contact.list",
            json!({ "order": order, "select": ["ID"] }),
        )
        .await
    };
    assert_eq!(ids(&sorted(json!({ "ID": "DESC" })).await)[0], "30");
    // What is not ASC is DESC, also nonsense.
    assert_eq!(ids(&sorted(json!({ "ID": "up" })).await)[0], "30");
    assert_eq!(ids(&sorted(json!({ "ID": "asc" })).await)[0], "1");
    assert_eq!(
        ids(&sorted(json!({ "NO_SUCH": "DESC", "PHONE": "DESC" })).await)[0],
        "1"
    );
    let by_two = sorted(json!({ "LAST_NAME": "ASC", "ID": "DESC" })).await;
    assert_eq!(
        &ids(&by_two)[..2],
        ["27", "16"],
        "the Allens, the later one first"
    );
}

#[tokio::test]
async fn select() {
    let c = seeded(1).await;
    c.custom_field(json!({ "USER_TYPE_ID": "string", "FIELD_NAME": "TIER" }))
        .await;
    let row = async |select: Value| {
        let rows = c
            .call("crm.contact.list", json!({ "select": select }))
            .await;
        rows[0].as_object().unwrap().clone()
    };
    let keys = async |select: Value| row(select).await.keys().cloned().collect::<Vec<_>>();
    assert_eq!(
        keys(json!(["name"])).await,
        ["ID", "NAME"],
        "names in any case, the id always"
    );
    assert_eq!(keys(json!(["NO_SUCH"])).await, ["ID"]);
    assert_eq!(
        keys(json!(["PHONE", "UF_*"])).await,
        ["ID", "PHONE", "UF_CRM_TIER"]
    );
    assert_eq!(
        keys(json!(["uf_crm_tier", "uf_*", "Last_Name"])).await,
        ["ID", "LAST_NAME"],
        "custom fields are not found in any case"
    );
    let omitted = c.call("crm.contact.list", json!({})).await[0].clone();
    assert_eq!(
        json!(row(json!(["*"])).await),
        omitted,
        "nothing said is everything"
    );
    for nothing in [json!([]), json!(["*"])] {
        let row = row(nothing).await;
        assert!(
            row.contains_key("LAST_NAME")
                && !row.contains_key("PHONE")
                && !row.contains_key("UF_CRM_TIER")
        );
        for hidden in ["FULL_NAME", "BIRTHDAY_SORT", "COMPANY_IDS", "CATEGORY_ID"] {
            assert!(!row.contains_key(hidden), "{hidden}");
        }
    }
    assert!(
        row(json!(["*", "UF_CRM_TIER"]))
            .await
            .contains_key("UF_CRM_TIER")
    );
}

#[tokio::test]
async fn values_of_a_row() {
    let c = Client::with(Portal::builder().utc_offset(-300)).await;
    let fields = json!({ "NAME": "Ada", "BIRTHDATE": "1815-12-10", "COMPANY_ID": 7,
        "PHONE": [{ "VALUE": "1" }, { "VALUE": "2", "VALUE_TYPE": "HOME" }] });
    let id = c.contact(fields).await;
    let row = c.get(id).await;
    assert_eq!(row["ID"], json!(id.to_string()));
    assert_eq!(
        (&row["OPENED"], &row["COMPANY_ID"], &row["POST"]),
        (&json!("Y"), &json!("7"), &json!(null))
    );
    // Midnight UTC: west of Greenwich that is the evening before.
    assert_eq!(row["BIRTHDATE"], "1815-12-09T19:00:00-05:00");
    assert!(row["DATE_CREATE"].as_str().unwrap().ends_with("-05:00"));
    let phone = &row["PHONE"];
    assert_eq!(phone[0]["VALUE_TYPE"], "WORK");
    assert_eq!(
        phone[1],
        json!({ "ID": phone[1]["ID"], "VALUE_TYPE": "HOME", "VALUE": "2", "TYPE_ID": "PHONE" })
    );
    assert!(phone[1]["ID"].is_string());
    assert!(
        row.get("EMAIL").is_none() && row.get("PHOTO").is_none(),
        "keys without values are left out"
    );
    let bare = c.contact(json!({ "NAME": "Grace" })).await;
    assert_eq!(c.get(bare).await["BIRTHDATE"], "");
    assert_eq!(
        c.refused("crm.contact.get", json!({ "id": 999 })).await.2,
        "Not found"
    );
}

#[tokio::test]
async fn every_custom_field_is_read_and_none_is_listed_unasked() {
    let c = Client::start().await;
    for (kind, name) in [
        ("string", "TEXT"),
        ("integer", "COUNT"),
        ("date", "DAY"),
        ("file", "DOC"),
    ] {
        c.custom_field(json!({ "USER_TYPE_ID": kind, "FIELD_NAME": name }))
            .await;
    }
    let id = c.contact(json!({ "NAME": "Ada" })).await;
    let row = c.get(id).await;
    for name in ["UF_CRM_TEXT", "UF_CRM_COUNT", "UF_CRM_DAY"] {
        assert_eq!(row[name], "", "{name}");
    }
    assert!(
        row.get("UF_CRM_DOC").is_none(),
        "the key of a missing file is left out"
    );
    let listed = c
        .call("crm.contact.list", json!({ "select": ["*", "UF_*"] }))
        .await;
    assert_eq!(listed[0]["UF_CRM_DAY"], "");
}

#[tokio::test]
async fn addresses_of_files_carry_the_token_of_an_application() {
    let c = Client::start().await;
    let id = c
        .contact(json!({ "NAME": "Ada", "PHOTO": { "fileData": ["a", "SGVsbG8="] } }))
        .await;
    let photo = c.get(id).await["PHOTO"].clone();
    assert!(photo["id"].is_i64());
    for name in ["showUrl", "downloadUrl"] {
        assert!(
            photo[name].as_str().unwrap().starts_with('/'),
            "without a host"
        );
    }
    assert!(photo["downloadUrl"].as_str().unwrap().contains("auth=&"));
    let (_, body) = c.app("crm.contact.get", json!({ "id": id })).await;
    let url = body["result"]["PHOTO"]["downloadUrl"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(
        url.contains(&format!("auth={}&", crate::client::APP)),
        "{url}"
    );
}
