//! `crm.activity.add`, `get`, `update` and `delete`: what follows from the kind of an activity and from its state.

use serde_json::{Value, json};

use super::communications::{self, Communication};
use super::{APP, CONFIGURABLE, bound, column, list, view};
use crate::catalogue::View;
use crate::engine::records::{self, held};
use crate::engine::{ACTIVE, Answer, Change, Cx, Mode, Owner, delete as remove, view_of};
use crate::fault::Fault;
use crate::handlers::{blocks, timeline};
use crate::php;
use crate::store::Stored;

/// Meetings, calls, tasks and e-mails: number, provider, type within it, kind of number that it is with, column of which its
/// deadline is taken.
const KINDS: [(i64, &str, &str, &str, &str); 4] = [
    (1, "CRM_MEETING", "MEETING", "", "START_TIME"),
    (2, "VOXIMPLANT_CALL", "CALL", "PHONE", "START_TIME"),
    (3, "TASKS", "TASK", "", "END_TIME"),
    (4, "CRM_EMAIL", "EMAIL", "EMAIL", ""),
];
/// What a provider brings.
const OF_PROVIDER: i64 = 6;
/// Kinds that are with exactly one client.
const WITH_ONE: [i64; 2] = [1, 2];
/// A kind that is with somebody.
const EMAIL: i64 = 4;

/// What new activities have where nothing was sent.
const DEFAULTS: [(&str, &str); 14] = [
    ("ASSOCIATED_ENTITY_ID", "0"),
    ("AUTOCOMPLETE_RULE", "0"),
    ("COMPLETED", "N"),
    ("DESCRIPTION_TYPE", "1"),
    ("DIRECTION", "0"),
    ("NOTIFY_TYPE", "0"),
    ("NOTIFY_VALUE", "0"),
    ("PRIORITY", "2"),
    ("PROVIDER_PARAMS", "[]"),
    ("RESULT_MARK", "0"),
    ("RESULT_STATUS", "0"),
    ("RESULT_STREAM", "0"),
    ("SETTINGS", "[]"),
    ("STATUS", "1"),
];

fn invalid(name: &str) -> Fault {
    Fault::plain(format!("The field {name} is not defined or invalid."))
}

fn no_binding() -> Fault {
    Fault::plain(
        "Could not build binding. Please ensure that owner info and communications are defined correctly.",
    )
}

fn unknown() -> Fault {
    Fault::plain("Activity is not found.")
}

/// Another application's activities are out of reach, and so they are for webhooks.
fn check_application(cx: &Cx<'_>, id: i64) -> Result<(), Fault> {
    let sql = "SELECT 1 FROM app_activity WHERE activity = ?1 AND client IS NOT ?2";
    match cx
        .db()
        .prepare_cached(sql)?
        .exists((id, cx.hit.caller.client()))?
    {
        true => Err(Fault::plain("Application context required.")),
        false => Ok(()),
    }
}

/// Number and provider of a new activity, and its type within a provider that goes without saying.
struct Sort {
    number: i64,
    provider: String,
    provider_type: Option<&'static str>,
}

impl Sort {
    fn read(fields: &Value) -> Result<Self, Fault> {
        let provider = php::get(fields, "PROVIDER_ID").and_then(php::text);
        let provider = provider.filter(|provider| !provider.is_empty());
        let number = match php::get(fields, "TYPE_ID").map_or(0, php::int) {
            0 if provider.is_some() => OF_PROVIDER,
            number => number,
        };
        let known = KINDS.iter().find(|kind| kind.0 == number);
        match (known, provider) {
            (_, Some(provider)) if provider == CONFIGURABLE => Err(Fault::plain(
                "Use crm.activity.configurable.add for this activity provider",
            )),
            (Some(_), Some(provider)) => Ok(Self {
                number,
                provider,
                provider_type: None,
            }),
            (Some(kind), None) => Ok(Self {
                number,
                provider: kind.1.to_owned(),
                provider_type: Some(kind.2),
            }),
            (None, Some(provider)) if number == OF_PROVIDER => Ok(Self {
                number,
                provider,
                provider_type: None,
            }),
            (None, None) if number == OF_PROVIDER => Err(Fault::plain(
                "The custom activity without provider is not supported in current context",
            )),
            _ => Err(invalid("TYPE_ID")),
        }
    }
}

