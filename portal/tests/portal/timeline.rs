//! Entries in timelines: log messages, links, notes, what is pinned and what applications add.

use serde_json::{Value, json};

use crate::client::Client;

impl Client {
    /// A new comment in the timeline of a deal.
    pub(crate) async fn comment(&self, deal: i64) -> i64 {
        let fields = json!({ "ENTITY_TYPE": "deal", "ENTITY_ID": deal, "COMMENT": "On its way." });
        let id = self.call("crm.timeline.comment.add", json!({ "fields": fields }));
        id.await.as_i64().unwrap()
    }

    pub(crate) async fn log(&self, deal: i64, title: &str) -> Value {
        let fields = json!({
            "entityTypeId": 2, "entityId": deal, "title": title, "text": "Handed over", "iconCode": "info",
        });
        let answer = self.call("crm.timeline.logmessage.add", json!({ "fields": fields }));
        answer.await["logMessage"].take()
    }

    /// Binds an entry to one more record.
    pub(crate) async fn bind_entry(&self, entry: i64, kind: &str, id: i64) {
        let fields = json!({ "OWNER_ID": entry, "ENTITY_TYPE": kind, "ENTITY_ID": id });
        let done = self.call("crm.timeline.bindings.bind", json!({ "fields": fields }));
        assert_eq!(done.await, json!(true));
    }

    /// The code by which a call is refused.
    pub(crate) async fn code(&self, method: &str, params: Value) -> String {
        self.refused(method, params).await.1
    }
}

#[tokio::test]
async fn log_messages_of_a_record() {
    let c = Client::start().await;
    let deal = c.titled("deal").await;
    let comment = c.comment(deal).await;
    let first = c.log(deal, "0").await;
    let id = first["id"].as_i64().unwrap();
    assert_eq!(id, comment + 1, "entries are numbered together");
    assert_eq!(
        (
            &first["title"],
            &first["text"],
            &first["iconCode"],
            &first["authorId"]
        ),
        (
            &json!("0"),
            &json!("Handed over"),
            &json!("info"),
            &json!(1)
        )
    );
    let read = c
        .call("crm.timeline.logmessage.get", json!({ "id": id }))
        .await;
    assert_eq!(read["logMessage"], first);
    for title in 1..12 {
        c.log(deal, &title.to_string()).await;
    }
    let list = async |more: Value| {
        let mut params = json!({ "entityTypeId": 2, "entityId": deal });
        let all = params.as_object_mut().unwrap();
        all.extend(more.as_object().unwrap().clone());
        let page = c.envelope("crm.timeline.logmessage.list", params).await;
        let rows = page["result"].as_array().unwrap().iter();
        let titles: Vec<i64> = rows
            .map(|r| r["title"].as_str().unwrap().parse().unwrap())
            .collect();
        (titles, page["total"].clone(), page["next"].clone())
    };
    let newest = (2..12).rev().collect::<Vec<i64>>();
    assert_eq!(
        list(json!({})).await,
        (newest, json!(12), json!(10)),
        "ten a page"
    );
    assert_eq!(
        list(json!({ "start": 10 })).await,
        (vec![1, 0], json!(12), json!(null))
    );
    let oldest = list(json!({ "order": { "id": "asc" } })).await.0;
    assert_eq!(oldest[..2], [0, 1]);
    assert_eq!(
        c.call("crm.timeline.logmessage.delete", json!({ "id": id }))
            .await,
        true
    );
    for method in ["get", "delete"] {
        let code = c
            .code(
                &format!("crm.timeline.logmessage.{method}"),
                json!({ "id": id }),
            )
            .await;
        assert_eq!(code, "NOT_FOUND");
    }
    let fields =
        json!({ "entityTypeId": 2, "entityId": 99, "title": "x", "text": "y", "iconCode": "info" });
    let add = async |fields: Value| {
        c.code("crm.timeline.logmessage.add", json!({ "fields": fields }))
            .await
    };
    assert_eq!(add(fields).await, "OWNER_NOT_FOUND");
    assert_eq!(
        add(json!({ "entityTypeId": 2, "entityId": deal })).await,
        "100"
    );
    assert_eq!(
        c.code("crm.timeline.logmessage.list", json!({ "entityTypeId": 2 }))
            .await,
        "100"
    );
}

#[tokio::test]
async fn a_log_message_of_an_application_is_its_own() {
    let c = Client::start().await;
    let deal = c.titled("deal").await;
    let fields = json!({ "entityTypeId": 2, "entityId": deal, "title": "x", "text": "y", "iconCode": "info" });
    let (_, body) = c
        .app("crm.timeline.logmessage.add", json!({ "fields": fields }))
        .await;
    let id = json!({ "id": body["result"]["logMessage"]["id"] });
    let code = c.code("crm.timeline.logmessage.delete", id.clone()).await;
    assert_eq!(code, "REMOVING_DISABLED");
    let (status, body) = c.app("crm.timeline.logmessage.delete", id).await;
    assert_eq!((status, &body["result"]), (200, &json!(true)));
}

