//! Methods: made by families, overridden and written out.

use std::collections::HashMap;

use super::family::Draft;
use super::keys::METHOD;
use super::node::{Attributes, Role};
use super::take::Taken;
use super::{Checker, FieldDef, MethodDef, Owner, Ty, names};
use crate::diagnose::{Code, Diagnostic, Place};
use crate::model::Effect;

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
            let written = self.files[file]
                .taken
                .as_ref()
                .and_then(|taken| taken.get("methods").cloned());
            for (name, at) in written.and_then(|at| self.named(&at)).unwrap_or_default() {
                let taken = self.take(&at, &METHOD);
                match made.get(&name).and_then(|index| drafts.get_mut(*index)) {
                    Some(draft) => self.replace(draft, &at, &taken),
                    None => {
                        if taken.lacks("returns") {
                            let message =
                                format!("the method `{name}` does not say what it `returns`");
                            let diagnostic = at
                                .wrong_key(Code::MissingReturns, message)
                                .suggest(&name, made_names(&drafts));
                            self.push(diagnostic);
                        }
                        drafts.push(Draft {
                            name,
                            taken,
                            made: None,
                        });
                    }
                }
            }
            let mut misplaced = Vec::new();
            for draft in drafts {
                self.method(file, draft, &prefixes, &mut misplaced);
            }
        }
    }

    /// Paths of entities, for telling which one a method belongs to.
    fn prefixes(&self) -> HashMap<String, usize> {
        let mut prefixes = HashMap::new();
        for (index, slot) in self.entities.iter().enumerate() {
            if let Some(def) = &slot.def {
                let mut path = names::segments(&def.at);
                if def.rest == 3 {
                    path.insert(0, "v3".to_owned());
                }
                prefixes.entry(path.join(".")).or_insert(index);
            }
        }
        prefixes
    }

    fn method(
        &mut self,
        file: usize,
        draft: Draft<'s>,
        prefixes: &HashMap<String, usize>,
        misplaced: &mut Vec<Place>,
    ) {
        let Draft { name, taken, made } = draft;
        let place = made
            .as_ref()
            .map_or_else(|| taken.at.key_place(), |made| made.used.clone());
        let (rest, id) = (self.files[file].rest, self.files[file].id);
        let what = format!("the method `{}`", taken.at.key);
        self.owned(file, &name, &place, misplaced);
        let path = self.path(&name, rest, &place);
        let key = path.join(".");
        if let Some(&before) = self.methods.get(&key) {
            let other = self
                .out
                .methods
                .get(before)
                .map(|method| method.place.clone())
                .unwrap_or_default();
            let message = format!("there are two methods called `{name}`");
            self.push(
                Diagnostic::new(Code::NameCollision, message, place)
                    .also("the other one is", other),
            );
            return;
        }
        let entity = match &made {
            Some(made) => Some(made.entity),
            None => key
                .rmatch_indices('.')
                .find_map(|(dot, _)| prefixes.get(key.get(..dot)?).copied()),
        };
        let folder = entity
            .and_then(|entity| self.entities.get(entity))
            .filter(|slot| slot.file == file)
            .and_then(|slot| slot.def.as_ref()?.see.clone())
            .or_else(|| self.files[file].see.clone());
        let call = self
            .string_of(&taken, "call")
            .unwrap_or_else(|| name.clone());
        let doc = self.need_doc(&taken, &what);
        let see = self.page_of(&taken, folder.as_deref(), &call, &what);
        let params = taken
            .get("params")
            .cloned()
            .map(|at| self.fields(&at, Role::Param))
            .unwrap_or_default();
        self.owners(&params);
        let one_of = self.groups(&taken, "one_of", &params, "parameter");
        let any_of = self.groups(&taken, "any_of", &params, "parameter");
        let fixed = self.fixed(
            &taken,
            made.as_ref().and_then(|made| made.root.get("fixed")),
            &params,
        );
        let returns = taken
            .get("returns")
            .cloned()
            .map(|at| self.node(&at, Role::Plain));
        if made.is_some() && taken.lacks("returns") {
            self.push(taken.at.lacking(
                Code::MissingReturns,
                format!("{what} does not say what it `returns`"),
            ));
        }
        let (returns, said) = returns.map_or((Ty::Wrong, Attributes::default()), |node| {
            (node.ty, node.attributes)
        });
        let unwrap: Vec<String> = match self.string_of(&taken, "unwrap") {
            Some(path) => path.split('.').map(str::to_owned).collect(),
            None => Vec::new(),
        };
        let paging = self.paging(&taken, rest, &params, &returns);
        let needs = if taken.get("needs").is_some() {
            self.needs_of(&taken)
        } else {
            self.files[file].needs.clone()
        };
        let scope = self.need_scope(&taken, file, &what);
        let effect = self.effect(&taken, &name);
        let deprecated = self
            .flag_of(&taken, "deprecated")
            .or_else(|| self.files[file].deprecated.clone());
        let method = MethodDef {
            positional: self.word_of(&taken, &METHOD, "positional").is_some(),
            errors: self.method_errors(&taken, file),
            without: self.string_of(&taken, "without"),
            otherwise: self.string_of(&taken, "otherwise"),
            unsure: self.string_of(&taken, "unsure"),
            family: made.as_ref().map(|made| made.family.to_owned()),
            role: made.as_ref().map(|made| made.role.clone()),
            args: made
                .map(|made| made.args.as_ref().clone())
                .unwrap_or_default(),
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
            returns_doc: said.doc,
            returns_unsure: said.unsure,
            unwrap,
            paging,
            effect,
            entity,
            place,
        };
        self.methods.insert(key, self.out.methods.len());
        self.out.methods.push(method);
    }

    fn effect(&mut self, taken: &Taken<'s>, name: &str) -> Effect {
        let said = self
            .word_of(taken, &METHOD, "effect")
            .map(|word| match word {
                "set" => Effect::Set,
                "add" => Effect::Add,
                _ => Effect::Read,
            });
        if said.is_none() && names::effect(name).is_none() && taken.lacks("effect") {
            let word = name.rsplit('.').next().unwrap_or(name);
            let diagnostic = taken.at.lacking(
                Code::MissingEffect,
                format!("`{word}` does not tell what a repetition does"),
            );
            let diagnostic = diagnostic.help("say `effect: read`, `set` or `add`");
            self.push(diagnostic.note("`add` is what is never sent twice on its own"));
        }
        said.or_else(|| names::effect(name)).unwrap_or(Effect::Add)
    }

    /// The key field of an entity.
    pub(crate) fn key_field(&self, entity: usize) -> Option<&FieldDef> {
        let key = self.entities.get(entity)?.def.as_ref()?.key?;
        self.fields_of(Owner::Entity(entity)).get(key)
    }
}

fn made_names<'d>(drafts: &'d [Draft<'_>]) -> impl Iterator<Item = &'d str> {
    drafts
        .iter()
        .filter(|draft| draft.made.is_some())
        .map(|draft| draft.name.as_str())
}
