//! Conditions, groups of conditions, selection, order, pages, streams.

use bitrix24::crm::item::contact::{self, Contact, Fields};
use bitrix24::{Condition, EveryField, FieldsOf, Id, all_of, any_of};
use bitrix24_tests::Stand;

use crate::day;

struct Rows {
    stand: Stand,
    ids: Vec<contact::Id>,
}

impl Rows {
    async fn new() -> Self {
        let stand = Stand::start().await;
        let rows = [
            Fields::new()
                .name("Ada")
                .source_id("CALL")
                .birthdate(day("1985-12-10"))
                .comments("50% off")
                .opened(true)
                .assigned_by_id(1)
                .company_ids([12, 15]),
            Fields::new()
                .name("Alan")
                .source_id("WEB")
                .birthdate(day("1990-06-23"))
                .comments("500 off")
                .opened(false)
                .assigned_by_id(6)
                .company_ids([15]),
            Fields::new()
                .name("Grace")
                .source_id("CALL")
                .birthdate(day("1970-12-09"))
                .opened(true)
                .assigned_by_id(6),
            Fields::new().name("Radia").opened(false).assigned_by_id(16),
        ];
        let mut ids = Vec::new();
        for row in rows {
            let made = contact::add(row).send(&stand.b24).await.unwrap();
            ids.push(made.id.unwrap());
        }
        Self { stand, ids }
    }

    async fn find<S: FieldsOf<contact::Entity>>(&self, condition: Condition<S>) -> Vec<usize> {
        self.places(contact::list().filter(condition)).await
    }

    async fn places(&self, list: contact::ListRequest) -> Vec<usize> {
        let list = list.order(contact::ID.asc()).select(contact::ID);
        let found = list.send(&self.stand.b24).await.unwrap();
        found
            .iter()
            .map(|row| {
                let place = self.ids.iter().position(|id| Some(*id) == row.id);
                place.expect("a row of ours")
            })
            .collect()
    }
}

#[tokio::test]
async fn conditions() {
    let rows = Rows::new().await;
    let none = [0_usize; 0];
    assert_eq!(rows.find(contact::NAME.eq("Ada")).await, [0]);
    assert_eq!(rows.find(contact::NAME.eq("A")).await, none);
    assert_eq!(rows.find(contact::NAME.ne("Ada")).await, [1, 2, 3]);
    assert_eq!(
        rows.find(contact::NAME.is_in(["Ada", "Grace"])).await,
        [0, 2]
    );
    assert_eq!(rows.find(contact::ASSIGNED_BY_ID.not_in([1, 6])).await, [3]);
    assert_eq!(
        rows.find(contact::ASSIGNED_BY_ID.is_in([1, 6])).await,
        [0, 1, 2]
    );
    assert_eq!(rows.find(contact::SOURCE_ID.eq("CALL")).await, [0, 2]);
    assert_eq!(rows.find(contact::OPENED.eq(true)).await, [0, 2]);
    let born = &contact::BIRTHDATE;
    assert_eq!(rows.find(born.gt(day("1985-12-10"))).await, [1]);
    assert_eq!(rows.find(born.ge(day("1985-12-10"))).await, [0, 1]);
    assert_eq!(rows.find(born.lt(day("1985-12-10"))).await, [2]);
    assert_eq!(rows.find(born.le(day("1985-12-10"))).await, [0, 2]);
    assert_eq!(
        rows.find(born.between(day("1970-12-09"), day("1985-12-10")))
            .await,
        [0, 2]
    );
    assert_eq!(rows.find(contact::NAME.contains("ra")).await, [2, 3]);
    assert_eq!(rows.find(contact::NAME.starts_with("A")).await, [0, 1]);
    assert_eq!(rows.find(contact::NAME.ends_with("a")).await, [0, 3]);
    assert_eq!(rows.find(contact::COMMENTS.starts_with("50%")).await, [0]);
    assert_eq!(rows.find(contact::COMMENTS.contains("0%")).await, [0]);
    assert_eq!(rows.find(contact::SOURCE_ID.is_empty()).await, [3]);
    assert_eq!(
        rows.find(contact::SOURCE_ID.is_not_empty()).await,
        [0, 1, 2]
    );
    assert_eq!(rows.find(contact::ID.gt(rows.ids[2])).await, [3]);
    assert_eq!(rows.find(contact::COMPANY_ID.eq(15)).await, [1]);
}

