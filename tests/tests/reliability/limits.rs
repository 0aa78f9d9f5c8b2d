//! The portal's limits, kept.

use std::time::Duration;

use bitrix24::crm::contact;
use bitrix24::{Batch, Client, Limits, Retry};
use bitrix24_portal::{Limits as Allowed, Portal};

use crate::world::named;

#[tokio::test]
async fn eight_tasks_never_run_into_the_limit() {
    let portal = Portal::builder()
        .limits(Allowed::new(20.0, 100.0, 480.0))
        .start()
        .await
        .unwrap();
    let limits = Limits::new(20, 100.0, 480.0);
    let b24 = Client::builder()
        .webhook(portal.webhook_url())
        .limits(limits)
        .build()
        .unwrap();
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let b24 = b24.clone();
            tokio::spawn(async move {
                for _ in 0..25 {
                    bitrix24::profile().send(&b24).await.unwrap();
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let requests = portal.requests();
    assert_eq!(requests.len(), 200, "none was sent twice");
    assert!(requests.iter().all(|r| r.status == Some(200)));
}

#[tokio::test]
async fn a_client_that_thinks_it_may_do_more_learns_better() {
    let portal = Portal::builder()
        .limits(Allowed::new(5.0, 100.0, 480.0))
        .start()
        .await
        .unwrap();
    let limits = Limits::new(50, 100.0, 480.0);
    let b24 = Client::builder()
        .webhook(portal.webhook_url())
        .limits(limits);
    let b24 = b24
        .retry(Retry::default().pause(Duration::from_millis(20)))
        .build()
        .unwrap();
    for _ in 0..40 {
        contact::add(named("Ada")).send(&b24).await.unwrap();
    }
    let requests = portal.requests();
    let made = requests.iter().filter(|r| r.done).count();
    assert_eq!(made, 40);
    assert!(requests.len() < 60, "{}", requests.len());
}

#[tokio::test]
async fn working_time_slows_a_method_down_before_it_is_blocked() {
    let portal = Portal::builder()
        .limits(Allowed::new(1e6, 1e6, 10.0))
        .start()
        .await
        .unwrap();
    portal.cost("crm.contact.list", Duration::from_secs(3));
    let limits = Limits::new(1_000, 1_000.0, 10.0);
    let b24 = Client::builder()
        .webhook(portal.webhook_url())
        .limits(limits)
        .build()
        .unwrap();
    let mut batch = Batch::new();
    for _ in 0..6 {
        batch.push(contact::list());
    }
    // Six commands count nine seconds: the next call is let out, and the one behind it waits for the reset.
    b24.run(batch).await.unwrap();
    contact::list().send(&b24).await.unwrap();
    let blocked = tokio::time::timeout(
        Duration::from_millis(200),
        contact::list().send(&b24).into_future(),
    )
    .await;
    assert!(blocked.is_err(), "it waits");
    bitrix24::profile().send(&b24).await.unwrap();
    let requests = portal.requests();
    assert!(
        requests.iter().all(|r| r.status == Some(200)),
        "and nothing was refused"
    );
    assert_eq!(requests.len(), 3);
}
