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
async fn only_exactly_c_is_the_common_scope() {
    let c = Client::start().await;
    let set = json!({ "scope": "C", "data": layout("all", json!(1)) });
    c.call("crm.contact.details.configuration.set", set).await;
    for (scope, common) in [
        ("C", true),
        ("c", false),
        ("CC", false),
        ("P", false),
        ("", false),
    ] {
        let params = json!({ "scope": scope });
        let read = c
            .call("crm.contact.details.configuration.get", params)
            .await;
        assert_eq!(read.is_array(), common, "{scope:?}");
    }
}

#[tokio::test]
async fn extras_that_a_kind_of_record_does_not_have_do_not_count() {
    let c = Client::start().await;
    let set = async |extras: Value, name: &str| {
        let params = json!({ "extras": extras, "data": layout(name, json!(1)) });
        c.call("crm.contact.details.configuration.set", params)
            .await;
    };
    let get = async |extras: Value| {
        let params = json!({ "extras": extras });
        c.call("crm.contact.details.configuration.get", params)
            .await[0]["name"]
            .clone()
    };
    set(json!({ "CATEGORY_ID": 4 }), "fourth").await;
    set(json!({ "leadCustomerType": 2 }), "main").await;
    for (extras, name) in [
        (json!([]), "main"),
        (json!({ "CATEGORY_ID": 0 }), "main"),
        (json!({ "dealCategoryId": 4, "categoryId": 4 }), "main"),
        (json!({ "CATEGORY_ID": "4", "no": [1] }), "fourth"),
    ] {
        assert_eq!(get(extras.clone()).await, name, "{extras}");
    }
    let item = json!({ "entityTypeId": 3, "extras": { "categoryId": 4, "CATEGORY_ID": 9 } });
    let item = c.call("crm.item.details.configuration.get", item).await;
    assert_eq!(item[0]["name"], "fourth", "spelled the universal way");
}

#[tokio::test]
async fn what_is_kept_of_a_layout() {
    let c = Client::start().await;
    let elements = json!([
        { "name": "NAME", "optionFlags": 1, "more": 1 }, { "name": "POST", "optionFlags": "0", "options": [] },
        { "name": "OPENED", "optionFlags": "yes", "options": "no" }, { "name": "EXPORT", "optionFlags": true },
    ]);
    let data = json!([{ "name": "main", "title": "", "elements": elements }, { "name": "rest", "title": "T", "elements": "no" }]);
    let set = json!({ "data": data });
    c.call("crm.contact.details.configuration.set", set).await;
    let read = c
        .call("crm.contact.details.configuration.get", json!({}))
        .await;
    let elements = json!([
        { "name": "NAME", "optionFlags": 1 }, { "name": "POST", "optionFlags": "0", "options": [] },
        { "name": "OPENED" }, { "name": "EXPORT" },
    ]);
    assert_eq!(
        read,
        json!([
            { "name": "main", "title": "", "type": "section", "elements": elements },
            { "name": "rest", "title": "T", "type": "section", "elements": [] },
        ]),
        "the type is added, a title may be blank, and what is no number or no array is left out"
    );
}
