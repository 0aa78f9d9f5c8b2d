//! Who is calling, what there is, and what applications bind.

use std::collections::BTreeMap;

use bitrix24::event::EventType;
use bitrix24::{
    Error, app, event, event_names, method, placement, placement_codes, user, userfieldtype,
};
use bitrix24_tests::Stand;

const PAGE: &str = "https://app.example/page";

#[tokio::test]
async fn the_caller() {
    let stand = Stand::start().await;
    let (b24, app) = (&stand.b24, &stand.app);
    for client in [b24, app] {
        let current = user::current().send(client).await.unwrap();
        let profile = bitrix24::profile().send(client).await.unwrap();
        assert_eq!(current.id, Some(profile.id));
        assert_eq!(profile.admin, Some(true));
        assert_eq!(current.name, profile.name);
        assert_eq!(current.active, Some(true));
    }
}

#[tokio::test]
async fn the_application() {
    let stand = Stand::start().await;
    let (b24, app) = (&stand.b24, &stand.app);
    let info = app::info().send(app).await.unwrap();
    assert_eq!(info.code.as_deref(), Some("app.tests"));
    assert_eq!(
        (info.installed, info.payment_expired),
        (Some(true), Some(false))
    );
    assert_eq!(info.status, Some(app::info::OutputStatus::Local));
    let granted = app::info().send(b24).await.unwrap();
    assert_eq!(granted.code, None, "a webhook is no application");
    assert!(granted.scope.contains(&"crm".to_owned()));
}

#[tokio::test]
async fn what_there_is() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    assert!(
        bitrix24::scope()
            .send(b24)
            .await
            .unwrap()
            .contains(&"crm".to_owned())
    );
    assert!(bitrix24::scope().full(true).send(b24).await.unwrap().len() > 1);
    let methods = bitrix24::methods().scope("crm").send(b24).await.unwrap();
    assert!(methods.contains(&"crm.contact.list".to_owned()));
    assert!(methods.contains(&"crm.item.list".to_owned()));
    assert!(!methods.contains(&"user.current".to_owned()));
    let events = bitrix24::events().full(true).send(b24).await.unwrap();
    assert!(events.contains(&"ONCRMCONTACTADD".to_owned()));
    let known = method::get("crm.contact.list").send(b24).await.unwrap();
    assert!(known.is_existing && known.is_available);
    let unknown = method::get("crm.contract.list").send(b24).await.unwrap();
    assert!(!unknown.is_existing && !unknown.is_available);
}

#[tokio::test]
async fn placements_are_bound() {
    let stand = Stand::start().await;
    let (b24, app) = (&stand.b24, &stand.app);
    let codes = placement::list().send(app).await.unwrap();
    assert!(codes.contains(&placement_codes::CRM_CONTACT_DETAIL_TAB.to_owned()));
    let languages = BTreeMap::from([(
        "en".to_owned(),
        placement::Texts::new().title("Loyalty").description("d"),
    )]);
    let bind = || placement::bind(placement_codes::CRM_CONTACT_DETAIL_TAB, PAGE);
    let bound = bind()
        .title("Loyalty")
        .lang_all(languages)
        .send(app)
        .await
        .unwrap();
    assert!(bound);
    let error = bind().send(app).await.unwrap_err();
    assert_eq!(error.code(), Some("ERROR_CORE"), "{error:?}");
    placement::bind(placement_codes::CRM_CONTACT_LIST_MENU, PAGE)
        .send(app)
        .await
        .unwrap();

    let bound = placement::get().send(app).await.unwrap();
    let codes: Vec<&str> = bound.iter().map(|row| row.placement.as_str()).collect();
    assert_eq!(codes, ["CRM_CONTACT_DETAIL_TAB", "CRM_CONTACT_LIST_MENU"]);
    assert_eq!(
        (bound[0].handler.as_str(), bound[0].title.as_deref()),
        (PAGE, Some("Loyalty"))
    );
    let unbind = placement::unbind(placement_codes::CRM_CONTACT_DETAIL_TAB).handler(PAGE);
    assert_eq!(unbind.send(app).await.unwrap(), 1);
    assert_eq!(unbind.send(app).await.unwrap(), 0);
    assert_eq!(placement::get().send(app).await.unwrap().len(), 1);

    let error = placement::bind("NO_SUCH_PLACE", PAGE)
        .send(app)
        .await
        .unwrap_err();
    assert_eq!(error.code(), Some("ERROR_PLACEMENT_NOT_FOUND"));
    let error = placement::get().send(b24).await.unwrap_err();
    assert_eq!(error.code(), Some("WRONG_AUTH_TYPE"), "{error:?}");
}

