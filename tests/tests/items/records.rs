//! Adding, reading, changing, deleting, importing.

use bitrix24::crm::MultifieldKind;
use bitrix24::crm::item::Multifield;
use bitrix24::crm::item::contact::{self, Changes, Contact, Fields, ImportFields, Photo};
use bitrix24::shared::FilePair;
use bitrix24::{Clear, Error};
use bitrix24_portal::Portal;
use bitrix24_tests::Stand;
use serde_json::json;

use crate::{day, moment};

/// Kind, use and value of what there is.
fn details(contact: &Contact) -> Vec<String> {
    let detail = |detail: &Multifield| {
        let kind = match &detail.type_id {
            Some(MultifieldKind::Phone) => "PHONE",
            Some(MultifieldKind::Email) => "EMAIL",
            other => panic!("{other:?}"),
        };
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        format!(
            "{kind} {} {}",
            text(&detail.value_type),
            text(&detail.value)
        )
    };
    contact.fm.iter().map(detail).collect()
}

#[tokio::test]
async fn every_field_is_kept() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let fields = Fields::new()
        .honorific("HNR_EN_2")
        .name("Ada")
        .second_name("King")
        .last_name("Lovelace")
        .birthdate(day("1815-12-10"))
        .type_id("PARTNER")
        .source_id("WEB")
        .source_description("\"quoted\" <b>")
        .post("Analyst")
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
        .utm_term("t")
        .company_ids([12, 15])
        .lead_id(4)
        .category_id(0)
        .observers([2, 3])
        .webform_id(5)
        .fm([
            Multifield::phone("+44").value_type("WORK"),
            Multifield::email("ada@example.com").value_type("HOME"),
        ]);
    let made = contact::add(fields).send(b24).await.unwrap();
    let id = made.id.unwrap();
    let read = contact::get(id).send(b24).await.unwrap();
    assert_eq!(made, read, "the answer of add is the record");

    assert_eq!(
        details(&read),
        ["PHONE WORK +44", "EMAIL HOME ada@example.com"]
    );
    assert!(read.fm.iter().all(|detail| detail.id.is_some()));
    assert_eq!(read.phone_work.as_deref(), Some("+44"));
    assert_eq!(read.email_home.as_deref(), Some("ada@example.com"));
    assert_eq!(
        (read.phone_mobile.as_deref(), read.has_imol),
        (None, Some(false))
    );
    assert_eq!(read.company_id, Some(12.into()));
    assert_eq!(read.company_ids, [12.into(), 15.into()]);
    assert_eq!(read.observers, [2.into(), 3.into()]);
    assert_eq!(
        (read.lead_id, read.webform_id),
        (Some(4.into()), Some(5.into()))
    );
    assert_eq!(read.category_id.map(|id| id.get()).unwrap_or_default(), 0);
    assert_eq!(read.entity_type_id, Some(3));
    assert_eq!(read.birthdate, Some(day("1815-12-10")));
    assert_eq!((read.opened, read.export), (Some(true), Some(false)));
    assert_eq!(read.assigned_by_id, Some(7.into()));
    assert_eq!(
        (read.created_by, read.updated_by),
        (Some(1.into()), Some(1.into()))
    );
    assert!(read.created_time.is_some() && read.created_time == read.updated_time);
    for (have, expected) in [
        (&read.name, "Ada"),
        (&read.second_name, "King"),
        (&read.last_name, "Lovelace"),
        (&read.source_description, "\"quoted\" <b>"),
        (&read.post, "Analyst"),
        (&read.comments, "[b]bold[/b]"),
        (&read.originator_id, "crm"),
        (&read.origin_id, "x-1"),
        (&read.origin_version, "2"),
        (&read.utm_source, "s"),
        (&read.utm_medium, "m"),
        (&read.utm_campaign, "c"),
        (&read.utm_content, "n"),
        (&read.utm_term, "t"),
    ] {
        assert_eq!(have.as_deref(), Some(expected));
    }
    for (have, expected) in [
        (&read.honorific, "HNR_EN_2"),
        (&read.type_id, "PARTNER"),
        (&read.source_id, "WEB"),
    ] {
        assert_eq!(have.as_ref().map(|status| status.as_str()), Some(expected));
    }
}

