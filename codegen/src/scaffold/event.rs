//! New events and placements.

use std::collections::BTreeSet;

use super::{Maker, Refusal, exists, help, refuse};
use crate::check::{event as event_name, is_snake, segments, snake};
use crate::diagnose::{Code, nearest};
use crate::draft::{Entry, FileDraft, Header, unwritten, word};
use crate::model::Scope;
use crate::read::Node;

const PLACEMENTS: &str = "placements.yaml";

/// The words of an event's name.
struct Words {
    /// Without `on`, joined by `_`.
    text: String,
    /// Nothing tells where words of it end: `ONIMBOTMESSAGEADD`.
    squeezed: bool,
}

impl Words {
    fn of(name: &str) -> Self {
        let text = event_name(name);
        match text.strip_prefix("on") {
            Some(rest) if !text.contains('_') && name.starts_with("ON") => Self {
                text: rest.to_owned(),
                squeezed: true,
            },
            _ => Self {
                text,
                squeezed: false,
            },
        }
    }

    /// How many letters of the name are a label that it begins with.
    fn begin(&self, label: &str) -> usize {
        let fits = if self.squeezed {
            self.text.starts_with(&label.replace('_', ""))
        } else {
            let rest = self.text.strip_prefix(label);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
        };
        if fits {
            label.replace('_', "").len()
        } else {
            0
        }
    }

    /// Whether a label has a word of the name, or one that is nearly its first one.
    fn share(&self, label: &str) -> bool {
        if self.squeezed {
            return false;
        }
        let own = |word: &str| self.text.split('_').any(|own| own == word);
        let first = self.text.split('_').next().unwrap_or_default();
        let mut words = label.split('_');
        words.clone().any(own)
            || words
                .next()
                .is_some_and(|word| nearest(first, [word]).is_some())
    }
}

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

    /// The module that `--in` names; its file is made where it is not there.
    fn module_named(&mut self, name: &str) -> Result<Vec<String>, Refusal> {
        let stem = name.trim_end_matches(".yaml").replace('/', ".");
        let module: Vec<String> = match stem.as_str() {
            "portal" => Vec::new(),
            stem => segments(stem),
        };
        if self.places.modules().contains(&module) {
            return Ok(module);
        }
        if module.first().is_some_and(|first| first == "shared") {
            let message = "`shared/` holds types, families and errors".to_owned();
            return Err(help(refuse(Code::OutsideFile, message), "name a module"));
        }
        if !module.is_empty() {
            self.check_name(&stem)?;
            let below = [module.as_slice(), &["get".to_owned()]].concat();
            self.check_module(&below)?;
            if self.places.would_move(&module, 2) {
                let above = self.places.nearest_above(&module).unwrap_or_default();
                let message = format!(
                    "with a file `{}` of their own, others would be in the wrong file or have a name that means two things",
                    self.places.path(&module)
                );
                let refusal = refuse(Code::WrongFile, message);
                return Err(help(refusal, format!("say `--in {}`", above.join("."))));
            }
        }
        self.places.make_file(&module);
        self.head_files();
        Ok(module)
    }

    /// The module whose words, or those of an entity in it, an event's name begins with: the one with most of them.
    fn module_of(&self, name: &str) -> Result<Vec<String>, Refusal> {
        let words = Words::of(name);
        let labels = self.labels();
        let most = labels
            .iter()
            .map(|(label, _)| words.begin(label))
            .max()
            .unwrap_or_default();
        let mut fits: BTreeSet<&Vec<String>> = BTreeSet::new();
        if most > 0 {
            let longest = labels
                .iter()
                .filter(|(label, _)| words.begin(label) == most);
            fits.extend(longest.map(|(_, module)| module));
        }
        if let (Some(only), 1) = (fits.first(), fits.len()) {
            return Ok((*only).clone());
        }
        let message = format!("`{name}` does not tell which module it belongs to");
        let refusal = refuse(Code::OutsideFile, message);
        if fits.is_empty() {
            let like = labels
                .iter()
                .filter(|(label, _)| words.share(label))
                .map(|(_, module)| module);
            fits.extend(like);
        }
        let options: Vec<String> = fits
            .iter()
            .take(6)
            .map(|module| format!("`--in {}`", module.join(".")))
            .collect();
        let refusal = match options.split_last() {
            Some((one, [])) => help(refusal, format!("say {one} if that is meant")),
            Some((last, others)) => help(refusal, format!("say {} or {last}", others.join(", "))),
            None => help(refusal, "say `--in MODULE`"),
        };
        Err(Box::new(refusal.note(
            "MODULE is a file, as in `crm.contact`; one that is not there is made",
        )))
    }

    /// What the files of REST 2 are about: their own names, those of their entities, and how events of these begin.
    fn labels(&self) -> Vec<(String, Vec<String>)> {
        let modules = self.places.modules();
        let of_files = modules
            .iter()
            .filter(|module| !module.is_empty())
            .map(|module| (module.join("_"), module.clone()));
        let of_entities = self.survey().entities.iter().flat_map(|entity| {
            let mut files = self.survey().files.iter();
            let module = files
                .find(|file| file.path == entity.file)
                .map(|file| file.module.clone());
            let at = segments(&entity.at).join("_");
            let event = entity.event.as_deref().map(event_name);
            let labels = [Some(at), Some(entity.name.clone()), event];
            labels
                .into_iter()
                .flatten()
                .filter_map(move |label| Some((label, module.clone()?)))
        });
        of_files
            .chain(of_entities)
            .filter(|(_, module)| module.first().is_none_or(|first| first != "v3"))
            .collect()
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
