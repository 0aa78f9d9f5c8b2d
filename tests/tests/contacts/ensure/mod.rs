//! Custom fields of a struct made true in a portal.

mod existing;
mod options;

use bitrix24::crm::contact::userfield;
use bitrix24::crm::userfield::{FieldType, Userfield};
use bitrix24::crm::{contact, deal, item};
use bitrix24::shared::Label;
use bitrix24::{Client, CustomFields, Date, Employee, ListOption, Money, Number, OptionId, ensure};
use bitrix24_portal::{Rule, Trouble};
use bitrix24_tests::Stand;

#[derive(ListOption, Debug, Clone, Copy, PartialEq)]
enum Tier {
    #[bitrix24(value = "Gold")]
    Gold,
    #[bitrix24(value = "Silver card")]
    Silver,
}

#[derive(CustomFields, Debug, Clone, PartialEq)]
#[bitrix24(entity = contact)]
struct Loyalty {
    #[bitrix24(field = "UF_CRM_TIER", label = "Tier", mandatory, show_in_list)]
    tier: Option<OptionId<Tier>>,
    #[bitrix24(field = "UF_CRM_PAST", label = "Earlier tiers")]
    past: Vec<OptionId<Tier>>,
    #[bitrix24(field = "UF_CRM_VISITS")]
    visits: Vec<Date>,
    #[bitrix24(field = "UF_CRM_POINTS", label = "Points", mandatory = false)]
    points: Option<Number>,
    #[bitrix24(field = "UF_CRM_SPENT")]
    spent: Option<Money>,
    #[bitrix24(field = "UF_CRM_KEEPER")]
    keeper: Option<Employee>,
    #[bitrix24(field = "UF_CRM_1721244707107")]
    agreed: Option<bool>,
}

const PLAN: &str = "\
+ UF_CRM_TIER: list \"Tier\" (Gold, Silver card), mandatory, shown in lists
+ UF_CRM_PAST: multiple list \"Earlier tiers\" (Gold, Silver card)
+ UF_CRM_VISITS: multiple date
+ UF_CRM_POINTS: double \"Points\", not mandatory
+ UF_CRM_SPENT: money
+ UF_CRM_KEEPER: employee
+ UF_CRM_1721244707107: boolean";

/// The methods called since the last look, those of batches too.
fn called(stand: &Stand) -> Vec<String> {
    let mut methods = Vec::new();
    for request in stand.portal.requests() {
        let commands = request.commands();
        let name = |command: &&str| command.split('?').next().unwrap().to_owned();
        match commands.is_empty() {
            true => methods.push(request.method.clone()),
            false => methods.extend(commands.iter().map(name)),
        }
    }
    stand.portal.forget_requests();
    methods
}

/// Whether any of these methods writes.
fn wrote(stand: &Stand) -> bool {
    let mut methods = called(stand).into_iter();
    methods.any(|method| !(method.ends_with(".list") || method.ends_with(".get")))
}

async fn described(b24: &Client, name: &str) -> Userfield {
    let listed = userfield::list().send(b24).await.unwrap();
    let mut listed = listed.into_iter();
    let found = listed.find(|field| field.field_name.as_deref() == Some(name));
    userfield::get(found.unwrap().id.unwrap())
        .send(b24)
        .await
        .unwrap()
}

fn in_language<'l>(label: &'l Option<Label>, language: &str) -> &'l str {
    match label {
        Some(Label::Map(languages)) => &languages[language],
        other => panic!("a text per language: {other:?}"),
    }
}

#[tokio::test]
async fn all_is_made_once() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;

    let plan = ensure::<Loyalty>(b24).plan().await.unwrap();
    assert_eq!(plan.to_string(), PLAN);
    assert_eq!((plan.is_empty(), plan.conflicts().count()), (false, 0));
    assert_eq!(called(&stand), ["crm.contact.userfield.list"]);
    let listed = userfield::list().send(b24).await.unwrap();
    assert_eq!(listed, [], "a plan writes nothing");
    called(&stand);

    let done = ensure::<Loyalty>(b24).apply().await.unwrap();
    assert_eq!(done.to_string(), PLAN);
    assert_eq!(done.steps().len(), 7);
    let methods = called(&stand);
    let added = methods.iter().filter(|name| name.ends_with(".add"));
    assert_eq!((added.count(), methods.len()), (7, 9), "{methods:?}");

    let tier = described(b24, "UF_CRM_TIER").await;
    assert_eq!(tier.user_type_id, Some(FieldType::Enumeration));
    assert_eq!(
        (tier.multiple, tier.mandatory, tier.show_in_list),
        (Some(false), Some(true), Some(true))
    );
    for label in [
        &tier.edit_form_label,
        &tier.list_column_label,
        &tier.list_filter_label,
    ] {
        assert_eq!(
            (in_language(label, "en"), in_language(label, "de")),
            ("Tier", "Tier")
        );
    }
    let past = described(b24, "UF_CRM_PAST").await;
    assert_eq!((past.multiple, past.mandatory), (Some(true), Some(false)));
    let options = tier.list.iter().chain(&past.list);
    let options: Vec<_> = options.filter_map(|o| o.value.as_deref()).collect();
    assert_eq!(options, ["Gold", "Silver card", "Gold", "Silver card"]);
    called(&stand);

    for _ in 0..2 {
        let done = ensure::<Loyalty>(b24).apply().await.unwrap();
        assert_eq!(
            (done.to_string().as_str(), done.is_empty()),
            ("nothing was missing", true)
        );
        assert!(!wrote(&stand), "a second time nothing is written");
    }
    let plan = ensure::<Loyalty>(b24).plan().await.unwrap();
    assert_eq!(plan.to_string(), "nothing to do");
}

