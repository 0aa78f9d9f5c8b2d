//! Streams over lists, against a list that behaves as the platform's.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use bitrix24_client::{Arg, Call, Error, Method, Page, Paging};
use serde_json::json;

use crate::listed::{Listed, Row, number};
use crate::server::{Server, json as answer, result};

static LIST: Method = Method::read("some.thing.list").paging(Paging::Start { cursor: Some("ID") });
static ITEMS: Method = Method::read("some.thing.list")
    .unwrap(&["items"])
    .paging(Paging::Start { cursor: Some("ID") });

fn list(method: &'static Method) -> Call<Page<Row>> {
    Call::new(method)
}

#[tokio::test]
async fn whole_lists() {
    for (count, requests) in [
        (0, 1),
        (1, 1),
        (49, 1),
        (50, 2),
        (51, 2),
        (120, 2),
        (2_549, 2),
        (2_550, 3),
        (5_100, 4),
    ] {
        for wrapped in [false, true] {
            let server = Listed {
                wrapped,
                ..Listed::of(count)
            }
            .serve();
            let method = if wrapped { &ITEMS } else { &LIST };
            let rows = list(method)
                .stream(&server.client)
                .try_collect()
                .await
                .unwrap();
            let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
            assert_eq!(ids, (1..=count).map(|n| n * 2).collect::<Vec<_>>());
            assert_eq!(server.asked().len(), requests, "{count}");
            assert!(i64::try_from(requests).unwrap() <= (count + 2_499) / 2_500 + 1);
        }
    }
}

#[tokio::test]
async fn a_cursor_of_the_callers_and_a_selection() {
    let server = Listed::of(120).serve();
    let call = list(&LIST)
        .arg(
            "filter",
            Arg::Map(vec![
                (">ID".into(), Arg::Int(100)),
                ("<ID".into(), Arg::Int(9_999)),
            ]),
        )
        .arg("select", Arg::List(vec![Arg::Text("NAME".into())]));
    let rows = call.stream(&server.client).try_collect().await.unwrap();
    assert_eq!((rows.len(), rows[0].id), (70, 102));
    let first = &server.asked()[0].body;
    assert_eq!(first["filter"], json!({ "<ID": 9_999, ">ID": 100 }));
    assert_eq!(first["select"], json!(["NAME", "ID"]));
    let second = server.asked()[1].body["cmd"]["c0"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(
        second.contains("filter%5B%3CID%5D=9999&filter%5B%3EID%5D=200&"),
        "{second}"
    );
}

#[tokio::test]
async fn an_error_in_the_middle_ends_the_stream_with_it() {
    // In the first page, in the chain, in the last page.
    for (bad, good) in [(20, 0), (60 * 2, 50), (1_000, 450), (240, 100)] {
        let count = if bad == 240 { 121 } else { 3_000 };
        let server = Listed {
            bad,
            ..Listed::of(count)
        }
        .serve();
        let mut stream = list(&LIST).stream(&server.client);
        let mut rows = 0;
        let error = loop {
            match stream.try_next().await {
                Ok(Some(_)) => rows += 1,
                Ok(None) => panic!("ended quietly after {rows}"),
                Err(error) => break error,
            }
        };
        assert!(error.is_limit(), "{error}");
        assert_eq!(rows, good, "{bad}");
        assert!(
            matches!(stream.try_next().await, Ok(None)),
            "over after its error"
        );
    }
}

#[tokio::test]
async fn lists_that_do_not_go_on() {
    // Ignores the cursor: the same page for ever.
    let same: Vec<_> = (1..=50).map(|id| json!({ "ID": id })).collect();
    let page = same.clone();
    let server = Server::start(move |asked| {
        if asked.method() == "batch" {
            let pages = (0..50).map(|n| (format!("c{n}"), json!(page)));
            return result(
                json!({ "result": pages.collect::<serde_json::Map<_, _>>(), "result_error": [] }),
            );
        }
        result(json!(page))
    });
    let error = list(&LIST)
        .stream(&server.client)
        .try_collect()
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Paging { .. }), "{error}");
    // A page of the chain is missing without an error.
    let page = same.clone();
    let server = Server::start(move |asked| match asked.method() {
        "batch" => result(json!({ "result": [], "result_error": [] })),
        _ => result(json!(page)),
    });
    let error = list(&LIST)
        .stream(&server.client)
        .try_collect()
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Paging { .. }), "{error}");
    // A record cannot be read.
    let server = Server::start(move |asked| match asked.method() {
        "batch" => result(json!({ "result": { "c0": [{ "ID": "x" }] }, "result_error": [] })),
        _ => result(json!(same)),
    });
    let mut stream = list(&LIST).stream(&server.client);
    for _ in 0..50 {
        stream.try_next().await.unwrap().unwrap();
    }
    let error = stream.try_next().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "some.thing.list: result.result.c0[0].ID: expected a whole number, found the text \"x\""
    );
}

