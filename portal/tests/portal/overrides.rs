//! Methods of a family that the spec says more of than the family does: what they answer, and by which code they refuse.

use bitrix24_portal::{Model, Portal};
use serde_json::{Value, json};

use crate::client::{Client, send};

/// Comments, as they are in timelines: `update` answers the identifier, `delete` takes an owner whole or not at all, and files
/// are read otherwise than they are written.
const COMMENTS: &str = r#"
doc: Comments in timelines.
see: demo/comments
scope: demo
entities:
  comment:
    doc: A comment in the timeline of a record.
    key: ID
    use: [classic]
    fields:
      ID: { type: id, access: read, filter: none, sort: all, doc: Identifier of the entry. }
      CREATED: { type: datetime, access: read, filter: none, sort: all, doc: When it was written. }
      ENTITY_ID!: { type: id, access: create, filter: none, doc: The record that it is written under. }
      COMMENT!: { type: string, filter: none, doc: 'Text; it cannot be empty.' }
      FILES: { send: [pair], receive: map(file), doc: 'Files; an update replaces all of them.' }
      PICTURE: { send: pair, receive: string, doc: Picture; read as its address. }
      SHOWN: { type: switch, doc: Whether it is shown. }
      RATING: { send: int, receive: string, doc: How good it is. }
types:
  pair: { doc: A file to upload., tuple: { name!: { type: string, doc: Name. }, content!: { type: base64, doc: Content. } } }
  file:
    doc: A file of a comment.
    fields: { id!: { type: id, doc: Identifier. }, urlDownload: { type: file_url, doc: Address to download it from. } }
  switch: { doc: A flag., send: { values: { "true": on, "false": off } }, receive: yn }
methods:
  demo.comment.update:
    params:
      id!: { type: id(comment), doc: Which comment. }
      fields!: { type: change(comment), doc: New values. }
      ownerTypeId: { type: int, doc: Number of the type of a record that has the comment. }
      ownerId: { type: id, doc: A record that has the comment. }
    one_of: [[ownerTypeId, ownerId], nothing]
    returns: id(comment)
    errors: [OWNER_NOT_FOUND, ACCESS_DENIED]
  demo.comment.get: { errors: [OWNER_NOT_FOUND, NOT_FOUND] }
  demo.comment.delete: { errors: [NOT_FOUND, ACCESS_DENIED] }
errors:
  NOT_FOUND: { is: not_found, doc: There is no such comment. }
  OWNER_NOT_FOUND: { is: not_found, doc: There is no such record. }
  ACCESS_DENIED: { is: access, doc: The user may not do this. }
"#;

/// Every way of answering that follows from what was done, and one that does not.
const THINGS: &str = r#"
doc: Things.
see: demo/things
scope: demo
entities:
  flag: { doc: A flag., key: ID, use: [classic], fields: { ID: { type: id, access: read, doc: Identifier. }, NAME: { type: string, doc: Name. } } }
  whole: { doc: A record., key: ID, use: [classic], fields: { ID: { type: id, access: read, doc: Identifier. }, NAME: { type: string, doc: Name. } } }
  odd: { doc: A record., key: ID, use: [classic], fields: { ID: { type: id, access: read, doc: Identifier. }, NAME: { type: string, doc: Name. } } }
  held: { doc: A record., use: [{ wrapped: { one: held, many: all } }], fields: { id: { type: id, access: read, doc: Identifier. }, name: { type: string, doc: Name. } } }
methods:
  demo.thing.flag.update: { returns: { type: yn, doc: Whether it was changed. } }
  demo.thing.flag.delete: { returns: { type: bool, doc: Whether it was there. }, unwrap: result.deleted }
  demo.thing.whole.add: { returns: whole, unwrap: whole }
  demo.thing.whole.update: { returns: { type: whole | nothing, doc: The record. } }
  demo.thing.held.add: { returns: id(held), unwrap: held.id }
  demo.thing.held.update: { returns: done }
  demo.thing.held.delete: { returns: { type: bit, doc: Whether it was there. }, errors: [GONE] }
  demo.thing.odd.update: { returns: { type: string, doc: A word. } }