#[tokio::test]
async fn links_of_an_entry() {
    let c = Client::start().await;
    let deal = c.titled("deal").await;
    let id = c.comment(deal).await;
    let list = async |more: Value| {
        let mut filter = json!({ "OWNER_ID": id });
        let all = filter.as_object_mut().unwrap();
        all.extend(more.as_object().unwrap().clone());
        c.envelope("crm.timeline.bindings.list", json!({ "filter": filter }))
            .await
    };
    c.bind_entry(id, "dynamic_177", 12).await;
    c.bind_entry(id, "dynamic_177", 12).await;
    let link = |kind: &str, record: i64| json!({ "OWNER_ID": id.to_string(), "ENTITY_ID": record.to_string(), "ENTITY_TYPE": kind });
    let all = list(json!({})).await;
    assert_eq!(
        all["result"],
        json!([link("deal", deal), link("dynamic_177", 12)])
    );
    assert_eq!(all["total"], 2);
    let some = list(json!({ "ENTITY_TYPE": "dynamic_177" })).await;
    assert_eq!(some["result"], json!([link("dynamic_177", 12)]));
    let unbind = |kind: &str, record: i64| json!({ "fields": link(kind, record) });
    for (kind, record) in [("dynamic_177", 12), ("deal", deal)] {
        let done = c
            .call("crm.timeline.bindings.unbind", unbind(kind, record))
            .await;
        assert_eq!(done, true);
    }
    assert_eq!(list(json!({})).await["result"], json!([]));
    let read = c
        .call("crm.timeline.comment.get", json!({ "id": id }))
        .await;
    assert_eq!(read["COMMENT"], "On its way.", "the entry itself stays");
    let (_, _, text) = c
        .refused("crm.timeline.bindings.unbind", unbind("deal", deal))
        .await;
    assert_eq!(text, "Not found.");
    for (method, params) in [
        (
            "bind",
            json!({ "fields": { "ENTITY_TYPE": "deal", "ENTITY_ID": deal } }),
        ),
        ("bind", unbind("parcel", 1)),
        ("unbind", unbind("deal", 0)),
        ("list", json!({ "filter": { "ENTITY_TYPE": "deal" } })),
    ] {
        let code = c
            .code(&format!("crm.timeline.bindings.{method}"), params.clone())
            .await;
        assert_eq!(code, "ERROR_ARGUMENT", "{params}");
    }
    let fields = c.call("crm.timeline.bindings.fields", json!({})).await;
    assert_eq!(fields["OWNER_ID"]["isRequired"], true);
    assert_eq!(fields.as_object().unwrap().len(), 3);
}

#[tokio::test]
async fn three_entries_of_a_timeline_are_pinned() {
    let c = Client::start().await;
    let deal = c.titled("deal").await;
    let mut entries = Vec::new();
    for _ in 0..4 {
        entries.push(c.comment(deal).await);
    }
    let of = |id: i64| json!({ "id": id, "ownerTypeId": 2, "ownerId": deal });
    for id in &entries[..3] {
        assert_eq!(c.call("crm.timeline.item.pin", of(*id)).await, json!(null));
    }
    assert_eq!(
        c.call("crm.timeline.item.pin", of(entries[0])).await,
        json!(null),
        "it is already"
    );
    assert_eq!(c.code("crm.timeline.item.pin", of(entries[3])).await, "0");
    assert_eq!(
        c.call("crm.timeline.item.unpin", of(entries[0])).await,
        json!(null)
    );
    assert_eq!(
        c.call("crm.timeline.item.pin", of(entries[3])).await,
        json!(null)
    );
    let other = c.titled("deal").await;
    for (params, code) in [
        (of(99), "NOT_FOUND"),
        (
            json!({ "id": entries[0], "ownerTypeId": 2, "ownerId": other }),
            "NOT_FOUND",
        ),
        (
            json!({ "id": entries[0], "ownerTypeId": 2, "ownerId": 99 }),
            "OWNER_NOT_FOUND",
        ),
        (json!({ "id": entries[0] }), "100"),
    ] {
        for method in ["crm.timeline.item.pin", "crm.timeline.item.unpin"] {
            assert_eq!(c.code(method, params.clone()).await, code, "{params}");
        }
    }
}

