//! A struct with a custom field of every type, single and multiple, and how to make those fields.

use bitrix24::crm::contact::{self, userfield};
use bitrix24::crm::item::contact as item;
use bitrix24::crm::userfield::{Choice, FieldType, Fields};
use bitrix24::custom_owners::CrmContact;
use bitrix24::{
    Address, Client, Condition, CrmBinding, CustomField, CustomFields, CustomFile, CustomOf, Date,
    DateTime, Employee, Enumeration, IblockElement, IblockSection, Json, ListOption, Money, Number,
    Status, Url, userfieldtype,
};
use bitrix24_tests::Stand;
use serde_json::json;

use crate::{day, moment};

#[derive(ListOption, Debug, Clone, Copy, PartialEq)]
pub(crate) enum Tier {
    #[bitrix24(id = 1)]
    Gold,
    #[bitrix24(id = 2)]
    Silver,
    #[bitrix24(other)]
    Other(i64),
}

/// The options of the multiple field have other numbers.
#[derive(ListOption, Debug, Clone, Copy, PartialEq)]
pub(crate) enum Badge {
    #[bitrix24(id = 3)]
    Star,
    #[bitrix24(id = 4)]
    Moon,
}

#[derive(CustomFields, Debug, Clone, PartialEq)]
#[bitrix24(entity = contact)]
pub(crate) struct One {
    #[bitrix24(field = "UF_CRM_TIER")]
    pub(crate) tier: Option<Tier>,
    #[bitrix24(field = "UF_CRM_TEXT")]
    pub(crate) text: Option<String>,
    #[bitrix24(field = "UF_CRM_COUNT")]
    pub(crate) count: Option<i64>,
    #[bitrix24(field = "UF_CRM_RATE")]
    pub(crate) rate: Option<Number>,
    #[bitrix24(field = "UF_CRM_FLAG")]
    pub(crate) flag: Option<bool>,
    #[bitrix24(field = "UF_CRM_DAY")]
    pub(crate) day: Option<Date>,
    #[bitrix24(field = "UF_CRM_MOMENT")]
    pub(crate) moment: Option<DateTime>,
    #[bitrix24(field = "UF_CRM_PRICE")]
    pub(crate) price: Option<Money>,
    #[bitrix24(field = "UF_CRM_SITE")]
    pub(crate) site: Option<Url>,
    #[bitrix24(field = "UF_CRM_PLACE")]
    pub(crate) place: Option<Address>,
    #[bitrix24(field = "UF_CRM_PAPER")]
    pub(crate) paper: Option<CustomFile>,
    #[bitrix24(field = "UF_CRM_BOSS")]
    pub(crate) boss: Option<Employee>,
    #[bitrix24(field = "UF_CRM_ORIGIN")]
    pub(crate) origin: Option<Status>,
    #[bitrix24(field = "UF_CRM_LINK")]
    pub(crate) link: Option<CrmBinding>,
    #[bitrix24(field = "UF_CRM_ELEMENT")]
    pub(crate) element: Option<IblockElement>,
    #[bitrix24(field = "UF_CRM_SECTION")]
    pub(crate) section: Option<IblockSection>,
    #[bitrix24(field = "UF_CRM_1721244707107")]
    pub(crate) rating: Option<Json>,
}

