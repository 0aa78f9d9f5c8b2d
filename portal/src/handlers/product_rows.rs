//! Products of records: one table for every spelling.

use serde_json::{Value, json};

use super::payments;
use super::product_owner::{Owner, view};
use super::product_prices::{Discount, Prices};
use crate::catalogue::View;
use crate::engine::records::{self, held, number, text};
use crate::engine::{Answer, Cx, delete as remove};
use crate::fault::Fault;
use crate::php;
use crate::store::Stored;

/// The products as the methods of the records spell them.
const CLASSIC: &str = "crm.productrow";
/// A product of the catalogue has a name that its rows take.
const PRODUCT: &str = "catalog.product";

/// What was sent for a field, if it says something.
fn given<'a>(input: &'a Value, name: &str) -> Option<&'a Value> {
    php::get(input, name).filter(|value| !php::is_blank(value))
}

/// Fills in what a row does not say, and the prices that follow from what it says.
fn settle(cx: &Cx<'_>, row: i64, input: &Value) -> Result<(), Fault> {
    let view = view(cx)?;
    let columns = [
        "PRICE",
        "QUANTITY",
        "DISCOUNT_TYPE_ID",
        "DISCOUNT_RATE",
        "DISCOUNT_SUM",
        "TAX_RATE",
        "SORT",
        "PRODUCT_ID",
        "PRODUCT_NAME",
        "MEASURE_CODE",
    ];
    let Some(values) = records::get(cx, &view, row, columns)? else {
        return Ok(());
    };
    let named = !text(&values[8]).is_empty();
    let counted = values[1] != Stored::Null;
    let [
        price,
        quantity,
        kind,
        rate,
        sum,
        tax,
        sort,
        product,
        _,
        measure,
    ] = values.map(|value| number(&value));
    let exclusive = given(input, "PRICE_EXCLUSIVE").and_then(php::number);
    let prices = Prices {
        price,
        discount: if kind == 1.0 {
            Discount::Amount
        } else {
            Discount::Percentage
        },
        discount_rate: rate,
        discount_sum: sum,
        tax_rate: tax,
        ..Prices::default()
    };
    let prices = prices.settled(exclusive.and_then(|n| n.as_f64()));
    let mut settled = vec![
        held("PRICE", prices.price),
        held("PRICE_ACCOUNT", prices.price),
        held("PRICE_EXCLUSIVE", prices.exclusive),
        held("PRICE_NETTO", prices.netto),
        held("PRICE_BRUTTO", prices.brutto),
        held("DISCOUNT_RATE", prices.discount_rate),
        held("DISCOUNT_SUM", prices.discount_sum),
        held(
            "DISCOUNT_TYPE_ID",
            if prices.discount == Discount::Amount {
                1
            } else {
                2
            },
        ),
        held("QUANTITY", if counted { quantity } else { 1.0 }),
        held("SORT", sort as i64),
        held("PRODUCT_ID", product as i64),
        held("CUSTOMIZED", "Y".to_owned()),
        held("XML_ID", String::new()),
    ];
    if measure == 796.0 && given(input, "MEASURE_NAME").is_none() {
        settled.push(held("MEASURE_NAME", "pcs".to_owned()));
    }
    if !named {
        settled.push(held("PRODUCT_NAME", catalogue_name(cx, product as i64)?));
    }
    records::set(cx, &view, row, &settled)
}

fn catalogue_name(cx: &Cx<'_>, product: i64) -> Result<String, Fault> {
    let Ok(view) = records::view(cx, PRODUCT) else {
        return Ok(String::new());
    };
    let known = records::get(cx, &view, product, ["NAME"])?;
    Ok(known.map(|[name]| text(&name)).unwrap_or_default())
}

/// A row for an owner, in the spelling of a view.
fn insert(cx: &Cx<'_>, spelled: &View, owner: &Owner, input: &Value) -> Result<i64, Fault> {
    let row = records::add(cx, spelled, input, &owner.held())?;
    settle(cx, row, input)?;
    Ok(row)
}

/// Removes a row; payments are for what remains.
fn discard(cx: &Cx<'_>, row: i64) -> Result<(), Fault> {
    let payments = payments::with_row(cx, row)?;
    remove(cx, &*view(cx)?, row)?;
    for payment in payments {
        payments::follow(cx, payment)?;
    }
    Ok(())
}

fn read(cx: &Cx<'_>, row: i64) -> Result<Answer, Fault> {
    records::usual(cx, &*view(cx)?, "get", &json!({ "id": row }))
}

/// `crm.item.productrow.add`
pub(super) fn add(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let fields = required(cx, "fields")?;
    let kind = php::get(fields, "ownerType").and_then(php::text);
    let id = php::get(fields, "ownerId").map_or(0, php::int);
    let owner = Owner::find(cx, &kind.unwrap_or_default(), id)?;
    let row = insert(cx, &*view(cx)?, &owner, fields)?;
    owner.follow(cx)?;
    read(cx, row)
}

fn required<'a>(cx: &'a Cx<'_>, name: &str) -> Result<&'a Value, Fault> {
    let given = cx.param(name).filter(|value| php::is_array(value));
    given.ok_or_else(|| Fault::no_value(name))
}

/// The row of the call's id.
fn row(cx: &Cx<'_>) -> Result<i64, Fault> {
    let row = cx.id().unwrap_or_default();
    if cx.exists(&view(cx)?.table, row)? {
        Ok(row)
    } else {
        Err(Fault::new("NOT_FOUND", "Product row is not found"))
    }
}

