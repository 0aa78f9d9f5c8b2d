//! Entities, and the families that they use.

use std::collections::BTreeSet;

use super::chosen::Chosen;
use super::{Composer, Covered, taken_names};
use crate::draft::{Entry, see};
use crate::import::described::Described;
use crate::import::entity::{self, Record};
use crate::import::family::{self, Tried, Use};
use crate::import::method;
use crate::read::Node;

impl<'w> Composer<'w, '_> {
    /// Entities that groups of methods work on.
    pub(super) fn records(&mut self, chosen: &Chosen<'w>) -> Vec<Record> {
        let mut records = Vec::new();
        let mut names: BTreeSet<String> = BTreeSet::new();
        for group in entity::groups(self.world) {
            let there = self.places.survey.entities.iter().find(|entity| {
                entity.at.eq_ignore_ascii_case(&group.at) && entity.rest == group.rest
            });
            let is_wanted = chosen
                .methods
                .iter()
                .filter(|method| method.rest == group.rest && method.prefix() == group.at)
                .count();
            if let Some(there) = there {
                records.push(Record::there(there, self.places.survey));
                continue;
            }
            if !chosen.whole && is_wanted < 2 || is_wanted == 0 {
                continue;
            }
            if let Some(record) = entity::record(&group, &self.places, &mut names) {
                records.push(record);
            }
        }
        records
    }

    /// What families make of the entities, and the entities themselves.
    pub(super) fn uses(&mut self, chosen: &Chosen<'w>, records: &mut [Record]) -> Covered {
        let mut covered = Covered::default();
        for index in 0..records.len() {
            let Some(record) = records.get(index).filter(|record| !record.is_there) else {
                continue;
            };
            let path = self.places.path(&record.module);
            let (mut uses, tries) = self.families_of(record, chosen, &covered);
            for (name, tried) in &tries {
                if uses.iter().any(|used| used.family == *name) {
                    covered.misfits(name, record.rest, tried, &mut self.draft.notes);
                }
            }
            if uses.is_empty() {
                self.draft.notes.extend(not_used(record, &tries));
            }
            let event = self.event_of(chosen, record, &uses, &mut covered);
            let below = match uses.as_mut_slice() {
                [only] if event.is_none() => only.folder().inspect(|_| only.forget_folder()),
                _ => None,
            };
            let above = self.places.effective(&record.module).see;
            let see = below.zip(above).map(|(below, above)| {
                let full = format!("{above}/{}", below.trim_end_matches('/'));
                (below, full)
            });
            if let Some(record) = records.get_mut(index) {
                record.see = see;
            }
            let Some(record) = records.get(index) else {
                continue;
            };
            let hoist = self
                .types
                .entry(path.clone())
                .or_insert_with(|| taken_names(self.places.survey, &path, &record.module, records));
            let node = record.node(&uses, event, hoist);
            for used in &uses {
                for (name, over) in &used.methods {
                    let mut over = over.clone();
                    if let Some(method) = chosen
                        .methods
                        .iter()
                        .find(|method| method.name == *name && method.rest == record.rest)
                    {
                        let header = self.places.effective(&record.module);
                        over.extend(method::beside(method, &header, used.has_deprecated));
                    }
                    covered.methods.insert((name.clone(), record.rest), over);
                }
            }
            self.push(
                &path,
                Entry {
                    section: "entities",
                    name: record.name.clone(),
                    node,
                    remarks: record.remarks.clone(),
                },
            );
        }
        covered
    }

    /// Families that an entity uses, and what came of those that were tried last. Of several the one that makes most comes first.
    fn families_of(
        &self,
        record: &Record,
        chosen: &Chosen<'w>,
        covered: &Covered,
    ) -> (Vec<Use>, Vec<(String, Tried)>) {
        let folder = self.places.effective(&record.module).see;
        let mut uses: Vec<Use> = Vec::new();
        let mut tries: Vec<(String, Tried)> = Vec::new();
        loop {
            let taken = |method: &Described| {
                covered
                    .methods
                    .contains_key(&(method.name.clone(), method.rest))
                    || self.places.module(&method.name, method.rest) != record.module
                    || uses
                        .iter()
                        .any(|used| used.methods.iter().any(|m| m.0 == method.name))
            };
            let mut best: Option<(usize, Use)> = None;
            for (name, node) in &self.places.survey.families {
                if uses.iter().any(|used| used.family == *name) || !self.knows(node, record) {
                    continue;
                }
                let folder = folder.as_deref();
                let fit = family::fit(name, node, record, &chosen.methods, folder, taken);
                let Some(mut tried) = fit else { continue };
                let makes = tried.used.as_ref().map_or(0, |used| used.methods.len());
                if let Some(used) = tried.used.take()
                    && best.as_ref().is_none_or(|(most, _)| makes > *most)
                {
                    best = Some((makes, used));
                }
                tries.retain(|(known, _)| known != name);
                tries.push((name.clone(), tried));
            }
            match best {
                Some((_, used)) => uses.push(used),
                None => return (uses, tries),
            }
        }
    }

    /// Whether the spec has everything that a family refers to by a full name.
    fn knows(&self, family: &Node, record: &Record) -> bool {
        let survey = self.places.survey;
        let known = |name: &str| {
            survey
                .entities
                .iter()
                .any(|entity| entity.full_name == name)
                || survey.types.iter().any(|(ty, file)| {
                    let module = file.trim_end_matches(".yaml").replace('/', ".");
                    name == format!("{module}.{ty}")
                        || module.starts_with("shared") && name == ty
                        || module
                            .rsplit_once('.')
                            .is_some_and(|(above, _)| name == format!("{above}.{ty}"))
                })
        };
        let mut names = Vec::new();
        family::references(family, &mut names);
        // What speaks of the CRM serves records of the CRM.
        let root = |name: &str| name.split('.').next().map(str::to_owned);
        names
            .iter()
            .all(|name| known(name) && root(name) == root(&record.at))
    }

    /// The beginning of the names of an entity's events, where its families make just the ones that there are.
    fn event_of(
        &self,
        chosen: &Chosen<'w>,
        record: &Record,
        uses: &[Use],
        covered: &mut Covered,
    ) -> Option<String> {
        let endings: Vec<&(String, String)> = uses.iter().flat_map(|used| &used.events).collect();
        if endings.is_empty() {
            return None;
        }
        let plain: String = format!("on{}", record.at.replace('.', ""));
        let folder = self.places.effective(&record.module).see?;
        let find = |ending: &str, below: &str| {
            chosen.events.iter().find(|event| {
                event.name.eq_ignore_ascii_case(&format!("{plain}{ending}"))
                    && event.deprecated.is_none()
                    && event.page.as_deref().is_some_and(|page| {
                        see(page, Some(&folder), &event.name).as_deref() == Some(below)
                    })
            })
        };
        let mut found = Vec::new();
        for (ending, below) in endings {
            found.push((find(ending, below)?, ending));
        }
        let (first, ending) = found.first()?;
        let start = first.name.strip_suffix(ending.as_str())?.to_owned();
        if !found
            .iter()
            .all(|(event, _)| event.name.starts_with(&start))
        {
            return None;
        }
        covered
            .events
            .extend(found.iter().map(|(event, _)| event.name.clone()));
        Some(start)
    }
}

