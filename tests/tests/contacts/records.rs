//! Adding, reading, changing, deleting; values of each kind.

use bitrix24::crm::contact::{self, Changes, Contact, Fields, ImportFields};
use bitrix24::shared::{CrmFileInput, FilePair};
use bitrix24::{Clear, Error};
use bitrix24_portal::Portal;
use bitrix24_tests::Stand;

use crate::{day, moment};

#[tokio::test]
async fn every_field_is_kept() {
    let stand = Stand::start().await;
    let id = contact::add(
        Fields::new()
            .honorific("HNR_EN_2")
            .name("Ada")
            .second_name("King")
            .last_name("Lovelace")
            .birthdate(day("1815-12-10"))
            .type_id("PARTNER")
            .source_id("WEB")
            .source_description("the \"Analytical\" <engine>")
            .post("Analyst")
            .address("St. James's Square")
            .address_2("12")
            .address_city("London")
            .address_postal_code("SW1Y 4JH")
            .address_region("Westminster")
            .address_province("Greater London")
            .address_country("United Kingdom")
            .address_country_code("GB")
            .address_loc_addr_id(77)
            .comments("[b]bold[/b]")
            .opened(true)
            .export(false)
            .assigned_by_id(7)
            .originator_id("crm")
            .origin_id("x-1")
            .origin_version("2")
            .utm_source("s")
            .utm_medium("m")
            .utm_campaign("c")
            .utm_content("n")
            .utm_term("t"),
    )
    .params(contact::add::Params::new().register_sonet_event(true))
    .send(&stand.b24)
    .await
    .unwrap();
    let read = contact::get(id).send(&stand.b24).await.unwrap();
    let mut expected: Contact = Contact::default();
    expected.id = Some(id);
    expected.honorific = Some("HNR_EN_2".into());
    expected.name = Some("Ada".into());
    expected.second_name = Some("King".into());
    expected.last_name = Some("Lovelace".into());
    expected.birthdate = Some(day("1815-12-10"));
    expected.type_id = Some("PARTNER".into());
    expected.source_id = Some("WEB".into());
    expected.source_description = Some("the \"Analytical\" <engine>".into());
    expected.post = Some("Analyst".into());
    expected.address = Some("St. James's Square".into());
    expected.address_2 = Some("12".into());
    expected.address_city = Some("London".into());
    expected.address_postal_code = Some("SW1Y 4JH".into());
    expected.address_region = Some("Westminster".into());
    expected.address_province = Some("Greater London".into());
    expected.address_country = Some("United Kingdom".into());
    expected.address_country_code = Some("GB".into());
    expected.address_loc_addr_id = Some(77.into());
    expected.comments = Some("[b]bold[/b]".into());
    expected.opened = Some(true);
    expected.export = Some(false);
    expected.has_phone = Some(false);
    expected.has_email = Some(false);
    expected.has_imol = Some(false);
    expected.assigned_by_id = Some(7.into());
    expected.created_by_id = Some(1.into());
    expected.modify_by_id = Some(1.into());
    expected.originator_id = Some("crm".into());
    expected.origin_id = Some("x-1".into());
    expected.origin_version = Some("2".into());
    expected.utm_source = Some("s".into());
    expected.utm_medium = Some("m".into());
    expected.utm_campaign = Some("c".into());
    expected.utm_content = Some("n".into());
    expected.utm_term = Some("t".into());
    // Made by the portal.
    expected.date_create = read.date_create;
    expected.date_modify = read.date_modify;
    expected.last_activity_time = read.last_activity_time;
    expected.last_activity_by = read.last_activity_by;
    assert_eq!(read, expected);
    assert!(read.date_create.is_some() && read.date_create == read.date_modify);
}

#[tokio::test]
async fn a_change_leaves_the_rest_and_clear_empties() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let fields = Fields::new()
        .name("Ada")
        .last_name("Lovelace")
        .post("Analyst")
        .birthdate(day("1815-12-10"))
        .assigned_by_id(7)
        .source_id("WEB");
    let id = contact::add(fields).send(b24).await.unwrap();
    let changes = Changes::new()
        .post("Countess")
        .birthdate(Clear)
        .source_id(Clear);
    contact::update(id, changes)
        .params(
            contact::update::Params::new()
                .register_sonet_event(false)
                .register_history_event(false),
        )
        .send(b24)
        .await
        .unwrap();
    let read = contact::get(id).send(b24).await.unwrap();
    assert_eq!(read.name.as_deref(), Some("Ada"));
    assert_eq!(read.post.as_deref(), Some("Countess"));
    assert_eq!((read.birthdate, read.source_id), (None, None));
    assert_eq!(read.assigned_by_id, Some(7.into()));

    let unnamed = Changes::new().name(Clear).last_name(Clear);
    let error = contact::update(id, unnamed).send(b24).await.unwrap_err();
    assert!(error.is_invalid(), "{error:?}");
    let read = contact::get(id).send(b24).await.unwrap();
    assert_eq!(read.last_name.as_deref(), Some("Lovelace"));
}

#[tokio::test]
async fn a_contact_without_a_name_gets_one() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let id = contact::add(Fields::new().post("x"))
        .send(b24)
        .await
        .unwrap();
    let read = contact::get(id).send(b24).await.unwrap();
    assert_eq!(read.name, None);
    assert!(read.last_name.is_some_and(|name| !name.is_empty()));
    assert_eq!(read.assigned_by_id, Some(1.into()), "the caller's");
}

