//! Phone numbers, addresses and accounts.

use bitrix24::crm::contact::{self, Changes, Fields};
use bitrix24::crm::{
    Email, EmailValueType, Messenger, Multifield, MultifieldKind, Phone, PhoneValueType, Web,
};
use bitrix24::{Client, Id};
use bitrix24_tests::Stand;

fn values(phones: &[Phone]) -> Vec<&str> {
    phones
        .iter()
        .filter_map(|phone| phone.value.as_deref())
        .collect()
}

async fn phones(b24: &Client, id: contact::Id) -> Vec<Phone> {
    contact::get(id).send(b24).await.unwrap().phone
}

#[tokio::test]
async fn every_kind_is_kept() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let fields = Fields::new()
        .name("Ada")
        .phone([
            Phone::work("+44 20 7946 0000"),
            Phone::new()
                .value("1")
                .value_type(PhoneValueType::Unlisted("X_OWN".into())),
        ])
        .email([Email::home("ada@example.com")])
        .web([Web::other("https://example.com/?a=1&b=2")])
        .im([Messenger::telegram("@ada"), Messenger::imol("imol|x|1|2|3")])
        .link([Multifield::new().value("5").value_type("USER")]);
    let id = contact::add(fields).send(b24).await.unwrap();
    let read = contact::get(id).send(b24).await.unwrap();
    assert_eq!(values(&read.phone), ["+44 20 7946 0000", "1"]);
    assert_eq!(read.phone[0].value_type, Some(PhoneValueType::Work));
    assert_eq!(
        read.phone[1].value_type,
        Some(PhoneValueType::Unlisted("X_OWN".into()))
    );
    assert_eq!(read.phone[0].type_id, Some(MultifieldKind::Phone));
    assert!(read.phone[0].id < read.phone[1].id);
    assert_eq!(read.email[0].value_type, Some(EmailValueType::Home));
    assert_eq!(
        read.web[0].value.as_deref(),
        Some("https://example.com/?a=1&b=2")
    );
    assert_eq!(read.im.len(), 2);
    assert_eq!(
        (read.link[0].value.as_deref(), &read.link[0].type_id),
        (Some("5"), &Some(MultifieldKind::Link))
    );
    assert_eq!(
        (read.has_phone, read.has_email, read.has_imol),
        (Some(true), Some(true), Some(true))
    );
}

#[tokio::test]
async fn a_change_merges() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let first =
        Fields::new()
            .name("Ada")
            .phone([Phone::work("1"), Phone::mobile("2"), Phone::home("3")]);
    let id = contact::add(first).send(b24).await.unwrap();
    let ids: Vec<Id> = phones(b24, id)
        .await
        .iter()
        .filter_map(|phone| phone.id)
        .collect();
    assert_eq!(ids.len(), 3);
    // Another one, one that is there already, one that changes, one that goes.
    let changes = Changes::new().phone([
        Phone::fax("4"),
        Phone::work("1"),
        Phone::pager("22").id(ids[1]),
        Phone::new().id(ids[2]).delete(true),
    ]);
    contact::update(id, changes).send(b24).await.unwrap();
    let after = phones(b24, id).await;
    assert_eq!(values(&after), ["1", "22", "4"]);
    assert_eq!(after[1].id, Some(ids[1]));
    assert_eq!(after[1].value_type, Some(PhoneValueType::Pager));
    // Without a value it goes, too.
    let changes = Changes::new().phone([
        Phone::new().id(ids[0]),
        Phone::new().id(ids[1]).value_type(PhoneValueType::Work),
    ]);
    contact::update(id, changes).send(b24).await.unwrap();
    assert_eq!(values(&phones(b24, id).await), ["4"]);
    // What came is written back as it was.
    let same = phones(b24, id).await;
    contact::update(id, Changes::new().phone(same.clone()))
        .send(b24)
        .await
        .unwrap();
    assert_eq!(phones(b24, id).await, same);
}

#[tokio::test]
async fn the_last_one_gone() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let id = contact::add(Fields::new().name("Ada").email([Email::work("a@b.org")]))
        .send(b24)
        .await
        .unwrap();
    let read = contact::get(id).send(b24).await.unwrap();
    let gone = Email::new().id(read.email[0].id.unwrap()).delete(true);
    contact::update(id, Changes::new().email([gone]))
        .send(b24)
        .await
        .unwrap();
    let read = contact::get(id).send(b24).await.unwrap();
    assert_eq!((read.email.len(), read.has_email), (0, Some(false)));
}

#[tokio::test]
async fn a_wrong_address_is_refused() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let fields = Fields::new().name("Ada").email([Email::work("nonsense")]);
    let error = contact::add(fields).send(b24).await.unwrap_err();
    assert!(error.is_invalid(), "{error:?}");
    assert_eq!(error.code(), Some("ERROR_CORE"));
    assert_eq!(contact::list().send(b24).await.unwrap().len(), 0);
}

#[tokio::test]
async fn searched_by_their_beginning() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    for (name, phone, email) in [
        ("Ada", "+44 20", "ada@example.com"),
        ("Alan", "+1 202", "alan@example.com"),
        ("Grace", "9 +44", "grace@ada.example.com"),
    ] {
        let fields = Fields::new()
            .name(name)
            .phone([Phone::work("0"), Phone::work(phone)])
            .email([Email::work(email)]);
        contact::add(fields).send(b24).await.unwrap();
    }
    let names = async |condition| {
        let found = contact::list()
            .filter(condition)
            .order(contact::ID.asc())
            .send(b24)
            .await;
        let names: Vec<String> = found
            .unwrap()
            .into_iter()
            .filter_map(|row| row.name)
            .collect();
        names.join(" ")
    };
    assert_eq!(names(contact::PHONE.starts_with("+44")).await, "Ada");
    assert_eq!(names(contact::PHONE.starts_with("+")).await, "Ada Alan");
    assert_eq!(
        names(contact::PHONE.starts_with("0")).await,
        "Ada Alan Grace"
    );
    assert_eq!(names(contact::EMAIL.starts_with("ada")).await, "Ada");
    assert_eq!(names(contact::WEB.starts_with("ada")).await, "");
    for nothing in ["", "  ", "%"] {
        let error = contact::list()
            .filter(contact::IM.starts_with(nothing))
            .send(b24)
            .await
            .unwrap_err();
        assert!(
            matches!(error, bitrix24::Error::InvalidArgument { .. }),
            "the portal would find everybody: {error:?}"
        );
    }
}
