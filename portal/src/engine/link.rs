//! The `link` family: records that a record is linked to, one of them the main one.

use bitrix24_codegen::model::{Access, EntityId, Method};
use rusqlite::Connection;
use serde_json::{Map, Value, json};

use super::{Answer, Cx, describe};
use crate::catalogue::{Link, Table, link_owner};
use crate::fault::Fault;
use crate::php;
use crate::store::quote;

/// Distance between the places of two links.
const STEP: i64 = 10;

/// A link of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Bound {
    target: i64,
    sort: i64,
    primary: bool,
    role: i64,
}

pub(super) fn run(
    cx: &Cx<'_>,
    method: &Method,
    entity: EntityId,
    role: &str,
) -> Option<Result<Answer, Fault>> {
    let model = &cx.core.catalogue.model;
    if role == "fields" {
        let writable = model[entity]
            .fields
            .iter()
            .filter(|f| !matches!(f.access, Access::Read | Access::Filter));
        return Some(Ok(describe::plain(model, writable).into()));
    }
    let view = cx.core.catalogue.view(link_owner(model, method)?)?;
    let link = view
        .table
        .links
        .iter()
        .find(|l| l.entity == model[entity].full_name)?;
    let links = Links {
        cx,
        table: &view.table,
        link,
        bare: role == "items.set",
    };
    let result = links.run(role)?;
    if let (Ok(answer), Some(owner)) = (&result, cx.id())
        && cx.writes()
        && answer.result != Value::Bool(false)
    {
        cx.raise_change(view, "Update", owner);
    }
    Some(result)
}

struct Links<'a> {
    cx: &'a Cx<'a>,
    table: &'a Table,
    link: &'a Link,
    /// Texts spell parameters without quotation marks.
    bare: bool,
}

impl Links<'_> {
    fn run(&self, role: &str) -> Option<Result<Answer, Fault>> {
        Some(match role {
            "add" => self.add(),
            "delete" => self.delete(),
            "items.get" => self.items(),
            "items.set" => self.set(),
            "items.delete" => self.clear(),
            _ => return None,
        })
    }

    fn owner(&self) -> Result<i64, Fault> {
        self.cx.id().ok_or_else(|| {
            let name = self.spelled("ownerEntityID");
            Fault::plain(format!("The parameter {name} is invalid or not defined."))
        })
    }

    /// A parameter in texts: one method leaves the quotation marks out.
    fn spelled(&self, name: &str) -> String {
        if self.bare {
            name.to_owned()
        } else {
            format!("'{name}'")
        }
    }

    fn existing_owner(&self) -> Result<i64, Fault> {
        let owner = self.owner()?;
        if self.cx.exists(self.table, owner)? {
            Ok(owner)
        } else {
            Err(Fault::plain("Not found."))
        }
    }

    /// An array among the parameters.
    fn array(&self, name: &str) -> Result<Value, Fault> {
        let given = self.cx.any_param(name).filter(|v| php::is_array(v));
        given.cloned().ok_or_else(|| {
            let name = self.spelled(name);
            Fault::plain(format!("The parameter {name} must be array."))
        })
    }

    /// An owner that exists, and `fields`, in the order in which the platform looks at them.
    fn owner_and_fields(&self) -> Result<(i64, Value), Fault> {
        self.owner()?;
        let fields = self.array("fields")?;
        Ok((self.existing_owner()?, fields))
    }

    fn target(&self, fields: &Value) -> Result<i64, Fault> {
        let target = php::get(fields, &self.link.column).map_or(0, php::int);
        if target > 0 {
            Ok(target)
        } else {
            Err(Fault::plain("The parameter 'fields' is not valid."))
        }
    }

    fn add(&self) -> Result<Answer, Fault> {
        let (owner, fields) = self.owner_and_fields()?;
        let target = self.target(&fields)?;
        let mut bound = self.bound(owner)?;
        if bound.iter().any(|b| b.target == target) {
            return Ok(json!(false).into());
        }
        let last = bound.iter().map(|b| b.sort).max().unwrap_or(0);
        bound.push(read(&fields, target, last.saturating_add(STEP)));
        if bound.last().is_some_and(|b| b.primary) {
            bound
                .iter_mut()
                .for_each(|b| b.primary = b.target == target);
        }
        self.save(owner, bound)?;
        Ok(json!(true).into())
    }

    fn delete(&self) -> Result<Answer, Fault> {
        let (owner, fields) = self.owner_and_fields()?;
        let target = self.target(&fields)?;
        let mut bound = self.bound(owner)?;
        let before = bound.len();
        bound.retain(|b| b.target != target);
        let found = bound.len() < before;
        if found {
            self.save(owner, bound)?;
        }
        Ok(json!(found).into())
    }

    fn items(&self) -> Result<Answer, Fault> {
        let bound = self.bound(self.owner()?)?;
        let items = bound.iter().map(|b| {
            let mut item = Map::new();
            item.insert(self.link.column.clone(), b.target.into());
            item.insert("SORT".to_owned(), b.sort.into());
            item.insert("ROLE_ID".to_owned(), b.role.into());
            item.insert(
                "IS_PRIMARY".to_owned(),
                if b.primary { "Y" } else { "N" }.into(),
            );
            Value::Object(item)
        });
        Ok(items.collect::<Value>().into())
    }

    fn set(&self) -> Result<Answer, Fault> {
        self.owner()?;
        let items = self.array("items")?;
        let owner = self.existing_owner()?;
        let mut bound: Vec<Bound> = Vec::new();
        // Entries that are skipped take up a place all the same.
        for (at, item) in php::values(&items).into_iter().enumerate() {
            let target = php::get(item, &self.link.column).map_or(0, php::int);
            if target > 0 && bound.iter().all(|b| b.target != target) {
                bound.push(read(item, target, place(at)));
            }
        }
        self.save(owner, bound)?;
        Ok(json!(true).into())
    }

    fn clear(&self) -> Result<Answer, Fault> {
        self.save(self.owner()?, Vec::new())?;
        Ok(json!(true).into())
    }

    fn bound(&self, owner: i64) -> Result<Vec<Bound>, Fault> {
        bound(self.cx.db(), self.link, owner)
    }

    fn save(&self, owner: i64, bound: Vec<Bound>) -> Result<(), Fault> {
        store(self.cx.db(), self.table, self.link, owner, bound)
    }
}