/// Whom it is with, checked; nothing where nothing is said.
fn read_communications(
    cx: &Cx<'_>,
    fields: &Value,
    number: i64,
) -> Result<Option<Vec<Communication>>, Fault> {
    let Some(sent) = php::get(fields, "COMMUNICATIONS") else {
        return Ok(None);
    };
    let usual = KINDS.iter().find(|kind| kind.0 == number);
    let usual = usual.map_or("", |kind| kind.3);
    let all: Vec<Communication> = php::values(sent)
        .into_iter()
        .filter_map(|one| Communication::read(one, usual))
        .collect();
    if all.is_empty() && (number == EMAIL || WITH_ONE.contains(&number)) {
        return Err(invalid("COMMUNICATIONS"));
    }
    if all.len() > 1 && WITH_ONE.contains(&number) {
        let text = "The only one communication is allowed for activity of specified type.";
        return Err(Fault::plain(text));
    }
    for one in all.iter().filter(|one| one.client.id > 0) {
        if !one.client.exists(cx)? {
            return Err(no_binding());
        }
    }
    Ok(Some(all))
}

/// The fields that the generic code writes: what is kept beside activities goes another way, and files have an old name.
fn own(fields: &Value) -> Value {
    let Value::Object(mut fields) = fields.clone() else {
        return fields.clone();
    };
    fields.remove("COMMUNICATIONS");
    if let Some(files) = fields.remove("WEBDAV_ELEMENTS")
        && !fields.contains_key("FILES")
    {
        fields.insert("FILES".to_owned(), files);
    }
    Value::Object(fields)
}

fn text(text: &str) -> Stored {
    Stored::Text(text.to_owned())
}

/// State and flag say the same, whichever was sent.
fn with_state(change: Change) -> Change {
    let is = |column: &str, wanted: &[&str]| match change.get(column) {
        Some(Stored::Text(text)) => Some(wanted.contains(&text.as_str())),
        Some(Stored::Integer(n)) => Some(wanted.contains(&n.to_string().as_str())),
        _ => None,
    };
    match (is("STATUS", &["2", "3"]), is("COMPLETED", &["Y"])) {
        (Some(done), None) => change.with("COMPLETED", text(if done { "Y" } else { "N" })),
        (None, Some(done)) => change.with("STATUS", text(if done { "2" } else { "1" })),
        _ => change,
    }
}

/// The deadline of some kinds is when they begin or end.
fn with_deadline(change: Change, number: i64) -> Change {
    let kind = KINDS.iter().find(|kind| kind.0 == number);
    let moment = kind.and_then(|kind| change.get(kind.4)).cloned();
    match moment {
        Some(moment) => change.with("DEADLINE", moment),
        None => change,
    }
}

/// Records that an activity is bound to were active just now.
pub(super) fn touch(cx: &Cx<'_>, id: i64) -> Result<(), Fault> {
    let (by, at) = ACTIVE;
    for owner in bound(id).owners(cx)? {
        if let Some(view) = view_of(cx, owner.kind)?.filter(|v| v.table.has(by) && v.table.has(at))
        {
            let now = [held(by, cx.hit.caller.user), held(at, cx.zone().now())];
            records::set(cx, &view, owner.id, &now)?;
        }
    }
    Ok(())
}

/// A new activity of a provider, by a type of it: nothing is said of it yet, and the caller is responsible.
pub(super) fn of_provider(cx: &Cx<'_>, provider: &str, provider_type: &str) -> Change {
    Change::default()
        .with("TYPE_ID", text(&OF_PROVIDER.to_string()))
        .with("PROVIDER_ID", text(provider))
        .with("PROVIDER_TYPE_ID", text(provider_type))
        .with("SUBJECT", text(""))
        .with("RESPONSIBLE_ID", Stored::Integer(cx.hit.caller.user))
}

/// Writes a new activity, binds it, and says that it was made.
pub(super) fn create(
    cx: &Cx<'_>,
    view: &View,
    change: Change,
    owners: impl IntoIterator<Item = Owner>,
) -> Result<i64, Fault> {
    let owners: Vec<Owner> = owners.into_iter().collect();
    let mut change = with_state(change);
    if let Some(first) = owners.first() {
        change = change
            .with("OWNER_TYPE_ID", Stored::Integer(first.kind))
            .with("OWNER_ID", Stored::Integer(first.id));
    }
    for (column, value) in DEFAULTS {
        if change.get(column).is_none() && view.table.has(column) {
            change = change.with(column, text(value));
        }
    }
    let id = change.insert(cx, view)?;
    for owner in owners {
        bound(id).bind(cx, owner)?;
    }
    touch(cx, id)?;
    cx.raise_change(view, "Add", id);
    Ok(id)
}

