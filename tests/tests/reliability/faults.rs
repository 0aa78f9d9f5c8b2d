//! The fault table: one fault, one call, and what became of it.

use bitrix24::crm::contact::{self, Changes};
use bitrix24::{Batch, Error};
use bitrix24_portal::{Rule, Trouble};

use crate::world::{World, named};

/// Faults after which nobody can know whether a call was carried out, and whether it was.
fn unknown() -> Vec<(Trouble, bool)> {
    let mut all = vec![
        (Trouble::Cut, true),
        (Trouble::HalfJson, true),
        (Trouble::NoJson, true),
    ];
    for done in [false, true] {
        all.extend([
            (Trouble::Reset { done }, done),
            (Trouble::Lost { done }, done),
            (Trouble::Hang { done }, done),
            (Trouble::Page { status: 502, done }, done),
            (Trouble::ServerError { done }, done),
        ]);
    }
    all
}

/// Faults that say that a call was not carried out.
fn refused() -> Vec<Trouble> {
    vec![
        Trouble::QueryLimit,
        Trouble::OperatingLimit { reset_in: 0 },
        Trouble::Page {
            status: 503,
            done: false,
        },
    ]
}

#[tokio::test]
async fn an_addition_is_never_sent_twice_when_it_may_have_been_carried_out() {
    for (trouble, done) in unknown() {
        let w = World::start().await;
        w.trouble("crm.contact.add", trouble.clone(), 1);
        let error = contact::add(named("Ada")).send(&w.b24).await.unwrap_err();
        assert!(error.is_uncertain(), "{trouble:?}: {error:?}");
        assert_eq!(w.sent("crm.contact.add"), 1, "{trouble:?}");
        assert_eq!(w.names().await.len(), usize::from(done), "{trouble:?}");
    }
}

#[tokio::test]
async fn an_addition_that_was_refused_for_now_goes_out_again() {
    for trouble in refused() {
        let w = World::start().await;
        w.trouble("crm.contact.add", trouble.clone(), 3);
        contact::add(named("Ada"))
            .send(&w.b24)
            .await
            .unwrap_or_else(|e| panic!("{trouble:?}: {e}"));
        assert_eq!(w.sent("crm.contact.add"), 4, "{trouble:?}");
        assert_eq!(w.names().await, ["Ada"]);
    }
}

#[tokio::test]
async fn reads_and_changes_are_tried_again() {
    for (trouble, _) in unknown() {
        let w = World::seeded(1).await;
        w.trouble("crm.contact.get", trouble.clone(), 2);
        let found = contact::get(1).send(&w.b24).await;
        assert!(found.is_ok(), "{trouble:?}: {found:?}");
        assert_eq!(w.sent("crm.contact.get"), 3, "{trouble:?}");
        w.trouble("crm.contact.update", trouble.clone(), 2);
        let changed = contact::update(1, Changes::new().post("x"))
            .send(&w.b24)
            .await;
        assert!(changed.is_ok(), "{trouble:?}: {changed:?}");
        assert_eq!(w.sent("crm.contact.update"), 3, "{trouble:?}");
        assert_eq!(
            contact::get(1).send(&w.b24).await.unwrap().post.as_deref(),
            Some("x")
        );
    }
}

#[tokio::test]
async fn a_deletion_that_finds_nothing_after_a_lost_answer_is_done() {
    for (trouble, done) in unknown() {
        let w = World::seeded(1).await;
        w.trouble("crm.contact.delete", trouble.clone(), 1);
        let gone = contact::delete(1).send(&w.b24).await;
        assert!(gone.is_ok(), "{trouble:?} {done}: {gone:?}");
        assert_eq!(w.sent("crm.contact.delete"), 2, "{trouble:?}");
        assert_eq!(w.names().await, [""; 0]);
        // One that finds nothing at the first attempt is told so.
        let nothing = contact::delete(1).send(&w.b24).await.unwrap_err();
        assert!(nothing.api().is_some(), "{nothing:?}");
    }
}

#[tokio::test]
async fn what_goes_on_failing_ends_with_what_is_known() {
    let w = World::seeded(1).await;
    w.trouble("*", Trouble::BAD_GATEWAY, 100);
    let error = contact::get(1).send(&w.b24).await.unwrap_err();
    assert!(
        matches!(error, Error::Server { status: 502, .. }),
        "{error:?}"
    );
    assert_eq!(w.sent("crm.contact.get"), 5);
    let error = contact::update(1, Changes::new().post("x"))
        .send(&w.b24)
        .await
        .unwrap_err();
    assert!(
        error.is_uncertain(),
        "a change may have been made: {error:?}"
    );
    assert_eq!(w.sent("crm.contact.update"), 5);
}

