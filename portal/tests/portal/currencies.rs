//! Currencies, the base one, and how amounts are written in each language.

use serde_json::{Value, json};

use crate::client::Client;

fn yen() -> Value {
    json!({ "fields": {
        "CURRENCY": "JPY", "AMOUNT_CNT": 100, "AMOUNT": 0.6144,
        "LANG": {
            "en": { "FULL_NAME": "Yen", "FORMAT_STRING": "¥#", "THOUSANDS_VARIANT": "C", "DECIMALS": 0 },
            "de": { "FULL_NAME": "Yen", "FORMAT_STRING": "# ¥", "THOUSANDS_SEP": "'" },
        },
    } })
}

#[tokio::test]
async fn a_currency_and_its_languages() {
    let c = Client::start().await;
    assert_eq!(c.call("crm.currency.add", yen()).await, "JPY");
    let one = json!({ "id": "JPY" });
    let read = c.call("crm.currency.get", one.clone()).await;
    for (name, value) in [
        ("AMOUNT", json!("0.6144")),
        ("AMOUNT_CNT", json!("100")),
        ("SORT", json!("100")),
        ("BASE", json!("N")),
        ("LID", json!("en")),
        ("FULL_NAME", json!("Yen")),
        ("FORMAT_STRING", json!("¥#")),
        ("THOUSANDS_SEP", json!(",")),
        ("DECIMALS", json!("0")),
    ] {
        assert_eq!(read[name], value, "{name}");
    }
    let german = &read["LANG"]["de"];
    assert_eq!(german["THOUSANDS_SEP"], "'");
    assert_eq!(german["THOUSANDS_VARIANT"], json!(null));
    assert_eq!(german["DECIMALS"], "2", "when left out");

    let french = json!({ "LANG": { "fr": { "FORMAT_STRING": "# ¥" } }, "AMOUNT": 0.62 });
    let change = json!({ "ID": "JPY", "fields": french });
    assert_eq!(c.call("crm.currency.update", change).await, true);
    let languages = c.call("crm.currency.localizations.get", one.clone()).await;
    assert_eq!(languages["fr"]["FULL_NAME"], "JPY", "the code by default");
    assert_eq!(languages["en"]["FULL_NAME"], "Yen", "others stay");
    let (status, _, _) = c.refused("crm.currency.add", yen()).await;
    assert_eq!(status, 400, "there is one");
    c.call("crm.currency.delete", one.clone()).await;
    let (_, _, text) = c.refused("crm.currency.get", one).await;
    assert_eq!(text, "Not found");
}

#[tokio::test]
async fn lists_leave_languages_out_and_do_not_count() {
    let c = Client::start().await;
    c.call("crm.currency.add", yen()).await;
    let order = json!({ "order": { "sort": "desc", "currency": "asc" } });
    let list = c.envelope("crm.currency.list", order).await;
    assert_eq!(list["total"], 0);
    assert_eq!(list.get("next"), None);
    let codes: Vec<&Value> = list["result"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row["CURRENCY"])
        .collect();
    assert_eq!(codes, ["EUR", "JPY", "USD"]);
    assert_eq!(list["result"][0].get("LANG"), None);
}

#[tokio::test]
async fn one_currency_is_the_base() {
    let c = Client::start().await;
    assert_eq!(c.call("crm.currency.base.get", json!({})).await, "USD");
    let euro = json!({ "id": "EUR" });
    assert_eq!(c.call("crm.currency.base.set", euro.clone()).await, true);
    assert_eq!(c.call("crm.currency.base.get", json!({})).await, "EUR");
    let dollar = c.call("crm.currency.get", json!({ "id": "USD" })).await;
    assert_eq!(
        (&dollar["BASE"], &dollar["AMOUNT"]),
        (&json!("N"), &json!("1.00"))
    );
    let (_, _, text) = c.refused("crm.currency.delete", euro).await;
    assert_eq!(text, "Cannot delete base currency.");
    let not = json!({ "ID": "EUR", "fields": { "BASE": "N" } });
    c.call("crm.currency.update", not).await;
    assert_eq!(c.call("crm.currency.base.get", json!({})).await, "EUR");
    let base = json!({ "ID": "USD", "fields": { "BASE": "Y" } });
    c.call("crm.currency.update", base).await;
    assert_eq!(c.call("crm.currency.base.get", json!({})).await, "USD");
}

#[tokio::test]
async fn languages_are_set_and_removed_by_themselves() {
    let c = Client::start().await;
    let set = async |languages: Value| {
        let params = json!({ "id": "EUR", "localizations": languages });
        c.call("crm.currency.localizations.set", params).await
    };
    assert_eq!(set(json!({})).await, false);
    let french = json!({ "fr": { "THOUSANDS_VARIANT": "B", "DEC_POINT": "," } });
    assert_eq!(set(french).await, true);
    let read = c.call("crm.currency.get", json!({ "id": "EUR" })).await;
    assert_eq!(read["LANG"]["fr"]["THOUSANDS_SEP"], "&nbsp;");
    let gone = json!({ "id": "EUR", "lids": ["fr", "xx"] });
    let delete = async || {
        c.call("crm.currency.localizations.delete", gone.clone())
            .await
    };
    assert_eq!(delete().await, true);
    assert_eq!(delete().await, false);
    let fields = c.call("crm.currency.localizations.fields", json!({})).await;
    assert_eq!(fields["HIDE_ZERO"]["type"], "char");
    let (_, _, text) = c.refused("crm.currency.localizations.get", json!({})).await;
    assert_eq!(text, "The parameter id is invalid or not defined.");
}