pub(super) fn add(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let (view, fields) = (view(cx)?, cx.fields_param()?);
    let given = |name: &str| php::get(&fields, name);
    if given("SUBJECT").is_none_or(php::is_blank) {
        return Err(Fault::plain("The field SUBJECT is not defined or empty."));
    }
    if given("RESPONSIBLE_ID").map_or(0, php::int) <= 0 {
        return Err(invalid("RESPONSIBLE_ID"));
    }
    let sort = Sort::read(&fields)?;
    let of_app = sort.provider == APP;
    if of_app && !cx.hit.caller.is_app() {
        return Err(Fault::plain("Application context required."));
    }
    let with = read_communications(cx, &fields, sort.number)?;
    if with.is_none() && (sort.number == EMAIL || WITH_ONE.contains(&sort.number)) {
        return Err(invalid("COMMUNICATIONS"));
    }
    let with = with.unwrap_or_default();
    let owner = Owner {
        kind: given("OWNER_TYPE_ID").map_or(0, php::int),
        id: given("OWNER_ID").map_or(0, php::int),
    };
    let mut owners: Vec<Owner> = with.iter().map(|one| one.client).collect();
    if owner.id > 0 {
        owners.insert(0, owner);
    }
    owners.retain(|owner| owner.id > 0);
    match owners.first() {
        Some(first) if first.exists(cx)? => {}
        _ => return Err(no_binding()),
    }
    let known = cx.fields(&view, false)?;
    let change = Change::read(cx, &view, &known, &own(&fields), Mode::New, None)?;
    let mut change = with_deadline(change, sort.number)
        .with("TYPE_ID", text(&sort.number.to_string()))
        .with("PROVIDER_ID", text(&sort.provider));
    if let (Some(usual), None) = (sort.provider_type, given("PROVIDER_TYPE_ID")) {
        change = change.with("PROVIDER_TYPE_ID", text(usual));
    }
    let id = create(cx, &view, change, owners)?;
    communications::replace(cx, id, &with)?;
    if let (true, Some(client)) = (of_app, cx.hit.caller.client()) {
        let sql = "INSERT INTO app_activity (activity, client) VALUES (?1, ?2)";
        cx.db().prepare_cached(sql)?.execute((id, client))?;
    }
    Ok(json!(id).into())
}

/// The activity of the call's id.
fn existing(cx: &Cx<'_>, view: &View) -> Result<i64, Fault> {
    let id = cx
        .id()
        .ok_or_else(|| Fault::plain("ID is not defined or invalid."))?;
    match cx.exists(&view.table, id)? {
        true => Ok(id),
        false => Err(unknown()),
    }
}

pub(super) fn get(cx: &Cx<'_>) -> Result<Answer, Fault> {
    existing(cx, &*view(cx)?)?;
    let mut answer = cx.by_family("classic", "get")?;
    if let Value::Object(mut row) = answer.result.at(&[]) {
        list::dress(cx, &mut row, &[])?;
        answer.result = Value::Object(row).into();
    }
    Ok(answer)
}

pub(super) fn update(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let view = view(cx)?;
    let id = existing(cx, &view)?;
    check_application(cx, id)?;
    let fields = cx.fields_param()?;
    if php::get(&fields, "SUBJECT").is_some_and(php::is_blank) {
        return Err(Fault::plain("The field SUBJECT is not defined or empty."));
    }
    if php::get(&fields, "RESPONSIBLE_ID").is_some_and(|user| php::int(user) <= 0) {
        return Err(invalid("RESPONSIBLE_ID"));
    }
    if column(cx, id, "PROVIDER_ID")? == CONFIGURABLE {
        return Err(Fault::plain(
            "Use crm.activity.configurable.update for this activity provider",
        ));
    }
    let number = php::int(&column(cx, id, "TYPE_ID")?);
    let with = read_communications(cx, &fields, number)?;
    let known = cx.fields(&view, false)?;
    let change = Change::read(cx, &view, &known, &own(&fields), Mode::Change, Some(id))?;
    change_to(cx, &view, id, with_deadline(change, number))?;
    if let Some(with) = with {
        communications::replace(cx, id, &with)?;
        for one in with.iter().filter(|one| one.client.id > 0) {
            bound(id).bind(cx, one.client)?;
        }
    }
    Ok(json!(true).into())
}

/// Writes into an activity and says that it was changed.
pub(super) fn change_to(cx: &Cx<'_>, view: &View, id: i64, change: Change) -> Result<(), Fault> {
    with_state(change).update(cx, view, id)?;
    touch(cx, id)?;
    cx.raise_change(view, "Update", id);
    Ok(())
}

pub(super) fn delete(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let id = existing(cx, &*view(cx)?)?;
    check_application(cx, id)?;
    forget(cx, id)?;
    Ok(json!(true).into())
}

/// Removes an activity with all that is kept beside it.
pub(in crate::handlers) fn forget(cx: &Cx<'_>, id: i64) -> Result<(), Fault> {
    let view = view(cx)?;
    communications::forget(cx.db(), id)?;
    cx.db()
        .prepare_cached("DELETE FROM app_activity WHERE activity = ?1")?
        .execute([id])?;
    bound(id).unbind_all(cx)?;
    timeline::forget_note(cx, &bound(id))?;
    blocks::forget(cx, &bound(id))?;
    remove(cx, &view, id)?;
    cx.raise_change(&view, "Delete", id);
    Ok(())
}
