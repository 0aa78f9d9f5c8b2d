//! `crm.item.list`: strict where the classic list is silent, and without its page-one fallback.

use serde_json::Value;

use super::conventions::PAGE;
use super::item::array;
use super::read::{self, Page};
use super::render::Manner;
use super::{Answer, Cx, Fields, filter, outcome, page};
use crate::catalogue::{View, ViewField};
use crate::fault::Fault;
use crate::php;
use crate::store::quote;

pub(super) fn list(cx: &Cx<'_>, view: &View, original: bool, key: &str) -> Result<Answer, Fault> {
    let fields = cx.fields(view, original)?;
    let empty = Value::Array(Vec::new());
    let given = |name: &str| Ok::<_, Fault>(array(cx, name)?.unwrap_or(&empty));
    let chosen = select(&fields, given("select")?);
    let (order, condition) = match (given("order")?, given("filter")?) {
        (by, filter) if view.strict => {
            let condition = filter::nested(&view.table, &fields, filter, cx.zone())?;
            (order(&fields, by)?, condition)
        }
        (by, filter) => {
            let condition = filter::classic(&view.table, &fields, filter, cx.zone());
            (page::order(&fields, by), condition)
        }
    };
    let mut page = Page {
        condition,
        order,
        limit: if page::goes_on(cx) {
            PAGE
        } else {
            page::EVERYTHING
        },
        offset: 0,
    };
    let start = page::start(cx);
    page.offset = start.unwrap_or(0);
    let rows = read::records(cx, view, &chosen, &page, Manner::Item)?;
    let returned = rows.count;
    let mut answer = Answer::from(outcome::below(cx, &[key], outcome::listed(cx, rows)));
    if let Some(start) = start {
        let total = read::count(cx, view, &page.condition)?;
        answer.total = Some(total);
        answer.next = Some(start + returned).filter(|next| *next < total && returned > 0);
    }
    Ok(answer)
}

/// Exactly the named fields; `*` and nothing are everything.
fn select<'f>(fields: &'f Fields, select: &Value) -> Vec<&'f ViewField> {
    let names: Vec<String> = php::values(select)
        .into_iter()
        .filter_map(php::text)
        .collect();
    let every = names.is_empty() || names.iter().any(|n| n == "*");
    let chosen: Vec<&str> = names
        .iter()
        .filter_map(|name| fields.get(name))
        .map(|field| field.wire.as_str())
        .collect();
    let readable = fields.list.iter().filter(|f| f.readable());
    readable
        .filter(|f| every || chosen.contains(&f.wire.as_str()))
        .collect()
}

fn order(fields: &Fields, order: &Value) -> Result<String, Fault> {
    let mut terms = Vec::new();
    for (key, direction) in php::entries(order) {
        let field = fields.get(&key).filter(|f| f.sort);
        let Some(column) = field.and_then(ViewField::column) else {
            return Err(Fault::bad_argument(format!(
                "Invalid order: field '{key}' is not allowed in order"
            )));
        };
        let given = php::text(direction).unwrap_or_default();
        let direction = given.to_ascii_uppercase();
        if direction != "ASC" && direction != "DESC" {
            return Err(Fault::bad_argument(format!(
                "Invalid order: allowed sort directions are ASC, DESC. But got '{given}' for field '{key}'"
            )));
        }
        terms.push(format!("{} {direction}", quote(column)));
    }
    if !terms.iter().any(|t| t.starts_with("\"ID\" ")) {
        terms.push("ID".to_owned());
    }
    Ok(terms.join(", "))
}
