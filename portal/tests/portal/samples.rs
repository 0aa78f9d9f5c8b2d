//! Methods without code: what they ask for, and what they answer.

use bitrix24_portal::{Model, Portal};
use serde_json::{Value, json};

use crate::client::{Client, send};

const SPEC: &str = r#"
doc: Things to try.
scope: demo
see: demo
entities:
  thing:
    doc: A thing.
    fields:
      id: { type: id, access: read, doc: Identifier. }
      name!: { type: string, doc: Name. }
      size: { type: number, doc: Size. }
methods:
  demo.task.do:
    doc: Does something.
    params:
      id!: { type: id, doc: Which. }
      amount: { type: number, doc: How much. }
      quick: { type: yn, doc: Whether quickly. }
      until: { type: datetime, doc: Until when. }
      tags: { type: [int], doc: Marks. }
      where: { fields: { city!: { type: string, doc: Town. }, floor: { type: int, doc: Storey. } }, doc: Place. }
      either: { type: 'int | [int]', doc: One or several. }
    returns:
      fields:
        done!: { type: bool, doc: Whether it was done. }
        at: { type: datetime, doc: When. }
        marks: { type: [int], doc: Marks. }
    unwrap: outcome
    effect: set
  demo.task.write:
    doc: Writes a thing.
    params: { fields!: { type: new(thing), doc: The thing. } }
    returns: thing
    effect: set
  demo.task.either:
    doc: Wants one of two.
    one_of: [A, B]
    params: { A: { type: int, doc: One way. }, B: { type: int, doc: Another way. } }
    returns: done
    effect: set
  demo.task.group:
    doc: Wants what goes together.
    one_of: [ID, [KIND, OWNER], nothing]
    any_of: [WHO, [FROM, TO]]
    params:
      ID: { type: int, doc: Number. }
      KIND: { type: int, doc: Kind of owner. }
      OWNER: { type: int, doc: Owner. }
      WHO: { type: int, doc: Person. }
      FROM: { type: int, doc: Beginning. }
      TO: { type: int, doc: End. }
    returns: done
    effect: set
  demo.task.who:
    doc: Wants somebody, and shows blocks.
    params:
      who: { one_of: [id, code], fields: { id: { type: id, doc: Number. }, code: { type: string, doc: Code. } }, doc: Who. }
      look: { one_of: [width, left, nothing], fields: { width: { type: int, doc: Width. }, left: { type: int, doc: Margin. } }, doc: How. }
      blocks: { type: [block], doc: Blocks. }
    returns: { fields: { block!: { type: block, doc: A block. } } }
    effect: set
  demo.task.old:
    doc: Takes parameters by their places.
    positional: true
    params: { TASKID!: { type: id, doc: Which. }, TEXT: { type: string, doc: What. } }
    returns: int
    effect: set
types:
  block: { by: only_key, cases: { LINE: { type: [int], doc: Numbers. }, TEXT: { type: string, doc: A text. } } }
"#;

async fn demo() -> Client {
    let files = [("demo.yaml".to_owned(), SPEC.as_bytes().to_vec())];
    let model: Model =
        bitrix24_codegen::load_files(files).unwrap_or_else(|wrong| panic!("{wrong}"));
    Client::with(Portal::builder().model(model)).await
}

#[tokio::test]
async fn answers_are_made_from_the_type_and_marked() {
    let c = demo().await;
    let url = format!("{}demo.task.do?id=5", c.portal.webhook_url());
    let reply = send(&url, "GET", "", b"").await;
    assert!(reply.head.contains("x-portal-sample: 1"));
    assert_eq!(
        reply.json()["result"],
        json!({ "outcome": { "done": true, "at": "2025-01-01T03:00:00+03:00", "marks": [1] } })
    );
}

#[tokio::test]
async fn what_goes_together_is_not_given_in_part() {
    let c = demo().await;
    let lacks = |name: &str| format!("Argument '{name}' is null or empty");
    for (params, text) in [
        (json!({ "WHO": 1, "KIND": 2 }), lacks("OWNER")),
        (json!({ "WHO": 1, "TO": 2 }), lacks("FROM")),
        (json!({ "TO": 2 }), lacks("FROM")),
        (
            json!({ "WHO": 1, "ID": 5, "KIND": 2 }),
            "Parameters do not go together: `KIND` cannot be given with `ID`; at most one of these can be given: `ID`, or `KIND` and `OWNER`".to_owned(),
        ),
    ] {
        let (_, code, told) = c.refused("demo.task.group", params.clone()).await;
        assert_eq!((code.as_str(), told), ("ERROR_ARGUMENT", text), "{params}");
    }
    for params in [
        json!({ "WHO": 1 }),
        json!({ "KIND": 2, "OWNER": 3, "FROM": 1, "TO": 2 }),
    ] {
        assert_eq!(c.call("demo.task.group", params).await, true);
    }
}

