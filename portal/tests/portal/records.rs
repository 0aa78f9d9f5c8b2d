//! Records of other kinds: the engine has no code of their own for them.

use serde_json::{Value, json};

use crate::client::Client;

async fn made(c: &Client, method: &str, fields: Value) -> i64 {
    let id = c.call(method, json!({ "fields": fields })).await;
    id.as_i64().unwrap()
}

#[tokio::test]
async fn companies_leads_deals_and_quotes_by_both_families() {
    let c = Client::start().await;
    for (kind, number, fields) in [
        (
            "company",
            4,
            json!({ "TITLE": "Analytical Engines", "PHONE": [{ "VALUE": "1" }] }),
        ),
        (
            "lead",
            1,
            json!({ "TITLE": "A call", "NAME": "Ada", "EMAIL": [{ "VALUE": "a@b.org" }] }),
        ),
        (
            "deal",
            2,
            json!({ "TITLE": "An engine", "OPPORTUNITY": 250_000.5, "CURRENCY_ID": "GBP" }),
        ),
        (
            "quote",
            7,
            json!({ "TITLE": "An offer", "OPPORTUNITY": "99" }),
        ),
    ] {
        let title = fields["TITLE"].clone();
        let id = made(&c, &format!("crm.{kind}.add"), fields).await;
        let row = c
            .call(&format!("crm.{kind}.get"), json!({ "id": id }))
            .await;
        assert_eq!(
            (&row["ID"], &row["TITLE"]),
            (&json!(id.to_string()), &title)
        );
        let both = json!({ "id": id, "entityTypeId": number });
        let item = c.call("crm.item.get", both.clone()).await["item"].take();
        assert_eq!(
            (&item["id"], &item["title"]),
            (&json!(id), &title),
            "{kind}"
        );
        assert_eq!(item["entityTypeId"], number);
        let change = json!({ "id": id, "entityTypeId": number, "fields": { "title": "Other" } });
        assert_eq!(
            c.call("crm.item.update", change).await["item"]["title"],
            "Other"
        );
        let list = json!({ "filter": { "%TITLE": "oth" }, "select": ["TITLE"] });
        let rows = c.envelope(&format!("crm.{kind}.list"), list).await;
        assert_eq!(
            (&rows["result"][0]["TITLE"], &rows["total"]),
            (&json!("Other"), &json!(1))
        );
        let fields = c.call(&format!("crm.{kind}.fields"), json!({})).await;
        assert_eq!(fields["ID"]["type"], "integer");
        assert!(fields["ID"].get("settings").is_none(), "{}", fields["ID"]);
        let tier = json!({ "USER_TYPE_ID": "string", "FIELD_NAME": "TIER" });
        made(&c, &format!("crm.{kind}.userfield.add"), tier).await;
        let change = json!({ "id": id, "fields": { "UF_CRM_TIER": "gold" } });
        c.call(&format!("crm.{kind}.update"), change).await;
        let item = c.call("crm.item.get", both.clone()).await;
        assert_eq!(item["item"]["ufCrmTier"], "gold");
        assert_eq!(c.call("crm.item.delete", both).await, json!([]));
        let gone = c
            .refused(&format!("crm.{kind}.get"), json!({ "id": id }))
            .await;
        assert_eq!(gone.2, "Not found");
    }
}

#[tokio::test]
async fn amounts_have_two_places_in_the_classic_methods() {
    let c = Client::start().await;
    let id = made(
        &c,
        "crm.deal.add",
        json!({ "TITLE": "x", "OPPORTUNITY": 1_000_000.5 }),
    )
    .await;
    let deal = c.call("crm.deal.get", json!({ "id": id })).await;
    assert_eq!(deal["OPPORTUNITY"], "1000000.50");
    let whole = made(
        &c,
        "crm.deal.add",
        json!({ "TITLE": "x", "OPPORTUNITY": 7 }),
    )
    .await;
    assert_eq!(
        c.call("crm.deal.get", json!({ "id": whole })).await["OPPORTUNITY"],
        "7.00"
    );
    let item = c
        .call("crm.item.get", json!({ "entityTypeId": 2, "id": id }))
        .await;
    assert_eq!(item["item"]["opportunity"], 1_000_000.5);
}

#[tokio::test]
async fn deals_are_seen_in_every_pipeline_and_contacts_in_one() {
    let c = Client::start().await;
    let id = made(
        &c,
        "crm.deal.add",
        json!({ "TITLE": "x", "CATEGORY_ID": 9 }),
    )
    .await;
    assert_eq!(
        c.call("crm.deal.get", json!({ "id": id })).await["CATEGORY_ID"],
        "9"
    );
    let add = json!({ "entityTypeId": 3, "fields": { "name": "Ada", "categoryId": 9 } });
    let contact = c.call("crm.item.add", add).await["item"]["id"].take();
    assert_eq!(
        c.refused("crm.contact.get", json!({ "id": contact }))
            .await
            .2,
        "Not found"
    );
}

