//! A small HTTP client: nothing of the crates under test, nothing clever.

use bitrix24_portal::{App, Portal};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub(crate) const APP: &str = "app-token";

pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&self.body)))
    }
}

/// Sends one request; `head` holds further header lines.
pub(crate) async fn send(url: &str, verb: &str, head: &str, body: &[u8]) -> Reply {
    let rest = url.strip_prefix("http://").unwrap();
    let (host, path) = rest.split_at(rest.find('/').unwrap());
    let mut stream = TcpStream::connect(host).await.unwrap();
    let length = body.len();
    let request = format!(
        "{verb} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {length}\r\n{head}\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    stream.write_all(body).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let at = answer.windows(4).position(|w| w == b"\r\n\r\n").unwrap();
    let head = String::from_utf8_lossy(&answer[..at]).to_lowercase();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Reply {
        status,
        head,
        body: answer[at + 4..].to_vec(),
    }
}

pub(crate) struct Client {
    pub(crate) portal: Portal,
}

impl Client {
    pub(crate) async fn start() -> Self {
        Self {
            portal: Portal::builder()
                .app(App::new("app.1", "app-secret").access_token(APP))
                .application_token("secret")
                .start()
                .await
                .unwrap(),
        }
    }

    pub(crate) async fn with(builder: bitrix24_portal::Builder) -> Self {
        Self {
            portal: builder.start().await.unwrap(),
        }
    }

    /// The whole envelope, and the status.
    pub(crate) async fn post(&self, method: &str, params: Value) -> (u16, Value) {
        let url = format!("{}{method}", self.portal.webhook_url());
        let reply = send(
            &url,
            "POST",
            "Content-Type: application/json\r\n",
            params.to_string().as_bytes(),
        )
        .await;
        (reply.status, reply.json())
    }

    /// The whole envelope of a success.
    pub(crate) async fn envelope(&self, method: &str, params: Value) -> Value {
        let (status, body) = self.post(method, params).await;
        assert_eq!(status, 200, "{method}: {body}");
        body
    }

    /// The result.
    pub(crate) async fn call(&self, method: &str, params: Value) -> Value {
        self.envelope(method, params).await["result"].take()
    }

    /// Status, code and text of a refusal.
    pub(crate) async fn refused(&self, method: &str, params: Value) -> (u16, String, String) {
        let (status, body) = self.post(method, params).await;
        let text = |name: &str| {
            body[name]
                .as_str()
                .unwrap_or_else(|| panic!("{method}: {body}"))
                .to_owned()
        };
        assert!(body.get("time").is_none(), "errors carry no time");
        (status, text("error"), text("error_description"))
    }

    /// A call of the application.
    pub(crate) async fn app(&self, method: &str, mut params: Value) -> (u16, Value) {
        params["auth"] = json!(APP);
        self.app_as(method, params).await
    }

    /// A call with the token that stands in `auth`.
    pub(crate) async fn app_as(&self, method: &str, params: Value) -> (u16, Value) {
        let url = format!("{}{method}", self.portal.endpoint());
        let reply = send(
            &url,
            "POST",
            "Content-Type: application/json\r\n",
            params.to_string().as_bytes(),
        )
        .await;
        (reply.status, reply.json())
    }

    /// A new contact with these fields.
    pub(crate) async fn contact(&self, fields: Value) -> i64 {
        self.call("crm.contact.add", json!({ "fields": fields }))
            .await
            .as_i64()
            .unwrap()
    }

    pub(crate) async fn get(&self, id: i64) -> Value {
        self.call("crm.contact.get", json!({ "id": id })).await
    }

    pub(crate) async fn update(&self, id: i64, fields: Value) {
        assert_eq!(
            self.call("crm.contact.update", json!({ "id": id, "fields": fields }))
                .await,
            json!(true)
        );
    }

    /// Ids of what a classic list finds.
    pub(crate) async fn ids(&self, filter: Value) -> Vec<i64> {
        let rows = self
            .call(
                "crm.contact.list",
                json!({ "filter": filter, "select": ["ID"], "order": { "ID": "ASC" } }),
            )
            .await;
        rows.as_array()
            .unwrap()
            .iter()
            .map(|r| r["ID"].as_str().unwrap().parse().unwrap())
            .collect()
    }

    /// A new custom field of contacts.
    pub(crate) async fn custom_field(&self, fields: Value) -> i64 {
        self.call("crm.contact.userfield.add", json!({ "fields": fields }))
            .await
            .as_i64()
            .unwrap()
    }
}
