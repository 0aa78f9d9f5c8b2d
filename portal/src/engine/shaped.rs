//! Methods that no family made, as the methods of a family: their parameters are put where those of the family are, and what
//! identifies a record otherwise than by a number is looked up.

use bitrix24_codegen::model::{Effect, Kind, Method};
use serde_json::{Map, Value, json};

use super::value::Reading;
use super::{Answer, Cx, outcome, records, validate};
use crate::catalogue::{Identity, Input, Scoped, Shape, View, role};
use crate::fault::Fault;
use crate::php;
use crate::store::Stored;

/// Answers a method that has a shape; nothing when the call is about something else than its records.
pub(super) fn run(cx: &Cx<'_>, method: &Method) -> Option<Result<Answer, Fault>> {
    let shape = cx.core.catalogue.shape(method)?;
    let view = cx.core.catalogue.view(method.entity?)?;
    if shape
        .beyond
        .iter()
        .any(|name| cx.loose_param(name).is_some())
    {
        return None;
    }
    let shaped = Shaped {
        cx,
        method,
        shape,
        view,
    };
    Some(shaped.run())
}

struct Shaped<'a> {
    cx: &'a Cx<'a>,
    method: &'a Method,
    shape: &'a Shape,
    view: &'a View,
}

impl Shaped<'_> {
    fn run(&self) -> Result<Answer, Fault> {
        validate::check(self.cx, self.method)?;
        self.check_owners()?;
        let scope = self.values(&self.shape.scope);
        let cx = self.cx.about(&scope);
        let mut params = Map::new();
        match self.shape.role {
            role::ADD => {
                let input = self.input();
                let held = self.identity(&scope, &input);
                if !held.is_empty()
                    && let Some(row) = records::row(self.cx, self.view, &held)?
                {
                    if self.method.effect != Effect::Set {
                        let text = format!("There is such a {} already", self.named());
                        return Err(outcome::present(self.cx, &text));
                    }
                    params.insert("id".to_owned(), row.into());
                    params.insert("fields".to_owned(), input);
                    return records::usual(&cx, self.view, role::UPDATE, &params.into());
                }
                params.insert("fields".to_owned(), input);
            }
            role::GET | role::UPDATE | role::DELETE => {
                let input = self.input();
                let Some(row) = self.row(&cx, &scope, &input)? else {
                    return self.nothing();
                };
                // A method that is for this alone writes what nobody else may.
                if let Input::Own(places) = &self.shape.input {
                    records::set(&cx, self.view, row, &self.values(places))?;
                }
                params.insert("id".to_owned(), row.into());
                params.insert("fields".to_owned(), input);
            }
            role::LIST => {
                let places = [
                    ("filter", &self.shape.filter),
                    ("order", &self.shape.order),
                    ("select", &self.shape.select),
                    ("start", &Some("start".to_owned())),
                ];
                for (name, place) in places {
                    let given = place.as_ref().and_then(|place| self.cx.loose_param(place));
                    params.extend(given.map(|value| (name.to_owned(), value.clone())));
                }
            }
            _ => {}
        }
        records::usual(&cx, self.view, self.shape.role, &params.into())
    }

    /// Records that a record belongs to have to be there, if the portal keeps such records.
    fn check_owners(&self) -> Result<(), Fault> {
        for place in self.shape.scope.iter().filter(|place| !place.many) {
            let catalogue = &self.cx.core.catalogue;
            let view = place.of.and_then(|entity| catalogue.view(entity));
            let Some(view) = view.filter(|view| view.table.identity == Identity::Row) else {
                continue;
            };
            let given = self.at(&place.path).filter(|value| !php::is_blank(value));
            let Some(id) = given.map(php::int) else {
                continue;
            };
            if !self.cx.exists(&view.table, id)? {
                let name = view.table.short.replace('_', " ");
                let text = format!("There is no {name} with the identifier {id}");
                return Err(outcome::absent(self.cx, Fault::plain(text)));
            }
        }
        Ok(())
    }

    /// "badge"
    fn named(&self) -> String {
        self.view.table.short.replace('_', " ")
    }

    /// What was sent for parameters that are values of the record.
    fn values(&self, places: &[Scoped]) -> Vec<(String, Stored)> {
        let reading = Reading {
            zone: self.cx.zone(),
            item: self.view.item,
        };
        let value = |place: &Scoped| {
            let given = self.at(&place.path)?;
            let stored = reading.kept(&place.kind, place.many, given)?;
            Some((place.column.clone(), stored))
        };
        places.iter().filter_map(value).collect()
    }

    fn at(&self, path: &[String]) -> Option<&Value> {
        let (first, rest) = path.split_first()?;
        // Where two parameters differ in case alone, each is spelled as it is.
        let given = self.cx.param(first);
        let given = given.or_else(|| {
            let twin = |p: &&str| *p != first && p.eq_ignore_ascii_case(first);
            let twins = self.method.params.iter().map(|p| p.wire.as_str());
            let alone = !twins.into_iter().any(|p| twin(&p));
            alone.then(|| self.cx.loose_param(first)).flatten()
        })?;
        rest.iter()
            .try_fold(given, |value, key| php::get(value, key))
    }

    /// What is to be written, by the names of the fields.
    fn input(&self) -> Value {
        match &self.shape.input {
            Input::Param(name) => self.cx.loose_param(name).cloned().unwrap_or(json!([])),
            Input::None | Input::Own(_) => json!([]),
        }
    }

    /// The values that identify a record among others, as far as they are given, where it is not its number that does.
    fn identity(&self, scope: &[(String, Stored)], input: &Value) -> Vec<(String, Stored)> {
        let columns: &[String] = match &self.view.table.identity {
            Identity::Row => &[],
            Identity::Text(column) => std::slice::from_ref(column),
            Identity::Values(columns) => columns,
        };
        let reading = Reading {
            zone: self.cx.zone(),
            item: self.view.item,
        };
        let value = |column: &String| {
            if let Some(known) = scope.iter().find(|(name, _)| name == column) {
                return Some(known.clone());
            }
            let column = Some(column.as_str());
            let field = self.view.fields.iter().find(|f| f.column() == column)?;
            let given = php::get(input, &field.wire)?;
            Some((column?.to_owned(), reading.stored(field, given)?))
        };
        columns.iter().filter_map(value).collect()
    }

    /// The row of the record that the call is about.
    fn row(
        &self,
        cx: &Cx<'_>,
        scope: &[(String, Stored)],
        input: &Value,
    ) -> Result<Option<i64>, Fault> {
        Ok(match (&self.shape.key, &self.view.table.identity) {
            (Some(key), Identity::Text(column)) => {
                let key = self.cx.loose_param(key).and_then(php::text);
                let held = [(column.clone(), Stored::Text(key.unwrap_or_default()))];
                records::row(cx, self.view, &held)?
            }
            (Some(key), _) => {
                let row = self.cx.loose_param(key).map_or(0, php::int);
                cx.exists(&self.view.table, row)?.then_some(row)
            }
            (None, _) => {
                let mut held = self.identity(scope, input);
                if held.is_empty() {
                    held = scope.to_vec();
                }
                records::row(cx, self.view, &held)?
            }
        })
    }

    /// What is answered of a record that is not there.
    fn nothing(&self) -> Result<Answer, Fault> {
        let result = &self.cx.core.catalogue.model[self.method.returns].kind;
        if matches!(result, Kind::Optional(_)) {
            return Ok(json!([]).into());
        }
        let usual = if self.view.item {
            Fault::no_item()
        } else {
            Fault::plain("Not found")
        };
        Err(outcome::unknown(self.cx, usual))
    }
}
