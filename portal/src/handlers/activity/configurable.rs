//! `crm.activity.configurable.*`: activities that an application draws itself.

use rusqlite::OptionalExtension;
use serde_json::{Value, json};

use super::{CONFIGURABLE, bound, column, named, record, view};
use crate::catalogue::upper;
use crate::engine::{Answer, Change, Cx};
use crate::fault::Fault;
use crate::handlers::events::client;
use crate::handlers::{blocks::LAYOUT, look, owner};
use crate::php;
use crate::store::Stored;

/// The type of an activity whose application names none.
const USUAL_TYPE: &str = "CONFIGURABLE";

/// Texts that activities have in another spelling.
const TEXTS: [&str; 2] = ["originatorId", "originId"];

fn answer(id: i64) -> Answer {
    json!({ "activity": { "id": id } }).into()
}

fn is_on(value: &Value) -> bool {
    value == &Value::Bool(true)
        || php::text(value).is_some_and(|text| matches!(text.as_str(), "Y" | "y" | "1" | "true"))
}

fn layout(cx: &Cx<'_>) -> Result<Value, Fault> {
    let layout = cx.param(LAYOUT).cloned().unwrap_or_default();
    if !php::truthy(&layout) {
        return Err(Fault::new("ERROR_EMPTY_LAYOUT", "The layout is empty"));
    }
    look::check(cx, LAYOUT, &layout)?;
    Ok(layout)
}

/// What the columns of activities tell of the values that were sent; the others are kept as they are.
fn change(cx: &Cx<'_>, fields: &Value, mut change: Change) -> Result<Change, Fault> {
    let given = |name: &str| php::get(fields, name);
    let text = |name: &str| given(name).and_then(php::text).map(Stored::Text);
    let flag = |name: &str| {
        given(name).map(|value| Stored::Text(if is_on(value) { "Y" } else { "N" }.to_owned()))
    };
    let deadline = match given("deadline").filter(|value| !php::is_blank(value)) {
        None => given("deadline").map(|_| Stored::Null),
        Some(value) => {
            let moment = php::text(value).and_then(|text| cx.zone().read_moment(&text));
            let wrong = || Fault::new("WRONG_FIELD_VALUE", "Wrong value of the field deadline");
            Some(Stored::Integer(moment.ok_or_else(wrong)?))
        }
    };
    let user = given("responsibleId")
        .map(php::int)
        .filter(|user| *user > 0);
    for (column, value) in [
        ("COMPLETED", flag("completed")),
        ("IS_INCOMING_CHANNEL", flag("isIncomingChannel")),
        ("DEADLINE", deadline),
        ("RESPONSIBLE_ID", user.map(Stored::Integer)),
        ("PROVIDER_TYPE_ID", text("typeId")),
    ] {
        if let Some(value) = value {
            change = change.with(column, value);
        }
    }
    for name in TEXTS {
        if let Some(value) = text(name) {
            change = change.with(&upper(name), value);
        }
    }
    Ok(change)
}

/// What came in is not due at any time.
fn check_incoming(incoming: bool, due: bool) -> Result<(), Fault> {
    match incoming && due {
        true => Err(Fault::new(
            "INCOMING_ACTIVITY_CAN_NOT_BE_WITH_DEADLINE",
            "An incoming activity has no deadline",
        )),
        false => Ok(()),
    }
}

/// Values of an activity, an object.
fn fields(cx: &Cx<'_>) -> Value {
    let fields = cx.param("fields").filter(|fields| fields.is_object());
    fields.cloned().unwrap_or_else(|| json!({}))
}

fn set(fields: &Value, name: &str) -> bool {
    php::get(fields, name).is_some_and(|value| !php::is_blank(value))
}

