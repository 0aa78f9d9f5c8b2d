//! Section 6: layouts of the detail form.

use serde_json::{Value, json};

use crate::client::Client;

fn layout(name: &str, flags: Value) -> Value {
    json!([{ "name": name, "title": "T", "type": "section",
        "elements": [{ "name": "NAME", "optionFlags": flags }, { "name": "PHONE", "options": { "defaultCountry": "GB" } }] }])
}

#[tokio::test]
async fn layouts_are_kept_per_user_category_and_scope() {
    let c = Client::start().await;
    let call = async |role: &str, params: Value| {
        c.call(&format!("crm.contact.details.configuration.{role}"), params)
            .await
    };
    assert_eq!(call("get", json!({})).await, json!(null));
    assert_eq!(
        call("set", json!({ "data": layout("main", json!("1")) })).await,
        json!(true)
    );
    assert_eq!(
        call("get", json!({})).await,
        layout("main", json!("1")),
        "flags are kept as they were sent"
    );
    assert_eq!(
        call("get", json!({ "scope": "P", "USERID": 1 })).await,
        layout("main", json!("1"))
    );
    for other in [
        json!({ "scope": "C" }),
        json!({ "userId": 2 }),
        json!({ "extras": { "CATEGORY_ID": 4 } }),
    ] {
        assert_eq!(call("get", other.clone()).await, json!(null), "{other}");
    }
    assert_eq!(
        call(
            "set",
            json!({ "scope": "C", "data": layout("all", json!(0)) })
        )
        .await,
        json!(true)
    );
    let item = c
        .call(
            "crm.item.details.configuration.get",
            json!({ "entityTypeId": 3, "scope": "C" }),
        )
        .await;
    assert_eq!(
        item,
        layout("all", json!(0)),
        "the universal methods reach the same form"
    );
    let item = c
        .call(
            "crm.item.details.configuration.get",
            json!({ "entityTypeId": 177, "scope": "C" }),
        )
        .await;
    assert_eq!(item, json!(null), "any number of a type has forms");
    assert_eq!(call("forceCommonScopeForAll", json!({})).await, json!(true));
    assert_eq!(call("get", json!({})).await, json!(null));
    assert_eq!(call("reset", json!({ "scope": "C" })).await, json!(true));
    assert_eq!(call("get", json!({ "scope": "C" })).await, json!(null));
}

#[tokio::test]
async fn layouts_are_checked() {
    let c = Client::start().await;
    for data in [
        json!(null),
        json!([]),
        json!({ "a": { "name": "x", "title": "y" } }),
        json!([{ "title": "y" }]),
        json!([{ "name": "x" }]),
        json!([{ "name": "x", "title": "y", "type": "column" }]),
        json!([{ "name": "x", "title": "y", "elements": [{ "optionFlags": 1 }] }]),
        json!([{ "name": "x", "title": "y", "elements": [{ "name": "z", "options": "no" }] }]),
    ] {
        let (status, code, _) = c
            .refused(
                "crm.contact.details.configuration.set",
                json!({ "data": data }),
            )
            .await;
        assert_eq!((status, code.as_str()), (400, ""), "{data}");
    }
}