#[tokio::test]
async fn a_change_answers_the_record() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let fields = Fields::new()
        .name("Ada")
        .last_name("Lovelace")
        .birthdate(day("1815-12-10"))
        .post("Analyst");
    let made = contact::add(fields).send(b24).await.unwrap();
    let id = made.id.unwrap();
    let changes = Changes::new().post("Countess").birthdate(Clear);
    let changed = contact::update(id, changes).send(b24).await.unwrap();
    assert_eq!(changed.post.as_deref(), Some("Countess"));
    assert_eq!((changed.birthdate, &changed.name), (None, &made.name));
    assert_eq!(contact::get(id).send(b24).await.unwrap(), changed);

    contact::delete(id).send(b24).await.unwrap();
    for error in [
        contact::get(id).send(b24).await.unwrap_err(),
        contact::update(id, Changes::new())
            .send(b24)
            .await
            .unwrap_err(),
        contact::delete(id).send(b24).await.unwrap_err(),
    ] {
        assert!(error.is_not_found(), "{error:?}");
        assert_eq!(error.code(), Some("NOT_FOUND"));
    }
}

#[tokio::test]
async fn contact_details_by_list_and_by_key() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let fields = Fields::new()
        .name("Ada")
        .fm([Multifield::phone("1"), Multifield::phone("2")]);
    let made = contact::add(fields).send(b24).await.unwrap();
    let id = made.id.unwrap();
    let key = |place: usize| made.fm[place].id.unwrap().to_string();
    // The keys of a map are the identifiers of what is there; others add.
    let map = bitrix24::Map::from([
        (key(0), Multifield::phone("11").value_type("MOBILE")),
        (key(1), Multifield::new().value("")),
        ("n0".to_owned(), Multifield::email("a@b.org")),
    ]);
    let changed = contact::update(id, Changes::new().fm(map))
        .send(b24)
        .await
        .unwrap();
    assert_eq!(details(&changed), ["PHONE MOBILE 11", "EMAIL WORK a@b.org"]);
    assert_eq!(changed.fm[0].id, made.fm[0].id);
    // A list adds.
    let more = Changes::new().fm([Multifield::phone("3").value_type("WORK")]);
    let changed = contact::update(id, more).send(b24).await.unwrap();
    assert_eq!(
        details(&changed),
        ["PHONE MOBILE 11", "EMAIL WORK a@b.org", "PHONE WORK 3"]
    );
}

#[tokio::test]
async fn imports() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let (made, changed) = (
        moment("2019-03-04T09:30:00+00:00"),
        moment("2019-05-06T23:15:00-04:00"),
    );
    let fields = |name: &str| {
        ImportFields::new()
            .name(name)
            .created_by(5)
            .updated_by(6)
            .created_time(made)
            .updated_time(changed)
    };
    let id = contact::import(fields("Grace")).send(b24).await.unwrap();
    let read = contact::get(id).send(b24).await.unwrap();
    assert_eq!(
        (read.created_time, read.updated_time),
        (Some(made), Some(changed))
    );
    assert_eq!(
        (read.created_by, read.updated_by),
        (Some(5.into()), Some(6.into()))
    );

    let several = contact::batch_import(["Ada", "Alan", "Radia"].map(fields))
        .send(b24)
        .await
        .unwrap();
    assert_eq!(several.len(), 3);
    let last = several[2].item.as_ref().unwrap().id;
    let read = contact::get(last.get()).send(b24).await.unwrap();
    assert_eq!(
        (read.name.as_deref(), read.created_time),
        (Some("Radia"), Some(made))
    );
    let error = contact::batch_import((0..21).map(|_| fields("x")))
        .send(b24)
        .await
        .unwrap_err();
    assert_eq!(error.code(), Some("MAX_IMPORT_BATCH_SIZE_EXCEEDED"));
    assert!(error.is_invalid(), "{error:?}");
    assert_eq!(contact::list().send(b24).await.unwrap().total, Some(4));
}

