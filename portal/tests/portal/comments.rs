//! Comments in timelines.

use serde_json::{Value, json};

use crate::client::Client;
use crate::events::{Listener, bind, field};

impl Client {
    async fn comments(&self, kind: &str, id: i64) -> Value {
        let filter = json!({ "ENTITY_TYPE": kind, "ENTITY_ID": id });
        let params = json!({ "filter": filter, "order": { "ID": "ASC" } });
        self.call("crm.timeline.comment.list", params).await
    }
}

#[tokio::test]
async fn comments_stand_in_the_timelines_of_their_records() {
    let c = Client::start().await;
    let (deal, lead) = (c.titled("deal").await, c.titled("lead").await);
    let id = c.comment(deal).await;
    let row = c
        .call("crm.timeline.comment.get", json!({ "id": id }))
        .await;
    assert!(row["CREATED"].as_str().unwrap().ends_with("+03:00"));
    assert_eq!(
        [
            &row["ENTITY_TYPE"],
            &row["ENTITY_ID"],
            &row["AUTHOR_ID"],
            &row["FILES"]
        ],
        [
            &json!("deal"),
            &json!(deal.to_string()),
            &json!("1"),
            &json!([])
        ]
    );
    assert_eq!(c.comments("deal", deal).await[0]["ID"], id.to_string());
    assert_eq!(c.comments("lead", lead).await, json!([]));
    c.bind_entry(id, "lead", lead).await;
    let seen = c.comments("lead", lead).await[0].take();
    assert_eq!(
        (&seen["ID"], &seen["ENTITY_TYPE"], &seen["ENTITY_ID"]),
        (
            &json!(id.to_string()),
            &json!("lead"),
            &json!(lead.to_string())
        )
    );
    let update = |more: Value| {
        let mut params = json!({ "id": id, "fields": { "COMMENT": "There." } });
        let all = params.as_object_mut().unwrap();
        all.extend(more.as_object().unwrap().clone());
        params
    };
    let owner = json!({ "ownerTypeId": 1, "ownerId": lead });
    assert_eq!(
        c.call("crm.timeline.comment.update", update(owner.clone()))
            .await,
        id
    );
    assert_eq!(c.comments("deal", deal).await[0]["COMMENT"], "There.");

    let delete = |more: Value| update(more);
    assert_eq!(
        c.code("crm.timeline.comment.delete", delete(json!({})))
            .await,
        "MULTIPLE_BINDINGS"
    );
    assert_eq!(
        c.call("crm.timeline.comment.delete", delete(owner.clone()))
            .await,
        json!(null)
    );
    assert_eq!(c.comments("lead", lead).await, json!([]));
    assert_eq!(
        c.comments("deal", deal).await[0]["ID"],
        id.to_string(),
        "only there it went"
    );
    for method in ["update", "delete"] {
        let code = c
            .code(
                &format!("crm.timeline.comment.{method}"),
                update(owner.clone()),
            )
            .await;
        assert_eq!(code, "NOT_FOUND", "{method}");
    }
    assert_eq!(
        c.call("crm.timeline.comment.delete", delete(json!({})))
            .await,
        json!(null)
    );
    assert_eq!(
        c.refused("crm.timeline.comment.get", json!({ "id": id }))
            .await
            .0,
        400
    );
}

