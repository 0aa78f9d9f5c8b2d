//! Options of list fields.

use rusqlite::Connection;
use serde_json::Value;

use crate::fault::Fault;
use crate::php;

/// Options by their id: changed, removed by `DEL`, added when there is no such id; blank ones are skipped.
pub(super) fn save(db: &Connection, field: i64, many: bool, list: &Value) -> Result<(), Fault> {
    let mut defaulted = false;
    for (at, option) in php::values(list).into_iter().enumerate() {
        let text = |name: &str| php::get(option, name).and_then(php::text);
        let id = php::get(option, "ID").map_or(0, php::int);
        let known = "SELECT 1 FROM custom_option WHERE id = ?1 AND field = ?2";
        let known = db.prepare_cached(known)?.exists((id, field))?;
        if known && text("DEL").is_some_and(|d| d.eq_ignore_ascii_case("Y")) {
            db.execute("DELETE FROM custom_option WHERE id = ?1", [id])?;
            continue;
        }
        let value = text("VALUE").filter(|v| !v.trim().is_empty());
        let mut default = text("DEF").map(|d| d.eq_ignore_ascii_case("Y"));
        if default == Some(true) && !many {
            default = Some(!std::mem::replace(&mut defaulted, true));
        }
        let default = default.map(|d| if d { "Y" } else { "N" });
        let sort = php::get(option, "SORT").map(php::int);
        if known {
            let sql =
                "UPDATE custom_option SET value = COALESCE(?1, value), sort = COALESCE(?2, sort),
                 def = COALESCE(?3, def), xml_id = COALESCE(?4, xml_id) WHERE id = ?5";
            db.execute(sql, (value, sort, default, text("XML_ID"), id))?;
            continue;
        }
        let Some(value) = value else { continue };
        let xml_id = text("XML_ID").filter(|x| !x.is_empty());
        if let Some(xml_id) = &xml_id {
            let taken = "SELECT 1 FROM custom_option WHERE field = ?1 AND xml_id = ?2";
            if db.prepare_cached(taken)?.exists((field, xml_id))? {
                return Err(Fault::core(format!(
                    "A list item with XML_ID={xml_id} already exists."
                )));
            }
        }
        let place = i64::try_from(at)
            .unwrap_or(0)
            .saturating_add(1)
            .saturating_mul(10);
        let sql = "INSERT INTO custom_option (field, value, sort, def, xml_id) VALUES (?1, ?2, ?3, ?4, ?5)";
        let xml_id = xml_id
            .unwrap_or_else(|| format!("{:08x}", field.wrapping_mul(7919).wrapping_add(place)));
        db.execute(
            sql,
            (
                field,
                value,
                sort.unwrap_or(place),
                default.unwrap_or("N"),
                xml_id,
            ),
        )?;
    }
    Ok(())
}
