//! What is wanted of a world, and what the spec has of it.

use std::collections::BTreeSet;

use crate::check::segments;
use crate::check::survey::Survey;
use crate::draft::There;
use crate::import::Wanted;
use crate::import::described::{Described, DescribedEvent, DescribedPlacement, World};
use crate::model::Scope;

/// What is to be drafted.
pub(crate) struct Chosen<'w> {
    pub(crate) methods: Vec<&'w Described>,
    pub(super) events: Vec<&'w DescribedEvent>,
    pub(super) placements: Vec<&'w DescribedPlacement>,
    /// Whether entities are drafted for their methods.
    pub(super) whole: bool,
}

impl<'w> Chosen<'w> {
    pub(super) fn new(world: &'w World, wanted: &Wanted) -> Result<Self, String> {
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
    pub(super) fn there(&mut self, survey: &Survey, leave_out: bool) -> Vec<There> {
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