#[derive(CustomFields, Debug, Clone, PartialEq)]
#[bitrix24(entity = contact)]
pub(crate) struct Many {
    #[bitrix24(field = "UF_CRM_M_BADGE")]
    pub(crate) badges: Vec<Badge>,
    #[bitrix24(field = "UF_CRM_M_TEXT")]
    pub(crate) texts: Vec<String>,
    #[bitrix24(field = "UF_CRM_M_COUNT")]
    pub(crate) counts: Vec<i64>,
    #[bitrix24(field = "UF_CRM_M_RATE")]
    pub(crate) rates: Vec<Number>,
    #[bitrix24(field = "UF_CRM_M_DAY")]
    pub(crate) days: Vec<Date>,
    #[bitrix24(field = "UF_CRM_M_MOMENT")]
    pub(crate) moments: Vec<DateTime>,
    #[bitrix24(field = "UF_CRM_M_PRICE")]
    pub(crate) prices: Vec<Money>,
    #[bitrix24(field = "UF_CRM_M_SITE")]
    pub(crate) sites: Vec<Url>,
    #[bitrix24(field = "UF_CRM_M_PLACE")]
    pub(crate) places: Vec<Address>,
    #[bitrix24(field = "UF_CRM_M_PAPER")]
    pub(crate) papers: Vec<CustomFile>,
    #[bitrix24(field = "UF_CRM_M_BOSS")]
    pub(crate) bosses: Vec<Employee>,
    #[bitrix24(field = "UF_CRM_M_ORIGIN")]
    pub(crate) origins: Vec<Status>,
    #[bitrix24(field = "UF_CRM_M_LINK")]
    pub(crate) links: Vec<CrmBinding>,
    #[bitrix24(field = "UF_CRM_M_ELEMENT")]
    pub(crate) elements: Vec<IblockElement>,
    #[bitrix24(field = "UF_CRM_M_SECTION")]
    pub(crate) sections: Vec<IblockSection>,
    #[bitrix24(field = "UF_CRM_44_172")]
    pub(crate) ratings: Vec<Json>,
}

impl One {
    pub(crate) fn nothing() -> Self {
        <Self as CustomFields<CrmContact>>::empty()
    }

    /// All but the file.
    pub(crate) fn sample() -> Self {
        Self {
            tier: Some(Tier::Gold),
            text: Some("50% of \"x\" & <y>\nz".into()),
            count: Some(-7),
            rate: Some("1.25".parse().unwrap()),
            flag: Some(true),
            day: Some(day("2026-01-31")),
            moment: Some(moment("2026-01-31T23:30:00-05:00")),
            price: Some(Money::new(300, "USD")),
            site: Some("https://example.com/?a=1&b=2".into()),
            place: Some("St. James's Square, London".into()),
            paper: None,
            boss: Some(Employee(6)),
            origin: Some("WEB".into()),
            link: Some(CrmBinding::of("CO", 12)),
            element: Some(IblockElement(70)),
            section: Some(IblockSection(71)),
            rating: Some(json!("5")),
        }
    }

    /// Other values, none of them those of the sample.
    pub(crate) fn other() -> Self {
        Self {
            tier: Some(Tier::Silver),
            text: Some("other".into()),
            count: Some(700),
            rate: Some("12.5".parse().unwrap()),
            flag: Some(false),
            day: Some(day("2025-01-31")),
            moment: Some(moment("2025-01-31T23:30:00-05:00")),
            price: Some(Money::new(300, "EUR")),
            site: Some("https://example.org".into()),
            place: Some("Elsewhere".into()),
            paper: None,
            boss: Some(Employee(66)),
            origin: Some("CALL".into()),
            link: Some(CrmBinding::of("L", 12)),
            element: Some(IblockElement(700)),
            section: Some(IblockSection(710)),
            rating: Some(json!("4")),
        }
    }
}

impl Many {
    pub(crate) fn nothing() -> Self {
        <Self as CustomFields<CrmContact>>::empty()
    }

