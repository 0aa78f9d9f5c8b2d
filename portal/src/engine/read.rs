//! Records out of the store: chosen fields, multifields and links of a page in one query each.

use rusqlite::OptionalExtension;
use serde_json::{Value, json};

use super::Cx;
use super::body::{Body, string};
use super::multifield::{self, Multifield};
use super::render::{Manner, Renderer};
use crate::catalogue::{Source, View, ViewField};
use crate::fault::Fault;
use crate::store::{Sql, Stored, quote};

/// Which records, in which order.
pub(crate) struct Page {
    pub(crate) condition: Sql,
    /// SQL after `ORDER BY`.
    pub(crate) order: String,
    pub(crate) limit: i64,
    pub(crate) offset: i64,
}

impl Page {
    /// One record.
    pub(crate) fn one(id: i64) -> Self {
        let condition = Sql::new("ID = ?", [Stored::Integer(id)]);
        Self {
            condition,
            order: "ID".to_owned(),
            limit: 1,
            offset: 0,
        }
    }
}

/// How many records a condition holds for.
pub(crate) fn count(cx: &Cx<'_>, view: &View, condition: &Sql) -> Result<i64, Fault> {
    let condition = cx.among(condition.clone());
    let sql = format!(
        "SELECT COUNT(*) FROM {} WHERE {}",
        quote(&view.table.name),
        condition.text
    );
    let mut statement = cx.db().prepare_cached(&sql)?;
    Ok(
        statement.query_row(rusqlite::params_from_iter(&condition.values), |row| {
            row.get(0)
        })?,
    )
}

/// Records as JSON.
pub(crate) struct Rows {
    /// Objects, with commas between them.
    text: String,
    pub(crate) count: i64,
    /// Number of each row, and where its object begins.
    places: Vec<(i64, usize)>,
}

impl Rows {
    /// The only record, if there is one.
    pub(crate) fn one(self) -> Option<Body> {
        (self.count == 1).then_some(Body::Text(self.text))
    }

    pub(crate) fn list(self) -> Body {
        Body::Text(format!("[{}]", self.text))
    }

    /// An object with the records by their ids; nothing is `[]`.
    pub(crate) fn by_id(self) -> Body {
        if self.count == 0 {
            return self.list();
        }
        let mut out = String::from("{");
        let mut end = 0;
        for (at, (id, start)) in self.places.iter().enumerate() {
            // With the comma before it.
            out.push_str(self.text.get(end..*start).unwrap_or_default());
            string(&mut out, &id.to_string());
            out.push(':');
            let next = self.places.get(at + 1).map(|(_, next)| next - 1);
            end = next.unwrap_or(self.text.len());
            out.push_str(self.text.get(*start..end).unwrap_or_default());
        }
        out.push('}');
        Body::Text(out)
    }
}

/// Records with the chosen fields.
pub(crate) fn records(
    cx: &Cx<'_>,
    view: &View,
    chosen: &[&ViewField],
    page: &Page,
    manner: Manner,
) -> Result<Rows, Fault> {
    let mut columns = vec!["ID".to_owned()];
    // Each field with the place of its column in the row.
    let fields: Vec<(&ViewField, Option<usize>)> = chosen
        .iter()
        .map(|field| {
            let place = field.column().map(|column| {
                columns.push(quote(column));
                columns.len() - 1
            });
            (*field, place)
        })
        .collect();
    let condition = cx.among(page.condition.clone());
    let sql = format!(
        "SELECT {} FROM {} WHERE {} ORDER BY {} LIMIT {} OFFSET {}",
        columns.join(", "),
        quote(&view.table.name),
        condition.text,
        page.order,
        page.limit,
        page.offset
    );
    let renderer = Renderer {
        settings: &cx.core.settings,
        zone: cx.zone(),
        manner,
        short: &view.table.short,
        type_id: view.type_id.as_ref(),
        token: access_token(cx)?,
    };
    let mut statement = cx.db().prepare_cached(&sql)?;
    let mut cursor = statement.query(rusqlite::params_from_iter(&condition.values))?;
    let mut rows = Rows {
        text: String::new(),
        count: 0,
        places: Vec::new(),
    };
    while let Some(row) = cursor.next()? {
        let id = row.get(0)?;
        let beside = Beside::load(cx, view, chosen, id)?;
        if rows.count > 0 {
            rows.text.push(',');
        }
        rows.count += 1;
        rows.places.push((id, rows.text.len()));
        rows.text.push('{');
        let before = rows.text.len();
        for (field, place) in &fields {
            let start = rows.text.len();
            if start > before {
                rows.text.push(',');
            }
            string(&mut rows.text, &field.answered);
            rows.text.push(':');
            let written = match place {
                Some(place) => renderer.write(&mut rows.text, field, row.get_ref(*place)?, id),
                None => beside.write(&mut rows.text, field, view),
            };
            if !written {
                // The key is left out.
                rows.text.truncate(start);
            }
        }
        rows.text.push('}');
    }
    Ok(rows)
}

