//! A facts folder: what the public reference says of methods and events, a row each.

mod event;
mod method;
mod tree;
mod types;

use std::collections::{BTreeMap, HashMap};

use self::event::{event, placement};
use self::method::method;
use self::types::{Types, squeeze};
use super::described::World;
use crate::check::survey::Survey;
use crate::facts::{Facts, FieldRow};
use crate::model::Scope;

impl Facts {
    /// Everything that the rows describe.
    pub(crate) fn world(&self, survey: &Survey) -> World {
        let types = self.types(survey);
        let mut world = World::default();
        for row in &self.methods {
            world.methods.push(method(row, &types));
        }
        for row in &self.events {
            world.events.push(event(row, &types));
        }
        for row in &self.placements {
            for code in &row.codes {
                world.placements.push(placement(code, row, &types));
            }
        }
        world
    }

    fn types<'f>(&'f self, survey: &Survey) -> Types<'f> {
        let mut tables: HashMap<String, Vec<&'f FieldRow>> = HashMap::new();
        let mut anchors: HashMap<String, Vec<&'f FieldRow>> = HashMap::new();
        for table in &self.types {
            let rows: Vec<&FieldRow> = table.fields.iter().collect();
            anchors
                .entry(table.anchor.clone())
                .and_modify(Vec::clear)
                .or_insert_with(|| rows.clone());
            tables.insert(format!("{}#{}", table.page, table.anchor), rows);
        }
        // A section of a method's page is a table too.
        for method in &self.methods {
            for row in method.result.iter().chain(&method.params) {
                if !row.section.is_empty() {
                    let key = format!("{}#{}", method.page, row.section);
                    let rows = tables.entry(key).or_default();
                    if rows.iter().all(|known| known.name != row.name) {
                        rows.push(row);
                    }
                }
            }
        }
        let mut records: BTreeMap<String, String> = BTreeMap::new();
        for method in &self.methods {
            // What can neither be made nor read is no record.
            if let Some((prefix, last)) = method.name.rsplit_once('.')
                && ["add", "get", "list"]
                    .iter()
                    .any(|usual| last.eq_ignore_ascii_case(usual))
            {
                // Of two spellings the one in camelCase.
                let known = records
                    .entry(squeeze(prefix))
                    .or_insert_with(|| prefix.to_owned());
                if humps(prefix) > humps(known) {
                    *known = prefix.to_owned();
                }
            }
        }
        for entity in &survey.entities {
            if entity.rest == 2 {
                records.insert(squeeze(&entity.at), entity.full_name.clone());
            }
        }
        records.insert("user".to_owned(), "user".to_owned());
        let mut named = BTreeMap::new();
        for (name, file) in &survey.types {
            let module = file.trim_end_matches(".yaml").replace('/', ".");
            if !module.starts_with("shared.") {
                let full = match module.rsplit('.').next() {
                    Some(last) if last == name => module,
                    _ => format!("{module}.{name}"),
                };
                named.insert(squeeze(&full), full);
            }
        }
        let shared = survey
            .types
            .iter()
            .filter(|(_, file)| file.starts_with("shared/"))
            .map(|(name, _)| name.clone())
            .collect();
        Types {
            tables,
            anchors,
            records,
            named,
            shared,
        }
    }
}

/// A page as `see` names it.
fn page(path: &str) -> String {
    let path = path.strip_suffix(".md").unwrap_or(path);
    path.strip_prefix("api-reference/")
        .map_or_else(|| format!("/{path}"), str::to_owned)
}

fn scope(codes: &str, all: bool) -> Option<Scope> {
    let codes: Vec<String> = codes
        .split(',')
        .map(|code| code.trim().to_owned())
        .filter(|code| !code.is_empty())
        .collect();
    match codes.len() {
        0 => None,
        1 => Some(Scope::Any(codes)),
        _ if all => Some(Scope::All(codes)),
        _ => Some(Scope::Any(codes)),
    }
}

fn humps(name: &str) -> usize {
    name.chars().filter(char::is_ascii_uppercase).count()
}

/// Distinct variants of a page.
fn variants(rows: &[FieldRow]) -> usize {
    let mut names: Vec<&str> = rows
        .iter()
        .filter_map(|row| row.variant.as_deref())
        .collect();
    names.sort_unstable();
    names.dedup();
    names.len().max(1)
}

/// Where a row stands, from the top of its table; `None` for a section that nobody could place.
fn path_of(row: &FieldRow) -> Option<String> {
    match (&row.path, &row.parent) {
        (Some(path), _) => Some(path.clone()),
        (None, Some(parent)) => Some(format!("{parent}.{}", row.name)),
        (None, None) if row.section.is_empty() => Some(row.name.clone()),
        (None, None) => None,
    }
}
