//! Methods that no family made: they have state all the same, told from their names, parameters and results.

use bitrix24_portal::{Model, Portal, Role, Webhook};
use serde_json::{Value, json};

use crate::client::{Client, send};

/// Records of every identity, in methods written out one by one.
const SPEC: &str = r#"
doc: Things.
see: demo/things
scope: demo
entities:
  colour:
    doc: A colour, known by a code.
    key: CODE
    event: onColour
    fields:
      CODE!: { type: string, access: create, doc: Code. }
      NAME: { type: string, doc: Name. }
  seat:
    doc: A seat of a room, known by where it is.
    fields:
      HALL!: { type: { values: { 1: small, 2: large } }, access: create, doc: Number of the hall. }
      ROW!: { type: int, access: create, doc: Number of the row. }
      LABEL: { type: string, doc: What it says. }
  note:
    doc: A note under some record.
    fields:
      id: { type: id, access: read, doc: Identifier. }
      kind: { type: { values: { 1: plain, 2: loud } }, doc: Kind. }
      text: { type: string, access: create, doc: Text. }
      owner: { type: id, access: read, doc: Whose it is. }
methods:
  demo.thing.colour.add: { doc: Adds., params: { fields!: { type: new(colour), doc: Values. } }, returns: id(colour), errors: [TAKEN] }
  demo.thing.colour.get: { doc: Reads., params: { code!: { type: id(colour), doc: Which. } }, returns: colour }
  demo.thing.colour.update: { doc: Changes., params: { code!: { type: id(colour), doc: Which. }, fields!: { type: change(colour), doc: Values. } }, returns: done, effect: set }
  demo.thing.colour.delete: { doc: Removes., params: { code!: { type: id(colour), doc: Which. } }, returns: done, errors: [GONE] }
  demo.thing.colour.list: { doc: Lists., returns: [colour] }
  demo.thing.seat.register: { doc: Sets., params: { fields!: { type: new(seat), doc: Values. } }, returns: done, effect: set }
  demo.thing.seat.get: { doc: Reads., params: { hall!: { type: int, doc: Hall. }, row!: { type: int, doc: Row. } }, returns: seat }
  demo.thing.seat.list: { doc: Lists., params: { filter: { type: filter(seat), doc: Conditions. }, order: { type: order(seat), doc: Order. }, deep: { type: bool, doc: Whether more. } }, returns: [seat], paging: start }
  demo.thing.seat.unregister: { doc: Removes., params: { hall!: { type: int, doc: Hall. }, row!: { type: int, doc: Row. } }, returns: done, effect: set }
  demo.thing.note.add: { doc: Adds., params: { owner!: { type: id, doc: Whose. }, room!: { type: int, doc: Where. }, fields!: { type: new(note), doc: Values. } }, returns: note, unwrap: note }
  demo.thing.note.list: { doc: Lists., params: { owner!: { type: id, doc: Whose. }, room!: { type: int, doc: Where. } }, returns: map(note), unwrap: notes }
  demo.thing.note.setText: { doc: Changes., params: { id!: { type: id(note), doc: Which. }, text!: { type: string, doc: Text. } }, returns: done, effect: set }
  demo.thing.note.read: { doc: Reads., params: { id!: { type: id(note), doc: Which. } }, returns: note, effect: read }
errors:
  GONE: { is: not_found, doc: There is no such record. }
  TAKEN: { is: exists, doc: There is such a record. }
"#;

async fn demo() -> Client {
    let files = [("demo/thing.yaml".to_owned(), SPEC.as_bytes().to_vec())];
    let model: Model =
        bitrix24_codegen::load_files(files).unwrap_or_else(|wrong| panic!("{wrong}"));
    Client::with(Portal::builder().model(model)).await
}

