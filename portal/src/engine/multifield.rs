//! Phone numbers, e-mail addresses and the like: rows of their own, merged on update.

use rusqlite::Connection;
use serde_json::{Value, json};

use super::conventions::{HAS, OPEN_CHANNEL};
use crate::catalogue::Table;
use crate::fault::Fault;
use crate::php;
use crate::store::{Stored, quote};

/// Longer values are refused.
const MAX_LENGTH: usize = 250;

/// One of several values.
#[derive(Debug, Clone)]
pub(crate) struct Multifield {
    pub(crate) id: i64,
    /// `PHONE`
    pub(crate) kind: String,
    pub(crate) value_type: String,
    pub(crate) value: String,
}

impl Multifield {
    pub(crate) fn classic(&self) -> Value {
        json!({ "ID": self.id.to_string(), "VALUE_TYPE": self.value_type, "VALUE": self.value, "TYPE_ID": self.kind })
    }

    pub(crate) fn item(&self) -> Value {
        json!({ "id": self.id, "typeId": self.kind, "valueType": self.value_type, "value": self.value })
    }
}

/// A change of one value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    pub(crate) kind: String,
    /// The value that is meant, if it exists.
    pub(crate) id: Option<i64>,
    pub(crate) value: String,
    pub(crate) value_type: Option<String>,
    pub(crate) delete: bool,
}

impl Entry {
    /// `{ID, VALUE, VALUE_TYPE, DELETE}`; a scalar counts as the value.
    pub(crate) fn classic(kind: &str, value: &Value) -> Self {
        let text = |name: &str| {
            php::get(value, name)
                .and_then(php::text)
                .unwrap_or_default()
        };
        let bare = if php::is_array(value) {
            None
        } else {
            php::text(value)
        };
        Self {
            kind: kind.to_owned(),
            id: php::get(value, "ID").map(php::int).filter(|id| *id > 0),
            value: bare.unwrap_or_else(|| text("VALUE")),
            value_type: Some(text("VALUE_TYPE")).filter(|t| !t.is_empty()),
            delete: text("DELETE").eq_ignore_ascii_case("Y"),
        }
    }

    /// `{typeId, valueType, value}`; the key it stands under is an id when it is a number.
    pub(crate) fn item(key: &str, value: &Value) -> Option<Self> {
        let text = |name: &str| {
            php::get(value, name)
                .and_then(php::text)
                .unwrap_or_default()
        };
        let kind = text("typeId").to_ascii_uppercase();
        let id = key.parse().ok();
        (php::is_array(value) && (!kind.is_empty() || id.is_some())).then(|| Self {
            kind,
            id,
            value: text("value"),
            value_type: Some(text("valueType")).filter(|t| !t.is_empty()),
            delete: false,
        })
    }
}

/// Values of a record, by their ids.
pub(crate) fn of(db: &Connection, table: &Table, owner: i64) -> rusqlite::Result<Vec<Multifield>> {
    let sql = "SELECT id, type, value_type, value FROM multifield
         WHERE entity = ?1 AND owner = ?2 ORDER BY id";
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement.query_map((&table.entity, owner), |row| {
        Ok(Multifield {
            id: row.get(0)?,
            kind: row.get(1)?,
            value_type: row.get(2)?,
            value: row.get(3)?,
        })
    })?;
    rows.collect()
}