#[tokio::test]
async fn parameters_are_what_the_spec_says() {
    let c = demo().await;
    let wrong = |given: &str, name: &str, kind: &str| {
        format!(
            "Invalid value {{{given}}} to match with parameter {{{name}}}. Should be value of type {kind}."
        )
    };
    for (params, text) in [
        (json!({ "id": "x" }), wrong("x", "id", "int")),
        (json!({ "id": [1] }), wrong("Array", "id", "int")),
        (
            json!({ "id": 1, "amount": "much" }),
            wrong("much", "amount", "float"),
        ),
        (
            json!({ "id": 1, "quick": "perhaps" }),
            wrong("perhaps", "quick", "bool"),
        ),
        (
            json!({ "id": 1, "until": "later on" }),
            wrong("later on", "until", "datetime"),
        ),
        (json!({ "id": 1, "tags": 5 }), wrong("5", "tags", "array")),
        (
            json!({ "id": 1, "tags": [5, "x"] }),
            wrong("x", "tags[1]", "int"),
        ),
        (
            json!({ "id": 1, "where": "here" }),
            wrong("here", "where", "array"),
        ),
        (
            json!({ "id": 1, "where": { "city": "Ely", "floor": "top" } }),
            wrong("top", "where[floor]", "int"),
        ),
        (
            json!({ "id": 1, "either": ["x"] }),
            wrong("Array", "either", "int"),
        ),
    ] {
        let refused = c.refused("demo.task.do", params.clone()).await;
        assert_eq!(refused, (400, "100".to_owned(), text), "{params}");
    }
    for params in [
        json!({ "ID": "5", "amount": "1.5", "quick": "Y", "until": "2025-01-01", "tags": ["1"], "either": [1] }),
        json!({ "id": 5, "amount": 2, "quick": true, "until": "", "tags": [], "either": 1, "unknown": {} }),
        json!({ "id": 5, "where": { "city": "Ely" } }),
    ] {
        assert_eq!(
            c.post("demo.task.do", params.clone()).await.0,
            200,
            "{params}"
        );
    }
}

#[tokio::test]
async fn choices_inside_of_objects() {
    let c = demo().await;
    let (_, body) = c.post("demo.task.who", json!({})).await;
    assert_eq!(body["result"], json!({ "block": { "LINE": [1] } }));
    for (params, code, argument) in [
        (json!({ "who": {"x": 1} }), "ERROR_ARGUMENT", "who[id]"),
        (
            json!({ "who": { "id": 1, "code": "a" } }),
            "ERROR_ARGUMENT",
            "",
        ),
        (
            json!({ "look": { "width": 1, "left": 1 } }),
            "ERROR_ARGUMENT",
            "",
        ),
        (
            json!({ "blocks": [{ "TEXT": "a", "LINE": [1] }] }),
            "ERROR_ARGUMENT",
            "",
        ),
        (json!({ "blocks": [{ "LINE": ["a"] }] }), "100", ""),
    ] {
        let (status, body) = c.post("demo.task.who", params.clone()).await;
        assert_eq!(
            (status, &body["error"]),
            (400, &json!(code)),
            "{params} {body}"
        );
        let named = body["argument"].as_str().unwrap_or_default();
        assert_eq!(named, argument, "{params}");
    }
    for params in [
        json!({ "who": { "code": "a" }, "look": { "left": 1 }, "blocks": [{ "TEXT": "a" }, { "NEW": 1 }] }),
        json!({ "who": { "id": 1 }, "look": { "more": 1 } }),
    ] {
        let (status, body) = c.post("demo.task.who", params.clone()).await;
        assert_eq!(status, 200, "{params} {body}");
    }
}

#[tokio::test]
async fn what_is_required_is_asked_for() {
    let c = demo().await;
    let missing = async |method: &str, params: Value| {
        let (status, body) = c.post(method, params).await;
        assert_eq!(
            (status, &body["error"]),
            (400, &json!("ERROR_ARGUMENT")),
            "{body}"
        );
        body["argument"].as_str().unwrap_or_default().to_owned()
    };
    assert_eq!(missing("demo.task.do", json!({})).await, "id");
    let place = json!({ "id": 1, "where": { "floor": 1 } });
    assert_eq!(missing("demo.task.do", place).await, "where[city]");
    assert_eq!(
        missing("demo.task.write", json!({ "fields": { "size": 1 } })).await,
        "fields[name]"
    );
    assert_eq!(missing("demo.task.either", json!({})).await, "A");
    assert_eq!(
        missing("demo.task.either", json!({ "A": 1, "B": 1 })).await,
        ""
    );
    assert_eq!(missing("demo.task.old", json!([])).await, "TASKID");
    assert_eq!(c.post("demo.task.old", json!([5, "x"])).await.0, 200);
    assert_eq!(c.refused("demo.task.old", json!(["x"])).await.1, "100");
    assert_eq!(c.post("demo.task.either", json!({ "B": 1 })).await.0, 200);
    assert_eq!(
        c.post("demo.task.write", json!({ "fields": { "name": "n" } }))
            .await
            .0,
        200
    );
}
