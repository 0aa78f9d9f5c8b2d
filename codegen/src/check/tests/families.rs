use super::{method, model};
use crate::model::{Kind, Scalar};

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
    let names: Vec<&str> = model
        .methods
        .iter()
        .map(|method| method.name.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "crm.deal.add",
            "crm.deal.more",
            "crm.deal.list",
            "crm.deal.activity.add",
            "crm.deal.activity.get"
        ]
    );

    let add = method(&model, "crm.deal.add");
    assert_eq!(add.doc, "Creates a user group for a user.");
    assert_eq!(
        add.params
            .iter()
            .map(|param| param.wire.as_str())
            .collect::<Vec<_>>(),
        ["fields", "params", "owner"]
    );
    assert_eq!(
        (add.family.as_deref(), add.role.as_deref()),
        (Some("classic"), Some("add"))
    );
    assert_eq!(
        add.args.first(),
        Some(&("options".to_owned(), "{ fields: { QUIET: yn } }".to_owned()))
    );
    // Numbers stay numbers, deep down too.
    assert_eq!(add.fixed, [("typeId".to_owned(), serde_json::json!(2))]);
    let more = method(&model, "crm.deal.more");
    assert_eq!(
        (more.call.as_str(), more.role.as_deref()),
        ("crm.deal.add", Some("more"))
    );
    assert_eq!(
        more.fixed.last(),
        Some(&(
            "deep".to_owned(),
            serde_json::json!({ "n": 2, "t": "user_group" })
        ))
    );
    assert_eq!(
        more.see,
        "https://apidocs.bitrix24.com/api-reference/crm/deals/crm-deal-add.html"
    );

    // What is overridden keeps the rest.
    let list = method(&model, "crm.deal.list");
    assert_eq!(
        (list.doc.as_str(), list.params.len(), list.family.as_deref()),
        ("Finds some.", 1, Some("classic"))
    );
    assert!(
        matches!(&model[list.returns].kind, Kind::List(item) if model[*item].kind == Kind::Scalar(Scalar::Int))
    );

    // Keys with arguments that were not given are left out.
    let add = method(&model, "crm.deal.activity.add");
    assert_eq!(add.doc, "Creates an activity for a contact.");
    assert_eq!((add.params.len(), add.fixed.len()), (2, 0));
    let get = method(&model, "crm.deal.activity.get");
    assert_eq!(get.deprecated.as_deref(), Some("crm.item.get"));
    assert_eq!(
        get.see,
        "https://apidocs.bitrix24.com/api-reference/crm/activities/crm-deal-activity-get.html"
    );

    // So are events of an entity that has none.
    assert_eq!(model.events.len(), 1);
    let event = &model.events[0];
    assert_eq!(
        (
            event.name.as_str(),
            event.short_name.as_str(),
            event.role.as_deref()
        ),
        ("onCrmDealAdd", "crm_deal_add", Some("Add"))
    );
    assert_eq!(
        (event.doc.as_str(), event.unwrap.as_deref()),
        ("A user group was created.", Some("FIELDS"))
    );
    let path = model[event.data].path.as_ref().unwrap();
    assert_eq!(
        (path.module.join("::"), path.name.as_str()),
        ("crm::deal".to_owned(), "add_event")
    );
}

/// An event that is written under the name of one that a family made replaces the keys that it names.
#[test]
fn events_of_families_are_replaced() {
    let deal = "
doc: Deals.
scope: crm
see: crm/deals
entities:
  deal:
    doc: A deal.
    event: onCrmDeal
    use: [classic: { owner: user }]
    fields: { ID: { type: id, doc: Identifier. } }
events:
  onCrmDealMove: { doc: A deal was moved. }
  onCrmDealAdd: { deprecated: onCrmItemAdd, data: { ID: id(deal), BY: id(user) } }
";
    let model = model(&[("crm/deal.yaml", deal), FAMILY]);
    let names: Vec<&str> = model
        .events
        .iter()
        .map(|event| event.name.as_str())
        .collect();
    assert_eq!(names, ["onCrmDealAdd", "onCrmDealMove"]);
    let add = &model.events[0];
    assert_eq!(
        (
            add.doc.as_str(),
            add.family.as_deref(),
            add.role.as_deref(),
            add.deprecated.as_deref(),
            add.unwrap.as_deref()
        ),
        (
            "A deal was created.",
            Some("classic"),
            Some("Add"),
            Some("onCrmItemAdd"),
            None
        )
    );
    assert!(matches!(&model[add.data].kind, Kind::Object(object) if object.fields.len() == 2));
}
