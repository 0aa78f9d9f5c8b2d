//! Section 8: the universal methods for contacts.

use bitrix24_portal::Portal;
use serde_json::{Value, json};

use crate::client::Client;

async fn item(c: &Client, role: &str, mut params: Value) -> Value {
    params["entityTypeId"] = json!(3);
    c.call(&format!("crm.item.{role}"), params).await
}

#[tokio::test]
async fn one_record_in_two_spellings() {
    let c = Client::start().await;
    let fields = json!({ "name": "Ada", "birthdate": "1815-12-10", "companyIds": [3, 4], "opened": false, "typeId": "CLIENT",
        "fm": [{ "typeId": "PHONE", "valueType": "WORK", "value": "+44" }, { "typeId": "EMAIL", "value": "ada@x.org" }],
        "observers": [2], "webformId": 5, "noSuch": 1, "LAST_NAME": "no" });
    let made = item(&c, "add", json!({ "fields": fields })).await["item"].clone();
    let id = made["id"].as_i64().unwrap();
    for (name, value) in [
        ("name", json!("Ada")),
        ("lastName", json!(null)),
        ("birthdate", json!("1815-12-10T03:00:00+03:00")),
        ("companyId", json!(3)),
        ("companyIds", json!([3, 4])),
        ("opened", json!("N")),
        ("assignedById", json!(1)),
        ("categoryId", json!(0)),
        ("entityTypeId", json!(3)),
        ("observers", json!([2])),
        ("webformId", json!(5)),
        ("phoneWork", json!("+44")),
        ("phone", json!("+44")),
        ("phoneMobile", json!("")),
        ("emailWork", json!("ada@x.org")),
        ("hasPhone", json!("Y")),
        ("leadId", json!(null)),
        ("photo", json!(null)),
    ] {
        assert_eq!(made[name], value, "{name}");
    }
    assert_eq!(
        made["fm"][0],
        json!({ "id": made["fm"][0]["id"], "typeId": "PHONE", "valueType": "WORK", "value": "+44" })
    );
    assert!(made["fm"][0]["id"].is_i64());
    let classic = c.get(id).await;
    assert_eq!(
        (&classic["NAME"], &classic["COMPANY_ID"], &classic["OPENED"]),
        (&json!("Ada"), &json!("3"), &json!("N"))
    );
    assert_eq!(
        item(&c, "get", json!({ "id": id })).await["item"]["name"],
        "Ada"
    );
    let updated = item(
        &c,
        "update",
        json!({ "id": id, "fields": { "lastName": "L", "name": null } }),
    )
    .await;
    assert_eq!(
        (&updated["item"]["lastName"], &updated["item"]["name"]),
        (&json!("L"), &json!(null))
    );
    assert_eq!(item(&c, "delete", json!({ "id": id })).await, json!([]));
    let (status, code, _) = c
        .refused("crm.item.get", json!({ "entityTypeId": 3, "id": id }))
        .await;
    assert_eq!((status, code.as_str()), (400, "NOT_FOUND"));
}

