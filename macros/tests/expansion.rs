//! What the expansions do, against the stand-in for the client.

mod standin;

use bitrix24_macros::{CustomFields, ListOption};
use standin::__macros::{
    Any, Arg, Can, CustomField, CustomFields as _, CustomKind, CustomOf, CustomOption,
    CustomSchema, DecodeError, Encode, Exact, Field, ListOption as _, Many, NamedOption as _,
    Object, OptionId, Texts, Yes,
};
use standin::{Date, contact};

#[derive(CustomFields)]
#[bitrix24(entity = contact, crate = crate::standin)]
struct Loyalty {
    #[bitrix24(field = "UF_CRM_TIER", label = "Tier")]
    tier: Option<Tier>,
    #[bitrix24(field = "UF_CRM_1721244707107")]
    visits: Vec<Date>,
    #[bitrix24(field = "UF_CRM_44_NOTE")]
    note: Option<String>,
}

#[derive(ListOption, Debug, Clone, Copy, PartialEq)]
#[bitrix24(crate = crate::standin)]
enum Tier {
    #[bitrix24(id = 44)]
    Gold,
    #[bitrix24(id = 46, value = "Silver card")]
    Silver,
    #[bitrix24(other)]
    Other(i64),
}

#[derive(ListOption, Debug, PartialEq)]
#[bitrix24(crate = crate::standin)]
enum Closed {
    #[bitrix24(id = 1)]
    One,
}

#[derive(CustomFields)]
#[bitrix24(entity = contact, crate = crate::standin)]
struct Shop {
    #[bitrix24(field = "UF_CRM_SIZE", mandatory, show_in_list = false)]
    size: Option<OptionId<Size>>,
    #[bitrix24(field = "UF_CRM_SIZES", mandatory = false, show_in_list = true)]
    sizes: Vec<OptionId<Size>>,
}

#[derive(ListOption, Debug, PartialEq)]
#[bitrix24(crate = crate::standin)]
enum Size {
    #[bitrix24(value = "S")]
    Small,
    #[bitrix24(value = "L")]
    r#Large,
}

fn texts(texts: &[&str]) -> Texts {
    Texts(texts.iter().map(|text| text.to_string()).collect())
}

fn written(custom: &Loyalty) -> Vec<(&'static str, Option<Arg>)> {
    let mut out = Vec::new();
    custom.write(&mut |name, arg| out.push((name, arg)));
    out
}

#[test]
fn reads_every_spelling() {
    for tier in ["UF_CRM_TIER", "ufCrmTier"] {
        for visits in [
            "UF_CRM_1721244707107",
            "ufCrm_1721244707107",
            "ufCrm1721244707107",
        ] {
            let mut custom = Loyalty::empty();
            assert_eq!(custom.set(tier, &mut texts(&["44"])), Ok(true));
            assert_eq!(custom.set(visits, &mut texts(&["a", "b"])), Ok(true));
            assert_eq!(custom.tier, Some(Tier::Gold));
            assert_eq!(custom.visits.len(), 2);
        }
    }
}

#[test]
fn leaves_what_is_not_its_own() {
    let mut custom = Loyalty::empty();
    let mut slot = texts(&["44"]);
    assert_eq!(custom.set("UF_CRM_OTHER", &mut slot), Ok(false));
    assert_eq!(slot.0, ["44"]);
}

#[test]
fn hands_on_the_error_of_a_value() {
    let mut custom = Loyalty::empty();
    let error = custom.set("UF_CRM_TIER", &mut texts(&["gold"]));
    assert_eq!(error, Err(DecodeError("gold".into())));
}

#[test]
fn writes_in_order_and_nothing_for_nothing() {
    assert_eq!(
        written(&Loyalty::empty()),
        [
            ("UF_CRM_TIER", None),
            ("UF_CRM_1721244707107", None),
            ("UF_CRM_44_NOTE", None)
        ]
    );
    let custom = Loyalty {
        tier: Some(Tier::Other(50)),
        visits: vec![Date("a".into())],
        note: Some(String::new()),
    };
    assert_eq!(
        written(&custom),
        [
            ("UF_CRM_TIER", Some(Arg::Int(50))),
            (
                "UF_CRM_1721244707107",
                Some(Arg::List(vec![Arg::Text("a".into())]))
            ),
            ("UF_CRM_44_NOTE", Some(Arg::Text(String::new()))),
        ]
    );
}

#[test]
fn describes_its_fields() {
    const TIERS: &[CustomOption] = &[
        CustomOption::new("Gold", Some(44), None),
        CustomOption::new("Silver", Some(46), Some("Silver card")),
    ];
    let new = CustomField::new;
    assert_eq!(
        Loyalty::FIELDS,
        [
            new(
                "UF_CRM_TIER",
                "ufCrmTier",
                CustomKind::Enumeration,
                false,
                Some("Tier")
            )
            .options(TIERS),
            new(
                "UF_CRM_1721244707107",
                "ufCrm_1721244707107",
                CustomKind::Date,
                true,
                None
            ),
            new(
                "UF_CRM_44_NOTE",
                "ufCrm44Note",
                CustomKind::String,
                false,
                None
            ),
        ]
    );
}

#[test]
fn describes_what_a_portal_should_have() {
    const SIZES: &[CustomOption] = &[
        CustomOption::new("Small", None, Some("S")),
        CustomOption::new("Large", None, Some("L")),
    ];
    let new = |name, camel, multiple| {
        CustomField::new(name, camel, CustomKind::Enumeration, multiple, None).options(SIZES)
    };
    assert_eq!(
        Shop::FIELDS,
        [
            new("UF_CRM_SIZE", "ufCrmSize", false)
                .mandatory(true)
                .show_in_list(false),
            new("UF_CRM_SIZES", "ufCrmSizes", true)
                .mandatory(false)
                .show_in_list(true),
        ]
    );
    fn owner<C: CustomSchema<Owner = contact::Owner>>() {}
    owner::<Shop>();
}

#[test]
fn options_know_their_texts() {
    assert_eq!(Size::from_value("L"), Some(Size::Large));
    assert_eq!(Size::from_value("XL"), None);
    assert_eq!(Size::Small.value(), "S");
}

#[test]
fn has_typed_constants() {
    type Of = CustomOf<contact::Owner>;
    const TIER: Field<Of, Tier, Can<Exact, Yes, Yes>> = Loyalty::TIER;
    const VISITS: Field<Of, Many<Date>, Can<Any, Yes, Yes>> = Loyalty::VISITS;
    const NOTE: Field<Of, String, Can<Any, Yes, Yes>> = Loyalty::NOTE;
    assert_eq!(
        (TIER.name, VISITS.name, NOTE.name),
        ("UF_CRM_TIER", "UF_CRM_1721244707107", "UF_CRM_44_NOTE")
    );
}

#[test]
fn options_know_their_ids() {
    for (id, option) in [(44, Tier::Gold), (46, Tier::Silver), (50, Tier::Other(50))] {
        assert_eq!(Tier::from_id(id), Some(option));
        assert_eq!(option.id(), id);
        assert_eq!(option.encode(), Arg::Int(id));
    }
    assert_eq!(Closed::from_id(1), Some(Closed::One));
    assert_eq!(Closed::from_id(2), None);
}
