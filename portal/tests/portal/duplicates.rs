//! Records that are the same: how they are found, and how they become one. Ways of visitors lead to records, too.

use serde_json::{Value, json};

use crate::client::Client;

async fn made(c: &Client, kind: &str, fields: Value) -> i64 {
    let method = format!("crm.{kind}.add");
    let id = c.call(&method, json!({ "fields": fields }));
    id.await.as_i64().unwrap()
}

async fn found(c: &Client, kind: &str, values: Value, only: &str) -> Value {
    let params = json!({ "type": kind, "values": values, "entity_type": only });
    c.call("crm.duplicate.findbycomm", params).await
}

#[tokio::test]
async fn duplicates_are_found_by_phone_and_address() {
    let c = Client::start().await;
    let phone = |number: &str| json!({ "TITLE": "A", "PHONE": [{ "VALUE": number }], "EMAIL": [{ "VALUE": "Ada@Example.com" }] });
    let lead = made(&c, "lead", phone("+44 20 7946-0000")).await;
    let contact = made(&c, "contact", phone("+44 (20) 79460000 ext. 5")).await;
    let other = made(&c, "contact", phone("+44 20 7946 0001")).await;
    let company = made(&c, "company", phone("442079460000")).await;
    let all = found(&c, "PHONE", json!(["44 2079460000;12"]), "").await;
    assert_eq!(
        all,
        json!({ "LEAD": [lead], "CONTACT": [contact], "COMPANY": [company] })
    );
    let contacts = found(
        &c,
        "PHONE",
        json!(["+442079460000", "+442079460001"]),
        "CONTACT",
    )
    .await;
    assert_eq!(contacts, json!({ "CONTACT": [contact, other] }));
    let all = found(&c, "EMAIL", json!(["ADA@example.com"]), "").await;
    assert_eq!(all["CONTACT"], json!([contact, other]));
    assert_eq!(
        found(&c, "EMAIL", json!(["ada@example.co"]), "").await,
        json!([])
    );
    let many: Vec<String> = (0..20).map(|n| format!("{n}")).collect();
    let mut late = many.clone();
    late.push("+442079460000".to_owned());
    assert_eq!(
        found(&c, "PHONE", json!(late), "").await,
        json!([]),
        "twenty are looked for"
    );
    for n in many {
        made(
            &c,
            "lead",
            json!({ "PHONE": [{ "VALUE": "+442079460000" }], "TITLE": n }),
        )
        .await;
    }
    let all = found(&c, "PHONE", json!(["+442079460000"]), "").await;
    assert_eq!(all["LEAD"].as_array().unwrap().len(), 20);
    assert_eq!(
        all.as_object().unwrap().len(),
        1,
        "further kinds are left out"
    );
    for params in [
        json!({ "values": ["1"] }),
        json!({ "type": "FAX", "values": ["1"] }),
        json!({ "type": "PHONE", "values": [] }),
        json!({ "type": "PHONE", "values": ["-"] }),
    ] {
        let refused = c.refused("crm.duplicate.findbycomm", params.clone()).await;
        assert_eq!((refused.0, refused.1.as_str()), (400, "400"), "{params}");
    }
}

async fn merged(c: &Client, kind: i64, ids: &[i64]) -> Value {
    let params = json!({ "params": { "entityTypeId": kind, "entityIds": ids } });
    c.call("crm.entity.mergeBatch", params).await
}

