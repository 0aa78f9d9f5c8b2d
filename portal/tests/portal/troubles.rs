//! Trouble on command, and the log of what came in.

use std::time::Duration;

use bitrix24_portal::{App, Portal, Rule, Trouble};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::client::{APP, Client, send};

/// Adds a contact and tells everything that comes back until the connection ends.
async fn add(c: &Client) -> std::io::Result<Vec<u8>> {
    let url = c.portal.webhook_url();
    let (host, path) = url.trim_start_matches("http://").split_once('/').unwrap();
    let body = json!({ "fields": { "NAME": "Ada" } }).to_string();
    let request = format!(
        "POST /{path}crm.contact.add HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(host).await?;
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    Ok(answer)
}

async fn contacts(c: &Client) -> usize {
    c.ids(json!({})).await.len()
}

#[tokio::test]
async fn connections_that_break() {
    let c = Client::start().await;
    let rule = |trouble| Rule::new("crm.contact.add", trouble).times(1);
    for (done, made) in [(false, 0), (true, 1)] {
        c.portal.trouble(rule(Trouble::Reset { done }));
        let error = add(&c).await.unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
        assert_eq!(contacts(&c).await, made);
    }
    for (done, made) in [(false, 1), (true, 2)] {
        c.portal.trouble(rule(Trouble::Lost { done }));
        assert_eq!(add(&c).await.unwrap(), b"", "closed without a word");
        assert_eq!(contacts(&c).await, made);
    }
    for (done, made) in [(false, 2), (true, 3)] {
        c.portal.trouble(rule(Trouble::Hang { done }));
        assert!(timeout(Duration::from_millis(150), add(&c)).await.is_err());
        assert_eq!(contacts(&c).await, made);
    }
    c.portal.trouble(rule(Trouble::Cut));
    let answer = add(&c).await.unwrap();
    let text = String::from_utf8(answer).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let promised = head.to_lowercase();
    let promised = promised.split("content-length: ").nth(1).unwrap();
    let promised: usize = promised.lines().next().unwrap().parse().unwrap();
    assert!(
        !body.is_empty() && body.len() < promised,
        "{body} of {promised}"
    );
    assert_eq!(
        contacts(&c).await,
        4,
        "the half answer was for something done"
    );
    assert!(
        add(&c).await.unwrap().starts_with(b"HTTP/1.1 200"),
        "each happened once"
    );
}

#[tokio::test]
async fn answers_that_are_wrong() {
    let c = Client::start().await;
    let url = format!("{}crm.contact.add?fields[NAME]=Ada", c.portal.webhook_url());
    let strike = async |trouble: Trouble| {
        c.portal.trouble(Rule::new("*", trouble).times(1));
        send(&url, "POST", "", b"").await
    };
    for (trouble, status, code) in [
        (Trouble::QueryLimit, 503, "QUERY_LIMIT_EXCEEDED"),
        (
            Trouble::OperatingLimit { reset_in: 7 },
            429,
            "OPERATION_TIME_LIMIT",
        ),
        (
            Trouble::ServerError { done: false },
            500,
            "INTERNAL_SERVER_ERROR",
        ),
        (
            Trouble::refusal("OVERLOAD_LIMIT", "Too much"),
            400,
            "OVERLOAD_LIMIT",
        ),
        (Trouble::ExpiredToken, 401, "expired_token"),
    ] {
        let reply = strike(trouble).await;
        assert_eq!(
            (reply.status, &reply.json()["error"]),
            (status, &json!(code))
        );
        assert_eq!(reply.head.contains("retry-after: 7"), status == 429);
    }
    let page = strike(Trouble::BAD_GATEWAY).await;
    assert_eq!(page.status, 502);
    assert!(page.head.contains("text/html") && page.body.starts_with(b"<html>"));
    assert_eq!(contacts(&c).await, 0, "nothing of all that was carried out");
    for trouble in [Trouble::HalfJson, Trouble::NoJson] {
        let reply = strike(trouble).await;
        assert_eq!(reply.status, 200);
        assert!(serde_json::from_slice::<Value>(&reply.body).is_err());
    }
    let before = std::time::Instant::now();
    assert_eq!(strike(Trouble::Slow { millis: 60 }).await.status, 200);
    assert!(before.elapsed() >= Duration::from_millis(60));
    assert_eq!(contacts(&c).await, 3, "these were");
    assert_eq!(
        strike(Trouble::Page {
            status: 504,
            done: true
        })
        .await
        .status,
        504
    );
    assert_eq!(contacts(&c).await, 4);
}

#[tokio::test]
async fn one_command_of_a_batch() {
    let c = Client::start().await;
    let no = Trouble::refusal("ERROR_CORE", "No");
    c.portal
        .trouble(Rule::new("crm.contact.add", no).in_batch().skip(1).times(1));
    let add = |name: &str| format!("crm.contact.add?fields[NAME]={name}");
    let cmd = json!({ "a": add("A"), "b": add("B"), "c": add("C") });
    let all = c.call("batch", json!({ "cmd": cmd })).await;
    assert_eq!(all["result"].as_object().unwrap().len(), 2);
    assert_eq!(
        all["result_error"],
        json!({ "b": { "error": "ERROR_CORE", "error_description": "No" } })
    );
    assert_eq!(contacts(&c).await, 2);
    c.portal
        .trouble(Rule::new("profile", Trouble::QueryLimit).in_batch());
    assert_eq!(
        c.post("profile", json!({})).await.0,
        200,
        "requests are left alone"
    );
}

#[tokio::test]
async fn revoked_tokens_are_gone() {
    let app = App::new("app.1", "secret").access_token(APP);
    let c = Client::with(Portal::builder().app(app)).await;
    c.portal
        .trouble(Rule::new("profile", Trouble::RevokedToken).times(1));
    for _ in 0..2 {
        let (status, body) = c.app("profile", json!({})).await;
        assert_eq!((status, &body["error"]), (401, &json!("invalid_token")));
    }
}

#[tokio::test]
async fn requests_are_written_down() {
    let c = Client::start().await;
    c.portal
        .trouble(Rule::new("profile", Trouble::BAD_GATEWAY).times(1));
    send(
        &format!("{}profile", c.portal.webhook_url()),
        "GET",
        "",
        b"",
    )
    .await;
    c.app("crm.contact.get", json!({ "id": 7 })).await;
    let url = format!("{}crm.contact.add", c.portal.webhook_url());
    let head = "Idempotency-Key: k1\r\n";
    send(&url, "POST", head, "x".repeat(100_000).as_bytes()).await;
    c.call("batch", json!({ "cmd": { "b": "profile", "a": "scope" } }))
        .await;
    let requests = c.portal.requests();
    let methods: Vec<&str> = requests.iter().map(|r| r.method.as_str()).collect();
    assert_eq!(
        methods,
        ["profile", "crm.contact.get", "crm.contact.add", "batch"]
    );
    let [first, second, third, fourth] = requests.try_into().unwrap();
    assert_eq!((first.status, first.done), (Some(502), false));
    assert_eq!(first.trouble, Some(Trouble::BAD_GATEWAY));
    assert_eq!(
        (second.status, second.error.as_deref()),
        (Some(400), Some(""))
    );
    assert_eq!(second.params, json!({ "id": 7 }), "without the token");
    assert_eq!(third.idempotency_key.as_deref(), Some("k1"));
    assert_eq!(fourth.commands(), ["profile", "scope"], "in their order");
    c.portal.forget_requests();
    assert!(c.portal.requests().is_empty());
}
