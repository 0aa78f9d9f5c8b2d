//! Lists whose enum has the ids of one portal, and lists that say one thing twice.

use bitrix24::crm::userfield::{Choice, Fields};

use super::*;

/// The portal gives the ids 1 and 2 to the first two options.
#[derive(ListOption, Debug, Clone, Copy, PartialEq)]
enum Numbered {
    #[bitrix24(id = 1)]
    Gold,
    #[bitrix24(id = 2, value = "Platinum")]
    Platinum,
    #[bitrix24(other)]
    Other(i64),
}

#[derive(CustomFields, Debug, PartialEq)]
#[bitrix24(entity = contact)]
struct Fixed {
    #[bitrix24(field = "UF_CRM_TIER")]
    tier: Option<Numbered>,
}

fn tier(values: &[&str]) -> Fields {
    let options = values.iter().map(|value| Choice::new().value(*value));
    Fields::new("TIER", FieldType::Enumeration).list(options.collect::<Vec<_>>())
}

#[tokio::test]
async fn ids_are_never_made_up() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let plan = ensure::<Fixed>(b24).plan().await.unwrap();
    assert_eq!(
        plan.to_string(),
        "! UF_CRM_TIER: it is missing, and the portal will number its options by itself, while `Gold` has the id 1: tell them by `value` instead of `id`"
    );
    ensure::<Fixed>(b24).apply().await.unwrap_err();
    assert!(!wrote(&stand));

    // Another portal than the one that the ids are of: here they are a list's that has nothing to do with it.
    let other = tier(&["First", "Second"]);
    let other = userfield::add(other).send(b24).await.unwrap();
    let kept = Fields::new("OTHER", FieldType::Enumeration)
        .list([Choice::new().value("Third"), Choice::new().value("Fourth")]);
    userfield::add(kept).send(b24).await.unwrap();
    userfield::delete(other).send(b24).await.unwrap();
    let platinum = tier(&["Platinum", "Golden"]);
    userfield::add(platinum).send(b24).await.unwrap();
    let plan = ensure::<Fixed>(b24).plan().await.unwrap();
    assert_eq!(
        plan.to_string(),
        "! UF_CRM_TIER: `Gold` has the id 1, which no option has in the portal; `Platinum` has the id 2, which no option has in the portal: there it is 5"
    );
}

#[tokio::test]
async fn texts_follow_the_enum_where_it_says_them() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let fields = Fields::new("TIER", FieldType::Enumeration).list([
        // Not compared: the variant is called otherwise, and says no text.
        Choice::new().value("Golden").sort(20),
        Choice::new().value("Silver").sort(10).def(true),
        Choice::new().value("Bronze").sort(30),
    ]);
    userfield::add(fields).send(b24).await.unwrap();
    let done = ensure::<Fixed>(b24).apply().await.unwrap();
    assert_eq!(
        done.to_string(),
        "~ UF_CRM_TIER: option 2 \"Silver\" → \"Platinum\""
    );
    let now = described(b24, "UF_CRM_TIER").await;
    let shown: Vec<_> = now
        .list
        .iter()
        .map(|o| (o.value.as_deref().unwrap(), o.sort.unwrap(), o.def.unwrap()))
        .collect();
    assert_eq!(
        shown,
        [
            ("Platinum", 10, true),
            ("Golden", 20, false),
            ("Bronze", 30, false)
        ]
    );
    assert!(ensure::<Fixed>(b24).apply().await.unwrap().is_empty());

    for tier in [Numbered::Gold, Numbered::Platinum, Numbered::Other(3)] {
        let fixed = Fixed { tier: Some(tier) };
        let fields = contact::Fields::new().custom(&fixed);
        let id = contact::add(fields).send(b24).await.unwrap();
        let read = contact::get(id).with::<Fixed>().send(b24).await.unwrap();
        assert_eq!(read.custom, fixed);
    }
}

#[tokio::test]
async fn one_text_twice_is_nobody() {
    #[derive(CustomFields)]
    #[bitrix24(entity = contact)]
    struct Ambiguous {
        #[bitrix24(field = "UF_CRM_TIER")]
        tier: Option<OptionId<Tier>>,
    }
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let fields = tier(&["Gold", "Gold"]);
    userfield::add(fields).send(b24).await.unwrap();
    let plan = ensure::<Ambiguous>(b24).plan().await.unwrap();
    assert_eq!(
        plan.to_string(),
        "! UF_CRM_TIER: two options of the portal are called \"Gold\": 1 and 2"
    );
}

#[tokio::test]
async fn a_new_text_does_not_hide_a_conflict() {
    #[derive(CustomFields)]
    #[bitrix24(entity = contact)]
    struct Both {
        #[bitrix24(field = "UF_CRM_TIER", label = "Tier")]
        tier: Vec<OptionId<Tier>>,
    }
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    userfield::add(tier(&["Gold"])).send(b24).await.unwrap();
    let plan = ensure::<Both>(b24).plan().await.unwrap();
    assert_eq!(
        plan.to_string(),
        "! UF_CRM_TIER: one value in the portal, many values in the struct: that cannot be changed"
    );
    // The options of a plan are those of the portal.
    let error = plan.option_ids(Both::TIER).unwrap_err();
    assert!(error.to_string().contains("no option `Silver card`"));
}
