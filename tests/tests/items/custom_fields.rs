//! Custom fields with one value: written, read, found, cleared; by both families of methods.

use bitrix24::crm::contact::{self, Changes};
use bitrix24::crm::item::contact as item;
use bitrix24::{
    Clear, CrmBinding, CustomFile, Employee, IblockElement, IblockSection, Money, any_of,
};

use crate::custom_types::{BOTH, By, One, Tier, stand};
use crate::{day, moment};

#[tokio::test]
async fn values_are_kept() {
    let stand = stand().await;
    let b24 = &stand.b24;
    for writer in BOTH {
        for sample in [One::sample(), One::other(), One::nothing()] {
            let id = writer.add(b24, &sample).await;
            for reader in BOTH {
                let mut read: One = reader.get(b24, id).await;
                if sample == One::nothing() {
                    // An unset flag may read as no.
                    read.flag = read.flag.filter(|flag| *flag);
                }
                assert_eq!(read, sample, "{writer:?} {reader:?}");
            }
        }
    }
}

#[tokio::test]
async fn what_is_none_is_cleared_by_a_change() {
    let stand = stand().await;
    let b24 = &stand.b24;
    for by in BOTH {
        let id = by.add(b24, &One::sample()).await;
        by.change(b24, id, &One::other()).await;
        assert_eq!(by.get::<One>(b24, id).await, One::other(), "{by:?}");
        by.change(b24, id, &One::nothing()).await;
        let mut read: One = by.get(b24, id).await;
        read.flag = read.flag.filter(|flag| *flag);
        assert_eq!(read, One::nothing(), "{by:?}");
    }
}

#[tokio::test]
async fn one_field_is_changed_alone() {
    let stand = stand().await;
    let b24 = &stand.b24;
    let id = By::Classic.add(b24, &One::sample()).await;
    let changes = Changes::new()
        .set(One::TIER, Tier::Silver)
        .set(One::COUNT, 9)
        .set(One::FLAG, false)
        .set(One::TEXT, Clear)
        .set(One::DAY, day("2020-02-29"))
        .set(One::PRICE, Clear);
    contact::update(id, changes).send(b24).await.unwrap();
    let expected = One {
        tier: Some(Tier::Silver),
        count: Some(9),
        flag: Some(false),
        text: None,
        day: Some(day("2020-02-29")),
        price: None,
        ..One::sample()
    };
    assert_eq!(By::Classic.get::<One>(b24, id).await, expected);
    let changes = item::Changes::new()
        .set(One::TIER, Clear)
        .set(One::LINK, CrmBinding::of("D", 5))
        .set(One::BOSS, Employee(2));
    item::update(id, changes).send(b24).await.unwrap();
    let expected = One {
        tier: None,
        link: Some(CrmBinding::of("D", 5)),
        boss: Some(Employee(2)),
        ..expected
    };
    assert_eq!(By::Item.get::<One>(b24, id).await, expected);
}

#[tokio::test]
async fn found_by_their_values() {
    let stand = stand().await;
    let b24 = &stand.b24;
    let sample = By::Classic.add(b24, &One::sample()).await;
    let other = By::Classic.add(b24, &One::other()).await;
    let nothing = By::Classic.add(b24, &One::nothing()).await;
    for by in BOTH {
        for (what, condition) in [
            ("enumeration", One::TIER.eq(Tier::Gold)),
            (
                "enumeration in",
                One::TIER.is_in([Tier::Gold, Tier::Other(9)]),
            ),
            ("string", One::TEXT.eq("50% of \"x\" & <y>\nz")),
            ("string part", One::TEXT.contains("of \"x\" &")),
            ("string beginning", One::TEXT.starts_with("50")),
            ("integer", One::COUNT.eq(-7)),
            ("integer below", One::COUNT.lt(-6)),
            ("double", One::RATE.between("1.2", "1.3")),
            ("boolean", One::FLAG.eq(true)),
            ("date", One::DAY.eq(day("2026-01-31"))),
            ("date behind", One::DAY.gt(day("2026-01-30"))),
            (
                "datetime",
                One::MOMENT.eq(moment("2026-02-01T04:30:00+00:00")),
            ),
            (
                "datetime behind",
                One::MOMENT.ge(moment("2026-02-01T04:30:00+00:00")),
            ),
            ("money", One::PRICE.eq(Money::new(300, "USD"))),
            ("url", One::SITE.eq("https://example.com/?a=1&b=2")),
            ("employee", One::BOSS.eq(Employee(6))),
            ("crm_status", One::ORIGIN.eq("WEB")),
            ("crm", One::LINK.eq(CrmBinding::of("CO", 12))),
            ("iblock_element", One::ELEMENT.eq(IblockElement(70))),
            ("iblock_section", One::SECTION.eq(IblockSection(71))),
        ] {
            assert_eq!(by.find(b24, condition).await, [sample], "{by:?} {what}");
        }
        for (what, condition) in [
            ("enumeration", One::TIER.is_empty()),
            ("string", One::TEXT.is_empty()),
            ("integer", One::COUNT.is_empty()),
            ("date", One::DAY.is_empty()),
            ("money", One::PRICE.is_empty()),
            ("crm", One::LINK.is_empty()),
        ] {
            assert_eq!(by.find(b24, condition).await, [nothing], "{by:?} {what}");
        }
        let set = by.find(b24, One::MOMENT.is_not_empty()).await;
        assert_eq!(set, [sample, other], "{by:?}");
        let not = by.find(b24, One::TIER.ne(Tier::Gold)).await;
        assert_eq!(not, [other, nothing], "{by:?}");
    }
    let either = any_of([
        item::NAME.eq("Nobody"),
        One::COUNT.gt(600).into(),
        One::TIER.eq(Tier::Gold).into(),
    ]);
    let found = item::list().filter(either).send(b24).await.unwrap();
    assert_eq!(found.len(), 2);
}

