//! Families, `like`, lookup and files, seen from the model that comes of them.

use crate::diagnose::Diagnostics;
use crate::load_files;
use crate::model::{Access, Effect, Entity, FilterUse, Kind, Method, Model, Paging, Scalar, Scope};

fn files(files: &[(&str, &str)]) -> Result<Model, Diagnostics> {
    load_files(files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())))
}

#[track_caller]
fn model(of: &[(&str, &str)]) -> Model {
    match files(of) {
        Ok(model) => model,
        Err(diagnostics) => panic!("{diagnostics}"),
    }
}

fn method<'m>(model: &'m Model, name: &str) -> &'m Method {
    model.methods.iter().find(|method| method.name == name).unwrap_or_else(|| panic!("no {name}"))
}

fn entity<'m>(model: &'m Model, name: &str) -> &'m Entity {
    model.entities.iter().find(|entity| entity.full_name == name).unwrap_or_else(|| panic!("no {name}"))
}

fn wires(entity: &Entity) -> Vec<&str> {
    entity.fields.iter().map(|field| field.wire.as_str()).collect()
}

const FAMILY: (&str, &str) = (
    "shared/families.yaml",
    "
families:
  classic:
    doc: The usual methods.
    args: { options: type, extra: text, owner: entity, number: int, old: text }
    fixed: { typeId: $number }
    methods:
      $at.add:
        doc: Creates a $name for a $owner.
        params: { fields!: new(self), params: $options, owner: id($owner) }
        returns: id(self)
      $at.get: { doc: Reads a $name., params: { id!: id(self) }, returns: self, deprecated: $old.get }
      $at.$extra: { call: $at.add, doc: Does more., returns: done, effect: set, fixed: { deep: { n: $number, t: '$name' } } }
      $at.list: { doc: Finds some., params: { filter: filter(self) }, returns: [self], paging: start }
    events:
      $(event)Add: { doc: A $name was created., data: { FIELDS: { fields: { ID!: id(self) } } } }
",
);

#[test]
fn families() {
    let deal = "
doc: Deals.
scope: crm
see: crm/deals
entities:
  user_group:
    doc: A deal.
    at: crm.deal
    event: onCrmDeal
    use:
      - classic: { options: { fields: { QUIET: yn } }, extra: more, owner: user, number: 2, except: [get] }
    fields: { ID: { type: id, doc: Identifier. } }
  activity:
    doc: Something else.
    at: crm.deal.activity
    see: crm/activities
    use: [{ classic: { old: crm.item, only: [add, get], owner: crm.contact } }]
    fields: { ID: { type: id, doc: Identifier. } }
methods:
  crm.deal.list: { returns: [int] }
";
    let model = model(&[("crm/deal.yaml", deal), FAMILY]);
    let names: Vec<&str> = model.methods.iter().map(|method| method.name.as_str()).collect();
    assert_eq!(names, ["crm.deal.add", "crm.deal.more", "crm.deal.list", "crm.deal.activity.add", "crm.deal.activity.get"]);

    let add = method(&model, "crm.deal.add");
    assert_eq!(add.doc, "Creates a user group for a user.");
    assert_eq!(add.params.iter().map(|param| param.wire.as_str()).collect::<Vec<_>>(), ["fields", "params", "owner"]);
    assert_eq!((add.family.as_deref(), add.role.as_deref()), (Some("classic"), Some("add")));
    assert_eq!(add.args.first(), Some(&("options".to_owned(), "{ fields: { QUIET: yn } }".to_owned())));
    // Numbers stay numbers, deep down too.
    assert_eq!(add.fixed, [("typeId".to_owned(), serde_json::json!(2))]);
    let more = method(&model, "crm.deal.more");
    assert_eq!((more.call.as_str(), more.role.as_deref()), ("crm.deal.add", Some("more")));
    assert_eq!(more.fixed.last(), Some(&("deep".to_owned(), serde_json::json!({ "n": 2, "t": "user_group" }))));
    assert_eq!(more.see, "https://apidocs.bitrix24.com/api-reference/crm/deals/crm-deal-add.html");

    // What is overridden keeps the rest.
    let list = method(&model, "crm.deal.list");
    assert_eq!((list.doc.as_str(), list.params.len(), list.family.as_deref()), ("Finds some.", 1, Some("classic")));
    assert!(matches!(&model[list.returns].kind, Kind::List(item) if model[*item].kind == Kind::Scalar(Scalar::Int)));

    // Keys with arguments that were not given are left out.
    let add = method(&model, "crm.deal.activity.add");
    assert_eq!(add.doc, "Creates an activity for a contact.");
    assert_eq!((add.params.len(), add.fixed.len()), (2, 0));
    let get = method(&model, "crm.deal.activity.get");
    assert_eq!(get.deprecated.as_deref(), Some("crm.item.get"));
    assert_eq!(get.see, "https://apidocs.bitrix24.com/api-reference/crm/activities/crm-deal-activity-get.html");

    // So are events of an entity that has none.
    assert_eq!(model.events.len(), 1);
    let event = &model.events[0];
    assert_eq!((event.name.as_str(), event.short_name.as_str(), event.role.as_deref()), ("onCrmDealAdd", "crm_deal_add", Some("Add")));
    assert_eq!((event.doc.as_str(), event.unwrap.as_deref()), ("A user group was created.", Some("FIELDS")));
    let path = model[event.data].path.as_ref().unwrap();
    assert_eq!((path.module.join("::"), path.name.as_str()), ("crm::deal".to_owned(), "crm_deal_add"));
}

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
    let (contact, item) = (entity(&model, "crm.contact"), entity(&model, "crm.item.contact"));
    assert_eq!(wires(item), ["id", "name", "state", "phone", "parentId", "createdTime", "more"]);
    let is: Vec<Option<&str>> = item.fields.iter().map(|field| field.is.as_deref()).collect();
    assert_eq!(is, [Some("ID"), None, Some("STATE"), Some("PHONE"), Some("PARENT_ID_"), Some("CREATED"), None]);
    // The same identifiers, custom fields and types.
    assert_eq!((item.id, item.is), (contact.id, Some(crate::model::EntityId(0))));
    assert_eq!(item.custom.as_ref().map(|custom| (custom.owner.as_str(), custom.camel)), Some(("CRM_CONTACT", true)));
    assert_eq!(item.fields[2].ty, contact.fields[4].ty);
    assert_eq!(item.fields[0].ty, contact.fields[0].ty);
    assert_eq!(item.fields[2].deprecated.as_deref(), Some(""));
    let created = &item.fields[5];
    assert_eq!((created.access, created.doc.as_deref()), (Access::Import, Some("When.")));
    // Lists of objects are searched for only where that is said, and never sorted by.
    assert_eq!((contact.fields[6].filter, contact.fields[6].sort), (FilterUse::Begins, false));
    assert_eq!((contact.fields[1].filter, contact.fields[1].sort), (FilterUse::All, true));

    let work = model.types.iter().find(|ty| ty.path.as_ref().is_some_and(|path| path.name == "work_phone")).unwrap();
    let Kind::Object(object) = &work.kind else { panic!() };
    assert_eq!(object.fields.iter().map(|field| field.wire.as_str()).collect::<Vec<_>>(), ["VALUE", "KIND", "MORE"]);
    assert!(object.make.is_some());
}

