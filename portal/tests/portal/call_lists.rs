//! Call lists; and two other small registers: triggers of applications, and fields that duplicates are searched by.

use serde_json::{Value, json};

use crate::client::Client;

#[tokio::test]
async fn records_to_call() {
    let c = Client::start().await;
    let ada = c.contact(json!({ "NAME": "Ada" })).await;
    let grace = c.contact(json!({ "NAME": "Grace" })).await;
    let add = json!({ "ENTITY_TYPE": "CONTACT", "ENTITIES": [ada, grace], "WEBFORM_ID": 4 });
    let list = c.call("crm.calllist.add", add.clone()).await;
    let read = c.call("crm.calllist.get", json!({ "ID": list })).await;
    for (name, value) in [
        ("ENTITY_TYPE", "CONTACT"),
        ("ENTITY_TYPE_ID", "3"),
        ("WEBFORM_ID", "4"),
        ("CREATED_BY_ID", "1"),
    ] {
        assert_eq!(read[name], value, "{name}");
    }
    let day = read["DATE_CREATE"].as_str().unwrap();
    assert_eq!((day.len(), &day[10..11]), (19, " "), "{day}");

    let items = async |filter: Value| {
        let params = json!({ "LIST_ID": list, "FILTER": filter });
        c.call("crm.calllist.items.get", params).await
    };
    let item = |id: i64| json!({ "ID": id, "STATUS": "IN_WORK", "ENTITY_TYPE": 3 });
    assert_eq!(items(json!({})).await, json!([item(ada), item(grace)]));
    assert_eq!(items(json!({ "STATUS": "SUCCESS" })).await, json!([]));
    let one = json!({ "LIST_ID": list, "ENTITY_TYPE": "CONTACT", "ENTITIES": [grace] });
    assert_eq!(c.call("crm.calllist.update", one).await, true);
    assert_eq!(items(json!({})).await, json!([item(grace)]));

    let all = json!({ "FILTER": { "=ENTITY_TYPE_ID": 3 }, "SELECT": ["ID", "WEBFORM_ID"] });
    assert_eq!(
        c.call("crm.calllist.list", all).await,
        json!([{ "ID": list.to_string(), "WEBFORM_ID": "4" }])
    );
    let everything = c.call("crm.calllist.list", json!({})).await;
    assert_eq!(everything[0].get("ENTITY_TYPE"), None);
    let states = c.call("crm.calllist.statuslist", json!({})).await;
    assert_eq!(states[0]["STATUS_ID"], "IN_WORK");

    c.call("crm.contact.delete", json!({ "id": grace })).await;
    assert_eq!(items(json!({})).await, json!([]), "nobody calls her");
}

#[tokio::test]
async fn what_cannot_be_called() {
    let c = Client::start().await;
    let code = async |method: &str, params: Value| {
        let method = format!("crm.calllist.{method}");
        c.refused(&method, params).await.1
    };
    let add = |kind: &str, ids: Value| json!({ "ENTITY_TYPE": kind, "ENTITIES": ids });
    assert_eq!(code("add", json!({})).await, "ERROR_ARGUMENT");
    assert_eq!(
        code("add", add("LEAD", json!([1]))).await,
        "ENTITY_TYPE_ERROR"
    );
    assert_eq!(
        code("add", add("CONTACT", json!(7))).await,
        "ENTITIES_ERROR"
    );
    assert_eq!(
        code("add", add("CONTACT", json!([7]))).await,
        "ENTITY_ERROR"
    );
    assert_eq!(code("get", json!({ "ID": 7 })).await, "LIST_ID_ERROR");
    assert_eq!(
        code("items.get", json!({ "LIST_ID": 7 })).await,
        "LIST_ID_ERROR"
    );
    let select = json!({ "SELECT": ["ENTITY_TYPE"] });
    assert_eq!(code("list", select).await, "100");
}

#[tokio::test]
async fn triggers_of_an_application() {
    let c = Client::start().await;
    let call = async |role: &str, params: Value| {
        c.app(&format!("crm.automation.trigger.{role}"), params)
            .await
            .1
    };
    for name in ["Lost", "Parcel lost"] {
        let trigger = json!({ "CODE": "parcel.lost", "NAME": name });
        assert_eq!(call("add", trigger).await["result"], true);
    }
    assert_eq!(
        call("list", json!({})).await["result"],
        json!([{ "NAME": "Parcel lost", "CODE": "parcel.lost" }]),
        "the second time renames it"
    );
    let fire = json!({ "CODE": "parcel.lost", "OWNER_TYPE_ID": 2, "OWNER_ID": 1 });
    assert_eq!(call("execute", fire.clone()).await["result"], true);
    let wrong = json!({ "CODE": "parcel lost", "NAME": "Lost" });
    assert_eq!(call("add", wrong).await["error"], "");
    let one = json!({ "CODE": "parcel.lost" });
    assert_eq!(call("delete", one.clone()).await["result"], true);
    assert_eq!(call("delete", one).await["error"], "");
    assert_eq!(call("execute", fire).await["error"], "");
}

#[tokio::test]
async fn fields_that_duplicates_are_searched_by() {
    let c = Client::start().await;
    let fields = c
        .call(
            "crm.duplicate.volatileType.fields",
            json!({ "entityTypeId": 3 }),
        )
        .await;
    let codes: Vec<&Value> = fields
        .as_array()
        .unwrap()
        .iter()
        .map(|field| &field["fieldCode"])
        .collect();
    assert!(
        codes.contains(&&json!("POST")) && !codes.contains(&&json!("PHOTO")),
        "{codes:?}"
    );
    let register = async |kind: i64, code: &str| {
        let params = json!({ "entityTypeId": kind, "fieldCode": code });
        c.post("crm.duplicate.volatileType.register", params)
            .await
            .1
    };
    assert_eq!(register(3, "NOTHING").await["error"], "FIELD_NOT_FOUND");
    assert_eq!(register(2, "TITLE").await["error"], "FIELD_NOT_FOUND");
    let first = register(3, "POST").await["result"].take();
    assert_eq!(register(3, "POST").await["result"], first);
    for code in ["NAME", "LAST_NAME", "ADDRESS", "ADDRESS_CITY", "ORIGIN_ID"] {
        assert!(register(3, code).await["result"]["id"].is_i64(), "{code}");
    }
    assert!(register(4, "RQ.DE.VAT_ID").await["result"]["id"].is_i64());
    assert_eq!(
        register(1, "TITLE").await["error"],
        "MAX_TYPES_COUNT_EXCEEDED"
    );
}