#[tokio::test]
async fn records_with_a_text_for_an_identifier() {
    let c = demo().await;
    let add = |code: &str| json!({ "fields": { "CODE": code, "NAME": "Red" } });
    assert_eq!(c.call("demo.thing.colour.add", add("red")).await, "red");
    let (_, code, _) = c.refused("demo.thing.colour.add", add("RED")).await;
    assert_eq!(code, "TAKEN", "case does not count");
    c.call("demo.thing.colour.add", add("blue")).await;

    let blue = json!({ "code": "blue" });
    let change = json!({ "code": "blue", "fields": { "NAME": "Blue", "CODE": "b" } });
    assert_eq!(c.call("demo.thing.colour.update", change).await, true);
    assert_eq!(
        c.call("demo.thing.colour.get", blue.clone()).await,
        json!({ "CODE": "blue", "NAME": "Blue" }),
        "what is given once stays"
    );
    c.call("demo.thing.colour.delete", blue.clone()).await;
    let (_, code, _) = c.refused("demo.thing.colour.delete", blue).await;
    assert_eq!(code, "GONE");
    assert_eq!(
        c.call("demo.thing.colour.list", json!({})).await,
        json!([{ "CODE": "red", "NAME": "Red" }])
    );
}

#[tokio::test]
async fn records_that_their_values_identify() {
    let c = demo().await;
    let register = async |hall: Value, row: i64, label: &str| {
        let fields = json!({ "HALL": hall, "ROW": row, "LABEL": label });
        c.call("demo.thing.seat.register", json!({ "fields": fields }))
            .await
    };
    register(json!(1), 1, "A").await;
    register(json!("2"), 1, "B").await;
    register(json!(1), 2, "C").await;
    register(json!("1"), 1, "D").await;
    assert_eq!(
        c.call("demo.thing.seat.get", json!({ "hall": "1", "row": 1 }))
            .await,
        json!({ "HALL": "1", "ROW": "1", "LABEL": "D" }),
        "what sets leaves one record"
    );
    let list = json!({ "filter": { "HALL": 1 }, "order": { "ROW": "DESC" } });
    let found = c.envelope("demo.thing.seat.list", list).await;
    assert_eq!(found["total"], 2);
    assert_eq!(found["result"][0]["LABEL"], "C");
    let gone = json!({ "hall": 1, "row": 2 });
    assert_eq!(c.call("demo.thing.seat.unregister", gone).await, true);
    let (status, _, _) = c
        .refused("demo.thing.seat.get", json!({ "hall": 1, "row": 2 }))
        .await;
    assert_eq!(status, 400);
    let (_, code, _) = c
        .refused("demo.thing.seat.get", json!({ "hall": "large", "row": 2 }))
        .await;
    assert_eq!(code, "100", "an enumeration of numbers takes numbers");
}

#[tokio::test]
async fn parameters_that_say_whose_a_record_is_are_kept_and_looked_for() {
    let c = demo().await;
    let add = async |owner: i64, room: i64, text: &str| {
        let fields = json!({ "text": text, "kind": "2" });
        let params = json!({ "owner": owner, "room": room, "fields": fields });
        c.call("demo.thing.note.add", params).await
    };
    let made = add(7, 1, "a").await;
    assert_eq!(
        made,
        json!({ "note": { "id": 1, "kind": 2, "text": "a", "owner": 7 } }),
        "numbers of enumerations are numbers"
    );
    add(7, 2, "b").await;
    add(8, 1, "c").await;
    let of = async |owner: i64, room: i64| {
        let params = json!({ "owner": owner, "room": room });
        c.call("demo.thing.note.list", params).await["notes"].take()
    };
    assert_eq!(
        of(7, 1).await["1"]["text"],
        "a",
        "a map has records by their ids"
    );
    assert_eq!(of(7, 1).await.as_object().unwrap().len(), 1);
    assert_eq!(of(8, 2).await, json!([]));
    let change = json!({ "id": 1, "text": "z" });
    assert_eq!(c.call("demo.thing.note.setText", change).await, json!([]));
    assert_eq!(of(7, 1).await["1"]["text"], "z");
}

#[tokio::test]
async fn what_cannot_be_told_is_a_sample() {
    let c = demo().await;
    for call in ["demo.thing.note.read?id=1", "demo.thing.seat.list?deep=Y"] {
        let url = format!("{}{call}", c.portal.webhook_url());
        let reply = send(&url, "GET", "", b"").await;
        assert!(reply.head.contains("x-portal-sample: 1"), "{call}");
    }
}