errors:
  GONE: { is: not_found, doc: There is no such record. }
"#;

/// As in `shared/families/records.yaml`, in short.
const FAMILIES: &str = r#"
doc: Families.
families:
  classic:
    doc: Records with bare results.
    args: {}
    methods:
      $at.add: { doc: Creates a $name., params: { fields!: { type: new(self), doc: Values. } }, returns: id(self) }
      $at.get: { doc: Reads one $name., params: { id!: { type: id(self), doc: Which record. } }, returns: self }
      $at.list: { doc: Finds $name records., params: { order: { type: order(self), doc: Order. } }, returns: [self], paging: start }
      $at.update: { doc: Changes a $name., params: { id!: { type: id(self), doc: Which record. }, fields!: { type: change(self), doc: Values. } }, returns: done }
      $at.delete: { doc: Deletes a $name., params: { id!: { type: id(self), doc: Which record. } }, returns: done }
      $at.fields: { doc: Describes a $name., returns: map(any) }
  wrapped:
    doc: Records below a key.
    args: { one!: text, many!: text }
    methods:
      $at.add: { doc: Creates a $name., params: { fields!: { type: new(self), doc: Values. } }, returns: self, unwrap: $one }
      $at.get: { doc: Reads one $name., params: { id!: { type: id(self), doc: Which record. } }, returns: self, unwrap: $one }
      $at.update: { doc: Changes a $name., params: { id!: { type: id(self), doc: Which record. }, fields!: { type: change(self), doc: Values. } }, returns: self, unwrap: $one }
      $at.delete: { doc: Deletes a $name., params: { id!: { type: id(self), doc: Which record. } }, returns: done }
"#;

async fn demo() -> Client {
    let file = |path: &str, text: &str| (path.to_owned(), text.as_bytes().to_vec());
    let files = [
        file("demo/comment.yaml", COMMENTS),
        file("demo/thing.yaml", THINGS),
        file("shared/families/records.yaml", FAMILIES),
    ];
    let model: Model =
        bitrix24_codegen::load_files(files).unwrap_or_else(|wrong| panic!("{wrong}"));
    Client::with(Portal::builder().model(model)).await
}

async fn comment(c: &Client) -> Value {
    let fields = json!({
        "ENTITY_ID": 86, "COMMENT": "On its way.", "FILES": [["a.txt", "YQ=="]], "PICTURE": ["a.gif", "YQ=="],
        "SHOWN": "true", "RATING": 5,
    });
    c.call("demo.comment.add", json!({ "fields": fields }))
        .await
}

#[tokio::test]
async fn an_update_answers_what_the_spec_says() {
    let c = demo().await;
    let id = comment(&c).await;
    let update = |more: Value| {
        let mut params = json!({ "id": id, "fields": { "COMMENT": "There." } });
        let all = params.as_object_mut().unwrap();
        all.extend(more.as_object().unwrap().clone());
        params
    };
    assert_eq!(c.call("demo.comment.update", update(json!({}))).await, id);
    let read = c.call("demo.comment.get", json!({ "id": id })).await;
    assert_eq!(read["COMMENT"], "There.");

    let owner = json!({ "ownerTypeId": 2, "ownerId": 86 });
    assert_eq!(c.call("demo.comment.update", update(owner)).await, id);
    let part = update(json!({ "ownerTypeId": 2 }));
    let (_, code, text) = c.refused("demo.comment.update", part).await;
    assert_eq!(code, "ERROR_ARGUMENT");
    assert_eq!(text, "Argument 'ownerId' is null or empty");

    assert_eq!(
        c.call("demo.comment.delete", json!({ "id": id })).await,
        true
    );
}

