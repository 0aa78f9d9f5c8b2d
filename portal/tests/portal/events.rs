//! Section 4: handlers are bound and called.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::client::{APP, Client};

/// A handler that hands on the bodies it gets.
async fn listen() -> (String, mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/hook?x=1", listener.local_addr().unwrap());
    let (tell, told) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = String::new();
            let mut part = [0_u8; 4096];
            loop {
                let read = stream.read(&mut part).await.unwrap();
                request.push_str(&String::from_utf8_lossy(&part[..read]));
                let Some((head, body)) = request.split_once("\r\n\r\n") else {
                    continue;
                };
                let head = head.to_lowercase();
                let length = head
                    .split("content-length: ")
                    .nth(1)
                    .unwrap()
                    .lines()
                    .next()
                    .unwrap();
                if body.len() < length.parse().unwrap() {
                    continue;
                }
                assert!(head.starts_with("post /hook?x=1 http/1.1"));
                assert!(head.contains("content-type: application/x-www-form-urlencoded"));
                tell.send(body.to_owned()).unwrap();
                break;
            }
            stream
                .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
                .await
                .unwrap();
        }
    });
    (address, told)
}

async fn next(told: &mut mpsc::UnboundedReceiver<String>) -> Vec<(String, String)> {
    let body = timeout(Duration::from_secs(5), told.recv())
        .await
        .expect("an event")
        .unwrap();
    form_urlencoded::parse(body.as_bytes())
        .into_owned()
        .collect()
}

fn field<'a>(form: &'a [(String, String)], name: &str) -> &'a str {
    form.iter()
        .find(|(n, _)| n == name)
        .map(|(_, v)| v.as_str())
        .unwrap_or_else(|| panic!("{name} in {form:?}"))
}

async fn bind(c: &Client, event: &str, handler: &str) -> Value {
    let (status, body) = c
        .app("event.bind", json!({ "event": event, "handler": handler }))
        .await;
    assert_eq!(status, 200, "{body}");
    body["result"].clone()
}

#[tokio::test]
async fn changes_call_handlers() {
    let c = Client::start().await;
    let (handler, mut told) = listen().await;
    for event in [
        "onCrmContactAdd",
        "ONCRMCONTACTUPDATE",
        "onCrmContactDelete",
    ] {
        assert_eq!(bind(&c, event, &handler).await, json!(true));
    }
    let id = c.contact(json!({ "NAME": "Ada" })).await;
    let form = next(&mut told).await;
    for (name, value) in [
        ("event", "ONCRMCONTACTADD"),
        ("event_handler_id", "1"),
        ("data[FIELDS][ID]", id.to_string().as_str()),
        ("auth[access_token]", APP),
        ("auth[expires_in]", "3600"),
        ("auth[application_token]", "secret"),
        ("auth[client_endpoint]", &c.portal.endpoint()),
        ("auth[domain]", c.portal.url().trim_start_matches("http://")),
    ] {
        assert_eq!(field(&form, name), value, "{name}");
    }
    assert!(field(&form, "ts").parse::<i64>().unwrap() > 1_700_000_000);
    for name in [
        "auth[scope]",
        "auth[member_id]",
        "auth[server_endpoint]",
        "auth[status]",
    ] {
        assert!(!field(&form, name).is_empty(), "{name}");
    }
    assert!(
        form.iter()
            .all(|(name, _)| name != "event_id" && name != "auth[refresh_token]")
    );
    c.update(id, json!({ "POST": "x" })).await;
    assert_eq!(field(&next(&mut told).await, "event"), "ONCRMCONTACTUPDATE");
    c.call("crm.item.delete", json!({ "entityTypeId": 3, "id": id }))
        .await;
    assert_eq!(
        field(&next(&mut told).await, "event"),
        "ONCRMCONTACTDELETE",
        "the same record, the same event"
    );
}