#[tokio::test]
async fn values_go_there_and_back() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let done = ensure::<Loyalty>(b24).apply().await.unwrap();
    let tiers = done.option_ids(Loyalty::TIER).unwrap();
    let past = done.option_ids(Loyalty::PAST).unwrap();
    // Each list has options of its own.
    assert_ne!(tiers.id(Tier::Gold), past.id(Tier::Gold));

    let loyalty = Loyalty {
        tier: Some(tiers.id(Tier::Silver)),
        past: vec![past.id(Tier::Gold), past.id(Tier::Silver)],
        visits: vec![crate::day("2026-05-01"), crate::day("2026-06-02")],
        points: Some("12.5".parse().unwrap()),
        spent: Some(Money::new("100".parse::<Number>().unwrap(), "USD")),
        keeper: Some(Employee(1)),
        agreed: Some(true),
    };
    let id = contact::add(contact::Fields::new().name("Ada").custom(&loyalty))
        .send(b24)
        .await
        .unwrap();
    let ada = contact::get(id).with::<Loyalty>().send(b24).await.unwrap();
    assert_eq!(ada.custom, loyalty);
    assert_eq!(tiers.option(ada.custom.tier.unwrap()), Some(Tier::Silver));

    let silver = contact::list().filter(Loyalty::TIER.eq(tiers.id(Tier::Silver)));
    assert_eq!(silver.send(b24).await.unwrap().len(), 1);
    let gold = contact::list().filter(Loyalty::TIER.eq(tiers.id(Tier::Gold)));
    assert_eq!(gold.send(b24).await.unwrap().len(), 0);

    // The same fields, by the universal methods.
    let same = item::contact::get(id.get())
        .with::<Loyalty>()
        .send(b24)
        .await
        .unwrap();
    assert_eq!(same.custom, loyalty);
}

#[derive(CustomFields, Debug, Clone, PartialEq)]
#[bitrix24(entity = deal)]
struct Delivery {
    #[bitrix24(field = "UF_CRM_BY", label = "Delivered by")]
    by: Option<OptionId<Way>>,
    #[bitrix24(field = "UF_CRM_NOTES", label = "Notes")]
    notes: Vec<String>,
}

#[derive(ListOption, Debug, Clone, Copy, PartialEq)]
enum Way {
    #[bitrix24(value = "Ship")]
    Ship,
    #[bitrix24(value = "Rail")]
    Rail,
}

#[derive(CustomFields, Debug)]
#[bitrix24(entity = item::quote)]
struct Terms {
    #[bitrix24(field = "UF_CRM_TERMS", label = "Terms")]
    terms: Option<String>,
}

#[tokio::test]
async fn of_any_kind_of_record() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let done = ensure::<Delivery>(b24).apply().await.unwrap();
    let expected = "\
+ UF_CRM_BY: list \"Delivered by\" (Ship, Rail)
+ UF_CRM_NOTES: multiple string \"Notes\"";
    assert_eq!(done.to_string(), expected);
    let list = "crm.deal.userfield.list";
    let add = "crm.deal.userfield.add";
    assert_eq!(called(&stand), [list, add, add, list]);
    assert!(ensure::<Delivery>(b24).plan().await.unwrap().is_empty());

    let ways = done.option_ids(Delivery::BY).unwrap();
    let delivery = Delivery {
        by: Some(ways.id(Way::Rail)),
        notes: vec!["fragile".into(), "by night".into()],
    };
    let id = deal::add(deal::Fields::new().title("Pipes").custom(&delivery))
        .send(b24)
        .await
        .unwrap();
    let pipes = deal::get(id).with::<Delivery>().send(b24).await.unwrap();
    assert_eq!(pipes.custom, delivery);

    // A spelling of quotes that has no such methods of its own.
    called(&stand);
    let done = ensure::<Terms>(b24).apply().await.unwrap();
    assert_eq!(done.steps().len(), 1);
    assert_eq!(
        called(&stand),
        ["crm.quote.userfield.list", "crm.quote.userfield.add"]
    );
    assert!(ensure::<Terms>(b24).apply().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_lost_answer_makes_nothing_twice() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let lost = Trouble::Lost { done: true };
    let add = "crm.contact.userfield.add";
    stand.portal.trouble(Rule::new(add, lost).skip(2).times(1));
    let error = ensure::<Loyalty>(b24).apply().await.unwrap_err();
    assert!(error.is_uncertain(), "{error:?}");

    let plan = ensure::<Loyalty>(b24).plan().await.unwrap();
    let left: Vec<_> = PLAN.lines().skip(3).collect();
    assert_eq!(plan.to_string(), left.join("\n"), "it goes on from there");
    ensure::<Loyalty>(b24).apply().await.unwrap();
    assert_eq!(userfield::list().send(b24).await.unwrap().len(), 7);
    assert!(ensure::<Loyalty>(b24).plan().await.unwrap().is_empty());
}

/// It can run in a task of its own.
#[test]
fn futures_are_send() {
    fn send<T: Send>(_: impl Fn(Client) -> T) {}
    send(|b24| async move { ensure::<Loyalty>(&b24).apply().await.map(|_| ()) });
}
