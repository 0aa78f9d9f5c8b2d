//! A mirror of contacts that is fed by offline events: the portal keeps what happened until the program has handled it.
//!
//! `B24_ENDPOINT=https://example.bitrix24.com/rest/ B24_ACCESS_TOKEN=… cargo run --example offline_events` works through a
//! portal's queue for ever. Without the variables the example starts a portal in the same process, makes changes there, fails at
//! one of them, and handles that one when it comes again.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bitrix24::crm::contact;
use bitrix24::{Client, Event, Handlers, OfflineEvents, event_names};
use bitrix24_portal::{App, Portal};

type Mirror = Arc<Mutex<BTreeMap<contact::Id, Option<String>>>>;

/// Takes over a contact as it is now, however often it was changed.
async fn mirror(app: Client, mirror: Mirror, event: Event) -> Result<(), bitrix24::Error> {
    let id = match event {
        Event::CrmContactAdd(event) | Event::CrmContactUpdate(event) => event.data.id,
        _ => return Ok(()),
    };
    let name = match contact::get(id).send(&app).await {
        Ok(contact) => contact.name,
        // Deleted since: that is an event of its own.
        Err(error) if error.is_not_found() => return Ok(()),
        Err(error) => return Err(error),
    };
    println!("{id}: {name:?}");
    if let Ok(mut contacts) = mirror.lock() {
        contacts.insert(id, name);
    }
    Ok(())
}

/// Binds what is handled, at every start: a program that handles other events than before sets that right.
async fn bind(app: &Client) -> Result<(), bitrix24::Error> {
    let handlers = Handlers::new("https://mirror.example/")
        .connector("mirror")
        .on_offline(event_names::CRM_CONTACT_ADD)
        .on_offline(event_names::CRM_CONTACT_UPDATE);
    print!("{}", handlers.sync(app).await?);
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let contacts = Mirror::default();
    let variables = (
        std::env::var("B24_ENDPOINT"),
        std::env::var("B24_ACCESS_TOKEN"),
    );
    if let (Ok(endpoint), Ok(token)) = variables {
        let app = Client::builder().token(endpoint, token).build()?;
        bind(&app).await?;
        let queue = OfflineEvents::new(&app).connector("mirror");
        queue
            .run(|event| mirror(app.clone(), Arc::clone(&contacts), event))
            .await?;
    }

    let portal = Portal::builder()
        .app(App::new("app.example", "app-secret").access_token("app-access-token"))
        .start()
        .await?;
    let app = Client::builder()
        .token(portal.endpoint(), "app-access-token")
        .build()?;
    bind(&app).await?;
    let people = Client::webhook(portal.webhook_url())?;
    for name in ["Ada", "Grace"] {
        contact::add(contact::Fields::new().name(name))
            .send(&people)
            .await?;
    }

    let mut queue = OfflineEvents::new(&app)
        .connector("mirror")
        .retry_every(Duration::ZERO);
    let mut first = true;
    let handled = queue
        .drain(|event| {
            let fails = std::mem::take(&mut first);
            let work = mirror(app.clone(), Arc::clone(&contacts), event);
            async move {
                if fails {
                    return Err("the database is away".to_owned());
                }
                work.await.map_err(|error| error.to_string())
            }
        })
        .await?;
    assert_eq!((handled.done, handled.failed), (1, 1));
    let again = queue
        .drain(|event| mirror(app.clone(), Arc::clone(&contacts), event))
        .await?;
    assert_eq!(again.done, 1);
    assert_eq!(contacts.lock().map_or(0, |contacts| contacts.len()), 2);
    Ok(())
}