#[tokio::test]
async fn groups() {
    let rows = Rows::new().await;
    let either = any_of([contact::NAME.eq("Ada"), contact::ASSIGNED_BY_ID.eq(16)]);
    assert_eq!(rows.find(either.clone()).await, [0, 3]);
    let list = contact::list()
        .filter(either)
        .filter(contact::OPENED.eq(true));
    assert_eq!(rows.places(list).await, [0], "and what stands beside");

    let nested = any_of([
        all_of([
            contact::SOURCE_ID.eq("CALL"),
            contact::NAME.starts_with("G"),
        ]),
        all_of([
            contact::ASSIGNED_BY_ID.eq(6),
            any_of([contact::NAME.eq("Alan"), contact::NAME.eq("Radia")]),
        ]),
    ]);
    assert_eq!(rows.find(nested).await, [1, 2]);

    // Two groups, and two conditions of one kind on one field, all hold.
    let list = contact::list()
        .filter(any_of([contact::NAME.eq("Ada"), contact::NAME.eq("Alan")]))
        .filter(any_of([
            contact::SOURCE_ID.eq("WEB"),
            contact::NAME.eq("Grace"),
        ]));
    assert_eq!(rows.places(list).await, [1]);
    let list = contact::list()
        .filter(contact::NAME.ne("Ada"))
        .filter(contact::NAME.ne("Alan"));
    assert_eq!(rows.places(list).await, [2, 3]);
    let list = contact::list()
        .filter(contact::NAME.contains("a"))
        .filter(contact::NAME.contains("r"))
        .filter(contact::NAME.contains("i"));
    assert_eq!(rows.places(list).await, [3]);
}

fn ids(rows: &[Contact]) -> Vec<i64> {
    rows.iter().map(|row| row.id.unwrap().get()).collect()
}

fn range(from: i64, to: i64) -> Vec<i64> {
    (from..=to).collect()
}

#[tokio::test]
async fn selection_and_order() {
    let stand = Stand::seeded(12).await;
    let b24 = &stand.b24;
    let all = contact::list().send(b24).await.unwrap();
    assert!(all[0].last_name.is_some() && !all[0].fm.is_empty());
    let every = contact::list().select(EveryField).send(b24).await.unwrap();
    assert_eq!(every.items, all.items);
    let some = contact::list()
        .select((contact::NAME, contact::SOURCE_ID))
        .order(contact::NAME.desc())
        .order(contact::ID.asc())
        .send(b24)
        .await
        .unwrap();
    assert!(
        some.iter()
            .all(|row| row.id.is_none() && row.last_name.is_none()),
        "nothing but these"
    );
    let names: Vec<&str> = some.iter().filter_map(|row| row.name.as_deref()).collect();
    assert_eq!(names.len(), 12);
    assert!(names.is_sorted_by(|a, b| a >= b), "{names:?}");
    let last = contact::list()
        .order(contact::ID.desc())
        .send(b24)
        .await
        .unwrap();
    assert_eq!(ids(&last)[0], 12);
}

#[tokio::test]
async fn pages() {
    let stand = Stand::seeded(120).await;
    let b24 = &stand.b24;
    let page = async |start: i64| {
        let list = contact::list().order(contact::ID.asc()).start(start);
        list.send(b24).await.unwrap()
    };
    for (start, from, to, next) in [
        (0, 1, 50, Some(50)),
        (50, 51, 100, Some(100)),
        (100, 101, 120, None),
    ] {
        let page = page(start).await;
        assert_eq!(ids(&page), range(from, to));
        assert_eq!((page.total, page.next), (Some(120), next), "{start}");
    }
    let beyond = page(1000).await;
    assert_eq!((beyond.len(), beyond.total), (0, Some(120)));
    let uncounted = page(-1).await;
    assert_eq!(
        (uncounted.len(), uncounted.total, uncounted.next),
        (50, None, None)
    );
}

#[tokio::test]
async fn streams() {
    let stand = Stand::seeded(230).await;
    let b24 = &stand.b24;
    let read = async |list: contact::ListRequest| list.stream(b24).try_collect().await.unwrap();
    let all = read(contact::list()).await;
    assert_eq!(ids(&all), range(1, 230));
    assert!(all.iter().all(|row| row.last_name.is_some()));
    let selected = read(contact::list().select(contact::NAME)).await;
    assert_eq!(ids(&selected), range(1, 230), "the key is read along");
    assert!(selected.iter().all(|row| row.last_name.is_none()));
    let own = contact::list()
        .filter(contact::ID.gt(17))
        .filter(contact::ID.le(211));
    assert_eq!(ids(&read(own).await), range(18, 211));
    let own = contact::list().filter(any_of([
        contact::ID.le(60),
        all_of([contact::ID.gt(99), contact::ID.le(170)]),
    ]));
    let mut expected = range(1, 60);
    expected.extend(100..=170);
    assert_eq!(ids(&read(own).await), expected);
    let down = contact::list().order(contact::ID.desc());
    let mut expected = range(1, 230);
    expected.reverse();
    assert_eq!(ids(&read(down).await), expected);
    assert_eq!(
        read(contact::list().filter(contact::NAME.eq("x"))).await,
        []
    );
    let mut stream = contact::list().stream_by_offset(b24);
    let mut count = 0;
    while let Some(row) = stream.try_next().await.unwrap() {
        count += 1;
        assert_eq!(row.id, Some(Id::new(count)));
    }
    assert_eq!(count, 230);
}
