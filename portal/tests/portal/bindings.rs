//! Section 3, companies of a contact.

use serde_json::{Value, json};

use crate::client::Client;

async fn bound(c: &Client, id: i64) -> Vec<(i64, i64, String)> {
    let items = c
        .call("crm.contact.company.items.get", json!({ "id": id }))
        .await;
    let row = |item: &Value| {
        assert_eq!(item["ROLE_ID"], 0);
        let primary = item["IS_PRIMARY"].as_str().unwrap().to_owned();
        (
            item["COMPANY_ID"].as_i64().unwrap(),
            item["SORT"].as_i64().unwrap(),
            primary,
        )
    };
    items.as_array().unwrap().iter().map(row).collect()
}

fn link(company: i64, sort: i64, primary: &str) -> (i64, i64, String) {
    (company, sort, primary.to_owned())
}

#[tokio::test]
async fn company_fields_of_a_contact() {
    let c = Client::start().await;
    let id = c
        .contact(json!({ "NAME": "Ada", "COMPANY_ID": 9, "COMPANY_IDS": [3, "4", 3] }))
        .await;
    assert_eq!(bound(&c, id).await, [link(3, 10, "Y"), link(4, 20, "N")]);
    let row = c.get(id).await;
    assert_eq!(row["COMPANY_ID"], "3");
    assert!(row.get("COMPANY_IDS").is_none());
    c.update(id, json!({ "COMPANY_ID": 4 })).await;
    assert_eq!(
        bound(&c, id).await.len(),
        2,
        "bound already: nothing is rebuilt"
    );
    c.update(id, json!({ "COMPANY_ID": 8 })).await;
    assert_eq!(
        bound(&c, id).await,
        [link(8, 10, "Y")],
        "not bound yet: everything is replaced"
    );
    c.update(id, json!({ "COMPANY_ID": 0 })).await;
    assert_eq!(bound(&c, id).await, []);
    assert_eq!(c.get(id).await["COMPANY_ID"], json!(null));
}

#[tokio::test]
async fn adding_and_removing() {
    let c = Client::start().await;
    let id = c.contact(json!({ "NAME": "Ada" })).await;
    let add = async |fields: Value| {
        c.call(
            "crm.contact.company.add",
            json!({ "id": id, "fields": fields }),
        )
        .await
    };
    assert_eq!(add(json!({ "COMPANY_ID": 3 })).await, json!(true));
    assert_eq!(
        add(json!({ "COMPANY_ID": 3, "IS_PRIMARY": "Y" })).await,
        json!(false)
    );
    assert_eq!(
        add(json!({ "COMPANY_ID": 4, "SORT": 5, "ROLE_ID": 2 })).await,
        json!(true)
    );
    assert_eq!(bound(&c, id).await, [link(4, 5, "N"), link(3, 10, "Y")]);
    assert_eq!(
        add(json!({ "COMPANY_ID": 5, "IS_PRIMARY": "Y" })).await,
        json!(true)
    );
    assert_eq!(c.get(id).await["COMPANY_ID"], "5");
    let delete = async |company: i64| {
        c.call(
            "crm.contact.company.delete",
            json!({ "id": id, "fields": { "COMPANY_ID": company } }),
        )
        .await
    };
    assert_eq!(delete(5).await, json!(true));
    assert_eq!(delete(5).await, json!(false));
    assert_eq!(
        bound(&c, id).await[0],
        link(4, 5, "Y"),
        "the first one that remains is the main one"
    );
    assert_eq!(
        c.call("crm.contact.company.items.delete", json!({ "id": id }))
            .await,
        json!(true)
    );
    assert_eq!(bound(&c, id).await, []);
}

#[tokio::test]
async fn replacing_all() {
    let c = Client::start().await;
    let id = c.contact(json!({ "NAME": "Ada", "COMPANY_ID": 1 })).await;
    let items = json!([{ "COMPANY_ID": 3 }, { "SORT": 5 }, { "COMPANY_ID": 4, "IS_PRIMARY": "Y" }, { "COMPANY_ID": 5, "SORT": 7 }]);
    assert_eq!(
        c.call(
            "crm.contact.company.items.set",
            json!({ "id": id, "items": items })
        )
        .await,
        json!(true)
    );
    assert_eq!(
        bound(&c, id).await,
        [link(5, 7, "N"), link(3, 10, "N"), link(4, 30, "Y")],
        "what is skipped takes up a place"
    );
}

#[tokio::test]
async fn the_main_company_is_marked_or_the_first_one_given() {
    let c = Client::start().await;
    let id = c.contact(json!({ "NAME": "Ada" })).await;
    let set = async |items: Value| {
        let params = json!({ "id": id, "items": items });
        let done = c.call("crm.contact.company.items.set", params).await;
        assert_eq!(done, json!(true));
        (bound(&c, id).await, c.get(id).await["COMPANY_ID"].clone())
    };
    assert_eq!(
        set(json!([{ "COMPANY_ID": 3, "SORT": 90 }, { "COMPANY_ID": "4", "SORT": 20, "ROLE_ID": 5 }])).await,
        (vec![link(4, 20, "N"), link(3, 90, "Y")], json!("3")),
        "the first one of the items, wherever its place is"
    );
    assert_eq!(
        set(json!([{ "COMPANY_ID": 3 }, { "COMPANY_ID": 4, "IS_PRIMARY": "Y" }, { "COMPANY_ID": 5, "IS_PRIMARY": "Y" }]))
            .await,
        (vec![link(3, 10, "N"), link(4, 20, "Y"), link(5, 30, "N")], json!("4")),
        "of several marks the first one counts"
    );
    let nothing = json!([null, 5, "x", [], { "COMPANY_ID": -1 }, { "COMPANY_ID": "abc" }, { "COMPANY_ID": [1] }]);
    assert_eq!(
        set(nothing).await.0,
        [link(1, 70, "Y")],
        "an array is 1 to PHP"
    );
    let twice = json!([{ "COMPANY_ID": 7, "SORT": -5 }, { "COMPANY_ID": 7, "SORT": 1 }]);
    assert_eq!(set(twice).await.0, [link(7, 10, "Y")]);
    assert_eq!(set(json!([])).await, (vec![], json!(null)));
}

#[tokio::test]
async fn descriptions_of_a_link() {
    let c = Client::start().await;
    let fields = c.call("crm.contact.company.fields", json!({})).await;
    let kinds = |name: &str| {
        (
            fields[name]["type"].clone(),
            fields[name]["isRequired"].clone(),
        )
    };
    assert_eq!(kinds("COMPANY_ID"), (json!("integer"), json!(true)));
    assert_eq!(kinds("IS_PRIMARY"), (json!("char"), json!(false)));
    assert_eq!(
        fields.as_object().unwrap().len(),
        3,
        "the role is not described"
    );
}
