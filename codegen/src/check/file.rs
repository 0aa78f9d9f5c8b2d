//! Files: what they are called, what they declare and what the files below them take from them.

use std::collections::HashMap;

use super::at::At;
use super::family::FamilySlot;
use super::keys::FILE;
use super::lookup::Item;
use super::take::Taken;
use super::{Checker, FileDef, Slot, State, names, text};
use crate::diagnose::{Code, Place};
use crate::model::{ErrorCode, FilterStyle, Need, Scope};
use crate::read::Node;

/// A file and what holds for everything in it.
pub(crate) struct FileInfo<'s> {
    pub(crate) path: &'s str,
    /// Index in `Checked::files`.
    pub(crate) id: usize,
    /// Where its items live.
    pub(crate) module: Vec<String>,
    pub(crate) rest: u8,
    pub(crate) kind: FileKind,
    /// The file whose defaults it takes.
    pub(crate) parent: Option<usize>,
    pub(crate) taken: Option<Taken<'s>>,
    pub(crate) items: HashMap<String, Item>,
    pub(crate) scope: Option<Scope>,
    pub(crate) style: Option<FilterStyle>,
    pub(crate) see: Option<String>,
    pub(crate) needs: Vec<Need>,
    pub(crate) deprecated: Option<String>,
    pub(crate) errors: Vec<ErrorCode>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileKind {
    /// `crm/contact.yaml`.
    Module,
    /// `portal.yaml`: names without a dot.
    Portal,
    /// Below `shared/`.
    Shared,
    /// `x.examples.yaml`.
    Examples,
}

const EXAMPLES: &str = ".examples.yaml";

impl<'s> FileInfo<'s> {
    fn new(path: &'s str, id: usize) -> Self {
        let stem = path
            .strip_suffix(EXAMPLES)
            .or_else(|| path.strip_suffix(".yaml"))
            .unwrap_or(path);
        let segments: Vec<String> = stem.split('/').map(str::to_owned).collect();
        let shared = segments.first().is_some_and(|first| first == "shared");
        let kind = match stem {
            _ if path.ends_with(EXAMPLES) => FileKind::Examples,
            "portal" => FileKind::Portal,
            _ if shared => FileKind::Shared,
            _ => FileKind::Module,
        };
        let rest = if segments.first().is_some_and(|first| first == "v3") {
            3
        } else {
            2
        };
        let module = match kind {
            FileKind::Portal => Vec::new(),
            FileKind::Shared => vec!["shared".to_owned()],
            _ if stem == "portal" => Vec::new(),
            _ => segments,
        };
        Self {
            path,
            id,
            module,
            rest,
            kind,
            parent: None,
            taken: None,
            items: HashMap::new(),
            scope: None,
            style: None,
            see: None,
            needs: Vec::new(),
            deprecated: None,
            errors: Vec::new(),
        }
    }

    /// The beginning of the wire names of its methods.
    pub(crate) fn wire(&self) -> String {
        let skip = usize::from(self.rest == 3);
        self.module
            .iter()
            .skip(skip)
            .cloned()
            .collect::<Vec<_>>()
            .join(".")
    }
}

impl<'s> Checker<'s> {
    /// Names everything that can be referred to and reads what files say of themselves.
    pub(crate) fn declare(&mut self) {
        let source = self.source;
        let mut id = 0;
        for (index, file) in source.files.iter().enumerate() {
            let info = FileInfo::new(&file.path, id);
            if info.kind != FileKind::Examples {
                id += 1;
                let def = FileDef {
                    path: file.path.clone(),
                    module: info.module.clone(),
                    ..FileDef::default()
                };
                self.out.files.push(def);
            }
            if matches!(info.kind, FileKind::Module | FileKind::Portal) {
                self.modules.insert(info.module.clone(), index);
            }
            self.files.push(info);
        }
        for (index, file) in source.files.iter().enumerate() {
            if self.files[index].kind != FileKind::Examples {
                self.declare_file(index, &file.root);
            }
        }
    }

