//! What the expansions of the derives do with the real client; `macros/tests` has their details.
#![allow(clippy::unwrap_used, reason = "the helpers are part of the tests")]

use bitrix24_client as rt;
use bitrix24_macros::{CustomFields, ListOption};
use rt::custom::{CustomFields as _, CustomValue as _};
use rt::decode::{JsonSlot, Object as _};
use rt::{Arg, Date, Encode as _, Entity, Filter, FilterStyle, Money, Pairs};
use serde_json::json;

mod contact {
    pub(crate) enum Entity {}
    pub(crate) enum Owner {}
    impl super::Entity for Entity {
        type Custom = Owner;
        const STYLE: super::FilterStyle = super::FilterStyle::Prefix;
        const KEY: Option<&'static str> = Some("ID");
    }
    /// The same records in the other spelling.
    pub(crate) enum Camel {}
    impl super::Entity for Camel {
        type Custom = Owner;
        const STYLE: super::FilterStyle = super::FilterStyle::Nested;
        const CUSTOM_CAMEL: bool = true;
        const KEY: Option<&'static str> = Some("id");
    }
}

#[derive(CustomFields, Debug, Clone, PartialEq)]
#[bitrix24(entity = contact, crate = bitrix24_client)]
struct Loyalty {
    #[bitrix24(field = "UF_CRM_TIER", label = "Tier")]
    tier: Option<Tier>,
    #[bitrix24(field = "UF_CRM_VISITS")]
    visits: Vec<Date>,
    #[bitrix24(field = "UF_CRM_1721244707107")]
    limit: Option<Money>,
    #[bitrix24(field = "UF_CRM_44_172")]
    levels: Vec<Tier>,
}

#[derive(ListOption, Debug, Clone, Copy, PartialEq)]
#[bitrix24(crate = bitrix24_client)]
enum Tier {
    #[bitrix24(id = 44)]
    Gold,
    #[bitrix24(id = 46)]
    Silver,
    #[bitrix24(other)]
    Other(i64),
}

#[derive(ListOption, Debug, PartialEq)]
#[bitrix24(crate = bitrix24_client)]
enum Closed {
    #[bitrix24(id = 1)]
    One,
}

/// As a record offers what it does not know itself.
fn read(fields: serde_json::Value) -> Result<Loyalty, rt::DecodeError> {
    let mut custom = Loyalty::empty();
    for (key, value) in fields.as_object().unwrap() {
        assert!(custom.set(key, &mut JsonSlot(value))?, "{key}");
    }
    Ok(custom)
}

#[test]
fn reads_what_portals_send() {
    for fields in [
        json!({"UF_CRM_TIER": "44", "UF_CRM_VISITS": ["2024-12-02T03:00:00+03:00"], "UF_CRM_1721244707107": "100|USD", "UF_CRM_44_172": [46, "48"]}),
        json!({"ufCrmTier": 44, "ufCrmVisits": "2024-12-02", "ufCrm_1721244707107": "100|USD", "ufCrm44_172": {"0": 46, "2": 48}}),
        json!({"ufCrmTier": 44, "ufCrmVisits": ["2024-12-02", ""], "ufCrm1721244707107": "100|USD", "ufCrm44172": ["46", 48, 0]}),
    ] {
        let custom = read(fields.clone()).unwrap();
        assert_eq!(custom.tier, Some(Tier::Gold), "{fields}");
        assert_eq!(
            custom.visits,
            [Date::from_ymd_opt(2024, 12, 2).unwrap()],
            "{fields}"
        );
        assert_eq!(
            custom.limit.as_ref().map(|money| money.currency.as_str()),
            Some("USD"),
            "{fields}"
        );
        assert_eq!(custom.levels, [Tier::Silver, Tier::Other(48)], "{fields}");
    }
    for nothing in [json!(null), json!(""), json!(false), json!([])] {
        let fields = json!({"UF_CRM_TIER": nothing, "UF_CRM_VISITS": nothing, "UF_CRM_1721244707107": nothing});
        assert_eq!(read(fields).unwrap(), Loyalty::empty(), "{nothing}");
    }
}

#[test]
fn an_option_nobody_knows() {
    let error = Closed::decode_custom(&mut JsonSlot(&json!(48))).unwrap_err();
    assert!(error.to_string().contains("48"), "{error}");
    assert_eq!(
        Closed::decode_custom(&mut JsonSlot(&json!("1"))),
        Ok(Some(Closed::One))
    );
}

#[test]
fn writes_and_clears() {
    let mut made = Pairs::new();
    let custom = Loyalty {
        tier: Some(Tier::Silver),
        levels: vec![Tier::Gold, Tier::Other(48)],
        ..Loyalty::empty()
    };
    rt::custom::write::<contact::Camel, rt::New, _>(&mut made, &custom);
    assert_eq!(
        sent(made),
        json!({"ufCrmTier": 46, "ufCrm44_172": [44, 48]})
    );
    let mut changed = Pairs::new();
    rt::custom::write::<contact::Entity, rt::Change, _>(&mut changed, &Loyalty::empty());
    assert_eq!(
        sent(changed),
        json!({"UF_CRM_TIER": "", "UF_CRM_VISITS": "", "UF_CRM_1721244707107": "", "UF_CRM_44_172": ""})
    );
}

#[test]
fn sets_single_fields() {
    let mut pairs = Pairs::new();
    rt::custom::assign::<contact::Entity, _, _>(&mut pairs, &Loyalty::TIER, Tier::Gold);
    let levels = [Tier::Gold, Tier::Silver];
    rt::custom::assign::<contact::Entity, _, _>(&mut pairs, &Loyalty::LEVELS, levels);
    rt::custom::assign::<contact::Entity, _, _>(&mut pairs, &Loyalty::VISITS, rt::Clear);
    assert_eq!(
        sent(pairs),
        json!({"UF_CRM_TIER": 44, "UF_CRM_44_172": [44, 46], "UF_CRM_VISITS": ""})
    );
}

#[test]
fn filters_orders_and_selects() {
    let day = Date::from_ymd_opt(2024, 12, 2).unwrap();
    let filter = Filter::<contact::Entity>::default()
        .and(Loyalty::TIER.is_in([Tier::Gold, Tier::Silver]))
        .and(Loyalty::LEVELS.ne(Tier::Gold))
        .and(Loyalty::VISITS.eq(day));
    assert_eq!(
        json_of(&filter.encode()),
        json!({"@UF_CRM_TIER": [44, 46], "!=UF_CRM_44_172": 44, "=UF_CRM_VISITS": "2024-12-02"})
    );
}

/// Both sides spell names for themselves.
#[test]
fn agrees_on_the_spelling() {
    for field in Loyalty::FIELDS {
        let mut pairs = Pairs::new();
        let constant =
            rt::Field::<rt::CustomOf<contact::Owner>, String>::named(field.name.to_owned());
        rt::custom::assign::<contact::Camel, _, _>(&mut pairs, &constant, "x");
        let sent = sent(pairs);
        assert_eq!(
            sent.as_object().unwrap().keys().next().unwrap(),
            field.camel
        );
    }
}

fn sent(pairs: Pairs) -> serde_json::Value {
    json_of(&pairs.into_arg())
}

fn json_of(arg: &Arg) -> serde_json::Value {
    serde_json::to_value(arg).unwrap()
}
