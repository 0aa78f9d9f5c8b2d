//! Selection, order, pages, streams.

use bitrix24::crm::contact::{self, Contact, Fields};
use bitrix24::crm::userfield::{self, FieldType};
use bitrix24::crm::{Email, Phone};
use bitrix24::{CustomFields, EveryCustomField, EveryField, RawCustomFields};
use bitrix24_tests::Stand;

#[derive(CustomFields, Debug, Clone, PartialEq)]
#[bitrix24(entity = contact)]
struct Points {
    #[bitrix24(field = "UF_CRM_POINTS")]
    points: Option<i64>,
}

/// Contacts with a custom field and a phone number.
async fn stand() -> Stand {
    let stand = Stand::start().await;
    let field = userfield::Fields::new("POINTS", FieldType::Integer);
    contact::userfield::add(field)
        .send(&stand.b24)
        .await
        .unwrap();
    for (name, points) in [("Ada", Some(3)), ("Grace", None), ("Alan", Some(20))] {
        let fields = Fields::new()
            .name(name)
            .last_name("x")
            .phone([Phone::work("+44")])
            .email([Email::work("a@b.org")])
            .custom(&Points { points });
        contact::add(fields).send(&stand.b24).await.unwrap();
    }
    stand
}

fn names<C>(rows: &[Contact<C>]) -> Vec<&str> {
    rows.iter().filter_map(|row| row.name.as_deref()).collect()
}

#[tokio::test]
async fn what_is_selected() {
    let stand = stand().await;
    let b24 = &stand.b24;
    let by_id = || contact::list().order(contact::ID.asc());

    let rows = by_id().send(b24).await.unwrap();
    assert_eq!(names(&rows), ["Ada", "Grace", "Alan"]);
    assert!(rows[0].id.is_some() && rows[0].has_phone == Some(true));
    assert!(
        rows.iter().all(|row| row.phone.is_empty()),
        "only by their names"
    );

    let rows = by_id()
        .select((contact::NAME, contact::PHONE))
        .send(b24)
        .await
        .unwrap();
    assert!(rows.iter().all(|row| row.id.is_some()), "always");
    assert_eq!(rows[0].phone[0].value.as_deref(), Some("+44"));
    assert!(rows[0].last_name.is_none() && rows[0].email.is_empty());

    let rows = by_id()
        .select(EveryField)
        .select([contact::PHONE])
        .send(b24)
        .await
        .unwrap();
    assert_eq!(rows[0].last_name.as_deref(), Some("x"));
    assert_eq!((rows[0].phone.len(), rows[0].email.len()), (1, 0));
}

#[tokio::test]
async fn custom_fields_of_a_list() {
    let stand = stand().await;
    let b24 = &stand.b24;
    let by_id = || contact::list().order(contact::ID.asc());
    let points = |rows: &[Contact<Points>]| -> Vec<Option<i64>> {
        rows.iter().map(|row| row.custom.points).collect()
    };

    let rows = by_id().with::<Points>().send(b24).await.unwrap();
    assert_eq!(points(&rows), [Some(3), None, Some(20)]);
    assert_eq!(rows[0].last_name.as_deref(), Some("x"), "and the others");

    let rows = by_id()
        .select(contact::NAME)
        .with::<Points>()
        .send(b24)
        .await
        .unwrap();
    assert_eq!(points(&rows), [Some(3), None, Some(20)]);
    assert!(rows[0].name.is_some() && rows[0].last_name.is_none());

    let rows = by_id()
        .select((contact::NAME, Points::POINTS))
        .with::<RawCustomFields>()
        .send(b24)
        .await
        .unwrap();
    assert_eq!(rows[2].custom["UF_CRM_POINTS"], "20");

    let rows = by_id()
        .select(EveryCustomField)
        .with::<Points>()
        .send(b24)
        .await
        .unwrap();
    assert_eq!(points(&rows), [Some(3), None, Some(20)]);
    assert!(rows[0].name.is_none());

    let rows = contact::list()
        .filter(Points::POINTS.gt(3))
        .send(b24)
        .await
        .unwrap();
    assert_eq!(names(&rows), ["Alan"], "as numbers");
    let rows = contact::list()
        .filter(Points::POINTS.is_not_empty())
        .order(Points::POINTS.desc())
        .send(b24)
        .await
        .unwrap();
    assert_eq!(names(&rows), ["Alan", "Ada"]);
}

#[tokio::test]
async fn order() {
    let stand = stand().await;
    let b24 = &stand.b24;
    let rows = contact::list()
        .order(contact::NAME.asc())
        .send(b24)
        .await
        .unwrap();
    assert_eq!(names(&rows), ["Ada", "Alan", "Grace"]);
    let rows = contact::list()
        .order(contact::LAST_NAME.asc())
        .order(contact::NAME.desc())
        .send(b24)
        .await
        .unwrap();
    assert_eq!(names(&rows), ["Grace", "Alan", "Ada"]);
    let rows = contact::list()
        .order(contact::ID.desc())
        .send(b24)
        .await
        .unwrap();
    assert_eq!(names(&rows), ["Alan", "Grace", "Ada"]);
}

