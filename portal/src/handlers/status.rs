//! `crm.status.*`: directories. The statuses of old invoices (`crm.invoice.status.*`) are one of them.

use std::sync::Arc;

use rusqlite::Connection;
use serde_json::{Map, Value, json};

use super::stages;
use crate::catalogue::{Catalogue, View};
use crate::engine::records::{self, held, text};
use crate::engine::{Answer, Cx};
use crate::fault::Fault;
use crate::php;
use crate::store::{Stored, quote};

pub(super) const ENTITY: &str = "crm.status";
/// The directory of the statuses of old invoices.
const OF_INVOICES: &str = "INVOICE_STATUS";

/// Directories that every portal has.
const TYPES: [(&str, &str); 12] = [
    ("STATUS", "Lead stages"),
    ("DEAL_STAGE", "Deal stages"),
    ("QUOTE_STATUS", "Quote stages"),
    (OF_INVOICES, "Invoice statuses"),
    ("CALL_LIST", "Call states"),
    ("SOURCE", "Sources"),
    ("CONTACT_TYPE", "Contact type"),
    ("COMPANY_TYPE", "Company type"),
    ("EMPLOYEES", "Number of employees"),
    ("INDUSTRY", "Industry"),
    ("DEAL_TYPE", "Deal type"),
    ("HONORIFIC", "Salutations"),
];

/// Their values.
const SEED: [(&str, &str, &str); 24] = [
    ("HONORIFIC", "HNR_EN_1", "Mr."),
    ("HONORIFIC", "HNR_EN_2", "Mrs."),
    ("HONORIFIC", "HNR_EN_3", "Ms."),
    ("HONORIFIC", "HNR_EN_4", "Dr."),
    ("CONTACT_TYPE", "CLIENT", "Client"),
    ("CONTACT_TYPE", "SUPPLIER", "Supplier"),
    ("CONTACT_TYPE", "PARTNER", "Partner"),
    ("CONTACT_TYPE", "OTHER", "Other"),
    ("COMPANY_TYPE", "CUSTOMER", "Client"),
    ("COMPANY_TYPE", "SUPPLIER", "Supplier"),
    ("COMPANY_TYPE", "PARTNER", "Partner"),
    ("SOURCE", "CALL", "Call"),
    ("SOURCE", "EMAIL", "E-mail"),
    ("SOURCE", "WEB", "Website"),
    ("SOURCE", "ADVERTISING", "Advertising"),
    ("SOURCE", "PARTNER", "Existing client"),
    ("SOURCE", "RECOMMENDATION", "By recommendation"),
    ("SOURCE", "TRADE_SHOW", "Show/Exhibition"),
    ("SOURCE", "OTHER", "Other"),
    ("EMPLOYEES", "EMPLOYEES_1", "less than 50"),
    ("EMPLOYEES", "EMPLOYEES_2", "50-250"),
    ("INDUSTRY", "IT", "Information technology"),
    ("DEAL_TYPE", "SALE", "Sales"),
    ("DEAL_TYPE", "SERVICE", "Services"),
];

/// Fills the directories of a new portal.
pub(super) fn seed(db: &Connection, catalogue: &Catalogue) -> rusqlite::Result<()> {
    let Some(view) = catalogue.view_of_entity(ENTITY) else {
        return Ok(());
    };
    let needed = [
        "ENTITY_ID",
        "STATUS_ID",
        "NAME",
        "NAME_INIT",
        "SORT",
        "SYSTEM",
        "CATEGORY_ID",
        "SEMANTICS",
    ];
    if !needed.iter().all(|column| view.table.has(column)) {
        return Ok(());
    }
    let table = quote(&view.table.name);
    let any = format!("SELECT EXISTS (SELECT 1 FROM {table})");
    if db.query_row(&any, [], |row| row.get(0))? {
        return Ok(());
    }
    for directory in SEED.chunk_by(|one, next| one.0 == next.0) {
        let Some((name, ..)) = directory.first() else {
            continue;
        };
        let entries = directory.iter().map(|(_, code, label)| Entry {
            code: (*code).to_owned(),
            label,
            meaning: None,
        });
        fill(db, &view.table.name, name, None, entries)?;
    }
    stages::seed(db, &view.table.name, OF_INVOICES)
}

/// An entry that comes with the portal.
pub(super) struct Entry {
    pub(super) code: String,
    pub(super) label: &'static str,
    pub(super) meaning: Option<&'static str>,
}

