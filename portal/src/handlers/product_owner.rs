//! Records that have products: their amounts follow.

use std::sync::Arc;

use super::product_prices::money;
use crate::catalogue::View;
use crate::engine::records::{self, held, number, text, whole};
use crate::engine::{Cx, view_of};
use crate::fault::Fault;
use crate::store::Stored;

/// Products as the universal methods spell them.
const ROW: &str = "crm.item.productrow";
/// Whose they are.
const OWNER: (&str, &str) = ("OWNER_TYPE", "OWNER_ID");

pub(super) fn view(cx: &Cx<'_>) -> Result<Arc<View>, Fault> {
    records::view(cx, ROW)
}

/// A record that has products.
pub(super) struct Owner {
    view: Arc<View>,
    id: i64,
    /// Short code of its kind.
    kind: String,
}

impl Owner {
    pub(super) fn find(cx: &Cx<'_>, kind: &str, id: i64) -> Result<Self, Fault> {
        let number = super::owner_of_short(kind);
        let view = match number {
            Some(number) => view_of(cx, number)?,
            None => None,
        };
        let view = view.ok_or_else(|| {
            let text = "Working with this type of objects is not supported";
            Fault::new("ENTITY_TYPE_NOT_SUPPORTED", text)
        })?;
        if !cx.exists(&view.table, id)? {
            return Err(Fault::new("OWNER_NOT_FOUND", "The owner is not found"));
        }
        let kind = kind.to_owned();
        Ok(Self { view, id, kind })
    }

    /// The one that a row is of; nothing when it is gone.
    pub(super) fn of(cx: &Cx<'_>, row: i64) -> Result<Option<Self>, Fault> {
        let known = records::get(cx, &*view(cx)?, row, [OWNER.0, OWNER.1])?;
        let Some([kind, id]) = known else {
            return Ok(None);
        };
        Ok(Self::find(cx, &text(&kind), whole(&id)).ok())
    }

    /// What its rows hold.
    pub(super) fn held(&self) -> [(String, Stored); 2] {
        [held(OWNER.0, self.kind.clone()), held(OWNER.1, self.id)]
    }

    /// Its amount is what its products cost, unless somebody typed it in.
    pub(super) fn follow(&self, cx: &Cx<'_>) -> Result<(), Fault> {
        let table = &self.view.table;
        if !table.has("OPPORTUNITY") {
            return Ok(());
        }
        if table.has("IS_MANUAL_OPPORTUNITY") {
            let manual = records::get(cx, &self.view, self.id, ["IS_MANUAL_OPPORTUNITY"])?;
            if manual.is_some_and(|[manual]| text(&manual) == "Y") {
                return Ok(());
            }
        }
        let rows = view(cx)?;
        let (mut amount, mut tax) = (0.0, 0.0);
        for row in records::rows(cx, &rows, &self.held())? {
            let columns = ["PRICE", "PRICE_EXCLUSIVE", "QUANTITY"];
            if let Some(values) = records::get(cx, &rows, row, columns)? {
                let [price, exclusive, quantity] = values.map(|value| number(&value));
                amount += money(price * quantity);
                tax += money((price - exclusive) * quantity);
            }
        }
        let mut amounts = vec![held("OPPORTUNITY", money(amount))];
        if table.has("TAX_VALUE") {
            amounts.push(held("TAX_VALUE", money(tax)));
        }
        records::set(cx, &self.view, self.id, &amounts)?;
        cx.raise_change(&self.view, "Update", self.id);
        Ok(())
    }
}
