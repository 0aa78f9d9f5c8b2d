//! Section 3: phone numbers, e-mail addresses and the like.

use serde_json::{Value, json};

use crate::client::Client;

/// Value and type of each, in order.
fn values(row: &Value, kind: &str) -> Vec<(String, String)> {
    let text = |item: &Value, name: &str| item[name].as_str().unwrap().to_owned();
    let items = row[kind].as_array().cloned().unwrap_or_default();
    items
        .iter()
        .map(|item| (text(item, "VALUE"), text(item, "VALUE_TYPE")))
        .collect()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let own = |(value, kind): &(&str, &str)| ((*value).to_owned(), (*kind).to_owned());
    pairs.iter().map(own).collect()
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
async fn types_are_by_default_and_never_checked() {
    let c = Client::start().await;
    let one = json!([{ "VALUE": "1" }, { "VALUE": "2", "VALUE_TYPE": "CARRIER_PIGEON" }]);
    let email = json!([{ "VALUE": "a@b.org" }]);
    let id = c
        .contact(json!({ "PHONE": one, "EMAIL": email, "WEB": one, "IM": one, "LINK": one }))
        .await;
    let row = c.get(id).await;
    for (kind, default) in [
        ("PHONE", "WORK"),
        ("WEB", "WORK"),
        ("IM", "OTHER"),
        ("LINK", "USER"),
    ] {
        let expected = pairs(&[("1", default), ("2", "CARRIER_PIGEON")]);
        assert_eq!(values(&row, kind), expected, "{kind}");
    }
    assert_eq!(values(&row, "EMAIL"), pairs(&[("a@b.org", "WORK")]));
}

#[tokio::test]
async fn a_new_value_that_is_there_already_adds_nothing() {
    let c = Client::start().await;
    let id = c
        .contact(json!({ "PHONE": [{ "VALUE": "1", "VALUE_TYPE": "HOME" }] }))
        .await;
    c.update(id, json!({ "PHONE": [{ "VALUE": "1", "VALUE_TYPE": "HOME" }, { "VALUE": "1" }, { "VALUE": "1" }] }))
        .await;
    assert_eq!(
        values(&c.get(id).await, "PHONE"),
        pairs(&[("1", "HOME"), ("1", "WORK")]),
        "value and type together"
    );
}

#[tokio::test]
async fn no_country_of_a_number_is_kept() {
    let c = Client::start().await;
    let id = c
        .contact(json!({ "PHONE": [{ "VALUE": "1", "VALUE_COUNTRY_CODE": "GB" }] }))
        .await;
    let row = c.get(id).await;
    let keys: Vec<&String> = row["PHONE"][0].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["ID", "VALUE_TYPE", "VALUE", "TYPE_ID"]);
}

#[tokio::test]
async fn flags_tell_what_there_is() {
    let c = Client::start().await;
    let flags = async |id: i64| {
        let row = c.get(id).await;
        ["HAS_PHONE", "HAS_EMAIL", "HAS_IMOL"].map(|name| row[name].as_str().unwrap() == "Y")
    };
    let id = c.contact(json!({ "NAME": "Ada", "HAS_PHONE": "Y" })).await;
    assert_eq!(flags(id).await, [false; 3]);
    c.update(
        id,
        json!({ "PHONE": [{ "VALUE": "1" }], "IM": [{ "VALUE": "ximol|5" }] }),
    )
    .await;
    assert_eq!(flags(id).await, [true, false, false]);
    c.update(
        id,
        json!({ "IM": [{ "VALUE": "imol|5" }], "EMAIL": [{ "VALUE": "a@b.org" }] }),
    )
    .await;
    assert_eq!(flags(id).await, [true; 3]);
    let row = c.get(id).await;
    let gone = json!({ "PHONE": [{ "ID": row["PHONE"][0]["ID"], "DELETE": "Y" }], "IM": [{ "ID": row["IM"][1]["ID"], "VALUE": "" }] });
    c.update(id, gone).await;
    assert_eq!(flags(id).await, [false, true, false]);
}

#[tokio::test]
async fn values_are_checked() {
    let c = Client::start().await;
    c.contact(json!({ "PHONE": [{ "VALUE": "1".repeat(250) }] }))
        .await;
    let id = c.contact(json!({ "NAME": "Ada" })).await;
    let wrong = json!({ "EMAIL": [{ "VALUE": "nobody" }, { "VALUE": "x@", "VALUE_TYPE": "HOME" }], "PHONE": [{ "VALUE": "1".repeat(251) }] });
    let (status, code, text) = c
        .refused("crm.contact.update", json!({ "id": id, "fields": wrong }))
        .await;
    assert_eq!((status, code.as_str()), (400, "ERROR_CORE"));
    assert_eq!(
        text,
        "The field Work e-mail contains an invalid address., The field Home e-mail contains an invalid address., \
         The field Work phone must not exceed 250 characters.",
        "all of them, joined by commas"
    );
    let row = c.get(id).await;
    assert!(
        row.get("EMAIL").is_none() && row.get("PHONE").is_none(),
        "nothing was written"
    );
}
