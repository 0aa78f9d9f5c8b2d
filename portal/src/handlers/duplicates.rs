//! `crm.duplicate.findbycomm`: leads, contacts and companies by their phone numbers and addresses.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::engine::{Answer, Cx, view_of};
use crate::fault::Fault;
use crate::php;

/// Kinds of records in the order in which they are looked through.
const KINDS: [(&str, i64); 3] = [("LEAD", 1), ("CONTACT", 3), ("COMPANY", 4)];
/// More values are not looked for; once as many records are found, further kinds are not looked through.
const MOST: usize = 20;
/// What stands before the extension of a phone number.
const EXTENSIONS: [&str; 5] = [";", ",", "#", "x", "ext"];

fn wrong(text: impl Into<String>) -> Fault {
    Fault::new("400", text)
}

/// What is compared of a value: the digits of a phone number, an address without regard to case.
fn comparable(kind: &str, value: &str) -> String {
    let value = value.trim().to_lowercase();
    if kind != "PHONE" {
        return value;
    }
    let ends = EXTENSIONS.iter().filter_map(|mark| value.find(mark)).min();
    let number = value.get(..ends.unwrap_or(value.len())).unwrap_or_default();
    number.chars().filter(char::is_ascii_digit).collect()
}

pub(super) fn find(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let text = |name: &str| cx.loose_param(name).and_then(php::text).unwrap_or_default();
    let kind = text("type").to_ascii_uppercase();
    match kind.as_str() {
        "PHONE" | "EMAIL" => {}
        "" => return Err(wrong("Communication type is not defined")),
        other => {
            let text = format!("Communication type '{other}' is not supported in current context");
            return Err(wrong(text));
        }
    }
    let values = cx
        .loose_param("values")
        .map(php::values)
        .unwrap_or_default();
    let wanted: BTreeSet<String> = values
        .into_iter()
        .take(MOST)
        .filter_map(php::text)
        .map(|value| comparable(&kind, &value))
        .filter(|value| !value.is_empty())
        .collect();
    if wanted.is_empty() {
        return Err(wrong("Communication values is not defined"));
    }
    let only = text("entity_type").to_ascii_uppercase();
    let mut found = Map::new();
    for (name, number) in KINDS {
        if !only.is_empty() && only != name {
            continue;
        }
        let owners = owners(cx, number, &kind, &wanted)?;
        let many = owners.len() >= MOST;
        if !owners.is_empty() {
            found.insert(name.to_owned(), owners.into());
        }
        if many {
            break;
        }
    }
    Ok(php::array(found).into())
}

/// Records of a kind that have one of the values.
fn owners(
    cx: &Cx<'_>,
    number: i64,
    kind: &str,
    wanted: &BTreeSet<String>,
) -> Result<Vec<Value>, Fault> {
    let Some(view) = view_of(cx, number)? else {
        return Ok(Vec::new());
    };
    let sql =
        "SELECT owner, value FROM multifield WHERE entity = ?1 AND type = ?2 ORDER BY owner, id";
    let mut statement = cx.db().prepare_cached(sql)?;
    let mut rows = statement.query((&view.table.entity, kind))?;
    let mut owners: Vec<Value> = Vec::new();
    while let Some(row) = rows.next()? {
        let (owner, value): (i64, String) = (row.get(0)?, row.get(1)?);
        let new = owners.last().and_then(Value::as_i64) != Some(owner);
        if new && wanted.contains(&comparable(kind, &value)) {
            owners.push(owner.into());
        }
        if owners.len() == MOST {
            break;
        }
    }
    Ok(owners)
}
