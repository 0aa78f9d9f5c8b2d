//! Conditions and orders on a few columns of the portal's own tables, in the classic way.

use serde_json::Value;

use super::compare::Target;
use super::operator::Key;
use crate::catalogue::Kind;
use crate::php;
use crate::store::Sql;
use crate::zone::Zone;

/// Name on the wire, column, kind of value.
pub(crate) type Column = (&'static str, &'static str, Kind);

/// Conditions as SQL; what is not known is dropped without a word.
pub(crate) fn filter_columns(columns: &[Column], filter: &Value, zone: Zone) -> Sql {
    let mut parts = Vec::new();
    for (key, value) in php::entries(filter) {
        let parsed = Key::parse(&key);
        let Some((_, column, kind)) = columns.iter().find(|(name, ..)| *name == parsed.name) else {
            continue;
        };
        let target = Target {
            column: (*column).to_owned(),
            kind,
            many: false,
            zone,
        };
        let condition = target.condition(parsed.operator, value);
        parts.push(if parsed.negated {
            condition.not()
        } else {
            condition
        });
    }
    Sql::all(parts)
}

/// The first name of a filter that is of no column.
pub(crate) fn stranger(columns: &[Column], filter: &Value) -> Option<String> {
    php::entries(filter).into_iter().find_map(|(key, _)| {
        let name = Key::parse(&key).name;
        let known = columns.iter().any(|(known, ..)| *known == name);
        (!known).then(|| name.to_owned())
    })
}

/// SQL of an order; `default` where nothing known is named.
pub(crate) fn order_columns(columns: &[Column], order: &Value, default: &str) -> String {
    let terms: Vec<String> = php::entries(order)
        .into_iter()
        .filter_map(|(key, direction)| {
            let (_, column, _) = columns.iter().find(|(name, ..)| *name == key)?;
            let down = php::text(direction).is_some_and(|d| d.eq_ignore_ascii_case("DESC"));
            Some(format!("{column} {}", if down { "DESC" } else { "ASC" }))
        })
        .collect();
    if terms.is_empty() {
        default.to_owned()
    } else {
        terms.join(", ")
    }
}
