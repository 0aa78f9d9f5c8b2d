//! Working through what the portal kept.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;

use bitrix24::crm::contact;
use bitrix24::{Client, Error, Event, OfflineEvents, event};
use bitrix24_portal::{Rule, Trouble};
use bitrix24_tests::Stand;

use crate::{add, keeping, patient, update};

/// Which contact an event is about.
pub(crate) fn of(event: &Event) -> contact::Id {
    match event {
        Event::CrmContactAdd(event) => event.data.id,
        Event::CrmContactUpdate(event) => event.data.id,
        other => panic!("{other:?}"),
    }
}

/// Looks for what failed in every cycle.
pub(crate) fn queue(app: &Client) -> OfflineEvents {
    OfflineEvents::new(app).retry_every(Duration::ZERO)
}

pub(crate) async fn left(stand: &Stand) -> usize {
    let list = event::offline::list().send(&stand.app).await.unwrap();
    usize::try_from(list.total.unwrap()).unwrap()
}

fn calls(stand: &Stand, method: &str) -> usize {
    let requests = stand.portal.requests();
    let of = requests.iter().filter(|request| request.method == method);
    of.count()
}

#[tokio::test]
async fn events_are_typed_and_gone_when_they_are_done() {
    let stand = keeping("").await;
    let id = add(&stand).await;
    for _ in 0..3 {
        update(&stand, id).await;
    }
    let mut queue = queue(&stand.app);
    let batch = queue.next().await.unwrap().unwrap();
    let [added, updated] = batch.events() else {
        panic!("{batch:?}")
    };
    assert_eq!(updated.name, "ONCRMCONTACTUPDATE", "three of them are one");
    assert!(!added.again);
    assert_eq!(added.user_id, Some(1));
    let Event::CrmContactAdd(event) = added.event().unwrap() else {
        panic!("{added:?}")
    };
    assert_eq!(event.data.id, id);
    assert_eq!(event.auth.user_id, Some(1));
    assert_eq!(event.ts, added.at.map(Into::into));
    batch.done().await.unwrap();
    assert!(queue.next().await.unwrap().is_none());
    assert_eq!(left(&stand).await, 0);
    // And it goes on.
    update(&stand, id).await;
    let batch = queue.next().await.unwrap().unwrap();
    assert_eq!(of(&batch.events()[0].event().unwrap()), id);
}

#[tokio::test]
async fn many_events_come_in_batches() {
    let stand = keeping("").await;
    let mut added = Vec::new();
    for _ in 0..120 {
        added.push(add(&stand).await);
    }
    let seen = RefCell::new(Vec::new());
    let handled = queue(&stand.app)
        .drain(|event| {
            seen.borrow_mut().push(of(&event));
            async { Ok::<_, String>(()) }
        })
        .await
        .unwrap();
    assert_eq!((handled.done, handled.failed), (120, 0));
    assert_eq!(seen.into_inner(), added, "in order, each once");
    // Failures, what is locked, three batches and the end; a removal for each batch.
    assert_eq!(calls(&stand, "event.offline.get"), 5);
    assert_eq!(calls(&stand, "event.offline.list"), 1);
    assert_eq!(calls(&stand, "event.offline.clear"), 3);
}

#[tokio::test]
async fn what_fails_comes_again_until_it_is_done() {
    let stand = keeping("").await;
    let (good, bad) = (add(&stand).await, add(&stand).await);
    let tries = RefCell::new(BTreeMap::<_, u32>::new());
    let mut queue = queue(&stand.app);
    let mut outcomes = Vec::new();
    for _ in 0..5 {
        let handled = queue.drain(|event| {
            let id = of(&event);
            let tried = *tries
                .borrow_mut()
                .entry(id)
                .and_modify(|n| *n += 1)
                .or_insert(1);
            async move {
                if id == bad && tried < 4 {
                    return Err("not now");
                }
                Ok(())
            }
        });
        let handled = handled.await.unwrap();
        outcomes.push((handled.done, handled.failed));
    }
    assert_eq!(outcomes, [(1, 1), (0, 1), (0, 1), (1, 0), (0, 0)]);
    assert_eq!(tries.into_inner(), BTreeMap::from([(good, 1), (bad, 4)]));
    assert_eq!(left(&stand).await, 0);
}

#[tokio::test]
async fn failures_wait_for_their_time() {
    let stand = keeping("").await;
    add(&stand).await;
    let mut queue = OfflineEvents::new(&stand.app).retry_every(Duration::from_secs(3600));
    let fail = |_| async { Err::<(), _>("no") };
    assert_eq!(queue.drain(fail).await.unwrap().failed, 1);
    stand.portal.forget_requests();
    assert_eq!(queue.drain(fail).await.unwrap().failed, 0);
    assert_eq!(stand.portal.requests().len(), 1, "a look for news only");
    // The next program begins with them.
    let mut next = OfflineEvents::new(&stand.app);
    let batch = next.next().await.unwrap().unwrap();
    assert!(batch.events()[0].again);
}

