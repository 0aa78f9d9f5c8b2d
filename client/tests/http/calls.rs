//! Single calls.

use std::error::Error as _;

use bitrix24_client::{Arg, Call, Client, Error, ErrorKind, Json, Method, Page};
use serde_json::json;

use crate::server::{Answer, Server, json as answer, once, result};

static GET: Method = Method::read("some.thing.get");
static ADD: Method = Method::add("some.thing.add").errors(&[("TAKEN", ErrorKind::Exists)]);
static ITEM: Method = Method::read("some.thing.item").unwrap(&["item", "id"]);
static OLD: Method = Method::read("old.item.get").positional(&["TASKID", "PARAMS"]);
static NEW: Method = Method::read("new.item.get").rest3();

#[tokio::test]
async fn answers() {
    let server = Server::start(|asked| match asked.method() {
        "some.thing.get" => {
            answer(json!({ "result": ["1", 2], "total": 120, "next": "50", "time": {} }))
        }
        "some.thing.item" => result(json!({ "item": { "name": "x", "id": "7" } })),
        "old.item.get" => result(asked.body.clone()),
        _ => result(json!(true)),
    });
    let page = Call::<Page<i64>>::new(&GET)
        .arg("id", Arg::Int(7))
        .send(&server.client)
        .await
        .unwrap();
    assert_eq!(
        (page.items.as_slice(), page.total, page.next),
        (&[1, 2][..], Some(120), Some(50))
    );
    assert_eq!(
        Call::<i64>::new(&ITEM).send(&server.client).await.unwrap(),
        7
    );
    let places = Call::<Json>::new(&OLD)
        .arg("PARAMS", Arg::Int(2))
        .send(&server.client)
        .await
        .unwrap();
    assert_eq!(places, json!([null, 2]));
    Call::<()>::new(&NEW).send(&server.client).await.unwrap();
    assert_eq!(
        server
            .client
            .call("any.thing", json!({ "a": [1] }))
            .await
            .unwrap(),
        json!(true)
    );
    assert!(
        server
            .client
            .call_as::<bool>("any.thing", ())
            .await
            .unwrap()
    );

    let asked = server.asked();
    assert_eq!(asked[0].body, json!({ "id": 7 }));
    assert!(asked[0].path.starts_with("/rest/1/"));
    assert!(
        asked[3].path.starts_with("/rest/api/1/"),
        "{}",
        asked[3].path
    );
    assert_eq!(asked[4].body, json!({ "a": [1] }));
}

#[tokio::test]
async fn times_are_no_reason_to_lose_an_answer() {
    let server = Server::start(|asked| answer(json!({ "result": 7, "time": asked.body["time"] })));
    for time in [
        json!("soon"),
        json!({ "operating": { "x": 1 } }),
        json!([]),
        json!(null),
    ] {
        let call = Call::<i64>::new(&GET).arg("time", Arg::Json(time.clone()));
        assert_eq!(call.send(&server.client).await.unwrap(), 7, "{time}");
    }
}

#[test]
fn futures_can_be_sent() {
    // They borrow neither the call nor the client: they can be joined and spawned.
    fn send<T: Send + 'static>(_: &T) {}
    let client = Client::webhook("http://localhost/rest/1/token1").unwrap();
    send(&Call::<Page<std::rc::Rc<()>>>::new(&GET));
    let sending = Call::<i64>::new(&GET).send(&client);
    send(&sending);
    send(&client.run(bitrix24_client::Batch::new()));
    send(&client.call("a.b", ()));
}

#[tokio::test]
async fn tokens_go_into_the_body() {
    let server = Server::start(|asked| result(asked.body.clone()));
    let endpoint = server.url.split("1/").next().unwrap();
    let endpoint = &server.url[..server.url.find("rest/").unwrap_or(endpoint.len()) + 5];
    let client = Client::builder().token(endpoint, "t0ken").build().unwrap();
    assert_eq!(
        client.call("a.b", json!({ "x": 1 })).await.unwrap(),
        json!({ "x": 1, "auth": "t0ken" })
    );
    assert_eq!(
        client.call("a.b", json!([5])).await.unwrap(),
        json!({ "0": 5, "auth": "t0ken" })
    );
    assert_eq!(server.asked()[0].path, "/rest/a.b");
}

