//! Methods: made by families, overridden and written out.

use std::collections::HashMap;

use serde_json::Value;

use super::at::{Arg, At};
use super::family::Draft;
use super::file::FileKind;
use super::keys::METHOD;
use super::node::Role;
use super::take::Taken;
use super::{Checker, FieldDef, MethodDef, Owner, Ty, names, text};
use crate::diagnose::{Diagnostic, Place};
use crate::model::Effect;
use crate::read::Node;

impl<'s> Checker<'s> {
    /// Reads the methods of every file: those of families first, then those that are written out.
    pub(crate) fn make_methods(&mut self) {
        let prefixes = self.prefixes();
        let mut of_file: Vec<Vec<usize>> = vec![Vec::new(); self.files.len()];
        for (index, slot) in self.entities.iter().enumerate() {
            of_file[slot.file].push(index);
        }
        for (file, entities) in of_file.iter().enumerate() {
            let mut drafts: Vec<Draft<'s>> = Vec::new();
            let mut made: HashMap<String, usize> = HashMap::new();
            for &entity in entities {
                for draft in self.expand(entity, "methods") {
                    made.entry(draft.name.clone()).or_insert(drafts.len());
                    drafts.push(draft);
                }
            }
            let written = self.files[file].taken.as_ref().and_then(|taken| taken.get("methods").cloned());
            for (name, at) in written.and_then(|at| self.named(&at)).unwrap_or_default() {
                let taken = self.take(&at, &METHOD);
                match made.get(&name).and_then(|index| drafts.get_mut(*index)) {
                    Some(draft) => {
                        let useless = useless(&draft.taken, &taken);
                        draft.taken.overlay(&taken);
                        draft.taken.at = at.clone();
                        self.useless_override(&at, &taken, &useless);
                    }
                    None => {
                        if taken.lacks("returns") {
                            let message = format!("the method `{name}` does not say what it `returns`");
                            let diagnostic = at.wrong_key("missing-returns", message).suggest(&name, made_names(&drafts));
                            self.push(diagnostic);
                        }
                        drafts.push(Draft { name, taken, made: None });
                    }
                }
            }
            let mut misplaced = Vec::new();
            for draft in drafts {
                self.method(file, draft, &prefixes, &mut misplaced);
            }
        }
    }

    /// Wire prefixes of entities, for telling which one a method belongs to.
    fn prefixes(&self) -> HashMap<(u8, String), usize> {
        let mut prefixes = HashMap::new();
        for (index, slot) in self.entities.iter().enumerate() {
            if let Some(def) = &slot.def {
                prefixes.entry((def.rest, def.at.clone())).or_insert(index);
            }
        }
        prefixes
    }

