//! Methods that belong to no family.

use serde_json::{Value, json};

use crate::client::Client;

#[tokio::test]
async fn directories() {
    let c = Client::start().await;
    let list = async |filter: Value| {
        c.call(
            "crm.status.list",
            json!({ "filter": filter, "order": { "SORT": "ASC" } }),
        )
        .await
    };
    let kinds = list(json!({ "ENTITY_ID": "CONTACT_TYPE" })).await;
    assert_eq!(
        (&kinds[0]["STATUS_ID"], &kinds[0]["SORT"]),
        (&json!("CLIENT"), &json!("10"))
    );
    let fields =
        json!({ "ENTITY_ID": "CONTACT_TYPE", "STATUS_ID": "VIP", "NAME": "Important", "SORT": 90 });
    let id = c.call("crm.status.add", json!({ "fields": fields })).await;
    assert_eq!(
        c.refused("crm.status.add", json!({ "fields": fields }))
            .await
            .1,
        "ERROR_CORE"
    );
    assert_eq!(
        c.call(
            "crm.status.update",
            json!({ "id": id, "fields": { "NAME": "Very" } })
        )
        .await,
        json!(true)
    );
    assert_eq!(
        c.call("crm.status.get", json!({ "id": id })).await["NAME"],
        "Very"
    );
    let items = c
        .call(
            "crm.status.entity.items",
            json!({ "entityId": "CONTACT_TYPE" }),
        )
        .await;
    assert_eq!(
        items[4],
        json!({ "NAME": "Very", "SORT": 90, "STATUS_ID": "VIP" })
    );
    assert_eq!(
        c.refused("crm.status.delete", json!({ "id": kinds[0]["ID"] }))
            .await
            .1,
        ""
    );
    assert_eq!(
        c.call("crm.status.delete", json!({ "id": id })).await,
        json!(true)
    );
    assert!(
        c.call("crm.status.entity.types", json!({}))
            .await
            .as_array()
            .unwrap()
            .iter()
            .any(|t| t["ID"] == "HONORIFIC")
    );
    assert_eq!(
        c.call("crm.status.fields", json!({})).await["STATUS_ID"]["isImmutable"],
        true
    );
}

#[tokio::test]
async fn directories_are_searched_and_sorted() {
    let c = Client::start().await;
    let codes = async |params: Value| {
        let rows = c.call("crm.status.list", params).await;
        let rows = rows.as_array().unwrap().iter();
        let codes: Vec<String> = rows
            .map(|row| row["STATUS_ID"].as_str().unwrap().to_owned())
            .collect();
        codes.join(" ")
    };
    let filter = json!({ "ENTITY_ID": "COMPANY_TYPE", "!STATUS_ID": "SUPPLIER" });
    let order = json!({ "SORT": "DESC" });
    let found = codes(json!({ "filter": filter, "order": order })).await;
    assert_eq!(found, "PARTNER CUSTOMER");
    let filter = json!({ "ENTITY_ID": ["HONORIFIC", "COMPANY_TYPE"], ">SORT": 20, "<SORT": 40 });
    let found = codes(json!({ "filter": filter })).await;
    assert_eq!(found, "PARTNER HNR_EN_3", "by directories");
    let filter = json!({ "ENTITY_ID": "DEAL_STAGE", "STATUS_ID": "WON" });
    let won = c.call("crm.status.list", json!({ "filter": filter })).await;
    assert_eq!(
        won[0]["EXTRA"],
        json!({ "SEMANTICS": "success", "COLOR": null })
    );
    let pipeline = json!({ "entityTypeId": 2, "fields": { "name": "Repairs" } });
    let pipeline = c.call("crm.category.add", pipeline).await["category"]["id"].clone();
    let filter = json!({ "ENTITY_ID": format!("DEAL_STAGE_{pipeline}"), "SEMANTICS": "S" });
    let of_pipeline = c.call("crm.status.list", json!({ "filter": filter })).await;
    assert_eq!(of_pipeline[0]["CATEGORY_ID"], pipeline.to_string());
    let blank = json!({ "id": won[0]["ID"], "fields": { "NAME": "" } });
    assert_eq!(c.refused("crm.status.update", blank).await.0, 400);
}

#[tokio::test]
async fn statuses_of_old_invoices_are_a_directory() {
    let c = Client::start().await;
    let fields = json!({ "fields": { "NAME": "Reminded", "SORT": 45 } });
    let id = c.call("crm.invoice.status.add", fields).await;
    let made = c.call("crm.invoice.status.get", json!({ "id": id })).await;
    let wanted = json!({
        "ID": id.to_string(), "ENTITY_ID": "INVOICE_STATUS", "STATUS_ID": "1", "NAME": "Reminded", "NAME_INIT": "",
        "SORT": "45", "SYSTEM": "N",
    });
    assert_eq!(made, wanted);
    let filter = json!({ "ENTITY_ID": "INVOICE_STATUS" });
    let ids = |rows: Value| -> Vec<Value> {
        let rows = rows.as_array().unwrap().iter();
        rows.map(|row| row["ID"].clone()).collect()
    };
    let directory = c.call("crm.status.list", json!({ "filter": filter })).await;
    let order = json!({ "order": { "SORT": "ASC" } });
    let statuses = c.call("crm.invoice.status.list", order).await;
    assert_eq!(ids(directory), ids(statuses.clone()));
    assert_eq!(statuses.as_array().unwrap().len(), 5);
    let source = c
        .call(
            "crm.status.list",
            json!({ "filter": { "ENTITY_ID": "SOURCE" } }),
        )
        .await;
    let other = json!({ "id": source[0]["ID"] });
    let refused = c.refused("crm.invoice.status.get", other.clone()).await;
    assert_eq!(refused.0, 400, "it is no status of invoices");
    c.refused("crm.invoice.status.delete", other).await;
    let system = json!({ "id": statuses[0]["ID"] });
    c.refused("crm.invoice.status.delete", system).await;
    let gone = c.call("crm.status.delete", json!({ "id": id })).await;
    assert_eq!(gone, true);
    c.refused("crm.invoice.status.get", json!({ "id": id }))
        .await;
}