#[tokio::test]
async fn a_refusal_does_not_undo_what_was_done_before_it() {
    let w = World::seeded(1).await;
    w.trouble("crm.contact.update", Trouble::Lost { done: true }, 1);
    // Longer than a call is tried.
    let blocked = Trouble::OperatingLimit { reset_in: 3600 };
    w.trouble("crm.contact.update", blocked, 1);
    let begun = std::time::Instant::now();
    let error = contact::update(1, Changes::new().post("x"))
        .send(&w.b24)
        .await
        .unwrap_err();
    assert!(error.is_uncertain(), "{error:?}");
    assert!(begun.elapsed().as_secs() < 5, "it waits in vain");
    let ada = contact::get(1).send(&w.b24).await.unwrap();
    assert_eq!(ada.post.as_deref(), Some("x"));
}

#[tokio::test]
async fn nobody_listens_there() {
    let w = World::start().await;
    let (url, retry) = (w.portal.webhook_url(), crate::world::quick());
    w.portal.stop().await;
    let b24 = bitrix24::Client::builder()
        .webhook(url)
        .retry(retry)
        .build()
        .unwrap();
    let error = contact::add(named("Ada")).send(&b24).await.unwrap_err();
    assert!(
        matches!(error, Error::Transport { .. }),
        "it was never sent: {error:?}"
    );
}

#[tokio::test]
async fn a_batch_of_additions_is_sent_once_and_says_what_is_known() {
    for (trouble, done) in unknown() {
        let w = World::start().await;
        let mut batch = Batch::new();
        let handles: Vec<_> = (0..100)
            .map(|n| batch.push(contact::add(named(&n.to_string()))))
            .collect();
        // The second of two requests loses its answer.
        w.portal
            .trouble(Rule::new("batch", trouble.clone()).skip(1).times(1));
        let results = w.b24.run(batch).await.unwrap();
        let outcomes: Vec<_> = handles
            .into_iter()
            .map(|handle| results.get(handle))
            .collect();
        assert!(outcomes[..50].iter().all(Result::is_ok), "{trouble:?}");
        for outcome in &outcomes[50..] {
            let error = outcome.as_ref().unwrap_err();
            assert!(error.is_uncertain(), "{trouble:?}: {error:?}");
        }
        assert_eq!(w.sent("batch"), 2, "{trouble:?}");
        assert_eq!(
            w.names().await.len(),
            if done { 100 } else { 50 },
            "{trouble:?}"
        );
    }
}

#[tokio::test]
async fn one_command_of_a_batch_fails_alone() {
    let w = World::start().await;
    let no = Trouble::refusal("ERROR_CORE", "No");
    w.portal
        .trouble(Rule::new("crm.contact.add", no).in_batch().skip(1).times(1));
    let mut batch = Batch::new();
    let [a, b, c] = ["A", "B", "C"].map(|name| batch.push(contact::add(named(name))));
    let results = w.b24.run(batch).await.unwrap();
    assert!(results.get(a).is_ok() && results.get(c).is_ok());
    assert_eq!(results.get(b).unwrap_err().code(), Some("ERROR_CORE"));
    assert_eq!(w.names().await, ["A", "C"]);
}

#[tokio::test]
async fn a_token_that_is_taken_away_in_the_middle_of_a_batch() {
    let w = World::start().await;
    let mut batch = Batch::new();
    let handles: Vec<_> = (0..120)
        .map(|n| batch.push(contact::add(named(&n.to_string()))))
        .collect();
    w.portal
        .trouble(Rule::new("batch", Trouble::RevokedToken).skip(1));
    let results = w.b24.run(batch).await.unwrap();
    let outcomes: Vec<_> = handles.into_iter().map(|h| results.get(h)).collect();
    assert!(outcomes[..50].iter().all(Result::is_ok));
    assert!(
        outcomes[50..100]
            .iter()
            .all(|o| o.as_ref().unwrap_err().is_auth())
    );
    assert!(
        outcomes[100..]
            .iter()
            .all(|o| matches!(o, Err(Error::NotRun { .. }))),
        "what comes behind was not sent"
    );
    assert_eq!(w.names().await.len(), 50);
}

#[tokio::test]
async fn the_portal_says_how_long_to_wait() {
    let w = World::seeded(1).await;
    w.trouble(
        "crm.contact.get",
        Trouble::OperatingLimit { reset_in: 1 },
        1,
    );
    let begun = std::time::Instant::now();
    contact::get(1).send(&w.b24).await.unwrap();
    assert!(begun.elapsed() >= std::time::Duration::from_secs(1));
    // Other methods do not wait for it.
    w.trouble(
        "crm.contact.get",
        Trouble::OperatingLimit { reset_in: 30 },
        1,
    );
    let held_back = tokio::spawn({
        let b24 = w.b24.clone();
        async move { contact::get(1).send(&b24).await }
    });
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    assert_eq!(contact::list().send(&w.b24).await.unwrap().len(), 1);
    assert!(!held_back.is_finished());
    held_back.abort();
}
