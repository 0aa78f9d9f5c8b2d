//! Nothing is lost, whatever goes wrong: answers, handlers, the program itself.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bitrix24::Event;
use bitrix24_portal::{Rule, Trouble};

use crate::offline::{left, of, queue};
use crate::{add, keeping, patient, update};

/// Kind and number of an event.
fn key(event: &Event) -> (bool, i64) {
    (matches!(event, Event::CrmContactAdd(_)), of(event).get())
}

/// One run: events happen while a program works through them that is killed again and again, on a bad connection, with a
/// handler that fails now and then.
async fn run(seed: u64) {
    let stand = keeping("").await;
    let app = patient(&stand);
    let troubles = [
        ("event.offline.get", Trouble::Lost { done: true }, 0.2),
        ("event.offline.get", Trouble::Cut, 0.1),
        ("event.offline.get", Trouble::NoJson, 0.05),
        ("event.offline.clear", Trouble::Lost { done: true }, 0.2),
        ("event.offline.clear", Trouble::Lost { done: false }, 0.1),
        ("event.offline.error", Trouble::Reset { done: true }, 0.2),
        ("event.offline.list", Trouble::BAD_GATEWAY, 0.2),
        ("event.offline.*", Trouble::QueryLimit, 0.05),
    ];
    for (method, trouble, probability) in troubles {
        let rule = Rule::new(method, trouble).probability(probability);
        stand.portal.trouble(rule.seed(seed));
    }
    // In which round an event happened last, and was handled last.
    let done = Arc::new(Mutex::new(BTreeMap::<(bool, i64), u32>::new()));
    let mut happened = BTreeMap::new();
    let mut contacts = Vec::new();
    let mut chance = seed;
    let mut dice = move |sides: u64| {
        // Any generator will do, as long as it is the same in every run.
        chance = chance
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (chance >> 33) % sides
    };
    for round in 0..40_u32 {
        if round < 20 {
            for _ in 0..dice(8) {
                let id = add(&stand).await;
                happened.insert((true, id.get()), round);
                contacts.push(id);
            }
            // Also those that are locked, or failed, at the moment.
            for _ in 0..dice(8).min(contacts.len() as u64) {
                let id = contacts[usize::try_from(dice(contacts.len() as u64)).unwrap()];
                update(&stand, id).await;
                happened.insert((false, id.get()), round);
            }
        }
        let (done, fails, millis) = (Arc::clone(&done), dice(4), dice(30));
        let mut count = 0;
        let mut events = queue(&app).limit(1 + u32::try_from(dice(20)).unwrap());
        let work = events.drain(move |event| {
            count += 1;
            let fails = fails > 0 && count % (fails + 2) == 0;
            let done = Arc::clone(&done);
            async move {
                tokio::task::yield_now().await;
                if fails {
                    return Err("now and then");
                }
                done.lock().unwrap().insert(key(&event), round);
                Ok(())
            }
        });
        // Killed in the middle of whatever it is doing; the last ones may finish.
        let time = if round < 35 { millis } else { 20_000 };
        let _ = tokio::time::timeout(Duration::from_millis(time), work).await;
    }
    stand.portal.no_trouble();
    let mut last = queue(&app);
    let all = last.drain(|event| {
        done.lock().unwrap().insert(key(&event), u32::MAX);
        async { Ok::<_, String>(()) }
    });
    all.await.unwrap();
    assert_eq!(left(&stand).await, 0, "seed {seed}");
    let done = done.lock().unwrap();
    for (event, round) in &happened {
        let after = done.get(event).is_some_and(|done| done >= round);
        assert!(after, "seed {seed}: {event:?} of round {round} was lost");
    }
    assert!(happened.len() > 50, "seed {seed}: {}", happened.len());
}

#[tokio::test]
async fn each_event_is_handled_at_least_once() {
    for seed in 0..6 {
        run(seed).await;
    }
}