/// Merges changes into what a record has: what is not mentioned stays. Tells what is wrong with the new values.
pub(crate) fn merge(
    db: &Connection,
    table: &Table,
    owner: i64,
    entries: &[Entry],
) -> Result<Vec<String>, Fault> {
    let mut known = of(db, table, owner)?;
    let mut wrong = Vec::new();
    for entry in entries {
        let blank = entry.value.trim().is_empty();
        let existing = entry
            .id
            .and_then(|id| known.iter().position(|m| m.id == id));
        if let Some(at) = existing {
            if blank || entry.delete {
                let gone = known.remove(at);
                db.prepare_cached("DELETE FROM multifield WHERE id = ?1")?
                    .execute([gone.id])?;
                continue;
            }
        } else if blank || entry.delete {
            continue;
        }
        let kind = match existing.and_then(|at| known.get(at)) {
            Some(found) => found.kind.clone(),
            None => entry.kind.clone(),
        };
        // A type that was left out is the default one, also for a value that had another.
        let value_type = entry
            .value_type
            .clone()
            .unwrap_or_else(|| default_type(&kind).to_owned());
        if let Err(text) = check(&kind, &value_type, &entry.value) {
            wrong.push(text);
            continue;
        }
        match existing {
            Some(at) => {
                if let Some(found) = known.get_mut(at) {
                    (found.value, found.value_type) = (entry.value.clone(), value_type.clone());
                    let sql = "UPDATE multifield SET value = ?1, value_type = ?2 WHERE id = ?3";
                    db.prepare_cached(sql)?
                        .execute((&entry.value, &value_type, found.id))?;
                }
            }
            None => {
                let same = |m: &Multifield| {
                    m.kind == kind && m.value == entry.value && m.value_type == value_type
                };
                if kind.is_empty() || known.iter().any(same) {
                    continue;
                }
                let sql = "INSERT INTO multifield (entity, owner, type, value_type, value) VALUES (?1, ?2, ?3, ?4, ?5)";
                db.prepare_cached(sql)?.execute((
                    &table.entity,
                    owner,
                    &kind,
                    &value_type,
                    &entry.value,
                ))?;
                let id = db.last_insert_rowid();
                known.push(Multifield {
                    id,
                    kind,
                    value_type,
                    value: entry.value.clone(),
                });
            }
        }
    }
    recount(db, table, owner, &known)?;
    Ok(wrong)
}

fn default_type(kind: &str) -> &'static str {
    match kind {
        "IM" => "OTHER",
        "LINK" => "USER",
        _ => "WORK",
    }
}

fn check(kind: &str, value_type: &str, value: &str) -> Result<(), String> {
    if value.chars().count() > MAX_LENGTH {
        let name = title(kind, value_type);
        return Err(format!(
            "The field {name} must not exceed {MAX_LENGTH} characters."
        ));
    }
    if kind == "EMAIL" && !is_email(value) {
        let name = title(kind, value_type);
        return Err(format!("The field {name} contains an invalid address."));
    }
    Ok(())
}

/// "Work e-mail"
fn title(kind: &str, value_type: &str) -> String {
    let kind = match kind {
        "EMAIL" => "e-mail".to_owned(),
        other => other.to_lowercase(),
    };
    let mut letters = value_type.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string());
    let rest = letters.as_str().to_lowercase();
    format!("{}{rest} {kind}", first.unwrap_or_default())
}

fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let wrong = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | ',' | ';' | '@');
    !local.is_empty()
        && domain.contains('.')
        && !domain.starts_with('.')
        && !domain.ends_with('.')
        && !local.contains(wrong)
        && !domain.contains(wrong)
}

/// `HAS_PHONE` and its like, after a change.
fn recount(db: &Connection, table: &Table, owner: i64, known: &[Multifield]) -> Result<(), Fault> {
    let (open_channel, kind, prefix) = OPEN_CHANNEL;
    let mut flags: Vec<(String, bool)> = table
        .multi
        .iter()
        .map(|multi| {
            (
                format!("{HAS}{multi}"),
                known.iter().any(|m| &m.kind == multi),
            )
        })
        .collect();
    let channel = |m: &Multifield| m.kind == kind && m.value.starts_with(prefix);
    flags.push((open_channel.to_owned(), known.iter().any(channel)));
    flags.retain(|(column, _)| table.has(column));
    if flags.is_empty() {
        return Ok(());
    }
    let sets: Vec<String> = flags
        .iter()
        .map(|(column, _)| format!("{} = ?", quote(column)))
        .collect();
    let mut values: Vec<Stored> = flags
        .iter()
        .map(|(_, has)| Stored::Text(if *has { "Y" } else { "N" }.to_owned()))
        .collect();
    values.push(Stored::Integer(owner));
    let sql = format!(
        "UPDATE {} SET {} WHERE ID = ?",
        quote(&table.name),
        sets.join(", ")
    );
    db.prepare_cached(&sql)?
        .execute(rusqlite::params_from_iter(values))?;
    Ok(())
}
