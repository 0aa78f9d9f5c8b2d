//! Payments of records, and what they are for.

use serde_json::{Value, json};

use crate::client::Client;

impl Client {
    async fn id_of(&self, method: &str, params: Value) -> i64 {
        self.call(method, params).await.as_i64().unwrap()
    }

    /// A deal with three mugs for 5 each.
    async fn order(&self) -> (i64, i64) {
        let fields = json!({ "TITLE": "A", "CURRENCY_ID": "EUR" });
        let deal = self
            .id_of("crm.deal.add", json!({ "fields": fields }))
            .await;
        let fields = json!({ "ownerId": deal, "ownerType": "D", "productName": "Mug", "price": 5, "quantity": 3 });
        let row = self
            .call("crm.item.productrow.add", json!({ "fields": fields }))
            .await;
        (deal, row["productRow"]["id"].as_i64().unwrap())
    }

    async fn payment(&self, id: i64) -> Value {
        self.call("crm.item.payment.get", json!({ "id": id })).await
    }
}

#[tokio::test]
async fn a_payment_of_a_deal() {
    let c = Client::start().await;
    let (deal, _) = c.order().await;
    let of = json!({ "entityId": deal, "entityTypeId": 2 });
    let id = c.id_of("crm.item.payment.add", of.clone()).await;
    let made = c.payment(id).await;
    for (name, value) in [
        ("accountNumber", json!(format!("{deal}/1"))),
        ("paid", json!("N")),
        ("currency", json!("EUR")),
        ("sum", json!(0)),
        ("datePaid", Value::Null),
    ] {
        assert_eq!(made[name], value, "{name}");
    }
    assert_eq!(
        c.call("crm.item.payment.pay", json!({ "id": id })).await,
        true
    );
    let paid = c.payment(id).await;
    assert_eq!(
        (&paid["paid"], &paid["empPaidId"]),
        (&json!("Y"), &json!(1))
    );
    assert!(paid["datePaid"].is_string(), "{paid}");
    let not = json!({ "id": id, "fields": { "paid": "N", "paySystemId": 5 } });
    assert_eq!(c.call("crm.item.payment.update", not).await, true);
    let read = c.payment(id).await;
    assert_eq!(
        (&read["datePaid"], &read["paySystemId"]),
        (&Value::Null, &json!(5))
    );

    let list = c.call("crm.item.payment.list", of.clone()).await;
    assert_eq!(list, json!([read]));
    let mut other = of;
    other["entityId"] = json!(99);
    let (_, code, _) = c.refused("crm.item.payment.list", other).await;
    assert_eq!(code, "0");
    c.call("crm.item.payment.delete", json!({ "id": id })).await;
    for method in ["get", "pay", "unpay", "delete"] {
        let method = format!("crm.item.payment.{method}");
        let (_, code, _) = c.refused(&method, json!({ "id": id })).await;
        assert_eq!(code, "0", "{method}");
    }
}

#[tokio::test]
async fn what_a_payment_is_for_makes_up_its_amount() {
    let c = Client::start().await;
    let (deal, row) = c.order().await;
    let (_, elsewhere) = c.order().await;
    let of = json!({ "entityId": deal, "entityTypeId": 2 });
    let id = c.id_of("crm.item.payment.add", of).await;
    let part =
        |row: i64, quantity: i64| json!({ "paymentId": id, "rowId": row, "quantity": quantity });
    let product = c.id_of("crm.item.payment.product.add", part(row, 2)).await;
    assert_eq!(c.payment(id).await["sum"], 10);
    for wrong in [part(row, 2), part(row, 0), part(elsewhere, 1), part(99, 1)] {
        let (_, code, _) = c.refused("crm.item.payment.product.add", wrong).await;
        assert_eq!(code, "0");
    }
    let quantity = json!({ "id": product, "quantity": 3 });
    c.call("crm.item.payment.product.setQuantity", quantity)
        .await;
    assert_eq!(c.payment(id).await["sum"], 15);
    let list = json!({ "paymentId": id, "filter": { ">=quantity": 2 } });
    assert_eq!(
        c.call("crm.item.payment.product.list", list).await,
        json!([{ "id": product, "paymentId": id, "quantity": 3, "rowId": row }])
    );

    let left = json!({ "ownerId": deal, "ownerType": "D" });
    let available = async || {
        let rows = c
            .call("crm.item.productrow.getAvailableForPayment", left.clone())
            .await;
        rows["productRows"].as_array().unwrap().len()
    };
    assert_eq!(available().await, 0);
    c.call("crm.item.payment.product.delete", json!({ "id": product }))
        .await;
    assert_eq!(c.payment(id).await["sum"], 0);
    assert_eq!(available().await, 1);
}

#[tokio::test]
async fn deliveries_that_a_payment_is_for() {
    let c = Client::start().await;
    let (deal, _) = c.order().await;
    let of = json!({ "entityId": deal, "entityTypeId": 2 });
    let id = c.id_of("crm.item.payment.add", of).await;
    let add = json!({ "paymentId": id, "deliveryId": 312 });
    let part = c.id_of("crm.item.payment.delivery.add", add).await;
    let other = json!({ "id": part, "deliveryId": 315 });
    c.call("crm.item.payment.delivery.setDelivery", other).await;
    let all = json!({ "paymentId": id, "filter": {} });
    assert_eq!(
        c.call("crm.item.payment.delivery.list", all).await,
        json!([{ "id": part, "paymentId": id, "quantity": 1, "deliveryId": 315 }])
    );
    c.call("crm.item.payment.delivery.delete", json!({ "id": part }))
        .await;
    c.call("crm.deal.delete", json!({ "id": deal })).await;
    let (_, code, _) = c.refused("crm.item.payment.get", json!({ "id": id })).await;
    assert_eq!(code, "0", "it went with its deal");
}

#[tokio::test]
async fn payments_are_for_what_there_is() {
    let c = Client::start().await;
    let (deal, mugs) = c.order().await;
    let fields = json!({ "ownerId": deal, "ownerType": "D", "productName": "Cup", "price": 2, "quantity": 1 });
    let cups = c
        .call("crm.item.productrow.add", json!({ "fields": fields }))
        .await;
    let cups = cups["productRow"]["id"].as_i64().unwrap();
    let of = json!({ "entityId": deal, "entityTypeId": 2 });
    let id = c.id_of("crm.item.payment.add", of).await;
    for (row, quantity) in [(mugs, 3), (cups, 1)] {
        let part = json!({ "paymentId": id, "rowId": row, "quantity": quantity });
        c.id_of("crm.item.payment.product.add", part).await;
    }
    assert_eq!(c.payment(id).await["sum"], 17);
    let gone = json!({ "id": mugs });
    c.call("crm.item.productrow.delete", gone).await;
    assert_eq!(c.payment(id).await["sum"], 2);
    let parts = json!({ "paymentId": id, "filter": {} });
    let left = c.call("crm.item.payment.product.list", parts).await;
    assert_eq!(left.as_array().unwrap().len(), 1, "{left}");
    assert_eq!(left[0]["rowId"], cups);
}
