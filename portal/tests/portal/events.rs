//! Section 4: handlers are bound and called.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::client::Client;

/// A handler of events.
pub(crate) struct Listener {
    pub(crate) address: String,
    told: mpsc::UnboundedReceiver<String>,
}

impl Listener {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/hook?x=1", listener.local_addr().unwrap());
        let (tell, told) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                if tell.send(hear(stream).await).is_err() {
                    return;
                }
            }
        });
        Self { address, told }
    }

    /// The next event, as names and values.
    pub(crate) async fn next(&mut self) -> Vec<(String, String)> {
        let body = timeout(Duration::from_secs(5), self.told.recv())
            .await
            .expect("an event")
            .unwrap();
        form_urlencoded::parse(body.as_bytes())
            .into_owned()
            .collect()
    }

    /// Makes sure that everything was delivered and nothing is left to hear.
    pub(crate) async fn nothing(&mut self, c: &Client) {
        c.portal.settle().await;
        assert!(self.told.try_recv().is_err());
    }
}

/// Reads a request, answers it, and tells its body.
async fn hear(mut stream: TcpStream) -> String {
    let mut request = String::new();
    let mut part = [0_u8; 4096];
    let body = loop {
        let read = stream.read(&mut part).await.unwrap();
        request.push_str(&String::from_utf8_lossy(&part[..read]));
        let Some((head, body)) = request.split_once("\r\n\r\n") else {
            continue;
        };
        let head = head.to_lowercase();
        let length = head.split("content-length: ").nth(1).unwrap();
        if body.len() < length.lines().next().unwrap().parse().unwrap() {
            continue;
        }
        assert!(head.starts_with("post /hook?x=1 http/1.1"));
        assert!(head.contains("content-type: application/x-www-form-urlencoded"));
        break body.to_owned();
    };
    stream
        .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        .await
        .unwrap();
    body
}

pub(crate) fn field<'a>(form: &'a [(String, String)], name: &str) -> &'a str {
    form.iter()
        .find(|(n, _)| n == name)
        .map(|(_, v)| v.as_str())
        .unwrap_or_else(|| panic!("{name} in {form:?}"))
}

pub(crate) async fn bind(c: &Client, event: &str, handler: &str) -> Value {
    let (status, body) = c
        .app("event.bind", json!({ "event": event, "handler": handler }))
        .await;
    assert_eq!(status, 200, "{body}");
    body["result"].clone()
}

#[tokio::test]
async fn changes_call_handlers() {
    let c = Client::start().await;
    let mut listener = Listener::start().await;
    for event in [
        "onCrmContactAdd",
        "ONCRMCONTACTUPDATE",
        "onCrmContactDelete",
    ] {
        assert_eq!(bind(&c, event, &listener.address).await, json!(true));
    }
    let id = c.contact(json!({ "NAME": "Ada" })).await;
    let form = listener.next().await;
    for (name, value) in [
        ("event", "ONCRMCONTACTADD"),
        ("event_handler_id", "1"),
        ("data[FIELDS][ID]", id.to_string().as_str()),
        ("auth[expires_in]", "3600"),
        ("auth[application_token]", "secret"),
        ("auth[client_endpoint]", &c.portal.endpoint()),
        ("auth[domain]", c.portal.url().trim_start_matches("http://")),
    ] {
        assert_eq!(field(&form, name), value, "{name}");
    }
    let number = |name: &str| field(&form, name).parse::<i64>().unwrap();
    assert!(number("ts") > 1_700_000_000);
    assert_eq!(number("auth[expires]") - number("ts"), 3600);
    assert_eq!(field(&form, "auth[user_id]"), "1");
    let params = json!({ "auth": field(&form, "auth[access_token]"), "id": id });
    let (status, body) = c.app_as("crm.contact.get", params).await;
    assert_eq!(status, 200, "the token is good for calling back: {body}");
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
    assert_eq!(field(&listener.next().await, "event"), "ONCRMCONTACTUPDATE");
    c.call("crm.item.delete", json!({ "entityTypeId": 3, "id": id }))
        .await;
    assert_eq!(
        field(&listener.next().await, "event"),
        "ONCRMCONTACTDELETE",
        "the same record, the same event"
    );
}

