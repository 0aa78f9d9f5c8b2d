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
    let again = take(json!({ "process_id": process, "filter": { ">=ID": 2 } })).await;
    assert_eq!(
        (ids(&again["events"]), &again["process_id"]),
        (vec!["2"], &json!(process)),
        "a reading reads its own again and takes nothing new"
    );
    let made_up = take(json!({ "process_id": "made-up" })).await;
    assert_eq!(ids(&made_up["events"]), [""; 0]);
    // One was handled, one could not be.
    let message = |at: usize| first["events"][at]["MESSAGE_ID"].clone();
    let done = json!({ "process_id": process, "message_id": [message(0)] });
    assert_eq!(app(&c, "event.offline.clear", done).await, json!(true));
    let failed = json!({ "process_id": process, "message_id": [message(1)] });
    assert_eq!(
        app(&c, "event.offline.error", failed.clone()).await,
        json!(true)
    );
    let listed = app(&c, "event.offline.list", json!({})).await;
    let state = |event: &Value| {
        let locked = event["PROCESS_ID"] != "";
        format!("{locked} {}", event["ERROR"].as_str().unwrap())
    };
    let states: Vec<String> = listed.as_array().unwrap().iter().map(state).collect();
    assert_eq!(ids(&listed), ["2", "3", "4"]);
    assert_eq!(
        states,
        ["false 1", "false 0", "true 0"],
        "what failed is let go"
    );
    let failures = take(json!({ "error": 1 })).await;
    assert_eq!(
        ids(&failures["events"]),
        ["2"],
        "what failed comes when it is asked for, and alone"
    );
    // What fails again stays locked.
    let failed =
        json!({ "process_id": failures["process_id"], "message_id": failed["message_id"] });
    app(&c, "event.offline.error", failed).await;
    let none = take(json!({ "error": 1 })).await;
    assert_eq!(ids(&none["events"]), [""; 0]);
    let locked = json!({ "filter": { ">PROCESS_ID": "", "=ERROR": 1 } });
    let locked = app(&c, "event.offline.list", locked).await;
    assert_eq!(ids(&locked), ["2"]);
    assert_eq!(locked[0]["PROCESS_ID"], failures["process_id"]);
    let ours = json!({ "process_id": failures["process_id"], "error": 1 });
    assert_eq!(ids(&take(ours).await["events"]), ["2"]);

    let by_id = json!({ "process_id": failures["process_id"], "id": [listed[0]["ID"], 99] });
    app(&c, "event.offline.clear", by_id).await;
    let all = c.app("event.offline.list", json!({})).await.1;
    assert_eq!(
        (ids(&all["result"]), &all["total"]),
        (vec!["3", "4"], &json!(2))
    );
    let process = other["process_id"].clone();
    app(&c, "event.offline.clear", json!({ "process_id": process })).await;
    assert_eq!(c.app("event.offline.list", json!({})).await.1["total"], 1);
    for wrong in [
        json!({ "message_id": ["short"] }),
        json!({ "message_id": "x" }),
        json!({ "id": [0] }),
        json!({ "id": 3 }),
    ] {
        let mut params = wrong.clone();
        params["process_id"] = process.clone();
        let (status, body) = c.app("event.offline.clear", params).await;
        assert_eq!(
            (status, &body["error"]),
            (400, &json!("ERROR_ARGUMENT")),
            "{wrong}"
        );
    }
    let (status, body) = c
        .app("event.offline.error", json!({ "process_id": process }))
        .await;
    assert_eq!((status, &body["argument"]), (400, &json!("message_id")));
    let (status, body) = c.app("event.offline.clear", json!({})).await;
    assert_eq!((status, &body["argument"]), (400, &json!("process_id")));
}

#[tokio::test]
async fn an_event_that_failed_stands_for_the_same_one_again() {
    let c = Client::start().await;
    bind_offline(&c, "onCrmContactUpdate", "").await;
    let id = c.contact(json!({ "NAME": "Ada" })).await;
    let update = async || c.update(id, json!({ "POST": "x" })).await;
    let total = async || c.app("event.offline.list", json!({})).await.1["total"].clone();
    let take = async || app(&c, "event.offline.get", json!({ "clear": 0 })).await;
    update().await;
    let first = take().await;
    update().await;
    assert_eq!(
        total().await,
        2,
        "what happens to a locked event is a new one"
    );
    let message = &first["events"][0]["MESSAGE_ID"];
    let failed = json!({ "process_id": first["process_id"], "message_id": [message] });
    app(&c, "event.offline.error", failed).await;
    assert_eq!(total().await, 1);
    update().await;
    assert_eq!(total().await, 1);
    assert_eq!(take().await["events"], json!([]));
}

#[tokio::test]
async fn sources_are_apart() {
    let c = Client::start().await;
    for connector in ["", "sync"] {
        bind_offline(&c, "onCrmContactAdd", connector).await;
    }
    c.contact(json!({ "NAME": "Ada" })).await;
    let params = json!({ "auth_connector": "sync", "clear": 0 });
    let taken = app(&c, "event.offline.get", params).await;
    let left = async || {
        let params = json!({ "auth_connector": "sync" });
        app(&c, "event.offline.list", params).await
    };
    let mut params = json!({ "process_id": taken["process_id"] });
    app(&c, "event.offline.clear", params.clone()).await;
    assert_eq!(ids(&left().await), ["1"], "of another source");
    params["message_id"] = json!([taken["events"][0]["MESSAGE_ID"]]);
    app(&c, "event.offline.error", params.clone()).await;
    assert_eq!(left().await[0]["ERROR"], "0");
    params["auth_connector"] = json!("sync");
    app(&c, "event.offline.clear", params).await;
    assert_eq!(left().await, json!([]));

    let mut unbind = json!({ "event": "onCrmContactAdd", "event_type": "offline" });
    let count = app(&c, "event.unbind", unbind.clone()).await;
    assert_eq!(count, json!({ "count": 1 }));
    unbind["auth_connector"] = json!("sync");
    let bound = app(&c, "event.get", json!({})).await;
    assert_eq!(bound[0]["connector_id"], "sync");
    app(&c, "event.unbind", unbind).await;
    assert_eq!(app(&c, "event.get", json!({})).await, json!([]));
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