#[tokio::test]
async fn the_same_event_in_one_hit_is_sent_once_and_failures_send_none() {
    let c = Client::start().await;
    let (handler, mut told) = listen().await;
    let id = c.contact(json!({ "NAME": "Ada" })).await;
    bind(&c, "onCrmContactUpdate", &handler).await;
    let bad = json!({ "id": id, "fields": { "EMAIL": [{ "VALUE": "nonsense" }] } });
    c.refused("crm.contact.update", bad).await;
    let update = format!("crm.contact.update?id={id}&fields[POST]=x");
    c.call("batch", json!({ "cmd": [update, update, update] }))
        .await;
    assert_eq!(
        field(&next(&mut told).await, "data[FIELDS][ID]"),
        id.to_string()
    );
    assert!(
        timeout(Duration::from_millis(200), told.recv())
            .await
            .is_err()
    );
}

#[tokio::test]
async fn events_of_custom_fields() {
    let c = Client::start().await;
    let (handler, mut told) = listen().await;
    for role in ["Add", "Update", "Delete", "SetEnumValues"] {
        bind(&c, &format!("onCrmContactUserField{role}"), &handler).await;
    }
    let id = c
        .custom_field(json!({ "USER_TYPE_ID": "enumeration", "FIELD_NAME": "TIER" }))
        .await;
    let form = next(&mut told).await;
    assert_eq!(field(&form, "event"), "ONCRMCONTACTUSERFIELDADD");
    assert_eq!(field(&form, "data[FIELDS][ID]"), id.to_string());
    assert_eq!(field(&form, "data[FIELDS][ENTITY_ID]"), "CRM_CONTACT");
    assert_eq!(field(&form, "data[FIELDS][FIELD_NAME]"), "UF_CRM_TIER");
    c.call(
        "crm.contact.userfield.update",
        json!({ "id": id, "fields": { "LIST": [{ "VALUE": "Gold" }] } }),
    )
    .await;
    assert_eq!(
        field(&next(&mut told).await, "event"),
        "ONCRMCONTACTUSERFIELDSETENUMVALUES"
    );
    assert_eq!(
        field(&next(&mut told).await, "event"),
        "ONCRMCONTACTUSERFIELDUPDATE"
    );
    c.call("crm.contact.userfield.delete", json!({ "id": id }))
        .await;
    assert_eq!(
        field(&next(&mut told).await, "event"),
        "ONCRMCONTACTUSERFIELDDELETE"
    );
}

#[tokio::test]
async fn binding() {
    let c = Client::start().await;
    let refused = async |params: Value| {
        let (status, body) = c.app("event.bind", params).await;
        (
            status,
            body["error"].as_str().unwrap().to_owned(),
            body.get("argument").cloned(),
        )
    };
    let hook = "http://127.0.0.1:9/";
    assert_eq!(
        refused(json!({ "event": "onNothing", "handler": hook }))
            .await
            .1,
        "ERROR_EVENT_NOT_FOUND"
    );
    assert_eq!(
        refused(json!({ "HANDLER": hook })).await,
        (400, "ERROR_ARGUMENT".to_owned(), Some(json!("EVENT")))
    );
    assert_eq!(
        refused(json!({ "event": "onCrmContactAdd", "handler": "nowhere" }))
            .await
            .1,
        "ERROR_WRONG_HANDLER_URL"
    );
    assert_eq!(
        refused(json!({ "event": "onCrmContactAdd", "handler": "ftp://x/" }))
            .await
            .1,
        "ERROR_UNSUPPORTED_PROTOCOL"
    );
    let (status, code, _) = c
        .refused(
            "event.bind",
            json!({ "event": "onCrmContactAdd", "handler": hook }),
        )
        .await;
    assert_eq!((status, code.as_str()), (403, "WRONG_AUTH_TYPE"));
    assert_eq!(bind(&c, "onCrmContactAdd", hook).await, json!(true));
    assert_eq!(
        refused(json!({ "event": "onCrmContactAdd", "handler": hook }))
            .await
            .1,
        "ERROR_CORE"
    );
    let (_, body) = c.app("event.get", json!({})).await;
    assert_eq!(
        body["result"],
        json!([{ "event": "ONCRMCONTACTADD", "handler": hook, "auth_type": "0", "offline": 0 }])
    );
    let (_, body) = c
        .app(
            "event.unbind",
            json!({ "event": "onCrmContactAdd", "handler": hook }),
        )
        .await;
    assert_eq!(body["result"], json!({ "count": 1 }));
    assert!(
        c.call("events", json!({}))
            .await
            .as_array()
            .unwrap()
            .contains(&json!("ONCRMCONTACTADD"))
    );
}
