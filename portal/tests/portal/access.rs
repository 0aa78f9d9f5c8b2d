//! Who may call what: scopes, kinds of caller, rights of users.

use bitrix24_portal::{App, Builder, Portal, Role, Webhook};
use serde_json::{Value, json};

use crate::client::{APP, Client, send};

/// Users 2 to 4 with the lesser roles, each with a webhook whose token is the user's number.
fn company() -> Builder {
    let roles = [Role::Admin, Role::Employee, Role::Reader, Role::Outsider];
    let mut builder = Portal::builder();
    for (user, role) in (1..).zip(roles) {
        builder = builder
            .user(user, role)
            .webhook(Webhook::new(user, user.to_string()));
    }
    builder
}

async fn call(c: &Client, user: i64, method: &str, params: Value) -> (u16, Value) {
    let url = format!("{}{user}/{user}/{method}", c.portal.endpoint());
    let head = "Content-Type: application/json\r\n";
    let reply = send(&url, "POST", head, params.to_string().as_bytes()).await;
    (reply.status, reply.json())
}

fn refusal(body: &Value) -> (&str, &str) {
    let text = |name: &str| body[name].as_str().unwrap_or_default();
    (text("error"), text("error_description"))
}

#[tokio::test]
async fn each_method_asks_for_its_right() {
    const PLAIN: (u16, &str, &str) = (400, "", "Access denied.");
    const LINKS: (u16, &str, &str) = (403, "ACCESS_DENIED", "Access denied!");
    const ITEMS: (u16, &str, &str) = (400, "ACCESS_DENIED", "Access denied");
    let c = Client::with(company()).await;
    let id = c.contact(json!({ "NAME": "Ada" })).await;
    let field = json!({ "USER_TYPE_ID": "string", "FIELD_NAME": "TIER" });
    let field = c.custom_field(field).await;
    let one = || json!({ "id": id, "fields": { "COMPANY_ID": 5 } });
    let layout = json!([{ "name": "main", "title": "Main", "type": "section" }]);
    // The first user (of 1 to 4) who may not, and in which words.
    for (method, params, first, words) in [
        ("crm.contact.add", json!({ "fields": {} }), 3, PLAIN),
        (
            "crm.contact.update",
            json!({ "id": id, "fields": {} }),
            3,
            PLAIN,
        ),
        ("crm.contact.get", json!({ "id": id }), 4, PLAIN),
        ("crm.contact.list", json!({}), 4, PLAIN),
        ("crm.contact.fields", json!({}), 5, PLAIN),
        ("crm.contact.company.add", one(), 3, LINKS),
        ("crm.contact.company.delete", one(), 3, LINKS),
        (
            "crm.contact.company.items.get",
            json!({ "id": id }),
            4,
            LINKS,
        ),
        (
            "crm.contact.company.items.set",
            json!({ "id": id, "items": [] }),
            3,
            LINKS,
        ),
        (
            "crm.contact.company.items.delete",
            json!({ "id": id }),
            3,
            LINKS,
        ),
        ("crm.contact.userfield.list", json!({}), 4, PLAIN),
        (
            "crm.contact.userfield.get",
            json!({ "id": field }),
            4,
            PLAIN,
        ),
        (
            "crm.contact.userfield.update",
            json!({ "id": field, "fields": {} }),
            2,
            PLAIN,
        ),
        (
            "crm.contact.userfield.add",
            json!({ "fields": { "USER_TYPE_ID": "date" } }),
            2,
            PLAIN,
        ),
        (
            "crm.contact.userfield.delete",
            json!({ "id": 99 }),
            2,
            PLAIN,
        ),
        ("crm.contact.details.configuration.get", json!({}), 4, PLAIN),
        (
            "crm.contact.details.configuration.set",
            json!({ "data": layout }),
            4,
            PLAIN,
        ),
        (
            "crm.contact.details.configuration.set",
            json!({ "scope": "C", "data": layout }),
            2,
            PLAIN,
        ),
        (
            "crm.contact.details.configuration.get",
            json!({ "userId": 9 }),
            2,
            PLAIN,
        ),
        (
            "crm.contact.details.configuration.reset",
            json!({ "scope": "C" }),
            2,
            PLAIN,
        ),
        (
            "crm.contact.details.configuration.forceCommonScopeForAll",
            json!({}),
            2,
            PLAIN,
        ),
        (
            "crm.item.get",
            json!({ "entityTypeId": 3, "id": id }),
            4,
            ITEMS,
        ),
        (
            "crm.item.update",
            json!({ "entityTypeId": 3, "id": id, "fields": {} }),
            3,
            ITEMS,
        ),
        (
            "crm.item.details.configuration.set",
            json!({ "entityTypeId": 3, "scope": "C", "data": layout }),
            2,
            PLAIN,
        ),
        ("crm.status.list", json!({}), 4, PLAIN),
        ("crm.status.delete", json!({ "id": 99 }), 2, PLAIN),
        ("crm.contact.delete", json!({ "id": 99 }), 3, PLAIN),
    ] {
        for user in 1..5 {
            let (status, body) = call(&c, user, method, params.clone()).await;
            let (code, text) = refusal(&body);
            let denied = (status, code, text) == words;
            assert_eq!(denied, user >= first, "{method} {params} by {user}: {body}");
        }
    }
    for (user, admin) in [(1, true), (2, false)] {
        assert_eq!(
            call(&c, user, "profile", json!({})).await.1["result"]["ADMIN"],
            admin
        );
    }
}

