//! Section 8: what the universal methods refuse.

use serde_json::json;

use crate::client::Client;
use crate::item::item;

#[tokio::test]
async fn only_the_first_error_is_told() {
    let c = Client::start().await;
    c.custom_field(
        json!({ "USER_TYPE_ID": "integer", "FIELD_NAME": "COUNT", "SETTINGS": { "MAX_VALUE": 9 } }),
    )
    .await;
    let id = item(&c, "add", json!({ "fields": { "name": "A" } })).await["item"]["id"].clone();
    let wrong = json!({ "ufCrmCount": 10, "name": "B",
        "fm": [{ "typeId": "EMAIL", "value": "x" }, { "typeId": "EMAIL", "value": "y" }] });
    let text = "The value of the field \"UF_CRM_COUNT\" must not be more than 9.";
    for (method, params) in [
        (
            "crm.item.add",
            json!({ "entityTypeId": 3, "fields": wrong }),
        ),
        (
            "crm.item.update",
            json!({ "entityTypeId": 3, "id": id, "fields": wrong }),
        ),
        (
            "crm.item.import",
            json!({ "entityTypeId": 3, "fields": wrong }),
        ),
    ] {
        assert_eq!(
            c.refused(method, params).await,
            (400, "0".to_owned(), text.to_owned()),
            "{method}"
        );
    }
    let params = json!({ "entityTypeId": 3, "fields": { "fm": wrong["fm"] } });
    let refused = c.refused("crm.item.add", params).await;
    let text = "The field Work e-mail contains an invalid address.";
    assert_eq!(refused, (400, "0".to_owned(), text.to_owned()));
    let params = json!({ "entityTypeId": 3, "id": id, "fields": { "name": "", "lastName": "" } });
    assert_eq!(
        c.refused("crm.item.update", params).await.1,
        "0",
        "a name has to stay"
    );
    let left = item(&c, "list", json!({ "select": ["name"] })).await;
    assert_eq!(left, json!({ "items": [{ "name": "A" }] }));
}

#[tokio::test]
async fn what_records_are_refused_for() {
    let c = Client::start().await;
    c.custom_field(json!({ "USER_TYPE_ID": "string", "FIELD_NAME": "MANY", "MULTIPLE": "Y" }))
        .await;
    for (method, params, code, text) in [
        ("get", json!({ "id": 99 }), "NOT_FOUND", "Item not found"),
        ("get", json!({ "id": "x" }), "NOT_FOUND", "Item not found"),
        (
            "update",
            json!({ "id": 99, "fields": {} }),
            "NOT_FOUND",
            "Item not found",
        ),
        ("delete", json!({ "id": 99 }), "NOT_FOUND", "Item not found"),
        (
            "get",
            json!({}),
            "100",
            "Could not find value for parameter {id}",
        ),
        (
            "add",
            json!({}),
            "100",
            "Could not find value for parameter {fields}",
        ),
        (
            "batchImport",
            json!({}),
            "100",
            "Could not find value for parameter {data}",
        ),
        (
            "get",
            json!({ "id": 1, "entityTypeId": null }),
            "100",
            "Could not find value for parameter {entityTypeId}",
        ),
        (
            "add",
            json!({ "fields": "Ada" }),
            "100",
            "Invalid value {Ada} to match with parameter {fields}. Should be value of type array.",
        ),
        (
            "list",
            json!({ "filter": 5 }),
            "100",
            "Invalid value {5} to match with parameter {filter}. Should be value of type array.",
        ),
        (
            "add",
            json!({ "fields": { "ufCrmMany": "one" } }),
            "100",
            "Expected iterable value for multiple field, but got string instead",
        ),
        (
            "add",
            json!({ "fields": { "observers": 5 } }),
            "100",
            "Expected iterable value for multiple field, but got integer instead",
        ),
        (
            "list",
            json!({ "entityTypeId": 999 }),
            "NOT_FOUND",
            "SPA not found",
        ),
        (
            "fields",
            json!({ "entityTypeId": 999 }),
            "NOT_FOUND",
            "SPA not found",
        ),
        (
            "list",
            json!({ "entityTypeId": 8 }),
            "ENTITY_TYPE_NOT_SUPPORTED",
            "Entity type REQUISITE is not supported",
        ),
    ] {
        let mut sent = json!({ "entityTypeId": 3 });
        sent.as_object_mut()
            .unwrap()
            .extend(params.as_object().unwrap().clone());
        let refused = c.refused(&format!("crm.item.{method}"), sent).await;
        assert_eq!(
            refused,
            (400, code.to_owned(), text.to_owned()),
            "{method} {params}"
        );
    }
}

#[tokio::test]
#[rustfmt::skip]
async fn what_lists_refuse() {
    let c = Client::start().await;
    let no_field = |name: &str| format!("Invalid filter: field '{name}' is not allowed in filter");
    let no_value = |name: &str| format!("Invalid filter: field '{name}' has invalid value");
    let no_order = |name: &str| format!("Invalid order: field '{name}' is not allowed in order");
    let direction = "Invalid order: allowed sort directions are ASC, DESC. But got 'up' for field 'id'".to_owned();
    for (params, text) in [
        (json!({ "filter": { "noSuch": 1 } }), no_field("noSuch")),
        (json!({ "filter": { "Name": "A" } }), no_field("Name")),
        (json!({ "filter": { "=fm": "A" } }), no_field("fm")),
        (json!({ "filter": { "phoneWork": "A" } }), no_field("phoneWork")),
        (json!({ "filter": { "entityTypeId": 3 } }), no_field("entityTypeId")),
        (json!({ "filter": { "photo": 3 } }), no_field("photo")),
        (json!({ "filter": { "UF_CRM_X": 3 } }), no_field("UF_CRM_X")),
        (json!({ "filter": { "0": { "logic": "OR", "0": { "noSuch": 1 } } } }), no_field("noSuch")),
        (json!({ "filter": { "0": 5 } }), no_field("0")),
        (json!({ "filter": { "": 5 } }), no_field("")),
        (json!({ "filter": { "?name": "A" } }), no_field("?name")),
        (json!({ "filter": { "*name": "A" } }), no_field("*name")),
        (json!({ "filter": { "+name": "A" } }), no_field("+name")),
        (json!({ "filter": { "~name": "A" } }), no_field("~name")),
        (json!({ "filter": { "!>id": 1 } }), no_field("!>id")),
        (json!({ "filter": { ">id": [1] } }), no_value("id")),
        (json!({ "filter": { "!id": [1] } }), no_value("id")),
        (json!({ "filter": { "%name": ["A"] } }), no_value("name")),
        (json!({ "filter": { "><id": [1, 2] } }), no_value("id")),
        (json!({ "order": { "noSuch": "ASC" } }), no_order("noSuch")),
        (json!({ "order": { "fm": "ASC" } }), no_order("fm")),
        (json!({ "order": ["id"] }), no_order("0")),
        (json!({ "order": { "name": "asc", "id": "up" } }), direction),
    ] {
        let mut sent = params.clone();
        sent["entityTypeId"] = json!(3);
        let refused = c.refused("crm.item.list", sent).await;
        assert_eq!(refused, (400, "INVALID_ARG_VALUE".to_owned(), text), "{params}");
    }
}
