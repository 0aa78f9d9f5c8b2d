//! Files: which there are to be, and what they say of themselves.

use super::chosen::Chosen;
use super::events::event_root;
use super::{Composer, is_placeable};
use crate::draft::{FileDraft, Header};
use crate::import::described::{Described, DescribedEvent};
use crate::model::Scope;

impl<'w> Composer<'w, '_> {
    /// Which files there are to be, and what they say of themselves.
    pub(super) fn files(&mut self, chosen: &Chosen<'w>) {
        // A method alone goes into the file that it shares with its neighbours.
        for method in &chosen.methods {
            if is_placeable(method) {
                self.places.make_room(&method.name, method.rest);
            }
        }
        for event in &chosen.events {
            if self.event_module(event).is_none() {
                let root = event_root(event);
                if !self.places.modules().contains(&vec![root.clone()]) {
                    self.places.describe(&[root], Header::default());
                }
            }
        }
        for module in self.places.new_modules() {
            let inside: Vec<&Described> = chosen
                .methods
                .iter()
                .copied()
                .filter(|method| {
                    self.places
                        .module(&method.name, method.rest)
                        .starts_with(&module)
                })
                .collect();
            let events: Vec<&&DescribedEvent> = chosen
                .events
                .iter()
                .filter(|event| event_root(event) == module.join("."))
                .collect();
            let above = self.places.above(&module);
            let scope = most(
                inside
                    .iter()
                    .map(|method| method.scope.clone())
                    .chain(events.iter().map(|event| event.scope.clone()))
                    .flatten(),
            );
            let own: Vec<&Described> = inside
                .iter()
                .copied()
                .filter(|method| self.places.module(&method.name, method.rest) == module)
                .collect();
            let folder = |method: &&Described| {
                let page = method.page.as_deref()?;
                page.rsplit_once('/').map(|(folder, _)| folder.to_owned())
            };
            let see = most(own.iter().filter_map(folder)).or_else(|| {
                let mut folders = inside.iter().filter_map(folder);
                let first = folders.next()?;
                let shared = folders.fold(first, |shared, folder| common(&shared, &folder));
                (!shared.is_empty()).then_some(shared)
            });
            let is_guess = see.is_none() && inside.iter().any(|method| method.page.is_none());
            let see = see.or_else(|| guessed_folder(&module).filter(|_| is_guess));
            if let Some(see) = see.as_ref().filter(|_| is_guess) {
                let path = self.places.path(&module);
                self.draft.notes.push(format!(
                    "`{path}`: the folder `{see}` of the reference is a guess"
                ));
            }
            let is_v3_root = module == ["v3"];
            let header = Header {
                scope: scope
                    .filter(|scope| Some(scope) != above.scope.as_ref() && !is_v3_root)
                    .or_else(|| {
                        (above.scope.is_none() && module.len() <= 1 && !is_v3_root)
                            .then(|| Scope::Any(vec!["basic".to_owned()]))
                    }),
                see: see.filter(|see| Some(see) != above.see.as_ref() && !is_v3_root),
                ..Header::default()
            };
            self.places.describe(&module, header);
        }
        for module in self.places.new_modules() {
            let path = self.places.path(&module);
            let header = self.places.header(&module).unwrap_or_default();
            self.draft.files.insert(
                path,
                FileDraft {
                    header,
                    entries: Vec::new(),
                },
            );
        }
    }
}

/// The folder of a file's methods where nobody says their pages: that of their names.
fn guessed_folder(module: &[String]) -> Option<String> {
    let (first, rest) = module.split_first()?;
    if first != "v3" || rest.is_empty() {
        return None;
    }
    let parts: Vec<String> = rest.iter().map(|part| part.replace('_', "-")).collect();
    Some(format!("rest-v3/{}", parts.join("/")))
}

/// What occurs most often; of two the first one.
fn most<T: PartialEq>(items: impl Iterator<Item = T>) -> Option<T> {
    let mut counts: Vec<(T, usize)> = Vec::new();
    for item in items {
        match counts.iter_mut().find(|(known, _)| *known == item) {
            Some((_, count)) => *count += 1,
            None => counts.push((item, 1)),
        }
    }
    let best = counts.iter().map(|(_, count)| *count).max()?;
    counts
        .into_iter()
        .find(|(_, count)| *count == best)
        .map(|(item, _)| item)
}

/// The folders that two paths share.
fn common(a: &str, b: &str) -> String {
    let shared: Vec<&str> = a
        .split('/')
        .zip(b.split('/'))
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a)
        .collect();
    shared.join("/")
}