#[tokio::test]
async fn lists_that_never_change() {
    let c = Client::start().await;
    let types = c.call("crm.enum.ownertype", json!({})).await;
    assert_eq!(
        types[2],
        json!({ "ID": 3, "NAME": "Contact", "SYMBOL_CODE": "CONTACT", "SYMBOL_CODE_SHORT": "C" })
    );
    for name in [
        "activitytype",
        "activitypriority",
        "activitydirection",
        "activitystatus",
        "activitynotifytype",
        "contenttype",
        "addresstype",
        "settings.mode",
    ] {
        assert!(
            c.call(&format!("crm.enum.{name}"), json!({})).await[0]["ID"].is_i64(),
            "{name}"
        );
    }
    assert_eq!(
        c.call("crm.enum.fields", json!({})).await["ID"]["type"],
        "int"
    );
}

#[tokio::test]
async fn what_there_is() {
    let c = Client::start().await;
    assert!(
        c.call("scope", json!({}))
            .await
            .as_array()
            .unwrap()
            .contains(&json!("crm"))
    );
    assert!(
        c.call("methods", json!({}))
            .await
            .as_array()
            .unwrap()
            .contains(&json!("crm.contact.add"))
    );
    let method = async |name: &str| c.call("method.get", json!({ "name": name })).await;
    assert_eq!(
        method("crm.contact.LIST").await,
        json!({ "isExisting": true, "isAvailable": true })
    );
    assert_eq!(method("no.such").await["isExisting"], false);
    assert_eq!(c.call("user.current", json!({})).await["ID"], "1");
    assert_eq!(
        c.app("app.info", json!({})).await.1["result"]["CODE"],
        "app.1"
    );
}

#[tokio::test]
async fn placements_and_field_types() {
    let c = Client::start().await;
    let result = async |method: &str, params: Value| {
        let (status, body) = c.app(method, params).await;
        assert_eq!(status, 200, "{method}: {body}");
        body["result"].clone()
    };
    let tab = json!({ "PLACEMENT": "CRM_CONTACT_DETAIL_TAB", "HANDLER": "https://x.org/tab", "TITLE": "Tab" });
    assert_eq!(result("placement.bind", tab.clone()).await, json!(true));
    assert_eq!(c.app("placement.bind", tab).await.1["error"], "ERROR_CORE");
    let got = result("placement.get", json!({})).await;
    assert_eq!(
        (&got[0]["placement"], &got[0]["title"]),
        (&json!("CRM_CONTACT_DETAIL_TAB"), &json!("Tab"))
    );
    assert!(
        result("placement.list", json!({}))
            .await
            .as_array()
            .unwrap()
            .contains(&json!("CRM_CONTACT_DETAIL_TAB"))
    );
    assert_eq!(
        result(
            "placement.unbind",
            json!({ "PLACEMENT": "CRM_CONTACT_DETAIL_TAB" })
        )
        .await,
        json!({ "count": 1 })
    );
    let kind =
        json!({ "USER_TYPE_ID": "stars", "HANDLER": "https://x.org/stars", "TITLE": "Stars" });
    assert_eq!(result("userfieldtype.add", kind).await, json!(true));
    assert_eq!(
        result("userfieldtype.list", json!({})).await[0]["TITLE"],
        "Stars"
    );
    assert_eq!(
        result("crm.userfield.types", json!({}))
            .await
            .as_array()
            .unwrap()
            .len(),
        17
    );
    let id = c
        .custom_field(json!({ "USER_TYPE_ID": "stars", "FIELD_NAME": "STARS", "SHOW_FILTER": "Y" }))
        .await;
    assert_eq!(
        c.call("crm.contact.userfield.get", json!({ "id": id }))
            .await["SHOW_FILTER"],
        "N"
    );
    assert_eq!(
        result(
            "userfieldtype.update",
            json!({ "USER_TYPE_ID": "stars", "TITLE": "Rating" })
        )
        .await,
        json!(true)
    );
    assert_eq!(
        result("userfieldtype.delete", json!({ "USER_TYPE_ID": "stars" })).await,
        json!(true)
    );
    assert_eq!(
        c.app("userfieldtype.delete", json!({ "USER_TYPE_ID": "stars" }))
            .await
            .1["error"],
        "ERROR_NOT_FOUND"
    );
}
