//! A list that behaves as the platform's.

use bitrix24_client::event::Form;
use bitrix24_client::{Decode, DecodeError, Keyed, Object, Slot, decode};
use serde_json::{Value, json};

use crate::server::{Answer, Server, result};

#[derive(Default, Debug)]
pub(crate) struct Row {
    pub(crate) id: i64,
}

impl Object for Row {
    fn set(&mut self, key: &str, slot: &mut dyn Slot) -> Result<bool, DecodeError> {
        match key {
            "ID" => self.id = decode::read(slot)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn certain(&self) -> &'static [&'static str] {
        &["ID"]
    }
}

impl Decode for Row {
    fn decode(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError> {
        decode::object(slot)
    }
}

impl Keyed for Row {
    type Id = i64;
    const KEY: &'static str = "ID";

    fn key(&self) -> Option<String> {
        Some(self.id.to_string())
    }
}

/// Records 2, 4, 6, … up to twice their number; a page by a cursor or by a start.
#[derive(Clone)]
pub(crate) struct Listed {
    pub(crate) count: i64,
    pub(crate) wrapped: bool,
    /// The page that holds this record fails.
    pub(crate) bad: i64,
}

impl Listed {
    pub(crate) fn of(count: i64) -> Self {
        Self {
            count,
            wrapped: false,
            bad: -1,
        }
    }

    fn rows(&self, after: i64) -> Result<Vec<Value>, Value> {
        let rows: Vec<_> = (1..=self.count)
            .map(|n| n * 2)
            .filter(|id| *id > after)
            .take(50)
            .collect();
        if rows.contains(&self.bad) {
            return Err(json!({ "error": "OPERATION_TIME_LIMIT", "error_description": "blocked" }));
        }
        Ok(rows
            .into_iter()
            .map(|id| json!({ "ID": id.to_string() }))
            .collect())
    }

    fn page(&self, after: i64) -> Result<Value, Value> {
        let rows = self.rows(after)?;
        Ok(if self.wrapped {
            json!({ "items": rows })
        } else {
            json!(rows)
        })
    }

    pub(crate) fn serve(self) -> Server {
        Server::start(move |asked| {
            if asked.method() != "batch" {
                assert_eq!(asked.body["start"], -1);
                assert_eq!(asked.body["order"], json!({ "ID": "ASC" }));
                let after = asked.body["filter"].get(">ID").map_or(0, number);
                return match self.page(after) {
                    Ok(page) => result(page),
                    Err(error) => Answer::Body(429, error.to_string()),
                };
            }
            result(self.batch(&asked.body))
        })
    }

    /// In order, with references resolved as the platform does it; `halt` stops at an error.
    fn batch(&self, body: &Value) -> Value {
        assert_eq!(body["halt"], 1);
        let commands = body["cmd"].as_object().unwrap();
        let mut order: Vec<_> = commands.keys().collect();
        order.sort_by_key(|key| key[1..].parse::<u32>().unwrap());
        let (mut done, mut errors) = (serde_json::Map::new(), serde_json::Map::new());
        for key in order {
            let (method, query) = commands[key].as_str().unwrap().split_once('?').unwrap();
            assert_eq!(method, "some.thing.list");
            let form = Form::parse(query.as_bytes()).unwrap();
            let after: String = form.read(&["filter", ">ID"]).unwrap();
            assert_eq!(form.read::<i64>(&["start"]).unwrap(), -1);
            // Where a reference leads nowhere, everything comes again.
            let after = match after.strip_prefix("$result[") {
                None => after.parse().unwrap(),
                Some(rest) => {
                    let mut path = rest.trim_end_matches(']').split("][");
                    let page = &done[path.next().unwrap()];
                    let found = path.try_fold(page, |value, key| match value {
                        Value::Array(list) => list.get(key.parse::<usize>().ok()?),
                        value => value.get(key),
                    });
                    found.map_or(0, number)
                }
            };
            match self.page(after) {
                Ok(page) => drop(done.insert(key.clone(), page)),
                Err(error) => {
                    errors.insert(key.clone(), error);
                    break;
                }
            }
        }
        let or_list = |map: serde_json::Map<String, Value>| {
            if map.is_empty() {
                json!([])
            } else {
                Value::Object(map)
            }
        };
        json!({ "result": or_list(done), "result_error": or_list(errors), "result_total": [], "result_next": [] })
    }
}

pub(crate) fn number(value: &Value) -> i64 {
    value
        .as_i64()
        .or_else(|| value.as_str()?.parse().ok())
        .unwrap_or(0)
}