#[tokio::test]
async fn merged_records_become_the_first_of_them() {
    let c = Client::start().await;
    let company = c.titled("company").await;
    let field = json!({ "USER_TYPE_ID": "string", "FIELD_NAME": "TAGS", "MULTIPLE": "Y" });
    c.custom_field(field).await;
    let one =
        json!({ "NAME": "Ada", "POST": "", "PHONE": [{ "VALUE": "1" }], "UF_CRM_TAGS": ["a"] });
    let one = c.contact(one).await;
    let photo = json!({ "fileData": ["a.png", "SGVsbG8="] });
    let two = json!({
        "NAME": "ADA ", "LAST_NAME": "Lovelace", "POST": "Count", "PHONE": [{ "VALUE": "1" }, { "VALUE": "2" }],
        "COMPANY_ID": company, "UF_CRM_TAGS": ["b", "a"], "PHOTO": photo,
    });
    let two = c.contact(two).await;
    let deal = made(
        &c,
        "deal",
        json!({ "TITLE": "x", "CONTACT_IDS": [two], "PARENT_ID_3": two }),
    )
    .await;
    let activity = c.activity(3, two, json!({})).await;
    let requisite = json!({ "ENTITY_TYPE_ID": 3, "ENTITY_ID": two, "PRESET_ID": 1, "NAME": "A" });
    let requisite = made(&c, "requisite", requisite).await;

    assert_eq!(
        merged(&c, 3, &[one, two]).await,
        json!({ "STATUS": "SUCCESS", "ENTITY_IDS": [two] })
    );
    assert_eq!(c.ids(json!({})).await, [one]);
    let row = c.get(one).await;
    for (name, value) in [
        ("NAME", json!("Ada")),
        ("LAST_NAME", json!("Lovelace")),
        ("POST", json!("Count")),
        ("COMPANY_ID", json!(company.to_string())),
        ("UF_CRM_TAGS", json!(["a", "b"])),
    ] {
        assert_eq!(row[name], value, "{name}");
    }
    let phones: Vec<&Value> = row["PHONE"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| &p["VALUE"])
        .collect();
    assert_eq!(phones, [&json!("1"), &json!("2")]);
    let url = format!(
        "{}{}",
        c.portal.url(),
        row["PHOTO"]["downloadUrl"].as_str().unwrap()
    );
    let reply = crate::client::send(&url, "GET", "", b"").await;
    assert_eq!(
        (reply.status, reply.body.as_slice()),
        (200, &b"Hello"[..]),
        "files stay"
    );

    let items = c
        .call("crm.deal.contact.items.get", json!({ "id": deal }))
        .await;
    assert_eq!(items[0]["CONTACT_ID"], one);
    let read = c.call("crm.deal.get", json!({ "id": deal })).await;
    assert_eq!(
        (&read["CONTACT_ID"], &read["PARENT_ID_3"]),
        (&json!(one.to_string()), &json!(one.to_string()))
    );
    assert_eq!(c.get_activity(activity).await["OWNER_ID"], one.to_string());
    let read = c
        .call("crm.requisite.get", json!({ "id": requisite }))
        .await;
    assert_eq!(read["ENTITY_ID"], one.to_string());
}

#[tokio::test]
async fn records_that_contradict_each_other_are_not_merged() {
    let c = Client::start().await;
    let one = c.contact(json!({ "NAME": "Ada" })).await;
    let two = c.contact(json!({ "LAST_NAME": "Lovelace" })).await;
    let three = c.contact(json!({ "LAST_NAME": "Byron" })).await;
    assert_eq!(
        merged(&c, 3, &[one, two, three]).await,
        json!({ "STATUS": "CONFLICT", "ENTITY_IDS": [] })
    );
    assert_eq!(c.ids(json!({})).await, [one, two, three]);
    assert_eq!(
        c.get(one).await["LAST_NAME"],
        json!(null),
        "nothing is done"
    );
    for (kind, ids) in [
        (0, vec![one, two]),
        (8, vec![1, 2]),
        (177, vec![1, 2]),
        (3, vec![]),
        (3, vec![one, one]),
        (3, vec![one, 99]),
    ] {
        let params = json!({ "params": { "entityTypeId": kind, "entityIds": ids } });
        let refused = c.refused("crm.entity.mergeBatch", params.clone()).await;
        assert_eq!((refused.0, refused.1.as_str()), (400, "400"), "{params}");
    }
}

#[tokio::test]
async fn ways_of_visitors_lead_to_records() {
    let c = Client::start().await;
    let deal = c.titled("deal").await;
    let add = |trace: &str, kind: &str, id: i64| json!({ "TRACE": trace, "ENTITIES": [{ "TYPE": kind, "ID": id }] });
    let id = c
        .call(
            "crm.tracking.trace.add",
            add("{\"url\":\"x\"}", "DEAL", deal),
        )
        .await;
    assert_eq!(id, 1);
    for (params, text) in [
        (json!({}), "TRACE"),
        (add("{", "DEAL", deal), "JSON"),
        (add("{}", "ORDER", deal), "TYPE"),
        (add("{}", "DEAL", 0), "ID"),
        (add("{}", "DEAL", 99), "access"),
    ] {
        let (_, code, told) = c.refused("crm.tracking.trace.add", params).await;
        assert_eq!(code, "ERROR_CORE");
        assert!(told.contains(text), "{told}");
    }
    let delete = async |params: Value| c.post("crm.tracking.trace.delete", params).await;
    let (status, body) = delete(json!({ "id": id })).await;
    assert_eq!((status, &body["result"]), (200, &json!(null)));
    assert_eq!(delete(json!({})).await.1["error"], "ERROR_CORE");
}
