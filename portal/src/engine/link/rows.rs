//! Links as they are kept: a row each, at the end whose records answer which one is their main one.

use rusqlite::{Connection, Row};

use crate::catalogue::Link;
use crate::fault::Fault;
use crate::store::quote;

/// Distance between the places of two links.
pub(super) const STEP: i64 = 10;

/// A link of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bound {
    pub(super) target: i64,
    pub(super) sort: i64,
    pub(super) primary: bool,
    pub(super) role: i64,
}

/// `SORT` of the link at a position: 10, 20, ….
pub(super) fn place(at: usize) -> i64 {
    i64::try_from(at)
        .unwrap_or(i64::MAX)
        .saturating_add(1)
        .saturating_mul(STEP)
}

/// The links of a record in their order.
pub(super) fn bound(db: &Connection, link: &Link, owner: i64) -> Result<Vec<Bound>, Fault> {
    let (kind, sql) = match &link.mirrors {
        None => (
            &link.entity,
            "SELECT target, sort, is_primary, role FROM link WHERE kind = ?1 AND owner = ?2 ORDER BY sort, target",
        ),
        Some(kept) => (
            &kept.entity,
            "SELECT owner, sort, is_primary, role FROM link WHERE kind = ?1 AND target = ?2 ORDER BY sort, owner",
        ),
    };
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement.query_map((kind, owner), row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn row(row: &Row<'_>) -> rusqlite::Result<Bound> {
    Ok(Bound {
        target: row.get(0)?,
        sort: row.get(1)?,
        primary: row.get(2)?,
        role: row.get(3)?,
    })
}

/// Replaces the links of a record; exactly one is the main one, and its id is kept in the record too. Nothing but the order
/// in which they are given decides which.
pub(super) fn store(
    db: &Connection,
    link: &Link,
    owner: i64,
    mut wanted: Vec<Bound>,
) -> Result<(), Fault> {
    if let Some(kept) = &link.mirrors {
        return store_mirrored(db, link, kept, owner, &wanted);
    }
    let main = wanted.iter().find(|b| b.primary).or(wanted.first());
    let main = main.map(|b| b.target);
    for item in &mut wanted {
        item.primary = Some(item.target) == main;
    }
    wanted.sort_by_key(|b| b.sort);
    db.prepare_cached("DELETE FROM link WHERE kind = ?1 AND owner = ?2")?
        .execute((&link.entity, owner))?;
    let sql = "INSERT INTO link (kind, owner, target, sort, is_primary, role) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let mut statement = db.prepare_cached(sql)?;
    for b in &wanted {
        statement.execute((&link.entity, owner, b.target, b.sort, b.primary, b.role))?;
    }
    let sql = format!(
        "UPDATE {} SET {} = ?1 WHERE ID = ?2",
        quote(&link.table),
        quote(&link.column)
    );
    db.prepare_cached(&sql)?.execute((main, owner))?;
    Ok(())
}

/// The same from the other end: each record there gains or loses one link, by the rules of that end.
fn store_mirrored(
    db: &Connection,
    link: &Link,
    kept: &Link,
    owner: i64,
    wanted: &[Bound],
) -> Result<(), Fault> {
    let before = bound(db, link, owner)?;
    let stays = |b: &&Bound| wanted.iter().any(|w| w.target == b.target);
    for gone in before.iter().filter(|b| !stays(b)) {
        let mut rest = bound(db, kept, gone.target)?;
        rest.retain(|b| b.target != owner);
        store(db, kept, gone.target, rest)?;
    }
    for new in wanted {
        let mut all = bound(db, kept, new.target)?;
        match all.iter_mut().find(|b| b.target == owner) {
            Some(known) => known.sort = new.sort,
            None => all.push(Bound {
                target: owner,
                ..*new
            }),
        }
        if new.primary {
            all.iter_mut().for_each(|b| b.primary = b.target == owner);
        }
        store(db, kept, new.target, all)?;
    }
    Ok(())
}

/// Replaces the links of a record by these targets, the first one being the main one.
pub(crate) fn replace(
    db: &Connection,
    link: &Link,
    owner: i64,
    targets: &[i64],
) -> Result<(), Fault> {
    let mut wanted: Vec<Bound> = Vec::new();
    for target in targets {
        if wanted.iter().all(|b| b.target != *target) {
            wanted.push(Bound {
                target: *target,
                sort: place(wanted.len()),
                // Which one is the main one is a matter of the end that it is kept at.
                primary: wanted.is_empty() && link.mirrors.is_none(),
                role: 0,
            });
        }
    }
    store(db, link, owner, wanted)
}

/// Removes the links from a record.
pub(crate) fn remove_from(db: &Connection, link: &Link, owner: i64) -> Result<(), Fault> {
    store(db, link, owner, Vec::new())
}

/// Removes the links to a record; of what remains, the first one becomes the main one.
pub(crate) fn remove_to(db: &Connection, link: &Link, target: i64) -> Result<(), Fault> {
    for owner in owners(db, link, target)? {
        let mut rest = bound(db, link, owner)?;
        rest.retain(|b| b.target != target);
        store(db, link, owner, rest)?;
    }
    Ok(())
}

/// Puts further links behind those of a record.
pub(crate) fn extend(
    db: &Connection,
    link: &Link,
    owner: i64,
    targets: &[i64],
) -> Result<(), Fault> {
    let mut all = bound(db, link, owner)?;
    for target in targets {
        let last = all.iter().map(|b| b.sort).max().unwrap_or(0);
        all.push(Bound {
            target: *target,
            sort: last.saturating_add(STEP),
            primary: false,
            role: 0,
        });
    }
    store(db, link, owner, all)
}

/// Links to a record become links to another one, in their places.
pub(crate) fn retarget(db: &Connection, link: &Link, from: i64, to: i64) -> Result<(), Fault> {
    for owner in owners(db, link, from)? {
        let mut all = bound(db, link, owner)?;
        match all.iter().any(|b| b.target == to) {
            true => all.retain(|b| b.target != from),
            false => {
                let those = all.iter_mut().filter(|b| b.target == from);
                those.for_each(|b| b.target = to);
            }
        }
        store(db, link, owner, all)?;
    }
    Ok(())
}

/// Records whose links, as they are kept, lead to another one.
fn owners(db: &Connection, link: &Link, target: i64) -> Result<Vec<i64>, Fault> {
    let sql = "SELECT owner FROM link WHERE kind = ?1 AND target = ?2";
    Ok(db
        .prepare_cached(sql)?
        .query_map((&link.entity, target), |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}

/// Whether a record is linked to another.
pub(crate) fn is_bound(
    db: &Connection,
    link: &Link,
    owner: i64,
    target: i64,
) -> Result<bool, Fault> {
    Ok(bound(db, link, owner)?.iter().any(|b| b.target == target))
}

/// What a record is linked to, in order.
pub(crate) fn targets(db: &Connection, link: &Link, owner: i64) -> Result<Vec<i64>, Fault> {
    Ok(bound(db, link, owner)?.iter().map(|b| b.target).collect())
}
