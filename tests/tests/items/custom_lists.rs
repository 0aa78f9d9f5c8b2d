//! Custom fields with several values; and reading what the portal has without a struct for it.

use bitrix24::crm::contact::{self, Changes};
use bitrix24::crm::item::contact as item;
use bitrix24::{
    Clear, CrmBinding, CustomFields, CustomFile, Employee, Error, IblockElement, ListOption, Money,
    RawCustomFields,
};

use crate::custom_types::{BOTH, Badge, By, Many, One, stand};
use crate::{day, moment};

#[tokio::test]
async fn values_are_kept() {
    let stand = stand().await;
    let b24 = &stand.b24;
    for writer in BOTH {
        for sample in [Many::sample(), Many::nothing()] {
            let id = writer.add(b24, &sample).await;
            for reader in BOTH {
                let read: Many = reader.get(b24, id).await;
                assert_eq!(read, sample, "{writer:?} {reader:?}");
            }
        }
    }
}

#[tokio::test]
async fn changed_and_cleared() {
    let stand = stand().await;
    let b24 = &stand.b24;
    for by in BOTH {
        let id = by.add(b24, &Many::sample()).await;
        let fewer = Many {
            texts: vec!["only".into()],
            days: vec![],
            ..Many::sample()
        };
        by.change(b24, id, &fewer).await;
        assert_eq!(by.get::<Many>(b24, id).await, fewer, "{by:?}");
        by.change(b24, id, &Many::nothing()).await;
        assert_eq!(by.get::<Many>(b24, id).await, Many::nothing(), "{by:?}");
    }
    let id = By::Classic.add(b24, &Many::sample()).await;
    let changes = Changes::new()
        .set(Many::DAYS, [day("2020-02-29")])
        .set(Many::BADGES, vec![Badge::Star])
        .set(Many::TEXTS, Clear);
    contact::update(id, changes).send(b24).await.unwrap();
    let expected = Many {
        days: vec![day("2020-02-29")],
        badges: vec![Badge::Star],
        texts: vec![],
        ..Many::sample()
    };
    assert_eq!(By::Item.get::<Many>(b24, id).await, expected);
}

#[tokio::test]
async fn found_by_one_of_their_values() {
    let stand = stand().await;
    let b24 = &stand.b24;
    let sample = By::Item.add(b24, &Many::sample()).await;
    let other = Many {
        badges: vec![Badge::Star],
        texts: vec!["a".into()],
        ..Many::nothing()
    };
    By::Item.add(b24, &other).await;
    for by in BOTH {
        for (what, condition) in [
            ("enumeration", Many::BADGES.eq(Badge::Moon)),
            ("string", Many::TEXTS.eq("c|d, e")),
            ("integer", Many::COUNTS.eq(-4)),
            ("date", Many::DAYS.eq(day("2024-02-29"))),
            (
                "datetime",
                Many::MOMENTS.eq(moment("2024-02-29T01:00:00+01:00")),
            ),
            ("money", Many::PRICES.eq(Money::new(2, "EUR"))),
            ("employee", Many::BOSSES.eq(Employee(6))),
            ("crm_status", Many::ORIGINS.eq("CALL")),
            ("crm", Many::LINKS.eq(CrmBinding::of("T9a", 2))),
            ("iblock_element", Many::ELEMENTS.is_in([IblockElement(2)])),
            ("not empty", Many::DAYS.is_not_empty()),
        ] {
            assert_eq!(by.find(b24, condition).await, [sample], "{by:?} {what}");
        }
    }
}

#[tokio::test]
async fn files() {
    let stand = stand().await;
    let b24 = &stand.b24;
    for by in BOTH {
        let file = |name: &str| CustomFile::new(name, b"content".as_slice());
        let papers = |papers: Vec<CustomFile>| Many {
            papers,
            ..Many::nothing()
        };
        let id = by
            .add(b24, &papers(vec![file("a.txt"), file("b.txt")]))
            .await;
        let read: Many = by.get(b24, id).await;
        let numbers: Vec<i64> = read.papers.iter().filter_map(CustomFile::id).collect();
        assert_eq!(numbers.len(), 2, "{by:?}: {read:?}");
        let changed = papers(vec![
            CustomFile::Remove { id: numbers[0] },
            CustomFile::keep(numbers[1]),
            file("c.txt"),
        ]);
        by.change(b24, id, &changed).await;
        let after: Many = by.get(b24, id).await;
        let after: Vec<i64> = after.papers.iter().filter_map(CustomFile::id).collect();
        assert_eq!(after.len(), 2, "{by:?}: {after:?}");
        assert!(
            after.contains(&numbers[1]) && !after.contains(&numbers[0]),
            "{by:?}"
        );
    }
}

#[tokio::test]
async fn every_custom_field_as_json() {
    let stand = stand().await;
    let b24 = &stand.b24;
    let id = By::Classic.add(b24, &One::sample()).await;
    let classic: RawCustomFields = By::Classic.get(b24, id).await;
    assert_eq!(classic["UF_CRM_COUNT"], "-7");
    assert_eq!(classic["UF_CRM_LINK"], "CO_12");
    let read: RawCustomFields = By::Item.get(b24, id).await;
    assert_eq!(read["UF_CRM_COUNT"], -7);
    let listed = contact::list()
        .with::<RawCustomFields>()
        .send(b24)
        .await
        .unwrap();
    assert_eq!(listed[0].custom["UF_CRM_COUNT"], "-7");
    // And back.
    let copy = By::Classic.add(b24, &classic).await;
    assert_eq!(
        By::Item.get::<One>(b24, copy).await,
        By::Item.get::<One>(b24, id).await
    );
}

/// Other types than the portal has.
#[derive(CustomFields, Debug, Clone, PartialEq)]
#[bitrix24(entity = contact)]
struct Mistaken {
    #[bitrix24(field = "UF_CRM_TEXT")]
    text: Option<i64>,
}

/// A part of the options.
#[derive(ListOption, Debug, Clone, Copy, PartialEq)]
enum OnlySilver {
    #[bitrix24(id = 2)]
    Silver,
}

#[derive(CustomFields, Debug, Clone, PartialEq)]
#[bitrix24(entity = contact)]
struct Closed {
    #[bitrix24(field = "UF_CRM_TIER")]
    tier: Option<OnlySilver>,
}

#[tokio::test]
async fn values_of_another_kind_are_errors_with_a_path() {
    let stand = stand().await;
    let b24 = &stand.b24;
    let id = By::Classic.add(b24, &One::sample()).await;
    let error = contact::get(id)
        .with::<Mistaken>()
        .send(b24)
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Decode { .. }), "{error:?}");
    let text = error.to_string();
    assert!(
        text.contains("crm.contact.get") && text.contains("result.UF_CRM_TEXT"),
        "{text}"
    );
    let error = contact::list()
        .with::<Closed>()
        .send(b24)
        .await
        .unwrap_err();
    let text = error.to_string();
    assert!(text.contains("result[0].UF_CRM_TIER"), "{text}");
    let error = item::get(id).with::<Closed>().send(b24).await.unwrap_err();
    let text = error.to_string();
    assert!(text.contains("result.item.UF_CRM_TIER"), "{text}");
    let silver = Closed {
        tier: Some(OnlySilver::Silver),
    };
    let id = By::Item.add(b24, &silver).await;
    assert_eq!(By::Classic.get::<Closed>(b24, id).await, silver);
}