#[tokio::test]
async fn refusals() {
    let server = Server::start(|asked| {
        match asked.body["case"].as_str().unwrap() {
        "limit" => Answer::Header(503, "Retry-After: 2", json!({ "error": "QUERY_LIMIT_EXCEEDED", "error_description": "Too many" }).to_string()),
        "auth" => Answer::Body(401, json!({ "error": "expired_token" }).to_string()),
        "access" => Answer::Body(400, json!({ "error": "", "error_description": "Access denied." }).to_string()),
        "missing" => Answer::Body(400, json!({ "error": "", "error_description": "Not found" }).to_string()),
        "wrong" => Answer::Body(400, json!({ "error": "ERROR_ARGUMENT", "argument": "id", "error_description": "x" }).to_string()),
        "own" => Answer::Body(400, json!({ "error": "TAKEN", "error_description": "x" }).to_string()),
        "number" => Answer::Body(400, json!({ "error": 200_040_300_010_u64, "error_description": "x" }).to_string()),
        "core" => Answer::Body(400, json!({ "error": "ERROR_CORE", "error_description": "x" }).to_string()),
        "sql" => Answer::Body(500, json!({ "error": "ERROR_CORE", "error_description": "x" }).to_string()),
        "v3 odd" => Answer::Body(400, json!({ "error": { "code": "OOPS", "message": ["m"], "validation": { "field": "id" } } }).to_string()),
        "v3" => Answer::Body(400, json!({ "error": { "code": "OOPS", "message": "m", "validation": [{ "field": "id", "message": "bad" }] } }).to_string()),
        "two hundred" => answer(json!({ "error": "ACCESS_DENIED", "error_description": "no", "result": [] })),
        _ => unreachable!(),
    }
    });
    let ask = |case: &'static str| {
        let client = server.client.clone();
        async move {
            Call::<i64>::new(&ADD)
                .arg("case", Arg::Text(case.into()))
                .send(&client)
                .await
                .unwrap_err()
        }
    };
    match ask("limit").await {
        Error::Limit {
            api, retry_after, ..
        } => {
            assert_eq!(
                (api.code.as_str(), api.status),
                ("QUERY_LIMIT_EXCEEDED", Some(503))
            );
            assert_eq!(retry_after.unwrap().as_secs(), 2);
        }
        other => panic!("{other:?}"),
    }
    assert!(ask("auth").await.is_auth());
    assert!(ask("access").await.is_access());
    assert!(ask("missing").await.is_not_found());
    let wrong = ask("wrong").await;
    assert!(wrong.is_invalid());
    assert_eq!(wrong.api().unwrap().argument.as_deref(), Some("id"));
    assert_eq!(wrong.to_string(), "some.thing.add: x (ERROR_ARGUMENT) [id]");
    assert!(ask("own").await.is_exists());
    let number = ask("number").await;
    assert_eq!((number.code(), number.kind()), (Some("200040300010"), None));
    assert!(matches!(ask("core").await, Error::Invalid(_)));
    // A server that failed in the middle of an addition may have made it.
    let failed = ask("sql").await;
    assert!(failed.is_uncertain(), "{failed:?}");
    assert!(failed.to_string().contains("status 500"), "{failed}");
    let v3 = ask("v3").await;
    assert_eq!(
        (v3.code(), v3.api().unwrap().fields[0].0.as_str()),
        (Some("OOPS"), "id")
    );
    assert_eq!(ask("v3 odd").await.code(), Some("OOPS"));
    assert!(ask("two hundred").await.is_access());
}