/// The links of a record in their order.
fn bound(db: &Connection, link: &Link, owner: i64) -> Result<Vec<Bound>, Fault> {
    let sql = "SELECT target, sort, is_primary, role FROM link WHERE kind = ?1 AND owner = ?2 ORDER BY sort, target";
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement.query_map((&link.entity, owner), |row| {
        Ok(Bound {
            target: row.get(0)?,
            sort: row.get(1)?,
            primary: row.get(2)?,
            role: row.get(3)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// `SORT` of the link at a position: 10, 20, ….
fn place(at: usize) -> i64 {
    i64::try_from(at)
        .unwrap_or(i64::MAX)
        .saturating_add(1)
        .saturating_mul(STEP)
}

fn read(fields: &Value, target: i64, place: i64) -> Bound {
    let yes = |v: &Value| {
        v == &Value::Bool(true) || php::text(v).is_some_and(|t| t.eq_ignore_ascii_case("y"))
    };
    Bound {
        target,
        sort: php::get(fields, "SORT")
            .map(php::int)
            .filter(|s| *s > 0)
            .unwrap_or(place),
        primary: php::get(fields, "IS_PRIMARY").is_some_and(yes),
        role: 0,
    }
}

/// Replaces the links of a record; exactly one is the main one, and its id is kept in the record too. Nothing but the order
/// in which they are given decides which.
fn store(
    db: &Connection,
    table: &Table,
    link: &Link,
    owner: i64,
    mut bound: Vec<Bound>,
) -> Result<(), Fault> {
    let main = bound.iter().find(|b| b.primary).or(bound.first());
    let main = main.map(|b| b.target);
    for item in &mut bound {
        item.primary = Some(item.target) == main;
    }
    bound.sort_by_key(|b| b.sort);
    db.prepare_cached("DELETE FROM link WHERE kind = ?1 AND owner = ?2")?
        .execute((&link.entity, owner))?;
    let sql = "INSERT INTO link (kind, owner, target, sort, is_primary, role) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let mut statement = db.prepare_cached(sql)?;
    for item in &bound {
        statement.execute((
            &link.entity,
            owner,
            item.target,
            item.sort,
            item.primary,
            item.role,
        ))?;
    }
    let sql = format!(
        "UPDATE {} SET {} = ?1 WHERE ID = ?2",
        quote(&table.name),
        quote(&link.column)
    );
    db.prepare_cached(&sql)?.execute((main, owner))?;
    Ok(())
}

/// Replaces the links of a record by these targets, the first one being the main one.
pub(crate) fn replace(
    db: &Connection,
    table: &Table,
    link: &Link,
    owner: i64,
    targets: &[i64],
) -> Result<(), Fault> {
    let mut bound: Vec<Bound> = Vec::new();
    for target in targets {
        if bound.iter().all(|b| b.target != *target) {
            bound.push(Bound {
                target: *target,
                sort: place(bound.len()),
                primary: bound.is_empty(),
                role: 0,
            });
        }
    }
    store(db, table, link, owner, bound)
}

/// Removes the links from a record.
pub(crate) fn remove_from(db: &Connection, link: &Link, owner: i64) -> Result<(), Fault> {
    db.prepare_cached("DELETE FROM link WHERE kind = ?1 AND owner = ?2")?
        .execute((&link.entity, owner))?;
    Ok(())
}

/// Removes the links to a record; of what remains, the first one becomes the main one.
pub(crate) fn remove_to(
    db: &Connection,
    table: &Table,
    link: &Link,
    target: i64,
) -> Result<(), Fault> {
    let sql = "SELECT owner FROM link WHERE kind = ?1 AND target = ?2";
    let owners: Vec<i64> = db
        .prepare_cached(sql)?
        .query_map((&link.entity, target), |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for owner in owners {
        let mut rest = bound(db, link, owner)?;
        rest.retain(|b| b.target != target);
        store(db, table, link, owner, rest)?;
    }
    Ok(())
}

/// Whether a record is linked to another.
pub(crate) fn is_bound(
    db: &Connection,
    kind: &str,
    owner: i64,
    target: i64,
) -> Result<bool, Fault> {
    let sql = "SELECT 1 FROM link WHERE kind = ?1 AND owner = ?2 AND target = ?3";
    Ok(db.prepare_cached(sql)?.exists((kind, owner, target))?)
}

/// Owners and what they are linked to, in order.
pub(crate) fn targets(
    db: &Connection,
    kind: &str,
    owners: &[i64],
) -> Result<Vec<(i64, i64)>, Fault> {
    let list = owners
        .iter()
        .map(i64::to_string)
        .collect::<Vec<_>>()
        .join(",");
    let sql = format!(
        "SELECT owner, target FROM link WHERE kind = ?1 AND owner IN ({list}) ORDER BY owner, sort"
    );
    let mut statement = db.prepare(&sql)?;
    let rows = statement.query_map([kind], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
