//! New events and placements.

use super::{Maker, Refusal, exists, help, refuse};
use crate::check::{event as event_name, is_snake, segments, snake};
use crate::diagnose::{Code, nearest};
use crate::draft::{Entry, FileDraft, Header, unwritten, word};
use crate::model::Scope;
use crate::read::Node;

const PLACEMENTS: &str = "placements.yaml";

impl Maker<'_> {
    pub(super) fn event(&mut self, name: &str, module: Option<&str>) -> Result<(), Refusal> {
        self.check_name(name)?;
        if let Some(there) = self
            .survey()
            .events
            .iter()
            .find(|event| event.name.eq_ignore_ascii_case(name))
        {
            let message = format!("there is an event `{}` already", there.name);
            return Err(exists(message, &there.place));
        }
        self.check_new(name)?;
        let module = match module {
            Some(module) => self.module_named(module)?,
            None => self.module_of(name)?,
        };
        let file = self.places.path(&module);
        let mut entries = vec![unwritten()];
        entries.extend(self.said());
        if self.places.effective(&module).see.is_none() {
            self.guess_see(&mut entries, &module, name, "events/");
        } else if self.options.see.is_none() {
            entries.push(("see".to_owned(), word("events/")));
            self.looks.push((
                file.clone(),
                "see: events/".to_owned(),
                "see whether its page is there".to_owned(),
            ));
        }
        let full = module.join(".");
        let record = self
            .survey()
            .entities
            .iter()
            .find(|entity| entity.full_name == full && entity.file == file);
        if let Some(record) = record
            && let Some(key) = &record.key
        {
            let called = match self.places.is_clear(&module, &record.name) {
                true => &record.name,
                false => &record.full_name,
            };
            let id = Node::Map(vec![
                ("type".to_owned(), word(format!("id({called})"))),
                unwritten(),
            ]);
            let fields = Node::Map(vec![
                (
                    "fields".to_owned(),
                    Node::Map(vec![(format!("{key}!"), id)]),
                ),
                unwritten(),
            ]);
            entries.push((
                "data".to_owned(),
                Node::Map(vec![("FIELDS".to_owned(), fields)]),
            ));
        }
        let data = if record.is_some() {
            "see whether this is what comes along"
        } else {
            "say under `data` what comes along"
        };
        let text = if record.is_some() {
            "    data:".to_owned()
        } else {
            format!("  {name}:")
        };
        self.looks.push((file.clone(), text, data.to_owned()));
        self.push(
            &file,
            Entry {
                section: "events",
                name: name.to_owned(),
                node: Node::Map(entries),
                remarks: Vec::new(),
            },
        );
        Ok(())
    }

    fn module_named(&self, name: &str) -> Result<Vec<String>, Refusal> {
        let stem = name.trim_end_matches(".yaml").replace('/', ".");
        let module: Vec<String> = match stem.as_str() {
            "portal" => Vec::new(),
            stem => segments(stem),
        };
        let modules = self.places.modules();
        if modules.contains(&module) {
            return Ok(module);
        }
        let known: Vec<String> = modules.iter().map(|module| module.join(".")).collect();
        let diagnostic = refuse(Code::OutsideFile, format!("there is no module `{name}`"));
        Err(match nearest(&stem, known.iter().map(String::as_str)) {
            Some(near) => help(diagnostic, format!("did you mean `{near}`?")),
            None => diagnostic,
        })
    }

    /// The deepest module whose words an event's name begins with.
    fn module_of(&self, name: &str) -> Result<Vec<String>, Refusal> {
        let words = event_name(name);
        let modules = self.places.modules();
        let fits = |module: &&Vec<String>| {
            let start = module.join("_");
            !module.is_empty()
                && words
                    .strip_prefix(start.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
        };
        if let Some(module) = modules
            .iter()
            .filter(fits)
            .max_by_key(|module| module.join("_").len())
        {
            return Ok(module.clone());
        }
        let first = words.split('_').next().unwrap_or_default().to_owned();
        let roots: Vec<&str> = modules
            .iter()
            .filter(|module| module.len() == 1)
            .map(|module| module[0].as_str())
            .collect();
        let message = format!("`{name}` does not tell which module it belongs to");
        let diagnostic = refuse(Code::OutsideFile, message);
        Err(match nearest(&first, roots) {
            Some(near) => help(
                diagnostic,
                format!("did you mean one of `{near}`? If not, say `--in MODULE`"),
            ),
            None => help(diagnostic, "say `--in MODULE`"),
        })
    }

    pub(super) fn placement(&mut self, code: &str) -> Result<(), Refusal> {
        let plain = code.replace('*', "");
        let odd = |c: char| !(c.is_ascii_uppercase() || c.is_ascii_digit() || "_:-".contains(c));
        if plain.contains(odd) || !is_snake(&snake(&plain)) || code.matches('*').count() > 1 {
            let diagnostic = refuse(Code::BadName, format!("`{code}` is no code of a placement"));
            let upper = code.to_ascii_uppercase();
            return Err(if upper == code {
                diagnostic
            } else {
                help(diagnostic, format!("did you mean `{upper}`?"))
            });
        }
        if let Some(there) = self
            .survey()
            .placements
            .iter()
            .find(|placement| placement.name == code)
        {
            let message = format!("there is a placement `{code}` already");
            return Err(exists(message, &there.place));
        }
        self.check_new(code)?;
        // Where the module has placements of its own they stay together.
        let first = code
            .split('_')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        let beside = self
            .survey()
            .placements
            .iter()
            .map(|placement| placement.file.clone())
            .find(|file| file.trim_end_matches(".yaml").split('/').next() == Some(first.as_str()));
        let file = beside.unwrap_or_else(|| PLACEMENTS.to_owned());
        let module: Vec<String> = file
            .trim_end_matches(".yaml")
            .split('/')
            .map(str::to_owned)
            .collect();
        if !self.places.modules().contains(&module) {
            let header = Header {
                scope: Some(Scope::Any(vec!["placement".to_owned()])),
                ..Header::default()
            };
            self.places.describe(&module, header);
            let header = self.places.header(&module).unwrap_or_default();
            let draft = FileDraft {
                header,
                entries: Vec::new(),
            };
            self.draft.files.insert(file.clone(), draft);
        }
        let mut entries = vec![unwritten()];
        let see = self.options.see.clone().unwrap_or_else(|| {
            let rest = snake(&plain).replace('_', "-");
            let page = rest.strip_prefix(&format!("{first}-")).unwrap_or(&rest);
            format!("widgets/{first}/{page}")
        });
        if self.options.see.is_none() {
            let what = "see whether this is its page".to_owned();
            self.looks.push((file.clone(), format!("see: {see}"), what));
        }
        entries.push(("see".to_owned(), word(see)));
        if let Some(scope) = &self.options.scope {
            entries.push(("scope".to_owned(), word(scope)));
        }
        self.looks.push((
            file.clone(),
            format!("  {code}:"),
            "say under `options` what the page gets".to_owned(),
        ));
        self.push(
            &file,
            Entry {
                section: "placements",
                name: code.to_owned(),
                node: Node::Map(entries),
                remarks: Vec::new(),
            },
        );
        Ok(())
    }
}