#[tokio::test]
async fn days_in_any_zone() {
    for minutes in [-720, -300, 840] {
        let stand = Stand::with(Portal::builder().utc_offset(minutes)).await;
        let b24 = &stand.b24;
        let born = day("1906-12-09");
        let fields = Fields::new().name("Grace").birthdate(born);
        let made = contact::add(fields).send(b24).await.unwrap();
        assert_eq!(made.birthdate, Some(born), "{minutes}");
        let list = contact::list().filter(contact::BIRTHDATE.eq(born));
        assert_eq!(list.send(b24).await.unwrap().len(), 1, "{minutes}");
    }
}

#[tokio::test]
async fn a_picture() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let picture = FilePair::new("ada.png", b"\x89PNG".to_vec());
    let made = contact::add(Fields::new().name("Ada").photo(picture))
        .send(b24)
        .await
        .unwrap();
    let number = match made.photo.as_ref().expect("a photo") {
        Photo::Id(id) => *id,
        Photo::StoredFile(file) => file.id,
        other => panic!("{other:?}"),
    };
    assert!(number.get() > 0);
    let id = made.id.unwrap();
    let changed = contact::update(id, Changes::new().photo(Clear))
        .send(b24)
        .await
        .unwrap();
    assert_eq!(changed.photo, None);
}

#[tokio::test]
async fn descriptions_of_the_fields() {
    let stand = Stand::start().await;
    let fields = contact::fields().send(&stand.b24).await.unwrap();
    let born = &fields["birthdate"];
    assert_eq!(
        (born.r#type.as_str(), born.upper_name.as_deref()),
        ("date", Some("BIRTHDATE"))
    );
    assert_eq!(fields["id"].is_read_only, Some(true));
    assert_eq!(
        fields["createdTime"].upper_name.as_deref(),
        Some("CREATED_TIME")
    );
    assert_eq!(fields["sourceId"].status_type.as_deref(), Some("SOURCE"));
    assert_eq!(fields["observers"].is_multiple, Some(true));
}

#[tokio::test]
async fn a_wrong_address_is_refused() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let fields = Fields::new()
        .name("Ada")
        .fm([Multifield::email("nonsense")]);
    let error = contact::add(fields).send(b24).await.unwrap_err();
    assert!(error.api().is_some(), "{error:?}");
    assert_eq!(contact::list().send(b24).await.unwrap().len(), 0);
}

#[tokio::test]
async fn what_is_not_known_is_refused() {
    let stand = Stand::seeded(3).await;
    let b24 = &stand.b24;
    let list = |extra: serde_json::Value| {
        let mut params = json!({ "entityTypeId": 3 });
        for (key, value) in extra.as_object().unwrap() {
            params[key] = value.clone();
        }
        b24.call("crm.item.list", params)
    };
    for wrong in [
        json!({ "filter": { "noSuchField": 1 } }),
        json!({ "filter": { "last_name": "x" } }),
        json!({ "order": { "noSuchField": "ASC" } }),
        json!({ "order": { "id": "UPWARDS" } }),
    ] {
        let error = list(wrong.clone()).await.unwrap_err();
        assert_eq!(error.code(), Some("INVALID_ARG_VALUE"), "{wrong}");
        assert!(matches!(error, Error::Invalid(_)), "{error:?}");
    }
    let right = list(json!({ "filter": { ">id": 1 } })).await.unwrap();
    assert_eq!(right["items"].as_array().unwrap().len(), 2);
    let error = b24
        .call("crm.item.list", json!({ "entityTypeId": 31_000 }))
        .await
        .unwrap_err();
    assert!(error.api().is_some(), "{error:?}");
}
