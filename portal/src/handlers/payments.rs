//! `crm.item.payment.*`: payments of records, and what they are for.

use std::sync::Arc;

use serde_json::{Value, json};

use super::product_prices::money;
use crate::catalogue::View;
use crate::engine::records::{self, held, number, text, whole};
use crate::engine::{Answer, Cx, delete as remove, view_of};
use crate::fault::Fault;
use crate::php;
use crate::store::Stored;

const PAYMENT: &str = "crm.item.payment";
const PRODUCT: &str = "crm.item.payment.product";
const DELIVERY: &str = "crm.item.payment.delivery";
const ROW: &str = "crm.item.productrow";

fn refused(text: &str) -> Fault {
    Fault::new("0", text)
}

/// The record of a call, whose payments it is about: its kind, its view and its number.
fn owner(cx: &Cx<'_>) -> Result<(i64, Arc<View>, i64), Fault> {
    let required = |name: &str| {
        let given = cx.param(name).map(php::int);
        given.ok_or_else(|| Fault::no_value(name))
    };
    let (id, kind) = (required("entityId")?, required("entityTypeId")?);
    let view = view_of(cx, kind)?;
    let view = view.ok_or_else(|| refused("Invalid CRM object type"))?;
    if !cx.exists(&view.table, id)? {
        return Err(refused("The CRM object was not found"));
    }
    Ok((kind, view, id))
}

/// A payment that a parameter names.
fn payment(cx: &Cx<'_>, name: &str) -> Result<i64, Fault> {
    let given = cx.param(name).map(php::int);
    let given = given.ok_or_else(|| Fault::no_value(name))?;
    if cx.exists(&records::view(cx, PAYMENT)?.table, given)? {
        Ok(given)
    } else {
        Err(refused("Payment not found or access denied"))
    }
}

/// `crm.item.payment.add`: numbered within its record.
pub(super) fn add(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let (kind, owner, id) = owner(cx)?;
    let answer = cx.by_shape()?;
    let row = php::int(&answer.result.at(&[]));
    let view = records::view(cx, PAYMENT)?;
    let siblings = [held("ENTITY_TYPE_ID", kind), held("ENTITY_ID", id)];
    let number = records::rows(cx, &view, &siblings)?.len();
    let currency = match owner.table.has("CURRENCY_ID") {
        true => records::get(cx, &owner, id, ["CURRENCY_ID"])?,
        false => None,
    };
    let [currency] = currency.unwrap_or([Stored::Null]);
    let filled = [
        held("ACCOUNT_NUMBER", format!("{id}/{number}")),
        held("CURRENCY", currency),
        held("SUM", 0),
    ];
    records::set(cx, &view, row, &filled)?;
    Ok(answer)
}

/// What a payment that is there answers or takes; being paid has a date and somebody who said so.
pub(super) fn existing(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let row = payment(cx, "id")?;
    let view = records::view(cx, PAYMENT)?;
    let paid = || Ok::<_, Fault>(records::get(cx, &view, row, ["PAID"])?.map(|[paid]| text(&paid)));
    let before = paid()?;
    let answer = cx.by_shape()?;
    let now = paid()?;
    if before != now {
        mark(cx, &view, row, now.as_deref() == Some("Y"))?;
    }
    Ok(answer)
}

fn mark(cx: &Cx<'_>, view: &View, row: i64, paid: bool) -> Result<(), Fault> {
    let marked = if paid {
        let user = cx.hit.caller.user;
        [
            held("PAID", "Y".to_owned()),
            held("DATE_PAID", cx.zone().now()),
            held("EMP_PAID_ID", user),
        ]
    } else {
        [
            held("PAID", "N".to_owned()),
            held("DATE_PAID", Stored::Null),
            held("EMP_PAID_ID", Stored::Null),
        ]
    };
    records::set(cx, view, row, &marked)
}

/// `crm.item.payment.pay` and `unpay`
pub(super) fn pay(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let row = payment(cx, "id")?;
    mark(
        cx,
        &*records::view(cx, PAYMENT)?,
        row,
        cx.call.ends_with(".pay"),
    )?;
    Ok(json!(true).into())
}

/// `crm.item.payment.list`
pub(super) fn list(cx: &Cx<'_>) -> Result<Answer, Fault> {
    owner(cx)?;
    cx.by_shape()
}

/// `crm.item.payment.delete`
pub(super) fn delete(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let row = payment(cx, "id")?;
    remove(cx, &*records::view(cx, PAYMENT)?, row)?;
    Ok(json!(true).into())
}

/// Lists of what a payment is for.
pub(super) fn parts(cx: &Cx<'_>) -> Result<Answer, Fault> {
    payment(cx, "paymentId")?;
    cx.by_shape()
}

