//! Applications: tokens that are renewed in time, once, and kept.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bitrix24::crm::contact;
use bitrix24::{
    Application, Client, EventAuth, FileStore, MemoryStore, StoreError, StoreFuture, TokenStore,
    Tokens,
};
use bitrix24_portal::{App, Portal, Rule, Trouble};

use crate::world::{named, quick};

async fn portal() -> Portal {
    let app = App::new("app.1", "app-secret");
    Portal::builder()
        .app(app)
        .seed("contacts", 3)
        .start()
        .await
        .unwrap()
}

fn application(portal: &Portal) -> Application {
    Application::new("app.1", "app-secret").server(portal.url())
}

async fn tokens(portal: &Portal) -> Tokens {
    let code = portal.authorize("app.1").await.unwrap();
    application(portal).exchange(&code).await.unwrap()
}

async fn client(portal: &Portal, store: impl TokenStore + 'static) -> Client {
    let tokens = tokens(portal).await;
    portal.forget_requests();
    let builder = Client::builder().application(application(portal), tokens, store);
    builder.no_limits().retry(quick()).build().unwrap()
}

fn exchanges(portal: &Portal) -> usize {
    let requests = portal.requests();
    portal.forget_requests();
    requests
        .iter()
        .filter(|r| r.method == "oauth/token")
        .count()
}

#[tokio::test]
async fn a_code_becomes_a_client() {
    let portal = portal().await;
    let b24 = client(&portal, MemoryStore::default()).await;
    assert_eq!(contact::list().send(&b24).await.unwrap().len(), 3);
    let error = application(&portal).exchange("nonsense").await.unwrap_err();
    assert!(error.is_auth(), "{error:?}");
    let wrong = Application::new("app.1", "wrong").server(portal.token_url());
    assert!(wrong.exchange("nonsense").await.unwrap_err().is_auth());
}