#[tokio::test]
async fn notes_on_entries_and_activities() {
    let c = Client::start().await;
    let deal = c.titled("deal").await;
    let (comment, activity) = (c.comment(deal).await, c.activity(2, deal, json!({})).await);
    let on = |kind: i64, item: i64, text: &str| json!({ "ownerTypeId": 2, "ownerId": deal, "itemType": kind, "itemId": item, "text": text });
    for (kind, item) in [(1, comment), (2, activity)] {
        let it = on(kind, item, "Ask.");
        assert_eq!(
            c.code("crm.timeline.note.get", it.clone()).await,
            "NOT_FOUND"
        );
        assert_eq!(c.call("crm.timeline.note.save", it.clone()).await, true);
        c.portal.clock().advance(std::time::Duration::from_secs(60));
        assert_eq!(
            c.call("crm.timeline.note.save", on(kind, item, "Ask again."))
                .await,
            true
        );
        let note = c.call("crm.timeline.note.get", it.clone()).await;
        assert_eq!(
            (&note["text"], &note["createdById"]),
            (&json!("Ask again."), &json!(1))
        );
        assert_ne!(note["createdTime"], note["updatedTime"]);
        assert_eq!(c.call("crm.timeline.note.delete", it.clone()).await, true);
        assert_eq!(c.code("crm.timeline.note.delete", it).await, "NOT_FOUND");
    }
    assert_eq!(
        c.code("crm.timeline.note.save", on(1, 99, "x")).await,
        "NOT_FOUND"
    );
    assert_eq!(
        c.code("crm.timeline.note.save", on(3, comment, "x")).await,
        "NOT_FOUND"
    );
    let nameless = json!({ "ownerTypeId": 2, "ownerId": deal, "itemType": 1, "itemId": comment });
    assert_eq!(c.code("crm.timeline.note.save", nameless).await, "100");
}

#[tokio::test]
async fn blocks_of_an_application_in_a_comment() {
    let c = Client::start().await;
    let deal = c.titled("deal").await;
    let (comment, log) = (c.comment(deal).await, c.log(deal, "x").await["id"].clone());
    let layout = json!({ "blocks": { "note": { "type": "text", "properties": { "value": "at the border" } } } });
    let on = |entry: &Value| json!({ "entityTypeId": 2, "entityId": deal, "timelineId": entry, "layout": layout });
    let it = on(&json!(comment));
    let app = async |method: &str, params: &Value| {
        let (_, body) = c
            .app(
                &format!("crm.timeline.layout.blocks.{method}"),
                params.clone(),
            )
            .await;
        if body["error"].is_null() {
            body["result"].clone()
        } else {
            body["error"].clone()
        }
    };
    assert_eq!(app("get", &it).await, json!({ "layout": null }));
    assert_eq!(app("delete", &it).await, "NOT_FOUND");
    assert_eq!(app("set", &it).await, json!({ "success": true }));
    assert_eq!(app("get", &it).await, json!({ "layout": layout }));
    assert_eq!(app("delete", &it).await, json!({ "success": true }));
    assert_eq!(app("get", &it).await, json!({ "layout": null }));
    assert_eq!(app("set", &on(&log)).await, "UNSUITABLE_TIMELINE_ITEM");
    assert_eq!(app("set", &on(&json!(99))).await, "NOT_FOUND");
    let mut other = it.clone();
    other["entityId"] = json!(99);
    assert_eq!(app("get", &other).await, "OWNER_NOT_FOUND");
    let mut empty = it.clone();
    empty["layout"] = json!({ "x": 1 });
    assert_eq!(app("set", &empty).await, "FIELD_IS_REDUNDANT");
    empty["layout"] = json!([]);
    assert_eq!(app("set", &empty).await, "FIELD_IS_REQUIRED");
    assert_eq!(
        c.code("crm.timeline.layout.blocks.get", it).await,
        "ERROR_WRONG_CONTEXT"
    );
}

#[tokio::test]
async fn who_may_not_change_records_writes_nothing_in_their_timelines() {
    use bitrix24_portal::{Portal, Role, Webhook};
    let c = Client::with(
        Portal::builder()
            .webhook(Webhook::new(5, "reader"))
            .user(5, Role::Reader),
    )
    .await;
    let of = json!({ "activityId": 1, "entityTypeId": 2, "entityId": 1 });
    assert_eq!(
        c.code("crm.activity.binding.add", of.clone()).await,
        "ACCESS_DENIED"
    );
    assert_eq!(c.call("crm.activity.binding.list", of).await, json!([]));
    let fields = json!({ "OWNER_ID": 1, "ENTITY_TYPE": "deal", "ENTITY_ID": 1 });
    let bind = c.call("crm.timeline.bindings.bind", json!({ "fields": fields }));
    assert_eq!(bind.await, false);
    let (status, _, text) = c
        .refused("crm.tracking.trace.delete", json!({ "id": 1 }))
        .await;
    assert_eq!((status, text.as_str()), (400, "Access denied."));
    let outsider = Portal::builder()
        .webhook(Webhook::new(5, "outsider"))
        .user(5, Role::Outsider);
    let c = Client::with(outsider).await;
    let of = json!({ "entityTypeId": 2, "entityId": 1 });
    let (status, ..) = c.refused("crm.timeline.logmessage.list", of).await;
    assert_eq!(status, 400);
}
