//! Ways to read a list.

use bitrix24::crm::contact;
use bitrix24::{Batch, blocking::Blocking};
use bitrix24_portal::{Rule, Trouble};

use crate::world::{World, named};

#[tokio::test]
async fn all_first_and_count() {
    let w = World::seeded(260).await;
    let list = contact::list()
        .filter(contact::ID.gt(10))
        .select(contact::ID);
    assert_eq!(list.all(&w.b24).await.unwrap().len(), 250);
    assert_eq!(list.count(&w.b24).await.unwrap(), 250);
    let first = list.first(&w.b24).await.unwrap().unwrap();
    assert_eq!(first.id.unwrap().get(), 11);
    let nobody = contact::list().filter(contact::ID.gt(1_000));
    assert!(nobody.first(&w.b24).await.unwrap().is_none());
    w.portal.forget_requests();
    list.first(&w.b24).await.unwrap();
    assert_eq!(w.portal.requests().len(), 1);
}

#[tokio::test]
async fn pages_as_they_come() {
    let w = World::seeded(2_700).await;
    let mut stream = contact::list().select(contact::ID).stream(&w.b24);
    let mut lengths = Vec::new();
    while let Some(page) = stream.try_next_page().await.unwrap() {
        lengths.push(page.len());
    }
    assert_eq!(lengths, [50, 2_500, 150]);
}

#[tokio::test]
async fn nothing_is_asked_for_before_it_is_nearly_needed() {
    let w = World::seeded(6_000).await;
    let mut stream = contact::list().select(contact::ID).stream(&w.b24);
    for _ in 0..50 + 1_400 {
        stream.try_next().await.unwrap().unwrap();
    }
    assert_eq!(w.portal.requests().len(), 2);
    for _ in 0..200 {
        stream.try_next().await.unwrap().unwrap();
    }
    while w.portal.requests().len() < 3 {
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
    drop(stream);
}

#[tokio::test]
async fn ranges_of_the_key_at_once() {
    let w = World::seeded(6_000).await;
    for (from, ranges) in [(0, 4), (0, 1), (5_990, 7), (1_234, 3)] {
        let list = contact::list()
            .filter(contact::ID.gt(from))
            .select(contact::ID);
        let all = list
            .stream_ranges(&w.b24, ranges)
            .try_collect()
            .await
            .unwrap();
        let mut ids: Vec<i64> = all.iter().map(|c| c.id.unwrap().get()).collect();
        ids.sort_unstable();
        let expected: Vec<i64> = (from + 1..=6_000).collect();
        assert_eq!(ids, expected, "{from} {ranges}");
    }
    // What cannot be divided is read as a whole.
    let bounded = contact::list()
        .filter(contact::ID.le(100))
        .select(contact::ID);
    assert_eq!(
        bounded
            .stream_ranges(&w.b24, 4)
            .try_collect()
            .await
            .unwrap()
            .len(),
        100
    );
    let nobody = contact::list().filter(contact::ID.gt(9_000));
    assert_eq!(
        nobody
            .stream_ranges(&w.b24, 4)
            .try_collect()
            .await
            .unwrap()
            .len(),
        0
    );
    let no = Trouble::refusal("ACCESS_DENIED", "No more");
    w.portal
        .trouble(Rule::new("crm.contact.list", no).in_batch().skip(70));
    let all = contact::list()
        .select(contact::ID)
        .stream_ranges(&w.b24, 4)
        .try_collect()
        .await;
    assert!(all.unwrap_err().is_access(), "a part is never all of it");
}

#[tokio::test]
async fn batches_are_split_by_size_too() {
    let w = World::start().await;
    let large = "x".repeat(3 << 20);
    let mut batch = Batch::new();
    let handles: Vec<_> = (0..5)
        .map(|n| batch.push(contact::add(named(&n.to_string()).comments(large.as_str()))))
        .collect();
    let patient = bitrix24::Client::builder()
        .webhook(w.portal.webhook_url())
        .build()
        .unwrap();
    let results = patient.run(batch).await.unwrap();
    for handle in handles {
        results.get(handle).unwrap();
    }
    assert_eq!(w.sent("batch"), 3);
    // What refers to another call has to go with it.
    let mut batch = Batch::new();
    let first = batch.push(contact::add(named("first").comments(large.as_str())));
    for n in 0..2 {
        batch.push(contact::add(named(&n.to_string()).comments(large.as_str())));
    }
    batch.push(contact::get(first.result()));
    let error = patient.run(batch).await.unwrap_err();
    assert!(
        error.is_invalid() && error.to_string().contains("another request"),
        "{error}"
    );
    assert_eq!(w.sent("batch"), 0, "nothing was sent");
}

#[tokio::test]
async fn files_come_with_the_access_that_they_need() {
    let w = World::start().await;
    let content = bitrix24::shared::FilePair::new("ada.txt", b"Hello".to_vec());
    let picture = bitrix24::shared::CrmFileInput::new().file_data(content);
    let fields = named("Ada").photo(picture);
    let id = contact::add(fields).send(&w.b24).await.unwrap();
    let photo = contact::get(id).send(&w.b24).await.unwrap().photo.unwrap();
    let url = photo.download_url.unwrap();
    assert_eq!(w.b24.download(&url, 100).await.unwrap(), b"Hello");
    let error = w.b24.download(&url, 4).await.unwrap_err();
    assert!(
        error.is_invalid() && error.to_string().contains("larger than 4 bytes"),
        "{error}"
    );
    w.trouble("file", Trouble::BAD_GATEWAY, 2);
    assert_eq!(w.b24.download(&url, 100).await.unwrap(), b"Hello");
    let error = w
        .b24
        .download(&"/nothing/here".into(), 100)
        .await
        .unwrap_err();
    assert!(
        matches!(error, bitrix24::Error::Server { status: 404, .. }),
        "{error:?}"
    );
}

#[tokio::test]
async fn what_was_done_is_counted() {
    let w = World::seeded(1).await;
    w.trouble("crm.contact.get", Trouble::BAD_GATEWAY, 2);
    contact::get(1).send(&w.b24).await.unwrap();
    contact::get(99).send(&w.b24.clone()).await.unwrap_err();
    let stats = w.b24.stats();
    assert_eq!((stats.requests, stats.repeated, stats.failed), (4, 2, 1));
}

#[test]
fn programs_that_are_not_asynchronous() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let w = runtime.block_on(World::seeded(2_600));
    let b24 = Blocking::new(w.b24.clone()).unwrap();
    let id = b24.send(&contact::add(named("Ada"))).unwrap();
    let count = b24
        .stream(&contact::list().select(contact::ID))
        .map(Result::unwrap)
        .count();
    assert_eq!((id.get(), count), (2_601, 2_601));
    let mut batch = Batch::new();
    let profile = batch.push(bitrix24::profile());
    b24.run(batch).unwrap().get(profile).unwrap();
    assert_eq!(
        b24.wait(contact::list().count(b24.client())).unwrap(),
        2_601
    );
}
