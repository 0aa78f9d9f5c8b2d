//! Many calls in one request.

use bitrix24::crm::contact::{self, Fields, company};
use bitrix24::crm::item::contact as item;
use bitrix24::{Batch, Client, Error, Id};
use bitrix24_tests::Stand;

fn named(name: &str) -> contact::AddRequest {
    contact::add(Fields::new().name(name))
}

async fn count(b24: &Client) -> u64 {
    let page = contact::list().send(b24).await.unwrap();
    page.total.unwrap()
}

#[tokio::test]
async fn calls_use_the_results_of_others() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let mut batch = Batch::new();
    let grace = batch.push(named("Grace"));
    let linked = batch.push(company::add(grace.result(), company::Fields::new(12)));
    let again = batch.push(company::add(grace.result(), company::Fields::new(12)));
    let links = batch.push(company::items::get(grace.result()));
    let read = batch.push(contact::get(grace.result()));
    let ada = batch.push(item::add(item::Fields::new().name("Ada")));
    let ada_id = ada.result().id();
    let renamed = batch.push(item::update(
        ada_id.clone(),
        item::Changes::new().last_name("Lovelace"),
    ));
    let found = batch.push(contact::list().filter(contact::ID.is_in([ada_id])));
    assert_eq!(batch.len(), 8);
    let done = b24.run(batch).await.unwrap();
    assert!(done.errors().next().is_none());
    let id = done.get(grace).unwrap();
    assert!(done.get(linked).unwrap());
    assert!(!done.get(again).unwrap(), "linked already");
    assert_eq!(done.get(links).unwrap()[0].company_id, Some(12.into()));
    let read = done.get(read).unwrap();
    assert_eq!((read.id, read.name.as_deref()), (Some(id), Some("Grace")));
    let ada = done.get(ada).unwrap();
    assert_eq!(
        done.get(renamed).unwrap().last_name.as_deref(),
        Some("Lovelace")
    );
    let found = done.get(found).unwrap();
    assert_eq!((found.len(), found.total), (1, Some(1)));
    assert_eq!(found[0].id, ada.id);
}

#[tokio::test]
async fn more_than_one_request_takes() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let mut batch = Batch::new();
    let handles: Vec<_> = (0..120)
        .map(|number| batch.push(named(&format!("Contact {number}"))))
        .collect();
    let done = b24.run(batch).await.unwrap();
    let mut ids = Vec::new();
    for handle in handles {
        ids.push(done.get(handle).unwrap());
    }
    assert!(ids.is_sorted_by(|a, b| a < b), "in order: {ids:?}");
    assert_eq!(count(b24).await, 120);
    let last = contact::get(ids[119]).send(b24).await.unwrap();
    assert_eq!(last.name.as_deref(), Some("Contact 119"));

    let none = b24.run(Batch::new()).await.unwrap();
    assert_eq!(none.errors().count(), 0);
}

#[tokio::test]
async fn a_result_is_not_known_to_the_next_request() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let mut batch = Batch::new();
    let first = batch.push(named("first"));
    for _ in 0..49 {
        batch.push(named("more"));
    }
    batch.push(contact::get(first.result()));
    let error = b24.run(batch).await.unwrap_err();
    assert!(matches!(error, Error::InvalidArgument { .. }), "{error:?}");
    assert_eq!(count(b24).await, 0, "nothing was sent");
}

#[tokio::test]
async fn one_that_fails() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let mut batch = Batch::new();
    let before = batch.push(named("before"));
    let wrong = batch.push(contact::get(4711));
    let after = batch.push(named("after"));
    let done = b24.run(batch).await.unwrap();
    assert!(done.get(before).is_ok() && done.get(after).is_ok());
    let error = done.get(wrong).unwrap_err();
    assert!(error.is_not_found(), "{error:?}");
    assert_eq!(
        error.api().map(|api| api.text.as_str()),
        Some("Not found"),
        "{error:?}"
    );
    assert_eq!(
        done.errors().map(|(place, _)| place).collect::<Vec<_>>(),
        [1]
    );
    assert_eq!(count(b24).await, 2);
}

#[tokio::test]
async fn one_that_fails_and_halts() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let mut batch = Batch::new().halt(true);
    let before = batch.push(named("before"));
    let wrong = batch.push(contact::get(4711));
    let after = batch.push(named("after"));
    for _ in 0..60 {
        batch.push(named("much later"));
    }
    let done = b24.run(batch).await.unwrap();
    assert!(done.get(before).is_ok());
    assert!(done.get(wrong).unwrap_err().is_not_found());
    let error = done.get(after).unwrap_err();
    assert!(matches!(error, Error::NotRun { .. }), "{error:?}");
    assert_eq!(count(b24).await, 1, "in later requests neither");
    assert_eq!(done.errors().count(), 62);
}

#[tokio::test]
async fn a_handle_of_another_batch() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let mut one = Batch::new();
    one.push(named("one"));
    let mut other = Batch::new();
    let handle = other.push(named("other"));
    let done = b24.run(one).await.unwrap();
    let error = done.get(handle).unwrap_err();
    assert!(matches!(error, Error::InvalidArgument { .. }), "{error:?}");
}

#[tokio::test]
async fn what_cannot_be_sent_is_told_before() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let none: [Id<_>; 0] = [];
    let mut batch = Batch::new();
    batch.push(named("before"));
    batch.push(contact::list().filter(contact::ID.is_in(none)));
    let error = b24.run(batch).await.unwrap_err();
    assert!(matches!(error, Error::InvalidArgument { .. }), "{error:?}");
    assert_eq!(count(b24).await, 0);
}

#[tokio::test]
async fn a_text_that_looks_like_a_reference() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let text = "$result[c0]";
    let id = named(text).send(b24).await.unwrap();
    let read = contact::get(id).send(b24).await.unwrap();
    assert_eq!(read.name.as_deref(), Some(text));
    // The platform would put the first one's identifier there: either it arrives as it is, or it is not sent at all.
    let mut batch = Batch::new();
    batch.push(named("first"));
    let second = batch.push(named(text));
    let read = batch.push(contact::get(second.result()));
    match b24.run(batch).await {
        Ok(done) => assert_eq!(done.get(read).unwrap().name.as_deref(), Some(text)),
        Err(error) => assert!(matches!(error, Error::InvalidArgument { .. }), "{error:?}"),
    }
}
