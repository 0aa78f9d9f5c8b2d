//! Section 8: the universal methods for contacts.

use serde_json::{Value, json};

use crate::client::Client;

/// A universal method for contacts.
pub(crate) async fn item(c: &Client, role: &str, mut params: Value) -> Value {
    params["entityTypeId"] = json!(3);
    c.call(&format!("crm.item.{role}"), params).await
}

#[tokio::test]
async fn one_record_in_two_spellings() {
    let c = Client::start().await;
    let fields = json!({ "name": "Ada", "birthdate": "1815-12-10", "companyIds": [3, 4], "opened": false, "typeId": "CLIENT",
        "fm": [{ "typeId": "PHONE", "valueType": "WORK", "value": "+44" }, { "typeId": "EMAIL", "value": "ada@x.org" }],
        "observers": [2], "webformId": 5, "noSuch": 1, "Last_Name": "no" });
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
    let own = after[0]["id"].clone();
    let fm = json!([{ "typeId": "PHONE", "value": "3", "id": own }, { "typeId": "PHONE", "value": "11" }]);
    let after = item(
        &c,
        "update",
        json!({ "id": made["id"], "fields": { "fm": fm } }),
    )
    .await["item"]["fm"]
        .clone();
    let brief = |fm: &Value| -> Vec<String> {
        let text = |m: &Value| {
            format!("{} {} {}", m["typeId"], m["valueType"], m["value"]).replace('"', "")
        };
        fm.as_array().unwrap().iter().map(text).collect()
    };
    assert_eq!(
        brief(&after),
        ["PHONE WORK 11", "EMAIL WORK a@b.org", "PHONE WORK 3"],
        "an id among the values means nothing, and a double adds nothing"
    );
    // What is not mentioned stays; a blank value under an unknown id is nothing.
    let fm = json!({ "99999": { "typeId": "PHONE", "value": "" }, "88888": { "typeId": "IM", "value": "imol|1" } });
    let params = json!({ "id": made["id"], "fields": { "fm": fm } });
    let after = item(&c, "update", params).await["item"].clone();
    assert_eq!(
        brief(&after["fm"]),
        [
            "PHONE WORK 11",
            "EMAIL WORK a@b.org",
            "PHONE WORK 3",
            "IM OTHER imol|1"
        ]
    );
    assert_eq!(
        (&after["imol"], &after["phone"], &after["emailHome"]),
        (&json!("imol|1"), &json!("11"), &json!(""))
    );
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
    let before = c.ids(json!({})).await.len();
    let bad = json!({ "name": "B", "fm": [{ "typeId": "EMAIL", "value": "nonsense" }] });
    let items = item(&c, "batchImport", json!({ "data": [record, bad] })).await["items"].clone();
    assert!(items[0]["item"]["id"].is_i64() && items[1]["error"] == "0");
    assert_eq!(
        c.ids(json!({})).await.len(),
        before + 1,
        "nothing is left of the one that was refused"
    );
    let data = vec![json!({ "name": "A" }); 21];
    let refused = c
        .refused(
            "crm.item.batchImport",
            json!({ "entityTypeId": 3, "data": data }),
        )
        .await;
    assert_eq!(refused.1, "MAX_IMPORT_BATCH_SIZE_EXCEEDED");
}

#[tokio::test]
async fn names_are_spelled_in_camel_case() {
    let c = Client::start().await;
    c.custom_field(json!({ "USER_TYPE_ID": "string", "FIELD_NAME": "TIER" }))
        .await;
    let fields = json!({ "name": "Ada", "parentId128": 5, "ufCrmTier": "gold" });
    let made = item(&c, "add", json!({ "fields": fields })).await["item"].clone();
    for name in [
        "id",
        "createdTime",
        "updatedTime",
        "createdBy",
        "updatedBy",
        "assignedById",
        "sourceId",
        "typeId",
        "companyId",
        "companyIds",
        "leadId",
        "honorific",
        "name",
        "secondName",
        "lastName",
        "birthdate",
        "photo",
        "opened",
        "export",
        "hasPhone",
        "hasEmail",
        "hasImol",
        "lastActivityTime",
        "lastActivityBy",
        "categoryId",
        "observers",
        "fm",
        "parentId128",
        "ufCrmTier",
        "entityTypeId",
        "utmSource",
        "originatorId",
        "comments",
        "post",
    ] {
        assert!(made.get(name).is_some(), "{name}");
    }
    for (name, is) in [
        ("id", Value::is_i64 as fn(&Value) -> bool),
        ("createdBy", Value::is_i64),
        ("parentId128", Value::is_i64),
        ("entityTypeId", Value::is_i64),
        ("sourceId", Value::is_null),
        ("lastName", Value::is_null),
        ("birthdate", Value::is_null),
        ("companyId", Value::is_null),
        ("companyIds", Value::is_array),
        ("observers", Value::is_array),
        ("createdTime", Value::is_string),
    ] {
        assert!(is(&made[name]), "{name}: {}", made[name]);
    }
    assert_eq!(
        (&made["opened"], &made["hasPhone"]),
        (&json!("Y"), &json!("N"))
    );
    let listed = item(&c, "list", json!({})).await["items"].clone();
    assert_eq!(listed, json!([made]), "a list has everything too");
    for name in made.as_object().unwrap().keys() {
        assert!(
            !name.contains("CRM") && !name.starts_with(|c: char| c.is_uppercase()),
            "{name}"
        );
    }
}
