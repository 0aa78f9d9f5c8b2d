//! Records that others belong to, named as the platform names them: by the number of their kind and their own.

use std::sync::Arc;

use super::Cx;
use crate::catalogue::View;
use crate::fault::Fault;

/// A record of any kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Owner {
    /// Number of its kind, 2 for deals.
    pub(crate) kind: i64,
    pub(crate) id: i64,
}

impl Owner {
    /// Whether there is such a record. Of kinds that the portal keeps no records of, any is taken to be there.
    pub(crate) fn exists(self, cx: &Cx<'_>) -> Result<bool, Fault> {
        if self.id <= 0 {
            return Ok(false);
        }
        match view_of(cx, self.kind)? {
            Some(view) => cx.exists(&view.table, self.id),
            None => Ok(crate::handlers::is_owner_type(self.kind)),
        }
    }
}

/// The view of a kind of record, types that the portal added itself included.
pub(crate) fn view_of(cx: &Cx<'_>, number: i64) -> Result<Option<Arc<View>>, Fault> {
    let catalogue = &cx.core.catalogue;
    if let Some(view) = catalogue.view_of_type(&number.into()) {
        return Ok(Some(Arc::clone(view)));
    }
    let mut views = catalogue.views();
    if let Some(view) = views.find(|view| view.table.number == Some(number)) {
        return Ok(Some(Arc::clone(view)));
    }
    cx.added_view(number)
}
