//! Applications and their tokens: codes, refreshes with rotation, expiry.

use std::time::Duration;

use bitrix24_portal::{App, Portal};
use serde_json::{Value, json};

use crate::client::{Client, send};

async fn start() -> Client {
    let app = App::new("app.1", "app-secret").redirect("http://127.0.0.1:9/back");
    Client::with(Portal::builder().app(app)).await
}

/// An exchange at the token address.
async fn exchange(c: &Client, query: &str) -> (u16, Value) {
    let secret = "client_id=app.1&client_secret=app-secret";
    let url = format!("{}?{secret}&{query}", c.portal.token_url());
    let reply = send(&url, "GET", "", b"").await;
    (reply.status, reply.json())
}

async fn status_with(c: &Client, token: &Value) -> (u16, String) {
    let (status, body) = c.app_as("profile", json!({ "auth": token })).await;
    (
        status,
        body["error"].as_str().unwrap_or_default().to_owned(),
    )
}

#[tokio::test]
async fn a_code_becomes_tokens_once_and_soon() {
    let c = start().await;
    let url = format!(
        "{}/oauth/authorize/?client_id=app.1&state=a%26b",
        c.portal.url()
    );
    let reply = send(&url, "GET", "", b"").await;
    assert_eq!(reply.status, 302);
    let location = reply
        .head
        .lines()
        .find_map(|l| l.strip_prefix("location: "));
    let query = location
        .unwrap()
        .strip_prefix("http://127.0.0.1:9/back?")
        .unwrap();
    let sent: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect();
    let field = |name: &str| &sent.iter().find(|(n, _)| n == name).unwrap().1;
    assert_eq!(field("state"), "a&b");
    for name in ["domain", "member_id", "scope", "server_domain"] {
        assert!(!field(name).is_empty(), "{name}");
    }
    let query = format!("grant_type=authorization_code&code={}", field("code"));
    let (status, tokens) = exchange(&c, &query).await;
    assert_eq!(status, 200, "{tokens}");
    assert_eq!(tokens["client_endpoint"], c.portal.endpoint());
    assert_eq!(
        (&tokens["expires_in"], &tokens["user_id"]),
        (&json!(3600), &json!(1))
    );
    assert_eq!(tokens["member_id"], c.portal.member_id());
    assert_eq!(status_with(&c, &tokens["access_token"]).await.0, 200);
    let (status, again) = exchange(&c, &query).await;
    assert_eq!(
        (status, &again["error"]),
        (400, &json!("invalid_grant")),
        "only once"
    );
    let late = c.portal.authorize("app.1").await.unwrap();
    c.portal.clock().advance(Duration::from_secs(30));
    let (_, late) = exchange(&c, &format!("grant_type=authorization_code&code={late}")).await;
    assert_eq!(late["error"], "invalid_grant", "after half a minute");
}

#[tokio::test]
async fn refreshing_rotates() {
    let c = start().await;
    let first = c.portal.issue_tokens("app.1").await.unwrap();
    let refresh = |token: &str| format!("grant_type=refresh_token&refresh_token={token}");
    let (status, second) = exchange(&c, &refresh(&first.refresh_token)).await;
    assert_eq!(status, 200);
    assert_ne!(second["refresh_token"], json!(first.refresh_token));
    assert_eq!(
        exchange(&c, &refresh(&first.refresh_token)).await.1["error"],
        "invalid_grant"
    );
    for token in [&json!(first.access_token), &second["access_token"]] {
        assert_eq!(
            status_with(&c, token).await.0,
            200,
            "both live until their hour is over"
        );
    }
    c.portal.clock().advance(Duration::from_secs(3600));
    assert_eq!(
        status_with(&c, &second["access_token"]).await,
        (401, "expired_token".to_owned())
    );
    let (_, third) = exchange(&c, &refresh(second["refresh_token"].as_str().unwrap())).await;
    assert_eq!(status_with(&c, &third["access_token"]).await.0, 200);
    c.portal.clock().advance(Duration::from_secs(180 * 86_400));
    let late = exchange(&c, &refresh(third["refresh_token"].as_str().unwrap())).await;
    assert_eq!(late.1["error"], "invalid_grant", "after 180 days");
    let posted = c.portal.issue_tokens("app.1").await.unwrap().refresh_token;
    let form = format!(
        "client_id=app.1&client_secret=app-secret&{}",
        refresh(&posted)
    );
    let head = "Content-Type: application/x-www-form-urlencoded\r\n";
    let reply = send(&c.portal.token_url(), "POST", head, form.as_bytes()).await;
    assert_eq!(reply.status, 200, "a posted form is as good");
    // Secrets are not written down.
    let log = format!("{:?}", c.portal.requests());
    assert!(log.contains("oauth/token") && log.contains("refresh_token"));
    for secret in ["app-secret", &posted, &first.access_token] {
        assert!(!log.contains(secret));
    }
}

#[tokio::test]
async fn tokens_end_on_command() {
    let c = start().await;
    let tokens = c.portal.issue_tokens("app.1").await.unwrap();
    let access = json!(tokens.access_token);
    c.portal.expire_tokens().await.unwrap();
    let (status, body) = c.app_as("profile", json!({ "auth": access })).await;
    assert_eq!(status, 401);
    assert_eq!(
        body,
        json!({ "error": "expired_token", "error_description": "The access token provided has expired." })
    );
    let refresh = format!(
        "grant_type=refresh_token&refresh_token={}",
        tokens.refresh_token
    );
    assert_eq!(
        exchange(&c, &refresh).await.0,
        200,
        "refreshing still works"
    );
    let tokens = c.portal.issue_tokens("app.1").await.unwrap();
    c.portal.revoke_tokens("app.1").await.unwrap();
    let access = json!(tokens.access_token);
    assert_eq!(
        status_with(&c, &access).await,
        (401, "invalid_token".to_owned())
    );
    let refresh = format!(
        "grant_type=refresh_token&refresh_token={}",
        tokens.refresh_token
    );
    assert_eq!(exchange(&c, &refresh).await.1["error"], "invalid_grant");
}

#[tokio::test]
async fn exchanges_that_are_refused() {
    let c = start().await;
    let base = c.portal.token_url();
    for (query, code) in [
        ("", "invalid_request"),
        ("client_id=app.2&client_secret=x", "invalid_client"),
        ("client_id=app.1&client_secret=x", "invalid_client"),
        (
            "client_id=app.1&client_secret=app-secret",
            "invalid_request",
        ),
        (
            "client_id=app.1&client_secret=app-secret&grant_type=password",
            "invalid_request",
        ),
        (
            "client_id=app.1&client_secret=app-secret&grant_type=refresh_token",
            "invalid_request",
        ),
        (
            "client_id=app.1&client_secret=app-secret&grant_type=authorization_code&code=x",
            "invalid_grant",
        ),
    ] {
        let reply = send(&format!("{base}?{query}"), "GET", "", b"").await;
        assert_eq!(
            (reply.status, &reply.json()["error"]),
            (400, &json!(code)),
            "{query}"
        );
    }
    assert!(c.portal.issue_tokens("app.2").await.is_err());
}