#[tokio::test]
async fn broken_answers() {
    let server = Server::start(|asked| match asked.body["case"].as_str().unwrap() {
        "html" => Answer::Body(502, format!("<html>{}</html>", "bad gateway ".repeat(50))),
        "busy page" => Answer::Header(503, "Retry-After: 2", "<html>later".into()),
        "login page" => Answer::Body(200, "<html>".into()),
        "redirect" => Answer::Header(302, "Location: /elsewhere", String::new()),
        "truncated" => Answer::Body(200, r#"{"result":{"ID":"#.into()),
        "truncated at a brace" => Answer::Body(200, r#"{"result":[1,{"ID":{"x":1}}"#.into()),
        "truncated at a time" => Answer::Body(200, r#"{"result":[{"a":{"time":{"x":1}}"#.into()),
        "neither" => answer(json!({ "message": "blocked" })),
        "surprise" => result(json!([{ "ID": "soon" }])),
        "cut" => Answer::Cut,
        _ => Answer::Gone,
    });
    let ask = |method: &'static Method, case: &'static str| {
        let client = server.client.clone();
        async move {
            Call::<Vec<i64>>::new(method)
                .arg("case", Arg::Text(case.into()))
                .send(&client)
                .await
                .unwrap_err()
        }
    };
    match ask(&GET, "html").await {
        Error::Server {
            status,
            text,
            api: None,
            ..
        } => {
            assert_eq!(status, 502);
            assert!(
                text.starts_with("<html>bad gateway") && text.chars().count() == 81,
                "{text}"
            );
        }
        other => panic!("{other:?}"),
    }
    // The portal behind the gateway may have made the record.
    let uncertain = ask(&ADD, "html").await;
    assert!(uncertain.is_uncertain(), "{uncertain}");
    assert!(uncertain.to_string().contains("status 502"), "{uncertain}");
    let busy = ask(&ADD, "busy page").await;
    assert!(
        busy.is_limit() && busy.api().unwrap().status == Some(503),
        "{busy}"
    );
    // What cannot be read does not tell whether it was carried out.
    for case in [
        "login page",
        "truncated",
        "truncated at a brace",
        "truncated at a time",
        "neither",
    ] {
        assert!(ask(&ADD, case).await.is_uncertain(), "{case}");
        let read = ask(&GET, case).await;
        assert!(
            matches!(read, Error::Server { status: 200, .. }),
            "{read:?}"
        );
    }
    assert!(matches!(
        ask(&ADD, "redirect").await,
        Error::Server { status: 302, .. }
    ));
    let surprise = ask(&ADD, "surprise").await;
    assert_eq!(
        surprise.to_string(),
        "some.thing.add: result[0]: expected a whole number, found an object"
    );
    assert!(surprise.source().is_some());
    for case in ["cut", "gone"] {
        assert!(ask(&ADD, case).await.is_uncertain(), "{case}");
        assert!(
            matches!(ask(&GET, case).await, Error::Transport { .. }),
            "{case}"
        );
    }
    // Nobody listens there: it was not sent, whatever it would have done.
    let nobody = once("http://127.0.0.1:1/rest/1/token1/");
    assert!(matches!(
        Call::<i64>::new(&ADD).send(&nobody).await,
        Err(Error::Transport { .. })
    ));
}

#[tokio::test]
async fn nothing_unsound_is_sent() {
    static ONE_OF: Method = Method::read("x.y").one_of(&[&["a"], &["b", "c"]]);
    let server = Server::start(|_| result(json!(1)));
    let refuse = |call: Call<i64>| {
        let client = server.client.clone();
        async move {
            assert!(
                matches!(call.send(&client).await, Err(Error::InvalidArgument { .. })),
                "{call:?}"
            )
        }
    };
    refuse(Call::new(&GET).arg("id", Arg::Invalid("no".into()))).await;
    refuse(Call::new(&GET).arg("id", Arg::List(vec![Arg::Reference("$result[c0]".into())]))).await;
    refuse(Call::new(&ONE_OF)).await;
    refuse(
        Call::new(&ONE_OF)
            .arg("a", Arg::Int(1))
            .arg("b", Arg::Int(1))
            .arg("c", Arg::Int(1)),
    )
    .await;
    // What goes together, in part: alone and beside another.
    refuse(Call::new(&ONE_OF).arg("b", Arg::Int(1))).await;
    refuse(
        Call::new(&ONE_OF)
            .arg("a", Arg::Int(1))
            .arg("c", Arg::Int(1)),
    )
    .await;
    for name in ["", "..", "a/b", "a?b", "a b", "../../x"] {
        assert!(
            matches!(
                server.client.call(name, ()).await,
                Err(Error::InvalidArgument { .. })
            ),
            "{name}"
        );
    }
    assert!(matches!(
        server.client.call("a", 7).await,
        Err(Error::InvalidArgument { .. })
    ));
    assert!(server.asked().is_empty());
    assert_eq!(
        Call::<i64>::new(&ONE_OF)
            .arg("b", Arg::Int(1))
            .arg("c", Arg::Int(1))
            .send(&server.client)
            .await
            .unwrap(),
        1
    );
}