    /// All but the files.
    pub(crate) fn sample() -> Self {
        Self {
            badges: vec![Badge::Moon, Badge::Star],
            texts: vec!["a;b".into(), "c|d, e".into()],
            counts: vec![3, -4],
            rates: vec!["0.5".parse().unwrap(), "2".parse().unwrap()],
            days: vec![day("2026-02-28"), day("2024-02-29")],
            moments: vec![
                moment("2026-01-31T23:30:00-05:00"),
                moment("2024-02-29T00:00:00+00:00"),
            ],
            prices: vec![Money::new(1, "USD"), Money::new(2, "EUR")],
            sites: vec!["https://a.example".into(), "https://b.example".into()],
            places: vec!["Here".into(), "There".into()],
            papers: vec![],
            bosses: vec![Employee(1), Employee(6)],
            origins: vec!["WEB".into(), "CALL".into()],
            links: vec![CrmBinding::of("C", 1), CrmBinding::of("T9a", 2)],
            elements: vec![IblockElement(1), IblockElement(2)],
            sections: vec![IblockSection(3)],
            ratings: vec![json!("5"), json!("4")],
        }
    }
}

/// By which methods records are read and written.
#[derive(Debug, Clone, Copy)]
pub(crate) enum By {
    Classic,
    Item,
}

pub(crate) const BOTH: [By; 2] = [By::Classic, By::Item];

impl By {
    pub(crate) async fn add<C: CustomFields<CrmContact>>(
        self,
        b24: &Client,
        custom: &C,
    ) -> contact::Id {
        match self {
            Self::Classic => {
                let fields = contact::Fields::new().name("Ada").custom(custom);
                contact::add(fields).send(b24).await.unwrap()
            }
            Self::Item => {
                let fields = item::Fields::new().name("Ada").custom(custom);
                item::add(fields).send(b24).await.unwrap().id.unwrap()
            }
        }
    }

    pub(crate) async fn change<C: CustomFields<CrmContact>>(
        self,
        b24: &Client,
        id: contact::Id,
        custom: &C,
    ) {
        match self {
            Self::Classic => {
                let changes = contact::Changes::new().custom(custom);
                contact::update(id, changes).send(b24).await.unwrap();
            }
            Self::Item => {
                let changes = item::Changes::new().custom(custom);
                item::update(id, changes).send(b24).await.unwrap();
            }
        }
    }

    pub(crate) async fn get<C: CustomFields<CrmContact>>(self, b24: &Client, id: contact::Id) -> C {
        match self {
            Self::Classic => {
                let read = contact::get(id).with::<C>().send(b24).await;
                read.unwrap_or_else(|error| panic!("{error}")).custom
            }
            Self::Item => {
                let read = item::get(id).with::<C>().send(b24).await;
                read.unwrap_or_else(|error| panic!("{error}")).custom
            }
        }
    }

    pub(crate) async fn find(
        self,
        b24: &Client,
        condition: Condition<CustomOf<CrmContact>>,
    ) -> Vec<contact::Id> {
        match self {
            Self::Classic => {
                let found = contact::list().filter(condition).send(b24).await.unwrap();
                found.iter().filter_map(|row| row.id).collect()
            }
            Self::Item => {
                let found = item::list().filter(condition).send(b24).await.unwrap();
                found.iter().filter_map(|row| row.id).collect()
            }
        }
    }
}

/// A portal that has the fields of both structs, those of lists first.
pub(crate) async fn stand() -> Stand {
    let stand = Stand::start().await;
    userfieldtype::add("rating", "https://app.example/rating")
        .send(&stand.app)
        .await
        .unwrap();
    let known = <One as CustomFields<CrmContact>>::FIELDS
        .iter()
        .chain(<Many as CustomFields<CrmContact>>::FIELDS);
    let (lists, others): (Vec<&CustomField>, Vec<&CustomField>) =
        known.partition(|field| field.kind.wire() == "enumeration");
    assert_eq!((lists.len(), others.len()), (2, 31));
    for field in lists.into_iter().chain(others) {
        let kind = match field.kind.wire() {
            "" => "rating",
            kind => kind,
        };
        let mut fields = Fields::new(field.name, FieldType::from_wire(kind))
            .label(field.name)
            .multiple(field.multiple);
        if kind == "enumeration" {
            fields = fields.list([Choice::new().value("A"), Choice::new().value("B")]);
        }
        userfield::add(fields).send(&stand.app).await.unwrap();
    }
    stand
}
