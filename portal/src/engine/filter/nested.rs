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
    group(table, fields, filter, zone, 0)
}

fn group(
    table: &Table,
    fields: &Fields,
    filter: &Value,
    zone: Zone,
    depth: usize,
) -> Result<Sql, Fault> {
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
            parts.push(group(table, fields, value, zone, depth + 1)?);
        } else {
            parts.push(condition(table, fields, &key, value, zone)?);
        }
    }
    Ok(if any && !parts.is_empty() {
        Sql::any(parts)
    } else {
        Sql::all(parts)
    })
}

fn condition(
    table: &Table,
    fields: &Fields,
    key: &str,
    value: &Value,
    zone: Zone,
) -> Result<Sql, Fault> {
    let parsed = Key::parse(key);
    let field = fields.get(parsed.name);
    let Some((field, (column, many))) = field.and_then(|f| Some((f, f.compared(table)?))) else {
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
        zone,
    };
    let condition = target.condition(parsed.operator, value);
    Ok(if parsed.negated {
        condition.not()
    } else {
        condition
    })
}

fn not_allowed(name: &str) -> Fault {
    Fault::bad_argument(format!(
        "Invalid filter: field '{name}' is not allowed in filter"
    ))
}
