//! What belongs to a record: it goes with it, or passes to the record that the two are merged into.

use std::sync::Arc;

use super::delete;
use crate::catalogue::{Column, Kind, Table, View};
use crate::engine::conventions::{OWNER_BY_CODE, OWNER_COLUMNS};
use crate::engine::{Bound, Cx, Owner, bound_to};
use crate::fault::Fault;
use crate::handlers::owner_short;
use crate::store::{Sql, Stored, quote};

/// Removes what belongs to a record that is gone: what was bound to nothing else, and records that name it as their owner.
pub(super) fn remove(cx: &Cx<'_>, view: &View, id: i64) -> Result<(), Fault> {
    if let Some(kind) = view.table.number {
        let owner = Owner { kind, id };
        for (entity, item) in bound_to(cx, owner)? {
            let bound = Bound {
                entity: &entity,
                id: item,
            };
            bound.unbind(cx, owner)?;
            if bound.owners(cx)?.is_empty() {
                crate::handlers::unbound(cx, &bound)?;
            }
        }
        crate::handlers::gone(cx, owner)?;
    }
    for (owned, _, condition) in owned(cx, view, id) {
        let sql = format!(
            "SELECT ID FROM {} WHERE {}",
            quote(&owned.table.name),
            condition.text
        );
        let ids: Vec<i64> = cx
            .db()
            .prepare_cached(&sql)?
            .query_map(rusqlite::params_from_iter(&condition.values), |row| {
                row.get(0)
            })?
            .collect::<rusqlite::Result<_>>()?;
        for id in ids {
            delete(cx, &owned, id)?;
            cx.raise_change(&owned, "Delete", id);
        }
    }
    Ok(())
}

/// Gives what belongs to a record to another one of its kind.
pub(super) fn pass_on(cx: &Cx<'_>, view: &View, from: i64, to: i64) -> Result<(), Fault> {
    if let Some(kind) = view.table.number {
        let (from, to) = (Owner { kind, id: from }, Owner { kind, id: to });
        for (entity, item) in bound_to(cx, from)? {
            let bound = Bound {
                entity: &entity,
                id: item,
            };
            bound.rebind(cx, from, to)?;
        }
        crate::handlers::passed_on(cx, from, to)?;
    }
    for (owned, column, condition) in owned(cx, view, from) {
        let sql = format!(
            "UPDATE {} SET {} = ? WHERE {}",
            quote(&owned.table.name),
            quote(&column),
            condition.text
        );
        let values = [Stored::Integer(to)].into_iter().chain(condition.values);
        cx.db()
            .prepare_cached(&sql)?
            .execute(rusqlite::params_from_iter(values))?;
    }
    Ok(())
}

/// Records that name a record as their owner: their view, the column that names it, and the condition that holds for them.
fn owned(cx: &Cx<'_>, view: &View, id: i64) -> Vec<(Arc<View>, String, Sql)> {
    let catalogue = &cx.core.catalogue;
    let found = catalogue.tables().iter().flat_map(|table| {
        let owned = catalogue.views().find(|v| v.table.name == table.name);
        let told = owned_by(table, &view.table, id).into_iter();
        told.filter_map(move |(column, condition)| Some((Arc::clone(owned?), column, condition)))
    });
    found.collect()
}

/// The columns of a table that name an owner, and the condition that holds for what belongs to a record: by its id alone where
/// the column takes ids of one kind only, else by the number of its kind or its short code too.
fn owned_by(table: &Table, owner: &Table, id: i64) -> Vec<(String, Sql)> {
    let number = owner.number;
    let numbered = OWNER_COLUMNS.map(|pair| (pair, number.map(Stored::Integer)));
    let coded = (OWNER_BY_CODE, number.map(|n| Stored::Text(owner_short(n))));
    let of_id = |column: &str| Sql::new(format!("{} = ?", quote(column)), [Stored::Integer(id)]);
    let of_kind = |column: &str| {
        let mut pairs = numbered.iter().chain([&coded]);
        let ((kind, _), told) =
            pairs.find(|((kind, name), _)| *name == column && table.has(kind))?;
        let of_kind = Sql::new(format!("{} = ?", quote(kind)), [told.clone()?]);
        Some(Sql::all(vec![of_kind, of_id(column)]))
    };
    let is_owner = |column: &Column| {
        let mut pairs = numbered.iter().chain([&coded]);
        column.belongs || pairs.any(|((_, name), _)| *name == column.name)
    };
    let owners = table.columns.iter().filter(|column| is_owner(column));
    let told = owners.filter_map(|column| {
        let condition = match column.kind {
            Kind::Record(_) => owner.is_named_by(column).then(|| of_id(&column.name)),
            _ => of_kind(&column.name),
        };
        Some((column.name.clone(), condition?))
    });
    told.collect()
}