/// `crm.item.productrow.update`
pub(super) fn update(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let (row, fields) = (row(cx)?, required(cx, "fields")?);
    records::change(cx, &*view(cx)?, row, fields)?;
    settle(cx, row, fields)?;
    if let Some(owner) = Owner::of(cx, row)? {
        owner.follow(cx)?;
    }
    read(cx, row)
}

/// `crm.item.productrow.delete`
pub(super) fn delete(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let row = row(cx)?;
    let owner = Owner::of(cx, row)?;
    discard(cx, row)?;
    if let Some(owner) = owner {
        owner.follow(cx)?;
    }
    Ok(Value::Null.into())
}

/// `crm.item.productrow.set`: rows that the owner has already keep their ids.
pub(super) fn set(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let rows = required(cx, "productRows")?;
    let owner = called(cx)?;
    let view = view(cx)?;
    let before = records::rows(cx, &view, &owner.held())?;
    let mut after = Vec::new();
    for input in php::values(rows)
        .into_iter()
        .filter(|row| php::is_array(row))
    {
        let known = php::get(input, "id").map(php::int);
        let known = known.filter(|id| before.contains(id) && !after.contains(id));
        after.push(match known {
            Some(row) => {
                records::change(cx, &view, row, input)?;
                settle(cx, row, input)?;
                row
            }
            None => insert(cx, &view, &owner, input)?,
        });
    }
    for gone in before.iter().filter(|row| !after.contains(row)) {
        discard(cx, *gone)?;
    }
    owner.follow(cx)?;
    of_owner(cx, &view, &owner)
}

/// The owner that the parameters name.
fn called(cx: &Cx<'_>) -> Result<Owner, Fault> {
    let kind = cx.param("ownerType").and_then(php::text);
    let id = cx.param("ownerId").map_or(0, php::int);
    Owner::find(cx, &kind.unwrap_or_default(), id)
}

/// Every product of an owner, in order.
fn of_owner(cx: &Cx<'_>, spelled: &View, owner: &Owner) -> Result<Answer, Fault> {
    let order = if spelled.item {
        json!({ "order": { "sort": "asc", "id": "asc" } })
    } else {
        json!({ "order": { "SORT": "ASC" } })
    };
    records::usual(&cx.about(&owner.held()), spelled, "list", &order)
}

/// `crm.item.productrow.getAvailableForPayment`: rows that no payment is for yet.
pub(super) fn available(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let owner = called(cx)?;
    let view = view(cx)?;
    let mut paid = Vec::new();
    for row in records::rows(cx, &view, &owner.held())? {
        if payments::taken(cx, row, 0)? > 0.0 {
            paid.push(row);
        }
    }
    let order = json!({ "sort": "asc" });
    let params = json!({ "order": order, "filter": { "!@id": paid } });
    records::usual(&cx.about(&owner.held()), &view, "list", &params)
}

/// Lists have to be told whose products are meant.
pub(super) fn list(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let filter = cx.array_param("filter")?;
    let names = if cx.call == "crm.productrow.list" {
        ["OWNER_TYPE", "OWNER_ID"]
    } else {
        ["ownerType", "ownerId"]
    };
    for name in names {
        let said = php::entries(&filter);
        if !said
            .iter()
            .any(|(key, _)| key.trim_start_matches('=') == name)
        {
            let text = format!("The filter must say {name}");
            return Err(Fault::new("REQUIRED_ARG_MISSING", text));
        }
    }
    cx.by_shape()
}

/// The record whose `productrows` the call is about, for those who see records.
fn of_call(cx: &Cx<'_>) -> Result<Owner, Fault> {
    if !cx.hit.caller.role.reads() {
        return Err(Fault::plain("Access denied."));
    }
    let id = cx
        .id()
        .ok_or_else(|| Fault::plain("The parameter id is invalid or not defined."))?;
    let kind = match cx.call.split('.').nth(1) {
        Some("lead") => "L",
        Some("deal") => "D",
        _ => "Q",
    };
    Owner::find(cx, kind, id).map_err(|_| Fault::plain("Not found."))
}

/// `crm.deal.productrows.get`
pub(super) fn get_of_record(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let owner = of_call(cx)?;
    let mut answer = of_owner(cx, &*records::view(cx, CLASSIC)?, &owner)?;
    answer.total = None;
    Ok(answer)
}

/// `crm.deal.productrows.set`
pub(super) fn set_of_record(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let owner = of_call(cx)?;
    let rows = cx.array_param("rows")?;
    let rows: Vec<&Value> = php::values(&rows)
        .into_iter()
        .filter(|row| php::is_array(row))
        .collect();
    for row in &rows {
        discounted(row)?;
    }
    let classic = records::view(cx, CLASSIC)?;
    for row in records::rows(cx, &classic, &owner.held())? {
        discard(cx, row)?;
    }
    for row in rows {
        insert(cx, &classic, &owner, row)?;
    }
    owner.follow(cx)?;
    Ok(json!(true).into())
}

/// A kind of discount needs its number.
fn discounted(row: &Value) -> Result<(), Fault> {
    let lacks = |name: &str| given(row, name).is_none();
    let rate = given(row, "DISCOUNT_RATE").and_then(php::number);
    let whole = rate.and_then(|n| n.as_f64()) == Some(100.0);
    let missing = match given(row, "DISCOUNT_TYPE_ID").map(php::int) {
        Some(1) if lacks("DISCOUNT_SUM") => "DISCOUNT_SUM",
        Some(2) if lacks("DISCOUNT_RATE") => "DISCOUNT_RATE",
        Some(2) if whole && lacks("DISCOUNT_SUM") => "DISCOUNT_SUM",
        _ => return Ok(()),
    };
    let text = format!("{missing} is required for this kind of discount (DISCOUNT_TYPE_ID).");
    Err(Fault::core(text))
}
