//! Values of every type, written and read by what was pulled.

use bitrix24::crm::{contact, item};
use bitrix24::custom_owners::CrmContact;
use bitrix24::{
    Address, Client, Condition, CrmBinding, CustomFile, CustomOf, Employee, IblockElement,
    IblockSection, Money, Status, Url,
};
use serde_json::json;

use crate::custom::{ContactCustom, ContactManyEnumeration, ContactOneEnumeration};
use crate::portal;

/// Every field with a value, but the files.
fn full() -> ContactCustom {
    ContactCustom {
        one_string: Some("text".to_owned()),
        many_string: vec!["one".to_owned(), "two".to_owned()],
        one_integer: Some(-5),
        many_integer: vec![1, 2, 3],
        one_double: Some("1.5".parse().unwrap()),
        many_double: vec!["0.25".parse().unwrap(), "7".parse().unwrap()],
        one_boolean: Some(true),
        one_enumeration: Some(ContactOneEnumeration::SerebrianaiaKarta),
        many_enumeration: vec![
            ContactManyEnumeration::Pervyi,
            ContactManyEnumeration::Vtoroi25,
        ],
        one_datetime: Some("2024-07-24T10:00:00+02:00".parse().unwrap()),
        many_datetime: vec!["2024-07-24T10:00:00+00:00".parse().unwrap()],
        one_date: Some("2024-12-02".parse().unwrap()),
        many_date: vec!["2024-12-02".parse().unwrap(), "2025-01-01".parse().unwrap()],
        one_money: Some(Money::new(300, "USD")),
        many_money: vec![Money::new(1, "EUR"), Money::new(2, "USD")],
        one_url: Some(Url::from("https://example.com/one")),
        many_url: vec![Url::from("https://example.com/two")],
        one_address: Some(Address::from("Baker Street 221b")),
        many_address: vec![Address::from("Unter den Linden 1")],
        one_employee: Some(Employee(1)),
        many_employee: vec![Employee(1), Employee(2)],
        one_crm_status: Some(Status::new("WEB")),
        many_crm_status: vec![Status::new("WEB"), Status::new("CALL")],
        one_iblock_section: Some(IblockSection(3)),
        many_iblock_section: vec![IblockSection(3), IblockSection(4)],
        one_iblock_element: Some(IblockElement(5)),
        many_iblock_element: vec![IblockElement(5), IblockElement(6)],
        one_crm: Some(CrmBinding::of("C", 1)),
        many_crm: vec![CrmBinding::of("C", 1), CrmBinding::of("L", 2)],
        one_colour: Some(json!("red")),
        r#type: Some("a".to_owned()),
        self_: Some("b".to_owned()),
        type_35: Some("c".to_owned()),
        field_1721244707107: Some("d".to_owned()),
        number: Some("e".to_owned()),
        mesto_rozhdeniia: Some("Тверь".to_owned()),
        birthday: Some("🎂".to_owned()),
        why_did_the_customer_decide_to_buy_from: Some("f".to_owned()),
        one_file: None,
        many_file: Vec::new(),
    }
}

async fn read(b24: &Client, id: contact::Id) -> ContactCustom {
    let person = contact::get(id).with::<ContactCustom>().send(b24).await;
    person.unwrap().custom
}

#[tokio::test]
async fn values_come_back() {
    let stand = portal().await;
    let b24 = &stand.b24;
    let fields = contact::Fields::new().name("Ada").custom(&full());
    let id = contact::add(fields).send(b24).await.unwrap();
    assert_eq!(read(b24, id).await, full());
    // By the universal methods too, which answer numbers and not texts.
    let same = item::contact::get(id)
        .with::<ContactCustom>()
        .send(b24)
        .await;
    assert_eq!(same.unwrap().custom, full());
    // Emptied, all of it.
    let changes = contact::Changes::new().custom(&ContactCustom::default());
    contact::update(id, changes).send(b24).await.unwrap();
    let emptied = ContactCustom {
        // A boolean that holds nothing holds no.
        one_boolean: read(b24, id).await.one_boolean,
        ..ContactCustom::default()
    };
    assert_eq!(read(b24, id).await, emptied);
}