#[tokio::test]
async fn contacts_of_deals() {
    let c = Client::start().await;
    let (ada, grace) = (
        c.contact(json!({ "NAME": "Ada" })).await,
        c.contact(json!({ "NAME": "Grace" })).await,
    );
    let deal = made(
        &c,
        "crm.deal.add",
        json!({ "TITLE": "x", "CONTACT_IDS": [grace, ada] }),
    )
    .await;
    let items = c
        .call("crm.deal.contact.items.get", json!({ "id": deal }))
        .await;
    let bound: Vec<_> = items
        .as_array()
        .unwrap()
        .iter()
        .map(|i| i["CONTACT_ID"].as_i64().unwrap())
        .collect();
    assert_eq!(bound, [grace, ada]);
    assert_eq!(
        c.call("crm.deal.get", json!({ "id": deal })).await["CONTACT_ID"],
        grace.to_string()
    );
    c.call("crm.contact.delete", json!({ "id": grace })).await;
    assert_eq!(
        c.call("crm.deal.get", json!({ "id": deal })).await["CONTACT_ID"],
        ada.to_string()
    );
}

#[tokio::test]
async fn contacts_and_companies_are_linked_from_both_sides() {
    let c = Client::start().await;
    let ada = c.contact(json!({ "NAME": "Ada" })).await;
    let grace = c.contact(json!({ "NAME": "Grace" })).await;
    let company = made(&c, "crm.company.add", json!({ "TITLE": "Engines" })).await;
    let other = made(&c, "crm.company.add", json!({ "TITLE": "Looms" })).await;
    c.call(
        "crm.contact.company.add",
        json!({ "id": ada, "fields": { "COMPANY_ID": other } }),
    )
    .await;
    let link = |id: i64| json!({ "id": company, "fields": { "CONTACT_ID": id } });
    assert_eq!(
        c.call("crm.company.contact.add", link(ada)).await,
        json!(true)
    );
    assert_eq!(
        c.call("crm.company.contact.add", link(ada)).await,
        json!(false)
    );
    assert_eq!(
        c.call("crm.company.contact.add", link(grace)).await,
        json!(true)
    );
    let companies = async |id: i64| {
        let items = c
            .call("crm.contact.company.items.get", json!({ "id": id }))
            .await;
        let row = |i: &Value| (i["COMPANY_ID"].as_i64().unwrap(), i["IS_PRIMARY"] == "Y");
        let mut rows: Vec<_> = items.as_array().unwrap().iter().map(row).collect();
        rows.sort_by_key(|(_, main)| !main);
        rows
    };
    assert_eq!(companies(ada).await, [(other, true), (company, false)]);
    assert_eq!(companies(grace).await, [(company, true)]);
    assert_eq!(c.get(grace).await["COMPANY_ID"], company.to_string());
    let contacts = async || {
        let items = c
            .call("crm.company.contact.items.get", json!({ "id": company }))
            .await;
        let mut ids: Vec<i64> = items
            .as_array()
            .unwrap()
            .iter()
            .map(|i| i["CONTACT_ID"].as_i64().unwrap())
            .collect();
        ids.sort_unstable();
        ids
    };
    assert_eq!(contacts().await, [ada, grace]);
    assert_eq!(
        c.call("crm.company.contact.delete", link(grace)).await,
        json!(true)
    );
    assert_eq!(
        c.call("crm.company.contact.delete", link(grace)).await,
        json!(false)
    );
    assert_eq!(companies(grace).await, []);
    assert_eq!(c.get(grace).await["COMPANY_ID"], json!(null));
    let set = json!({ "id": company, "items": [{ "CONTACT_ID": grace }] });
    assert_eq!(
        c.call("crm.company.contact.items.set", set).await,
        json!(true)
    );
    assert_eq!(
        (contacts().await, companies(ada).await),
        (vec![grace], vec![(other, true)])
    );
    assert_eq!(
        c.call("crm.company.contact.items.delete", json!({ "id": company }))
            .await,
        json!(true)
    );
    assert_eq!(companies(grace).await, []);
    let fields = json!({ "id": company, "fields": { "CONTACT_ID": ada } });
    c.call("crm.company.update", fields).await;
    assert_eq!(contacts().await, [ada]);
    c.call("crm.company.delete", json!({ "id": company })).await;
    assert_eq!(companies(ada).await, [(other, true)]);
}

