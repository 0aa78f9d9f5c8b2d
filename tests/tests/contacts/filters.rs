//! Typed conditions, each over rows that tell right from wrong.

use bitrix24::crm::contact::{self, Fields};
use bitrix24::{Client, Condition, Error, FieldsOf, Id};
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
                .last_name("Lovelace")
                .post("Analyst")
                .source_id("CALL")
                .birthdate(day("1985-12-10"))
                .comments("50% off")
                .opened(true)
                .assigned_by_id(1),
            Fields::new()
                .name("Alan")
                .last_name("Turing")
                .post("Engineer")
                .source_id("WEB")
                .birthdate(day("1990-06-23"))
                .comments("500 off")
                .opened(false)
                .assigned_by_id(6),
            Fields::new()
                .name("Grace")
                .last_name("Hopper")
                .post("Admiral")
                .source_id("CALL")
                .birthdate(day("1970-12-09"))
                .comments("a_b")
                .opened(true)
                .assigned_by_id(6),
            Fields::new()
                .name("Radia")
                .last_name("O'Neill \\ \"Perl\"")
                .comments("axb")
                .opened(false)
                .assigned_by_id(16),
        ];
        let mut ids = Vec::new();
        for row in rows {
            ids.push(contact::add(row).send(&stand.b24).await.unwrap());
        }
        Self { stand, ids }
    }

    /// The places of the rows that a condition finds.
    async fn find<S: FieldsOf<contact::Entity>>(&self, condition: Condition<S>) -> Vec<usize> {
        self.places(contact::list().filter(condition)).await
    }

    async fn places(&self, list: contact::ListRequest) -> Vec<usize> {
        let list = list.order(contact::ID.asc()).select(contact::ID);
        let found = list.send(&self.stand.b24).await.unwrap();
        assert_eq!(found.total, Some(found.len() as u64));
        found
            .iter()
            .map(|row| {
                let place = self.ids.iter().position(|id| Some(*id) == row.id);
                place.expect("a row of ours")
            })
            .collect()
    }
}

async fn refusal<S: FieldsOf<contact::Entity>>(b24: &Client, condition: Condition<S>) -> Error {
    contact::list()
        .filter(condition)
        .send(b24)
        .await
        .unwrap_err()
}

#[tokio::test]
async fn equality() {
    let rows = Rows::new().await;
    assert_eq!(rows.find(contact::NAME.eq("Ada")).await, [0]);
    assert_eq!(
        rows.find(contact::NAME.eq("A")).await,
        [0_usize; 0],
        "not a part"
    );
    assert_eq!(
        rows.find(contact::LAST_NAME.eq("O'Neill \\ \"Perl\""))
            .await,
        [3]
    );
    assert_eq!(rows.find(contact::COMMENTS.eq("50% off")).await, [0]);
    assert_eq!(rows.find(contact::NAME.ne("Ada")).await, [1, 2, 3]);
    assert_eq!(rows.find(contact::SOURCE_ID.eq("CALL")).await, [0, 2]);
    assert_eq!(
        rows.find(contact::SOURCE_ID.ne("CALL")).await,
        [1, 3],
        "without a source is not CALL"
    );
    assert_eq!(rows.find(contact::OPENED.eq(true)).await, [0, 2]);
    assert_eq!(rows.find(contact::OPENED.ne(true)).await, [1, 3]);
    assert_eq!(rows.find(contact::ASSIGNED_BY_ID.eq(6)).await, [1, 2]);
    assert_eq!(rows.find(contact::ID.eq(rows.ids[1])).await, [1]);
    assert_eq!(
        rows.find(contact::BIRTHDATE.eq(day("1990-06-23"))).await,
        [1]
    );
    assert_eq!(
        rows.find(contact::BIRTHDATE.ne(day("1990-06-23"))).await,
        [0, 2, 3]
    );
    assert_eq!(rows.find(contact::HAS_PHONE.eq(true)).await, [0_usize; 0]);
}

#[tokio::test]
async fn membership() {
    let rows = Rows::new().await;
    assert_eq!(
        rows.find(contact::NAME.is_in(["Ada", "Grace", "Nobody"]))
            .await,
        [0, 2]
    );
    assert_eq!(
        rows.find(contact::NAME.not_in(["Ada", "Grace"])).await,
        [1, 3]
    );
    assert_eq!(
        rows.find(contact::ASSIGNED_BY_ID.is_in([1, 6])).await,
        [0, 1, 2],
        "16 is neither"
    );
    assert_eq!(rows.find(contact::ASSIGNED_BY_ID.not_in([1, 6])).await, [3]);
    assert_eq!(
        rows.find(contact::SOURCE_ID.is_in(["WEB", "EMAIL"])).await,
        [1]
    );
    assert_eq!(
        rows.find(contact::ID.is_in(rows.ids.iter().skip(2))).await,
        [2, 3]
    );
    assert_eq!(
        rows.find(contact::BIRTHDATE.is_in([day("1985-12-10"), day("1970-12-09")]))
            .await,
        [0, 2]
    );
    let none: [&str; 0] = [];
    let error = refusal(&rows.stand.b24, contact::NAME.is_in(none)).await;
    assert!(matches!(error, Error::InvalidArgument { .. }), "{error:?}");
}

