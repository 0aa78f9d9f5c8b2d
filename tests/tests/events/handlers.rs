//! Bindings in step with what a program handles.

use std::time::Duration;

use bitrix24::{Error, Handlers, event, event_names};
use bitrix24_portal::{Rule, Trouble};
use bitrix24_tests::Stand;

use crate::patient;

const HERE: &str = "http://app.example/events";

/// What is bound, a line each.
async fn bound(stand: &Stand) -> Vec<String> {
    let bound = event::get().send(&stand.app).await.unwrap();
    let mut lines: Vec<String> = bound
        .into_iter()
        .map(|bound| bitrix24::Binding::from(bound).to_string())
        .collect();
    lines.sort_unstable();
    lines
}

#[tokio::test]
async fn the_difference_is_bound_and_unbound() {
    let stand = Stand::start().await;
    for (event, handler) in [
        ("onCrmContactAdd", "http://somebody.else/"),
        ("onCrmDealAdd", HERE),
    ] {
        event::bind(event, handler).send(&stand.app).await.unwrap();
    }
    let handlers = Handlers::new(HERE)
        .on(event_names::CRM_CONTACT_ADD)
        .on("ONCRMCONTACTADD")
        .on(event_names::CRM_CONTACT_DELETE);
    let before = bound(&stand).await;
    let dry = handlers.compare(&stand.app).await.unwrap();
    assert_eq!(
        dry.to_string(),
        "+ ONCRMCONTACTADD http://app.example/events\n+ ONCRMCONTACTDELETE http://app.example/events\n\
         - ONCRMDEALADD http://app.example/events\n"
    );
    assert_eq!(bound(&stand).await, before, "a dry run changes nothing");
    assert_eq!(handlers.sync(&stand.app).await.unwrap(), dry);
    let now = [
        "ONCRMCONTACTADD http://app.example/events",
        "ONCRMCONTACTADD http://somebody.else/",
        "ONCRMCONTACTDELETE http://app.example/events",
    ];
    assert_eq!(bound(&stand).await, now);
    assert!(handlers.sync(&stand.app).await.unwrap().is_empty());

    // The program moves.
    let moved = Handlers::new("http://app.example/v2").instead_of(HERE);
    let moved = moved.on(event_names::CRM_CONTACT_ADD);
    moved.sync(&stand.app).await.unwrap();
    let now = [
        "ONCRMCONTACTADD http://app.example/v2",
        "ONCRMCONTACTADD http://somebody.else/",
    ];
    assert_eq!(bound(&stand).await, now);
}

#[tokio::test]
async fn offline_events_by_connector() {
    let stand = Stand::start().await;
    let other = Handlers::new(HERE)
        .connector("other")
        .on_offline(event_names::CRM_LEAD_ADD);
    other.sync(&stand.app).await.unwrap();
    let handlers = Handlers::new(HERE)
        .connector("sync")
        .on_offline(event_names::CRM_CONTACT_ADD)
        .on_offline(event_names::CRM_CONTACT_UPDATE)
        .news(Duration::from_secs(60));
    handlers.sync(&stand.app).await.unwrap();
    let now = [
        "ONCRMCONTACTADD offline (sync)",
        "ONCRMCONTACTUPDATE offline (sync)",
        "ONCRMLEADADD offline (other)",
        "ONOFFLINEEVENT http://app.example/events",
    ];
    assert_eq!(bound(&stand).await, now);
    let requests = stand.portal.requests();
    let news = requests
        .iter()
        .any(|r| r.params["options"]["minTimeout"] == 60);
    assert!(news, "{requests:?}");

    // Whoever names no connector and no offline event has no say in them.
    let online = Handlers::new("http://app.example/other");
    assert!(online.compare(&stand.app).await.unwrap().is_empty());
    // Those of the connector that are handled no more go, those of others stay; one without a connector is another one.
    let fewer = Handlers::new(HERE)
        .connector("sync")
        .on_offline(event_names::CRM_CONTACT_UPDATE);
    fewer.sync(&stand.app).await.unwrap();
    let plain = Handlers::new(HERE).on_offline(event_names::CRM_CONTACT_UPDATE);
    plain.sync(&stand.app).await.unwrap();
    let now = [
        "ONCRMCONTACTUPDATE offline",
        "ONCRMCONTACTUPDATE offline (sync)",
        "ONCRMLEADADD offline (other)",
    ];
    assert_eq!(bound(&stand).await, now);
}

#[tokio::test]
async fn whose_access_comes_along() {
    let stand = Stand::start().await;
    let as_user = event::bind("onCrmContactAdd", HERE).auth_type(1);
    as_user.send(&stand.app).await.unwrap();
    // Without a wish any will do.
    let any = Handlers::new(HERE).on(event_names::CRM_CONTACT_ADD);
    assert!(any.sync(&stand.app).await.unwrap().is_empty());
    let causing = Handlers::new(HERE)
        .on(event_names::CRM_CONTACT_ADD)
        .auth_type(0);
    causing.sync(&stand.app).await.unwrap();
    assert_eq!(
        bound(&stand).await,
        ["ONCRMCONTACTADD http://app.example/events"]
    );
    let again = Handlers::new(HERE)
        .on(event_names::CRM_CONTACT_ADD)
        .auth_type(1);
    again.sync(&stand.app).await.unwrap();
    assert_eq!(
        bound(&stand).await,
        ["ONCRMCONTACTADD http://app.example/events as user 1"]
    );
}

#[tokio::test]
async fn lost_answers_and_refusals() {
    let stand = Stand::start().await;
    for method in ["event.bind", "event.unbind"] {
        let lost = Rule::new(method, Trouble::Lost { done: true });
        stand.portal.trouble(lost.times(1));
    }
    // The repetition of the call is refused, as it was carried out.
    let app = patient(&stand);
    let handlers = Handlers::new(HERE).on(event_names::CRM_CONTACT_ADD);
    handlers.sync(&app).await.unwrap();
    assert_eq!(
        bound(&stand).await,
        ["ONCRMCONTACTADD http://app.example/events"]
    );
    Handlers::new(HERE).sync(&app).await.unwrap();
    assert_eq!(bound(&stand).await, [""; 0]);

    let wrong = Handlers::new(HERE)
        .on(event_names::CRM_CONTACT_ADD)
        .on("onNothing");
    let error = wrong.sync(&app).await.unwrap_err();
    assert!(matches!(error, Error::Invalid(_)), "{error:?}");
    assert_eq!(error.code(), Some("ERROR_EVENT_NOT_FOUND"));
    let hook = Handlers::new(HERE).sync(&stand.b24).await.unwrap_err();
    assert_eq!(hook.code(), Some("WRONG_AUTH_TYPE"));
}