#[tokio::test]
async fn a_record_that_is_not_there_is_refused_by_the_code_that_the_method_lists() {
    let c = demo().await;
    let code = async |method: &str, params: Value| c.refused(method, params).await.1;
    let update = json!({ "id": 5, "fields": { "COMMENT": "There." } });
    assert_eq!(code("demo.comment.update", update).await, "OWNER_NOT_FOUND");
    assert_eq!(
        code("demo.comment.delete", json!({ "id": 5 })).await,
        "NOT_FOUND"
    );
    assert_eq!(
        code("demo.thing.held.delete", json!({ "id": 5 })).await,
        "GONE"
    );
    // It lists two such codes, and nothing tells which is meant.
    assert_eq!(code("demo.comment.get", json!({ "id": 5 })).await, "");
    assert_eq!(
        code("demo.thing.flag.delete", json!({ "id": 5 })).await,
        "ERROR_CORE"
    );
}

#[tokio::test]
async fn what_is_answered_otherwise_than_it_was_sent_is_not_kept() {
    let c = demo().await;
    let id = comment(&c).await;
    let read = c.call("demo.comment.get", json!({ "id": id })).await;
    let list = c.call("demo.comment.list", json!({})).await;
    for record in [&read, &list[0]] {
        assert!(record.get("FILES").is_none(), "{record}");
        assert!(record.get("PICTURE").is_none(), "{record}");
        // These are the same in another spelling.
        assert_eq!(
            (&record["SHOWN"], &record["RATING"]),
            (&json!("Y"), &json!("5"))
        );
    }
    let chosen = json!({ "select": ["FILES"], "order": { "FILES": "ASC" } });
    let list = c.call("demo.comment.list", chosen).await;
    assert_eq!(list, json!([{ "ID": id.to_string() }]));
    let fields = c.call("demo.comment.fields", json!({})).await;
    assert!(fields.get("FILES").is_some(), "it is a field all the same");
}

#[tokio::test]
async fn answers_follow_from_the_type_of_the_result() {
    let c = demo().await;
    let add = async |kind: &str| {
        let params = json!({ "fields": { "NAME": "a" } });
        c.call(&format!("demo.thing.{kind}.add"), params).await
    };
    let renamed = |id: &Value| json!({ "id": id, "fields": { "NAME": "b" } });

    let id = add("flag").await;
    assert_eq!(c.call("demo.thing.flag.update", renamed(&id)).await, "Y");
    let gone = c.call("demo.thing.flag.delete", json!({ "id": id })).await;
    assert_eq!(gone, json!({ "result": { "deleted": true } }));

    let made = add("whole").await;
    assert_eq!(made, json!({ "whole": { "ID": "1", "NAME": "a" } }));
    let changed = c.call("demo.thing.whole.update", renamed(&json!(1))).await;
    assert_eq!(changed, json!({ "ID": "1", "NAME": "b" }));

    let named = |name: &str| json!({ "id": 1, "fields": { "name": name } });
    let made = c.call("demo.thing.held.add", named("a")).await;
    assert_eq!(made, json!({ "held": { "id": 1 } }));
    assert_eq!(
        c.call("demo.thing.held.update", named("b")).await,
        json!({ "held": [] }),
        "the key is that of the family, which nothing replaces"
    );
    let read = c.call("demo.thing.held.get", json!({ "id": 1 })).await;
    assert_eq!(read["held"]["name"], "b");
    let gone = c.call("demo.thing.held.delete", json!({ "id": 1 })).await;
    assert_eq!(gone, 1);
}

#[tokio::test]
async fn what_does_not_follow_is_answered_by_a_sample() {
    let c = demo().await;
    let params = json!({ "fields": { "NAME": "a" } });
    let id = c.call("demo.thing.odd.add", params).await;
    let url = format!(
        "{}demo.thing.odd.update?id={id}&fields[NAME]=b",
        c.portal.webhook_url()
    );
    let reply = send(&url, "GET", "", b"").await;
    assert!(reply.head.contains("x-portal-sample: 1"), "{}", reply.head);
    assert_eq!(reply.json()["result"], "sample");
    let read = c.call("demo.thing.odd.get", json!({ "id": id })).await;
    assert_eq!(read["NAME"], "a", "a sample changes nothing");
}