#[tokio::test]
async fn scopes_are_asked_for_one_by_one() {
    let builder = Portal::builder()
        .webhook(Webhook::new(1, "narrow").scopes(["user_basic"]))
        .app(
            App::new("app.1", "secret")
                .access_token(APP)
                .scopes(["crm"]),
        );
    let c = Client::with(builder).await;
    let (status, code, text) = c.refused("crm.contact.list", json!({})).await;
    assert_eq!((status, code.as_str()), (401, "insufficient_scope"));
    assert_eq!(
        text,
        "The request requires higher privileges than provided by the webhook token"
    );
    assert_eq!(
        c.call("user.get", json!({}))
            .await
            .as_array()
            .map(Vec::is_empty),
        Some(false)
    );
    assert_eq!(
        c.call("scope", json!({})).await,
        json!(["basic", "user_basic"])
    );
    assert!(
        c.call("scope", json!({ "full": true }))
            .await
            .as_array()
            .unwrap()
            .len()
            > 2
    );
    let info = c.call("app.info", json!({})).await;
    assert_eq!(
        info["SCOPE"],
        json!(["basic", "user_basic"]),
        "of a webhook"
    );
    let methods = c.call("methods", json!({})).await;
    let listed = |name: &str| methods.as_array().unwrap().contains(&json!(name));
    assert!(listed("user.get") && !listed("crm.contact.list"));
    let method = c
        .call("method.get", json!({ "name": "crm.contact.list" }))
        .await;
    assert_eq!(method, json!({ "isExisting": true, "isAvailable": false }));
    let batch = json!({ "cmd": { "a": "crm.contact.list", "b": "profile" } });
    let all = c.call("batch", batch).await;
    assert_eq!(all["result_error"]["a"]["error"], "insufficient_scope");
    assert_eq!(all["result"]["b"]["ID"], "1");
    assert_eq!(c.app("crm.contact.list", json!({})).await.0, 200);
    let (status, body) = c.app("placement.list", json!({})).await;
    assert_eq!((status, refusal(&body).0), (401, "insufficient_scope"));
    assert!(refusal(&body).1.ends_with("access token"));
    let events = c.app("events", json!({})).await.1["result"].clone();
    assert!(
        events
            .as_array()
            .unwrap()
            .contains(&json!("ONCRMCONTACTADD"))
    );
}

#[tokio::test]
async fn offline_events_and_foreign_tokens_are_for_administrators() {
    let app = App::new("app.1", "secret")
        .access_token(APP)
        .installed_by(2);
    let c = Client::with(company().app(app)).await;
    let bind = json!({ "event": "onCrmContactAdd", "handler": "http://127.0.0.1:9/" });
    let with = |name: &str, value: Value| {
        let mut params = bind.clone();
        params[name] = value;
        params
    };
    for (method, params, text) in [
        (
            "event.bind",
            with("event_type", json!("offline")),
            "Access denied! Offline events binding requires administrator access rights",
        ),
        (
            "event.bind",
            with("auth_type", json!(1)),
            "Access denied! Event binding with AUTH_TYPE requires administrator access rights",
        ),
        (
            "event.unbind",
            with("event_type", json!("offline")),
            "Access denied! Offline events unbinding requires administrator access rights",
        ),
        ("event.offline.get", json!({}), "Access denied!"),
        ("event.offline.list", json!({}), "Access denied!"),
    ] {
        let (status, body) = c.app(method, params).await;
        assert_eq!(
            (status, refusal(&body)),
            (403, ("ACCESS_DENIED", text)),
            "{method}"
        );
    }
    let own = with("auth_type", json!(2));
    assert_eq!(c.app("event.bind", own).await.0, 200);
}

#[tokio::test]
async fn who_only_reads_changes_nothing_in_the_crm() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/catalogue.json");
    let model: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let builder = Portal::builder()
        .webhook(Webhook::new(5, "reader"))
        .user(5, Role::Reader);
    let c = Client::with(builder).await;
    let mut done = Vec::new();
    for method in model["methods"].as_array().unwrap() {
        let call = method["call"].as_str().unwrap();
        // The own layout of a form is everybody's.
        let own = call.contains(".details.configuration.");
        if method["effect"] == "read" || !call.starts_with("crm.") || own {
            continue;
        }
        let request = match &method["examples"][0]["request"] {
            Value::Null => json!({}),
            request => request.clone(),
        };
        let (status, body) = c.post(call, request).await;
        if status == 200 && body["result"] != false {
            done.push(call.to_owned());
        }
    }
    assert_eq!(done, [""; 0]);
}

#[tokio::test]
async fn who_sees_no_records_sees_no_products_of_them() {
    let builder = Portal::builder()
        .seed("deals", 1)
        .webhook(Webhook::new(5, "outsider"))
        .user(5, Role::Outsider);
    let c = Client::with(builder).await;
    let (_, _, text) = c
        .refused("crm.deal.productrows.get", json!({ "id": 1 }))
        .await;
    assert_eq!(text, "Access denied.");
}