#[test]
fn files_give_to_those_below() {
    let model = model(&[
        ("crm.yaml", "scope: crm\nsee: crm\nneeds: [admin]\ndeprecated: crm.item\nerrors:\n  E1: { is: busy, doc: Later. }\n"),
        ("crm/deal/more.yaml", "see: more/\nerrors:\n  E2: { is: limit, doc: Less. }\nmethods:\n  crm.deal.more.getAll: { doc: Reads all., returns: [any], errors: [E9, E1, S1] }\n"),
        ("shared/errors.yaml", "errors:\n  S1: { is: server, doc: Broken. }\n"),
        ("portal.yaml", "scope: [basic, user]\nsee: common\nmethods:\n  profile: { doc: Who., returns: any, effect: read, scope: { all: [a, b] } }\n"),
        ("v3.yaml", "rest: 3\nfilter: triples\n"),
        ("v3/main/event.yaml", "scope: main\nsee: x\nmethods:\n  main.event.tail: { doc: Reads., params: { filter: any }, returns: [any], paging: { by: pagination, cursor: id } }\n"),
    ]);
    let all = method(&model, "crm.deal.more.getAll");
    assert_eq!(all.path, ["crm", "deal", "more", "get_all"]);
    assert_eq!(all.scope, Scope::Any(vec!["crm".to_owned()]));
    assert_eq!((all.deprecated.as_deref(), all.needs.len(), all.effect), (Some("crm.item"), 1, Effect::Read));
    assert_eq!(all.see, "https://apidocs.bitrix24.com/api-reference/crm/more/crm-deal-more-get-all.html");
    let errors: Vec<(&str, bool)> = all.errors.iter().map(|error| (error.code.as_str(), error.is.is_some())).collect();
    assert_eq!(errors, [("E1", true), ("E2", true), ("E9", false), ("S1", true)]);
    assert_eq!((method(&model, "profile").path.join("."), method(&model, "profile").rest), ("profile".to_owned(), 2));
    let tail = method(&model, "main.event.tail");
    assert_eq!((tail.rest, tail.path.join("::")), (3, "v3::main::event::tail".to_owned()));
    assert_eq!(tail.paging, Some(Paging::Pagination { cursor: Some("id".to_owned()) }));
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
    let own = model.types.iter().find(|ty| ty.path.as_ref().is_some_and(|path| path.name == "own")).unwrap();
    let Kind::Object(object) = &own.kind else { panic!() };
    let kinds: Vec<&Kind> = object.fields.iter().map(|field| &model[field.ty].kind).collect();
    assert!(matches!(kinds[0], Kind::Object(_)) && matches!(kinds[2], Kind::Object(_)));
    assert_eq!(kinds[1], &Kind::Scalar(Scalar::String));
    assert!(matches!(kinds[3], Kind::Record(_)) && matches!(kinds[5], Kind::Values(_)));
    let Kind::Id(id) = kinds[4] else { panic!() };
    assert_eq!((model[*id].target.join("."), model[*id].entity), ("crm.deal".to_owned(), None));
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
    assert_eq!((rate.id, rate.fields[0].ty), (currency.id, currency.fields[0].ty));
    assert_eq!(entity(&model, "crm.nothing_known").id, None);
}
