//! `crm.activity.todo.*`: things to do, activities that a user plans.

use serde_json::{Map, Value, json};

use super::{bound, column, named, record, view};
use crate::engine::{Answer, Change, Cx, Owner};
use crate::fault::Fault;
use crate::handlers::owner;
use crate::php;
use crate::store::Stored;

/// What handles things to do, and their type within it.
const PROVIDER: (&str, &str) = ("CRM_TODO", "TODO");
/// Colours that there are.
const COLOURS: std::ops::RangeInclusive<i64> = 1..=7;

/// Parameters that are kept among the settings of the activity, and what they are called there.
const SETTINGS: [(&str, &str); 3] = [
    ("colorId", "COLOR"),
    ("pingOffsets", "PING_OFFSETS"),
    ("parentActivityId", "PARENT_ACTIVITY_ID"),
];

fn answer(id: i64) -> Answer {
    json!({ "id": id }).into()
}

fn text(cx: &Cx<'_>, name: &str) -> Option<Stored> {
    cx.param(name).and_then(php::text).map(Stored::Text)
}

/// The moment that a parameter says.
fn moment(cx: &Cx<'_>, name: &str) -> Result<Stored, Fault> {
    let text = cx.param(name).and_then(php::text).unwrap_or_default();
    let moment = cx.zone().read_moment(&text).map(Stored::Integer);
    moment.ok_or_else(|| Fault::new("WRONG_DATETIME_FORMAT", "Wrong date format"))
}

/// A thing to do begins and ends when it is due.
fn due(change: Change, moment: Stored) -> Change {
    change
        .with("START_TIME", moment.clone())
        .with("END_TIME", moment.clone())
        .with("DEADLINE", moment)
}

/// What is said of a thing to do, beside when it is due.
fn described(cx: &Cx<'_>, mut change: Change, known: Map<String, Value>) -> Result<Change, Fault> {
    for (name, column) in [("title", "SUBJECT"), ("description", "DESCRIPTION")] {
        if let Some(text) = text(cx, name) {
            change = change.with(column, text);
        }
    }
    if let Some(user) = cx.param("responsibleId").map(php::int).filter(|u| *u > 0) {
        change = change.with("RESPONSIBLE_ID", Stored::Integer(user));
    }
    let mut settings = known;
    for (name, key) in SETTINGS {
        if let Some(value) = cx.param(name) {
            settings.insert(key.to_owned(), value.clone());
        }
    }
    Ok(change.with("SETTINGS", Stored::Text(php::array(settings).to_string())))
}

/// The activity that another one follows from, if one is named.
fn parent(cx: &Cx<'_>) -> Result<Option<i64>, Fault> {
    match cx.param("parentActivityId").map_or(0, php::int) {
        0 => Ok(None),
        _ => named(cx, "parentActivityId").map(Some),
    }
}

fn is_done(cx: &Cx<'_>, id: i64) -> Result<bool, Fault> {
    Ok(column(cx, id, "COMPLETED")? == "Y")
}

pub(super) fn add(cx: &Cx<'_>) -> Result<Answer, Fault> {
    cx.check_params(&["deadline"])?;
    let owner = owner::existing(cx, "ownerTypeId", "ownerId")?;
    parent(cx)?;
    let blank = Stored::Text(String::new());
    let change = record::of_provider(cx, PROVIDER.0, PROVIDER.1).with("DESCRIPTION", blank);
    let change = described(cx, due(change, moment(cx, "deadline")?), Map::new())?;
    Ok(answer(record::create(cx, &*view(cx)?, change, [owner])?))
}

/// The thing to do that the call means, in the timeline of the record that it names. What is done stays as it is.
fn open(cx: &Cx<'_>, code: &str) -> Result<i64, Fault> {
    let owner: Owner = owner::existing(cx, "ownerTypeId", "ownerId")?;
    let id = named(cx, "id")?;
    if column(cx, id, "PROVIDER_ID")? != PROVIDER.0 || !bound(id).is_bound(cx, owner)? {
        return Err(Fault::not_found());
    }
    match is_done(cx, id)? {
        true => Err(Fault::new(code, "What is done cannot be changed")),
        false => Ok(id),
    }
}

const DONE: &str = "CAN_NOT_UPDATE_COMPLETED_TODO";

fn change_to(cx: &Cx<'_>, id: i64, change: Change) -> Result<Answer, Fault> {
    record::change_to(cx, &*view(cx)?, id, change)?;
    Ok(answer(id))
}

/// What is kept among the settings of an activity.
fn settings(cx: &Cx<'_>, id: i64) -> Result<Map<String, Value>, Fault> {
    let kept = column(cx, id, "SETTINGS")?;
    let kept = serde_json::from_str(kept.as_str().unwrap_or_default());
    Ok(match kept {
        Ok(Value::Object(settings)) => settings,
        _ => Map::new(),
    })
}

pub(super) fn update(cx: &Cx<'_>) -> Result<Answer, Fault> {
    cx.check_params(&["deadline"])?;
    let id = open(cx, DONE)?;
    let deadline = moment(cx, "deadline")?;
    if let Some(parent) = parent(cx)?
        && is_done(cx, parent)?
    {
        let text = "Nothing can follow from what is done";
        return Err(Fault::new("ERROR_PARENT_ACTIVITY_RESTRICT", text));
    }
    // The usual colour is that of who names none.
    let mut known = settings(cx, id)?;
    known.remove("COLOR");
    change_to(
        cx,
        id,
        described(cx, due(Change::default(), deadline), known)?,
    )
}

pub(super) fn update_deadline(cx: &Cx<'_>) -> Result<Answer, Fault> {
    cx.check_params(&["value"])?;
    let id = open(cx, DONE)?;
    change_to(cx, id, due(Change::default(), moment(cx, "value")?))
}

pub(super) fn update_description(cx: &Cx<'_>) -> Result<Answer, Fault> {
    cx.check_params(&[])?;
    let id = open(cx, DONE)?;
    let value = text(cx, "value").unwrap_or(Stored::Text(String::new()));
    change_to(cx, id, Change::default().with("DESCRIPTION", value))
}

pub(super) fn update_color(cx: &Cx<'_>) -> Result<Answer, Fault> {
    cx.check_params(&[])?;
    let id = open(cx, "CAN_NOT_UPDATE_COLOR_COMPLETED_TODO")?;
    if !COLOURS.contains(&cx.param("colorId").map_or(0, php::int)) {
        let text = "There is no such colour";
        return Err(Fault::new("CAN_NOT_UPDATE_WRONG_COLOR_TODO", text));
    }
    let change = described(cx, Change::default(), settings(cx, id)?)?;
    change_to(cx, id, change)
}

pub(super) fn update_responsible_user(cx: &Cx<'_>) -> Result<Answer, Fault> {
    cx.check_params(&[])?;
    let id = open(cx, "CAN_NOT_UPDATE_RESPONSIBLE_USER_COMPLETED_TODO")?;
    let user = cx.param("responsibleId").map_or(0, php::int);
    if user <= 0 {
        let text = "Parameter \"responsibleId\" must be greater than 0";
        return Err(Fault::bad_argument(text));
    }
    let change = Change::default().with("RESPONSIBLE_ID", Stored::Integer(user));
    change_to(cx, id, change)
}
