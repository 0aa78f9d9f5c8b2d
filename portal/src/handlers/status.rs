//! `crm.status.*`: directories.

use rusqlite::{Connection, OptionalExtension, Row};
use serde_json::{Map, Value, json};

use crate::engine::{Answer, Cx};
use crate::fault::Fault;
use crate::php;

/// Directories that every portal has.
const TYPES: [(&str, &str); 11] = [
    ("STATUS", "Lead stages"),
    ("DEAL_STAGE", "Deal stages"),
    ("QUOTE_STATUS", "Quote stages"),
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

const COLUMNS: &str = "id, entity, status, name, name_init, sort, system, color, semantics";

/// Fills the directories of a new portal.
pub(crate) fn seed(db: &Connection) -> rusqlite::Result<()> {
    if db.query_row("SELECT COUNT(*) FROM status", [], |row| {
        row.get::<_, i64>(0)
    })? > 0
    {
        return Ok(());
    }
    let sql = "INSERT INTO status (entity, status, name, name_init, sort, system) VALUES (?1, ?2, ?3, ?3, ?4, 'Y')";
    let mut statement = db.prepare(sql)?;
    let mut sort = 0;
    for (at, (entity, status, name)) in SEED.iter().enumerate() {
        let same = at > 0
            && SEED
                .get(at - 1)
                .is_some_and(|(before, ..)| before == entity);
        sort = if same { sort + 10 } else { 10 };
        statement.execute((entity, status, name, sort))?;
    }
    super::stages::seed(db)
}

fn record(row: &Row<'_>) -> rusqlite::Result<Value> {
    let semantics: Option<String> = row.get(8)?;
    let color: Option<String> = row.get(7)?;
    let meaning = match semantics.as_deref() {
        Some("S") => "success",
        Some("F") => "failure",
        _ => "process",
    };
    Ok(json!({
        "ID": row.get::<_, i64>(0)?.to_string(),
        "ENTITY_ID": row.get::<_, String>(1)?,
        "STATUS_ID": row.get::<_, String>(2)?,
        "NAME": row.get::<_, String>(3)?,
        "NAME_INIT": row.get::<_, String>(4)?,
        "SORT": row.get::<_, i64>(5)?.to_string(),
        "SYSTEM": row.get::<_, String>(6)?,
        "CATEGORY_ID": null,
        "COLOR": color,
        "SEMANTICS": semantics,
        "EXTRA": { "SEMANTICS": meaning, "COLOR": color },
    }))
}

fn all(db: &Connection) -> rusqlite::Result<Vec<Value>> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM status ORDER BY entity, sort, id"
    ))?;
    let rows = statement.query_map([], record)?;
    rows.collect()
}

pub(super) fn list(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let order = cx.array_param("order")?;
    let filter = cx.array_param("filter")?;
    let mut rows = all(cx.db())?;
    rows.retain(|row| {
        php::entries(&filter).into_iter().all(|(key, wanted)| {
            let Some(have) = row.get(key.trim_start_matches(['=', '@'])) else {
                return true;
            };
            let wanted = if php::is_array(wanted) {
                php::values(wanted)
            } else {
                vec![wanted]
            };
            wanted
                .into_iter()
                .any(|w| php::text(w).unwrap_or_default() == php::text(have).unwrap_or_default())
        })
    });
    for (key, direction) in php::entries(&order).into_iter().rev() {
        let descending = php::text(direction).is_some_and(|d| d.eq_ignore_ascii_case("DESC"));
        let value = |row: &Value| {
            let text = row.get(&*key).and_then(php::text).unwrap_or_default();
            (php::int(&text.as_str().into()), text)
        };
        rows.sort_by(|a, b| {
            if descending {
                value(b).cmp(&value(a))
            } else {
                value(a).cmp(&value(b))
            }
        });
    }
    let total = i64::try_from(rows.len()).ok();
    Ok(Answer {
        result: Value::Array(rows).into(),
        total,
        next: None,
    })
}

