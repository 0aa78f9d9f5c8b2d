//! Events and placements.

use super::chosen::Chosen;
use super::{Composer, Covered, remarks, taken_names};
use crate::draft::{Entry, Header, scope_node, see, unwritten, word};
use crate::import::described::DescribedEvent;
use crate::import::method;
use crate::model::Scope;
use crate::read::Node;

impl<'w> Composer<'w, '_> {
    /// The module that an event stands in: the one whose pages it shares a folder with.
    pub(super) fn event_module(&self, event: &DescribedEvent) -> Option<Vec<String>> {
        let (folder, _) = event.page.as_deref()?.rsplit_once('/')?;
        let folder = folder.strip_suffix("/events").unwrap_or(folder);
        let mut best: Option<(usize, Vec<String>)> = None;
        let root = event_root(event);
        let short = crate::check::event(&event.name);
        for module in self.places.modules() {
            if module.first().map(String::as_str) == Some("v3") || module.is_empty() {
                continue;
            }
            let Some(see) = self.places.effective(&module).see else {
                continue;
            };
            let fits = folder == see
                || folder
                    .strip_prefix(see.as_str())
                    .is_some_and(|rest| rest.starts_with('/'));
            // Of two files of one folder the upper one, which is about all of it.
            // The object that an event carries is called after the event.
            let path = self.places.path(&module);
            let mut items = self.places.survey.types.iter();
            if items.any(|(name, file)| *file == path && *name == short) {
                continue;
            }
            if fits && best.as_ref().is_none_or(|(length, _)| see.len() > *length) {
                best = Some((see.len(), module));
            }
        }
        best.map(|(_, module)| module).or_else(|| {
            self.places
                .modules()
                .contains(&vec![root.clone()])
                .then(|| vec![root])
        })
    }

    pub(super) fn events(&mut self, chosen: &Chosen<'w>, covered: &Covered) {
        for event in &chosen.events {
            if covered.events.contains(&event.name) {
                continue;
            }
            let module = self
                .event_module(event)
                .unwrap_or_else(|| vec![event_root(event)]);
            let path = self.places.path(&module);
            let header = self.places.effective(&module);
            let hoist = self
                .types
                .entry(path.clone())
                .or_insert_with(|| taken_names(self.places.survey, &path, &module, &[]));
            let mut entries = vec![unwritten()];
            if let Some(page) = &event.page
                && let Some(see) = see(page, header.see.as_deref(), &event.name)
            {
                entries.push(("see".to_owned(), word(see)));
            }
            if let Some(scope) = &event.scope
                && Some(scope) != header.scope.as_ref()
            {
                entries.push(("scope".to_owned(), scope_node(scope)));
            }
            if !event.data.is_empty() {
                let hint = crate::check::snake(&event.name);
                entries.push(("data".to_owned(), hoist.fields(&event.data, &hint)));
            }
            if let Some(deprecated) = &event.deprecated {
                entries.push(("deprecated".to_owned(), method::flag(deprecated)));
            }
            self.push(
                &path,
                Entry {
                    section: "events",
                    name: event.name.clone(),
                    node: Node::Map(entries),
                    remarks: remarks(&event.remarks, event.page.as_deref()),
                },
            );
        }
    }

    pub(super) fn placements(&mut self, chosen: &Chosen<'w>) {
        let path = "placements.yaml";
        for placement in &chosen.placements {
            let module = vec!["placements".to_owned()];
            let is_there = self
                .places
                .survey
                .files
                .iter()
                .any(|file| file.path == path);
            if !is_there && !self.draft.files.contains_key(path) {
                self.places.describe(
                    &module,
                    Header {
                        scope: Some(Scope::Any(vec!["placement".to_owned()])),
                        ..Header::default()
                    },
                );
                let header = self.places.header(&module).unwrap_or_default();
                self.draft.files.entry(path.to_owned()).or_default().header = header;
            }
            let header = self.places.effective(&module);
            let mut entries = vec![unwritten()];
            if let Some(page) = &placement.page {
                entries.push(("see".to_owned(), word(page)));
            }
            if let Some(scope) = &placement.scope
                && Some(scope) != header.scope.as_ref()
            {
                entries.push(("scope".to_owned(), scope_node(scope)));
            }
            let hoist = self
                .types
                .entry(path.to_owned())
                .or_insert_with(|| taken_names(self.places.survey, path, &module, &[]));
            if !placement.options.is_empty() {
                let hint = crate::check::snake(&placement.code.replace('*', ""));
                entries.push((
                    "options".to_owned(),
                    hoist.fields(&placement.options, &hint),
                ));
            }
            self.push(
                path,
                Entry {
                    section: "placements",
                    name: placement.code.clone(),
                    node: Node::Map(entries),
                    remarks: Vec::new(),
                },
            );
        }
    }
}

/// The module of an event that shares no folder with any method: its scope's.
pub(super) fn event_root(event: &DescribedEvent) -> String {
    let scope = event.scope.as_ref().and_then(|scope| {
        let (Scope::Any(codes) | Scope::All(codes)) = scope;
        codes.first()
    });
    let folder = event
        .page
        .as_deref()
        .and_then(|page| page.split('/').find(|part| *part != ".."));
    let name = scope.map(String::as_str).or(folder).unwrap_or("events");
    let name = name.split('.').next().unwrap_or(name);
    crate::check::snake(name)
}
