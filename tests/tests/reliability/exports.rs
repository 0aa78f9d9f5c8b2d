//! Long lists: complete, or an error that says so.

use bitrix24::crm::contact;
use bitrix24_portal::{Rule, Trouble};

use crate::world::World;

async fn export(w: &World) -> Result<usize, bitrix24::Error> {
    let all = contact::list().select(contact::ID).stream(&w.b24);
    let all = all.try_collect().await?;
    let ids: Vec<i64> = all.iter().map(|c| c.id.unwrap().get()).collect();
    let expected: Vec<i64> = (1..=i64::try_from(ids.len()).unwrap()).collect();
    assert_eq!(ids, expected, "every record once, in order");
    Ok(ids.len())
}

#[tokio::test]
async fn trouble_in_the_middle_is_overcome() {
    for trouble in [
        Trouble::QueryLimit,
        Trouble::OperatingLimit { reset_in: 0 },
        Trouble::BAD_GATEWAY,
        Trouble::Cut,
        Trouble::HalfJson,
        Trouble::NoJson,
        Trouble::Reset { done: true },
        Trouble::Hang { done: true },
        Trouble::ServerError { done: true },
    ] {
        let w = World::seeded(6_000).await;
        w.portal
            .trouble(Rule::new("batch", trouble.clone()).skip(1).times(2));
        assert_eq!(export(&w).await.unwrap(), 6_000, "{trouble:?}");
        let sent = w.sent("batch");
        assert_eq!(sent, 3 + 2, "{trouble:?}");
    }
}

#[tokio::test]
async fn a_page_that_is_refused_for_now_is_asked_for_again() {
    for trouble in [
        Trouble::QueryLimit,
        Trouble::ServerError { done: false },
        Trouble::refusal("INTERNAL_SERVER_ERROR", "Internal server error"),
    ] {
        let w = World::seeded(6_000).await;
        let rule = Rule::new("crm.contact.list", trouble.clone());
        w.portal.trouble(rule.in_batch().skip(30).times(1));
        assert_eq!(export(&w).await.unwrap(), 6_000, "{trouble:?}");
    }
}

#[tokio::test]
async fn a_method_that_is_blocked_ends_the_export_with_an_error_and_where_it_was() {
    let w = World::seeded(6_000).await;
    let no = Trouble::refusal("ACCESS_DENIED", "No more");
    w.portal
        .trouble(Rule::new("crm.contact.list", no).in_batch().skip(60));
    let mut stream = contact::list().select(contact::ID).stream(&w.b24);
    let mut seen = 0;
    let error = loop {
        match stream.try_next().await {
            Ok(Some(_)) => seen += 1,
            Ok(None) => panic!("a part was handed on as the whole"),
            Err(error) => break error,
        }
    };
    assert!(error.is_access(), "{error:?}");
    let cursor: i64 = stream.cursor().unwrap().parse().unwrap();
    assert_eq!(
        (seen, cursor),
        (50 + 3_000, 3_050),
        "everything before it was handed out"
    );
    w.portal.no_trouble();
    let rest = contact::list()
        .filter(contact::ID.gt(cursor))
        .select(contact::ID)
        .stream(&w.b24);
    assert_eq!(rest.try_collect().await.unwrap().len(), 6_000 - 3_050);
}
