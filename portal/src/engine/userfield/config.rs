//! `userfieldconfig.*`: the same custom fields in another spelling, those of types that the portal added among them.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::UserFields;
use crate::catalogue::{Kind, camel, upper};
use crate::engine::conventions::PAGE;
use crate::engine::custom::{self, LABELS, LANGUAGES};
use crate::engine::{Answer, Cx, page};
use crate::fault::Fault;
use crate::php;
use crate::store::CustomField;

/// The only module whose records are here, and how it files their custom fields.
const MODULE: (&str, &str) = ("crm", "CRM_");

/// Answers a method of the module.
pub(crate) fn run(cx: &Cx<'_>) -> Result<Answer, Fault> {
    if cx.param("moduleId").and_then(php::text).as_deref() != Some(MODULE.0) {
        return Err(Fault::plain("No settings for UserFieldAccess"));
    }
    let role = cx.hit.caller.role;
    let allowed = if cx.writes() {
        role.administers()
    } else {
        role.reads()
    };
    if !allowed {
        return Err(forbidden());
    }
    match cx.call.rsplit('.').next().unwrap_or_default() {
        "add" => add(cx),
        "get" => find(cx).map(|(owner, field)| answer(&owner, &field)),
        "list" => list(cx),
        "update" => update(cx),
        "delete" => delete(cx),
        _ => Ok(types()),
    }
}

/// The custom fields of an owner, which need be no kind of record that the spec knows.
fn of<'a>(cx: &'a Cx<'a>, owner: &str) -> UserFields<'a> {
    let tables = cx.core.catalogue.tables().iter();
    let mut tables = tables.filter(|table| table.custom.as_deref() == Some(owner));
    let table = tables.next();
    UserFields {
        cx,
        entity: table.and_then(|table| cx.core.catalogue.entity(&table.entity)),
        owner: owner.to_owned(),
    }
}

fn add(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let field = field_param(cx)?;
    let text = |name: &str| {
        php::get(&field, name)
            .and_then(php::text)
            .unwrap_or_default()
    };
    let (owner, name) = (text("entityId"), text("fieldName").to_ascii_uppercase());
    if !owner.starts_with(MODULE.1) {
        return Err(Fault::plain("You cannot add a user field"));
    }
    // Only the oldest kinds of records share a beginning.
    let own = format!("UF_{owner}_");
    if added_owner(&owner) && !name.starts_with(&own) {
        return Err(Fault::core(format!(
            "The name of the field must begin with {own}"
        )));
    }
    let params = json!({ "fields": respelled(&field) });
    let made = of(&cx.with(&params), &owner).add()?.result.at(&[]);
    let (owner, field) = by_id(cx, php::int(&made))?;
    Ok(answer(&owner, &field))
}

/// Whether custom fields are filed under the number of a type: `CRM_7`.
fn added_owner(owner: &str) -> bool {
    let number = owner.strip_prefix(MODULE.1).unwrap_or_default();
    !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
}

fn update(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let (owner, field) = find(cx)?;
    let params = json!({ "id": field.id, "fields": respelled(&field_param(cx)?) });
    of(&cx.with(&params), &owner).update()?;
    let (owner, field) = by_id(cx, field.id)?;
    Ok(answer(&owner, &field))
}

fn delete(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let (owner, field) = find(cx)?;
    let params = json!({ "id": field.id });
    of(&cx.with(&params), &owner).delete()?;
    Ok(Value::Null.into())
}

