//! Section 8: lists of the universal methods.

use bitrix24_portal::Portal;
use serde_json::{Value, json};

use crate::client::Client;
use crate::item::item;

/// Ids of what a filter finds.
async fn found(c: &Client, filter: Value) -> Vec<i64> {
    let params = json!({ "filter": filter, "select": ["id"], "order": { "id": "ASC" } });
    let items = item(c, "list", params).await["items"].clone();
    let id = |item: &Value| item["id"].as_i64().unwrap();
    items.as_array().unwrap().iter().map(id).collect()
}

#[tokio::test]
async fn lists() {
    let c = Client::with(Portal::builder().seed("contacts", 60)).await;
    let page = async |params: Value| {
        let mut params = params;
        params["entityTypeId"] = json!("3");
        c.envelope("crm.item.list", params).await
    };
    let ids = |body: &Value| -> Vec<i64> {
        body["result"]["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|i| i["id"].as_i64().unwrap())
            .collect()
    };
    let first = page(json!({})).await;
    assert_eq!(
        (ids(&first).len(), &first["total"], &first["next"]),
        (50, &json!(60), &json!(50))
    );
    assert!(
        first["result"]["items"][0]["fm"].is_array(),
        "everything is selected"
    );
    let last = page(json!({ "start": 75 })).await;
    assert_eq!(
        (ids(&last)[0], last.get("next")),
        (51, None),
        "rounded down"
    );
    let beyond = page(json!({ "start": 100 })).await;
    assert_eq!(
        (ids(&beyond).len(), &beyond["total"], beyond.get("next")),
        (0, &json!(60), None)
    );
    let uncounted = page(json!({ "start": -1 })).await;
    assert_eq!(
        (
            ids(&uncounted).len(),
            uncounted.get("total"),
            uncounted.get("next")
        ),
        (50, None, None)
    );
    let named = page(json!({ "select": ["name"], "filter": { "id": 3 } })).await;
    assert_eq!(
        named["result"]["items"],
        json!([{ "name": "Barbara" }]),
        "exactly what was named"
    );
    let filter = json!({ "logic": "OR", "0": { "@id": [1, 2] }, "1": { ">=id": 59, "!=id": 60 } });
    assert_eq!(
        ids(&page(json!({ "filter": filter, "order": { "id": "desc" } })).await),
        [59, 2, 1]
    );
    let both = page(json!({ "filter": { ">=id": 5, "<=id": 6, "%lastName": "n" } })).await;
    assert_eq!(ids(&both), [5, 6]);
}

#[tokio::test]
async fn what_is_selected() {
    let c = Client::start().await;
    c.custom_field(json!({ "USER_TYPE_ID": "string", "FIELD_NAME": "TIER" }))
        .await;
    c.contact(json!({ "NAME": "Ada", "PHONE": [{ "VALUE": "1" }], "UF_CRM_TIER": "gold" }))
        .await;
    let row = async |select: Value| {
        item(&c, "list", json!({ "select": select })).await["items"][0].clone()
    };
    let everything = item(&c, "list", json!({})).await["items"][0].clone();
    for all in [json!(["*"]), json!([]), json!(["*", "name"])] {
        assert_eq!(row(all).await, everything);
    }
    assert!(everything["fm"].is_array() && everything["ufCrmTier"] == "gold");
    for (select, expected) in [
        (json!(["name"]), json!({ "name": "Ada" })),
        (
            json!(["ufCrmTier", "phoneWork"]),
            json!({ "phoneWork": "1", "ufCrmTier": "gold" }),
        ),
        (json!(["entityTypeId"]), json!({ "entityTypeId": 3 })),
        (json!(["NAME", "noSuch"]), json!({ "name": "Ada" })),
        (json!({ "a": "hasPhone" }), json!({ "hasPhone": "Y" })),
    ] {
        assert_eq!(row(select.clone()).await, expected, "{select}");
    }
    assert_eq!(row(json!(["fm"])).await["fm"][0]["value"], "1");
}

#[tokio::test]
async fn every_prefix() {
    let c = Client::start().await;
    for (name, company) in [("Ada", 1), ("Grace", 2), ("Adam", 0)] {
        c.contact(json!({ "NAME": name, "COMPANY_ID": company }))
            .await;
    }
    for (filter, expected) in [
        (json!({ "name": "ada" }), vec![1]),
        (json!({ "=name": "ada" }), vec![1]),
        (json!({ "%name": "da" }), vec![1, 3]),
        (json!({ ">companyId": 1 }), vec![2]),
        (json!({ "<companyId": 2 }), vec![1]),
        (json!({ "@name": ["Ada", "Grace"] }), vec![1, 2]),
        (json!({ "@name": "Ada" }), vec![1]),
        (json!({ "!name": "Ada" }), vec![2, 3]),
        (json!({ "!@name": ["Ada", "Grace"] }), vec![3]),
        (json!({ "!=name": "Ada" }), vec![2, 3]),
        (json!({ "!=name": ["Ada", "Adam"] }), vec![2]),
        (json!({ "!%name": "ad" }), vec![2]),
        (json!({ ">=companyId": 1 }), vec![1, 2]),
        (json!({ "<=companyId": 1 }), vec![1]),
        (json!({ "=%name": "a%" }), vec![1, 3]),
        (json!({ "%=name": "_da" }), vec![1]),
        (json!({ "!=%name": "a%" }), vec![2]),
        (json!({ "!%=name": "%a" }), vec![2, 3]),
        (json!({ "name": ["Ada", "Adam"] }), vec![1, 3]),
        (json!({ "=name": ["Ada", "Adam"] }), vec![1, 3]),
        (json!({ "companyId": null }), vec![3]),
        (json!({ "!companyId": "" }), vec![1, 2]),
    ] {
        assert_eq!(found(&c, filter.clone()).await, expected, "{filter}");
    }
    for between in ["><companyId", "!><companyId"] {
        let params = json!({ "entityTypeId": 3, "filter": { between: 1 } });
        assert_eq!(
            c.post("crm.item.list", params).await.0,
            200,
            "{between} is known"
        );
    }
}

#[tokio::test]
async fn groups() {
    let c = Client::with(Portal::builder().seed("contacts", 9)).await;
    for (filter, expected) in [
        (json!([{ "id": 1 }, { "id": 2 }]), vec![]),
        (
            json!({ "logic": "OR", "0": { "id": 1 }, "1": { "id": 2 } }),
            vec![1, 2],
        ),
        (json!({ "LOGIC": "or", "id": 1, "=id": 2 }), vec![1, 2]),
        (
            json!({ "logic": "AND", ">id": 7, "0": { "<id": 9 } }),
            vec![8],
        ),
        (
            json!({ "<id": 5, "0": { "logic": "OR", "0": { "id": 1, "name": "Nobody" }, "@id": [4, 9] } }),
            vec![4],
        ),
        (
            json!({ "logic": "OR", "0": { "logic": "AND", ">id": 2, "<id": 4 }, "7": { "id": 9 } }),
            vec![3, 9],
        ),
        (json!({ "logic": "OR" }), (1..=9).collect()),
        (json!([]), (1..=9).collect()),
        (json!([[], { "id": 3 }]), vec![3]),
    ] {
        assert_eq!(found(&c, filter.clone()).await, expected, "{filter}");
    }
}

#[tokio::test]
async fn filters_by_every_company() {
    let c = Client::start().await;
    let one = c
        .contact(json!({ "NAME": "A", "COMPANY_IDS": [3, 4] }))
        .await;
    let two = c.contact(json!({ "NAME": "B", "COMPANY_IDS": [4] })).await;
    let none = c.contact(json!({ "NAME": "C" })).await;
    let ids = async |filter: Value| {
        let found = item(&c, "list", json!({ "filter": filter, "select": ["id"] })).await;
        found["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|i| i["id"].as_i64().unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(json!({ "companyIds": 4 })).await, [one, two]);
    assert_eq!(ids(json!({ "@companyIds": [3] })).await, [one]);
    assert_eq!(ids(json!({ "!companyIds": 3 })).await, [two, none]);
    assert_eq!(ids(json!({ "companyId": null })).await, [none]);
}
