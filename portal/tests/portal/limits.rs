//! Section 5: how much may be asked, and how long it may take.

use std::time::Duration;

use bitrix24_portal::{Limits, Portal};
use serde_json::{Value, json};

use crate::client::Client;

async fn limited(limits: Limits) -> Client {
    let c = Client::with(Portal::builder().limits(limits)).await;
    c.portal.clock().freeze();
    c
}

#[tokio::test]
async fn a_bucket_of_fifty_and_two_a_second() {
    let c = limited(Limits::DEFAULT).await;
    let status = async || c.post("profile", json!({})).await.0;
    for _ in 0..49 {
        assert_eq!(status().await, 200);
    }
    let batch = json!({ "cmd": vec!["profile"; 50] });
    assert_eq!(
        c.post("batch", batch).await.0,
        200,
        "a batch is one request"
    );
    let (code, body) = c.post("profile", json!({})).await;
    assert_eq!(code, 503);
    assert_eq!(
        body,
        json!({ "error": "QUERY_LIMIT_EXCEEDED", "error_description": "Too many requests" })
    );
    c.portal.clock().advance(Duration::from_secs(1));
    assert_eq!(
        (status().await, status().await, status().await),
        (200, 200, 503)
    );
    c.portal.set_limits(Limits::ENTERPRISE);
    for _ in 0..250 {
        assert_eq!(status().await, 200);
    }
    assert_eq!(status().await, 503);
    c.portal.set_limits(None);
    assert_eq!(status().await, 200);
}

#[tokio::test]
async fn working_time_of_a_method() {
    let c = limited(Limits::new(1e9, 1.0, 10.0)).await;
    c.portal.cost("crm.contact.list", Duration::from_secs(4));
    let time = async |method: &str| c.envelope(method, json!({})).await["time"].take();
    let now = i64::try_from(c.portal.clock().now().as_secs()).unwrap();
    let first = time("crm.contact.list").await;
    let operating = |time: &Value| time["operating"].as_f64().unwrap();
    assert!((4.0..4.1).contains(&operating(&first)), "{first}");
    let reset = first["operating_reset_at"].as_i64().unwrap();
    assert!(
        (now + 540..=now + 600).contains(&reset),
        "when the first minute is forgotten"
    );
    assert!(first["duration"].as_f64().unwrap() >= 4.0);
    assert_eq!(
        operating(&time("profile").await),
        0.0,
        "each method for itself"
    );
    // Commands of a batch count half, and one by one.
    let cmd = json!({ "cmd": ["crm.contact.list", "crm.contact.list", "crm.contact.list", "crm.contact.list"] });
    let all = c.call("batch", cmd).await;
    let time = &all["result_time"];
    assert!(
        (6.0..6.1).contains(&operating(&time[0])) && (10.0..10.2).contains(&operating(&time[2]))
    );
    assert_eq!(all["result_error"]["3"]["error"], "OPERATION_TIME_LIMIT");
    let (status, code, text) = c.refused("crm.contact.list", json!({})).await;
    assert_eq!((status, code.as_str()), (429, "OPERATION_TIME_LIMIT"));
    assert_eq!(text, "Method is blocked due to operation time limit.");
    assert_eq!(
        c.post("profile", json!({})).await.0,
        200,
        "other methods go on"
    );
    c.portal
        .clock()
        .advance(Duration::from_secs(u64::try_from(reset - now).unwrap()));
    assert_eq!(c.post("crm.contact.list", json!({})).await.0, 200);
}

#[tokio::test]
async fn nothing_is_said_of_working_time_without_limits() {
    let c = Client::start().await;
    let time = c.envelope("profile", json!({})).await["time"].take();
    assert!(time.get("operating").is_none() && time.get("operating_reset_at").is_none());
}

#[tokio::test]
async fn latency() {
    let builder = Portal::builder().latency(Duration::from_millis(80));
    let c = Client::with(builder).await;
    let before = std::time::Instant::now();
    c.call("profile", json!({})).await;
    assert!(before.elapsed() >= Duration::from_millis(80));
}
