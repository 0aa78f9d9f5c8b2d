//! Activities that applications draw, and what they add to others.

use bitrix24_portal::{App, Portal};
use serde_json::{Value, json};

use crate::client::Client;

fn layout() -> Value {
    json!({
        "icon": { "code": "delivery" },
        "header": { "title": { "en": "Parcel 7" }, "tags": { "late": { "title": "late", "type": "warning" } } },
        "body": {
            "logo": { "code": "delivery", "action": { "type": "openRestApp", "actionParams": { "parcel": 7 } } },
            "blocks": { "due": { "type": "withTitle", "properties": { "title": "Until", "block": { "type": "deadline" } } } },
        },
        "footer": { "buttons": { "track": { "title": "Track", "type": "primary", "action": { "type": "redirect", "uri": "/" } } } },
    })
}

/// The result of a call of the application, or the code by which it was refused.
async fn app(c: &Client, method: &str, params: Value) -> Value {
    let (_, mut body) = c.app(&format!("crm.activity.{method}"), params).await;
    match body["error"].take() {
        Value::Null => body["result"].take(),
        code => code,
    }
}

fn on(deal: i64, fields: Value, layout: Value) -> Value {
    json!({ "ownerTypeId": 2, "ownerId": deal, "fields": fields, "layout": layout })
}

#[tokio::test]
async fn an_application_draws_its_activities() {
    let c = Client::start().await;
    let deal = c.titled("deal").await;
    let fields = json!({
        "typeId": "PARCEL", "completed": false, "deadline": "2026-03-05T17:00:00+03:00", "pingOffsets": [0, 900],
        "responsibleId": 6, "badgeCode": "parcel", "originId": "7",
    });
    let made = app(&c, "configurable.add", on(deal, fields, layout())).await;
    let id = made["activity"]["id"].as_i64().unwrap();
    let get = json!({ "id": id });
    let mut expected = json!({
        "id": id, "ownerTypeId": 2, "ownerId": deal, "layout": layout(),
        "fields": {
            "typeId": "PARCEL", "completed": false, "deadline": "2026-03-05T17:00:00+03:00", "pingOffsets": [0, 900],
            "isIncomingChannel": false, "responsibleId": 6, "badgeCode": "parcel", "originatorId": null, "originId": "7",
        },
    });
    let read = app(&c, "configurable.get", get.clone()).await;
    assert_eq!(read["activity"], expected);
    let row = c.get_activity(id).await;
    assert_eq!(
        (
            &row["PROVIDER_ID"],
            &row["PROVIDER_TYPE_ID"],
            &row["DEADLINE"]
        ),
        (
            &json!("CONFIGURABLE_REST_APP"),
            &json!("PARCEL"),
            &json!("2026-03-05T17:00:00+03:00")
        )
    );
    let new = json!({ "icon": { "code": "info" }, "header": { "title": "There" }, "body": { "logo": { "code": "info" } } });
    let change =
        json!({ "id": id, "fields": { "completed": "Y", "deadline": null }, "layout": new });
    assert_eq!(app(&c, "configurable.update", change).await, made);
    expected["layout"] = new;
    expected["fields"]["completed"] = json!(true);
    expected["fields"]["deadline"] = json!(null);
    assert_eq!(app(&c, "configurable.get", get).await["activity"], expected);
    let row = c.get_activity(id).await;
    assert_eq!(
        (&row["COMPLETED"], &row["STATUS"]),
        (&json!("Y"), &json!("2"))
    );
}