#[tokio::test]
async fn a_thousand_tasks_and_one_refresh() {
    let portal = portal().await;
    let b24 = client(&portal, MemoryStore::default()).await;
    contact::get(1).send(&b24).await.unwrap();
    portal.expire_tokens().await.unwrap();
    portal.forget_requests();
    let tasks: Vec<_> = (0..1_000)
        .map(|_| {
            let b24 = b24.clone();
            tokio::spawn(async move { contact::get(1).send(&b24).await })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!(exchanges(&portal), 1);
}

#[tokio::test]
async fn tokens_are_renewed_before_they_expire() {
    let portal = portal().await;
    let issued = portal.issue_tokens("app.1").await.unwrap();
    let soon = SystemTime::now() + Duration::from_secs(30);
    let tokens = Tokens::new(
        portal.endpoint(),
        portal.member_id(),
        &issued.access_token,
        &issued.refresh_token,
        soon,
    );
    let builder =
        Client::builder().application(application(&portal), tokens, MemoryStore::default());
    let b24 = builder.build().unwrap();
    contact::get(1).send(&b24).await.unwrap();
    let requests = portal.requests();
    let methods: Vec<&str> = requests.iter().map(|r| r.method.as_str()).collect();
    assert_eq!(
        methods,
        ["oauth/token", "crm.contact.get"],
        "no call was wasted on the old one"
    );
}

#[tokio::test]
async fn an_addition_whose_token_expired_is_made_once() {
    let portal = portal().await;
    let b24 = client(&portal, MemoryStore::default()).await;
    for trouble in [Trouble::ExpiredToken, Trouble::QueryLimit] {
        portal.trouble(Rule::new("crm.contact.add", trouble).times(1));
        contact::add(named("Ada")).send(&b24).await.unwrap();
    }
    assert_eq!(contact::list().send(&b24).await.unwrap().len(), 5);
}

#[tokio::test]
async fn access_that_was_taken_away_is_an_error() {
    let portal = portal().await;
    let b24 = client(&portal, MemoryStore::default()).await;
    contact::get(1).send(&b24).await.unwrap();
    portal.revoke_tokens("app.1").await.unwrap();
    let error = contact::get(1).send(&b24).await.unwrap_err();
    assert!(error.is_auth(), "{error:?}");
    assert_eq!(exchanges(&portal), 1);
}

#[tokio::test]
async fn restarts_and_other_workers_go_on_with_the_tokens_in_the_store() {
    let folder = std::env::temp_dir().join(format!("b24-workers-{}", std::process::id()));
    let portal = portal().await;
    let first = client(&portal, FileStore::new(&folder)).await;
    contact::get(1).send(&first).await.unwrap();
    let kept = async || {
        FileStore::new(&folder)
            .load(portal.member_id())
            .await
            .unwrap()
            .unwrap()
    };
    let tokens = kept().await;
    let builder =
        Client::builder().application(application(&portal), tokens, FileStore::new(&folder));
    let second = builder.build().unwrap();
    contact::get(1).send(&second).await.unwrap();
    portal.expire_tokens().await.unwrap();
    portal.forget_requests();
    for b24 in [&first, &second, &first, &second] {
        contact::get(1).send(b24).await.unwrap();
    }
    assert_eq!(
        exchanges(&portal),
        1,
        "the second took what the first had renewed"
    );
    let shown = format!("{:?}", kept().await);
    assert!(shown.contains(portal.member_id()) && !shown.contains("refresh_token"));
    std::fs::remove_dir_all(&folder).unwrap();
}

/// Fails to save, as long as it is told to.
#[derive(Default, Clone)]
struct Full(Arc<std::sync::atomic::AtomicBool>, Arc<MemoryStore>);

impl TokenStore for Full {
    fn load<'a>(&'a self, member_id: &'a str) -> StoreFuture<'a, Option<Tokens>> {
        self.1.load(member_id)
    }

    fn save<'a>(&'a self, tokens: &'a Tokens) -> StoreFuture<'a, ()> {
        if self.0.load(std::sync::atomic::Ordering::SeqCst) {
            let error = StoreError::saving(tokens.member_id(), "the disk is full");
            return Box::pin(std::future::ready(Err(error)));
        }
        self.1.save(tokens)
    }
}

#[tokio::test]
async fn tokens_that_cannot_be_saved_are_not_used_and_not_lost() {
    let portal = portal().await;
    let store = Full::default();
    let b24 = client(&portal, store.clone()).await;
    contact::get(1).send(&b24).await.unwrap();
    portal.expire_tokens().await.unwrap();
    portal.forget_requests();
    store.0.store(true, std::sync::atomic::Ordering::SeqCst);
    for _ in 0..2 {
        let error = contact::get(1).send(&b24).await.unwrap_err();
        assert!(error.to_string().contains("the disk is full"), "{error}");
    }
    store.0.store(false, std::sync::atomic::Ordering::SeqCst);
    contact::get(1).send(&b24).await.unwrap();
    assert_eq!(
        exchanges(&portal),
        1,
        "they were renewed once and saved later"
    );
}

#[tokio::test]
async fn a_refresh_survives_a_caller_that_stops_waiting() {
    let portal = portal().await;
    let b24 = client(&portal, MemoryStore::default()).await;
    contact::get(1).send(&b24).await.unwrap();
    portal.expire_tokens().await.unwrap();
    portal.trouble(Rule::new("oauth/token", Trouble::Slow { millis: 150 }).times(1));
    let impatient = contact::get(1).send(&b24);
    let gave_up = tokio::time::timeout(Duration::from_millis(80), impatient.into_future()).await;
    assert!(gave_up.is_err());
    contact::get(1).send(&b24).await.unwrap();
    assert_eq!(exchanges(&portal), 1);
}

#[tokio::test]
async fn a_portal_that_has_moved_is_followed() {
    let (old, new) = (portal().await, portal().await);
    let host = new.url().trim_start_matches("http://").to_owned();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let target = format!("http://{host}");
    tokio::spawn(async move {
        let moved = axum::Router::new().fallback(move |uri: axum::http::Uri| {
            let location = format!("{target}{uri}");
            async move {
                (
                    axum::http::StatusCode::MOVED_PERMANENTLY,
                    [("location", location)],
                )
            }
        });
        axum::serve(listener, moved).await
    });
    let webhook = new.webhook_url().replace(new.url(), &address);
    let b24 = Client::webhook(webhook).unwrap();
    for _ in 0..2 {
        contact::add(named("Ada")).send(&b24).await.unwrap();
    }
    assert_eq!(b24.host(), host);
    assert_eq!(new.requests().len(), 2);
    drop(old);
}

#[tokio::test]
async fn tokens_of_an_event() {
    let portal = portal().await;
    let issued = portal.issue_tokens("app.1").await.unwrap();
    let form = format!(
        "event=ONAPPINSTALL&auth[access_token]={}&auth[refresh_token]={}&auth[expires_in]=3600&auth[client_endpoint]={}\
         &auth[member_id]={}&auth[user_id]=1",
        issued.access_token,
        issued.refresh_token,
        portal.endpoint(),
        portal.member_id()
    );
    let event = bitrix24::Envelope::parse(form.as_bytes()).unwrap();
    let auth: &EventAuth = &event.auth;
    let tokens = Tokens::of(auth).unwrap();
    assert_eq!(
        (tokens.user_id(), tokens.member_id()),
        (Some(1), portal.member_id())
    );
    let builder =
        Client::builder().application(application(&portal), tokens, MemoryStore::default());
    contact::get(1)
        .send(&builder.build().unwrap())
        .await
        .unwrap();
}

#[tokio::test]
async fn a_clock_that_jumps_costs_a_refresh_at_most() {
    let portal = portal().await;
    let b24 = client(&portal, MemoryStore::default()).await;
    contact::get(1).send(&b24).await.unwrap();
    // The portal is an hour ahead of us all of a sudden: the token that we think good is none.
    portal.clock().advance(Duration::from_secs(3_600));
    portal.forget_requests();
    contact::add(named("Ada")).send(&b24).await.unwrap();
    assert_eq!(exchanges(&portal), 1);
    assert_eq!(contact::list().send(&b24).await.unwrap().len(), 4);
}