/// Counted pages: the first again behind the end, `next` only while there are more.
fn counted(total: impl Fn() -> i64 + Send + 'static) -> Server {
    Server::start(move |asked| {
        let total = total();
        let mut start = number(&asked.body["start"]) / 50 * 50;
        if start >= total {
            start = 0;
        }
        let rows: Vec<_> = (start..total.min(start + 50))
            .map(|n| json!({ "ID": n + 1 }))
            .collect();
        let mut body = json!({ "result": rows, "total": total });
        if start + 50 < total {
            body["next"] = json!(start + 50);
        }
        answer(body)
    })
}

#[tokio::test]
async fn pages_by_count() {
    let server = counted(|| 120);
    let ordered = list(&LIST).arg(
        "order",
        Arg::Map(vec![("NAME".into(), Arg::Text("ASC".into()))]),
    );
    assert_eq!(
        ordered
            .stream(&server.client)
            .try_collect()
            .await
            .unwrap()
            .len(),
        120
    );
    assert_eq!(server.asked().len(), 3);
    assert_eq!(server.asked()[2].body["start"], 100);
    let rest = list(&LIST)
        .start(50)
        .stream(&server.client)
        .try_collect()
        .await
        .unwrap();
    assert_eq!((rest.len(), rest[0].id), (70, 51));
    // The list shrinks while it is read: the platform goes back to the first page.
    let left = Arc::new(AtomicI64::new(180));
    let server = counted(move || left.fetch_sub(60, Ordering::SeqCst));
    let rows = list(&LIST)
        .stream_by_offset(&server.client)
        .try_collect()
        .await
        .unwrap();
    assert_eq!(rows.len(), 100);
}

#[tokio::test]
async fn a_counted_page_without_records_is_not_the_end() {
    // All records of the second page are hidden from the caller.
    let server = Server::start(|asked| {
        let start = number(&asked.body["start"]);
        let rows: Vec<_> = (start..start + 50)
            .filter(|n| !(50..100).contains(n))
            .map(|n| json!({ "ID": n + 1 }))
            .collect();
        let mut body = json!({ "result": rows, "total": 150 });
        if start < 100 {
            body["next"] = json!(start + 50);
        }
        answer(body)
    });
    let stream = list(&LIST).stream_by_offset(&server.client);
    assert_eq!(stream.try_collect().await.unwrap().len(), 100);
    // A count that is behind the times: there is nothing more, and it must end.
    let server = Server::start(|asked| {
        let start = number(&asked.body["start"]);
        answer(json!({ "result": [], "total": 150, "next": start + 50 }))
    });
    let stream = list(&LIST).stream_by_offset(&server.client);
    assert_eq!(stream.try_collect().await.unwrap().len(), 0);
    assert_eq!(server.asked().len(), 3);
}

