//! One record, two families of methods.

use bitrix24::crm::contact as classic;
use bitrix24::crm::item::contact as item;
use bitrix24::crm::{Email, Phone};
use bitrix24_tests::Stand;

use crate::day;

/// What both show alike: a list of pairs.
fn pairs(a: &classic::Contact, b: &item::Contact) -> Vec<(&'static str, bool)> {
    vec![
        ("id", a.id == b.id),
        ("honorific", a.honorific == b.honorific),
        ("name", a.name == b.name),
        ("second_name", a.second_name == b.second_name),
        ("last_name", a.last_name == b.last_name),
        ("birthdate", a.birthdate == b.birthdate),
        ("type_id", a.type_id == b.type_id),
        ("source_id", a.source_id == b.source_id),
        ("post", a.post == b.post),
        ("comments", a.comments == b.comments),
        ("opened", a.opened == b.opened),
        ("export", a.export == b.export),
        ("has_phone", a.has_phone == b.has_phone),
        ("has_email", a.has_email == b.has_email),
        ("assigned_by_id", a.assigned_by_id == b.assigned_by_id),
        ("created_by", a.created_by_id == b.created_by),
        ("updated_by", a.modify_by_id == b.updated_by),
        ("created_time", a.date_create == b.created_time),
        ("updated_time", a.date_modify == b.updated_time),
        ("company_id", a.company_id == b.company_id),
        ("origin_id", a.origin_id == b.origin_id),
        ("utm_source", a.utm_source == b.utm_source),
    ]
}

fn differences(a: &classic::Contact, b: &item::Contact) -> Vec<&'static str> {
    let pairs = pairs(a, b).into_iter();
    pairs
        .filter(|(_, same)| !same)
        .map(|(name, _)| name)
        .collect()
}

#[tokio::test]
async fn lists_show_the_same_rows() {
    let stand = Stand::seeded(60).await;
    let classic = classic::list().stream(&stand.b24).try_collect().await;
    let items = item::list().stream(&stand.b24).try_collect().await;
    let (classic, items) = (classic.unwrap(), items.unwrap());
    assert_eq!((classic.len(), items.len()), (60, 60));
    for (a, b) in classic.iter().zip(&items) {
        assert_eq!(differences(a, b), [""; 0], "{a:?}\n{b:?}");
    }
}

#[tokio::test]
async fn what_one_writes_the_other_reads() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let fields = classic::Fields::new()
        .name("Ada")
        .last_name("Lovelace")
        .birthdate(day("1815-12-10"))
        .opened(false)
        .company_ids([12, 15])
        .phone([Phone::work("+44")])
        .email([Email::home("ada@example.com")]);
    let id = classic::add(fields).send(b24).await.unwrap();
    let b = item::get(id).send(b24).await.unwrap();
    let a = classic::get(id).send(b24).await.unwrap();
    assert_eq!(differences(&a, &b), [""; 0], "{a:?}\n{b:?}");
    assert_eq!(b.company_ids, [12.into(), 15.into()]);
    assert_eq!(b.fm.len(), 2);
    assert_eq!(b.fm[0].id, a.phone[0].id);
    assert_eq!(b.fm[0].value, a.phone[0].value);
    assert_eq!(b.phone_work, a.phone[0].value);

    let changes = item::Changes::new()
        .name("Augusta")
        .birthdate(day("1815-12-11"))
        .assigned_by_id(9);
    let b = item::update(id, changes).send(b24).await.unwrap();
    let a = classic::get(id).send(b24).await.unwrap();
    assert_eq!(differences(&a, &b), [""; 0], "{a:?}\n{b:?}");
    assert_eq!(a.name.as_deref(), Some("Augusta"));

    item::delete(id).send(b24).await.unwrap();
    assert!(classic::get(id).send(b24).await.is_err());
}
