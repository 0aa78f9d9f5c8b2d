//! A web hook handler: a small axum server that takes a portal's events.
//!
//! `B24_APPLICATION_TOKEN=… cargo run --features axum --example events`, then bind `http://<this machine>:3000/events` by `event.bind` or in
//! the settings of an outgoing webhook. Without the variable the example starts a portal in the same process, binds itself
//! there, makes a change and ends when the event has come.

use axum::Router;
use axum::extract::{FromRef, State};
use axum::http::StatusCode;
use axum::routing::post;
use bitrix24::axum::{ApplicationTokens, Verified};
use bitrix24::{Client, Event, crm, event, event_names};
use bitrix24_portal::{App, Portal};
use tokio::sync::mpsc;

#[derive(Clone)]
struct Hooks {
    tokens: ApplicationTokens,
    changed: mpsc::Sender<crm::contact::Id>,
}

impl FromRef<Hooks> for ApplicationTokens {
    fn from_ref(hooks: &Hooks) -> Self {
        hooks.tokens.clone()
    }
}

/// Called with events of the portal only: others are refused before.
async fn take(State(hooks): State<Hooks>, Verified(event): Verified<Event>) -> StatusCode {
    match event {
        Event::CrmContactAdd(event) => {
            println!("Contact {} was added.", event.data.id);
            // Work belongs into a queue: the portal slows down for handlers that are slow to answer.
            let _ = hooks.changed.send(event.data.id).await;
        }
        Event::CrmContactUpdate(event) => println!("Contact {} was changed.", event.data.id),
        Event::Other(event) => println!("{} is nothing to us.", event.name),
        other => println!("{other:?}"),
    }
    StatusCode::OK
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (changed, mut changes) = mpsc::channel(100);
    let token = std::env::var("B24_APPLICATION_TOKEN").ok();
    let secret = token.clone().unwrap_or_else(|| "shared-secret".to_owned());
    let hooks = Hooks {
        tokens: ApplicationTokens::one(secret),
        changed,
    };
    let app = Router::new().route("/events", post(take)).with_state(hooks);
    if token.is_some() {
        let listener = tokio::net::TcpListener::bind("0.0.0.0:3000").await?;
        axum::serve(listener, app).await?;
        return Ok(());
    }

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://{}/events", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, app).await });

    let portal = Portal::builder()
        .application_token("shared-secret")
        .app(App::new("app.example", "app-secret").access_token("app-access-token"))
        .start()
        .await?;
    let app = Client::builder()
        .token(portal.endpoint(), "app-access-token")
        .build()?;
    event::bind(event_names::CRM_CONTACT_ADD, address.as_str())
        .send(&app)
        .await?;
    let id = crm::contact::add(crm::contact::Fields::new().name("Ada"))
        .send(&app)
        .await?;
    let told = changes.recv().await.ok_or("the handler is gone")?;
    assert_eq!(told, id);
    Ok(())
}