#[tokio::test]
async fn what_is_wrong_with_a_comment() {
    let c = Client::start().await;
    let deal = c.titled("deal").await;
    let id = c.comment(deal).await;
    let add = |kind: &str, id: i64, text: &str| json!({ "fields": { "ENTITY_TYPE": kind, "ENTITY_ID": id, "COMMENT": text } });
    for (method, params, code) in [
        ("add", add("deal", 99, "x"), "OWNER_NOT_FOUND"),
        ("add", add("dynamic_177", 1, "x"), "OWNER_NOT_FOUND"),
        ("add", add("parcel", 1, "x"), "OWNER_NOT_FOUND"),
        ("add", add("deal", deal, " "), "INVALID_ARG_VALUE"),
        (
            "add",
            json!({ "fields": { "ENTITY_TYPE": "deal", "COMMENT": "x" } }),
            "100",
        ),
        (
            "update",
            json!({ "id": id, "fields": { "COMMENT": "" } }),
            "INVALID_ARG_VALUE",
        ),
        (
            "update",
            json!({ "id": 99, "fields": { "COMMENT": "x" } }),
            "NOT_FOUND",
        ),
        (
            "update",
            json!({ "id": id, "fields": {}, "ownerTypeId": 2, "ownerId": 99 }),
            "OWNER_NOT_FOUND",
        ),
        ("delete", json!({ "id": 99 }), "NOT_FOUND"),
        ("delete", json!({}), "100"),
    ] {
        let refused = c
            .code(&format!("crm.timeline.comment.{method}"), params.clone())
            .await;
        assert_eq!(refused, code, "{method} {params}");
    }
    assert_eq!(c.comments("deal", deal).await.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn files_of_comments_are_replaced_as_a_whole() {
    let c = Client::start().await;
    let deal = c.titled("deal").await;
    let fields = json!({
        "ENTITY_TYPE": "deal", "ENTITY_ID": deal, "COMMENT": "x",
        "FILES": [["a.txt", "SGVsbG8="], ["b.gif", "R0lGODlhAQABAAAAACw="]],
    });
    let id = c
        .call("crm.timeline.comment.add", json!({ "fields": fields }))
        .await;
    let files = async || {
        c.call("crm.timeline.comment.get", json!({ "id": id }))
            .await["FILES"]
            .take()
    };
    let both = files().await;
    let both: Vec<&Value> = both.as_object().unwrap().values().collect();
    assert_eq!(
        (
            &both[0]["name"],
            &both[0]["type"],
            &both[0]["size"],
            &both[0]["authorId"]
        ),
        (&json!("a.txt"), &json!("file"), &json!(5), &json!(1))
    );
    assert_eq!(both[1]["type"], "image");
    let url = both[0]["urlDownload"].as_str().unwrap();
    let reply = crate::client::send(url, "GET", "", b"").await;
    assert_eq!((reply.status, reply.body.as_slice()), (200, &b"Hello"[..]));
    let update = async |fields: Value| {
        let params = json!({ "id": id, "fields": fields });
        c.call("crm.timeline.comment.update", params).await
    };
    update(json!({ "COMMENT": "y" })).await;
    assert_eq!(files().await.as_object().unwrap().len(), 2, "not mentioned");
    update(json!({ "FILES": [["c.txt", "SGVsbG8="]] })).await;
    let one = files().await;
    let one: Vec<&Value> = one.as_object().unwrap().values().collect();
    assert_eq!((one.len(), &one[0]["name"]), (1, &json!("c.txt")));
    let reply = crate::client::send(url, "GET", "", b"").await;
    assert_eq!(reply.status, 404);
    update(json!({ "FILES": [] })).await;
    assert_eq!(files().await, json!([]));
}

#[tokio::test]
async fn changes_of_comments_raise_events() {
    let c = Client::start().await;
    let mut listener = Listener::start().await;
    for role in ["Add", "Update", "Delete"] {
        bind(
            &c,
            &format!("onCrmTimelineComment{role}"),
            &listener.address,
        )
        .await;
    }
    let deal = c.titled("deal").await;
    let id = c.comment(deal).await;
    let update = json!({ "id": id, "fields": { "COMMENT": "There." } });
    c.call("crm.timeline.comment.update", update).await;
    c.call("crm.timeline.comment.delete", json!({ "id": id }))
        .await;
    for role in ["ADD", "UPDATE", "DELETE"] {
        let form = listener.next().await;
        assert_eq!(field(&form, "event"), format!("ONCRMTIMELINECOMMENT{role}"));
        assert_eq!(field(&form, "data[ID]"), id.to_string());
    }
    listener.nothing(&c).await;
}
