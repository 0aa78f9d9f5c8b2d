//! Products of records: one table for every spelling, and amounts that follow.

use bitrix24_portal::Portal;
use serde_json::{Value, json};

use crate::client::Client;

impl Client {
    async fn deal(&self, fields: Value) -> i64 {
        let fields = json!({ "fields": fields });
        self.call("crm.deal.add", fields).await.as_i64().unwrap()
    }

    async fn amount(&self, deal: i64) -> (Value, Value) {
        let mut read = self.call("crm.deal.get", json!({ "id": deal })).await;
        (read["OPPORTUNITY"].take(), read["TAX_VALUE"].take())
    }

    async fn product(&self, fields: Value) -> Value {
        let params = json!({ "fields": fields });
        self.call("crm.item.productrow.add", params).await["productRow"].take()
    }
}

#[tokio::test]
async fn prices_follow_from_the_final_one() {
    let c = Client::start().await;
    let deal = c.deal(json!({ "TITLE": "A" })).await;
    let row = c
        .product(json!({
            "ownerId": deal, "ownerType": "D", "productName": "Mug", "price": 80_000, "quantity": 2,
            "discountTypeId": 2, "discountRate": 20, "taxRate": 20, "taxIncluded": "Y", "measureCode": 796,
        }))
        .await;
    for (name, value) in [
        ("priceExclusive", json!(66_666.67)),
        ("priceNetto", json!(83_333.34)),
        ("priceBrutto", json!(100_000.01)),
        ("discountSum", json!(16_666.67)),
        ("measureName", json!("pcs")),
        ("ownerType", json!("D")),
        ("discountTypeId", json!(2)),
    ] {
        assert_eq!(row[name], value, "{name}");
    }
    assert_eq!(
        c.amount(deal).await,
        (json!("160000.00"), json!("26666.66"))
    );
}

#[tokio::test]
async fn every_spelling_sees_the_same_products() {
    let c = Client::start().await;
    let deal = c.deal(json!({ "TITLE": "A" })).await;
    let rows = json!([
        { "PRODUCT_NAME": "Plate", "PRICE": 10, "QUANTITY": 3, "SORT": 20 },
        { "PRODUCT_NAME": "Mug", "PRICE": 2.5, "SORT": 10 },
    ]);
    let set = json!({ "id": deal, "rows": rows });
    assert_eq!(c.call("crm.deal.productrows.set", set).await, true);
    assert_eq!(c.amount(deal).await.0, "32.50", "one unless it is said");

    let classic = c
        .call("crm.deal.productrows.get", json!({ "id": deal }))
        .await;
    assert_eq!(classic[0]["PRODUCT_NAME"], "Mug", "in the order of SORT");
    let filter = json!({ "filter": { "=ownerType": "D", "=ownerId": deal } });
    let universal = c.envelope("crm.item.productrow.list", filter).await;
    assert_eq!(universal["total"], 2);
    assert_eq!(universal["result"]["productRows"][0]["price"], 10);
    let filter = json!({ "filter": { "OWNER_TYPE": "D", "OWNER_ID": deal, "PRICE": 10 } });
    let old = c.call("crm.productrow.list", filter).await;
    assert_eq!(old[0]["PRODUCT_NAME"], "Plate");
    let (_, code, _) = c
        .refused(
            "crm.item.productrow.list",
            json!({ "filter": { ">id": 1 } }),
        )
        .await;
    assert_eq!(code, "REQUIRED_ARG_MISSING");
}

