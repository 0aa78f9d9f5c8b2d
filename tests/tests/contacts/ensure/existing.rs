//! Fields that are there and differ.

use bitrix24::crm::userfield::{Changes, Choice, Fields};
use bitrix24::{DateTime, RawCustomFields};

use super::*;

#[derive(CustomFields)]
#[bitrix24(entity = contact)]
struct Points {
    #[bitrix24(
        field = "UF_CRM_POINTS",
        label = "Score",
        mandatory,
        show_in_list = false
    )]
    points: Option<Number>,
}

fn points() -> Fields {
    let texts = [("en", "Points"), ("de", "Punkte"), ("fr", "Scores")];
    let texts = texts.map(|(language, text)| (language.to_owned(), text.to_owned()));
    Fields::new("POINTS", FieldType::Double)
        .label("Points")
        .edit_form_label(bitrix24::Map::from(texts))
        .show_in_list(true)
        .sort(300)
}

#[tokio::test]
async fn what_can_be_changed_is() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    userfield::add(points()).send(b24).await.unwrap();
    called(&stand);

    let plan = ensure::<Points>(b24).plan().await.unwrap();
    let expected = "~ UF_CRM_POINTS: label \"Points\" → \"Score\", mandatory, not shown in lists";
    assert_eq!(plan.to_string(), expected);
    assert!(!wrote(&stand));
    let done = ensure::<Points>(b24).apply().await.unwrap();
    assert_eq!(done.to_string(), expected);
    let methods = called(&stand);
    assert_eq!(methods.last().unwrap(), "crm.contact.userfield.update");

    let now = described(b24, "UF_CRM_POINTS").await;
    assert_eq!(in_language(&now.edit_form_label, "de"), "Score");
    assert_eq!(in_language(&now.list_filter_label, "en"), "Score");
    assert_eq!(
        (now.mandatory, now.show_in_list, now.sort),
        (Some(true), Some(false), Some(300)),
        "the rest stays"
    );
    called(&stand);
    assert!(ensure::<Points>(b24).apply().await.unwrap().is_empty());
    assert!(!wrote(&stand));
}

#[tokio::test]
async fn a_label_in_any_language_will_do() {
    #[derive(CustomFields)]
    #[bitrix24(entity = contact)]
    struct German {
        #[bitrix24(field = "UF_CRM_POINTS", label = "Punkte")]
        points: Option<Number>,
    }
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    userfield::add(points()).send(b24).await.unwrap();
    assert!(ensure::<German>(b24).plan().await.unwrap().is_empty());
    let plan = ensure::<German>(b24).language("de").plan().await.unwrap();
    assert!(plan.is_empty());

    // In the other languages the labels stay.
    let french = ensure::<Points>(b24).language("fr");
    let done = french.apply().await.unwrap();
    assert!(done.to_string().contains("label \"Scores\" → \"Score\""));
    let now = described(b24, "UF_CRM_POINTS").await;
    let label = &now.edit_form_label;
    assert_eq!(in_language(label, "en"), "Points");
    assert_eq!(in_language(label, "de"), "Punkte");
    assert_eq!(in_language(label, "fr"), "Score");
    assert!(french.plan().await.unwrap().is_empty());
}

#[derive(CustomFields)]
#[bitrix24(entity = contact)]
struct Changed {
    #[bitrix24(field = "UF_CRM_NEW", label = "New")]
    new: Option<String>,
    #[bitrix24(field = "UF_CRM_POINTS", label = "Score")]
    points: Option<DateTime>,
    #[bitrix24(field = "UF_CRM_VISITS")]
    visits: Option<Date>,
}

#[tokio::test]
async fn what_is_for_ever_is_refused_as_a_whole() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    userfield::add(points()).send(b24).await.unwrap();
    let visits = Fields::new("VISITS", FieldType::Date).multiple(true);
    userfield::add(visits).send(b24).await.unwrap();
    called(&stand);

    let plan = ensure::<Changed>(b24).plan().await.unwrap();
    let expected = "\
+ UF_CRM_NEW: string \"New\"
! UF_CRM_POINTS: double in the portal, datetime in the struct: a type cannot be changed
! UF_CRM_VISITS: many values in the portal, one value in the struct: that cannot be changed";
    assert_eq!(plan.to_string(), expected);
    assert_eq!(plan.conflicts().count(), 2);

    let error = ensure::<Changed>(b24).apply().await.unwrap_err();
    let text = error.to_string();
    assert!(matches!(error, bitrix24::Error::InvalidArgument { .. }));
    assert!(
        text.contains("UF_CRM_POINTS") && text.contains("UF_CRM_VISITS"),
        "{text}"
    );
    assert!(!wrote(&stand), "not the new field either");
    assert_eq!(userfield::list().send(b24).await.unwrap().len(), 2);
}

