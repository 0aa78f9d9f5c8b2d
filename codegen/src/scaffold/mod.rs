//! New methods, entities, events and placements, as far as their names tell what they are like.

mod entity;
mod event;
mod method;
mod next;

use crate::check::survey::{Survey, survey};
use crate::check::{is_snake, page, segments, snake};
use crate::diagnose::{Code, Diagnostic, Diagnostics, Place, distance, nearest};
use crate::draft::{Draft, Entry, FileDraft, Header, Merged, Places};
use crate::model::Scope;
use crate::read::Source;

/// What is to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// A method by its wire name.
    Method {
        /// `crm.currency.get`.
        name: String,
        /// What a repetition does, where the name does not say: `read`, `set` or `add`.
        effect: Option<String>,
    },
    /// An entity by the beginning of its methods' names.
    Entity {
        /// `crm.currency`.
        name: String,
        /// The field that identifies a record.
        key: Option<String>,
        /// Beginning of its events' names.
        event: Option<String>,
        /// Families that it uses.
        families: Vec<String>,
        /// Arguments of the families: names and values.
        args: Vec<(String, String)>,
    },
    /// An event by its name.
    Event {
        /// `onCrmCurrencyAdd`.
        name: String,
        /// The file that it goes into, as a module: `crm.currency`.
        module: Option<String>,
    },
    /// A placement by its code.
    Placement {
        /// `CRM_CURRENCY_DETAIL_TAB`.
        code: String,
    },
}

/// How it is to be added.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// It belongs to REST 3.
    pub v3: bool,
    /// A module of this name is really to be made.
    pub new_module: bool,
    /// Page or folder of the reference, as `see` takes it.
    pub see: Option<String>,
    /// Scope, where it is not the file's.
    pub scope: Option<String>,
}

/// What was added, and what a person does next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scaffold {
    /// Files as they are now.
    pub files: Vec<Merged>,
    /// What families make of a new entity.
    pub makes: Vec<Makes>,
    /// In order of files and lines.
    pub next: Vec<Next>,
}

/// What a family makes of a new entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Makes {
    /// Its name.
    pub family: String,
    /// Names of methods, events and placements.
    pub names: Vec<String>,
}

/// Something that a person has to fill in or to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next {
    /// Below the spec folder.
    pub path: String,
    /// From 1.
    pub line: usize,
    /// What is to be done there.
    pub what: String,
}

/// Adds something to a spec.
///
/// # Errors
///
/// When there is something of that name already, or the name is none, or probably means another module.
pub fn scaffold(ask: &Ask, options: &Options, spec: &Source) -> Result<Scaffold, Refusal> {
    let (there, empty) = next::without_empty(spec);
    let spec = &there;
    let survey = survey(spec);
    let mut maker = Maker {
        places: Places::new(&survey),
        options,
        draft: Draft::default(),
        makes: Vec::new(),
        looks: Vec::new(),
    };
    let made = match ask {
        Ask::Method { name, effect } => maker.method(name, effect.as_deref()),
        Ask::Entity {
            name,
            key,
            event,
            families,
            args,
        } => maker.entity(&entity::Wish {
            name,
            key: key.as_deref(),
            event: event.as_deref(),
            families,
            args,
        }),
        Ask::Event { name, module } => maker.event(name, module.as_deref()),
        Ask::Placement { code } => maker.placement(code),
    };
    let (draft, makes, looks) = (maker.draft, maker.makes, maker.looks);
    made.and_then(|()| next::finish(&draft, makes, &looks, spec, &empty))
        .map_err(|diagnostic| located(diagnostic, spec))
}

struct Maker<'s> {
    places: Places<'s>,
    options: &'s Options,
    draft: Draft,
    makes: Vec<Makes>,
    /// What was guessed: path, text of the line, and what a person should know.
    looks: Vec<(String, String, String)>,
}

/// Why nothing was added.
pub type Refusal = Box<Diagnostic>;

/// A refusal that is about no line of the spec.
fn refuse(code: Code, message: String) -> Refusal {
    Box::new(Diagnostic::new(code, message, Place::file(usize::MAX)))
}

/// A refusal because of what is there.
fn exists(message: String, place: &Place) -> Refusal {
    Box::new(Diagnostic::new(Code::NameCollision, message, place.clone()))
}

/// Adds what was probably meant, or what to say.
fn help(refusal: Refusal, help: impl Into<String>) -> Refusal {
    Box::new(refusal.help(help))
}

