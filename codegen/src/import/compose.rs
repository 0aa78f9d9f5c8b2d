//! From descriptions to pieces of spec: files, entities, families, methods.

use std::collections::{BTreeMap, BTreeSet};

use super::Wanted;
use super::described::{Described, DescribedEvent, World};
use super::entity::{self, Record};
use super::family::{self, Use};
use super::method::{self, Context};
use crate::check::segments;
use crate::check::survey::Survey;
use crate::draft::{
    Draft, Entry, FileDraft, Header, Hoist, Places, There, scope_node, see, unwritten, word,
};
use crate::model::Scope;
use crate::read::Node;

/// Drafts what is wanted of a world, for a spec that has what the survey says.
pub(crate) fn compose(world: &World, wanted: &Wanted, survey: &Survey) -> Result<Draft, String> {
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
    let records = composer.records(&chosen);
    let covered = composer.uses(&chosen, &records);
    composer.methods(&chosen, &records, &covered);
    composer.events(&chosen, &covered);
    composer.placements(&chosen);
    Ok(composer.finish())
}

/// What is to be drafted.
pub(crate) struct Chosen<'w> {
    pub(crate) methods: Vec<&'w Described>,
    events: Vec<&'w DescribedEvent>,
    placements: Vec<&'w super::described::DescribedPlacement>,
    /// Whether entities are drafted for their methods.
    whole: bool,
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
}

impl<'w> Chosen<'w> {
    fn new(world: &'w World, wanted: &Wanted) -> Result<Self, String> {
        let has = |scope: &Option<Scope>| {
            scope.as_ref().is_some_and(|scope| {
                let (Scope::Any(codes) | Scope::All(codes)) = scope;
                codes.iter().any(|code| wanted.scopes.contains(code))
            })
        };
        let entity = |name: &str| {
            wanted.entities.iter().any(|entity| {
                name.strip_prefix(entity.as_str())
                    .is_some_and(|rest| rest.starts_with('.'))
            })
        };
        let names = |list: &[String], name: &str| {
            list.iter().any(|wanted| wanted.eq_ignore_ascii_case(name))
        };
        let methods: Vec<&Described> = world
            .methods
            .iter()
            .filter(|method| {
                wanted.all
                    || has(&method.scope)
                    || entity(&method.name)
                    || names(&wanted.methods, &method.name)
            })
            .collect();
        // Events of an entity stand in a folder below that of its methods.
        let folders: BTreeSet<&str> = methods
            .iter()
            .filter(|method| entity(&method.name))
            .filter_map(|method| method.page.as_deref()?.rsplit_once('/'))
            .map(|(folder, _)| folder)
            .collect();
        let events = world
            .events
            .iter()
            .filter(|event| {
                let folder = event.page.as_deref().and_then(|page| page.rsplit_once('/'));
                let of_entity = folder.is_some_and(|(folder, _)| {
                    folder
                        .strip_suffix("/events")
                        .is_some_and(|folder| folders.contains(folder))
                });
                wanted.all || has(&event.scope) || of_entity || names(&wanted.events, &event.name)
            })
            .collect();
        let placements = world
            .placements
            .iter()
            .filter(|placement| wanted.all || names(&wanted.placements, &placement.code))
            .collect();
        let chosen = Self {
            methods,
            events,
            placements,
            whole: wanted.all || !wanted.scopes.is_empty() || !wanted.entities.is_empty(),
        };
        chosen.complain(world, wanted)?;
        Ok(chosen)
    }

    /// What the spec has of it; left out of the draft where only the rest is wanted.
    fn there(&mut self, survey: &Survey, leave_out: bool) -> Vec<There> {
        let mut there = Vec::new();
        let missing = |name: &str| {
            let found = survey
                .missing
                .iter()
                .find(|(missing, _)| missing.eq_ignore_ascii_case(name))?;
            Some(("missing", found.1.clone()))
        };
        let mut keep = |name: &str, found: Option<(&'static str, String)>| {
            let Some((section, file)) = found else {
                return true;
            };
            there.push(There {
                section,
                name: name.to_owned(),
                file,
            });
            !leave_out
        };
        self.methods.retain(|method| {
            let path = segments(&method.name);
            let known = survey
                .methods
                .iter()
                .find(|known| known.rest == method.rest && segments(&known.name) == path);
            let known = known.map(|known| ("methods", known.file.clone()));
            keep(&method.name, known.or_else(|| missing(&method.name)))
        });
        self.events.retain(|event| {
            let known = survey
                .events
                .iter()
                .find(|known| known.name.eq_ignore_ascii_case(&event.name));
            let known = known.map(|known| ("events", known.file.clone()));
            keep(&event.name, known.or_else(|| missing(&event.name)))
        });
        self.placements.retain(|placement| {
            let known = survey
                .placements
                .iter()
                .find(|known| known.name == placement.code);
            let known = known.map(|known| ("placements", known.file.clone()));
            keep(&placement.code, known.or_else(|| missing(&placement.code)))
        });
        there
    }