#[tokio::test]
async fn what_is_not_said_is_left_alone() {
    #[derive(CustomFields)]
    #[bitrix24(entity = contact)]
    struct Plain {
        #[bitrix24(field = "UF_CRM_POINTS")]
        points: Option<Number>,
        // Of whatever type.
        #[bitrix24(field = "UF_CRM_VISITS")]
        visits: Vec<serde_json::Value>,
    }
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let fields = points().mandatory(true);
    userfield::add(fields).send(b24).await.unwrap();
    let visits = Fields::new("VISITS", FieldType::Date).multiple(true);
    userfield::add(visits).send(b24).await.unwrap();
    userfield::add(Fields::new("OTHER", FieldType::String))
        .send(b24)
        .await
        .unwrap();
    called(&stand);
    assert!(ensure::<Plain>(b24).apply().await.unwrap().is_empty());
    assert_eq!(
        called(&stand),
        ["crm.contact.userfield.list"],
        "no label, no second request"
    );
}

#[tokio::test]
async fn what_cannot_be_made_says_how() {
    #[derive(CustomFields)]
    #[bitrix24(entity = contact)]
    struct Odd {
        #[bitrix24(field = "UF_CRM_LINK")]
        link: Option<bitrix24::CrmBinding>,
        #[bitrix24(field = "UF_CRM_ANY")]
        any: Option<serde_json::Value>,
        #[bitrix24(field = "UF_CRM_FLAGS")]
        flags: Vec<bool>,
        #[bitrix24(field = "UF_POINTS")]
        points: Option<i64>,
    }
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let plan = ensure::<Odd>(b24).plan().await.unwrap();
    let expected = "\
! UF_CRM_LINK: it is missing, and a field of type crm needs settings: make it with crm.contact.userfield.add
! UF_CRM_ANY: it is missing, and its type does not say what kind to make
! UF_CRM_FLAGS: a boolean holds one value
! UF_POINTS: names of new fields begin with UF_CRM_";
    assert_eq!(plan.to_string(), expected);
    assert!(ensure::<Odd>(b24).apply().await.is_err());
    // Where somebody has made it, it is in order.
    let settings = bitrix24::crm::userfield::Settings::new().deal(true);
    let link = Fields::new("LINK", FieldType::Crm).settings(settings);
    userfield::add(link).send(b24).await.unwrap();
    let plan = ensure::<Odd>(b24).plan().await.unwrap();
    assert_eq!(plan.steps().len(), 3);
}

#[tokio::test]
async fn an_option_keeps_its_place_and_its_records() {
    #[derive(ListOption, Debug, Clone, Copy, PartialEq)]
    enum More {
        #[bitrix24(value = "Bronze")]
        Bronze,
        #[bitrix24(value = "Gold")]
        Gold,
    }
    #[derive(CustomFields)]
    #[bitrix24(entity = contact)]
    struct Wider {
        #[bitrix24(field = "UF_CRM_TIER")]
        tier: Option<OptionId<More>>,
    }
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let done = ensure::<Loyalty>(b24).apply().await.unwrap();
    let gold = done.option_ids(Loyalty::TIER).unwrap().id(Tier::Gold);
    let tier = described(b24, "UF_CRM_TIER").await;
    let default = Choice::new().id(tier.list[1].id.unwrap()).def(true);
    userfield::update(tier.id.unwrap(), Changes::new().list([default]))
        .send(b24)
        .await
        .unwrap();

    let plan = ensure::<Wider>(b24).plan().await.unwrap();
    assert_eq!(plan.to_string(), "~ UF_CRM_TIER: + option \"Bronze\"");
    let error = plan.option_ids(Wider::TIER).unwrap_err();
    assert!(error.to_string().contains("no option `Bronze`"), "{error}");
    let done = ensure::<Wider>(b24).apply().await.unwrap();
    let tiers = done.option_ids(Wider::TIER).unwrap();
    assert_eq!(tiers.id(More::Gold).get(), gold.get());
    let now = described(b24, "UF_CRM_TIER").await;
    let shown: Vec<_> = now
        .list
        .iter()
        .map(|option| (option.value.as_deref().unwrap(), option.def == Some(true)))
        .collect();
    assert_eq!(
        shown,
        [("Gold", false), ("Silver card", true), ("Bronze", false)],
        "nothing is deleted"
    );
    let silver = OptionId::new(now.list[1].id.unwrap().get());
    assert_eq!(tiers.option(silver), None, "the enum does not have it");
    assert!(ensure::<Wider>(b24).apply().await.unwrap().is_empty());

    let custom = contact::Fields::new().custom(&Wider {
        tier: Some(tiers.id(More::Bronze)),
    });
    let id = contact::add(custom).send(b24).await.unwrap();
    let raw = contact::get(id).with::<RawCustomFields>();
    let raw = raw.send(b24).await.unwrap();
    let bronze = tiers.id(More::Bronze).get();
    assert_eq!(raw.custom["UF_CRM_TIER"], bronze.to_string());
}