#[tokio::test]
async fn types_of_custom_fields() {
    let stand = Stand::start().await;
    let app = &stand.app;
    let add = userfieldtype::add("rating", PAGE)
        .title("Rating")
        .options(userfieldtype::Options::new().height(80));
    add.send(app).await.unwrap();
    assert!(add.send(app).await.is_err(), "there is one");
    userfieldtype::update("rating", "https://app.example/other", "Stars")
        .description("Up to five")
        .send(app)
        .await
        .unwrap();
    let types = userfieldtype::list().send(app).await.unwrap();
    assert_eq!(types.len(), 1);
    assert_eq!(types[0].user_type_id, "rating");
    assert_eq!(
        (types[0].title.as_deref(), types[0].handler.as_deref()),
        (Some("Stars"), Some("https://app.example/other"))
    );
    userfieldtype::delete("rating").send(app).await.unwrap();
    let error = userfieldtype::delete("rating").send(app).await;
    assert!(matches!(error, Err(Error::NotFound(_))), "{error:?}");
    assert_eq!(userfieldtype::list().send(app).await.unwrap(), []);
}

#[tokio::test]
async fn handlers_of_events() {
    let stand = Stand::start().await;
    let (b24, app) = (&stand.b24, &stand.app);
    event::bind(event_names::CRM_CONTACT_ADD, PAGE)
        .send(app)
        .await
        .unwrap();
    event::bind(event_names::CRM_CONTACT_UPDATE, PAGE)
        .auth_type(7)
        .event_type(EventType::Online)
        .send(app)
        .await
        .unwrap();
    let bound = event::get().send(app).await.unwrap();
    assert_eq!(bound.len(), 2);
    assert_eq!(bound[0].event, "ONCRMCONTACTADD");
    assert_eq!(bound[0].handler.as_deref(), Some(PAGE));
    assert_eq!(
        (bound[1].auth_type, bound[1].offline),
        (Some(7.into()), Some(false))
    );
    let again = event::bind(event_names::CRM_CONTACT_ADD, PAGE);
    let error = again.send(app).await.unwrap_err();
    assert_eq!(error.code(), Some("ERROR_CORE"), "{error:?}");
    let unbind = event::unbind(event_names::CRM_CONTACT_ADD, PAGE);
    assert_eq!(unbind.send(app).await.unwrap(), 1);
    assert_eq!(unbind.send(app).await.unwrap(), 0);

    for (name, handler, code) in [
        ("onNothing", PAGE, "ERROR_EVENT_NOT_FOUND"),
        (
            event_names::CRM_CONTACT_ADD,
            "nowhere",
            "ERROR_WRONG_HANDLER_URL",
        ),
        (
            event_names::CRM_CONTACT_ADD,
            "ftp://x/",
            "ERROR_UNSUPPORTED_PROTOCOL",
        ),
    ] {
        let error = event::bind(name, handler).send(app).await.unwrap_err();
        assert_eq!(error.code(), Some(code), "{error:?}");
    }
    let error = event::bind(event_names::CRM_CONTACT_ADD, PAGE)
        .send(b24)
        .await
        .unwrap_err();
    assert_eq!(
        (error.code(), error.api().and_then(|api| api.status)),
        (Some("WRONG_AUTH_TYPE"), Some(403))
    );
}
