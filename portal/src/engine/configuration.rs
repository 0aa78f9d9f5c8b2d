//! The `details_configuration` family: layouts of detail forms.

use bitrix24_codegen::model::{EntityId, Kind};
use rusqlite::OptionalExtension;
use serde_json::{Map, Value, json};

use super::{Answer, Cx};
use crate::fault::Fault;
use crate::php;

/// The only kind of block that a form is made of.
const SECTION: &str = "section";

pub(super) fn run(cx: &Cx<'_>, entity: EntityId, role: &str) -> Option<Result<Answer, Fault>> {
    let form = cx.core.catalogue.model[entity].full_name.clone();
    Form::new(cx, form).run(role.rsplit('.').next()?)
}

/// The same for any kind of record, by the number of its type.
pub(crate) fn by_type(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let Some(number) = cx.param("entityTypeId") else {
        return Err(super::item::unknown_type(cx));
    };
    let form = match cx.core.catalogue.view_of_type(number) {
        // The forms that the methods of that kind of record reach.
        Some(view) => view.table.entity.clone(),
        None => format!("type {}", php::int(number)),
    };
    let role = cx.call.rsplit('.').next().unwrap_or_default();
    Form::new(cx, form)
        .run(role)
        .unwrap_or_else(|| Err(Fault::no_method()))
}

/// Names of the extras of a method, as the spec has them.
fn known_extras<'a>(cx: &'a Cx<'_>) -> Vec<&'a str> {
    let model = &cx.core.catalogue.model;
    let param = cx
        .method
        .and_then(|m| m.params.iter().find(|p| p.wire == "extras"));
    match param.map(|p| &model[p.ty].kind) {
        Some(Kind::Object(object)) => object.fields.iter().map(|f| f.wire.as_str()).collect(),
        _ => Vec::new(),
    }
}

struct Form<'a> {
    cx: &'a Cx<'a>,
    name: String,
}

impl<'a> Form<'a> {
    /// A form of a kind of record; `extras` tell several apart. Of those, the ones that the method is described with count,
    /// and two methods that spell one differently reach the same form.
    fn new(cx: &'a Cx<'a>, form: String) -> Self {
        let given = cx.any_param("extras");
        let mut extras: Vec<String> = known_extras(cx)
            .into_iter()
            .filter_map(|key| {
                let value = php::get(given?, key).and_then(php::text)?;
                let plain = key.to_ascii_lowercase().replace('_', "");
                (!value.is_empty() && value != "0").then(|| format!("{plain}={value}"))
            })
            .collect();
        extras.sort();
        Self {
            cx,
            name: format!("{form}?{}", extras.join("&")),
        }
    }

    fn run(&self, role: &str) -> Option<Result<Answer, Fault>> {
        Some(match role.to_ascii_lowercase().as_str() {
            "get" => self.get(),
            "set" => self.set(),
            "reset" => self.reset(),
            "forcecommonscopeforall" => self.force_common(),
            _ => return None,
        })
    }

    /// Exactly `C` is the common layout, which belongs to nobody.
    fn owner(&self) -> (&'static str, i64) {
        if self.cx.any_param("scope").and_then(php::text).as_deref() == Some("C") {
            return ("C", 0);
        }
        let user = self
            .cx
            .loose_param("userId")
            .map(php::int)
            .filter(|user| *user > 0);
        ("P", user.unwrap_or(self.cx.hit.caller.user))
    }

    fn get(&self) -> Result<Answer, Fault> {
        let (scope, user) = self.owner();
        let sql = "SELECT data FROM configuration WHERE form = ?1 AND scope = ?2 AND user = ?3";
        let data: Option<String> = self
            .cx
            .db()
            .query_row(sql, (&self.name, scope, user), |row| row.get(0))
            .optional()?;
        let saved = data.and_then(|d| serde_json::from_str(&d).ok());
        Ok(saved.unwrap_or(Value::Null).into())
    }

    fn set(&self) -> Result<Answer, Fault> {
        let data = self.cx.any_param("data").cloned().unwrap_or_default();
        let sections = sections(&data)?;
        let (scope, user) = self.owner();
        let sql = "INSERT OR REPLACE INTO configuration (form, scope, user, data) VALUES (?1, ?2, ?3, ?4)";
        self.cx
            .db()
            .execute(sql, (&self.name, scope, user, sections.to_string()))?;
        Ok(json!(true).into())
    }

    fn reset(&self) -> Result<Answer, Fault> {
        let (scope, user) = self.owner();
        let sql = "DELETE FROM configuration WHERE form = ?1 AND scope = ?2 AND user = ?3";
        self.cx.db().execute(sql, (&self.name, scope, user))?;
        Ok(json!(true).into())
    }

    fn force_common(&self) -> Result<Answer, Fault> {
        self.cx.db().execute(
            "DELETE FROM configuration WHERE form = ?1 AND scope = 'P'",
            [&self.name],
        )?;
        Ok(json!(true).into())
    }
}

/// Checks a layout and keeps what belongs to it.
fn sections(data: &Value) -> Result<Value, Fault> {
    let given = match data {
        Value::Array(given) if given.is_empty() => {
            return Err(Fault::plain("There are no data to write."));
        }
        Value::Array(given) => given,
        Value::Object(_) => return Err(Fault::plain("The data must be indexed array.")),
        _ => return Err(Fault::plain("Parameter 'data' must be array.")),
    };
    given
        .iter()
        .enumerate()
        .map(|(at, given)| section(given, at))
        .collect()
}

fn section(given: &Value, at: usize) -> Result<Value, Fault> {
    let text = |name: &str| php::get(given, name).and_then(php::text);
    let kind = text("type").unwrap_or_else(|| SECTION.to_owned());
    if kind != SECTION {
        let text =
            format!("Section at index {at} has type {kind}. The expected type is '{SECTION}'.");
        return Err(Fault::plain(text));
    }
    let nameless = || Fault::plain(format!("Section at index {at} does not have name."));
    let name = text("name")
        .filter(|n| !n.is_empty())
        .ok_or_else(nameless)?;
    // A blank one will do.
    let untitled = || Fault::plain(format!("Section at index {at} does not have title."));
    let title = text("title").ok_or_else(untitled)?;
    let given = php::get(given, "elements").filter(|e| php::is_array(e));
    let elements: Vec<Value> = given
        .map(php::values)
        .unwrap_or_default()
        .into_iter()
        .enumerate()
        .map(|(place, given)| element(given, place, at))
        .collect::<Result<_, _>>()?;
    Ok(json!({ "name": name, "title": title, "type": kind, "elements": elements }))
}

/// Flags that are no number and options that are no array are left out.
fn element(given: &Value, place: usize, at: usize) -> Result<Value, Fault> {
    let name = php::get(given, "name").and_then(php::text);
    let name = name.filter(|n| !n.is_empty()).ok_or_else(|| {
        let text = format!("Element at index {place} in section at index {at} does not have name.");
        Fault::plain(text)
    })?;
    let mut kept = Map::from_iter([("name".to_owned(), Value::from(name))]);
    let numeric = |flags: &&Value| !flags.is_boolean() && php::number(flags).is_some();
    if let Some(flags) = php::get(given, "optionFlags").filter(numeric) {
        kept.insert("optionFlags".to_owned(), flags.clone());
    }
    if let Some(options) = php::get(given, "options").filter(|o| php::is_array(o)) {
        kept.insert("options".to_owned(), options.clone());
    }
    Ok(Value::Object(kept))
}
