//! Companies of a contact: six methods.

use bitrix24::crm::contact::company::{self, Fields, delete::FieldsRecord, items};
use bitrix24::crm::contact::{self, Changes};
use bitrix24::{Clear, Client};
use bitrix24_tests::Stand;

/// Number, place and whether it is the main one, of every link.
async fn links(b24: &Client, id: contact::Id) -> Vec<(i64, i64, bool)> {
    let links = items::get(id).send(b24).await.unwrap();
    let link = |link: company::CompanyLink| {
        (
            link.company_id.unwrap().get(),
            link.sort.unwrap(),
            link.is_primary.unwrap(),
        )
    };
    links.into_iter().map(link).collect()
}

async fn main_company(b24: &Client, id: contact::Id) -> Option<i64> {
    let read = contact::get(id).send(b24).await.unwrap();
    read.company_id.map(|id| id.get())
}

async fn somebody(b24: &Client) -> contact::Id {
    let fields = contact::Fields::new().name("Ada");
    contact::add(fields).send(b24).await.unwrap()
}

#[tokio::test]
async fn one_by_one() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let id = somebody(b24).await;
    assert_eq!(links(b24, id).await, []);
    assert!(company::add(id, Fields::new(12)).send(b24).await.unwrap());
    assert_eq!(
        links(b24, id).await,
        [(12, 10, true)],
        "the first is the main one"
    );
    assert!(company::add(id, Fields::new(15)).send(b24).await.unwrap());
    assert!(
        !company::add(id, Fields::new(15)).send(b24).await.unwrap(),
        "linked already"
    );
    assert_eq!(main_company(b24, id).await, Some(12));
    let third = Fields::new(18).sort(5).is_primary(true);
    assert!(company::add(id, third).send(b24).await.unwrap());
    assert_eq!(
        links(b24, id).await,
        [(18, 5, true), (12, 10, false), (15, 20, false)]
    );
    assert_eq!(main_company(b24, id).await, Some(18));

    let delete = async |company: i64| {
        company::delete(id, FieldsRecord::new(company))
            .send(b24)
            .await
            .unwrap()
    };
    assert!(delete(18).await);
    assert!(!delete(18).await, "not linked any more");
    assert_eq!(
        links(b24, id).await,
        [(12, 10, true), (15, 20, false)],
        "the first that is left"
    );
}

#[tokio::test]
async fn all_at_once() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let id = somebody(b24).await;
    company::add(id, Fields::new(99)).send(b24).await.unwrap();
    items::set(id, [Fields::new(12), Fields::new(15), Fields::new(0)])
        .send(b24)
        .await
        .unwrap();
    assert_eq!(
        links(b24, id).await,
        [(12, 10, true), (15, 20, false)],
        "others go, wrong ones are left out"
    );
    items::set(id, [Fields::new(12), Fields::new(15).is_primary(true)])
        .send(b24)
        .await
        .unwrap();
    assert_eq!(links(b24, id).await, [(12, 10, false), (15, 20, true)]);
    assert_eq!(main_company(b24, id).await, Some(15));
    items::delete(id).send(b24).await.unwrap();
    assert_eq!(links(b24, id).await, []);
    assert_eq!(main_company(b24, id).await, None);
}

#[tokio::test]
async fn by_the_fields_of_the_contact() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let fields = contact::Fields::new().name("Ada").company_ids([12, 15]);
    let id = contact::add(fields).send(b24).await.unwrap();
    assert_eq!(links(b24, id).await, [(12, 10, true), (15, 20, false)]);
    let change = async |changes: Changes| {
        contact::update(id, changes).send(b24).await.unwrap();
        links(b24, id).await
    };
    let known = change(Changes::new().company_id(15)).await;
    assert_eq!(known.len(), 2, "linked already: nothing is rebuilt");
    let other = change(Changes::new().company_id(20)).await;
    assert_eq!(other, [(20, 10, true)], "another replaces all");
    let several = change(Changes::new().company_ids([7, 8])).await;
    assert_eq!(several, [(7, 10, true), (8, 20, false)]);
    assert_eq!(change(Changes::new().company_id(Clear)).await, []);
}

#[tokio::test]
async fn of_a_contact_that_is_not_there() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let error = company::add(77, Fields::new(12))
        .send(b24)
        .await
        .unwrap_err();
    assert_eq!(error.api().unwrap().text, "Not found.", "{error:?}");
    let error = items::get(-1).send(b24).await.unwrap_err();
    assert_eq!(error.code(), Some(""), "{error:?}");
}

#[tokio::test]
async fn descriptions_of_a_link() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let fields = company::fields().send(b24).await.unwrap();
    let keys: Vec<&str> = fields.keys().collect();
    assert_eq!(keys, ["SORT", "IS_PRIMARY", "COMPANY_ID"]);
    assert_eq!(fields["COMPANY_ID"].is_required, Some(true));
    assert_eq!(fields["IS_PRIMARY"].r#type, "char");
}
