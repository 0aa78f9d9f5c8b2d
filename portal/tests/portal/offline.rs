//! Section 4: offline events.

use serde_json::{Value, json};

use crate::client::Client;
use crate::events::{Listener, field};

async fn bind_offline(c: &Client, event: &str, connector: &str) {
    let params = json!({ "event": event, "event_type": "offline", "auth_connector": connector });
    let (status, body) = c.app("event.bind", params).await;
    assert_eq!(status, 200, "{body}");
}

async fn app(c: &Client, method: &str, params: Value) -> Value {
    let (status, mut body) = c.app(method, params).await;
    assert_eq!(status, 200, "{method}: {body}");
    body["result"].take()
}

/// The contacts that events are about.
fn ids(events: &Value) -> Vec<&str> {
    let events = events.as_array().unwrap().iter();
    events
        .map(|event| event["EVENT_DATA"]["FIELDS"]["ID"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn events_are_kept_once_until_they_are_taken() {
    let c = Client::start().await;
    bind_offline(&c, "onCrmContactUpdate", "").await;
    let (one, two) = (
        c.contact(json!({ "NAME": "One" })).await,
        c.contact(json!({ "NAME": "Two" })).await,
    );
    for id in [one, two, one, one] {
        c.update(id, json!({ "POST": "x" })).await;
    }
    let listed = c.app("event.offline.list", json!({})).await.1;
    assert_eq!(
        listed["total"], 2,
        "the same event with the same data is one"
    );
    let event = &listed["result"][0];
    assert_eq!(
        (&event["EVENT_NAME"], &event["PROCESS_ID"], &event["ERROR"]),
        (&json!("ONCRMCONTACTUPDATE"), &json!(""), &json!("0"))
    );
    assert_eq!(
        event["EVENT_DATA"],
        json!({ "FIELDS": { "ID": one.to_string() } })
    );
    assert_eq!(event["MESSAGE_ID"].as_str().unwrap().len(), 32);
    assert!(event["TIMESTAMP_X"].as_str().unwrap().ends_with("+03:00"));
    let taken = app(&c, "event.offline.get", json!({})).await;
    assert_eq!(
        (&taken["process_id"], ids(&taken["events"]).len()),
        (&json!(null), 2)
    );
    assert!(
        taken["events"][0].get("PROCESS_ID").is_none(),
        "only lists tell"
    );
    let again = app(&c, "event.offline.get", json!({})).await;
    assert_eq!(again["events"], json!([]), "taken is gone");
}

#[tokio::test]
async fn readings_lock_their_events() {
    let c = Client::start().await;
    bind_offline(&c, "onCrmContactAdd", "").await;
    for name in ["A", "B", "C", "D"] {
        c.contact(json!({ "NAME": name })).await;
    }
    let take = async |params: Value| {
        let mut params = params;
        params["clear"] = json!(0);
        app(&c, "event.offline.get", params).await
    };
    let first = take(json!({ "limit": 2 })).await;
    let process = first["process_id"].as_str().unwrap().to_owned();
    assert_eq!(ids(&first["events"]), ["1", "2"]);
    let other = take(json!({ "limit": 1, "order": { "ID": "DESC" } })).await;
    assert_eq!(
        ids(&other["events"]),
        ["4"],
        "what is locked is not given twice"
    );
    let more = take(json!({ "process_id": process, "filter": { ">=ID": 3 } })).await;
    assert_eq!(
        (ids(&more["events"]), &more["process_id"]),
        (vec!["3"], &json!(process))
    );
    // One was handled, one could not be, one is still under way.
    let message = |at: usize| first["events"][at]["MESSAGE_ID"].clone();
    let done = json!({ "process_id": process, "message_id": [message(0)] });
    assert_eq!(app(&c, "event.offline.clear", done).await, json!(true));
    let failed = json!({ "process_id": process, "message_id": [message(1)] });
    assert_eq!(app(&c, "event.offline.error", failed).await, json!(true));
    let filter = json!({ "filter": { "=PROCESS_ID": process }, "order": { "ID": "DESC" } });
    let left = app(&c, "event.offline.list", filter).await;
    let errors: Vec<&Value> = left
        .as_array()
        .unwrap()
        .iter()
        .map(|e| &e["ERROR"])
        .collect();
    assert_eq!(
        (ids(&left), errors),
        (vec!["3", "2"], vec![&json!("0"), &json!("1")])
    );
    assert_eq!(
        app(&c, "event.offline.get", json!({})).await["events"],
        json!([])
    );
    let failed = app(&c, "event.offline.get", json!({ "error": 1 })).await;
    assert_eq!(
        ids(&failed["events"]),
        ["2"],
        "what failed comes when it is asked for"
    );
    let by_id = json!({ "process_id": process, "id": ["3", "99"] });
    app(&c, "event.offline.clear", by_id).await;
    let all = c.app("event.offline.list", json!({})).await.1;
    assert_eq!((ids(&all["result"]), &all["total"]), (vec!["4"], &json!(1)));
    app(
        &c,
        "event.offline.clear",
        json!({ "process_id": other["process_id"] }),
    )
    .await;
    assert_eq!(c.app("event.offline.list", json!({})).await.1["total"], 0);
    let (status, body) = c
        .app("event.offline.error", json!({ "process_id": process }))
        .await;
    assert_eq!((status, &body["argument"]), (400, &json!("message_id")));
    let (status, body) = c.app("event.offline.clear", json!({})).await;
    assert_eq!((status, &body["argument"]), (400, &json!("process_id")));
}

#[tokio::test]
async fn nobody_hears_of_the_own_changes() {
    let c = Client::start().await;
    bind_offline(&c, "onCrmContactAdd", "").await;
    bind_offline(&c, "onCrmContactAdd", "sync").await;
    let add = |connector: &str| json!({ "fields": { "NAME": "Ada" }, "auth_connector": connector });
    app(&c, "crm.contact.add", add("sync")).await;
    let queue = async |connector: &str| {
        let params = json!({ "auth_connector": connector });
        let taken = app(&c, "event.offline.get", params).await;
        ids(&taken["events"]).len()
    };
    assert_eq!((queue("sync").await, queue("").await), (0, 1));
    app(&c, "crm.contact.add", add("")).await;
    assert_eq!((queue("sync").await, queue("").await), (1, 0));
    c.contact(json!({ "NAME": "Grace" })).await;
    assert_eq!(
        (queue("sync").await, queue("").await),
        (1, 1),
        "a webhook is somebody else"
    );
}

#[tokio::test]
async fn handlers_hear_that_there_is_news_and_not_too_often() {
    let c = Client::start().await;
    let mut listener = Listener::start().await;
    bind_offline(&c, "onCrmContactAdd", "").await;
    let news = json!({ "event": "onOfflineEvent", "handler": listener.address, "options": { "minTimeout": 60 } });
    assert_eq!(c.app("event.bind", news).await.0, 200);
    c.portal.clock().freeze();
    for _ in 0..3 {
        c.contact(json!({ "NAME": "Ada" })).await;
    }
    assert_eq!(field(&listener.next().await, "event"), "ONOFFLINEEVENT");
    listener.nothing(&c).await;
    c.portal.clock().advance(std::time::Duration::from_secs(60));
    c.contact(json!({ "NAME": "Ada" })).await;
    assert_eq!(field(&listener.next().await, "event"), "ONOFFLINEEVENT");
    listener.nothing(&c).await;
}