impl Covered {
    /// Methods that a family would have made, had they been documented so.
    fn misfits(&mut self, family: &str, rest: u8, tried: &Tried, notes: &mut Vec<String>) {
        for (method, misfit) in &tried.misfits {
            let reason = misfit.reason();
            notes.push(format!("`{method}` is not made by `{family}`: {reason}"));
            self.misfits.insert(
                (method.clone(), rest),
                format!("Not made by `{family}`: {reason}."),
            );
        }
    }
}

/// Why no family is used, if one nearly was.
fn not_used(record: &Record, tries: &[(String, Tried)]) -> Option<String> {
    let described = |tried: &Tried| tried.fitting + tried.misfits.len();
    let (family, tried) = tries
        .iter()
        .rev()
        .filter(|(_, tried)| tried.fitting > 1)
        .max_by_key(|(_, tried)| (tried.fitting, described(tried)))?;
    let reasons: Vec<String> = tried
        .misfits
        .iter()
        .map(|(method, misfit)| {
            let last = method.strip_prefix(&record.at).unwrap_or(method);
            format!("`{}`: {}", last.trim_start_matches('.'), misfit.reason())
        })
        .collect();
    if reasons.is_empty() {
        return None;
    }
    Some(format!(
        "`{}` does not use `{family}`, of which {} of {} documented methods fit. {}",
        record.at,
        tried.fitting,
        described(tried),
        reasons.join(". ")
    ))
}
