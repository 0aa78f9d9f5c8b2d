//! What applications do about events: take posts, work through what the portal kept, bind what they handle.

// Helpers too: clippy takes `#[test]` functions alone for tests.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod extractors;
mod handlers;
mod offline;
mod troubled;

use std::time::Duration;

use bitrix24::crm::contact;
use bitrix24::{Client, Handlers, Retry, event_names};
use bitrix24_tests::{APP_TOKEN, Stand};

/// A portal that keeps what is added, and changed.
async fn keeping(connector: &str) -> Stand {
    let stand = Stand::start().await;
    Handlers::new("http://nowhere.example/")
        .connector(connector)
        .on_offline(event_names::CRM_CONTACT_ADD)
        .on_offline(event_names::CRM_CONTACT_UPDATE)
        .sync(&stand.app)
        .await
        .unwrap();
    stand
}

/// Calls as the application, again where that is safe.
fn patient(stand: &Stand) -> Client {
    let builder = Client::builder().token(stand.portal.endpoint(), APP_TOKEN);
    let retry = Retry::default().pause(Duration::from_millis(1));
    builder.no_limits().retry(retry).build().unwrap()
}

async fn add(stand: &Stand) -> contact::Id {
    let add = contact::add(contact::Fields::new().name("Ada"));
    add.send(&stand.b24).await.unwrap()
}

async fn update(stand: &Stand, id: contact::Id) {
    let update = contact::update(id, contact::Changes::new().post("x"));
    update.send(&stand.b24).await.unwrap();
}