/// Fills a directory.
pub(super) fn fill(
    db: &Connection,
    table: &str,
    directory: &str,
    pipeline: Option<i64>,
    entries: impl Iterator<Item = Entry>,
) -> rusqlite::Result<()> {
    let sql = format!(
        "INSERT INTO {} (ENTITY_ID, STATUS_ID, NAME, NAME_INIT, SORT, SYSTEM, CATEGORY_ID, SEMANTICS)
         VALUES (?1, ?2, ?3, ?3, ?4, 'Y', ?5, ?6)",
        quote(table)
    );
    let mut statement = db.prepare_cached(&sql)?;
    for (sort, entry) in (10_i64..).step_by(10).zip(entries) {
        let Entry {
            code,
            label,
            meaning,
        } = entry;
        statement.execute((directory, code, label, sort, pipeline, meaning))?;
    }
    Ok(())
}

pub(super) fn view(cx: &Cx<'_>) -> Result<Arc<View>, Fault> {
    records::view(cx, ENTITY)
}

/// The entries that a call is about: all, or those of one directory.
fn scope(cx: &Cx<'_>) -> Vec<(String, Stored)> {
    match cx.call.starts_with("crm.invoice.") {
        true => vec![held("ENTITY_ID", OF_INVOICES.to_owned())],
        false => Vec::new(),
    }
}

/// Lists are in order of the directories where nothing else is wanted.
pub(super) fn list(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let mut order = cx.array_param("order")?;
    if php::values(&order).is_empty() {
        order = json!({ "ENTITY_ID": "ASC", "SORT": "ASC" });
    }
    let params = json!({ "filter": cx.array_param("filter")?, "order": order });
    let view = cx.method.and_then(|method| method.entity);
    let view = view.and_then(|entity| cx.core.catalogue.view(entity));
    let view = view.ok_or_else(Fault::no_method)?;
    let mut answer = records::usual(&cx.about(&scope(cx)), view, "list", &params)?;
    if let Value::Array(mut rows) = answer.result.at(&[]) {
        for row in rows.iter_mut().filter_map(Value::as_object_mut) {
            let known = row.remove(EXTRA).is_some();
            let directory = row.get("ENTITY_ID").and_then(Value::as_str);
            if known && directory.is_some_and(stages::is_directory) {
                let extra = extra(row);
                row.insert(EXTRA.to_owned(), extra);
            }
        }
        answer.result = Value::Array(rows).into();
    }
    Ok(answer)
}

const EXTRA: &str = "EXTRA";

/// Meaning and colour of a stage again.
fn extra(row: &Map<String, Value>) -> Value {
    let meaning = match row.get("SEMANTICS").and_then(Value::as_str) {
        Some("S") => "success",
        Some("F") => "failure",
        _ => "process",
    };
    json!({ "SEMANTICS": meaning, "COLOR": row.get("COLOR") })
}

/// The entry of the call's id.
fn find(cx: &Cx<'_>) -> Result<i64, Fault> {
    let id = cx.id().ok_or_else(|| Fault::plain("Invalid identifier."))?;
    match cx.about(&scope(cx)).exists(&view(cx)?.table, id)? {
        true => Ok(id),
        false => Err(Fault::plain("Status is not found.")),
    }
}

pub(super) fn get(cx: &Cx<'_>) -> Result<Answer, Fault> {
    find(cx)?;
    let mut answer = cx.by_family("classic", "get")?;
    if let Value::Object(mut row) = answer.result.at(&[]) {
        row.remove(EXTRA);
        answer.result = Value::Object(row).into();
    }
    Ok(answer)
}

pub(super) fn add(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let fields = cx.fields_param()?;
    let mut kept = scope(cx);
    let word = |name: &str| {
        let word = php::get(&fields, name).and_then(php::text);
        word.filter(|word| !word.is_empty())
    };
    if kept.is_empty() {
        let missing: Vec<String> = ["ENTITY_ID", "STATUS_ID"]
            .into_iter()
            .filter(|name| word(name).is_none())
            .map(|name| format!("The field {name} is required."))
            .collect();
        if !missing.is_empty() {
            return Err(Fault::plain(missing.join(", ")));
        }
        for name in ["ENTITY_ID", "STATUS_ID"] {
            kept.extend(word(name).map(|word| held(name, word)));
        }
        if records::row(cx, &*view(cx)?, &kept)?.is_some() {
            return Err(Fault::core("The specified status ID already exists."));
        }
    } else {
        kept.push(held("STATUS_ID", free_code(cx, OF_INVOICES)?));
    }
    word("NAME").ok_or_else(untitled)?;
    kept.push(held("NAME_INIT", String::new()));
    if php::get(&fields, "SORT").is_none() {
        kept.push(held("SORT", 10));
    }
    cx.about(&kept).by_family("classic", "add")
}

fn untitled() -> Fault {
    Fault::plain("The field Title is required.")
}