    fn useless_override(&mut self, at: &At<'s>, taken: &Taken<'s>, useless: &[&'static str]) {
        if taken.names().next().is_none() {
            self.push(at.wrong_key("useless-override", "the override changes nothing"));
        }
        for key in useless {
            if let Some(at) = taken.get(key) {
                self.push(at.wrong_key("useless-override", format!("the family says the same `{key}`")).help("leave it out"));
            }
        }
    }

    fn method(&mut self, file: usize, draft: Draft<'s>, prefixes: &HashMap<(u8, String), usize>, misplaced: &mut Vec<Place>) {
        let Draft { name, taken, made } = draft;
        let place = made.as_ref().map_or_else(|| taken.at.key_place(), |made| made.used.clone());
        let (rest, id) = (self.files[file].rest, self.files[file].id);
        let what = format!("the method `{}`", taken.at.key);
        self.owned(file, &name, &place, misplaced);
        let path = self.path(&name, rest, &place);
        let key = path.join(".");
        if let Some(&before) = self.methods.get(&key) {
            let other = self.out.methods.get(before).map(|method| method.place.clone()).unwrap_or_default();
            let message = format!("there are two methods called `{name}`");
            self.push(Diagnostic::new("name-collision", message, place).also("the other one is", other));
            return;
        }
        let entity = match &made {
            Some(made) => Some(made.entity),
            None => name.rmatch_indices('.').find_map(|(dot, _)| prefixes.get(&(rest, name.get(..dot)?.to_owned())).copied()),
        };
        let folder = entity
            .and_then(|entity| self.entities.get(entity))
            .filter(|slot| slot.file == file)
            .and_then(|slot| slot.def.as_ref()?.see.clone())
            .or_else(|| self.files[file].see.clone());
        let call = self.string_of(&taken, "call").unwrap_or_else(|| name.clone());
        let doc = self.need_doc(&taken, &what);
        let see = self.page_of(&taken, folder.as_deref(), &call, &what);
        let params = taken.get("params").cloned().map(|at| self.fields(&at, Role::Param)).unwrap_or_default();
        let one_of = self.groups(&taken, "one_of", &params);
        let any_of = self.groups(&taken, "any_of", &params);
        let fixed = self.fixed(&taken, made.as_ref().and_then(|made| made.root.get("fixed")), &params);
        let returns = taken.get("returns").cloned().map(|at| self.node(&at, Role::Plain));
        if made.is_some() && taken.lacks("returns") {
            self.push(taken.at.lacking("missing-returns", format!("{what} does not say what it `returns`")));
        }
        let (returns, returns_doc) = returns.map_or((Ty::Wrong, None), |node| (node.ty, node.attributes.doc));
        let unwrap: Vec<String> = match self.string_of(&taken, "unwrap") {
            Some(path) => path.split('.').map(str::to_owned).collect(),
            None => Vec::new(),
        };
        let paging = self.paging(&taken, &params, &returns);
        let needs =
            if taken.get("needs").is_some() { self.needs_of(&taken) } else { self.files[file].needs.clone() };
        let scope = self.need_scope(&taken, file, &what);
        let effect = self.effect(&taken, &name);
        let deprecated = self.flag_of(&taken, "deprecated").or_else(|| self.files[file].deprecated.clone());
        let method = MethodDef {
            positional: self.word_of(&taken, &METHOD, "positional").is_some(),
            errors: self.method_errors(&taken, file),
            without: self.string_of(&taken, "without"),
            unsure: self.string_of(&taken, "unsure"),
            family: made.as_ref().map(|made| made.family.to_owned()),
            role: made.as_ref().map(|made| made.role.clone()),
            args: made.map(|made| made.args.as_ref().clone()).unwrap_or_default(),
            examples: Vec::new(),
            file: id,
            name,
            call,
            path,
            doc,
            see,
            rest,
            scope,
            needs,
            deprecated,
            params,
            one_of,
            any_of,
            fixed,
            returns,
            returns_doc,
            unwrap,
            paging,
            effect,
            entity,
            place,
        };
        self.methods.insert(key, self.out.methods.len());
        self.out.methods.push(method);
    }

    fn path(&mut self, name: &str, rest: u8, place: &Place) -> Vec<String> {
        let mut path = names::segments(name);
        if let Some(wrong) = path.iter().zip(name.split('.')).find(|(segment, _)| !text::is_snake(segment)) {
            let message = format!("`{}` in the name of a method makes no name for people", wrong.1);
            self.push(Diagnostic::new("bad-name", message, place.clone()));
        }
        if rest == 3 {
            path.insert(0, "v3".to_owned());
        }
        path
    }

    /// The file that a method belongs in: the deepest one whose path its name begins with.
    fn owner(&self, name: &str, rest: u8) -> Option<usize> {
        let mut path = names::segments(name);
        if path.len() == 1 {
            return self.modules.get(&Vec::new()).copied();
        }
        if rest == 3 {
            path.insert(0, "v3".to_owned());
        }
        (1..=path.len()).rev().find_map(|length| self.modules.get(path.get(..length)?).copied()).filter(|&file| {
            // `v3.yaml` is above all of REST 3 and owns none of it.
            self.files.get(file).is_some_and(|info| info.path != "v3.yaml")
        })
    }

    fn owned(&mut self, file: usize, name: &str, place: &Place, misplaced: &mut Vec<Place>) {
        let info = &self.files[file];
        let (rest, path) = (info.rest, info.path);
        let owner = self.owner(name, rest);
        // All that a family makes stands in one place: one mistake.
        if owner == Some(file) || misplaced.contains(place) {
            return;
        }
        misplaced.push(place.clone());
        let diagnostic = match owner {
            Some(owner) => {
                let right = self.files[owner].path;
                let message = format!("`{name}` belongs in `{right}`");
                Diagnostic::new("wrong-file", message, place.clone()).help(format!("move it to `{right}`"))
            }
            None => {
                let message = format!("`{name}` does not belong in `{path}`, nor in any other file");
                let mut segments = names::segments(name);
                let help = if segments.len() == 1 {
                    "make `portal.yaml`, where names without a dot belong".to_owned()
                } else {
                    segments.pop();
                    format!("make `{}{}.yaml`", if rest == 3 { "v3/" } else { "" }, segments.join("/"))
                };
                Diagnostic::new("outside-file", message, place.clone()).help(help)
            }
        };
        let kind = self.files[file].kind;
        self.push(if kind == FileKind::Shared { diagnostic.note("`shared/` holds types, families and errors") } else { diagnostic });
    }

    fn effect(&mut self, taken: &Taken<'s>, name: &str) -> Effect {
        let said = self.word_of(taken, &METHOD, "effect").map(|word| match word {
            "set" => Effect::Set,
            "add" => Effect::Add,
            _ => Effect::Read,
        });
        if said.is_none() && names::effect(name).is_none() && taken.lacks("effect") {
            let word = name.rsplit('.').next().unwrap_or(name);
            let diagnostic = taken.at.lacking("missing-effect", format!("`{word}` does not tell what a repetition does"));
            let diagnostic = diagnostic.help("say `effect: read`, `set` or `add`");
            self.push(diagnostic.note("`add` is what is never sent twice on its own"));
        }
        said.or_else(|| names::effect(name)).unwrap_or(Effect::Add)
    }

    fn groups(&mut self, taken: &Taken<'s>, key: &str, params: &[FieldDef]) -> Vec<Vec<String>> {
        let Some(at) = taken.get(key).cloned() else { return Vec::new() };
        let Some(items) = at.items().filter(|items| items.len() > 1) else {
            self.push(at.wrong("wrong-shape", format!("`{key}` is a list of two or more parameters, or groups of them")));
            return Vec::new();
        };
        let mut groups = Vec::new();
        for item in items {
            let mut group = Vec::new();
            for (name, at) in self.strings(&item) {
                match params.iter().find(|param| param.wire == name) {
                    None => {
                        let names = params.iter().map(|param| param.wire.as_str());
                        self.push(at.wrong("unknown-parameter", format!("there is no parameter `{name}`")).suggest(&name, names));
                    }
                    Some(param) if param.certain => {
                        let message = format!("`{name}!` must always be given and is no choice");
                        self.push(at.wrong("certain-choice", message).also("it is marked in", param.place.clone()));
                    }
                    Some(_) => {}
                }
                group.push(name);
            }
            groups.push(group);
        }
        groups
    }

    /// Constants of the family, then those of the method.
    fn fixed(&mut self, taken: &Taken<'s>, family: Option<At<'s>>, params: &[FieldDef]) -> Vec<(String, Value)> {
        let mut fixed: Vec<(String, Value)> = Vec::new();
        for at in family.iter().chain(taken.get("fixed")) {
            for (key, at) in self.named(at).unwrap_or_default() {
                let value = at.json();
                let object = |param: &FieldDef| matches!(self.resolve(&param.ty), Ty::Object(_) | Ty::Map(_) | Ty::Of(..) | Ty::Wrong);
                if let Some(param) = params.iter().find(|param| param.wire == key)
                    && !(value.is_object() && object(param))
                {
                    let message = format!("`{key}` is both a parameter and a constant");
                    self.diagnostics.push(at.wrong_key("fixed-parameter", message).also("the parameter is", param.place.clone()));
                }
                match fixed.iter_mut().find(|(known, _)| *known == key) {
                    Some(known) => known.1 = value,
                    None => fixed.push((key, value)),
                }
            }
        }
        fixed
    }

    /// The entity whose conditions a parameter takes, at any depth.
    pub(crate) fn filtered(&self, params: &[FieldDef], depth: usize) -> Option<usize> {
        params.iter().find_map(|param| match self.resolve(&param.ty) {
            Ty::Of(super::Use::Filter, entity) => Some(*entity),
            Ty::Object(object) if depth < 4 => self.filtered(&object.fields, depth + 1),
            _ => None,
        })
    }

    /// The key field of an entity.
    pub(crate) fn key_field(&self, entity: usize) -> Option<&FieldDef> {
        let key = self.entities.get(entity)?.def.as_ref()?.key?;
        self.fields_of(Owner::Entity(entity)).get(key)
    }
}

fn made_names<'d>(drafts: &'d [Draft<'_>]) -> impl Iterator<Item = &'d str> {
    drafts.iter().filter(|draft| draft.made.is_some()).map(|draft| draft.name.as_str())
}

/// Keys of an override that say what the family says.
fn useless(family: &Taken<'_>, over: &Taken<'_>) -> Vec<&'static str> {
    over.names().filter(|key| matches!((family.get(key), over.get(key)), (Some(a), Some(b)) if same(a, b))).collect()
}

/// Whether two nodes say the same once arguments are put in.
fn same(a: &At<'_>, b: &At<'_>) -> bool {
    if let Some(Arg::Node(inner) | Arg::Entity(inner, _)) = a.arg() {
        return same(inner, b);
    }
    match (a.node, b.node) {
        (Node::List(_), Node::List(_)) => {
            let (a, b) = (a.items().unwrap_or_default(), b.items().unwrap_or_default());
            a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| same(a, b))
        }
        (Node::Map(_), Node::Map(_)) => {
            let (a, b) = (a.entries().unwrap_or_default(), b.entries().unwrap_or_default());
            a.len() == b.len() && a.iter().zip(&b).all(|((x, a), (y, b))| x == y && same(a, b))
        }
        _ => match (a.prose(), b.prose()) {
            (Some(a), Some(b)) => a == b,
            _ => a.node == b.node,
        },
    }
}