#[tokio::test]
async fn types_that_the_portal_adds_itself() {
    let c = Client::start().await;
    let add = json!({ "fields": { "title": "Engines", "isStagesEnabled": "Y" } });
    let made = c.call("crm.type.add", add).await["type"].take();
    let (id, number) = (made["id"].clone(), made["entityTypeId"].clone());
    assert!(
        number.as_i64().unwrap() >= 128,
        "the portal picks a number: {made}"
    );
    let taken = json!({ "fields": { "title": "Looms", "entityTypeId": number } });
    assert_eq!(
        c.refused("crm.type.add", taken).await.1,
        "INVALID_ARG_VALUE"
    );
    let listed = c
        .call("crm.type.list", json!({ "filter": { "%title": "eng" } }))
        .await;
    assert_eq!(listed["types"][0]["title"], "Engines");
    let found = c
        .call(
            "crm.type.getByEntityTypeId",
            json!({ "entityTypeId": number }),
        )
        .await;
    assert_eq!(found["type"]["id"], id);
    let change = json!({ "id": id, "fields": { "title": "Mills" } });
    assert_eq!(
        c.call("crm.type.update", change).await["type"]["title"],
        "Mills"
    );
    let item = async |role: &str, mut params: Value| {
        params["entityTypeId"] = number.clone();
        c.call(&format!("crm.item.{role}"), params).await
    };
    let fields = json!({ "fields": { "title": "No. 1", "opportunity": 5.5, "parentId3": 7, "stageId": "DT128_1:NEW" } });
    let first = item("add", fields).await["item"].take();
    assert_eq!(
        (
            &first["id"],
            &first["title"],
            &first["entityTypeId"],
            &first["parentId3"]
        ),
        (&json!(1), &json!("No. 1"), &number, &json!(7))
    );
    assert_eq!(
        (&first["assignedById"], &first["opened"]),
        (&json!(1), &json!("Y"))
    );
    item("update", json!({ "id": 1, "fields": { "title": "No. 2" } })).await;
    let listed = item(
        "list",
        json!({ "filter": { ">=opportunity": 5 }, "select": ["id", "title"] }),
    )
    .await;
    assert_eq!(listed["items"], json!([{ "id": 1, "title": "No. 2" }]));
    assert_eq!(
        item("fields", json!({})).await["fields"]["title"]["type"],
        "string"
    );
    let (status, code, _) = c.refused("crm.type.delete", json!({ "id": id })).await;
    assert_eq!((status, code.as_str()), (400, "BX_ERROR"), "it has records");
    item("delete", json!({ "id": 1 })).await;
    assert_eq!(
        c.call("crm.type.delete", json!({ "id": id })).await,
        json!([])
    );
    let gone = c
        .refused("crm.item.list", json!({ "entityTypeId": number }))
        .await;
    assert_eq!(gone.1, "NOT_FOUND");
}

#[tokio::test]
async fn changes_of_added_types_raise_two_events() {
    let c = Client::start().await;
    let mut listener = crate::events::Listener::start().await;
    let made = c
        .call(
            "crm.type.add",
            json!({ "fields": { "title": "Engines", "entityTypeId": 1038 } }),
        )
        .await;
    assert_eq!(made["type"]["entityTypeId"], 1038);
    for event in [
        "onCrmDynamicItemAdd",
        "onCrmDynamicItemAdd_1038",
        "onCrmDynamicItemAdd_1040",
    ] {
        crate::events::bind(&c, event, &listener.address).await;
    }
    c.call(
        "crm.item.add",
        json!({ "entityTypeId": 1038, "fields": { "title": "x" } }),
    )
    .await;
    for event in ["ONCRMDYNAMICITEMADD", "ONCRMDYNAMICITEMADD_1038"] {
        let form = listener.next().await;
        let field = |name: &str| crate::events::field(&form, name).to_owned();
        assert_eq!(field("event"), event);
        assert_eq!(field("data[FIELDS][ID]"), "1");
        assert_eq!(field("data[FIELDS][ENTITY_TYPE_ID]"), "1038");
    }
    listener.nothing(&c).await;
}

#[tokio::test]
async fn the_universal_methods_know_names_in_upper_case_too() {
    let c = Client::start().await;
    let fields = json!({ "NAME": "Ada", "LAST_NAME": "Lovelace" });
    let made = c
        .call(
            "crm.item.add",
            json!({ "entityTypeId": 3, "fields": fields }),
        )
        .await;
    assert_eq!(
        (&made["item"]["name"], made["item"].get("NAME")),
        (&json!("Ada"), None),
        "answers stay camelCase"
    );
    let params = json!({ "entityTypeId": 3, "select": ["ID", "LAST_NAME"], "order": { "ID": "ASC" },
        "filter": { "LAST_NAME": "Lovelace" } });
    let listed = c.call("crm.item.list", params).await;
    assert_eq!(
        listed["items"],
        json!([{ "id": 1, "lastName": "Lovelace" }])
    );
}
