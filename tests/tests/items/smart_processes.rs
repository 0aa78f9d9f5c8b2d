//! Records of a type that the portal added: typed by their common fields, and by a struct of the caller's for the rest.

use bitrix24::crm::item::smart_process as ticket;
use bitrix24::crm::userfield::FieldType;
use bitrix24::crm::{activity, contact, r#type};
use bitrix24::{Batch, CustomFields, DateTime, Owner, userfieldconfig};
use bitrix24_tests::Stand;

/// The first type that a portal adds has the identifier 1, under which its custom fields are filed.
#[derive(CustomFields, Debug, Clone, PartialEq)]
#[bitrix24(entity = ticket)]
struct Ticket {
    #[bitrix24(field = "UF_CRM_1_SEVERITY")]
    severity: Option<i64>,
    #[bitrix24(field = "UF_CRM_1_TAGS")]
    tags: Vec<String>,
}

#[tokio::test]
async fn records_of_an_added_type() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let made = r#type::add(r#type::Fields::new("Tickets").is_client_enabled(true));
    let made = made.send(b24).await.unwrap();
    let (id, number) = (made.id.unwrap(), made.entity_type_id.unwrap());
    assert_eq!(id.get(), 1);

    let owner = format!("CRM_{id}");
    let severity =
        userfieldconfig::Fields::new(owner.clone(), "UF_CRM_1_SEVERITY", FieldType::Integer);
    let severity = userfieldconfig::add("crm", severity.edit_form_label("Severity"));
    let severity = severity.send(b24).await.unwrap();
    assert_eq!(severity.user_type_id, Some(FieldType::Integer));
    let tags = userfieldconfig::Fields::new(owner.clone(), "UF_CRM_1_TAGS", FieldType::String);
    userfieldconfig::add("crm", tags.multiple(true))
        .send(b24)
        .await
        .unwrap();
    let stranger = userfieldconfig::Fields::new(owner, "UF_CRM_TAGS", FieldType::String);
    userfieldconfig::add("crm", stranger)
        .send(b24)
        .await
        .unwrap_err();

    let ada = contact::add(contact::Fields::new().name("Ada"))
        .send(b24)
        .await
        .unwrap();
    let first = Ticket {
        severity: Some(2),
        tags: vec!["engine".to_owned(), "noise".to_owned()],
    };
    let fields = ticket::Fields::new()
        .title("It rattles")
        .contact_ids([ada])
        .custom(&first);
    let record = ticket::add(number, fields).send(b24).await.unwrap();
    ticket::add(number, ticket::Fields::new().title("It squeaks"))
        .send(b24)
        .await
        .unwrap();

    let found = ticket::list(number)
        .filter(Ticket::SEVERITY.ge(2))
        .with::<Ticket>()
        .stream(b24)
        .try_collect()
        .await
        .unwrap();
    let [rattling] = found.as_slice() else {
        panic!("one and not {found:?}");
    };
    assert_eq!((rattling.id, rattling.custom.clone()), (record.id, first));
    assert_eq!(rattling.contact_ids, [ada]);

    // What belongs to a record of an added type names the type by its number.
    let this: Owner<bitrix24::crm::OwnerType> = Owner::of_type(number, record.id.unwrap());
    let due: DateTime = "2026-12-01T10:00:00+00:00".parse().unwrap();
    activity::todo::add(&this, due)
        .title("Oil it")
        .send(b24)
        .await
        .unwrap();
    let of_it = activity::list()
        .filter(activity::OWNER.is(&this))
        .send(b24)
        .await
        .unwrap();
    assert_eq!(of_it.items[0].owner(), Some(this));
}

#[tokio::test]
async fn custom_fields_in_the_other_spelling() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let fields = userfieldconfig::Fields::new("CRM_CONTACT", "UF_CRM_TIER", FieldType::Enumeration)
        .r#enum([
            userfieldconfig::Choice::new("Gold"),
            userfieldconfig::Choice::new("Silver"),
        ]);
    let tier = userfieldconfig::add("crm", fields).send(b24).await.unwrap();
    let id = tier.id.unwrap();
    assert_eq!(tier.r#enum.len(), 2);

    // It is the same field that the methods of contacts know.
    let same = contact::userfield::get(id.get()).send(b24).await.unwrap();
    assert_eq!(same.field_name.as_deref(), Some("UF_CRM_TIER"));

    let gold = tier.r#enum[0].id.unwrap();
    let changes = userfieldconfig::Changes::new()
        .mandatory(true)
        .r#enum([userfieldconfig::Choice::new("Platinum").id(gold)]);
    let changed = userfieldconfig::update("crm", id, changes)
        .send(b24)
        .await
        .unwrap();
    assert_eq!(changed.mandatory, Some(true));
    let texts: Vec<&str> = changed
        .r#enum
        .iter()
        .map(|choice| choice.value.as_str())
        .collect();
    assert_eq!(texts, ["Platinum", "Silver"]);

    let listed = userfieldconfig::list("crm")
        .filter(userfieldconfig::USER_TYPE_ID.eq(FieldType::Enumeration))
        .select((userfieldconfig::ID, userfieldconfig::FIELD_NAME))
        .send(b24)
        .await
        .unwrap();
    assert_eq!(listed.items[0].field_name.as_deref(), Some("UF_CRM_TIER"));
    assert_eq!(listed.items[0].mandatory, None);
    let types = userfieldconfig::get_types("crm").send(b24).await.unwrap();
    assert!(types.contains_key("money"), "{types:?}");

    userfieldconfig::delete("crm", id).send(b24).await.unwrap();
    userfieldconfig::get("crm", id).send(b24).await.unwrap_err();
}

#[tokio::test]
async fn what_a_batch_makes_can_be_an_owner() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let due: DateTime = "2026-12-01T10:00:00+00:00".parse().unwrap();
    let mut batch = Batch::new();
    let ada = batch.push(contact::add(contact::Fields::new().name("Ada")));
    let todo = batch.push(activity::todo::add(ada.result(), due).title("Call back"));
    // Nobody has this record.
    let nobody = Owner::new(bitrix24::crm::OwnerType::Deal, 404);
    let lost = batch.push(activity::todo::add(nobody, due));
    let done = b24.run(batch).await.unwrap();
    let (ada, todo) = (done.get(ada).unwrap(), done.get(todo).unwrap());
    let read = activity::list()
        .filter(activity::OWNER.is(ada))
        .send(b24)
        .await
        .unwrap();
    assert_eq!(read.items[0].id, Some(todo));
    done.get(lost).unwrap_err();
}
