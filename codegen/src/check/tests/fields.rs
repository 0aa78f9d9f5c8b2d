use super::{entity, model, wires};
use crate::model::{Access, FilterUse, Kind, Scalar};

const CONTACT: (&str, &str) = (
    "crm/contact.yaml",
    "
doc: Contacts.
scope: crm
see: crm/contacts
entities:
  contact:
    doc: A contact.
    custom_fields: CRM_CONTACT
    fields:
      ID: { type: id, access: read, doc: Identifier. }
      NAME: { type: string, doc: First name. }
      ADDRESS_2: { type: string, doc: Flat. }
      ADDRESS_CITY: { type: string, doc: City. }
      STATE: { values: [NEW, OLD], deprecated: true, doc: State. }
      CREATED: { type: datetime, access: import, doc: When it was created. }
      PHONE: { type: [phone], filter: begins, doc: Phone numbers. }
      PARENT_ID_*: { type: id, doc: Parent. }
types:
  phone: { fields: { VALUE: string, KIND: string } }
  work_phone: { like: phone, fields: { KIND: { values: [A, B] }, MORE: int }, make: { KIND: VALUE } }
",
);

#[test]
fn like_and_is() {
    let item = "
doc: Contacts, differently.
scope: crm
filter: nested
entities:
  contact:
    doc: A contact.
    at: crm.item.contact
    is: crm.contact
    like: { of: crm.contact, names: camel, without: [ADDRESS_*, CREATED] }
    fields:
      createdTime: { is: CREATED, doc: When. }
      name: { type: int, doc: Replaced. }
      more: { type: string, doc: More. }
";
    let model = model(&[CONTACT, ("crm/item/contact.yaml", item)]);
    let (contact, item) = (
        entity(&model, "crm.contact"),
        entity(&model, "crm.item.contact"),
    );
    assert_eq!(
        wires(item),
        [
            "id",
            "name",
            "state",
            "phone",
            "parentId",
            "createdTime",
            "more"
        ]
    );
    let is: Vec<Option<&str>> = item
        .fields
        .iter()
        .map(|field| field.is.as_deref())
        .collect();
    assert_eq!(
        is,
        [
            Some("ID"),
            None,
            Some("STATE"),
            Some("PHONE"),
            Some("PARENT_ID_"),
            Some("CREATED"),
            None
        ]
    );
    // The same identifiers, custom fields and types.
    assert_eq!(
        (item.id, item.is),
        (contact.id, Some(crate::model::EntityId(0)))
    );
    assert_eq!(
        item.custom
            .as_ref()
            .map(|custom| (custom.owner.as_str(), custom.camel)),
        Some(("CRM_CONTACT", true))
    );
    assert_eq!(item.fields[2].ty, contact.fields[4].ty);
    assert_eq!(item.fields[0].ty, contact.fields[0].ty);
    assert_eq!(item.fields[2].deprecated.as_deref(), Some(""));
    let created = &item.fields[5];
    assert_eq!(
        (created.access, created.doc.as_deref()),
        (Access::Import, Some("When."))
    );
    // Lists of objects are searched for only where that is said, and never sorted by.
    assert_eq!(
        (contact.fields[6].filter, contact.fields[6].sort),
        (FilterUse::Begins, false)
    );
    assert_eq!(
        (contact.fields[1].filter, contact.fields[1].sort),
        (FilterUse::All, true)
    );

    let work = model
        .types
        .iter()
        .find(|ty| {
            ty.path
                .as_ref()
                .is_some_and(|path| path.name == "work_phone")
        })
        .unwrap();
    let Kind::Object(object) = &work.kind else {
        panic!()
    };
    assert_eq!(
        object
            .fields
            .iter()
            .map(|field| field.wire.as_str())
            .collect::<Vec<_>>(),
        ["VALUE", "KIND", "MORE"]
    );
    assert!(object.make.is_some());
}

#[test]
fn lookup() {
    let holder = "
doc: Holders.
scope: crm
see: crm
types:
  own: { fields: { a: own, b: label, c: crm.contact.phone, d: crm.contact, e: id(crm.Deal), f: crm.money_kind } }
";
    let money = "types:\n  money_kind: { values: [A] }\n";
    let model = model(&[
        CONTACT,
        ("crm/holder.yaml", holder),
        ("crm/money.yaml", money),
        ("shared/types.yaml", "types:\n  label: { type: string }\n"),
    ]);
    let own = model
        .types
        .iter()
        .find(|ty| ty.path.as_ref().is_some_and(|path| path.name == "own"))
        .unwrap();
    let Kind::Object(object) = &own.kind else {
        panic!()
    };
    let kinds: Vec<&Kind> = object
        .fields
        .iter()
        .map(|field| &model[field.ty].kind)
        .collect();
    assert!(matches!(kinds[0], Kind::Object(_)) && matches!(kinds[2], Kind::Object(_)));
    assert_eq!(kinds[1], &Kind::Scalar(Scalar::String));
    assert!(matches!(kinds[3], Kind::Record(_)) && matches!(kinds[5], Kind::Values(_)));
    let Kind::Id(id) = kinds[4] else { panic!() };
    assert_eq!(
        (model[*id].target.join("."), model[*id].entity),
        ("crm.deal".to_owned(), None)
    );
}

#[test]
fn keys_decide_identifiers() {
    let model = model(&[(
        "crm.yaml",
        "
scope: crm
see: crm
entities:
  currency:
    doc: A currency.
    key: CURRENCY
    fields: { CURRENCY: { type: string, doc: Code. } }
  rate:
    doc: A rate.
    key: CURRENCY
    fields: { CURRENCY: { type: id(currency), doc: Currency. }, KIND: { type: id(crm.kind), doc: Kind. } }
  nothing_known:
    doc: Without a key.
    fields: { SORT: { type: int, doc: Place. } }
",
    )]);
    let (currency, rate) = (entity(&model, "crm.currency"), entity(&model, "crm.rate"));
    assert!(model[currency.id.unwrap()].text);
    assert_eq!(
        (rate.id, rate.fields[0].ty),
        (currency.id, currency.fields[0].ty)
    );
    assert_eq!(entity(&model, "crm.nothing_known").id, None);
}