#[tokio::test]
async fn what_is_wrong_with_an_activity_that_an_application_draws() {
    let c = Client::start().await;
    let deal = c.titled("deal").await;
    let look = |path: &str, value: Value| {
        let mut look = layout();
        *look.pointer_mut(path).unwrap() = value;
        on(deal, json!({}), look)
    };
    let many = |count: usize, of: Value| -> Value {
        Value::Object((0..count).map(|n| (format!("k{n}"), of.clone())).collect())
    };
    let tag = json!({ "title": "late", "type": "warning" });
    let due = json!({ "isIncomingChannel": "Y", "deadline": "2026-03-05T17:00:00+03:00" });
    for (params, code) in [
        (on(99, json!({}), layout()), "ACCESS_DENIED"),
        (on(deal, json!({}), json!([])), "ERROR_EMPTY_LAYOUT"),
        (
            on(deal, due, layout()),
            "INCOMING_ACTIVITY_CAN_NOT_BE_WITH_DEADLINE",
        ),
        (
            on(deal, json!({ "deadline": "soon" }), layout()),
            "WRONG_FIELD_VALUE",
        ),
        (
            json!({ "ownerTypeId": 2, "ownerId": deal, "fields": {} }),
            "100",
        ),
        (look("/icon", json!({})), "FIELD_IS_REQUIRED"),
        (
            look("/body/blocks/due/properties/block", json!({})),
            "FIELD_IS_REQUIRED",
        ),
        (
            look("/icon", json!({ "code": "a", "size": 1 })),
            "FIELD_IS_REDUNDANT",
        ),
        (look("/header/tags/late/type", json!("blue")), "ENUM_FIELD"),
        (look("/body/logo/action/type", json!("fly")), "ENUM_FIELD"),
        (look("/header/tags", many(3, tag.clone())), "TOO_MANY_ITEMS"),
        (
            look("/body/logo/action/actionParams", many(21, json!(1))),
            "TOO_MANY_ITEMS",
        ),
        (
            look("/header/tags", json!({ "too late": tag })),
            "KEY_CONTAIN_WRONG_SYMBOLS",
        ),
    ] {
        assert_eq!(
            app(&c, "configurable.add", params.clone()).await,
            code,
            "{params}"
        );
    }
    let plain = c.activity(2, deal, json!({})).await;
    for id in [99, plain] {
        let get = json!({ "id": id, "fields": {}, "layout": layout() });
        for method in ["configurable.get", "configurable.update"] {
            assert_eq!(app(&c, method, get.clone()).await, "NOT_FOUND");
        }
    }
    let (status, code, _) = c
        .refused("crm.activity.configurable.get", json!({ "id": plain }))
        .await;
    assert_eq!((status, code.as_str()), (400, "ERROR_WRONG_CONTEXT"));
}

#[tokio::test]
async fn another_application_draws_nothing_in_ones_activities() {
    let apps = Portal::builder()
        .app(App::new("app.1", "secret").access_token(crate::client::APP))
        .app(App::new("app.2", "secret").access_token("other"));
    let c = Client::with(apps).await;
    let deal = c.titled("deal").await;
    let made = app(&c, "configurable.add", on(deal, json!({}), layout())).await;
    let change =
        json!({ "auth": "other", "id": made["activity"]["id"], "fields": {}, "layout": layout() });
    let (_, body) = c.app_as("crm.activity.configurable.update", change).await;
    assert_eq!(body["error"], "ERROR_WRONG_APPLICATION");

    let plain = c.activity(2, deal, json!({})).await;
    let blocks =
        json!({ "blocks": { "note": { "type": "text", "properties": { "value": "x" } } } });
    let of = |id: &Value| json!({ "entityTypeId": 2, "entityId": deal, "activityId": id, "layout": blocks });
    let it = of(&json!(plain));
    assert_eq!(
        app(&c, "layout.blocks.set", it.clone()).await,
        json!({ "success": true })
    );
    assert_eq!(
        app(&c, "layout.blocks.get", it.clone()).await,
        json!({ "layout": blocks })
    );
    let mut others = it.clone();
    others["auth"] = json!("other");
    let (_, body) = c.app_as("crm.activity.layout.blocks.get", others).await;
    assert_eq!(
        body["result"],
        json!({ "layout": null }),
        "an application sees its own alone"
    );
    assert_eq!(
        app(&c, "layout.blocks.delete", it.clone()).await,
        json!({ "success": true })
    );
    assert_eq!(
        app(&c, "layout.blocks.get", it).await,
        json!({ "layout": null })
    );
    let own = of(&made["activity"]["id"]);
    assert_eq!(
        app(&c, "layout.blocks.set", own).await,
        "UNSUITABLE_ACTIVITY_TYPE_ERROR"
    );
    assert_eq!(
        app(&c, "layout.blocks.set", of(&json!(99))).await,
        "NOT_FOUND"
    );
    let mut elsewhere = of(&json!(plain));
    elsewhere["entityId"] = json!(99);
    assert_eq!(
        app(&c, "layout.blocks.get", elsewhere.clone()).await,
        "OWNER_NOT_FOUND"
    );
    elsewhere["entityId"] = json!(c.titled("deal").await);
    assert_eq!(app(&c, "layout.blocks.get", elsewhere).await, "NOT_FOUND");
}