#[tokio::test]
async fn readers_change_nothing() {
    let files = [("demo/thing.yaml".to_owned(), SPEC.as_bytes().to_vec())];
    let model: Model = bitrix24_codegen::load_files(files).unwrap();
    let builder = Portal::builder().model(model);
    let c = Client::with(
        builder
            .user(1, Role::Reader)
            .webhook(Webhook::new(1, "reader")),
    )
    .await;
    let add = json!({ "fields": { "CODE": "red" } });
    let (_, _, text) = c.refused("demo.thing.colour.add", add).await;
    assert_eq!(text, "Access denied.");
    assert_eq!(c.call("demo.thing.colour.list", json!({})).await, json!([]));
}

#[tokio::test]
async fn badges() {
    let c = Client::start().await;
    let fields = json!({ "code": "parcel", "title": { "en": "Parcel" }, "value": "late", "type": "warning" });
    let made = c.call("crm.activity.badge.add", fields.clone()).await;
    assert_eq!(made, json!({ "badge": fields }));
    let list = c.call("crm.activity.badge.list", json!({})).await;
    assert_eq!(list, json!({ "badges": [fields] }));
    let one = json!({ "code": "parcel" });
    c.call("crm.activity.badge.delete", one.clone()).await;
    let (_, code, _) = c.refused("crm.activity.badge.get", one).await;
    assert_eq!(code, "NOT_FOUND");
}

#[tokio::test]
async fn activity_types() {
    let c = Client::start().await;
    let fields = json!({ "TYPE_ID": "VISIT", "NAME": "Visit", "IS_CONFIGURABLE_TYPE": "Y" });
    let add = json!({ "fields": fields });
    let (status, made) = c.app("crm.activity.type.add", add.clone()).await;
    assert_eq!((status, &made["result"]), (200, &json!(true)), "{made}");
    let (_, again) = c.app("crm.activity.type.add", add).await;
    assert_eq!(again["error"], "INVALID_ARG_VALUE");
    let (_, list) = c.app("crm.activity.type.list", json!({})).await;
    assert_eq!(list["result"][0]["TYPE_ID"], "VISIT");
    let (_, gone) = c
        .app("crm.activity.type.delete", json!({ "TYPE_ID": "VISIT" }))
        .await;
    assert_eq!(gone["result"], true);
    let (_, again) = c
        .app("crm.activity.type.delete", json!({ "TYPE_ID": "VISIT" }))
        .await;
    assert_eq!(
        again["error"], "INVALID_ARG_VALUE",
        "it knows no other code"
    );
    let (_, list) = c.app("crm.activity.type.list", json!({})).await;
    assert_eq!(list["result"], json!([]));
}

#[tokio::test]
async fn fields_of_presets() {
    let c = Client::start().await;
    let preset = json!({ "ENTITY_TYPE_ID": 8, "COUNTRY_ID": 122, "NAME": "Firm" });
    let one = c
        .call("crm.requisite.preset.add", json!({ "fields": preset }))
        .await;
    let two = c
        .call("crm.requisite.preset.add", json!({ "fields": preset }))
        .await;
    let fields = json!({ "FIELD_NAME": "RQ_NAME", "SORT": 500, "IN_SHORT_LIST": "Y" });
    let id = c
        .call(
            "crm.requisite.preset.field.add",
            json!({ "preset": { "ID": one }, "fields": fields }),
        )
        .await;
    let list = async |preset: &Value| {
        let params = json!({ "preset": { "ID": preset } });
        c.call("crm.requisite.preset.field.list", params).await
    };
    assert_eq!(list(&one).await[0]["FIELD_NAME"], "RQ_NAME");
    assert_eq!(list(&two).await, json!([]));
    let elsewhere = json!({ "id": id, "preset": { "ID": two } });
    let (status, _, _) = c.refused("crm.requisite.preset.field.get", elsewhere).await;
    assert_eq!(status, 400);
    let nowhere = json!({ "preset": { "ID": 99 } });
    let (_, _, text) = c.refused("crm.requisite.preset.field.list", nowhere).await;
    assert_eq!(text, "There is no preset with the identifier 99");
    let change = json!({ "id": id, "preset": { "ID": one }, "fields": { "FIELD_NAME": "RQ_INN" } });
    c.call("crm.requisite.preset.field.update", change).await;
    assert_eq!(list(&one).await[0]["FIELD_NAME"], "RQ_INN");
}

