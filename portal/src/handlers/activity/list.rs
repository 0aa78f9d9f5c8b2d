//! `crm.activity.list`: by the records that activities are bound to, and with what is kept beside them.

use serde_json::{Map, Value, json};

use super::{ENTITY, bound, communications, files, view};
use crate::engine::{Answer, Cx, Owner, list_among};
use crate::fault::Fault;
use crate::php;
use crate::store::{Sql, Stored};

/// What is answered only when it is named.
pub(super) const BESIDE: [&str; 5] = [
    "COMMUNICATIONS",
    "BINDINGS",
    "FILES",
    "WEBDAV_ELEMENTS",
    "STORAGE_ELEMENT_IDS",
];

/// Lists begin with the earliest.
const ORDER: &str = "START_TIME";

pub(super) fn list(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let (mut filter, mut order) = (cx.array_param("filter")?, cx.array_param("order")?);
    if php::values(&order).is_empty() {
        order = json!({ ORDER: "ASC" });
    }
    // No column has them.
    let bindings = filter
        .as_object_mut()
        .and_then(|filter| filter.remove("BINDINGS"));
    let among = bindings.map_or_else(|| Sql::constant(true), |bindings| bound_to_any(&bindings));
    let params = json!({
        "filter": filter, "order": order, "select": cx.array_param("select")?, "start": cx.param("start"),
    });
    let view = view(cx)?;
    let mut answer = list_among(&cx.with(&params), &view, among)?;
    let select = cx.array_param("select")?;
    let named: Vec<&str> = BESIDE
        .into_iter()
        .filter(|name| {
            let mut names = php::values(&select).into_iter().filter_map(php::text);
            names.any(|given| given.eq_ignore_ascii_case(name))
        })
        .collect();
    let Value::Array(mut rows) = answer.result.at(&[]) else {
        return Ok(answer);
    };
    for row in rows.iter_mut().filter_map(Value::as_object_mut) {
        dress(cx, row, &named)?;
    }
    answer.result = Value::Array(rows).into();
    Ok(answer)
}

/// Activities that are bound to any of these records, or to any record of a kind where no record is said.
fn bound_to_any(bindings: &Value) -> Sql {
    let one =
        php::get(bindings, "OWNER_TYPE_ID").is_some() || php::get(bindings, "OWNER_ID").is_some();
    let all = if one {
        vec![bindings]
    } else {
        php::values(bindings)
    };
    let condition = |binding: &Value| {
        let mut parts = Vec::new();
        for (name, column) in [("OWNER_TYPE_ID", "kind"), ("OWNER_ID", "record")] {
            if let Some(wanted) = php::get(binding, name) {
                let any = php::values(wanted).into_iter().map(|wanted| {
                    Sql::new(format!("{column} = ?"), [Stored::Integer(php::int(wanted))])
                });
                parts.push(Sql::any(any.collect()));
            }
        }
        Sql::all(parts)
    };
    let any = Sql::any(all.into_iter().map(condition).collect());
    let mut sql = Sql::new(
        "ID IN (SELECT item FROM binding WHERE entity = ? AND ",
        [Stored::Text(ENTITY.to_owned())],
    );
    sql.text = format!("{}{})", sql.text, any.text);
    sql.values.extend(any.values);
    sql
}

/// Puts what is kept beside a record into its row, as far as it is named.
pub(super) fn dress(
    cx: &Cx<'_>,
    row: &mut Map<String, Value>,
    named: &[&str],
) -> Result<(), Fault> {
    let id = row.get("ID").map_or(0, php::int);
    row.retain(|name, _| !BESIDE.contains(&name.as_str()));
    for name in named {
        let value = match *name {
            "COMMUNICATIONS" => Some(communications::of(cx, id)?),
            "BINDINGS" => Some(bound(id).owners(cx)?.iter().map(owner).collect()),
            _ => files::of(cx, id)?,
        };
        // Files come by one name, whatever they were asked for by; the old name alone is answered too.
        let name = match *name {
            "STORAGE_ELEMENT_IDS" => "FILES",
            name => name,
        };
        if let Some(value) = value {
            row.insert(name.to_owned(), value);
        }
    }
    Ok(())
}

fn owner(owner: &Owner) -> Value {
    json!({ "OWNER_TYPE_ID": owner.kind.to_string(), "OWNER_ID": owner.id.to_string() })
}
