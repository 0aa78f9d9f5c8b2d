//! How records went through their stages.

use serde_json::{Value, json};

use crate::client::Client;

async fn history(c: &Client, kind: i64, more: Value) -> Value {
    let mut params = json!({ "entityTypeId": kind });
    let all = params.as_object_mut().unwrap();
    all.extend(more.as_object().unwrap().clone());
    c.envelope("crm.stagehistory.list", params).await
}

/// What happened, where the record came to, and what that means.
async fn moves(c: &Client, kind: i64, stage: &str) -> Vec<(i64, String, String)> {
    let items = history(c, kind, json!({})).await["result"]["items"].take();
    let text = |item: &Value, name: String| item[name].as_str().unwrap().to_owned();
    let items = items.as_array().unwrap().iter();
    items
        .map(|item| {
            let meaning = text(item, format!("{stage}_SEMANTIC_ID"));
            (
                item["TYPE_ID"].as_i64().unwrap(),
                text(item, format!("{stage}_ID")),
                meaning,
            )
        })
        .collect()
}

fn moved(what: i64, stage: &str, meaning: &str) -> (i64, String, String) {
    (what, stage.to_owned(), meaning.to_owned())
}

#[tokio::test]
async fn moves_between_stages_are_written_down() {
    let c = Client::start().await;
    let add = json!({ "fields": { "TITLE": "x", "STAGE_ID": "NEW" } });
    let id = c.call("crm.deal.add", add).await;
    for fields in [
        json!({ "TITLE": "y" }),
        json!({ "STAGE_ID": "NEW" }),
        json!({ "STAGE_ID": "PREPARATION" }),
        json!({ "STAGE_ID": "WON" }),
    ] {
        c.call("crm.deal.update", json!({ "id": id, "fields": fields }))
            .await;
    }
    let other =
        json!({ "entityTypeId": 2, "id": id, "fields": { "categoryId": 3, "stageId": "C3:LOSE" } });
    c.call("crm.item.update", other).await;
    let all = [
        moved(1, "NEW", "P"),
        moved(2, "PREPARATION", "P"),
        moved(3, "WON", "S"),
        moved(5, "C3:LOSE", "F"),
    ];
    assert_eq!(moves(&c, 2, "STAGE").await, all);
    let page = history(
        &c,
        2,
        json!({ "filter": { "OWNER_ID": id, ">TYPE_ID": 2 }, "order": { "ID": "DESC" } }),
    )
    .await;
    assert_eq!(page["total"], 2);
    let last = &page["result"]["items"][0];
    assert_eq!(
        (&last["ID"], &last["OWNER_ID"], &last["CATEGORY_ID"]),
        (&json!(4), &id, &json!(3))
    );
    assert!(last["CREATED_TIME"].as_str().unwrap().ends_with("+03:00"));
    let chosen = history(&c, 2, json!({ "select": ["ID", "STAGE_ID"], "start": 0 })).await;
    assert_eq!(
        chosen["result"]["items"][0],
        json!({ "ID": 1, "STAGE_ID": "NEW" })
    );
    c.call("crm.deal.delete", json!({ "id": id })).await;
    assert_eq!(moves(&c, 2, "STAGE").await, []);
}

#[tokio::test]
async fn leads_have_statuses_and_added_types_have_stages() {
    let c = Client::start().await;
    let semantic =
        json!({ "ENTITY_ID": "STATUS", "STATUS_ID": "BOUGHT", "NAME": "Bought", "SEMANTICS": "S" });
    c.call("crm.status.add", json!({ "fields": semantic }))
        .await;
    let add = json!({ "fields": { "TITLE": "x", "STATUS_ID": "NEW" } });
    let id = c.call("crm.lead.add", add).await;
    let change = json!({ "id": id, "fields": { "STATUS_ID": "BOUGHT" } });
    c.call("crm.lead.update", change).await;
    assert_eq!(
        moves(&c, 1, "STATUS").await,
        [moved(1, "NEW", "P"), moved(3, "BOUGHT", "S")],
        "the directory says what a stage means"
    );
    let fields = json!({ "fields": { "title": "Engines", "entityTypeId": 177 } });
    c.call("crm.type.add", fields).await;
    let item =
        json!({ "entityTypeId": 177, "fields": { "title": "x", "stageId": "DT177_1:FAIL" } });
    c.call("crm.item.add", item).await;
    assert_eq!(
        moves(&c, 177, "STAGE").await,
        [moved(1, "DT177_1:FAIL", "F")]
    );
    let bare = json!({ "fields": { "TITLE": "x" } });
    c.call("crm.deal.add", bare).await;
    assert_eq!(moves(&c, 2, "STAGE").await, [], "no stage, no move");
}

#[tokio::test]
async fn what_is_wrong_with_a_question_for_moves() {
    let c = Client::start().await;
    for (params, code) in [
        (json!({ "entityTypeId": 3 }), "ENTITY_TYPE_NOT_SUPPORTED"),
        (json!({ "entityTypeId": 177 }), "ENTITY_TYPE_NOT_SUPPORTED"),
        (
            json!({ "entityTypeId": 2, "filter": { "STATUS_ID": "NEW" } }),
            "INVALID_ARG_VALUE",
        ),
        (
            json!({ "entityTypeId": 2, "order": { "TITLE": "ASC" } }),
            "INVALID_ARG_VALUE",
        ),
        (
            json!({ "entityTypeId": 2, "order": { "ID": "up" } }),
            "INVALID_ARG_VALUE",
        ),
    ] {
        let refused = c.refused("crm.stagehistory.list", params.clone()).await;
        assert_eq!((refused.0, refused.1.as_str()), (400, code), "{params}");
    }
}