/// Looks up the line that a diagnostic is about, if it is about one.
fn located(diagnostic: Refusal, spec: &Source) -> Refusal {
    if diagnostic.place.file >= spec.files.len() {
        return diagnostic;
    }
    let mut all = Diagnostics::new();
    all.push(*diagnostic.clone());
    all.locate(spec);
    all.iter().next().cloned().map_or(diagnostic, Box::new)
}
impl Maker<'_> {
    fn rest(&self) -> u8 {
        if self.options.v3 { 3 } else { 2 }
    }

    fn survey(&self) -> &Survey {
        self.places.survey
    }

    /// Refuses a name that is none.
    fn check_name(&self, name: &str) -> Result<(), Refusal> {
        let fits = |part: &str| {
            is_snake(&snake(part))
                && !part.contains(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        };
        if name.split('.').all(fits) {
            return Ok(());
        }
        Err(refuse(
            Code::BadName,
            format!("`{name}` is no name: segments of letters, digits and `_` stand between dots"),
        ))
    }

    /// Refuses a name that something has.
    fn check_new(&self, name: &str) -> Result<(), Refusal> {
        if let Some((_, file)) = self
            .survey()
            .missing
            .iter()
            .find(|(missing, _)| missing.eq_ignore_ascii_case(name))
        {
            return Err(refuse(
                Code::NameCollision,
                format!("`{name}` is missing on purpose: see `missing` in `{file}`"),
            ));
        }
        Ok(())
    }

    /// Refuses a module that is probably another one, misspelt.
    fn check_module(&self, path: &[String]) -> Result<(), Refusal> {
        if self.options.new_module {
            return Ok(());
        }
        let modules = self.places.modules();
        let skip = usize::from(self.rest() == 3);
        for length in skip + 1..path.len() {
            let (Some(above), Some(own)) = (path.get(..length - 1), path.get(length - 1)) else {
                continue;
            };
            let beside: Vec<&str> = modules
                .iter()
                .filter(|module| module.len() == length && module.starts_with(above))
                .filter_map(|module| module.last().map(String::as_str))
                .collect();
            if beside.contains(&own.as_str()) {
                continue;
            }
            // A folder of that name is there, without a file beside it.
            let prefix = path.get(..length).unwrap_or_default();
            let has_folder =
                |module: &Vec<String>| module.len() > length && module.starts_with(prefix);
            if modules.iter().any(has_folder) {
                continue;
            }
            // A record may have methods in the file of its module, without a file of its own.
            let has_methods = self.survey().methods.iter().any(|method| {
                let mut other = segments(&method.name);
                if method.rest == 3 {
                    other.insert(0, "v3".to_owned());
                }
                other.len() > length && other.starts_with(prefix)
            });
            if has_methods {
                continue;
            }
            let Some(near) = nearest(own, beside.iter().copied()) else {
                continue;
            };
            let allowed = if own.len() < 8 { 1 } else { 2 };
            if distance(own, near) > allowed {
                continue;
            }
            let full = |last: &str| {
                let mut parts: Vec<&str> = above.iter().skip(skip).map(String::as_str).collect();
                parts.push(last);
                parts.join(".")
            };
            let refusal = refuse(
                Code::OutsideFile,
                format!("there is no module `{}`", full(own)),
            );
            let refusal = help(refusal, format!("did you mean `{}`?", full(near)));
            return Err(Box::new(
                refusal.note("say `--new-module` when it is really meant"),
            ));
        }
        Ok(())
    }

    /// Makes the files that a name needs.
    fn make_room(&mut self, name: &str, rest: u8) -> Vec<String> {
        self.places.make_room_of_record(name, rest);
        self.head_files();
        self.places.module(name, rest)
    }

    /// Writes into files that are to be made what can be guessed of their headers.
    fn head_files(&mut self) {
        for module in self.places.new_modules() {
            let above = self.places.above(&module);
            let is_v3_root = module == ["v3"];
            let own = module.last().cloned().unwrap_or_default();
            let path = self.places.path(&module);
            let mut header = Header::default();
            if !is_v3_root && above.scope.is_none() {
                let code = if module.is_empty() {
                    "basic"
                } else {
                    own.as_str()
                };
                header.scope = Some(Scope::Any(vec![code.to_owned()]));
                let what = "see whether this is the scope".to_owned();
                self.looks
                    .push((path.clone(), format!("scope: {code}"), what));
            }
            if !is_v3_root {
                let from = self
                    .places
                    .nearest_above(&module)
                    .map_or(0, <[String]>::len);
                let below = module.get(from..).unwrap_or_default();
                let folder = below.join("/").replace('_', "-");
                let folder = match &above.see {
                    Some(above) => format!("{above}/{folder}"),
                    None if module.is_empty() => "common".to_owned(),
                    None => folder,
                };
                let what = "see whether this is the folder of the reference".to_owned();
                self.looks
                    .push((path.clone(), format!("see: {folder}"), what));
                header.see = Some(folder);
            }
            self.places.describe(&module, header);
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

    fn push(&mut self, path: &str, entry: Entry) {
        let file = self.draft.files.entry(path.to_owned()).or_default();
        file.entries.push(entry);
    }

    /// The page of something in a file that names no folder.
    fn guess_see(
        &mut self,
        entries: &mut Vec<(String, crate::read::Node)>,
        module: &[String],
        name: &str,
        below: &str,
    ) {
        if self.options.see.is_some() || self.places.effective(module).see.is_some() {
            return;
        }
        let root = module.first().map_or("common", String::as_str);
        let see = format!("{}/{below}{}", root.replace('_', "-"), page(name));
        let what = "see whether this is its page".to_owned();
        self.looks
            .push((self.places.path(module), format!("see: {see}"), what));
        entries.push(("see".to_owned(), crate::draft::word(see)));
    }

    /// `scope` and `see`, where they were said.
    fn said(&self) -> Vec<(String, crate::read::Node)> {
        let mut entries = Vec::new();
        if let Some(see) = &self.options.see {
            entries.push(("see".to_owned(), crate::draft::word(see)));
        }
        if let Some(scope) = &self.options.scope {
            entries.push(("scope".to_owned(), crate::draft::word(scope)));
        }
        entries
    }
}