#[tokio::test]
async fn contact_details_by_key() {
    let c = Client::start().await;
    let add = json!({ "fields": { "name": "A", "fm": [{ "typeId": "PHONE", "value": "1" }, { "typeId": "PHONE", "value": "2" }] } });
    let made = item(&c, "add", add).await["item"].clone();
    let ids: Vec<String> = made["fm"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| m["id"].to_string())
        .collect();
    let fm = json!({ ids[0].as_str(): { "typeId": "PHONE", "value": "11" }, ids[1].as_str(): { "value": "" },
        "n0": { "typeId": "EMAIL", "value": "a@b.org" } });
    let after = item(
        &c,
        "update",
        json!({ "id": made["id"], "fields": { "fm": fm } }),
    )
    .await["item"]["fm"]
        .clone();
    let values: Vec<&str> = after
        .as_array()
        .unwrap()
        .iter()
        .map(|m| m["value"].as_str().unwrap())
        .collect();
    assert_eq!(values, ["11", "a@b.org"]);
    // The keys of a list are taken for ids, are not found, and new values come of it.
    let fm = json!([{ "typeId": "PHONE", "value": "3" }, { "typeId": "PHONE", "value": "11" }]);
    let after = item(
        &c,
        "update",
        json!({ "id": made["id"], "fields": { "fm": fm } }),
    )
    .await["item"]["fm"]
        .clone();
    assert_eq!(after.as_array().unwrap().len(), 3, "a double adds nothing");
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
async fn what_lists_refuse() {
    let c = Client::start().await;
    for params in [
        json!({ "filter": { "noSuch": 1 } }),
        json!({ "filter": { "NAME": "A" } }),
        json!({ "filter": { "fm": "A" } }),
        json!({ "filter": { ">id": [1] } }),
        json!({ "filter": { "0": { "noSuch": 1 } } }),
        json!({ "filter": { "0": 5 } }),
        json!({ "order": { "noSuch": "ASC" } }),
        json!({ "order": { "id": "up" } }),
    ] {
        let mut params = params;
        params["entityTypeId"] = json!(3);
        let (status, code, _) = c.refused("crm.item.list", params.clone()).await;
        assert_eq!(
            (status, code.as_str()),
            (400, "INVALID_ARG_VALUE"),
            "{params}"
        );
    }
    assert_eq!(
        c.refused("crm.item.list", json!({ "entityTypeId": 999 }))
            .await
            .1,
        "NOT_FOUND"
    );
    assert_eq!(c.refused("crm.item.get", json!({ "id": 1 })).await.1, "100");
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

#[tokio::test]
async fn categories_are_hidden_from_the_classic_methods() {
    let c = Client::start().await;
    let made = item(
        &c,
        "add",
        json!({ "fields": { "name": "A", "categoryId": 4 } }),
    )
    .await;
    let id = made["item"]["id"].as_i64().unwrap();
    assert_eq!(c.ids(json!({})).await, [0_i64; 0]);
    assert_eq!(
        c.refused("crm.contact.get", json!({ "id": id })).await.2,
        "Not found"
    );
    c.update(id, json!({ "NAME": "B" })).await;
    assert_eq!(
        item(&c, "get", json!({ "id": id })).await["item"]["name"],
        "B"
    );
    assert_eq!(
        c.call("crm.contact.delete", json!({ "id": id })).await,
        json!(true)
    );
}

#[tokio::test]
async fn fields_and_imports() {
    let c = Client::start().await;
    c.custom_field(json!({ "USER_TYPE_ID": "string", "FIELD_NAME": "172" }))
        .await;
    let fields = item(&c, "fields", json!({})).await["fields"].clone();
    assert_eq!(
        (
            &fields["createdTime"]["upperName"],
            &fields["createdTime"]["type"]
        ),
        (&json!("CREATED_TIME"), &json!("datetime"))
    );
    assert_eq!(fields["opened"]["type"], "boolean");
    assert_eq!(fields["ufCrm_172"]["upperName"], "UF_CRM_172");
    let fields = item(&c, "fields", json!({ "useOriginalUfNames": "Y" })).await["fields"].clone();
    assert_eq!(fields["UF_CRM_172"]["isDynamic"], true);
    let record = json!({ "name": "A", "createdTime": "2001-02-03T04:05:06Z", "createdBy": 7 });
    let id = item(&c, "import", json!({ "fields": record })).await["item"]["id"].clone();
    let made = item(&c, "get", json!({ "id": id })).await["item"].clone();
    assert_eq!(
        (&made["createdTime"], &made["createdBy"]),
        (&json!("2001-02-03T07:05:06+03:00"), &json!(7))
    );
    let bad = json!({ "name": "B", "fm": [{ "typeId": "EMAIL", "value": "nonsense" }] });
    let items = item(&c, "batchImport", json!({ "data": [record, bad] })).await["items"].clone();
    assert!(items[0]["item"]["id"].is_i64() && items[1]["error"] == "0");
    let data = vec![json!({ "name": "A" }); 21];
    let refused = c
        .refused(
            "crm.item.batchImport",
            json!({ "entityTypeId": 3, "data": data }),
        )
        .await;
    assert_eq!(refused.1, "MAX_IMPORT_BATCH_SIZE_EXCEEDED");
}
