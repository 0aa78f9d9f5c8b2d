//! `crm.timeline.comment.*`: comments, each in the timelines of one record or of several.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::{
    COMMENT, ENTITY, bound, check_bound, comment_files as files, kind, new_entry, nothing,
};
use crate::catalogue::View;
use crate::engine::{Answer, Change, Cx, Mode, Owner, delete as remove, list_among, records};
use crate::fault::Fault;
use crate::handlers::owner;
use crate::php;
use crate::store::{Sql, Stored};

fn view(cx: &Cx<'_>) -> Result<Arc<View>, Fault> {
    records::view(cx, "crm.timeline.comment")
}

/// The record that `ENTITY_TYPE` and `ENTITY_ID` name; nothing where they make no sense.
fn record(fields: &Value) -> Option<Owner> {
    let kind = php::get(fields, "ENTITY_TYPE").and_then(php::text)?;
    let id = php::get(fields, "ENTITY_ID").map(php::int)?;
    Some(Owner {
        kind: kind::number(&kind)?,
        id,
    })
}

/// Refuses a blank text.
fn check_text(fields: &Value) -> Result<(), Fault> {
    match php::get(fields, "COMMENT").is_some_and(php::is_blank) {
        true => Err(Fault::bad_argument("Empty comment message")),
        false => Ok(()),
    }
}

fn raise(cx: &Cx<'_>, role: &str, id: i64) {
    cx.raise_named(&format!("onCrmTimelineComment{role}"), json!({ "ID": id }));
}

pub(super) fn add(cx: &Cx<'_>) -> Result<Answer, Fault> {
    cx.check_params(&[])?;
    let (view, input) = (view(cx)?, cx.fields_param()?);
    check_text(&input)?;
    let owner = record(&input).unwrap_or(Owner { kind: 0, id: 0 });
    owner::check(cx, owner)?;
    let fields = cx.fields(&view, false)?;
    let id = new_entry(cx, COMMENT)?;
    let change = Change::read(cx, &view, &fields, &input, Mode::New, None)?
        .with("ID", Stored::Integer(id))
        .with("ENTITY_TYPE", Stored::Text(kind::name(owner.kind)));
    change.insert(cx, &view)?;
    bound(id).bind(cx, owner)?;
    files::replace(cx, id, php::get(&input, "FILES"))?;
    raise(cx, "Add", id);
    Ok(json!(id).into())
}

pub(super) fn get(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let mut answer = cx.by_family("classic", "get")?;
    if let Value::Object(mut row) = answer.result.at(&[]) {
        let id = row.get("ID").map_or(0, php::int);
        // The record that it was written under may be gone, and the comment belong to the next one.
        seen_from(&mut row, bound(id).owners(cx)?.first().copied());
        row.insert("FILES".to_owned(), files::of(cx, id)?);
        answer.result = Value::Object(row).into();
    }
    Ok(answer)
}

pub(super) fn list(cx: &Cx<'_>) -> Result<Answer, Fault> {
    cx.check_params(&[])?;
    let filter = cx.array_param("filter")?;
    let (owner, view) = (record(&filter), view(cx)?);
    let among = owner.map_or_else(
        || Sql::constant(false),
        |owner| {
            let sql =
                "ID IN (SELECT item FROM binding WHERE entity = ? AND kind = ? AND record = ?)";
            let entity = Stored::Text(ENTITY.to_owned());
            Sql::new(
                sql,
                [
                    entity,
                    Stored::Integer(owner.kind),
                    Stored::Integer(owner.id),
                ],
            )
        },
    );
    let mut answer = list_among(cx, &view, among)?;
    let select: Vec<String> = php::values(&cx.array_param("select")?)
        .into_iter()
        .filter_map(php::text)
        .collect();
    let with_files = select.is_empty()
        || select
            .iter()
            .any(|name| name == "*" || name.eq_ignore_ascii_case("FILES"));
    let Value::Array(mut rows) = answer.result.at(&[]) else {
        return Ok(answer);
    };
    for row in rows.iter_mut().filter_map(Value::as_object_mut) {
        seen_from(row, owner);
        if with_files {
            let id = row.get("ID").map_or(0, php::int);
            row.insert("FILES".to_owned(), files::of(cx, id)?);
        }
    }
    answer.result = Value::Array(rows).into();
    Ok(answer)
}

/// A row names the record in whose timeline it is looked at, whichever the comment was written under.
fn seen_from(row: &mut Map<String, Value>, owner: Option<Owner>) {
    let Some(Owner { kind, id }) = owner else {
        return;
    };
    for (name, value) in [
        ("ENTITY_TYPE", kind::name(kind)),
        ("ENTITY_ID", id.to_string()),
    ] {
        if let Some(seen) = row.get_mut(name) {
            *seen = value.into();
        }
    }
}

/// The comment of the call's id, and the record that the call names, in whose timeline it then has to be.
fn addressed(cx: &Cx<'_>, view: &View) -> Result<(i64, Option<Owner>), Fault> {
    let id = cx.id().unwrap_or_default();
    if !cx.exists(&view.table, id)? {
        return Err(Fault::not_found());
    }
    if cx.param("ownerTypeId").is_none() {
        return Ok((id, None));
    }
    let owner = owner::existing(cx, "ownerTypeId", "ownerId")?;
    check_bound(cx, id, owner)?;
    Ok((id, Some(owner)))
}

pub(super) fn update(cx: &Cx<'_>) -> Result<Answer, Fault> {
    cx.check_params(&[])?;
    let (view, input) = (view(cx)?, cx.fields_param()?);
    let (id, _) = addressed(cx, &view)?;
    check_text(&input)?;
    let fields = cx.fields(&view, false)?;
    Change::read(cx, &view, &fields, &input, Mode::Change, Some(id))?.update(cx, &view, id)?;
    if let Some(files) = php::get(&input, "FILES") {
        files::replace(cx, id, Some(files))?;
    }
    raise(cx, "Update", id);
    Ok(json!(id).into())
}

pub(super) fn delete(cx: &Cx<'_>) -> Result<Answer, Fault> {
    cx.check_params(&[])?;
    let (id, owner) = addressed(cx, &*view(cx)?)?;
    let owners = bound(id).owners(cx)?;
    match owner {
        Some(owner) if owners.len() > 1 => {
            bound(id).unbind(cx, owner)?;
            return Ok(nothing());
        }
        None if owners.len() > 1 => {
            let text = "The comment is in several timelines";
            return Err(Fault::new("MULTIPLE_BINDINGS", text));
        }
        _ => {}
    }
    super::forget(cx, id)?;
    raise(cx, "Delete", id);
    Ok(nothing())
}

/// Removes what is kept of a comment alone.
pub(super) fn forget(cx: &Cx<'_>, id: i64) -> Result<(), Fault> {
    files::replace(cx, id, None)?;
    remove(cx, &*view(cx)?, id)
}
