//! The universal filter: nested groups, and an error for whatever it does not know.

use serde_json::Value;

use super::compare::Target;
use super::operator::Key;
use crate::catalogue::Table;
use crate::engine::Fields;
use crate::fault::Fault;
use crate::php;
use crate::store::Sql;
use crate::zone::Zone;

/// Groups deeper than anybody writes.
const MAX_DEPTH: usize = 32;

/// More conditions than SQLite takes values.
const MAX_CONDITIONS: usize = 10_000;

/// What may stand before a name.
const PREFIXES: [&str; 18] = [
    "", "=", "%", ">", "<", "@", "!", "!@", "!=", "!%", "><", ">=", "<=", "=%", "%=", "!><", "!=%",
    "!%=",
];
/// Of these, what takes several values.
const FOR_ARRAYS: [&str; 5] = ["", "=", "!=", "@", "!@"];

/// Conditions as SQL.
pub(crate) fn nested(
    table: &Table,
    fields: &Fields,
    filter: &Value,
    zone: Zone,
) -> Result<Sql, Fault> {
    let mut filters = Filters {
        table,
        fields,
        zone,
        conditions: 0,
    };
    filters.group(filter, 0)
}

struct Filters<'a> {
    table: &'a Table,
    fields: &'a Fields,
    zone: Zone,
    /// How many there have been.
    conditions: usize,
}

impl Filters<'_> {
    fn group(&mut self, filter: &Value, depth: usize) -> Result<Sql, Fault> {
        if depth > MAX_DEPTH {
            return Err(Fault::bad_argument("Invalid filter: too many levels"));
        }
        let mut parts = Vec::new();
        let mut any = false;
        for (key, value) in php::entries(filter) {
            if key.eq_ignore_ascii_case("logic") {
                any = php::text(value).is_some_and(|logic| logic.eq_ignore_ascii_case("OR"));
            } else if key.bytes().all(|b| b.is_ascii_digit()) {
                if !php::is_array(value) {
                    return Err(not_allowed(&key));
                }
                parts.push(self.group(value, depth + 1)?);
            } else {
                parts.push(self.condition(&key, value)?);
            }
        }
        Ok(if any && !parts.is_empty() {
            Sql::any(parts)
        } else {
            Sql::all(parts)
        })
    }

    fn condition(&mut self, key: &str, value: &Value) -> Result<Sql, Fault> {
        self.conditions += 1;
        if self.conditions > MAX_CONDITIONS {
            return Err(Fault::bad_argument("Invalid filter: too many conditions"));
        }
        let parsed = Key::parse(key);
        let field = self.fields.get(parsed.name);
        let compared = field.and_then(|f| Some((f, f.compared(self.table)?)));
        let Some((field, (column, many))) = compared else {
            return Err(not_allowed(parsed.name));
        };
        let prefix = key.strip_suffix(parsed.name).unwrap_or_default();
        if !PREFIXES.contains(&prefix) {
            return Err(not_allowed(key));
        }
        if php::is_array(value) && !FOR_ARRAYS.contains(&prefix) {
            return Err(Fault::bad_argument(format!(
                "Invalid filter: field '{}' has invalid value",
                parsed.name
            )));
        }
        let target = Target {
            column,
            kind: &field.kind,
            many,
            zone: self.zone,
        };
        let condition = target.condition(parsed.operator, value);
        Ok(if parsed.negated {
            condition.not()
        } else {
            condition
        })
    }
}

fn not_allowed(name: &str) -> Fault {
    Fault::bad_argument(format!(
        "Invalid filter: field '{name}' is not allowed in filter"
    ))
}