#[tokio::test]
async fn the_same_event_in_one_hit_is_sent_once_and_failures_send_none() {
    let c = Client::start().await;
    let mut listener = Listener::start().await;
    let id = c.contact(json!({ "NAME": "Ada" })).await;
    bind(&c, "onCrmContactUpdate", &listener.address).await;
    let bad = json!({ "id": id, "fields": { "EMAIL": [{ "VALUE": "nonsense" }] } });
    c.refused("crm.contact.update", bad).await;
    let update = format!("crm.contact.update?id={id}&fields[POST]=x");
    c.call("batch", json!({ "cmd": [update, update, update] }))
        .await;
    assert_eq!(
        field(&listener.next().await, "data[FIELDS][ID]"),
        id.to_string()
    );
    listener.nothing(&c).await;
}

#[tokio::test]
async fn events_of_custom_fields() {
    let c = Client::start().await;
    let mut listener = Listener::start().await;
    for role in ["Add", "Update", "Delete", "SetEnumValues"] {
        bind(
            &c,
            &format!("onCrmContactUserField{role}"),
            &listener.address,
        )
        .await;
    }
    let id = c
        .custom_field(json!({ "USER_TYPE_ID": "enumeration", "FIELD_NAME": "TIER" }))
        .await;
    let form = listener.next().await;
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
        field(&listener.next().await, "event"),
        "ONCRMCONTACTUSERFIELDSETENUMVALUES"
    );
    assert_eq!(
        field(&listener.next().await, "event"),
        "ONCRMCONTACTUSERFIELDUPDATE"
    );
    c.call("crm.contact.userfield.delete", json!({ "id": id }))
        .await;
    assert_eq!(
        field(&listener.next().await, "event"),
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

#[tokio::test]
async fn outgoing_webhooks_have_nothing_to_call_back_with() {
    let mut listener = Listener::start().await;
    let builder = bitrix24_portal::Portal::builder()
        .application_token("secret")
        .outgoing_webhook("onCrmContactAdd", &listener.address);
    let c = Client::with(builder).await;
    let id = c.contact(json!({ "NAME": "Ada" })).await;
    let form = listener.next().await;
    assert_eq!(field(&form, "data[FIELDS][ID]"), id.to_string());
    let auth: Vec<&str> = form
        .iter()
        .filter_map(|(name, _)| name.strip_prefix("auth"))
        .collect();
    assert_eq!(
        auth,
        [
            "[domain]",
            "[server_endpoint]",
            "[client_endpoint]",
            "[member_id]",
            "[application_token]"
        ]
    );
}

#[tokio::test]
async fn chains_of_events_end() {
    let c = Client::start().await;
    let mut listener = Listener::start().await;
    bind(&c, "onCrmContactUpdate", &listener.address).await;
    let id = c.contact(json!({ "NAME": "Ada" })).await;
    c.update(id, json!({ "POST": "0" })).await;
    // A handler that changes what it hears of, with the token that came along.
    let mut heard = 0;
    loop {
        c.portal.settle().await;
        let Ok(body) = listener.told.try_recv() else {
            break;
        };
        heard += 1;
        let form: Vec<(String, String)> = form_urlencoded::parse(body.as_bytes())
            .into_owned()
            .collect();
        let params = json!({ "id": id, "fields": { "POST": heard.to_string() },
            "auth": field(&form, "auth[access_token]") });
        assert_eq!(c.app_as("crm.contact.update", params).await.0, 200);
    }
    assert_eq!(heard, 7);
}

#[tokio::test]
async fn a_slow_handler_delays_no_other() {
    let c = Client::start().await;
    let deaf = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/", deaf.local_addr().unwrap());
    let mut listener = Listener::start().await;
    bind(&c, "onCrmContactAdd", &address).await;
    bind(&c, "onCrmContactAdd", &listener.address).await;
    for id in ["1", "2", "3"] {
        c.contact(json!({ "NAME": "Ada" })).await;
        let form = listener.next().await;
        assert_eq!(
            field(&form, "data[FIELDS][ID]"),
            id,
            "in the order of events"
        );
    }
}