/// `crm.item.payment.delivery.add`
pub(super) fn add_delivery(cx: &Cx<'_>) -> Result<Answer, Fault> {
    payment(cx, "paymentId")?;
    let answer = cx.by_shape()?;
    let row = php::int(&answer.result.at(&[]));
    records::set(
        cx,
        &*records::view(cx, DELIVERY)?,
        row,
        &[held("QUANTITY", 1)],
    )?;
    Ok(answer)
}

/// How much of a row of products payments are for, but for one part of one.
pub(super) fn taken(cx: &Cx<'_>, row: i64, but: i64) -> Result<f64, Fault> {
    let view = records::view(cx, PRODUCT)?;
    let mut taken = 0.0;
    for part in records::rows(cx, &view, &[held("ROW_ID", row)])? {
        if let Some([quantity]) = records::get(cx, &view, part, ["QUANTITY"])?
            && part != but
        {
            taken += number(&quantity);
        }
    }
    Ok(taken)
}

/// Whether a payment can be for so many of a row of its record.
fn check(cx: &Cx<'_>, payment: i64, row: i64, but: i64) -> Result<(), Fault> {
    let wanted = cx.param("quantity").and_then(php::number);
    let wanted = wanted.and_then(|n| n.as_f64()).unwrap_or_default();
    let columns = ["OWNER_TYPE", "OWNER_ID", "QUANTITY"];
    let found = records::get(cx, &*records::view(cx, ROW)?, row, columns)?;
    let columns = ["ENTITY_TYPE_ID", "ENTITY_ID"];
    let paid = records::get(cx, &*records::view(cx, PAYMENT)?, payment, columns)?;
    let (Some([kind, owner, has]), Some([paid_kind, paid_owner])) = (found, paid) else {
        return Err(refused("Product row was not found"));
    };
    let kind = super::owner_of_short(&text(&kind)).unwrap_or_default();
    if kind != whole(&paid_kind) || whole(&owner) != whole(&paid_owner) {
        return Err(refused("Product row was not found"));
    }
    if wanted <= 0.0 || wanted > number(&has) - taken(cx, row, but)? {
        return Err(refused("Wrong quantity"));
    }
    Ok(())
}

/// What a payment is for makes up its amount.
pub(super) fn follow(cx: &Cx<'_>, payment: i64) -> Result<(), Fault> {
    let (parts, rows) = (records::view(cx, PRODUCT)?, records::view(cx, ROW)?);
    let mut sum = 0.0;
    for part in records::rows(cx, &parts, &[held("PAYMENT_ID", payment)])? {
        if let Some([row, quantity]) = records::get(cx, &parts, part, ["ROW_ID", "QUANTITY"])?
            && let Some([price]) = records::get(cx, &rows, whole(&row), ["PRICE"])?
        {
            sum += money(number(&price) * number(&quantity));
        }
    }
    let sum = [held("SUM", money(sum))];
    records::set(cx, &*records::view(cx, PAYMENT)?, payment, &sum)
}

/// The payments that are for some of a row of products.
pub(super) fn with_row(cx: &Cx<'_>, row: i64) -> Result<Vec<i64>, Fault> {
    let Ok(view) = records::view(cx, PRODUCT) else {
        return Ok(Vec::new());
    };
    let mut payments = Vec::new();
    for part in records::rows(cx, &view, &[held("ROW_ID", row)])? {
        let known = records::get(cx, &view, part, ["PAYMENT_ID"])?;
        payments.extend(known.map(|[payment]| whole(&payment)));
    }
    Ok(payments)
}

/// `crm.item.payment.product.add`
pub(super) fn add_product(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let payment = payment(cx, "paymentId")?;
    check(cx, payment, cx.param("rowId").map_or(0, php::int), 0)?;
    let answer = cx.by_shape()?;
    follow(cx, payment)?;
    Ok(answer)
}

/// The payment and the row of a part that the call names.
fn part(cx: &Cx<'_>) -> Result<(i64, i64, i64), Fault> {
    let part = cx.id().unwrap_or_default();
    let known = records::get(
        cx,
        &*records::view(cx, PRODUCT)?,
        part,
        ["PAYMENT_ID", "ROW_ID"],
    )?;
    let [payment, row] = known.ok_or_else(|| refused("Product was not found"))?;
    Ok((part, whole(&payment), whole(&row)))
}

/// `crm.item.payment.product.setQuantity`
pub(super) fn set_quantity(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let (part, payment, row) = part(cx)?;
    check(cx, payment, row, part)?;
    let quantity = cx.param("quantity").and_then(php::number);
    let quantity = quantity.and_then(|n| n.as_f64()).unwrap_or_default();
    let view = records::view(cx, PRODUCT)?;
    records::set(cx, &view, part, &[held("QUANTITY", quantity)])?;
    follow(cx, payment)?;
    Ok(json!(true).into())
}

/// `crm.item.payment.product.delete`
pub(super) fn delete_product(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let (part, payment, _) = part(cx)?;
    remove(cx, &*records::view(cx, PRODUCT)?, part)?;
    follow(cx, payment)?;
    Ok(Value::Bool(true).into())
}