pub(super) fn add(cx: &Cx<'_>) -> Result<Answer, Fault> {
    cx.check_params(&["fields", LAYOUT])?;
    let client = client(cx)?;
    let owner = owner::sent(cx, "ownerTypeId", "ownerId");
    if !owner.exists(cx)? {
        // Nobody has a right to a record that is not there.
        return Err(Fault::new("ACCESS_DENIED", "Access denied."));
    }
    let (fields, layout) = (fields(cx), layout(cx)?);
    let incoming = php::get(&fields, "isIncomingChannel").is_some_and(is_on);
    check_incoming(incoming, set(&fields, "deadline"))?;
    let usual = record::of_provider(cx, CONFIGURABLE, USUAL_TYPE);
    let change = change(cx, &fields, usual)?;
    let id = record::create(cx, &*view(cx)?, change, [owner])?;
    let sql = "INSERT INTO app_activity (activity, client, fields, layout) VALUES (?1, ?2, ?3, ?4)";
    cx.db()
        .prepare_cached(sql)?
        .execute((id, client, fields.to_string(), layout.to_string()))?;
    Ok(answer(id))
}

/// An activity that an application draws.
struct Drawn {
    id: i64,
    client: String,
    /// What was sent of it last.
    fields: Value,
    layout: Value,
}

fn find(cx: &Cx<'_>) -> Result<Drawn, Fault> {
    let id = named(cx, "id")?;
    let sql = "SELECT client, fields, layout FROM app_activity WHERE activity = ?1 AND layout IS NOT NULL";
    let mut statement = cx.db().prepare_cached(sql)?;
    let found = statement.query_row([id], |row| {
        let json = |at: usize| {
            let text: Option<String> = row.get(at)?;
            let value = serde_json::from_str(&text.unwrap_or_default());
            Ok::<Value, rusqlite::Error>(value.unwrap_or_default())
        };
        Ok(Drawn {
            id,
            client: row.get(0)?,
            fields: json(1)?,
            layout: json(2)?,
        })
    });
    found.optional()?.ok_or_else(Fault::not_found)
}

pub(super) fn get(cx: &Cx<'_>) -> Result<Answer, Fault> {
    cx.check_params(&[])?;
    let drawn = find(cx)?;
    let of = |name: &str| column(cx, drawn.id, name);
    let owner = bound(drawn.id).owners(cx)?.first().copied();
    let owner = owner.ok_or_else(Fault::not_found)?;
    let kept = |name: &str, usual: Value| php::get(&drawn.fields, name).cloned().unwrap_or(usual);
    let deadline = of("DEADLINE")?.as_i64().map(|at| cx.zone().moment(at));
    let mut record = json!({
        "id": drawn.id,
        "ownerTypeId": owner.kind,
        "ownerId": owner.id,
        "fields": {
            "typeId": of("PROVIDER_TYPE_ID")?,
            "completed": of("COMPLETED")? == "Y",
            "deadline": deadline,
            "pingOffsets": kept("pingOffsets", json!([])),
            "isIncomingChannel": of("IS_INCOMING_CHANNEL")? == "Y",
            "responsibleId": of("RESPONSIBLE_ID")?,
            "badgeCode": kept("badgeCode", json!("")),
        },
        "layout": drawn.layout,
    });
    for name in TEXTS {
        record["fields"][name] = of(&upper(name))?;
    }
    Ok(json!({ "activity": record }).into())
}

pub(super) fn update(cx: &Cx<'_>) -> Result<Answer, Fault> {
    cx.check_params(&["fields", LAYOUT])?;
    let mut drawn = find(cx)?;
    if drawn.client != client(cx)? {
        return Err(Fault::new(
            "ERROR_WRONG_APPLICATION",
            "The activity belongs to another application",
        ));
    }
    let (fields, layout) = (fields(cx), layout(cx)?);
    let incoming = match php::get(&fields, "isIncomingChannel") {
        Some(value) => is_on(value),
        None => column(cx, drawn.id, "IS_INCOMING_CHANNEL")? == "Y",
    };
    let due = match php::get(&fields, "deadline") {
        Some(value) => !php::is_blank(value),
        None => !column(cx, drawn.id, "DEADLINE")?.is_null(),
    };
    check_incoming(incoming, due)?;
    let change = change(cx, &fields, Change::default())?;
    record::change_to(cx, &*view(cx)?, drawn.id, change)?;
    if let (Some(kept), Value::Object(new)) = (drawn.fields.as_object_mut(), fields) {
        kept.extend(new);
    }
    let sql = "UPDATE app_activity SET fields = ?1, layout = ?2 WHERE activity = ?3";
    let row = (drawn.fields.to_string(), layout.to_string(), drawn.id);
    cx.db().prepare_cached(sql)?.execute(row)?;
    Ok(answer(drawn.id))
}
