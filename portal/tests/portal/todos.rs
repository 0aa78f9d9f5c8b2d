//! Things to do: activities that users plan.

use serde_json::{Value, json};

use crate::client::Client;

impl Client {
    async fn todo(&self, deal: i64, more: Value) -> i64 {
        let mut params =
            json!({ "ownerTypeId": 2, "ownerId": deal, "deadline": "2026-03-06T12:00:00+03:00" });
        let all = params.as_object_mut().unwrap();
        all.extend(more.as_object().unwrap().clone());
        let answer = self.call("crm.activity.todo.add", params).await;
        answer["id"].as_i64().unwrap()
    }
}

fn of(id: i64, deal: i64, more: Value) -> Value {
    let mut params = json!({ "id": id, "ownerTypeId": 2, "ownerId": deal });
    let all = params.as_object_mut().unwrap();
    all.extend(more.as_object().unwrap().clone());
    params
}

#[tokio::test]
async fn things_to_do_are_activities() {
    let c = Client::start().await;
    let deal = c.titled("deal").await;
    let bare = c.todo(deal, json!({})).await;
    let more = json!({
        "title": "Call the driver", "description": "Ask where parcel 7 is.", "responsibleId": 6,
        "parentActivityId": bare, "pingOffsets": [0, 30], "colorId": "4",
    });
    let id = c.todo(deal, more).await;
    let row = c.get_activity(id).await;
    for (name, value) in [
        ("OWNER_TYPE_ID", "2"),
        ("OWNER_ID", &deal.to_string()),
        ("TYPE_ID", "6"),
        ("PROVIDER_ID", "CRM_TODO"),
        ("PROVIDER_TYPE_ID", "TODO"),
        ("SUBJECT", "Call the driver"),
        ("DESCRIPTION", "Ask where parcel 7 is."),
        ("RESPONSIBLE_ID", "6"),
        ("DEADLINE", "2026-03-06T12:00:00+03:00"),
        ("START_TIME", "2026-03-06T12:00:00+03:00"),
        ("COMPLETED", "N"),
    ] {
        assert_eq!(row[name], value, "{name}");
    }
    let settings = json!({ "COLOR": "4", "PING_OFFSETS": [0, 30], "PARENT_ACTIVITY_ID": bare });
    assert_eq!(row["SETTINGS"], settings);
    let row = c.get_activity(bare).await;
    assert_eq!(
        (&row["SUBJECT"], &row["RESPONSIBLE_ID"], &row["SETTINGS"]),
        (&json!(""), &json!("1"), &json!([]))
    );
    let todos = json!({ "filter": { "PROVIDER_ID": "CRM_TODO" }, "order": { "ID": "ASC" } });
    assert_eq!(
        c.activity_ids(todos).await,
        [bare.to_string(), id.to_string()]
    );
}

#[tokio::test]
async fn things_to_do_change() {
    let c = Client::start().await;
    let deal = c.titled("deal").await;
    let id = c
        .todo(deal, json!({ "pingOffsets": [5], "colorId": "4" }))
        .await;
    for (method, more, column, value) in [
        (
            "updateDeadline",
            json!({ "value": "2026-03-07T09:00:00+03:00" }),
            "DEADLINE",
            json!("2026-03-07T09:00:00+03:00"),
        ),
        (
            "updateDescription",
            json!({ "value": "At the border." }),
            "DESCRIPTION",
            json!("At the border."),
        ),
        (
            "updateColor",
            json!({ "colorId": "2" }),
            "SETTINGS",
            json!({ "COLOR": "2", "PING_OFFSETS": [5] }),
        ),
        (
            "updateResponsibleUser",
            json!({ "responsibleId": 6 }),
            "RESPONSIBLE_ID",
            json!("6"),
        ),
        (
            "update",
            json!({ "deadline": "2026-03-08T09:00:00+03:00", "title": "Call again" }),
            "SETTINGS",
            json!({ "PING_OFFSETS": [5] }),
        ),
    ] {
        let method = format!("crm.activity.todo.{method}");
        assert_eq!(
            c.call(&method, of(id, deal, more)).await,
            json!({ "id": id })
        );
        assert_eq!(c.get_activity(id).await[column], value, "{method}");
    }
    let row = c.get_activity(id).await;
    assert_eq!(
        (&row["SUBJECT"], &row["DESCRIPTION"], &row["DEADLINE"]),
        (
            &json!("Call again"),
            &json!("At the border."),
            &json!("2026-03-08T09:00:00+03:00")
        )
    );
}

#[tokio::test]
async fn what_is_wrong_with_a_thing_to_do() {
    let c = Client::start().await;
    let (deal, other) = (c.titled("deal").await, c.titled("deal").await);
    let (id, done) = (c.todo(deal, json!({})).await, c.todo(deal, json!({})).await);
    let complete = json!({ "id": done, "fields": { "COMPLETED": "Y" } });
    c.call("crm.activity.update", complete).await;
    let plain = c.activity(2, deal, json!({})).await;
    let due = json!({ "deadline": "2026-03-06T12:00:00+03:00" });
    let value = json!({ "value": "2026-03-06T12:00:00+03:00" });
    for (method, params, code) in [
        ("add", of(0, 99, due.clone()), "OWNER_NOT_FOUND"),
        (
            "add",
            of(0, deal, json!({ "deadline": "soon" })),
            "WRONG_DATETIME_FORMAT",
        ),
        ("add", of(0, deal, json!({})), "100"),
        ("update", of(99, deal, due.clone()), "NOT_FOUND"),
        ("update", of(plain, deal, due.clone()), "NOT_FOUND"),
        ("update", of(id, other, due.clone()), "NOT_FOUND"),
        ("update", of(id, 99, due.clone()), "OWNER_NOT_FOUND"),
        (
            "update",
            of(done, deal, due.clone()),
            "CAN_NOT_UPDATE_COMPLETED_TODO",
        ),
        (
            "update",
            of(
                id,
                deal,
                json!({ "deadline": "2026-03-06", "parentActivityId": done }),
            ),
            "ERROR_PARENT_ACTIVITY_RESTRICT",
        ),
        (
            "updateDeadline",
            of(id, deal, json!({ "value": "x" })),
            "WRONG_DATETIME_FORMAT",
        ),
        (
            "updateDeadline",
            of(done, deal, value.clone()),
            "CAN_NOT_UPDATE_COMPLETED_TODO",
        ),
        (
            "updateDescription",
            of(done, deal, value.clone()),
            "CAN_NOT_UPDATE_COMPLETED_TODO",
        ),
        (
            "updateColor",
            of(id, deal, json!({ "colorId": "8" })),
            "CAN_NOT_UPDATE_WRONG_COLOR_TODO",
        ),
        (
            "updateColor",
            of(done, deal, json!({ "colorId": "1" })),
            "CAN_NOT_UPDATE_COLOR_COMPLETED_TODO",
        ),
        (
            "updateResponsibleUser",
            of(id, deal, json!({ "responsibleId": 0 })),
            "INVALID_ARG_VALUE",
        ),
        (
            "updateResponsibleUser",
            of(done, deal, json!({ "responsibleId": 6 })),
            "CAN_NOT_UPDATE_RESPONSIBLE_USER_COMPLETED_TODO",
        ),
    ] {
        let method = format!("crm.activity.todo.{method}");
        let refused = c.refused(&method, params.clone()).await;
        assert_eq!(
            (refused.0, refused.1.as_str()),
            (400, code),
            "{method} {params}"
        );
    }
    assert_eq!(
        c.get_activity(id).await["DEADLINE"],
        "2026-03-06T12:00:00+03:00"
    );
}
