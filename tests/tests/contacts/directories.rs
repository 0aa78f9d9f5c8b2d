//! What codes mean: directories, enumerations, descriptions.

use bitrix24::crm::userfield::{FieldType, enumeration, settings};
use bitrix24::crm::{r#enum, multifield, status, userfield};
use bitrix24_tests::Stand;

#[tokio::test]
async fn directories() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let types = status::entity::types().send(b24).await.unwrap();
    for needed in ["HONORIFIC", "CONTACT_TYPE", "SOURCE"] {
        let items = status::entity::items(needed).send(b24).await.unwrap();
        assert!(types.iter().any(|known| known.id == needed), "{needed}");
        assert!(!items.is_empty(), "{needed}");
        let listed = status::list()
            .filter(status::ENTITY_ID.eq(needed))
            .order(status::SORT.asc())
            .send(b24)
            .await
            .unwrap();
        let codes: Vec<&str> = items.iter().map(|item| item.status_id.as_str()).collect();
        let same: Vec<&str> = listed
            .iter()
            .filter_map(|row| row.status_id.as_deref())
            .collect();
        assert_eq!(codes, same, "{needed}");
        assert!(
            listed
                .iter()
                .all(|row| row.entity_id.as_deref() == Some(needed))
        );
    }
}

#[tokio::test]
async fn a_status_of_its_own() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let fields = status::Fields::new("SOURCE", "FAIR", "Fair").sort(15);
    let id = status::add(fields).send(b24).await.unwrap();
    let read = status::get(id).send(b24).await.unwrap();
    assert_eq!(
        (
            read.id,
            read.entity_id.as_deref(),
            read.status_id.as_deref()
        ),
        (Some(id), Some("SOURCE"), Some("FAIR"))
    );
    assert_eq!((read.sort, read.system), (Some(15), Some(false)));
    status::update(id, status::Changes::new().name("Trade fair"))
        .send(b24)
        .await
        .unwrap();
    let items = status::entity::items("SOURCE").send(b24).await.unwrap();
    let fair = items.iter().find(|item| item.status_id == "FAIR").unwrap();
    assert_eq!(fair.name.as_deref(), Some("Trade fair"));
    status::delete(id).send(b24).await.unwrap();
    let items = status::entity::items("SOURCE").send(b24).await.unwrap();
    assert!(items.iter().all(|item| item.status_id != "FAIR"));
    assert!(status::get(id).send(b24).await.is_err());
    let fields = status::fields().send(b24).await.unwrap();
    assert_eq!(fields["STATUS_ID"].r#type, "string");
}

#[tokio::test]
async fn enumerations() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let types = r#enum::owner_type().send(b24).await.unwrap();
    let contact = types.iter().find(|kind| kind.id == 3).expect("contacts");
    assert_eq!(contact.symbol_code.as_deref(), Some("CONTACT"));
    assert_eq!(contact.symbol_code_short.as_deref(), Some("C"));
    for (name, entries) in [
        ("address", r#enum::address_type().send(b24).await),
        ("activity", r#enum::activity_type().send(b24).await),
        ("priority", r#enum::activity_priority().send(b24).await),
        ("direction", r#enum::activity_direction().send(b24).await),
        ("notify", r#enum::activity_notify_type().send(b24).await),
        ("status", r#enum::activity_status().send(b24).await),
        ("content", r#enum::content_type().send(b24).await),
        ("mode", r#enum::settings::mode().send(b24).await),
    ] {
        let entries = entries.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(entries.len() > 1, "{name}");
        assert!(entries.iter().any(|entry| entry.name.is_some()), "{name}");
    }
    let orders = r#enum::get_order_owner_types().send(b24).await.unwrap();
    assert!(!orders.is_empty());
    let fields = r#enum::fields().send(b24).await.unwrap();
    assert!(fields.contains_key("ID") && fields.contains_key("NAME"));
}

#[tokio::test]
async fn descriptions() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let fields = multifield::fields().send(b24).await.unwrap();
    let keys: Vec<&str> = fields.keys().collect();
    assert_eq!(keys, ["ID", "TYPE_ID", "VALUE", "VALUE_TYPE"]);
    assert_eq!(fields["TYPE_ID"].is_read_only, Some(true));

    let types = userfield::types().send(b24).await.unwrap();
    assert_eq!(types.len(), 16);
    assert!(
        types
            .iter()
            .all(|kind| !matches!(kind.id, FieldType::Other(_)) && kind.title.is_some()),
        "{types:?}"
    );
    let fields = userfield::fields().send(b24).await.unwrap();
    assert_eq!(fields["USER_TYPE_ID"].is_immutable, Some(true));
    assert_eq!(fields["LIST"].is_multiple, Some(true));
    assert_eq!(fields["LIST"].r#type, "uf_enum_element");
    let fields = enumeration::fields().send(b24).await.unwrap();
    let keys: Vec<&str> = fields.keys().collect();
    assert_eq!(keys, ["ID", "SORT", "VALUE", "DEF", "DEL"]);
    for (kind, keys) in [
        (FieldType::String, &["DEFAULT_VALUE", "ROWS"][..]),
        (FieldType::Double, &["DEFAULT_VALUE", "PRECISION"]),
        (FieldType::Enumeration, &["DISPLAY", "LIST_HEIGHT"]),
        (FieldType::Crm, &["LEAD", "CONTACT", "COMPANY", "DEAL"]),
        (FieldType::Money, &[]),
    ] {
        let fields = settings::fields(kind.clone()).send(b24).await.unwrap();
        let have: Vec<&str> = fields.keys().collect();
        assert_eq!(have, keys, "{kind:?}");
    }
}