#[tokio::test]
async fn replacing_keeps_rows_that_are_named() {
    let c = Client::start().await;
    let deal = c.deal(json!({ "TITLE": "A" })).await;
    let one = c
        .product(json!({ "ownerId": deal, "ownerType": "D", "productName": "Mug", "price": 5 }))
        .await;
    let two = c
        .product(json!({ "ownerId": deal, "ownerType": "D", "productName": "Cup", "price": 6 }))
        .await;
    let rows =
        json!([{ "id": two["id"], "price": 7 }, { "id": 999, "productName": "Jug", "price": 1 }]);
    let set = json!({ "ownerId": deal, "ownerType": "D", "productRows": rows });
    let now = c.call("crm.item.productrow.set", set.clone()).await;
    let names: Vec<&Value> = now["productRows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row["productName"])
        .collect();
    assert_eq!(names, ["Cup", "Jug"]);
    assert_eq!(now["productRows"][0]["id"], two["id"]);
    assert_eq!(c.amount(deal).await.0, "8.00");
    let gone = json!({ "id": one["id"] });
    let (_, code, _) = c.refused("crm.item.productrow.get", gone).await;
    assert_eq!(code, "NOT_FOUND");

    let mut none = set;
    none["productRows"] = json!([]);
    c.call("crm.item.productrow.set", none).await;
    assert_eq!(c.amount(deal).await.0, "0.00");
}

#[tokio::test]
async fn an_amount_that_was_typed_in_stays() {
    let c = Client::start().await;
    let fields = json!({ "TITLE": "A", "OPPORTUNITY": 99, "IS_MANUAL_OPPORTUNITY": "Y" });
    let deal = c.deal(fields).await;
    let row = c
        .product(json!({ "ownerId": deal, "ownerType": "D", "productName": "Mug", "price": 5 }))
        .await;
    assert_eq!(c.amount(deal).await.0, "99.00");
    let automatic = json!({ "id": deal, "fields": { "IS_MANUAL_OPPORTUNITY": "N" } });
    c.call("crm.deal.update", automatic).await;
    let change = json!({ "id": row["id"], "fields": { "quantity": 3 } });
    let changed = c.call("crm.item.productrow.update", change).await;
    assert_eq!(changed["productRow"]["quantity"], 3);
    assert_eq!(c.amount(deal).await.0, "15.00");
    c.call("crm.item.productrow.delete", json!({ "id": row["id"] }))
        .await;
    assert_eq!(c.amount(deal).await.0, "0.00");
}

#[tokio::test]
async fn products_go_with_their_record() {
    let c = Client::start().await;
    let deal = c.deal(json!({ "TITLE": "A" })).await;
    let other = c.deal(json!({ "TITLE": "B" })).await;
    let mut rows = Vec::new();
    for owner in [deal, other] {
        let fields = json!({ "ownerId": owner, "ownerType": "D", "productName": "Mug" });
        rows.push(c.product(fields).await["id"].take());
    }
    c.call("crm.deal.delete", json!({ "id": deal })).await;
    let (_, code, _) = c
        .refused("crm.item.productrow.get", json!({ "id": rows[0] }))
        .await;
    assert_eq!(code, "NOT_FOUND");
    let kept = c
        .call("crm.item.productrow.get", json!({ "id": rows[1] }))
        .await;
    assert_eq!(kept["productRow"]["ownerId"], other);
}

#[tokio::test]
async fn products_of_added_types_and_of_nobody() {
    let c = Client::with(Portal::builder()).await;
    let made = c
        .call(
            "crm.type.add",
            json!({ "fields": { "title": "Trips", "entityTypeId": 177 } }),
        )
        .await;
    assert_eq!(made["type"]["entityTypeId"], 177);
    let item = json!({ "entityTypeId": 177, "fields": { "title": "Alps" } });
    let item = c.call("crm.item.add", item).await["item"]["id"].take();
    let fields = json!({ "ownerId": item, "ownerType": "Tb1", "productName": "Map", "price": 3 });
    assert_eq!(c.product(fields).await["ownerType"], "Tb1");
    let read = json!({ "entityTypeId": 177, "id": item });
    let read = c.call("crm.item.get", read).await;
    assert_eq!(read["item"]["opportunity"], 3.0);

    let add = |kind: &str, id: i64| json!({ "fields": { "ownerId": id, "ownerType": kind, "productName": "Map" } });
    let code = async |params: Value| c.refused("crm.item.productrow.add", params).await.1;
    assert_eq!(code(add("Tb1", 99)).await, "OWNER_NOT_FOUND");
    assert_eq!(code(add("XX", 1)).await, "ENTITY_TYPE_NOT_SUPPORTED");
    let (_, _, text) = c
        .refused("crm.deal.productrows.get", json!({ "id": 99 }))
        .await;
    assert_eq!(text, "Not found.");
}

#[tokio::test]
async fn a_discount_needs_its_number() {
    let c = Client::start().await;
    let deal = c.deal(json!({ "TITLE": "A" })).await;
    let set = async |row: Value| {
        let params = json!({ "id": deal, "rows": [row] });
        c.refused("crm.deal.productrows.set", params).await.1
    };
    assert_eq!(set(json!({ "DISCOUNT_TYPE_ID": 1 })).await, "ERROR_CORE");
    assert_eq!(set(json!({ "DISCOUNT_TYPE_ID": 2 })).await, "ERROR_CORE");
    let whole = json!({ "DISCOUNT_TYPE_ID": 2, "DISCOUNT_RATE": 100 });
    assert_eq!(set(whole).await, "ERROR_CORE");
}

#[tokio::test]
async fn what_is_no_row_is_left_out() {
    let c = Client::start().await;
    let deal = c.titled("deal").await;
    let rows = json!([5, "x", null, { "PRODUCT_NAME": "Mug", "PRICE": 5 }]);
    c.call(
        "crm.deal.productrows.set",
        json!({ "id": deal, "rows": rows }),
    )
    .await;
    let read = c
        .call("crm.deal.productrows.get", json!({ "id": deal }))
        .await;
    assert_eq!(read.as_array().unwrap().len(), 1);
    assert_eq!(read[0]["PRODUCT_NAME"], "Mug");
}
