//! What stands in the timelines of records: things, each bound to one record or to several. The first one owns it.

use super::conventions::OWNER_COLUMNS;
use super::{Cx, Owner};
use crate::fault::Fault;
use crate::store::quote;

/// A thing that is bound: what it is, and its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bound<'a> {
    /// Full name of its entity: `crm.activity`.
    pub(crate) entity: &'a str,
    pub(crate) id: i64,
}

impl Bound<'_> {
    /// The records that it is bound to, the owner first.
    pub(crate) fn owners(&self, cx: &Cx<'_>) -> Result<Vec<Owner>, Fault> {
        let sql = "SELECT kind, record FROM binding WHERE entity = ?1 AND item = ?2 ORDER BY id";
        let mut statement = cx.db().prepare_cached(sql)?;
        let rows = statement.query_map((self.entity, self.id), |row| {
            Ok(Owner {
                kind: row.get(0)?,
                id: row.get(1)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    pub(crate) fn is_bound(&self, cx: &Cx<'_>, owner: Owner) -> Result<bool, Fault> {
        Ok(self.owners(cx)?.contains(&owner))
    }

    /// False when the two are bound already.
    pub(crate) fn bind(&self, cx: &Cx<'_>, owner: Owner) -> Result<bool, Fault> {
        let sql =
            "INSERT OR IGNORE INTO binding (entity, item, kind, record) VALUES (?1, ?2, ?3, ?4)";
        let row = (self.entity, self.id, owner.kind, owner.id);
        Ok(cx.db().prepare_cached(sql)?.execute(row)? > 0)
    }

    /// False when the two are not bound.
    pub(crate) fn unbind(&self, cx: &Cx<'_>, owner: Owner) -> Result<bool, Fault> {
        let sql =
            "DELETE FROM binding WHERE entity = ?1 AND item = ?2 AND kind = ?3 AND record = ?4";
        let row = (self.entity, self.id, owner.kind, owner.id);
        let found = cx.db().prepare_cached(sql)?.execute(row)? > 0;
        self.settle(cx)?;
        Ok(found)
    }

    pub(crate) fn unbind_all(&self, cx: &Cx<'_>) -> Result<(), Fault> {
        let sql = "DELETE FROM binding WHERE entity = ?1 AND item = ?2";
        cx.db()
            .prepare_cached(sql)?
            .execute((self.entity, self.id))?;
        Ok(())
    }

    /// Another record takes the place of one; where it is bound already, the one is merely left.
    pub(crate) fn rebind(&self, cx: &Cx<'_>, from: Owner, to: Owner) -> Result<(), Fault> {
        let sql = "UPDATE OR IGNORE binding SET kind = ?1, record = ?2
             WHERE entity = ?3 AND item = ?4 AND kind = ?5 AND record = ?6";
        let row = (to.kind, to.id, self.entity, self.id, from.kind, from.id);
        if cx.db().prepare_cached(sql)?.execute(row)? == 0 {
            self.unbind(cx, from)?;
        }
        self.settle(cx)
    }

    /// What names its owner in the thing's own table, if it has one, says who that is now.
    fn settle(&self, cx: &Cx<'_>) -> Result<(), Fault> {
        let view = cx.core.catalogue.view_of_entity(self.entity);
        let (Some(view), Some(owner)) = (view, self.owners(cx)?.first().copied()) else {
            return Ok(());
        };
        let mut pairs = OWNER_COLUMNS.iter();
        if let Some((kind, id)) =
            pairs.find(|(kind, id)| view.table.has(kind) && view.table.has(id))
        {
            let (table, kind, id) = (quote(&view.table.name), quote(kind), quote(id));
            let sql = format!("UPDATE {table} SET {kind} = ?1, {id} = ?2 WHERE ID = ?3");
            cx.db()
                .prepare_cached(&sql)?
                .execute((owner.kind, owner.id, self.id))?;
        }
        Ok(())
    }
}

/// Everything that is bound to a record.
pub(crate) fn bound_to(cx: &Cx<'_>, owner: Owner) -> Result<Vec<(String, i64)>, Fault> {
    let sql = "SELECT entity, item FROM binding WHERE kind = ?1 AND record = ?2 ORDER BY id";
    let mut statement = cx.db().prepare_cached(sql)?;
    let rows = statement.query_map((owner.kind, owner.id), |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
