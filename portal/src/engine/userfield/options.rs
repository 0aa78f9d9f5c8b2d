//! Options of list fields.

use rusqlite::Connection;
use serde_json::Value;

use crate::fault::Fault;
use crate::php;

/// The options of a new field: blank ones are skipped.
pub(super) fn create(db: &Connection, field: i64, many: bool, list: &Value) -> Result<(), Fault> {
    let mut options = Options::new(db, field, many);
    php::values(list)
        .into_iter()
        .try_for_each(|option| options.add(option))
}

/// Options by their id: changed, or removed by `DEL`; those without one are added, and those of other fields are nobody's.
pub(super) fn update(db: &Connection, field: i64, many: bool, list: &Value) -> Result<(), Fault> {
    let mut options = Options::new(db, field, many);
    for option in php::values(list) {
        match php::get(option, "ID").map_or(0, php::int) {
            0 => options.add(option)?,
            id => options.change(id, option)?,
        }
    }
    options.finish()
}

struct Options<'a> {
    db: &'a Connection,
    field: i64,
    many: bool,
    /// The option that records begin with, of a field with one value.
    default: Option<i64>,
}

impl<'a> Options<'a> {
    fn new(db: &'a Connection, field: i64, many: bool) -> Self {
        Self {
            db,
            field,
            many,
            default: None,
        }
    }

    fn add(&mut self, option: &Value) -> Result<(), Fault> {
        let Some(value) = text(option, "VALUE").filter(|v| !v.trim().is_empty()) else {
            return Ok(());
        };
        if is_yes(option, "DEL") {
            return Ok(());
        }
        let xml_id = text(option, "XML_ID").filter(|x| !x.is_empty());
        self.check(0, xml_id.as_deref())?;
        let sort = php::get(option, "SORT").map_or(0, php::int);
        let sql = "INSERT INTO custom_option (field, value, sort, def, xml_id) VALUES (?1, ?2, ?3, 'N', ?4)";
        let row = (
            self.field,
            value,
            sort,
            xml_id.as_deref().unwrap_or_default(),
        );
        self.db.execute(sql, row)?;
        let id = self.db.last_insert_rowid();
        if xml_id.is_none() {
            // Nobody gave it one, so that it only has to be one of its own.
            let sql = "UPDATE custom_option SET xml_id = ?1 WHERE id = ?2";
            self.db.execute(sql, (format!("{id:032x}"), id))?;
        }
        self.mark(id, option)
    }

    fn change(&mut self, id: i64, option: &Value) -> Result<(), Fault> {
        let own = "SELECT 1 FROM custom_option WHERE id = ?1 AND field = ?2";
        if !self.db.prepare_cached(own)?.exists((id, self.field))? {
            return Ok(());
        }
        if is_yes(option, "DEL") {
            let sql = "DELETE FROM custom_option WHERE id = ?1";
            self.db.execute(sql, [id])?;
            return Ok(());
        }
        let xml_id = text(option, "XML_ID").filter(|x| !x.is_empty());
        self.check(id, xml_id.as_deref())?;
        let value = text(option, "VALUE").filter(|v| !v.trim().is_empty());
        let sort = php::get(option, "SORT").map(php::int);
        let sql = "UPDATE custom_option SET value = COALESCE(?1, value), sort = COALESCE(?2, sort),
             xml_id = COALESCE(?3, xml_id) WHERE id = ?4";
        self.db.execute(sql, (value, sort, xml_id, id))?;
        self.mark(id, option)
    }

    /// An outside code is unique among the options of a field.
    fn check(&self, id: i64, xml_id: Option<&str>) -> Result<(), Fault> {
        let Some(xml_id) = xml_id else {
            return Ok(());
        };
        let taken = "SELECT 1 FROM custom_option WHERE field = ?1 AND xml_id = ?2 AND id != ?3";
        let taken = self
            .db
            .prepare_cached(taken)?
            .exists((self.field, xml_id, id))?;
        if taken {
            let text = format!("A list item with XML_ID={xml_id} already exists.");
            return Err(Fault::core(text));
        }
        Ok(())
    }

    /// Of a field with one value, the first option with `DEF` is the default.
    fn mark(&mut self, id: i64, option: &Value) -> Result<(), Fault> {
        if php::get(option, "DEF").is_none() {
            return Ok(());
        }
        let mut default = is_yes(option, "DEF");
        if default && !self.many {
            default = *self.default.get_or_insert(id) == id;
        }
        let sql = "UPDATE custom_option SET def = ?1 WHERE id = ?2";
        let flag = if default { "Y" } else { "N" };
        self.db.execute(sql, (flag, id))?;
        Ok(())
    }

    /// A new default takes the place of the one before.
    fn finish(&self) -> Result<(), Fault> {
        if let Some(default) = self.default {
            let sql = "UPDATE custom_option SET def = 'N' WHERE field = ?1 AND id != ?2";
            self.db.execute(sql, (self.field, default))?;
        }
        Ok(())
    }
}

fn text(option: &Value, name: &str) -> Option<String> {
    php::get(option, name).and_then(php::text)
}

fn is_yes(option: &Value, name: &str) -> bool {
    text(option, name).is_some_and(|text| text.eq_ignore_ascii_case("y"))
}
