//! The control over HTTP, for tests in any language.

use bitrix24_portal::{App, Portal};
use serde_json::{Value, json};

use crate::client::{Client, send};

async fn control(c: &Client, verb: &str, what: &str, body: Value) -> (u16, Value) {
    let url = format!("{}/portal/{what}", c.portal.url());
    let reply = send(&url, verb, "", body.to_string().as_bytes()).await;
    (reply.status, reply.json())
}

#[tokio::test]
async fn trouble_and_the_log() {
    let c = Client::start().await;
    let rule =
        json!({ "method": "profile", "trouble": { "kind": "page", "status": 502 }, "times": 1 });
    assert_eq!(control(&c, "POST", "troubles", rule).await.0, 200);
    let (_, rules) = control(&c, "GET", "troubles", json!({})).await;
    assert_eq!(rules[0]["times"], 1);
    let url = format!("{}profile", c.portal.webhook_url());
    assert_eq!(send(&url, "GET", "", b"").await.status, 502);
    assert_eq!(send(&url, "GET", "", b"").await.status, 200);
    let (_, log) = control(&c, "GET", "requests?method=prof*", json!({})).await;
    assert_eq!(
        (
            log.as_array().unwrap().len(),
            &log[0]["status"],
            &log[1]["done"]
        ),
        (2, &json!(502), &json!(true))
    );
    assert_eq!(log[0]["trouble"]["kind"], "page");
    control(&c, "DELETE", "requests", json!({})).await;
    assert_eq!(control(&c, "GET", "requests", json!({})).await.1, json!([]));
    control(&c, "DELETE", "troubles", json!({})).await;
    assert_eq!(control(&c, "GET", "troubles", json!({})).await.1, json!([]));
}

#[tokio::test]
async fn clock_and_limits() {
    let c = Client::start().await;
    let now = async || {
        let (_, clock) = control(&c, "GET", "clock", json!({})).await;
        clock["now"].as_f64().unwrap()
    };
    control(&c, "POST", "clock", json!({ "freeze": true })).await;
    let before = now().await;
    control(&c, "POST", "clock", json!({ "advance": 90.5 })).await;
    assert!((now().await - before - 90.5).abs() < 0.001);
    control(
        &c,
        "POST",
        "limits",
        json!({ "preset": "default", "burst": 2 }),
    )
    .await;
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(c.post("profile", json!({})).await.0);
    }
    assert_eq!(statuses, [200, 200, 503]);
    control(&c, "POST", "limits", json!({ "preset": "off" })).await;
    assert_eq!(c.post("profile", json!({})).await.0, 200);
    control(&c, "POST", "limits", json!({ "operating": 5 })).await;
    control(&c, "POST", "costs", json!({ "method": "*", "seconds": 5 })).await;
    assert_eq!(c.post("profile", json!({})).await.0, 200);
    assert_eq!(c.post("profile", json!({})).await.0, 429);
}

#[tokio::test]
async fn tokens_and_codes() {
    let c = Client::with(Portal::builder().app(App::new("app.1", "secret"))).await;
    let (_, tokens) = control(&c, "POST", "tokens", json!({ "client_id": "app.1" })).await;
    let call = async || {
        let params = json!({ "auth": tokens["access_token"] });
        c.app_as("profile", params).await.0
    };
    assert_eq!(call().await, 200);
    let (_, expired) = control(&c, "POST", "tokens/expire", json!({})).await;
    assert_eq!((expired, call().await), (json!({ "count": 1 }), 401));
    let (_, gone) = control(&c, "DELETE", "tokens?client_id=app.1", json!({})).await;
    assert_eq!(gone, json!({ "count": 1 }));
    let (_, code) = control(&c, "POST", "codes", json!({ "client_id": "app.1" })).await;
    assert!(code["code"].is_string());
    assert_eq!(
        control(&c, "GET", "events", json!({})).await.1,
        json!({ "pending": 0 })
    );
}

#[tokio::test]
async fn mistakes_are_told() {
    let c = Client::start().await;
    for (verb, what, body, status) in [
        ("POST", "troubles", json!({ "method": "x" }), 400),
        (
            "POST",
            "troubles",
            json!({ "method": "x", "trouble": { "kind": "flood" } }),
            400,
        ),
        ("POST", "clock", json!({ "advance": -1 }), 400),
        ("POST", "clock", json!({ "back": 1 }), 400),
        ("POST", "limits", json!({ "preset": "none" }), 400),
        ("POST", "tokens", json!({ "client_id": "nobody" }), 400),
        ("PUT", "clock", json!({}), 405),
        ("GET", "weather", json!({}), 404),
    ] {
        let (got, answer) = control(&c, verb, what, body).await;
        assert_eq!(got, status, "{what}: {answer}");
        assert!(!answer["error"].as_str().unwrap().is_empty());
    }
}
