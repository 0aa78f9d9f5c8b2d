//! How conditions and orders are written. Not generic: compiled once for all kinds of records.

use std::borrow::Cow;

use super::condition::{Node, Op};
use crate::custom::custom_camel;
use crate::encode::Arg;
use crate::entity::{Entity, FilterStyle};

/// How a kind of records is searched.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    filter: FilterStyle,
    camel: bool,
}

impl Style {
    pub(crate) fn of<E: Entity>() -> Self {
        Self {
            filter: E::STYLE,
            camel: E::CUSTOM_CAMEL,
        }
    }
}

/// A custom field's name as records of this kind spell it.
pub(crate) fn respelled(name: Cow<'static, str>, camel: bool) -> Cow<'static, str> {
    if camel && name.starts_with("UF_") {
        Cow::Owned(custom_camel(&name))
    } else {
        name
    }
}

/// A filter without a condition.
pub(crate) fn nothing(style: FilterStyle) -> Arg {
    match style {
        FilterStyle::Triples => Arg::List(Vec::new()),
        _ => Arg::Map(Vec::new()),
    }
}

/// Adds a condition to a filter.
pub(crate) fn add(style: Style, filter: &mut Arg, node: Node) {
    if *filter == Arg::Null {
        *filter = nothing(style.filter);
    }
    if let Node::Both(nodes) = node {
        nodes.into_iter().for_each(|node| add(style, filter, node));
        return;
    }
    if style.filter == FilterStyle::Triples {
        let triple = triple(node, style.camel);
        match filter {
            Arg::List(list) => list.push(triple),
            // Given as JSON by hand.
            Arg::Json(serde_json::Value::Array(list)) => {
                let before = std::mem::take(list).into_iter().map(Arg::Json);
                *filter = Arg::List(before.chain([triple]).collect());
            }
            Arg::Invalid(_) => {}
            _ => {
                *filter =
                    Arg::Invalid("conditions can only be added to a list of conditions".to_owned())
            }
        }
        return;
    }
    let mut entries = match std::mem::take(filter).into_entries() {
        Ok(entries) => entries,
        Err(Arg::Invalid(reason)) => return *filter = Arg::Invalid(reason),
        Err(_) => {
            return *filter = Arg::Invalid("conditions can only be added to an object".to_owned());
        }
    };
    let (key, value) = entry(style, node);
    match (key, style.filter) {
        (Some(key), FilterStyle::Nested) if has(&entries, &key) => {
            entries.push((place(&entries), group("AND", vec![(key, value)])))
        }
        (Some(key), _) if has(&entries, &key) => {
            let reason =
                format!("two conditions with the key {key:?}: the platform would take one of them");
            return *filter = Arg::Invalid(reason);
        }
        (Some(key), _) => entries.push((key, value)),
        (None, _) => entries.push((place(&entries), value)),
    }
    *filter = Arg::Map(entries);
}

fn has(entries: &[(Cow<'static, str>, Arg)], key: &str) -> bool {
    entries.iter().any(|(name, _)| name == key)
}

/// The next number that is no key yet.
fn place(entries: &[(Cow<'static, str>, Arg)]) -> Cow<'static, str> {
    let behind = entries
        .iter()
        .filter_map(|(key, _)| key.parse::<u64>().ok()?.checked_add(1))
        .max();
    Cow::Owned(behind.unwrap_or_default().to_string())
}

/// `{"logic": "AND", "0": {condition}, …}`
fn group(logic: &str, conditions: Vec<(Cow<'static, str>, Arg)>) -> Arg {
    let mut entries = vec![(Cow::Borrowed("logic"), Arg::Text(logic.to_owned()))];
    for (index, condition) in conditions.into_iter().enumerate() {
        entries.push((Cow::Owned(index.to_string()), Arg::Map(vec![condition])));
    }
    Arg::Map(entries)
}

/// Key and value of a condition; a group has no key of its own.
fn entry(style: Style, node: Node) -> (Option<Cow<'static, str>>, Arg) {
    let (logic, nodes) = match node {
        Node::Is { name, op, value } => return is(style, respelled(name, style.camel), op, value),
        Node::Any(nodes) => ("OR", nodes),
        Node::All(nodes) | Node::Both(nodes) => ("AND", nodes),
    };
    if nodes.is_empty() {
        return (None, Arg::Invalid("a group of no conditions".to_owned()));
    }
    let mut entries = vec![(Cow::Borrowed("logic"), Arg::Text(logic.to_owned()))];
    for (index, node) in nodes.into_iter().enumerate() {
        let value = match entry(style, node) {
            (Some(key), value) => Arg::Map(vec![(key, value)]),
            (None, group) => group,
        };
        entries.push((Cow::Owned(index.to_string()), value));
    }
    (None, Arg::Map(entries))
}

fn is(
    style: Style,
    name: Cow<'static, str>,
    op: Op,
    value: Arg,
) -> (Option<Cow<'static, str>>, Arg) {
    if style.filter == FilterStyle::Plain {
        let value = match op {
            Op::Eq | Op::Bare => value,
            _ => Arg::Invalid(format!("{name} can only be searched by equality here")),
        };
        return (Some(name), value);
    }
    let prefix = match op {
        Op::Eq | Op::Empty => "=",
        Op::Ne | Op::NotEmpty => "!=",
        Op::Gt => ">",
        Op::Ge => ">=",
        Op::Lt => "<",
        Op::Le => "<=",
        Op::In => "@",
        Op::NotIn => "!@",
        Op::Contains => "%",
        Op::Like => "=%",
        Op::Bare => return (Some(name), value),
    };
    (Some(Cow::Owned(format!("{prefix}{name}"))), value)
}

/// `["id", ">", 5]`
fn triple(node: Node, camel: bool) -> Arg {
    let Node::Is { name, op, value } = node else {
        return Arg::Invalid("groups of conditions cannot be sent here".to_owned());
    };
    let (op, value) = match op {
        Op::Eq => ("=", value),
        Op::Empty => ("=", Arg::Null),
        Op::Ne => ("!=", value),
        Op::NotEmpty => ("!=", Arg::Null),
        Op::Gt => (">", value),
        Op::Ge => (">=", value),
        Op::Lt => ("<", value),
        Op::Le => ("<=", value),
        Op::In => ("in", value),
        Op::NotIn | Op::Contains | Op::Like | Op::Bare => {
            return Arg::Invalid(format!(
                "{name} can be compared with values here, and not in this way"
            ));
        }
    };
    Arg::List(vec![
        Arg::Text(respelled(name, camel).into_owned()),
        Arg::Text(op.to_owned()),
        value,
    ])
}

/// How a direction is written.
pub(crate) const fn direction(descending: bool) -> &'static str {
    if descending { "DESC" } else { "ASC" }
}

/// Adds a field to an order.
pub(crate) fn add_order(style: Style, order: &mut Arg, name: Cow<'static, str>, descending: bool) {
    if *order == Arg::Null {
        *order = Arg::Map(Vec::new());
    }
    order.merge(Arg::Map(vec![(
        respelled(name, style.camel),
        Arg::Text(direction(descending).to_owned()),
    )]));
}
