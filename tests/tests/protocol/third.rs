//! REST 3: an address, a form of errors, repetitions and batches of its own.

use bitrix24::v3::tasks::task::{self, Changes, Fields};
use bitrix24::{Batch, Client, Error, Retry, crm::contact};
use bitrix24_portal::{Rule, Trouble};
use bitrix24_tests::Stand;

fn titled(title: &str) -> task::Fields {
    Fields::new(title, 1, 1)
}

#[tokio::test]
async fn methods_of_both_versions_have_one_name_and_two_addresses() {
    let stand = Stand::start().await;
    for b24 in [&stand.b24, &stand.app] {
        // The portal has tasks of REST 2 alone; of REST 3 it answers samples.
        let second = bitrix24::tasks::task::add(bitrix24::tasks::task::Fields::new("Call Ada"));
        let made = second.send(b24).await.unwrap();
        let id = made.id.unwrap();
        let second = bitrix24::tasks::task::get(id).send(b24).await.unwrap();
        assert_eq!(second.unwrap().title.as_deref(), Some("Call Ada"));
        let third = task::get(5).send(b24).await.unwrap();
        assert!(third.title.is_some());
    }
    let page = task::list()
        .filter(task::ID.gt(3))
        .send(&stand.b24)
        .await
        .unwrap();
    assert!(!page.items.is_empty());
}

#[tokio::test]
async fn refusals_name_the_field() {
    let stand = Stand::start().await;
    let refused = stand.b24.call("tasks.task.get", serde_json::json!({}));
    assert!(refused.await.is_err(), "REST 2 wants an identifier, too");
    let call = bitrix24::Call::<bitrix24::Json>::new({
        const METHOD: bitrix24_client::Method =
            bitrix24_client::Method::read("tasks.task.get").rest3();
        &METHOD
    });
    let error = call.send(&stand.b24).await.unwrap_err();
    let Error::Invalid(api) = &error else {
        panic!("{error:?}")
    };
    assert_eq!(
        api.code,
        "BITRIX_REST_V3_EXCEPTION_VALIDATION_REQUESTVALIDATIONEXCEPTION"
    );
    assert_eq!(api.fields[0].0, "id");
}

#[tokio::test]
async fn a_lost_answer_is_asked_for_again_by_its_key() {
    let stand = Stand::start().await;
    let b24 = Client::builder()
        .webhook(stand.portal.webhook_url())
        .no_limits()
        .retry(Retry::default())
        .build()
        .unwrap();
    let lost = Rule::new("tasks.task.add", Trouble::Lost { done: true }).times(1);
    stand.portal.trouble(lost);
    let made = task::add(titled("Order paper")).send(&b24).await.unwrap();
    assert!(made.id.is_some());
    let requests = stand.portal.requests();
    let keys: Vec<_> = requests
        .iter()
        .map(|request| &request.idempotency_key)
        .collect();
    assert_eq!(requests.len(), 2);
    assert!(keys[0].is_some() && keys[0] == keys[1]);
}

#[tokio::test]
async fn a_batch_is_a_list() {
    let stand = Stand::start().await;
    for b24 in [&stand.b24, &stand.app] {
        let mut batch = Batch::new();
        let one = batch.push(task::get(5));
        let all = batch.push(task::list());
        let changed = batch.push(task::update(5, Changes::new().title("Order more paper")));
        let done = b24.run(batch).await.unwrap();
        assert!(done.get(one).unwrap().title.is_some());
        assert!(!done.get(all).unwrap().items.is_empty());
        done.get(changed).unwrap();
    }
    let requests = stand.portal.requests();
    assert_eq!(requests.len(), 2, "a request a batch");
    assert_eq!(requests[0].params["0"]["method"], "tasks.task.get");
    assert_eq!(requests[0].params["0"]["query"]["id"], 5);
}

#[tokio::test]
async fn a_batch_of_a_hundred_is_two_requests() {
    let stand = Stand::start().await;
    let mut batch = Batch::new();
    let handles: Vec<_> = (1..=100).map(|id| batch.push(task::get(id))).collect();
    let done = stand.b24.run(batch).await.unwrap();
    assert!(handles.into_iter().all(|handle| done.get(handle).is_ok()));
    assert_eq!(stand.portal.requests().len(), 2);
}

#[tokio::test]
async fn a_batch_fails_as_a_whole() {
    let stand = Stand::start().await;
    let stranger = bitrix24::Call::<()>::new({
        const METHOD: bitrix24_client::Method =
            bitrix24_client::Method::set("tasks.task.nonsense").rest3();
        &METHOD
    });
    let mut batch = Batch::new();
    batch.push(task::update(5, Changes::new().title("Order more paper")));
    batch.push(stranger.clone());
    let error = stand.b24.run(batch).await.unwrap_err();
    assert!(
        error.is_uncertain(),
        "the first may have been carried out: {error:?}"
    );

    let mut batch = Batch::new();
    batch.push(task::get(5));
    batch.push(stranger);
    assert!(stand.b24.run(batch).await.is_err());
}

#[tokio::test]
async fn versions_do_not_mix_in_a_batch() {
    let stand = Stand::start().await;
    let mut batch = Batch::new();
    batch.push(contact::get(1));
    batch.push(task::get(5));
    let error = stand.b24.run(batch).await.unwrap_err();
    assert!(matches!(error, Error::InvalidArgument { .. }), "{error:?}");
    assert!(stand.portal.requests().is_empty(), "nothing was sent");

    let mut batch = Batch::new();
    let made = batch.push(task::add(titled("Order paper")));
    batch.push(task::update(
        made.result().id(),
        Changes::new().title("Order more paper"),
    ));
    let error = stand.b24.run(batch).await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("cannot use each other's results"),
        "{error}"
    );
}

#[tokio::test]
async fn many_calls_go_one_by_one() {
    let stand = Stand::start().await;
    let calls = ["Paper", "Ink", "Pens"].map(|title| task::add(titled(title)));
    let report = stand.b24.many(calls).run().await.unwrap();
    assert_eq!(report.done().count(), 3);
    let requests = stand.portal.requests();
    assert_eq!(requests.len(), 3);
    assert!(
        requests
            .iter()
            .all(|request| request.idempotency_key.is_some())
    );
}