#[tokio::test]
async fn orders_of_records() {
    let c = Client::start().await;
    let link = json!({ "orderId": 57, "ownerTypeId": 2, "ownerId": 86 });
    let fields = json!({ "fields": link });
    let made = c.call("crm.orderentity.add", fields.clone()).await;
    assert_eq!(made, json!({ "dealOrder": link }));
    let (_, code, _) = c.refused("crm.orderentity.add", fields.clone()).await;
    assert_eq!(code, "201650000001");
    let list = json!({ "filter": { "@ownerId": [86, 88], "=ownerTypeId": 2 } });
    let found = c.envelope("crm.orderentity.list", list).await;
    assert_eq!(found["result"], json!({ "orderEntity": [link] }));
    assert_eq!(found["total"], 1);
    let gone = c.call("crm.orderentity.deleteByFilter", fields).await;
    assert_eq!(gone, true);
    let left = c.call("crm.orderentity.list", json!({})).await;
    assert_eq!(left, json!({ "orderEntity": [] }));
}

#[tokio::test]
async fn numerators_and_duplicate_types() {
    let c = Client::start().await;
    let fields = json!({ "name": "Bills", "template": "B-{NUMBER}" });
    let made = c
        .call(
            "crm.documentgenerator.numerator.add",
            json!({ "fields": fields }),
        )
        .await;
    let id = &made["numerator"]["id"];
    let change = json!({ "id": id, "fields": { "name": "Acts" } });
    let changed = c
        .call("crm.documentgenerator.numerator.update", change)
        .await;
    assert_eq!(changed["name"], "Acts", "the record stands bare here");
    let list = c
        .call("crm.documentgenerator.numerator.list", json!({}))
        .await;
    assert_eq!(list["numerators"][0]["name"], "Acts");

    let field = json!({ "entityTypeId": 3, "fieldCode": "POST" });
    let made = c.call("crm.duplicate.volatileType.register", field).await;
    let id = &made["id"];
    let list = c.call("crm.duplicate.volatileType.list", json!({})).await;
    assert_eq!(
        list,
        json!([{ "id": id, "entityTypeId": 3, "fieldCode": "POST" }])
    );
    let one = json!({ "id": id });
    c.call("crm.duplicate.volatileType.unregister", one.clone())
        .await;
    let (_, code, _) = c
        .refused("crm.duplicate.volatileType.unregister", one)
        .await;
    assert_eq!(code, "TYPE_IS_NOT_ASSIGNED");
}

#[tokio::test]
async fn records_outside_the_crm() {
    let c = Client::start().await;
    let fields = json!({ "TITLE": "Call back", "RESPONSIBLE_ID": 1 });
    let made = c.call("tasks.task.add", json!({ "fields": fields })).await;
    assert_eq!(made["task"]["title"], "Call back", "read in camelCase");
    let id = made["task"]["id"].as_str().unwrap();
    let change = json!({ "taskId": id, "fields": { "TITLE": "Write back" } });
    c.call("tasks.task.update", change).await;
    let list = json!({ "filter": { "RESPONSIBLE_ID": 1 }, "select": ["ID", "TITLE"] });
    let found = c.call("tasks.task.list", list).await;
    assert_eq!(
        found,
        json!({ "tasks": [{ "id": id, "title": "Write back" }] })
    );
    c.call("tasks.task.delete", json!({ "taskId": id })).await;
    let none = c.call("tasks.task.get", json!({ "taskId": id })).await;
    assert_eq!(none, json!([]), "a result that may be nothing");

    let fields = json!({ "fields": { "paymentId": 3, "shipmentId": 4 } });
    let made = c.call("sale.paymentItemShipment.add", fields).await;
    let id = &made["paymentItemShipment"]["id"];
    let one = json!({ "id": id });
    let read = c.call("sale.paymentitemshipment.get", one.clone()).await;
    assert_eq!(read["paymentItemShipment"]["shipmentId"], 4);
    c.call("sale.paymentItemShipment.delete", one.clone()).await;
    let (_, code, _) = c.refused("sale.paymentItemShipment.get", one).await;
    assert_eq!(code, "201240400001");
}
