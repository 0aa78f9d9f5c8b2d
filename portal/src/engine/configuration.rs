//! The `details_configuration` family: layouts of detail forms.

use bitrix24_codegen::model::EntityId;
use rusqlite::OptionalExtension;
use serde_json::{Map, Value, json};

use super::{Answer, Cx};
use crate::fault::Fault;
use crate::php;

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

struct Form<'a> {
    cx: &'a Cx<'a>,
    name: String,
}

impl<'a> Form<'a> {
    /// A form of a kind of record; `extras` tell several apart, whatever their keys are spelled like.
    fn new(cx: &'a Cx<'a>, form: String) -> Self {
        let extras = cx.any_param("extras").map(php::entries).unwrap_or_default();
        let mut extras: Vec<String> = extras
            .into_iter()
            .filter_map(|(key, value)| {
                let value = php::text(value).filter(|v| !v.is_empty() && v != "0")?;
                Some(format!(
                    "{}={value}",
                    key.to_ascii_lowercase().replace('_', "")
                ))
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
    let Value::Array(given) = data else {
        return Err(Fault::plain("Parameter 'data' must be array."));
    };
    if given.is_empty() {
        return Err(Fault::plain("Parameter 'data' must be indexed array."));
    }
    let mut sections = Vec::new();
    for (at, section) in given.iter().enumerate() {
        let text = |name: &str| php::get(section, name).and_then(php::text);
        let wrong = |text: String| {
            Err(Fault::plain(format!(
                "There are errors in data after sanitization. {text}"
            )))
        };
        if !php::is_array(section) {
            return wrong(format!("The section at index {at} is not an array."));
        }
        let kind = text("type").unwrap_or_else(|| "section".to_owned());
        if kind != "section" {
            return wrong(format!(
                "The section at index {at} has type '{kind}', only 'section' is supported."
            ));
        }
        let Some(name) = text("name").filter(|n| !n.is_empty()) else {
            return wrong(format!("The section at index {at} does not have name."));
        };
        let Some(title) = text("title") else {
            return wrong(format!("The section at index {at} does not have title."));
        };
        let mut elements = Vec::new();
        for (place, element) in php::values(php::get(section, "elements").unwrap_or(&Value::Null))
            .iter()
            .enumerate()
        {
            let Some(name) = php::get(element, "name")
                .and_then(php::text)
                .filter(|n| !n.is_empty())
            else {
                return wrong(format!(
                    "The element at index {place} in section at index {at} does not have name."
                ));
            };
            let mut kept = Map::from_iter([("name".to_owned(), Value::from(name))]);
            if let Some(flags) =
                php::get(element, "optionFlags").filter(|f| php::number(f).is_some())
            {
                kept.insert("optionFlags".to_owned(), flags.clone());
            }
            match php::get(element, "options") {
                Some(options) if php::is_array(options) => {
                    kept.insert("options".to_owned(), options.clone());
                }
                Some(options) if !options.is_null() => {
                    return wrong(format!(
                        "The options of element '{place}' in section at index {at} must be array."
                    ));
                }
                _ => {}
            }
            elements.push(Value::Object(kept));
        }
        sections.push(json!({ "name": name, "title": title, "type": kind, "elements": elements }));
    }
    Ok(Value::Array(sections))
}