#[tokio::test]
async fn what_a_killed_program_had_taken_is_found_again() {
    let stand = keeping("").await;
    let mut added = Vec::new();
    for _ in 0..70 {
        added.push(add(&stand).await);
    }
    let mut killed = OfflineEvents::new(&stand.app).limit(30);
    let first = killed.next().await.unwrap().unwrap();
    first.done().await.unwrap();
    // Two batches are taken and never finished, under two process ids.
    let second = killed.next().await.unwrap().unwrap();
    let third = killed.next().await.unwrap().unwrap();
    drop((first, second, third, killed));
    assert_eq!(left(&stand).await, 40);
    // One of them changes meanwhile, and one is new.
    update(&stand, added[35]).await;
    let new = add(&stand).await;

    let mut next = OfflineEvents::new(&stand.app);
    let batch = next.next().await.unwrap().unwrap();
    assert!(batch.events().iter().all(|kept| kept.again));
    let ids: Vec<_> = batch
        .events()
        .iter()
        .map(|k| of(&k.event().unwrap()))
        .collect();
    assert_eq!(ids, added[30..]);
    // Some of them fail: each is reported under its own process.
    let failed = [batch.events()[0].id, batch.events()[39].id];
    batch.finish(failed).await.unwrap();
    let batch = next.next().await.unwrap().unwrap();
    let ids: Vec<_> = batch
        .events()
        .iter()
        .map(|k| of(&k.event().unwrap()))
        .collect();
    assert_eq!(ids, [added[35], new]);
    batch.done().await.unwrap();
    assert!(next.next().await.unwrap().is_none());
    assert_eq!(left(&stand).await, 2);
    let done = queue(&stand.app)
        .drain(|_| async { Ok::<_, String>(()) })
        .await;
    assert_eq!(done.unwrap().done, 2);
    assert_eq!(left(&stand).await, 0);
}

#[tokio::test]
async fn more_than_a_page_can_be_left_over() {
    let stand = keeping("").await;
    for _ in 0..130 {
        add(&stand).await;
    }
    let mut killed = OfflineEvents::new(&stand.app).limit(200);
    assert_eq!(killed.next().await.unwrap().unwrap().events().len(), 130);
    // All of it fails, then fails again: nothing goes round in circles, and nothing is lost.
    for _ in 0..3 {
        let handled = queue(&stand.app)
            .drain(|_| async { Err::<(), _>("no") })
            .await;
        assert_eq!(handled.unwrap().failed, 130);
    }
    let handled = queue(&stand.app)
        .drain(|_| async { Ok::<_, String>(()) })
        .await;
    assert_eq!(handled.unwrap().done, 130);
    assert_eq!(left(&stand).await, 0);
}

#[tokio::test]
async fn an_answer_that_was_lost_loses_no_event() {
    let stand = keeping("").await;
    let id = add(&stand).await;
    let lost = Rule::new("event.offline.get", Trouble::Lost { done: true });
    // The first call looks for failures, the second takes the event.
    stand.portal.trouble(lost.clone().skip(1).times(1));
    let mut events = queue(&stand.app);
    let batch = events.next().await.unwrap().unwrap();
    assert_eq!(of(&batch.events()[0].event().unwrap()), id);
    batch.done().await.unwrap();
    assert!(events.next().await.unwrap().is_none());
    assert_eq!(left(&stand).await, 0);

    // When it happens again and again it is said, and still nothing is lost.
    let id = add(&stand).await;
    stand.portal.trouble(lost);
    let mut events = queue(&stand.app);
    let batch = events.next().await.unwrap();
    let batch = batch.expect("the event that was locked by the lost answer");
    assert_eq!(of(&batch.events()[0].event().unwrap()), id);
    drop(batch);
    let error = events.next().await.unwrap_err();
    assert!(matches!(error, Error::Uncertain { .. }), "{error:?}");
    stand.portal.no_trouble();
    let batch = queue(&stand.app).next().await.unwrap().unwrap();
    assert_eq!(of(&batch.events()[0].event().unwrap()), id);
}

#[tokio::test]
async fn queues_are_apart_by_connector() {
    let stand = keeping("sync").await;
    let id = add(&stand).await;
    assert!(queue(&stand.app).next().await.unwrap().is_none());
    let mut sync = queue(&stand.app).connector("sync");
    drop(sync.next().await.unwrap().unwrap());
    let mut sync = queue(&stand.app).connector("sync");
    // Left over, failed, failed again, done: all of it under the connector.
    for outcome in [Err("no"), Err("no"), Ok(())] {
        let handled = sync.drain(|event| {
            assert_eq!(of(&event), id);
            async move { outcome }
        });
        let handled = handled.await.unwrap();
        assert_eq!(handled.done + handled.failed, 1);
    }
    let list = event::offline::list().auth_connector("sync");
    assert_eq!(list.send(&stand.app).await.unwrap().total, Some(0));
}

#[tokio::test]
async fn it_runs_until_it_may_no_more() {
    let stand = keeping("").await;
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    let run = OfflineEvents::new(&patient(&stand))
        .every(Duration::from_millis(5))
        .run(move |event| {
            tell.send(of(&event)).unwrap();
            async { Ok::<_, String>(()) }
        });
    let run = tokio::spawn(run);
    // A portal that is out of order for a while is no reason to stop.
    let away = Rule::new("event.offline.*", Trouble::BAD_GATEWAY);
    stand.portal.trouble(away.times(20));
    for _ in 0..3 {
        let id = add(&stand).await;
        let told = tokio::time::timeout(Duration::from_secs(20), told.recv()).await;
        assert_eq!(told.unwrap(), Some(id));
    }
    stand.portal.revoke_tokens("app.tests").await.unwrap();
    let ended = tokio::time::timeout(Duration::from_secs(20), run).await;
    let error = ended.unwrap().unwrap().unwrap_err();
    assert!(error.is_auth(), "{error:?}");
}