#[tokio::test]
async fn other_ways_of_paging() {
    static OFFSET: Method = Method::read("o").unwrap(&["items"]).paging(Paging::Offset {
        limit: "params.limit",
        offset: "params.offset",
        items: Some("items"),
        more: Some("hasMore"),
    });
    let server = Server::start(|asked| {
        let offset = number(&asked.body["params"]["offset"]);
        assert_eq!(asked.body["params"]["limit"], 50);
        let rows: Vec<_> = (offset..120.min(offset + 50))
            .map(|n| json!({ "ID": n + 1 }))
            .collect();
        result(json!({ "hasMore": offset + 50 < 120, "items": rows }))
    });
    assert_eq!(
        list(&OFFSET)
            .stream(&server.client)
            .try_collect()
            .await
            .unwrap()
            .len(),
        120
    );
    assert_eq!(server.asked().len(), 3);

    static CURSOR: Method = Method::read("c").unwrap(&["items"]).paging(Paging::Cursor {
        after: "cursor.after",
        limit: None,
        next: "nextCursor",
        items: "items",
    });
    let server = Server::start(|asked| match asked.body["cursor"]["after"].as_str() {
        None => result(json!({ "items": [{ "ID": 1 }], "nextCursor": "abc" })),
        Some("abc") => result(json!({ "nextCursor": null, "items": [{ "ID": 2 }] })),
        other => panic!("{other:?}"),
    });
    assert_eq!(
        list(&CURSOR)
            .stream(&server.client)
            .try_collect()
            .await
            .unwrap()
            .len(),
        2
    );

    // A cursor may be an object, which is sent back whole, beside the limit.
    static PLACE: Method = Method::read("c").unwrap(&["items"]).paging(Paging::Cursor {
        after: "pagination.after",
        limit: Some("pagination.limit"),
        next: "next",
        items: "items",
    });
    let server = Server::start(|asked| {
        let pagination = &asked.body["pagination"];
        assert_eq!(pagination["limit"], 50);
        let after = number(&pagination["after"]["id"]);
        assert!(after == 0 || pagination["after"] == json!({ "id": after, "place": after * 10 }));
        let next = (after < 3).then(|| json!({ "id": after + 1, "place": (after + 1) * 10 }));
        result(json!({ "items": [{ "ID": after + 1 }], "next": next }))
    });
    assert_eq!(
        list(&PLACE)
            .stream(&server.client)
            .try_collect()
            .await
            .unwrap()
            .len(),
        4
    );

    static PAGINATION: Method = Method::read("p")
        .rest3()
        .unwrap(&["items"])
        .paging(Paging::Pagination { cursor: Some("id") });
    let server = Server::start(|asked| {
        let after = asked.body["filter"]
            .as_array()
            .and_then(|list| list.last())
            .map_or(0, |triple| {
                assert_eq!((&triple[0], &triple[1]), (&json!("id"), &json!(">")));
                number(&triple[2])
            });
        let rows: Vec<_> = (after + 1..=70)
            .take(30)
            .map(|id| json!({ "ID": id }))
            .collect();
        result(json!({ "items": rows }))
    });
    assert_eq!(
        list(&PAGINATION)
            .stream(&server.client)
            .try_collect()
            .await
            .unwrap()
            .len(),
        70
    );
    assert_eq!(server.asked()[0].body["order"], json!({ "id": "ASC" }));

    static LAST: Method = Method::read("l").paging(Paging::Last {
        after: "LAST_ID",
        limit: "LIMIT",
        key: "id",
    });
    let server = Server::start(|asked| {
        let after = number(&asked.body["LAST_ID"]);
        result(json!(
            (after + 1..=70)
                .take(30)
                .map(|id| json!({ "ID": id }))
                .collect::<Vec<_>>()
        ))
    });
    assert_eq!(
        list(&LAST)
            .stream(&server.client)
            .try_collect()
            .await
            .unwrap()
            .len(),
        70
    );

    // A method that does not know the number of the page gives the same one for ever.
    static PAGE: Method = Method::read("g").paging(Paging::Page { page: "page" });
    let server = Server::start(|_| result(json!([{ "ID": 1 }])));
    let error = list(&PAGE)
        .stream(&server.client)
        .try_collect()
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Paging { .. }), "{error}");
}
