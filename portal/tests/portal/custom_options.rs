//! Options of custom list fields.

use serde_json::{Value, json};

use crate::client::Client;
use crate::custom_fields::get;

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

#[tokio::test]
async fn defaults_of_a_list() {
    let c = Client::start().await;
    let list = json!([{ "VALUE": "a", "DEF": "Y" }, { "VALUE": "b", "DEF": "Y" }, { "VALUE": "c", "DEF": "N" }]);
    let make = async |name: &str, many: &str| {
        c.custom_field(json!({ "USER_TYPE_ID": "enumeration", "FIELD_NAME": name, "MULTIPLE": many, "LIST": list }))
            .await
    };
    let (one, many) = (make("ONE", "N").await, make("MANY", "Y").await);
    let defaults = async |id: i64| {
        let field = get(&c, id).await;
        let list = field["LIST"].as_array().unwrap().clone();
        let chosen = list.iter().filter(|option| option["DEF"] == "Y");
        chosen
            .map(|option| option["VALUE"].as_str().unwrap())
            .collect::<String>()
    };
    assert_eq!(
        (defaults(one).await.as_str(), defaults(many).await.as_str()),
        ("a", "ab")
    );
    let last = get(&c, one).await["LIST"][2]["ID"].clone();
    let change = json!({ "id": one, "fields": { "LIST": [{ "ID": last, "DEF": "Y" }] } });
    c.call("crm.contact.userfield.update", change).await;
    assert_eq!(
        defaults(one).await,
        "c",
        "a new default takes the place of the old one"
    );
}

#[tokio::test]
async fn options_of_other_fields_are_out_of_reach() {
    let c = Client::start().await;
    let list = json!([{ "VALUE": "a" }]);
    let mut ids = Vec::new();
    for name in ["ONE", "TWO"] {
        let field = json!({ "USER_TYPE_ID": "enumeration", "FIELD_NAME": name, "LIST": list });
        ids.push(c.custom_field(field).await);
    }
    let before = get(&c, ids[0]).await["LIST"].clone();
    let option = before[0]["ID"].clone();
    for list in [
        json!([{ "ID": option, "VALUE": "mine" }]),
        json!([{ "ID": option, "DEL": "Y" }]),
        json!([{ "VALUE": "x", "DEL": "Y" }]),
    ] {
        let change = json!({ "id": ids[1], "fields": { "LIST": list } });
        c.call("crm.contact.userfield.update", change).await;
    }
    assert_eq!(get(&c, ids[0]).await["LIST"], before);
    assert_eq!(get(&c, ids[1]).await["LIST"].as_array().unwrap().len(), 1);
}