#[tokio::test]
async fn what_is_not_there() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let id = contact::add(Fields::new().name("Ada"))
        .send(b24)
        .await
        .unwrap();
    contact::delete(id).send(b24).await.unwrap();

    let text = |error: &Error| {
        let api = error
            .api()
            .unwrap_or_else(|| panic!("not the portal's: {error:?}"));
        (api.method.clone(), api.code.clone(), api.text.clone())
    };
    let error = contact::get(id).send(b24).await.unwrap_err();
    assert_eq!(
        text(&error),
        ("crm.contact.get".into(), String::new(), "Not found".into())
    );
    let error = contact::update(id, Changes::new().name("x"))
        .send(b24)
        .await
        .unwrap_err();
    assert_eq!(text(&error).2, "Contact is not found");
    assert!(error.is_not_found(), "{error:?}");
    let error = contact::delete(id).send(b24).await.unwrap_err();
    assert_eq!(error.code(), Some("ERROR_CORE"), "{error:?}");
    let error = contact::get(-1).send(b24).await.unwrap_err();
    assert_eq!(text(&error).2, "ID is not defined or invalid.");
}

#[tokio::test]
async fn an_import_keeps_authors_and_dates() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let (made, changed) = (
        moment("2019-03-04T09:30:00+00:00"),
        moment("2019-05-06T23:15:00-04:00"),
    );
    let fields = ImportFields::new()
        .name("Grace")
        .created_by_id(5)
        .modify_by_id(6)
        .date_create(made)
        .date_modify(changed);
    let id = contact::import(fields).send(b24).await.unwrap();
    let read = contact::get(id).send(b24).await.unwrap();
    assert_eq!(read.name.as_deref(), Some("Grace"));
    assert_eq!(
        (read.created_by_id, read.modify_by_id),
        (Some(5.into()), Some(6.into()))
    );
    assert_eq!(
        (read.date_create, read.date_modify),
        (Some(made), Some(changed))
    );
}

#[tokio::test]
async fn days_in_any_zone() {
    for minutes in [-720, -300, 0, 180, 840] {
        let stand = Stand::with(Portal::builder().utc_offset(minutes)).await;
        let b24 = &stand.b24;
        let born = day("1906-12-09");
        let id = contact::add(Fields::new().name("Grace").birthdate(born))
            .send(b24)
            .await
            .unwrap();
        let read = contact::get(id).send(b24).await.unwrap();
        assert_eq!(read.birthdate, Some(born), "{minutes}");
        let found = contact::list()
            .filter(contact::BIRTHDATE.eq(born))
            .send(b24)
            .await
            .unwrap();
        assert_eq!(found.len(), 1, "{minutes}");
        assert_eq!(found[0].birthdate, Some(born), "{minutes}");
        let offset = read.date_create.unwrap().offset().local_minus_utc() / 60;
        assert_eq!(offset, minutes, "moments come in the zone of the server");
    }
}

#[tokio::test]
async fn a_picture() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let picture =
        |content: &[u8]| CrmFileInput::new().file_data(FilePair::new("ada.png", content.to_vec()));
    let id = contact::add(Fields::new().name("Ada").photo(picture(b"\x89PNG")))
        .send(b24)
        .await
        .unwrap();
    let first = contact::get(id)
        .send(b24)
        .await
        .unwrap()
        .photo
        .expect("a photo");
    assert!(
        first.download_url.is_some_and(|url| url.starts_with('/')),
        "addresses have no host"
    );
    assert!(first.show_url.is_some());

    contact::update(id, Changes::new().photo(picture(b"other").id(first.id)))
        .send(b24)
        .await
        .unwrap();
    let second = contact::get(id)
        .send(b24)
        .await
        .unwrap()
        .photo
        .expect("a photo");
    assert_ne!(first.id, second.id);

    let remove = CrmFileInput::new().id(second.id).remove(true);
    contact::update(id, Changes::new().photo(remove))
        .send(b24)
        .await
        .unwrap();
    assert_eq!(contact::get(id).send(b24).await.unwrap().photo, None);
}

#[tokio::test]
async fn records_of_other_types_by_their_number() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let id = contact::add(Fields::new().name("Ada").parent_id(128, 5))
        .send(b24)
        .await
        .unwrap();
    let other = contact::add(Fields::new().name("Grace").parent_id(128, 6))
        .send(b24)
        .await
        .unwrap();
    assert_ne!(id, other);
    let found = contact::list()
        .filter(contact::parent_id(128).eq(5))
        .select((contact::NAME, contact::parent_id(128)))
        .send(b24)
        .await
        .unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].id, Some(id));
    assert_eq!(found[0].parent_id.get("128"), Some(&5.into()));
}

#[tokio::test]
async fn descriptions_of_the_fields() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let fields = contact::fields().send(b24).await.unwrap();
    let id = &fields["ID"];
    assert_eq!(
        (id.r#type.as_str(), id.is_read_only),
        ("integer", Some(true))
    );
    let source = &fields["SOURCE_ID"];
    assert_eq!(
        (source.r#type.as_str(), source.status_type.as_deref()),
        ("crm_status", Some("SOURCE"))
    );
    assert_eq!(fields["COMPANY_ID"].is_deprecated, Some(true));
    assert_eq!(fields["COMPANY_IDS"].is_multiple, Some(true));
    assert_eq!(fields["PHONE"].r#type, "crm_multifield");
    assert_eq!(fields["BIRTHDATE"].is_dynamic, Some(false));
    assert!(!fields.contains_key("FULL_NAME"), "hidden");
}