    /// A name that nothing has is answered with the nearest one.
    fn complain(&self, world: &World, wanted: &Wanted) -> Result<(), String> {
        let near = |kind: &str, name: &str, known: &[&str]| {
            let hint = crate::diagnose::nearest(name, known.iter().copied())
                .map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            Err(format!("there is no {kind} `{name}`{hint}"))
        };
        let methods: Vec<&str> = world.methods.iter().map(|m| m.name.as_str()).collect();
        for name in &wanted.methods {
            if !methods.iter().any(|known| known.eq_ignore_ascii_case(name)) {
                return near("method", name, &methods);
            }
        }
        let events: Vec<&str> = world.events.iter().map(|e| e.name.as_str()).collect();
        for name in &wanted.events {
            if !events.iter().any(|known| known.eq_ignore_ascii_case(name)) {
                return near("event", name, &events);
            }
        }
        let codes: Vec<&str> = world.placements.iter().map(|p| p.code.as_str()).collect();
        for name in &wanted.placements {
            if !codes.iter().any(|known| known.eq_ignore_ascii_case(name)) {
                return near("placement", name, &codes);
            }
        }
        for name in &wanted.entities {
            let below = format!("{name}.");
            if !methods.iter().any(|known| known.starts_with(&below)) {
                let mut prefixes: Vec<&str> = world.methods.iter().map(Described::prefix).collect();
                prefixes.dedup();
                return near("entity", name, &prefixes);
            }
        }
        for name in &wanted.scopes {
            let mut scopes: Vec<&str> = world
                .methods
                .iter()
                .filter_map(|method| method.scope.as_ref())
                .flat_map(|(Scope::Any(codes) | Scope::All(codes))| codes)
                .map(String::as_str)
                .collect();
            scopes.sort_unstable();
            scopes.dedup();
            if !scopes.contains(&name.as_str()) {
                return near("scope", name, &scopes);
            }
        }
        Ok(())
    }
}

impl<'w> Composer<'w, '_> {
    /// Which files there are to be, and what they say of themselves.
    fn files(&mut self, chosen: &Chosen<'w>) {
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

    /// Entities that groups of methods work on.
    fn records(&mut self, chosen: &Chosen<'w>) -> Vec<Record> {
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
    fn uses(&mut self, chosen: &Chosen<'w>, records: &[Record]) -> Covered {
        let mut covered = Covered::default();
        for record in records.iter().filter(|record| !record.is_there) {
            let path = self.places.path(&record.module);
            let mut uses: Vec<Use> = Vec::new();
            for (name, node) in &self.places.survey.families {
                if !self.knows(node, record) {
                    continue;
                }
                let taken = |method: &Described| {
                    covered
                        .methods
                        .contains_key(&(method.name.clone(), method.rest))
                        || self.places.module(&method.name, method.rest) != record.module
                        || uses
                            .iter()
                            .any(|used| used.methods.iter().any(|m| m.0 == method.name))
                };
                let folder = self.places.effective(&record.module).see;
                if let Some(found) = family::fit(
                    name,
                    node,
                    record,
                    &chosen.methods,
                    folder.as_deref(),
                    taken,
                ) {
                    uses.push(found);
                }
            }
            let event = self.event_of(chosen, record, &uses, &mut covered);
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
            let remarks = remarks(&method.remarks, method.page.as_deref());
            if let Some(over) = covered.methods.get(&(method.name.clone(), method.rest)) {
                if !over.is_empty() {
                    self.push(
                        &path,
                        Entry {
                            section: "methods",
                            name: method.name.clone(),
                            node: Node::Map(over.clone()),
                            remarks: Vec::new(),
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

    /// The module that an event stands in: the one whose pages it shares a folder with.
    fn event_module(&self, event: &DescribedEvent) -> Option<Vec<String>> {
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

    fn events(&mut self, chosen: &Chosen<'w>, covered: &Covered) {
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

    fn placements(&mut self, chosen: &Chosen<'w>) {
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

    fn push(&mut self, path: &str, entry: Entry) {
        let file = self.draft.files.entry(path.to_owned()).or_default();
        let same = |known: &Entry| known.section == entry.section && known.name == entry.name;
        if !file.entries.iter().any(same) {
            file.entries.push(entry);
        }
    }

    fn finish(mut self) -> Draft {
        for (path, hoist) in std::mem::take(&mut self.types) {
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

/// The folder of a file's methods where nobody says their pages: that of their names.
fn guessed_folder(module: &[String]) -> Option<String> {
    let (first, rest) = module.split_first()?;
    if first != "v3" || rest.is_empty() {
        return None;
    }
    let parts: Vec<String> = rest.iter().map(|part| part.replace('_', "-")).collect();
    Some(format!("rest-v3/{}", parts.join("/")))
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

/// The module of an event that shares no folder with any method: its scope's.
fn event_root(event: &DescribedEvent) -> String {
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