#[tokio::test]
async fn order_of_values() {
    let rows = Rows::new().await;
    let [first, _, third, _] = rows.ids[..] else {
        panic!("four rows")
    };
    assert_eq!(rows.find(contact::ID.gt(third)).await, [3]);
    assert_eq!(rows.find(contact::ID.ge(third)).await, [2, 3]);
    assert_eq!(rows.find(contact::ID.lt(third)).await, [0, 1]);
    assert_eq!(rows.find(contact::ID.le(third)).await, [0, 1, 2]);
    assert_eq!(
        rows.find(contact::ID.between(first, third)).await,
        [0, 1, 2]
    );
    assert_eq!(rows.find(contact::ASSIGNED_BY_ID.gt(6)).await, [3]);
    let born = &contact::BIRTHDATE;
    assert_eq!(rows.find(born.gt(day("1985-12-10"))).await, [1]);
    assert_eq!(rows.find(born.ge(day("1985-12-10"))).await, [0, 1]);
    assert_eq!(
        rows.find(born.lt(day("1985-12-10"))).await,
        [2],
        "without a day is not before"
    );
    assert_eq!(
        rows.find(born.between(day("1970-12-09"), day("1985-12-10")))
            .await,
        [0, 2]
    );
    assert_eq!(rows.find(contact::NAME.ge("Grace")).await, [2, 3]);
    let now = contact::get(first)
        .send(&rows.stand.b24)
        .await
        .unwrap()
        .date_create
        .unwrap();
    assert_eq!(
        rows.find(contact::DATE_CREATE.lt(now)).await,
        [0_usize; 0],
        "nothing is older than the first"
    );
    assert_eq!(rows.find(contact::DATE_CREATE.ge(now)).await, [0, 1, 2, 3]);
}

#[tokio::test]
async fn parts_of_texts() {
    let rows = Rows::new().await;
    assert_eq!(rows.find(contact::NAME.starts_with("Al")).await, [1]);
    assert_eq!(rows.find(contact::NAME.starts_with("A")).await, [0, 1]);
    assert_eq!(
        rows.find(contact::NAME.ends_with("a")).await,
        [0, 3],
        "Alan ends with n"
    );
    assert_eq!(rows.find(contact::NAME.contains("a")).await, [0, 1, 2, 3]);
    assert_eq!(rows.find(contact::NAME.contains("ac")).await, [2]);
    assert_eq!(
        rows.find(contact::FULL_NAME.contains("Hop")).await,
        [2],
        "hidden, but searchable"
    );
    assert_eq!(rows.find(contact::LAST_NAME.contains("\\")).await, [3]);
    assert_eq!(
        rows.find(contact::LAST_NAME.starts_with("O'Neill \\"))
            .await,
        [3]
    );
    assert_eq!(rows.find(contact::LAST_NAME.ends_with("\"")).await, [3]);
    // Letters of patterns stand for themselves.
    assert_eq!(rows.find(contact::COMMENTS.starts_with("50%")).await, [0]);
    assert_eq!(rows.find(contact::COMMENTS.contains("0%")).await, [0]);
    assert_eq!(rows.find(contact::COMMENTS.starts_with("a_")).await, [2]);
    assert_eq!(rows.find(contact::COMMENTS.contains("a_b")).await, [2]);
    // Unless they are meant.
    assert_eq!(rows.find(contact::COMMENTS.like("a_b")).await, [2, 3]);
    assert_eq!(rows.find(contact::COMMENTS.like("50%off")).await, [0, 1]);
}

#[tokio::test]
async fn emptiness() {
    let rows = Rows::new().await;
    assert_eq!(rows.find(contact::POST.is_empty()).await, [3]);
    assert_eq!(rows.find(contact::POST.is_not_empty()).await, [0, 1, 2]);
    assert_eq!(rows.find(contact::SOURCE_ID.is_empty()).await, [3]);
    assert_eq!(rows.find(contact::BIRTHDATE.is_empty()).await, [3]);
    assert_eq!(
        rows.find(contact::BIRTHDATE.is_not_empty()).await,
        [0, 1, 2]
    );
    assert_eq!(rows.find(contact::LEAD_ID.is_empty()).await, [0, 1, 2, 3]);
}

#[tokio::test]
async fn several_conditions_all_hold() {
    let rows = Rows::new().await;
    let list = contact::list()
        .filter(contact::SOURCE_ID.eq("CALL"))
        .filter(contact::NAME.starts_with("G"))
        .filter(contact::ASSIGNED_BY_ID.is_in([1, 6]));
    assert_eq!(rows.places(list).await, [2]);
    let list = contact::list()
        .filter(contact::NAME.ne("Ada"))
        .filter(contact::NAME.starts_with("A"));
    assert_eq!(rows.places(list).await, [1], "one field, two operators");

    // One operator twice on one field has no place in a flat filter.
    let twice = contact::list()
        .filter(contact::NAME.ne("Ada"))
        .filter(contact::NAME.ne("Alan"));
    let error = twice.send(&rows.stand.b24).await.unwrap_err();
    assert!(matches!(error, Error::InvalidArgument { .. }), "{error:?}");
}

#[tokio::test]
async fn companies() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let mut ids = Vec::new();
    for companies in [&[12, 15][..], &[15], &[]] {
        let fields = Fields::new()
            .name("Ada")
            .company_ids(companies.iter().copied());
        ids.push(contact::add(fields).send(b24).await.unwrap());
    }
    let found = contact::list()
        .filter(contact::COMPANY_ID.eq(15))
        .send(b24)
        .await
        .unwrap();
    let found: Vec<Option<Id<_>>> = found.iter().map(|row| row.id).collect();
    assert_eq!(found, [Some(ids[1])], "the main one");
}