/// The first number that is no code of a directory yet.
fn free_code(cx: &Cx<'_>, directory: &str) -> Result<String, Fault> {
    let entries = entries(cx, directory)?;
    let taken = |code: &String| entries.iter().any(|entry| entry.code == *code);
    let mut codes = (1_usize..).map(|code| code.to_string());
    Ok(codes.find(|code| !taken(code)).unwrap_or_default())
}

pub(super) fn update(cx: &Cx<'_>) -> Result<Answer, Fault> {
    find(cx)?;
    if php::get(&cx.fields_param()?, "NAME").is_some_and(php::is_blank) {
        return Err(untitled());
    }
    cx.by_family("classic", "update")
}

pub(super) fn delete(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let id = find(cx)?;
    let forced = cx
        .any_param("params")
        .and_then(|p| php::get(p, "FORCED"))
        .and_then(php::text);
    let system = records::get(cx, &*view(cx)?, id, ["SYSTEM"])?;
    let system = system.is_some_and(|[system]| text(&system) == "Y");
    if system && forced.as_deref() != Some("Y") {
        let text = "CRM System Status can be deleted only if parameter FORCED is specified and equal to \"Y\".";
        return Err(Fault::plain(text));
    }
    cx.by_family("classic", "delete")
}

pub(super) fn fields(_: &Cx<'_>) -> Result<Answer, Fault> {
    let fields = [
        ("ID", "integer", true, false),
        ("ENTITY_ID", "string", false, true),
        ("STATUS_ID", "string", false, true),
        ("SORT", "integer", false, false),
        ("NAME", "string", false, false),
        ("NAME_INIT", "string", true, false),
        ("SYSTEM", "char", true, false),
        ("CATEGORY_ID", "integer", true, false),
        ("COLOR", "string", false, false),
        ("SEMANTICS", "char", false, false),
        ("EXTRA", "crm_status_extra", false, false),
    ];
    let info = |(name, kind, read_only, immutable): (&str, &str, bool, bool)| {
        let required = matches!(name, "ENTITY_ID" | "STATUS_ID" | "NAME");
        let info = json!({
            "type": kind, "isRequired": required, "isReadOnly": read_only, "isImmutable": immutable,
            "isMultiple": false, "isDynamic": false, "title": name
        });
        (name.to_owned(), info)
    };
    Ok(Value::Object(fields.into_iter().map(info).collect::<Map<_, _>>()).into())
}

pub(super) fn entity_types(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let mut types: Vec<Value> = TYPES
        .iter()
        .map(|(id, name)| json!({ "ID": id, "NAME": name }))
        .collect();
    let sql = format!(
        "SELECT DISTINCT ENTITY_ID FROM {} ORDER BY ENTITY_ID",
        quote(&view(cx)?.table.name)
    );
    let mut statement = cx.db().prepare_cached(&sql)?;
    let own = statement
        .query_map([], |row| row.get::<_, String>(0))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    for entity in own
        .into_iter()
        .filter(|e| TYPES.iter().all(|(id, _)| id != e))
    {
        types.push(json!({ "ID": entity, "NAME": entity }));
    }
    Ok(Value::Array(types).into())
}

pub(super) fn entity_items(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let entity = cx
        .loose_param("entityId")
        .and_then(php::text)
        .filter(|e| !e.is_empty());
    let entity =
        entity.ok_or_else(|| Fault::plain("The parameter entityId is not defined or invalid."))?;
    items(cx, &entity)
}

/// The entries of a directory in short, in order.
pub(super) fn items(cx: &Cx<'_>, directory: &str) -> Result<Answer, Fault> {
    let entries = entries(cx, directory)?;
    let items = entries
        .into_iter()
        .map(|entry| json!({ "NAME": entry.name, "SORT": entry.sort, "STATUS_ID": entry.code }));
    Ok(items.collect::<Value>().into())
}

/// An entry of a directory.
pub(super) struct Known {
    pub(super) id: i64,
    pub(super) code: String,
    pub(super) name: String,
    pub(super) sort: i64,
}

/// The entries of a directory, in order.
pub(super) fn entries(cx: &Cx<'_>, directory: &str) -> Result<Vec<Known>, Fault> {
    let sql = format!(
        "SELECT ID, STATUS_ID, NAME, SORT FROM {} WHERE ENTITY_ID = ?1 ORDER BY SORT, ID",
        quote(&view(cx)?.table.name)
    );
    let mut statement = cx.db().prepare_cached(&sql)?;
    let rows = statement.query_map([directory], |row| {
        Ok(Known {
            id: row.get(0)?,
            code: row.get(1)?,
            name: row.get(2)?,
            sort: row.get::<_, Option<i64>>(3)?.unwrap_or_default(),
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
