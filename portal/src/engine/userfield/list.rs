//! The list of custom fields: everything at once, labels only in a language that was asked for.

use serde_json::{Map, Value};

use super::{UserFields, document};
use crate::catalogue::upper;
use crate::engine::Answer;
use crate::engine::custom::{self, LABELS};
use crate::fault::Fault;
use crate::php;

impl UserFields<'_> {
    pub(super) fn list(&self) -> Result<Answer, Fault> {
        let order = self.cx.array_param("order")?;
        let filter = self.cx.array_param("filter")?;
        let language = php::get(&filter, "LANG")
            .and_then(php::text)
            .filter(|l| !l.is_empty());
        let mut rows: Vec<Map<String, Value>> = Vec::new();
        for field in self.cx.core.store.custom(&self.owner)?.iter() {
            let mut doc = document(&self.owner, field);
            if !matches(&doc, &filter) {
                continue;
            }
            if let Some(language) = &language {
                for label in LABELS {
                    let text = custom::label(field.properties.get(label), language);
                    doc.insert(
                        label.to_owned(),
                        Some(text).filter(|t| !t.is_empty()).into(),
                    );
                }
            }
            rows.push(doc);
        }
        sort(&mut rows, &order);
        let total = i64::try_from(rows.len()).unwrap_or(0);
        let result: Value = rows.into_iter().map(Value::Object).collect();
        Ok(Answer {
            result: result.into(),
            total: Some(total),
            next: None,
        })
    }
}

/// Puts rows into an order; names in either spelling.
pub(super) fn sort(rows: &mut [Map<String, Value>], order: &Value) {
    for (key, direction) in php::entries(order).into_iter().rev() {
        let key = upper(&key);
        let descending = php::text(direction).is_some_and(|d| d.eq_ignore_ascii_case("DESC"));
        rows.sort_by(|a, b| {
            let order = sort_key(a, &key).cmp(&sort_key(b, &key));
            if descending { order.reverse() } else { order }
        });
    }
}

/// Equality is all that this list filters by.
pub(super) fn matches(doc: &Map<String, Value>, filter: &Value) -> bool {
    php::entries(filter)
        .into_iter()
        .filter(|(key, _)| key != "LANG")
        .all(|(key, wanted)| {
            let Some(have) = doc.get(key.trim_start_matches('=')) else {
                return true;
            };
            let have = php::text(have).unwrap_or_default();
            let wanted = if php::is_array(wanted) {
                php::values(wanted)
            } else {
                vec![wanted]
            };
            wanted
                .into_iter()
                .any(|w| php::text(w).unwrap_or_default().eq_ignore_ascii_case(&have))
        })
}

fn sort_key(doc: &Map<String, Value>, key: &str) -> (i64, String) {
    let text = doc.get(key).and_then(php::text).unwrap_or_default();
    (php::int(&Value::from(text.as_str())), text)
}
