//! REST 3: its addresses, its errors, and additions that may be repeated.

use std::time::Duration;

use bitrix24_client::{Call, Client, Error, Method, Retry};
use serde_json::json;

use crate::server::{Answer, Server, TOKEN, result};

static ADD: Method = Method::add("tasks.task.add").rest3();
static GET: Method = Method::read("tasks.task.get").rest3();

fn patient(server: &Server) -> Client {
    let retry = Retry::default().pause(Duration::from_millis(1));
    let builder = Client::builder().webhook(&server.url).retry(retry);
    builder.no_limits().build().unwrap()
}

#[tokio::test]
async fn an_addition_goes_out_again_with_the_same_key() {
    let mut answers = 0;
    let server = Server::start(move |_| {
        answers += 1;
        match answers {
            1 => Answer::Gone,
            2 => Answer::Cut,
            _ => result(json!(7)),
        }
    });
    let client = patient(&server);
    assert_eq!(Call::<i64>::new(&ADD).send(&client).await.unwrap(), 7);
    let asked = server.asked();
    let path = format!("/rest/api/1/{TOKEN}/tasks.task.add");
    assert!(asked.iter().all(|a| a.path == path), "{asked:?}");
    let keys: Vec<&String> = asked
        .iter()
        .filter_map(|a| a.idempotency_key.as_ref())
        .collect();
    assert_eq!(keys.len(), 3);
    assert!(
        keys.iter().all(|key| *key == keys[0]) && keys[0].len() == 32,
        "{keys:?}"
    );
    Call::<i64>::new(&ADD).send(&client).await.unwrap();
    let other = server.asked().pop().unwrap().idempotency_key.unwrap();
    assert_ne!(&other, keys[0], "another addition has another key");
}

#[tokio::test]
async fn reads_have_no_key_and_errors_are_read() {
    let server = Server::start(|_| {
        let error = json!({ "error": { "code": "BITRIX_REST_V3_EXCEPTION_VALIDATION_REQUESTVALIDATIONEXCEPTION",
            "message": "no", "validation": [{ "field": "title", "message": "is missing" }] } });
        Answer::Body(400, error.to_string())
    });
    let error = Call::<i64>::new(&GET)
        .send(&patient(&server))
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Invalid(_)), "{error:?}");
    assert!(error.to_string().contains("title: is missing"), "{error}");
    assert_eq!(server.asked()[0].idempotency_key, None);
}