/// The status of the call's id.
fn find(cx: &Cx<'_>) -> Result<(i64, Value), Fault> {
    let id = cx.id().ok_or_else(|| Fault::plain("Invalid identifier."))?;
    let sql = format!("SELECT {COLUMNS} FROM status WHERE id = ?1");
    let found = cx.db().query_row(&sql, [id], record).optional()?;
    found
        .map(|row| (id, row))
        .ok_or_else(|| Fault::plain("Status is not found."))
}

pub(super) fn get(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let (_, mut row) = find(cx)?;
    if let Some(map) = row.as_object_mut() {
        map.remove("EXTRA");
    }
    Ok(row.into())
}

pub(super) fn add(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let fields = cx.fields_param()?;
    let text = |name: &str| {
        php::get(&fields, name)
            .and_then(php::text)
            .filter(|t| !t.is_empty())
    };
    let missing: Vec<String> = ["ENTITY_ID", "STATUS_ID"]
        .into_iter()
        .filter(|name| text(name).is_none())
        .map(|name| format!("The field {name} is required."))
        .collect();
    if !missing.is_empty() {
        return Err(Fault::plain(missing.join(", ")));
    }
    let name = text("NAME").ok_or_else(|| Fault::plain("The field Title is required."))?;
    let (entity, status) = (
        text("ENTITY_ID").unwrap_or_default(),
        text("STATUS_ID").unwrap_or_default(),
    );
    let taken = "SELECT 1 FROM status WHERE entity = ?1 AND status = ?2";
    if cx.db().prepare_cached(taken)?.exists((&entity, &status))? {
        return Err(Fault::core("The specified status ID already exists."));
    }
    let sort = php::get(&fields, "SORT").map_or(10, php::int);
    let sql = "INSERT INTO status (entity, status, name, name_init, sort, system, color, semantics)
         VALUES (?1, ?2, ?3, '', ?4, 'N', ?5, ?6)";
    cx.db().execute(
        sql,
        (entity, status, name, sort, text("COLOR"), text("SEMANTICS")),
    )?;
    Ok(json!(cx.db().last_insert_rowid()).into())
}

pub(super) fn update(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let (id, _) = find(cx)?;
    let fields = cx.fields_param()?;
    let text = |name: &str| {
        php::get(&fields, name)
            .and_then(php::text)
            .filter(|t| !t.is_empty())
    };
    let sort = php::get(&fields, "SORT").map(php::int);
    let sql = "UPDATE status SET name = COALESCE(?1, name), sort = COALESCE(?2, sort), color = COALESCE(?3, color),
         semantics = COALESCE(?4, semantics) WHERE id = ?5";
    cx.db().execute(
        sql,
        (text("NAME"), sort, text("COLOR"), text("SEMANTICS"), id),
    )?;
    Ok(json!(true).into())
}

pub(super) fn delete(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let (id, row) = find(cx)?;
    let forced = cx
        .any_param("params")
        .and_then(|p| php::get(p, "FORCED"))
        .and_then(php::text);
    if row.get("SYSTEM").and_then(Value::as_str) == Some("Y") && forced.as_deref() != Some("Y") {
        let text = "CRM System Status can be deleted only if parameter FORCED is specified and equal to \"Y\".";
        return Err(Fault::plain(text));
    }
    cx.db().execute("DELETE FROM status WHERE id = ?1", [id])?;
    Ok(json!(true).into())
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
    let mut statement = cx
        .db()
        .prepare("SELECT DISTINCT entity FROM status ORDER BY entity")?;
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
    Ok(items(cx.db(), &entity)?.into())
}

/// The values of a directory, in order.
pub(super) fn items(db: &Connection, entity: &str) -> rusqlite::Result<Value> {
    let mut statement = db.prepare_cached(
        "SELECT name, sort, status FROM status WHERE entity = ?1 ORDER BY sort, id",
    )?;
    let rows = statement.query_map([entity], |row| {
        Ok(json!({
            "NAME": row.get::<_, String>(0)?, "SORT": row.get::<_, i64>(1)?, "STATUS_ID": row.get::<_, String>(2)?
        }))
    })?;
    rows.collect()
}
