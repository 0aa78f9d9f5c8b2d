//! What the classic list makes of `select`, `order` and `start`.

use serde_json::Value;

use super::conventions::PAGE;
use super::{Cx, Fields};
use crate::catalogue::{Source, ViewField};
use crate::php;
use crate::store::quote;

/// Fields to answer: standard names in any case, `*` for all of those, `UF_*` for the custom ones, the id always; nothing
/// said means `*`.
pub(crate) fn select<'f>(fields: &'f Fields, select: &Value) -> Vec<&'f ViewField> {
    let names: Vec<String> = php::values(select)
        .into_iter()
        .filter_map(php::text)
        .collect();
    let every = names.is_empty() || names.iter().any(|n| n == "*");
    let every_custom = names.iter().any(|n| n == "UF_*");
    fields
        .list
        .iter()
        .filter(|field| field.readable())
        .filter(|field| {
            let named = names.iter().any(|n| n.eq_ignore_ascii_case(&field.wire));
            match &field.source {
                Source::Key => true,
                _ if field.custom.is_some() => every_custom || names.contains(&field.wire),
                Source::Multi(_) => named,
                _ => every || named,
            }
        })
        .collect()
}

/// SQL of an order: what is not ASC is DESC (of a custom field, what is not DESC is ASC), unknown keys do not count.
pub(crate) fn order(fields: &Fields, order: &Value) -> String {
    let mut terms = Vec::new();
    for (key, direction) in php::entries(order) {
        let Some(field) = fields.get(&key).filter(|f| f.sort) else {
            continue;
        };
        let Some(column) = field.column() else {
            continue;
        };
        let direction = php::text(direction).unwrap_or_default();
        let ascending = match &field.custom {
            Some(_) => !direction.eq_ignore_ascii_case("DESC"),
            None => direction.eq_ignore_ascii_case("ASC"),
        };
        terms.push(format!(
            "{} {}",
            quote(column),
            if ascending { "ASC" } else { "DESC" }
        ));
    }
    if !terms.iter().any(|t| t.starts_with("\"ID\" ")) {
        terms.push("ID".to_owned());
    }
    terms.join(", ")
}

/// As many records as there are.
pub(crate) const EVERYTHING: i64 = -1;

/// Whether a list has pages: some methods answer everything at once.
pub(crate) fn goes_on(cx: &Cx<'_>) -> bool {
    cx.method.is_none_or(|method| method.paging.is_some())
}

/// Where a page begins; nothing when counting is not wanted (`start` below nought).
pub(crate) fn start(cx: &Cx<'_>) -> Option<i64> {
    if !goes_on(cx) {
        return counts(cx).then_some(0);
    }
    let start = cx.param("start").map_or(0, php::int);
    (start >= 0).then_some(start / PAGE * PAGE)
}

/// Where the page after one begins, if there is one.
pub(crate) fn next(start: i64, size: i64, total: i64) -> Option<i64> {
    start.checked_add(size).filter(|next| *next < total)
}

/// Whether a list without pages tells how many records there are, as its examples do.
fn counts(cx: &Cx<'_>) -> bool {
    let mut examples = cx.method.into_iter().flat_map(|method| &method.examples);
    examples.any(|example| example.total.is_some())
}