    fn declare_file(&mut self, index: usize, root: &'s Node) {
        // What could not be read was reported.
        if matches!(root, Node::Null) {
            return;
        }
        if let Some(wrong) = self.files[index]
            .path
            .trim_end_matches(".yaml")
            .split('/')
            .find(|part| names::snake(part) != **part)
        {
            let message = format!("`{wrong}` in the path of a file is not snake_case");
            let help = format!("call it `{}`", names::snake(wrong));
            self.push(
                crate::diagnose::Diagnostic::new(Code::BadName, message, Place::file(index))
                    .help(help),
            );
        }
        let at = At::root(root, index);
        let taken = self.take(&at, &FILE);
        let id = self.files[index].id;
        self.out.files[id].doc = self.doc_of(&taken);
        self.inherit(index, &taken);
        self.declare_items(index, &taken);
        self.declare_families(index, &taken);
        let missing = taken
            .get("missing")
            .and_then(|at| self.named(at))
            .unwrap_or_default();
        for (name, at) in missing {
            if let Some(reason) = self.string(&at) {
                self.out.files[id].missing.push((name, reason));
            }
        }
        self.words(index, &taken);
        self.files[index].taken = Some(taken);
    }

    /// Words that wire names write together; they hold for the whole spec.
    fn words(&mut self, index: usize, taken: &Taken<'s>) {
        let Some(words) = taken.get("words").cloned() else {
            return;
        };
        if self.files[index].kind != FileKind::Shared {
            let message = "`words` hold for the whole spec";
            let diagnostic = words.wrong_key(Code::MisplacedAttribute, message);
            self.push(diagnostic.help("write them in a file of `shared/`"));
        }
        for (word, at) in self.named(&words).unwrap_or_default() {
            let Some(apart) = self.string(&at) else {
                continue;
            };
            if !text::is_snake(&apart) || apart.replace('_', "") != word.to_lowercase() {
                let message = format!("`{apart}` is not `{word}` with its words apart");
                let diagnostic = at.wrong(Code::BadName, message);
                self.push(diagnostic.help("write the same letters in snake_case"));
                continue;
            }
            self.out.words.insert(word, apart);
        }
    }

    fn inherit(&mut self, index: usize, taken: &Taken<'s>) {
        let module = self.files[index].module.clone();
        if self.files[index].kind == FileKind::Module {
            let parent = (1..module.len())
                .rev()
                .find_map(|length| self.modules.get(&module[..length]).copied());
            if let Some(parent) = parent {
                let from = &self.files[parent];
                let (scope, style, see) = (from.scope.clone(), from.style, from.see.clone());
                let (needs, deprecated) = (from.needs.clone(), from.deprecated.clone());
                let info = &mut self.files[index];
                (info.parent, info.scope, info.style, info.see) = (Some(parent), scope, style, see);
                (info.needs, info.deprecated) = (needs, deprecated);
            }
        }
        if let Some(scope) = self.scope_of(taken) {
            self.files[index].scope = Some(scope);
        }
        if let Some(style) = self.style_of(taken, &FILE) {
            self.files[index].style = Some(style);
        }
        if taken.get("see").is_some() {
            self.files[index].see = self.folder_of(taken, self.files[index].see.clone().as_deref());
        }
        if taken.get("needs").is_some() {
            self.files[index].needs = self.needs_of(taken);
        }
        if let Some(deprecated) = self.flag_of(taken, "deprecated") {
            self.files[index].deprecated = Some(deprecated);
        }
        if let Some(at) = taken.get("rest")
            && self.files[index].path != "v3.yaml"
        {
            self.push(at.wrong_key(
                Code::RestOutsideV3,
                "only `v3.yaml` says `rest`; everything below it is REST 3",
            ));
        }
        self.word_of(taken, &FILE, "rest");
        let errors = self.module_errors(taken);
        if self.files[index].path.starts_with("shared/") {
            self.out.errors.extend(errors);
        } else {
            let id = self.files[index].id;
            self.out.files[id].errors = errors.clone();
            self.files[index].errors = errors;
        }
    }

    fn declare_items(&mut self, index: usize, taken: &Taken<'s>) {
        for (name, at) in taken
            .get("entities")
            .and_then(|at| self.named(at))
            .unwrap_or_default()
        {
            let full_name = self.full_name(index, &name);
            let item = Item::Entity(self.entities.len());
            if self.declare_item(index, &name, &full_name, item, &at) {
                self.entities.push(Slot {
                    file: index,
                    name,
                    at,
                    full_name,
                    state: State::Todo,
                    def: None,
                });
            }
        }
        for (name, at) in taken
            .get("types")
            .and_then(|at| self.named(at))
            .unwrap_or_default()
        {
            let full_name = self.full_name(index, &name);
            let item = Item::Type(self.types.len());
            if self.declare_item(index, &name, &full_name, item, &at) {
                self.types.push(Slot {
                    file: index,
                    name,
                    at,
                    full_name,
                    state: State::Todo,
                    def: None,
                });
            }
        }
    }