fn list(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let filter = respelled(&cx.array_param("filter")?);
    let order = cx.array_param("order")?;
    let mut rows: Vec<Map<String, Value>> = Vec::new();
    let sql = "SELECT DISTINCT owner FROM custom_field WHERE owner LIKE ?1 ORDER BY owner";
    let mut statement = cx.db().prepare_cached(sql)?;
    let owners = statement.query_map([format!("{}%", MODULE.1)], |row| row.get(0))?;
    let owners: Vec<String> = owners.collect::<rusqlite::Result<_>>()?;
    for owner in owners {
        for field in cx.core.store.custom(&owner)?.iter() {
            let document = super::document(&owner, field);
            if super::list::matches(&document, &filter) {
                rows.push(document);
            }
        }
    }
    super::list::sort(&mut rows, &order);
    let total = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let start = page::start(cx).unwrap_or(0);
    let chosen: Vec<String> = php::values(&cx.array_param("select")?)
        .into_iter()
        .filter_map(php::text)
        .collect();
    let skipped = usize::try_from(start).unwrap_or(usize::MAX);
    let page = rows.into_iter().skip(skipped).take(PAGE as usize);
    let page: Vec<Value> = page
        .map(|document| {
            let every = chosen.is_empty() || chosen.iter().any(|name| name == "*");
            let document = respelled_back(document);
            let named = document
                .into_iter()
                .filter(|(name, _)| every || chosen.contains(name));
            Value::Object(named.collect())
        })
        .collect();
    let next = start.saturating_add(PAGE);
    Ok(Answer {
        result: json!({ "fields": page }).into(),
        total: Some(total),
        next: (next < total).then_some(next),
    })
}

fn types() -> Answer {
    let types = custom::TYPES.iter().map(|(code, title)| {
        let described = json!({ "userTypeId": code, "description": title });
        ((*code).to_owned(), described)
    });
    json!({ "types": types.collect::<Map<_, _>>() }).into()
}

fn field_param(cx: &Cx<'_>) -> Result<Value, Fault> {
    let field = cx.param("field").filter(|field| php::is_array(field));
    field.cloned().ok_or_else(|| Fault::no_value("field"))
}

/// The field of the call's id, and its owner.
fn find(cx: &Cx<'_>) -> Result<(String, Arc<CustomField>), Fault> {
    by_id(cx, cx.id().unwrap_or(0))
}

fn by_id(cx: &Cx<'_>, id: i64) -> Result<(String, Arc<CustomField>), Fault> {
    super::by_id(cx, id)?
        .filter(|(owner, _)| owner.starts_with(MODULE.1))
        .ok_or_else(forbidden)
}

/// What these methods say to everything that is not the caller's, or is not there.
fn forbidden() -> Fault {
    Fault::plain("You do not have permission to view user field settings")
}

/// A field as these methods answer it, with its labels in every language.
fn answer(owner: &str, field: &CustomField) -> Answer {
    let mut document = respelled_back(super::document(owner, field));
    let languages = LANGUAGES
        .iter()
        .map(|language| ((*language).to_owned(), json!(language)));
    document.insert("languageId".to_owned(), Value::Object(languages.collect()));
    for label in LABELS {
        let texts = LANGUAGES.iter().map(|language| {
            let text = custom::label(field.properties.get(label), language);
            (
                (*language).to_owned(),
                Some(text).filter(|text| !text.is_empty()).into(),
            )
        });
        document.insert(camel(label), Value::Object(texts.collect()));
    }
    if field.kind == Kind::Choice {
        let options = field.options.iter().map(|option| {
            json!({
                "id": option.id.to_string(),
                "userFieldId": field.id.to_string(),
                "value": option.value,
                "def": if option.default { "Y" } else { "N" },
                "sort": option.sort.to_string(),
                "xmlId": option.xml_id,
            })
        });
        document.insert("enum".to_owned(), options.collect());
    }
    json!({ "field": document }).into()
}

/// `fieldName` → `FIELD_NAME`; the options of lists, too.
fn respelled(fields: &Value) -> Value {
    let mut upper_case = Map::new();
    for (key, value) in php::entries(fields) {
        if key == "enum" {
            let options = php::values(value).into_iter().map(respelled);
            upper_case.insert("LIST".to_owned(), options.collect());
            continue;
        }
        let operator = key.len() - key.trim_start_matches(|c: char| !c.is_alphanumeric()).len();
        let (operator, name) = key.split_at(operator);
        upper_case.insert(format!("{operator}{}", upper(name)), value.clone());
    }
    Value::Object(upper_case)
}

fn respelled_back(document: Map<String, Value>) -> Map<String, Value> {
    let others = document.into_iter().filter(|(key, _)| key != "LIST");
    others.map(|(key, value)| (camel(&key), value)).collect()
}