fn ids(rows: &[Contact]) -> Vec<i64> {
    rows.iter().map(|row| row.id.unwrap().get()).collect()
}

fn range(from: i64, to: i64) -> Vec<i64> {
    (from..=to).collect()
}

#[tokio::test]
async fn pages() {
    let stand = Stand::seeded(120).await;
    let b24 = &stand.b24;
    let page = async |start: i64| {
        let list = contact::list()
            .order(contact::ID.asc())
            .select(contact::NAME)
            .start(start);
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
    assert_eq!(
        ids(&page(1000).await),
        range(1, 50),
        "beyond the end is the first page"
    );
    let first = page(-1).await;
    assert_eq!(
        (first.len(), first.total, first.next),
        (50, Some(0), None),
        "uncounted"
    );
    let none = contact::list()
        .filter(contact::NAME.eq("Nobody"))
        .send(b24)
        .await
        .unwrap();
    assert_eq!((none.len(), none.total, none.next), (0, Some(0), None));
}

#[tokio::test]
async fn streams_by_id() {
    let stand = Stand::seeded(230).await;
    let b24 = &stand.b24;
    let read = async |list: contact::ListRequest| list.stream(b24).try_collect().await.unwrap();
    let all = read(contact::list()).await;
    assert_eq!(ids(&all), range(1, 230));
    assert!(all.iter().all(|row| row.last_name.is_some()));

    let selected = read(contact::list().select(contact::NAME)).await;
    assert_eq!(ids(&selected), range(1, 230));
    assert!(selected.iter().all(|row| row.last_name.is_none()));

    let own = contact::list().filter(contact::ID.gt(17));
    assert_eq!(ids(&read(own).await), range(18, 230));
    let own = contact::list().filter(contact::ID.between(33, 211));
    assert_eq!(ids(&read(own).await), range(33, 211));
    let own = contact::list()
        .filter(contact::ID.gt(100))
        .filter(contact::ID.ne(150))
        .filter(contact::ID.lt(200));
    let mut expected = range(101, 199);
    expected.retain(|id| *id != 150);
    assert_eq!(ids(&read(own).await), expected);
    let own = contact::list().filter(contact::ID.is_in([5, 77, 229, 500]));
    assert_eq!(ids(&read(own).await), [5, 77, 229]);

    let calls = read(contact::list().filter(contact::SOURCE_ID.eq("CALL"))).await;
    let expected: Vec<i64> = all
        .iter()
        .filter(|row| row.source_id.as_ref().is_some_and(|s| s.as_str() == "CALL"))
        .map(|row| row.id.unwrap().get())
        .collect();
    assert!(expected.len() > 50);
    assert_eq!(ids(&calls), expected);
    let nobody = contact::list().filter(contact::NAME.eq("Nobody"));
    assert_eq!(read(nobody).await, []);
}

#[tokio::test]
async fn streams_in_an_order_of_their_own() {
    let stand = Stand::seeded(120).await;
    let b24 = &stand.b24;
    let list = contact::list()
        .order(contact::LAST_NAME.asc())
        .order(contact::ID.desc())
        .select(contact::LAST_NAME);
    let mut stream = list.stream(b24);
    let mut seen: Vec<(String, i64)> = Vec::new();
    while let Some(row) = stream.try_next().await.unwrap() {
        seen.push((row.last_name.unwrap(), row.id.unwrap().get()));
    }
    let mut each: Vec<i64> = seen.iter().map(|(_, id)| *id).collect();
    each.sort_unstable();
    assert_eq!(each, range(1, 120));
    for pair in seen.windows(2) {
        let [(before, id), (after, next)] = pair else {
            panic!("two")
        };
        assert!(before < after || (before == after && id > next), "{pair:?}");
    }
}

#[tokio::test]
async fn a_stream_of_whole_pages_ends() {
    for count in [0, 50, 100] {
        let stand = Stand::seeded(count).await;
        let b24 = &stand.b24;
        let rows = contact::list().stream(b24).try_collect().await.unwrap();
        assert_eq!(ids(&rows), range(1, count.into()));
        let rows = contact::list()
            .order(contact::ID.desc())
            .stream(b24)
            .try_collect()
            .await
            .unwrap();
        assert_eq!(rows.len(), count as usize);
    }
}

#[tokio::test]
async fn a_stream_ends_with_the_error_of_a_page() {
    let Stand { portal, .. } = Stand::seeded(60).await;
    let url = format!("{}wrong/", portal.webhook_url().trim_end_matches('/'));
    let stranger = bitrix24::Client::webhook(url).unwrap();
    let mut stream = contact::list().stream(&stranger);
    let error = stream.try_next().await.unwrap_err();
    assert!(error.is_auth(), "{error:?}");
    assert!(stream.try_next().await.unwrap().is_none(), "it is over");
}
