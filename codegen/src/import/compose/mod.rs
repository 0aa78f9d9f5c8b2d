//! From descriptions to pieces of spec: files, entities, families, methods.

mod chosen;
mod events;
mod files;
mod share;
mod uses;

use std::collections::{BTreeMap, BTreeSet};

use self::chosen::Chosen;
use self::share::share;
use super::Wanted;
use super::described::{Described, World};
use super::entity::Record;
use super::method::{self, Context};
use crate::check::segments;
use crate::check::survey::Survey;
use crate::draft::{Draft, Entry, Hoist, Places};
use crate::read::Node;

/// Drafts what is wanted of a world, for a spec that has what the survey says.
pub(crate) fn compose(mut world: World, wanted: &Wanted, survey: &Survey) -> Result<Draft, String> {
    for method in &mut world.methods {
        method.set_slips_apart(survey);
    }
    let world = &world;
    let mut chosen = Chosen::new(world, wanted)?;
    let there = chosen.there(survey, wanted.new);
    let mut composer = Composer {
        world,
        places: Places::new(survey),
        draft: Draft {
            notes: world.notes.clone(),
            there,
            ..Draft::default()
        },
        types: BTreeMap::new(),
    };
    composer.files(&chosen);
    let mut records = composer.records(&chosen);
    let covered = composer.uses(&chosen, &mut records);
    composer.methods(&chosen, &records, &covered);
    composer.events(&chosen, &covered);
    composer.placements(&chosen);
    Ok(composer.finish())
}

struct Composer<'w, 's> {
    world: &'w World,
    places: Places<'s>,
    draft: Draft,
    /// What each file had to name.
    types: BTreeMap<String, Hoist>,
}

/// What families make, so that it is not written out.
#[derive(Default)]
pub(crate) struct Covered {
    /// Name and version of a method, and what it says otherwise.
    methods: BTreeMap<(String, u8), Vec<(String, Node)>>,
    events: BTreeSet<String>,
    /// Methods that a family does not make although it has one of that name, and why.
    misfits: BTreeMap<(String, u8), String>,
}

impl<'w> Composer<'w, '_> {
    fn methods(&mut self, chosen: &Chosen<'w>, records: &[Record], covered: &Covered) {
        let mut seen: BTreeMap<(Vec<String>, u8), &str> = BTreeMap::new();
        for method in &chosen.methods {
            let path = (segments(&method.name), method.rest);
            if let Some(first) = seen.get(&path) {
                if *first != method.name {
                    self.draft.notes.push(format!(
                        "`{}` and `{first}` are one name; the second one is left out",
                        method.name
                    ));
                } else {
                    self.draft.notes.push(format!(
                        "`{}` is described twice; the second one ({}) is left out",
                        method.name,
                        method.page.as_deref().unwrap_or("no page")
                    ));
                }
                continue;
            }
            seen.insert(path, &method.name);
            if !is_placeable(method) {
                self.draft.notes.push(format!(
                    "`{}` of REST 3 is left out: names without a dot belong in `portal.yaml`, which is REST 2",
                    method.name
                ));
                continue;
            }
            let module = self.places.module(&method.name, method.rest);
            let path = self.places.path(&module);
            let mut remarks = remarks(&method.remarks, method.page.as_deref());
            remarks.extend(slips(method));
            remarks.extend(
                covered
                    .misfits
                    .get(&(method.name.clone(), method.rest))
                    .cloned(),
            );
            if let Some(over) = covered.methods.get(&(method.name.clone(), method.rest)) {
                if over.is_empty() {
                    let page = format!("the page of `{}`", method.name);
                    self.draft.notes.extend(method.slip_remarks(&page));
                } else {
                    self.push(
                        &path,
                        Entry {
                            section: "methods",
                            name: method.name.clone(),
                            node: Node::Map(over.clone()),
                            remarks: slips(method).collect(),
                        },
                    );
                }
                continue;
            }
            let hoist = self
                .types
                .entry(path.clone())
                .or_insert_with(|| taken_names(self.places.survey, &path, &module, records));
            let context = Context {
                places: &self.places,
                module: &module,
                records,
            };
            let node = method::node(method, &context, hoist);
            self.push(
                &path,
                Entry {
                    section: "methods",
                    name: method.name.clone(),
                    node,
                    remarks,
                },
            );
        }
    }

    fn push(&mut self, path: &str, entry: Entry) {
        let file = self.draft.files.entry(path.to_owned()).or_default();
        let same = |known: &Entry| known.section == entry.section && known.name == entry.name;
        if !file.entries.iter().any(same) {
            file.entries.push(entry);
        }
    }

    fn finish(mut self) -> Draft {
        for (path, mut hoist) in std::mem::take(&mut self.types) {
            if let Some(file) = self.draft.files.get_mut(&path) {
                share(&mut file.entries, &mut hoist);
            }
            for (name, node) in hoist.types {
                self.push(
                    &path,
                    Entry {
                        section: "types",
                        name,
                        node,
                        remarks: Vec::new(),
                    },
                );
            }
        }
        self.draft
    }
}

/// Names without a dot belong in `portal.yaml`, which is REST 2.
fn is_placeable(method: &Described) -> bool {
    method.rest == 2 || method.name.contains('.')
}

/// Error codes that are left out because `check` would take them for slips.
fn slips(method: &Described) -> impl Iterator<Item = String> {
    let slips = method.slip_remarks("The page");
    slips.map(|slip| format!("{slip}."))
}

/// Remarks, and the page that a person will want to read.
fn remarks(of: &[String], page: Option<&str>) -> Vec<String> {
    let mut remarks = Vec::new();
    if let Some(page) = page {
        remarks.push(format!(
            "https://apidocs.bitrix24.com/api-reference/{page}.html"
        ));
    }
    remarks.extend(of.iter().cloned());
    remarks
}

/// Names that a type in a file cannot have.
fn taken_names(survey: &Survey, path: &str, module: &[String], records: &[Record]) -> Hoist {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for (name, file) in &survey.types {
        if file == path || file.starts_with("shared/") {
            taken.insert(name.clone());
        }
    }
    let entities = survey.entities.iter().filter(|entity| entity.file == path);
    taken.extend(entities.map(|entity| entity.name.clone()));
    taken.extend(
        records
            .iter()
            .filter(|record| record.module == module)
            .map(|record| record.name.clone()),
    );
    Hoist {
        taken,
        types: Vec::new(),
    }
}
