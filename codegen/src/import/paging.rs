//! How a described list goes on.

use super::described::Described;
use super::entity::Record;
use super::method::Answer;
use crate::draft::{Shape, text, word};
use crate::read::Node;

/// Whether a list can be read by conditions on the identifier. It is claimed for the CRM only, where it has been seen to hold, and
/// where conditions and an order are documented for records that numbers identify.
pub(super) fn has_cursor(method: &Described, record: &Record) -> bool {
    method.name.starts_with("crm.")
        && method.param("filter").is_some()
        && method.param("order").is_some()
        && record
            .key
            .as_ref()
            .is_some_and(|key| key.eq_ignore_ascii_case("id"))
}

#[derive(Default)]
pub(super) struct PagingDraft {
    pub(super) node: Option<Node>,
    /// Parameters that belong to it.
    pub(super) params: Vec<String>,
}

pub(super) fn paging(method: &Described, answer: &Answer, record: Option<&Record>) -> PagingDraft {
    let entry = |key: &str, value: &str| (key.to_owned(), word(value));
    let Some((items, item)) = answer.list() else {
        return PagingDraft::default();
    };
    let named = |name: &str| method.param(name).map(|param| param.name.clone());
    if items.is_none()
        && method.rest == 3
        && let Some(param) = named("pagination")
        && param == "pagination"
    {
        return PagingDraft {
            node: Some(word("pagination")),
            params: vec![param],
        };
    }
    if items.is_none()
        && let Some(param) = named("start")
        && param == "start"
    {
        let node = if record.is_some_and(|record| has_cursor(method, record)) {
            word("start")
        } else {
            Node::Map(vec![entry("by", "start"), entry("cursor", "none")])
        };
        return PagingDraft {
            node: Some(node),
            params: vec![param],
        };
    }
    if let (Some(limit), Some(offset)) = (named("limit"), named("offset")) {
        let mut node = vec![
            entry("by", "offset"),
            entry("limit", &limit),
            entry("offset", &offset),
        ];
        if let Some(items) = items {
            node.push(entry("items", items));
            if let Shape::Object(fields) = &answer.shape {
                let more = ["hasMore", "hasNextPage", "HAS_MORE", "hasMoreItems"];
                if let Some(more) = fields
                    .iter()
                    .find(|field| more.contains(&field.name.as_str()))
                {
                    node.push(entry("more", &more.name));
                }
            }
        }
        return PagingDraft {
            node: Some(Node::Map(node)),
            params: vec![limit, offset],
        };
    }
    if items.is_none()
        && let (Some(after), Some(limit)) =
            (named("last_id").or_else(|| named("lastId")), named("limit"))
    {
        let key = match item {
            Shape::Object(fields) => ["id", "ID"]
                .into_iter()
                .find(|key| fields.iter().any(|field| field.name == *key))
                .map(str::to_owned),
            Shape::Plain(_) => record.and_then(|record| record.key.clone()),
            _ => None,
        };
        if let Some(key) = key {
            return PagingDraft {
                node: Some(Node::Map(vec![
                    entry("by", "last"),
                    entry("after", &after),
                    entry("limit", &limit),
                    entry("key", &key),
                ])),
                params: vec![after, limit],
            };
        }
    }
    if items.is_none()
        && let Some(page) = named("page")
        && method
            .param("page")
            .is_some_and(|param| text(&param.shape).as_deref() == Some("int"))
    {
        return PagingDraft {
            node: Some(Node::Map(vec![entry("by", "page"), entry("page", &page)])),
            params: vec![page],
        };
    }
    PagingDraft::default()
}
