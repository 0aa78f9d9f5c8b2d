//! Addresses, what they belong to, and the requisites that records use.

use serde_json::{Value, json};

use crate::client::Client;

impl Client {
    async fn added(&self, kind: &str, fields: Value) -> i64 {
        let params = json!({ "fields": fields });
        let id = self.call(&format!("crm.{kind}.add"), params).await;
        id.as_i64().unwrap()
    }

    /// Requisites of a new company.
    async fn requisites(&self) -> (i64, i64) {
        let company = self.added("company", json!({ "TITLE": "Mill" })).await;
        let fields =
            json!({ "ENTITY_TYPE_ID": 4, "ENTITY_ID": company, "PRESET_ID": 1, "NAME": "Firm" });
        (company, self.added("requisite", fields).await)
    }

    async fn addresses(&self, filter: Value) -> Value {
        let params = json!({ "filter": filter, "order": { "TYPE_ID": "ASC" } });
        self.call("crm.address.list", params).await
    }
}

fn address(requisite: i64, kind: i64, city: &str) -> Value {
    let fields =
        json!({ "TYPE_ID": kind, "ENTITY_TYPE_ID": 8, "ENTITY_ID": requisite, "CITY": city });
    json!({ "fields": fields })
}

#[tokio::test]
async fn there_is_one_of_each_kind() {
    let c = Client::start().await;
    let (company, requisite) = c.requisites().await;
    for (kind, city) in [(6, "Berlin"), (1, "London")] {
        let made = c
            .call("crm.address.add", address(requisite, kind, city))
            .await;
        assert_eq!(made, true);
    }
    let (_, _, text) = c
        .refused("crm.address.add", address(requisite, 6, "Paris"))
        .await;
    assert_eq!(text, "TypeAddress exists.");

    let of_company = json!({ "ANCHOR_TYPE_ID": 4, "ANCHOR_ID": company });
    let all = c.addresses(of_company.clone()).await;
    assert_eq!(
        (&all[0]["CITY"], &all[1]["CITY"]),
        (&json!("London"), &json!("Berlin"))
    );
    assert_eq!(all[0]["ANCHOR_ID"], company.to_string());

    c.call("crm.address.update", address(requisite, 6, "Rome"))
        .await;
    c.call("crm.address.delete", address(requisite, 1, ""))
        .await;
    let left = c.addresses(of_company).await;
    assert_eq!(left[0]["CITY"], "Rome");
    assert_eq!(left.as_array().unwrap().len(), 1);
    for method in ["crm.address.update", "crm.address.delete"] {
        let (_, _, text) = c.refused(method, address(requisite, 1, "Oslo")).await;
        assert_eq!(text, "TypeAddress not found.", "{method}");
    }
    let nobody = json!({ "fields": { "TYPE_ID": 1, "ENTITY_TYPE_ID": 8 } });
    let (_, _, text) = c.refused("crm.address.add", nobody).await;
    assert_eq!(text, "ENTITY_ID is not defined or invalid.");
}

#[tokio::test]
async fn an_address_of_a_lead_belongs_to_it() {
    let c = Client::start().await;
    let lead = c.added("lead", json!({ "TITLE": "A" })).await;
    let fields = json!({ "TYPE_ID": 1, "ENTITY_TYPE_ID": 1, "ENTITY_ID": lead });
    c.call("crm.address.add", json!({ "fields": fields })).await;
    let found = c
        .addresses(json!({ "ANCHOR_TYPE_ID": 1, "ANCHOR_ID": lead }))
        .await;
    assert_eq!(found[0]["ENTITY_ID"], lead.to_string());
}

#[tokio::test]
async fn addresses_and_bank_details_go_with_requisites_and_these_with_their_company() {
    let c = Client::start().await;
    let (company, requisite) = c.requisites().await;
    let (_, other) = c.requisites().await;
    for requisite in [requisite, other] {
        c.call("crm.address.add", address(requisite, 6, "Berlin"))
            .await;
        let bank = json!({ "ENTITY_ID": requisite, "NAME": "Bank" });
        c.added("requisite.bankdetail", bank).await;
    }
    c.call("crm.company.delete", json!({ "id": company })).await;
    let all = c.addresses(json!({})).await;
    assert_eq!(all.as_array().unwrap().len(), 1);
    assert_eq!(all[0]["ENTITY_ID"], other.to_string());
    let banks = c.call("crm.requisite.bankdetail.list", json!({})).await;
    assert_eq!(banks.as_array().unwrap().len(), 1);
    let left = c.call("crm.requisite.list", json!({})).await;
    assert_eq!(left[0]["ID"], other.to_string());
}

#[tokio::test]
async fn requisites_that_a_deal_uses() {
    let c = Client::start().await;
    let (_, requisite) = c.requisites().await;
    let deal = c.added("deal", json!({ "TITLE": "A" })).await;
    let link = |bank: i64| {
        json!({ "fields": {
            "ENTITY_TYPE_ID": 2, "ENTITY_ID": deal, "REQUISITE_ID": requisite, "BANK_DETAIL_ID": bank,
            "MC_REQUISITE_ID": 0, "MC_BANK_DETAIL_ID": 0,
        } })
    };
    c.call("crm.requisite.link.register", link(1)).await;
    c.call("crm.requisite.link.register", link(2)).await;
    let one = json!({ "entityTypeId": 2, "entityId": deal });
    let read = c.call("crm.requisite.link.get", one.clone()).await;
    assert_eq!(read["BANK_DETAIL_ID"], "2");
    let all = c.envelope("crm.requisite.link.list", json!({})).await;
    assert_eq!(all["total"], 1, "the second one took the first one's place");
    c.call("crm.requisite.link.unregister", one.clone()).await;
    let (status, _, text) = c.refused("crm.requisite.link.get", one).await;
    assert_eq!((status, text.as_str()), (400, "Not found"));
}

#[tokio::test]
async fn requisites_belong_to_somebody_and_links_say_of_none_that_it_is_nought() {
    let c = Client::start().await;
    let fields = json!({ "ENTITY_TYPE_ID": 4, "ENTITY_ID": 9, "PRESET_ID": 1, "NAME": "A" });
    let (status, code, text) = c
        .refused("crm.requisite.add", json!({ "fields": fields }))
        .await;
    assert_eq!(
        (status, code.as_str(), text.as_str()),
        (400, "", "Entity not found.")
    );
    let deal = c.titled("deal").await;
    let link = json!({
        "ENTITY_TYPE_ID": 2, "ENTITY_ID": deal, "REQUISITE_ID": 0, "BANK_DETAIL_ID": "0", "MC_REQUISITE_ID": 0,
        "MC_BANK_DETAIL_ID": 0,
    });
    c.call("crm.requisite.link.register", json!({ "fields": link }))
        .await;
    let of = json!({ "entityTypeId": 2, "entityId": deal });
    let read = c.call("crm.requisite.link.get", of).await;
    assert_eq!(
        (&read["REQUISITE_ID"], &read["BANK_DETAIL_ID"]),
        (&json!("0"), &json!("0"))
    );
}
