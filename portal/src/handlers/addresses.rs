//! `crm.address.*`: what an address belongs to in the end, and the events of addresses.

use serde_json::{Map, Value, json};

use crate::engine::records::{self, held, text, whole};
use crate::engine::{Answer, Cx};
use crate::events::Occurrence;
use crate::fault::Fault;
use crate::php;
use crate::store::Stored;

const ADDRESS: &str = "crm.address";
const REQUISITE: (&str, i64) = ("crm.requisite", 8);
/// What identifies an address.
const KEY: [&str; 3] = ["TYPE_ID", "ENTITY_TYPE_ID", "ENTITY_ID"];
/// What it belongs to in the end.
const ANCHOR: [&str; 2] = ["ANCHOR_TYPE_ID", "ANCHOR_ID"];

/// The parameters, which have to be there in the platform's words.
fn key(cx: &Cx<'_>) -> Result<[(String, Stored); 3], Fault> {
    let fields = cx.fields_param()?;
    let mut key = KEY.map(|name| held(name, 0));
    for (name, value) in &mut key {
        let number = php::get(&fields, name).map_or(0, php::int);
        if number <= 0 {
            return Err(Fault::plain(format!("{name} is not defined or invalid.")));
        }
        *value = Stored::Integer(number);
    }
    Ok(key)
}

fn row(cx: &Cx<'_>, key: &[(String, Stored)]) -> Result<Option<i64>, Fault> {
    records::row(cx, &*records::view(cx, ADDRESS)?, key)
}

pub(super) fn add(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let key = key(cx)?;
    if row(cx, &key)?.is_some() {
        return Err(Fault::plain("TypeAddress exists."));
    }
    let answer = cx.by_shape()?;
    if let Some(row) = row(cx, &key)? {
        let anchor = anchor(cx, &key)?;
        records::set(cx, &*records::view(cx, ADDRESS)?, row, &anchor)?;
        raise(cx, "ONCRMADDRESSREGISTER", row)?;
    }
    Ok(answer)
}

pub(super) fn update(cx: &Cx<'_>) -> Result<Answer, Fault> {
    if row(cx, &key(cx)?)?.is_none() {
        return Err(missing());
    }
    cx.by_shape()
}

pub(super) fn delete(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let Some(row) = row(cx, &key(cx)?)? else {
        return Err(missing());
    };
    raise(cx, "ONCRMADDRESSUNREGISTER", row)?;
    cx.by_shape()
}

fn missing() -> Fault {
    Fault::plain("TypeAddress not found.")
}

/// An address of requisites belongs to whom these belong to, any other to its record.
fn anchor(cx: &Cx<'_>, key: &[(String, Stored); 3]) -> Result<[(String, Stored); 2], Fault> {
    let [_, (_, kind), (_, id)] = key;
    let (entity, of_requisites) = REQUISITE;
    if *kind != Stored::Integer(of_requisites) {
        return Ok([held(ANCHOR[0], kind.clone()), held(ANCHOR[1], id.clone())]);
    }
    let view = records::view(cx, entity)?;
    let owner = records::get(cx, &view, whole(id), ["ENTITY_TYPE_ID", "ENTITY_ID"])?;
    let [kind, id] = owner.unwrap_or([Stored::Null, Stored::Null]);
    Ok([held(ANCHOR[0], kind), held(ANCHOR[1], id)])
}

fn raise(cx: &Cx<'_>, event: &str, row: i64) -> Result<(), Fault> {
    let view = records::view(cx, ADDRESS)?;
    let columns = [KEY[0], KEY[1], KEY[2], ANCHOR[0], ANCHOR[1]];
    let Some(values) = records::get(cx, &view, row, columns)? else {
        return Ok(());
    };
    let named = columns.iter().zip(values.iter());
    let fields: Map<String, Value> = named
        .map(|(name, value)| ((*name).to_owned(), text(value).into()))
        .collect();
    cx.hit.raise(Occurrence {
        event: event.to_owned(),
        data: json!({ "FIELDS": fields }),
    });
    Ok(())
}
