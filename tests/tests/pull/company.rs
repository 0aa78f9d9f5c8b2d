//! A second kind of record of the same file.

use bitrix24::crm::company;

use crate::custom::{CompanyCustom, CompanyTier};
use crate::portal;

#[tokio::test]
async fn values_come_back() {
    let stand = portal().await;
    let b24 = &stand.b24;
    let written = CompanyCustom {
        no: Some(7),
        tier: vec![CompanyTier::Silver, CompanyTier::Gold],
    };
    let fields = company::Fields::new().title("Acme").custom(&written);
    let id = company::add(fields).send(b24).await.unwrap();
    let read = company::get(id)
        .with::<CompanyCustom>()
        .send(b24)
        .await
        .unwrap();
    assert_eq!(read.custom, written);
    for filter in [
        CompanyCustom::NO.eq(7),
        CompanyCustom::TIER.eq(CompanyTier::Gold),
    ] {
        let found = company::list().filter(filter).send(b24).await.unwrap();
        assert_eq!(found.items.len(), 1);
    }
    let none = company::list()
        .filter(CompanyCustom::NO.gt(7))
        .send(b24)
        .await
        .unwrap();
    assert!(none.items.is_empty());
}
