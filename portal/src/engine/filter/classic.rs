//! The classic filter: flat, and silent about what it does not know.

use bitrix24_codegen::model::FilterUse;
use serde_json::Value;

use super::compare::{Target, escape};
use super::operator::{Key, Operator};
use crate::catalogue::{Kind, Source, Table, ViewField};
use crate::engine::Fields;
use crate::php;
use crate::store::{Sql, Stored};
use crate::zone::Zone;

/// Conditions as SQL. Unknown fields, `LOGIC` and nested groups are dropped without a word, as the platform does.
pub(crate) fn classic(table: &Table, fields: &Fields, filter: &Value, zone: Zone) -> Sql {
    let mut parts = Vec::new();
    for (key, value) in php::entries(filter) {
        let parsed = Key::parse(&key);
        let Some(field) = fields.get(parsed.name) else {
            continue;
        };
        if let Source::Multi(kind) = &field.source {
            // Only the bare key counts, and only for the kinds that the platform searches by.
            if parsed.name == key && field.filter == FilterUse::Begins {
                parts.extend(begins(table, kind, value));
            }
            continue;
        }
        let Some((column, many)) = field.compared(table) else {
            continue;
        };
        let target = Target {
            column,
            kind: &field.kind,
            many,
            zone,
        };
        let mut condition = target.condition(operator(&parsed, field, value), value);
        if parsed.negated {
            condition = condition.not();
        }
        if parsed.or_null {
            condition = Sql::any(vec![condition, target.is_null()]);
        }
        parts.push(condition);
    }
    Sql::all(parts)
}

/// A custom field without an operator is compared as its `SHOW_FILTER` says.
fn operator(key: &Key<'_>, field: &ViewField, value: &Value) -> Operator {
    let Some(custom) = &field.custom else {
        return key.operator;
    };
    if key.operator != Operator::Bare || php::is_blank(value) {
        return key.operator;
    }
    let exact = matches!(custom.user_type.as_str(), "crm" | "crm_status")
        || matches!(custom.kind, Kind::Date | Kind::Moment | Kind::Switch);
    match custom.property("SHOW_FILTER") {
        "E" | "S" if !exact => Operator::Contains,
        _ => Operator::Equal,
    }
}

/// Multifields are found by how their value begins; only the first of several values is looked at.
fn begins(table: &Table, kind: &str, value: &Value) -> Option<Sql> {
    let first = if php::is_array(value) {
        php::values(value).first().copied()?
    } else {
        value
    };
    let text = php::text(first)?.replace('%', "");
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    // The range can be looked up in an index; LIKE then says exactly what begins so.
    let sql = "ID IN (SELECT owner FROM multifield WHERE entity = ? AND type = ? AND value >= ? AND value < ? \
               AND value LIKE ? ESCAPE '!')";
    let values = [
        table.entity.clone(),
        kind.to_owned(),
        text.to_owned(),
        format!("{text}\u{10FFFF}"),
        format!("{}%", escape(text)),
    ];
    Some(Sql::new(sql, values.map(Stored::Text)))
}
