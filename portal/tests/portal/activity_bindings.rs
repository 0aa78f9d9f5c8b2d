//! The records that an activity is bound to.

use serde_json::{Value, json};

use crate::client::Client;

impl Client {
    async fn bindings(&self, activity: i64) -> Vec<(i64, i64)> {
        let params = json!({ "activityId": activity });
        let rows = self.call("crm.activity.binding.list", params).await;
        let number = |row: &Value, name: &str| row[name].as_i64().unwrap();
        let rows = rows.as_array().unwrap().iter();
        rows.map(|row| (number(row, "entityTypeId"), number(row, "entityId")))
            .collect()
    }
}

fn of(activity: i64, kind: i64, id: i64) -> Value {
    json!({ "activityId": activity, "entityTypeId": kind, "entityId": id })
}

fn moved(activity: i64, kind: i64, from: i64, to: i64) -> Value {
    json!({
        "activityId": activity, "sourceEntityTypeId": kind, "sourceEntityId": from,
        "targetEntityTypeId": kind, "targetEntityId": to,
    })
}

#[tokio::test]
async fn bindings_are_added_moved_and_deleted() {
    let c = Client::start().await;
    let (one, two, lead) = (
        c.titled("deal").await,
        c.titled("deal").await,
        c.titled("lead").await,
    );
    let id = c.activity(2, one, json!({})).await;
    assert_eq!(c.bindings(id).await, [(2, one)], "the owner");
    assert_eq!(
        c.call("crm.activity.binding.add", of(id, 1, lead)).await,
        true
    );
    assert_eq!(c.bindings(id).await, [(2, one), (1, lead)]);
    assert_eq!(
        c.call("crm.activity.binding.move", moved(id, 2, one, two))
            .await,
        true
    );
    assert_eq!(c.bindings(id).await, [(2, two), (1, lead)], "in its place");
    assert_eq!(c.get_activity(id).await["OWNER_ID"], two.to_string());
    assert_eq!(
        c.call("crm.activity.binding.delete", of(id, 2, two)).await,
        true
    );
    let row = c.get_activity(id).await;
    assert_eq!(
        (&row["OWNER_TYPE_ID"], &row["OWNER_ID"]),
        (&json!("1"), &json!(lead.to_string())),
        "the first one that remains owns it"
    );
    assert_eq!(c.bindings(99).await, []);
}

#[tokio::test]
async fn bindings_that_cannot_be() {
    let c = Client::start().await;
    let (one, two, lead) = (
        c.titled("deal").await,
        c.titled("deal").await,
        c.titled("lead").await,
    );
    let id = c.activity(2, one, json!({})).await;
    let other = json!({
        "activityId": id, "sourceEntityTypeId": 2, "sourceEntityId": one, "targetEntityTypeId": 1, "targetEntityId": lead,
    });
    for (method, params, code) in [
        ("add", json!({ "activityId": id, "entityTypeId": 2 }), "100"),
        ("add", of(99, 2, two), "NOT_FOUND"),
        ("add", of(id, 2, 99), "OWNER_NOT_FOUND"),
        ("add", of(id, 177, 1), "OWNER_NOT_FOUND"),
        ("add", of(id, 2, one), "ACTIVITY_IS_ALREADY_BOUND"),
        ("delete", of(99, 2, one), "NOT_FOUND"),
        ("delete", of(id, 2, 99), "OWNER_NOT_FOUND"),
        ("delete", of(id, 2, two), "BINDING_NOT_FOUND"),
        ("delete", of(id, 2, one), "LAST_BINDING_CANNOT_BE_DELETED"),
        ("move", moved(99, 2, one, two), "NOT_FOUND"),
        ("move", moved(id, 2, one, 99), "OWNER_NOT_FOUND"),
        ("move", moved(id, 2, two, one), "BINDING_NOT_FOUND"),
        (
            "move",
            moved(id, 2, one, one),
            "SOURCE_AND_TARGET_ENTITY_ID_ARE_EQUAL_ERROR",
        ),
        (
            "move",
            other,
            "SOURCE_AND_TARGET_ENTITY_TYPES_ARE_NOT_EQUAL_ERROR",
        ),
    ] {
        let method = format!("crm.activity.binding.{method}");
        let refused = c.refused(&method, params.clone()).await;
        assert_eq!(
            (refused.0, refused.1.as_str()),
            (400, code),
            "{method} {params}"
        );
    }
    c.call("crm.activity.binding.add", of(id, 2, two)).await;
    let refused = c
        .refused("crm.activity.binding.move", moved(id, 2, one, two))
        .await;
    assert_eq!(refused.1, "ACTIVITY_IS_ALREADY_BOUND");
    assert_eq!(
        c.bindings(id).await,
        [(2, one), (2, two)],
        "nothing has changed"
    );
}

#[tokio::test]
async fn activities_stand_in_timelines_of_added_types_and_of_kinds_without_records() {
    let c = Client::start().await;
    let fields = json!({ "fields": { "title": "Engines", "entityTypeId": 177 } });
    c.call("crm.type.add", fields).await;
    let item = json!({ "entityTypeId": 177, "fields": { "title": "x" } });
    let item = c.call("crm.item.add", item).await["item"]["id"]
        .as_i64()
        .unwrap();
    let id = c.activity(177, item, json!({})).await;
    c.call("crm.activity.binding.add", of(id, 14, 5)).await;
    assert_eq!(
        c.bindings(id).await,
        [(177, item), (14, 5)],
        "nobody keeps orders here"
    );
}
