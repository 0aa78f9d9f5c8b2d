//! Batches, with the shapes that PHP gives their sections.

use bitrix24_client::{Arg, Batch, Call, Error, IntoArg, Method, Page};
use serde_json::json;

use crate::server::{Answer, Server, result};

static ADD: Method = Method::add("some.thing.add").unwrap(&["item"]);
static GET: Method = Method::read("some.thing.get");
static LIST: Method = Method::read("some.thing.list").unwrap(&["items"]);

fn get(id: i64) -> Call<i64> {
    Call::new(&GET).arg("id", Arg::Int(id))
}

#[tokio::test]
async fn every_shape_of_a_section() {
    // All failed: `result` is an empty list. None failed: `result_error` is. Keys 0..n-1: a list. Else an object.
    for (sections, expected) in [
        (
            json!({ "result": { "c0": 1, "c1": "2" }, "result_error": [], "result_total": [], "result_next": [] }),
            [Ok(1), Ok(2)],
        ),
        (
            json!({ "result": [1, "2"], "result_error": [] }),
            [Ok(1), Ok(2)],
        ),
        (
            json!({ "result": { "c1": 2 }, "result_error": { "c0": { "error": "", "error_description": "Not found" } } }),
            [Err("not found"), Ok(2)],
        ),
        (
            json!({ "result": [], "result_error": [{ "error": "", "error_description": "Not found" }, { "error": "ACCESS_DENIED", "error_description": "" }] }),
            [Err("not found"), Err("access")],
        ),
        (
            json!({ "result": { "1": 2 }, "result_error": { "c0": "ACCESS_DENIED" } }),
            [Err("access"), Ok(2)],
        ),
        (
            json!({ "result": [], "result_error": { "c0": { "error": "NOT_FOUND" } } }),
            [Err("not found"), Err("not run")],
        ),
    ] {
        let answer = sections.clone();
        let server = Server::start(move |_| result(answer.clone()));
        let mut batch = Batch::new();
        let handles = [batch.push(get(1)), batch.push(get(2))];
        let done = server.client.run(batch).await.unwrap();
        let found = handles.map(|handle| {
            done.get(handle).map_err(|error| match error {
                Error::NotFound(_) => "not found",
                Error::Access(_) => "access",
                Error::NotRun { .. } => "not run",
                _ => "other",
            })
        });
        assert_eq!(found, expected, "{sections}");
        assert_eq!(
            done.errors().count(),
            expected.iter().filter(|one| one.is_err()).count()
        );
    }
}

#[tokio::test]
async fn commands_and_references() {
    let server = Server::start(|_| {
        result(json!({
            "result": { "c0": { "item": 7 }, "c1": true, "c2": { "items": [1, 2] } },
            "result_error": [],
            "result_total": { "c2": 120 },
            "result_next": { "c2": 50 },
        }))
    });
    let mut batch = Batch::new().halt(true);
    let made = batch.push(Call::<i64>::new(&ADD));
    let filter = Arg::Map(vec![
        ("<=ID".into(), Arg::Int(5)),
        ("NAME".into(), Arg::Text("a&b=c".into())),
    ]);
    let id = IntoArg::<i64>::into_arg(made.result());
    let link = batch.push(
        Call::<bool>::new(&GET)
            .arg("id", id)
            .arg("filter", filter)
            .arg("none", Arg::List(vec![])),
    );
    let list = batch.push(Call::<Page<i64>>::new(&LIST));
    let done = server.client.run(batch).await.unwrap();
    assert_eq!(
        (done.get(made).unwrap(), done.get(link).unwrap()),
        (7, true)
    );
    let page = done.get(list).unwrap();
    assert_eq!(
        (page.items.len(), page.total, page.next),
        (2, Some(120), Some(50))
    );
    let asked = &server.asked()[0];
    assert_eq!(asked.method(), "batch");
    assert_eq!(
        asked.body.to_string(),
        json!({ "halt": 1, "cmd": {
            "c0": "some.thing.add",
            "c1": "some.thing.get?id=%24result%5Bc0%5D%5Bitem%5D&filter%5B%3C%3DID%5D=5&filter%5BNAME%5D=a%26b%3Dc&none=",
            "c2": "some.thing.list",
        } })
        .to_string()
    );
    // The handle of another batch is not taken for one of this.
    let mut other = Batch::new();
    let foreign = other.push(get(1));
    assert!(matches!(
        done.get(foreign),
        Err(Error::InvalidArgument { .. })
    ));
}

#[tokio::test]
async fn chunks() {
    // The second request gets no answer.
    let mut requests = 0;
    let server = Server::start(move |asked| {
        requests += 1;
        if requests == 2 {
            return Answer::Gone;
        }
        let values = asked.body["cmd"]
            .as_object()
            .unwrap()
            .keys()
            .map(|key| (key.clone(), json!(key[1..].parse::<i64>().unwrap())));
        result(json!({ "result": values.collect::<serde_json::Map<_, _>>(), "result_error": [] }))
    });
    let mut batch = Batch::new();
    let handles: Vec<_> = (0..120)
        .map(|id| batch.push(if id == 60 { Call::new(&ADD) } else { get(id) }))
        .collect();
    let done = server.client.run(batch).await.unwrap();
    assert_eq!(done.get(handles[49]).unwrap(), 49);
    assert!(done.get(handles[50]).unwrap_err().is_uncertain());
    assert!(matches!(done.get(handles[119]), Err(Error::NotRun { .. })));
    assert_eq!(server.asked().len(), 2);
    assert_eq!(server.asked()[0].body["cmd"].as_object().unwrap().len(), 50);
    // In order on the wire: a sorted map would send c10 before c2.
    let text = &server.asked()[0].text;
    let places: Vec<_> = (0..50)
        .map(|index| text.find(&format!("\"c{index}\"")).unwrap())
        .collect();
    assert!(places.is_sorted());
}

#[tokio::test]
async fn references_across_requests_are_refused() {
    let server = Server::start(|_| result(json!([])));
    let mut batch = Batch::new();
    let first = batch.push(get(0));
    for id in 1..50 {
        batch.push(get(id));
    }
    batch.push(Call::<i64>::new(&GET).arg("id", IntoArg::<i64>::into_arg(first.result())));
    let error = server.client.run(batch).await.unwrap_err();
    assert!(
        matches!(&error, Error::InvalidArgument { argument: Some(name), .. } if name == "id"),
        "{error}"
    );
    // A reference to a later call is one of another batch.
    let mut other = Batch::new();
    other.push(get(0));
    let later = other.push(get(1));
    let mut batch = Batch::new();
    batch.push(Call::<i64>::new(&GET).arg("id", IntoArg::<i64>::into_arg(later.result())));
    assert!(matches!(
        server.client.run(batch).await,
        Err(Error::InvalidArgument { .. })
    ));
    assert!(server.asked().is_empty());
    assert!(server.client.run(Batch::new()).await.is_ok());
}

#[tokio::test]
async fn halt_goes_on_across_requests() {
    let server = Server::start(|_| {
        result(json!({ "result": { "c0": 1 }, "result_error": { "c1": { "error": "X" } } }))
    });
    let mut batch = Batch::new().halt(true);
    let handles: Vec<_> = (0..60).map(|id| batch.push(get(id))).collect();
    let done = server.client.run(batch).await.unwrap();
    assert_eq!(done.get(handles[0]).unwrap(), 1);
    assert!(matches!(done.get(handles[1]), Err(Error::Other(_))));
    assert!(matches!(done.get(handles[59]), Err(Error::NotRun { .. })));
    assert_eq!(server.asked().len(), 1);
}