    fn declare_item(
        &mut self,
        index: usize,
        name: &str,
        full_name: &str,
        item: Item,
        at: &At<'s>,
    ) -> bool {
        if !text::is_snake(name) {
            let message = format!("`{name}` is not snake_case");
            self.push(
                at.wrong_key(Code::BadName, message)
                    .help(format!("call it `{}`", names::snake(name))),
            );
        } else if super::types::is_reserved(name) {
            self.push(
                at.wrong_key(Code::BadName, format!("`{name}` is a word of the language"))
                    .help(format!("call it otherwise, as in `{name}_value`")),
            );
        }
        let before = self.files[index]
            .items
            .get(name)
            .or_else(|| self.items.get(full_name))
            .copied();
        if let Some(before) = before {
            let place = self.place_of(before);
            let message = format!("there are two things called `{full_name}`");
            self.push(
                at.wrong_key(Code::NameCollision, message)
                    .also("the other one is", place),
            );
            return false;
        }
        let info = &mut self.files[index];
        info.items.insert(name.to_owned(), item);
        if info.kind == FileKind::Shared {
            if let Some(before) = self.shared.insert(name.to_owned(), item) {
                let place = self.place_of(before);
                let message = format!("there are two things called `{name}` in `shared/`");
                self.push(
                    at.wrong_key(Code::NameCollision, message)
                        .also("the other one is", place),
                );
            }
            return true;
        }
        let last = info.module.last().cloned().unwrap_or_default();
        let module = info.module.join(".");
        self.items.insert(full_name.to_owned(), item);
        if name == last {
            self.items.entry(format!("{module}.{name}")).or_insert(item);
        } else if name
            .strip_prefix(&last)
            .is_some_and(|rest| rest.starts_with('_'))
            && let Some((above, _)) = module.rsplit_once('.')
        {
            self.aliases.insert(format!("{above}.{name}"), item);
        }
        true
    }

    /// The file's module and the name, or the module alone where they agree.
    fn full_name(&self, index: usize, name: &str) -> String {
        let info = &self.files[index];
        let module = info.module.join(".");
        match info.module.last() {
            Some(last) if last == name => module,
            Some(_) if info.kind != FileKind::Shared => format!("{module}.{name}"),
            _ => name.to_owned(),
        }
    }

    fn declare_families(&mut self, index: usize, taken: &Taken<'s>) {
        for (name, at) in taken
            .get("families")
            .and_then(|at| self.named(at))
            .unwrap_or_default()
        {
            let full_name = self.full_name(index, &name);
            if !text::is_snake(&name) {
                self.push(
                    at.wrong_key(Code::BadName, format!("`{name}` is not snake_case"))
                        .help(format!("call it `{}`", names::snake(&name))),
                );
            }
            if let Some(&before) = self.family_names.get(&full_name) {
                let place = self.families[before].at.key_place();
                let message = format!("there are two families called `{full_name}`");
                self.push(
                    at.wrong_key(Code::NameCollision, message)
                        .also("the other one is", place),
                );
                continue;
            }
            let slot = self.family_slot(index, &at);
            self.family_names.insert(full_name, self.families.len());
            self.families.push(slot);
        }
    }

    fn family_slot(&mut self, file: usize, at: &At<'s>) -> FamilySlot<'s> {
        let mut slot = FamilySlot::new(file, at.clone());
        self.read_family(&mut slot);
        slot
    }

    /// The entries of a mapping of names.
    pub(crate) fn named(&mut self, at: &At<'s>) -> Option<Vec<(String, At<'s>)>> {
        let Some(entries) = at.entries() else {
            self.push(
                at.wrong(
                    Code::WrongShape,
                    format!("this is a mapping of names, not {}", at.node.describe()),
                )
                .help("write `{ name: … }`, or a name on each line"),
            );
            return None;
        };
        Some(
            entries
                .into_iter()
                .map(|(name, at)| (name.into_owned(), at))
                .collect(),
        )
    }
}
