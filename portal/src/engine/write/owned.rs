//! What belongs to a record: it goes with it, or passes to the record that the two are merged into.

use std::sync::Arc;

use super::delete;
use crate::catalogue::{Kind, Table, View};
use crate::engine::conventions::{OWNER_BY_CODE, OWNER_COLUMNS};
use crate::engine::owner::number_of;
use crate::engine::{Bound, Cx, Owner, bound_to};
use crate::fault::Fault;
use crate::handlers::owner_short;
use crate::store::{Sql, Stored, quote};

/// Removes what belongs to a record that is gone: what was bound to nothing else, and records that name it as their owner.
pub(super) fn remove(cx: &Cx<'_>, view: &View, id: i64) -> Result<(), Fault> {
    if let Some(kind) = number_of(cx, view) {
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
    if let Some(kind) = number_of(cx, view) {
        let (from, to) = (Owner { kind, id: from }, Owner { kind, id: to });
        for (entity, item) in bound_to(cx, from)? {
            let bound = Bound {
                entity: &entity,
                id: item,
            };
            bound.rebind(cx, from, to)?;
        }
    }
    for (owned, column, condition) in owned(cx, view, from) {
        let sql = format!(
            "UPDATE {} SET {} = ? WHERE {}",
            quote(&owned.table.name),
            quote(column),
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
fn owned(cx: &Cx<'_>, view: &View, id: i64) -> Vec<(Arc<View>, &'static str, Sql)> {
    let catalogue = &cx.core.catalogue;
    let found = catalogue.tables().into_iter().filter_map(|table| {
        let (column, condition) = owned_by(cx, &table, view, id)?;
        let owned = catalogue.views().find(|v| v.table.name == table.name)?;
        Some((Arc::clone(owned), column, condition))
    });
    found.collect()
}

/// The column of a table's owner, and the condition that holds for what belongs to a record: by the number of its kind or its
/// short code, which go without saying where the column takes ids of one kind only.
fn owned_by(cx: &Cx<'_>, table: &Table, view: &View, id: i64) -> Option<(&'static str, Sql)> {
    let number = number_of(cx, view);
    let numbered = OWNER_COLUMNS.map(|pair| (pair, number.map(Stored::Integer)));
    let coded = (OWNER_BY_CODE, number.map(|n| Stored::Text(owner_short(n))));
    let pairs = numbered.into_iter().chain([coded]);
    let mut found = pairs.filter_map(|((kind, column), told)| {
        let id_kind = &table.columns.iter().find(|c| c.name == column)?.kind;
        let of_id = Sql::new(format!("{} = ?", quote(column)), [Stored::Integer(id)]);
        let condition = match id_kind {
            Kind::Record(only) if *only == view.table.entity.replace('.', "_") => of_id,
            Kind::Record(_) => return None,
            _ if !table.has(kind) => return None,
            _ => {
                let of_kind = Sql::new(format!("{} = ?", quote(kind)), [told?]);
                Sql::all(vec![of_kind, of_id])
            }
        };
        Some((column, condition))
    });
    found.next()
}
