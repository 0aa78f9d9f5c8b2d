//! Pipelines of records in both spellings, and the stages that come with them.

use bitrix24_portal::Portal;
use serde_json::{Value, json};

use crate::client::Client;

fn deals(more: Value) -> Value {
    let mut params = json!({ "entityTypeId": 2 });
    if let (Some(all), Value::Object(more)) = (params.as_object_mut(), more) {
        all.extend(more);
    }
    params
}

impl Client {
    async fn pipeline(&self, fields: Value) -> Value {
        let params = deals(json!({ "fields": fields }));
        self.call("crm.category.add", params).await["category"].take()
    }

    async fn stages(&self, directory: &str) -> Vec<Value> {
        let params = json!({ "entityId": directory });
        let items = self.call("crm.status.entity.items", params).await;
        items.as_array().unwrap().clone()
    }
}

#[tokio::test]
async fn the_main_pipeline_of_deals_is_there_from_the_start() {
    let c = Client::start().await;
    let list = c.envelope("crm.category.list", deals(json!({}))).await;
    assert_eq!(list["total"], 1);
    let main = &list["result"]["categories"][0];
    assert_eq!(
        (&main["id"], &main["name"], &main["isDefault"]),
        (&json!(0), &json!("General"), &json!("Y"))
    );
    let fields = deals(json!({ "id": 0, "fields": { "name": "Sales", "isDefault": "N" } }));
    let changed = c.call("crm.category.update", fields).await;
    assert_eq!(changed["category"]["name"], "Sales");
    assert_eq!(
        changed["category"]["isDefault"], "Y",
        "it cannot be cleared"
    );
    let (_, code, _) = c
        .refused("crm.category.delete", deals(json!({ "id": 0 })))
        .await;
    assert_eq!(code, "0");
    assert_eq!(
        c.call("crm.dealcategory.default.get", json!({})).await,
        json!({ "ID": 0, "NAME": "Sales" })
    );
    c.call("crm.dealcategory.default.set", json!({ "name": "" }))
        .await;
    let read = c.call("crm.category.get", deals(json!({ "id": 0 }))).await;
    assert_eq!(read["category"]["name"], "General", "the standard name");
}

#[tokio::test]
async fn pipelines_have_stages_of_their_own() {
    let c = Client::start().await;
    let made = c
        .pipeline(json!({ "name": "Trade", "isDefault": "Y" }))
        .await;
    assert_eq!(made["sort"], 500);
    assert_eq!(made["isDefault"], "N", "not for deals");
    let id = made["id"].as_i64().unwrap();
    let directory = format!("DEAL_STAGE_{id}");
    let stages = c.stages(&directory).await;
    assert_eq!(stages[0]["STATUS_ID"], format!("C{id}:NEW"));
    assert_eq!(stages.len(), c.stages("DEAL_STAGE").await.len());
    let status = c.call("crm.dealcategory.status", json!({ "id": id })).await;
    assert_eq!(status, directory);
    let listed = c
        .call("crm.dealcategory.stage.list", json!({ "id": id }))
        .await;
    assert_eq!(listed, Value::from(stages));
    let none = c
        .call("crm.dealcategory.stage.list", json!({ "id": 99 }))
        .await;
    assert_eq!(none, json!([]));

    let deal = json!({ "fields": { "TITLE": "A", "CATEGORY_ID": id } });
    let deal = c.call("crm.deal.add", deal).await;
    let one = deals(json!({ "id": id }));
    let (_, code, _) = c.refused("crm.category.delete", one.clone()).await;
    assert_eq!(code, "0", "it has a deal");
    c.call("crm.deal.delete", json!({ "id": deal })).await;
    assert_eq!(
        c.call("crm.category.delete", one.clone()).await,
        Value::Null
    );
    assert!(c.stages(&directory).await.is_empty());
    let (_, code, _) = c.refused("crm.category.get", one).await;
    assert_eq!(code, "NOT_FOUND");
}

#[tokio::test]
async fn the_older_methods_see_the_same_pipelines_but_the_main_one() {
    let c = Client::start().await;
    let fields = json!({ "fields": { "NAME": "Workshops", "SORT": 30 } });
    let id = c.call("crm.dealcategory.add", fields).await;
    let other = json!({ "entityTypeId": 3, "fields": { "name": "Suppliers" } });
    c.call("crm.category.add", other).await;
    let list = json!({ "filter": { "IS_LOCKED": "N" }, "select": ["ID", "NAME"] });
    assert_eq!(
        c.call("crm.dealcategory.list", list).await,
        json!([{ "ID": id.to_string(), "NAME": "Workshops" }])
    );
    let read = c.call("crm.category.get", deals(json!({ "id": id }))).await;
    assert_eq!(read["category"]["entityTypeId"], 2);
    let stages = c
        .call("crm.dealcategory.stage.list", json!({ "id": id }))
        .await;
    assert_eq!(stages[0]["STATUS_ID"], format!("C{id}:NEW"));
    let change = json!({ "id": id, "fields": { "NAME": "Courses" } });
    assert_eq!(c.call("crm.dealcategory.update", change).await, true);
    let read = c.call("crm.dealcategory.get", json!({ "id": id })).await;
    assert_eq!(read["NAME"], "Courses");
    assert_eq!(
        c.call("crm.dealcategory.delete", json!({ "id": id })).await,
        true
    );
    let (status, _, _) = c.refused("crm.dealcategory.get", json!({ "id": id })).await;
    assert_eq!(status, 400);
}

#[tokio::test]
async fn each_kind_of_record_has_pipelines_of_its_own() {
    let c = Client::with(Portal::builder()).await;
    let fields = json!({ "title": "Trips", "entityTypeId": 177 });
    c.call("crm.type.add", json!({ "fields": fields })).await;
    let add = async |name: &str| {
        let fields = json!({ "name": name, "isDefault": "Y" });
        let params = json!({ "entityTypeId": 177, "fields": fields });
        c.call("crm.category.add", params).await["category"].take()
    };
    let (one, two) = (add("Hills").await, add("Seas").await);
    assert_eq!(two["isDefault"], "Y");
    let params = json!({ "entityTypeId": 177, "id": one["id"] });
    let read = c.call("crm.category.get", params.clone()).await;
    assert_eq!(read["category"]["isDefault"], "N", "it gave way");
    let elsewhere = deals(json!({ "id": one["id"] }));
    let (_, code, _) = c.refused("crm.category.get", elsewhere).await;
    assert_eq!(code, "NOT_FOUND");
    let main = json!({ "entityTypeId": 177, "id": two["id"] });
    let (_, code, _) = c.refused("crm.category.delete", main).await;
    assert_eq!(code, "BX_ERROR");
    c.call("crm.category.delete", params).await;

    let code = async |number: i64| {
        let params = json!({ "entityTypeId": number });
        c.refused("crm.category.list", params).await.1
    };
    assert_eq!(code(1).await, "ENTITY_TYPE_NOT_SUPPORTED");
    assert_eq!(code(999).await, "NOT_FOUND");
}