#[tokio::test]
async fn lists_and_orders() {
    let stand = stand().await;
    let b24 = &stand.b24;
    for custom in [One::other(), One::sample(), One::nothing()] {
        By::Item.add(b24, &custom).await;
    }
    let classic = contact::list()
        .filter(One::COUNT.is_not_empty())
        .order(One::COUNT.asc())
        .select(contact::NAME)
        .with::<One>()
        .send(b24)
        .await
        .unwrap();
    let items = item::list()
        .filter(One::COUNT.is_not_empty())
        .order(One::COUNT.asc())
        .select(item::NAME)
        .with::<One>()
        .send(b24)
        .await
        .unwrap();
    let classic: Vec<One> = classic.into_iter().map(|row| row.custom).collect();
    let items: Vec<One> = items.into_iter().map(|row| row.custom).collect();
    assert_eq!(classic, [One::sample(), One::other()]);
    assert_eq!(items, classic);
    let streamed = contact::list()
        .select((contact::NAME, One::DAY, One::TIER))
        .with::<One>()
        .stream(b24);
    let streamed = streamed.try_collect().await.unwrap();
    assert_eq!(streamed.len(), 3);
    assert_eq!(streamed[1].custom.tier, Some(Tier::Gold));
}

#[tokio::test]
async fn files() {
    let stand = stand().await;
    let b24 = &stand.b24;
    for by in BOTH {
        let paper = |name: &str| One {
            paper: Some(CustomFile::new(name, b"content".as_slice())),
            ..One::nothing()
        };
        let id = by.add(b24, &paper("a.txt")).await;
        let read: One = by.get(b24, id).await;
        let Some(CustomFile::Stored {
            id: number,
            download_url: Some(url),
            ..
        }) = &read.paper
        else {
            panic!("{by:?}: a stored file, not {:?}", read.paper)
        };
        assert!(
            url.contains("/rest/") || url.starts_with('/'),
            "{by:?}: {url}"
        );
        assert!(*number > 0, "{by:?}");
        // What was read is written back, and stays.
        by.change(b24, id, &read).await;
        assert_eq!(by.get::<One>(b24, id).await.paper, read.paper, "{by:?}");
        by.change(b24, id, &paper("b.txt")).await;
        let replaced = by.get::<One>(b24, id).await.paper;
        assert!(
            replaced.is_some() && replaced != read.paper,
            "{by:?}: {replaced:?}"
        );
        let number = replaced.as_ref().and_then(CustomFile::id).unwrap();
        let gone = One {
            paper: Some(CustomFile::Remove { id: number }),
            ..One::nothing()
        };
        by.change(b24, id, &gone).await;
        assert_eq!(by.get::<One>(b24, id).await.paper, None, "{by:?}");
    }
}

#[test]
fn identifiers_become_links() {
    use bitrix24::crm::item::{deal, invoice};

    let ada = contact::Id::new(12);
    let link = CrmBinding::from(ada);
    assert_eq!(link.to_string(), "C_12");
    assert_eq!(link.to(), Some(ada));
    assert_eq!(link.to(), None::<deal::Id>);
    let bill = invoice::Id::new(5);
    assert_eq!(CrmBinding::from(bill).to_string(), "SI_5");
    assert_eq!(CrmBinding::of("T9a", 4).to(), None::<deal::Id>);
    // Where a field allows one kind only, no sign is there to tell it.
    assert_eq!(CrmBinding::new(12).to(), Some(ada));
}