#[tokio::test]
async fn every_option_comes_back() {
    let stand = portal().await;
    let b24 = &stand.b24;
    for number in 1..=crate::TEXTS.len() {
        let id = i64::try_from(number).unwrap();
        let option =
            <ContactOneEnumeration as bitrix24_client::custom::ListOption>::from_id(id).unwrap();
        assert!(
            !matches!(option, ContactOneEnumeration::Unlisted(_)),
            "{id}"
        );
        let fields = contact::Fields::new().set(ContactCustom::ONE_ENUMERATION, option);
        let id = contact::add(fields).send(b24).await.unwrap();
        assert_eq!(read(b24, id).await.one_enumeration, Some(option));
    }
}

#[tokio::test]
async fn files_come_back() {
    let stand = portal().await;
    let b24 = &stand.b24;
    let written = ContactCustom {
        one_file: Some(CustomFile::new("a.txt", "one")),
        many_file: vec![
            CustomFile::new("b.txt", "two"),
            CustomFile::new("c.txt", "three"),
        ],
        ..ContactCustom::default()
    };
    let fields = contact::Fields::new().name("Ada").custom(&written);
    let id = contact::add(fields).send(b24).await.unwrap();
    let custom = read(b24, id).await;
    assert!(
        matches!(custom.one_file, Some(CustomFile::Stored { .. })),
        "{custom:?}"
    );
    assert_eq!(custom.many_file.len(), 2);
    // Written back as they were read, they stay.
    let changes = contact::Changes::new().custom(&custom);
    contact::update(id, changes).send(b24).await.unwrap();
    assert_eq!(read(b24, id).await, custom);
}

#[tokio::test]
async fn they_are_searched_for() {
    let stand = portal().await;
    let b24 = &stand.b24;
    let wanted = contact::add(contact::Fields::new().name("Ada").custom(&full()))
        .send(b24)
        .await
        .unwrap();
    contact::add(contact::Fields::new().name("Grace"))
        .send(b24)
        .await
        .unwrap();
    type Is = Condition<CustomOf<CrmContact>>;
    let conditions: Vec<Is> = vec![
        ContactCustom::ONE_STRING.eq("text"),
        ContactCustom::ONE_STRING.starts_with("te"),
        ContactCustom::ONE_INTEGER.lt(0),
        ContactCustom::ONE_DOUBLE.eq("1.5".parse::<bitrix24::Number>().unwrap()),
        ContactCustom::ONE_BOOLEAN.eq(true),
        ContactCustom::ONE_ENUMERATION.eq(ContactOneEnumeration::SerebrianaiaKarta),
        ContactCustom::ONE_ENUMERATION.is_in([
            ContactOneEnumeration::Gold,
            ContactOneEnumeration::SerebrianaiaKarta,
        ]),
        ContactCustom::MANY_ENUMERATION.eq(ContactManyEnumeration::Vtoroi25),
        ContactCustom::ONE_DATE.ge("2024-12-01".parse::<bitrix24::Date>().unwrap()),
        ContactCustom::ONE_MONEY.eq(Money::new(300, "USD")),
        ContactCustom::ONE_URL.eq("https://example.com/one"),
        ContactCustom::ONE_EMPLOYEE.eq(1),
        ContactCustom::ONE_CRM_STATUS.eq("WEB"),
        ContactCustom::ONE_IBLOCK_ELEMENT.eq(5),
        ContactCustom::ONE_CRM.eq(CrmBinding::of("C", 1)),
        ContactCustom::TYPE.eq("a"),
        ContactCustom::FIELD_1721244707107.eq("d"),
        ContactCustom::MESTO_ROZHDENIIA.eq("Тверь"),
    ];
    for condition in conditions {
        let said = format!("{condition:?}");
        let found = contact::list().filter(condition).send(b24).await.unwrap();
        let ids: Vec<_> = found.items.iter().filter_map(|person| person.id).collect();
        assert_eq!(ids, [wanted], "{said}");
    }
}