/// A token of the caller's application, for the addresses of files; blank for webhooks.
fn access_token(cx: &Cx<'_>) -> Result<String, Fault> {
    let Some(client) = cx.hit.caller.client() else {
        return Ok(String::new());
    };
    let sql =
        "SELECT access FROM oauth_token WHERE client = ?1 AND user = ?2 ORDER BY expires DESC";
    let token: Option<String> = cx
        .db()
        .prepare_cached(sql)?
        .query_row((client, cx.hit.caller.user), |row| row.get(0))
        .optional()?;
    Ok(token.unwrap_or_default())
}

/// What is kept of a record beside its table.
#[derive(Default)]
struct Beside {
    multi: Vec<Multifield>,
    /// Name of a link, and what it links to.
    links: Vec<(String, Vec<i64>)>,
}

impl Beside {
    fn load(cx: &Cx<'_>, view: &View, chosen: &[&ViewField], id: i64) -> Result<Self, Fault> {
        let mut beside = Self::default();
        let multi = |f: &&ViewField| {
            matches!(
                f.source,
                Source::Multi(_) | Source::EveryMulti | Source::FirstMulti(..)
            )
        };
        if chosen.iter().any(multi) {
            beside.multi = multifield::of(cx.db(), &view.table, id)?;
        }
        for field in chosen {
            if let Source::EveryLink(link) = &field.source {
                let targets = super::link::targets(cx.db(), link, id)?;
                beside.links.push((link.entity.clone(), targets));
            }
        }
        Ok(beside)
    }

    fn write(&self, out: &mut String, field: &ViewField, view: &View) -> bool {
        let value = self.value(field, view);
        if let Some(value) = &value {
            out.push_str(&value.to_string());
        }
        value.is_some()
    }

    fn value(&self, field: &ViewField, view: &View) -> Option<Value> {
        match &field.source {
            Source::TypeId => view.type_id.as_ref().map(|t| crate::php::int(t).into()),
            Source::Multi(kind) => {
                let of_kind = self.multi.iter().filter(|m| &m.kind == kind);
                let items: Vec<Value> = of_kind.map(Multifield::classic).collect();
                (!items.is_empty()).then_some(Value::Array(items))
            }
            Source::EveryMulti => Some(self.multi.iter().map(Multifield::item).collect()),
            Source::FirstMulti(kind, rest) => {
                let found = self.multi.iter().find(|m| {
                    &m.kind == kind
                        && rest.as_ref().is_none_or(|r| {
                            &m.value_type == r || (r.contains('|') && m.value.starts_with(r))
                        })
                });
                Some(found.map_or("", |m| m.value.as_str()).into())
            }
            Source::EveryLink(link) => {
                let known = self.links.iter().find(|(name, _)| name == &link.entity);
                Some(known.map_or_else(|| json!([]), |(_, targets)| json!(targets)))
            }
            _ => None,
        }
    }
}
