//! Events, callbacks and placements.

use super::family::Draft;
use super::keys::{CALLBACK, EVENT, PLACEMENT};
use super::node::Role;
use super::take::Taken;
use super::{CallbackDef, Checker, EventDef, ObjectDef, PlacementDef, Ty, Use, names, text};
use crate::diagnose::{Diagnostic, Place};
use crate::read::Node;

impl<'s> Checker<'s> {
    /// Reads the events, callbacks and placements of every file.
    pub(crate) fn make_events(&mut self) {
        let mut of_file: Vec<Vec<usize>> = vec![Vec::new(); self.files.len()];
        for (index, slot) in self.entities.iter().enumerate() {
            of_file[slot.file].push(index);
        }
        for (file, entities) in of_file.iter().enumerate() {
            for &entity in entities {
                for draft in self.expand(entity, "events") {
                    self.event(file, draft);
                }
                for draft in self.expand(entity, "placements") {
                    self.placement(file, draft);
                }
            }
            for draft in self.drafted(file, "events") {
                self.event(file, draft);
            }
            for (name, taken) in self.written(file, "callbacks") {
                self.callback(file, name, &taken);
            }
            for draft in self.drafted(file, "placements") {
                self.placement(file, draft);
            }
        }
    }

    fn written(&mut self, file: usize, key: &str) -> Vec<(String, Taken<'s>)> {
        let construct = match key {
            "events" => &EVENT,
            "callbacks" => &CALLBACK,
            _ => &PLACEMENT,
        };
        let at = self
            .files
            .get(file)
            .and_then(|info| info.taken.as_ref()?.get(key).cloned());
        let entries = at.and_then(|at| self.named(&at)).unwrap_or_default();
        entries
            .into_iter()
            .map(|(name, at)| (name, self.take(&at, construct)))
            .collect()
    }

    /// The same, as what families make is given.
    fn drafted(&mut self, file: usize, key: &str) -> Vec<Draft<'s>> {
        let written = self.written(file, key).into_iter();
        let draft = |(name, taken)| Draft {
            name,
            taken,
            made: None,
        };
        written.map(draft).collect()
    }

    /// An object that is written as names and nodes, or a type that is one.
    fn body(&mut self, taken: &Taken<'s>, key: &str) -> Ty {
        let Some(at) = taken.get(key).cloned() else {
            return Ty::Object(ObjectDef::default());
        };
        if matches!(at.node, Node::Map(_)) {
            let fields = self.fields(&at, Role::ObjectField);
            return Ty::Object(ObjectDef {
                fields,
                ..ObjectDef::default()
            });
        }
        let ty = self.node(&at, Role::Plain).ty;
        if !matches!(
            self.resolve(&ty),
            Ty::Object(_) | Ty::Of(Use::Record, _) | Ty::Wrong
        ) {
            self.push(at.wrong(
                "wrong-shape",
                format!("`{key}` is names and types, or a type that is an object"),
            ));
        }
        ty
    }

    fn event(&mut self, file: usize, draft: Draft<'s>) {
        let Draft { name, taken, made } = draft;
        let place = made
            .as_ref()
            .map_or_else(|| taken.at.key_place(), |made| made.used.clone());
        let key = name.to_lowercase();
        let what = format!("the event `{}`", taken.at.key);
        if let Some(&before) = self.events.get(&key) {
            let other = self
                .out
                .events
                .get(before)
                .map(|event| event.place.clone())
                .unwrap_or_default();
            self.twice(
                &format!("there are two events called `{name}`"),
                place,
                other,
            );
            return;
        }
        let short_name = self
            .string_of(&taken, "name")
            .unwrap_or_else(|| names::event(&name));
        if !text::is_snake(&short_name) || name.trim_end_matches('*').contains('*') {
            self.push(Diagnostic::new(
                "bad-name",
                format!("`{name}` makes no name for people"),
                place.clone(),
            ));
        }
        let entity = made.as_ref().map(|made| made.entity);
        let folder = entity
            .and_then(|entity| self.entities.get(entity)?.def.as_ref()?.see.clone())
            .or_else(|| self.files[file].see.clone());
        let data = self.body(&taken, "data");
        let unwrap = self.unwrapped(&data);
        let event = EventDef {
            doc: self.need_doc(&taken, &what),
            see: self.page_of(&taken, folder.as_deref(), &name, &what),
            scope: self.need_scope(&taken, file, &what),
            deprecated: self
                .flag_of(&taken, "deprecated")
                .or_else(|| self.files[file].deprecated.clone()),
            family: made.as_ref().map(|made| made.family.to_owned()),
            role: made.map(|made| made.role),
            examples: Vec::new(),
            file: self.files[file].id,
            name,
            short_name,
            data,
            unwrap,
            entity,
            place,
        };
        self.string_of(&taken, "unsure");
        self.events.insert(key, self.out.events.len());
        self.out.events.push(event);
    }

    /// The only key of an object, where an object stands under it.
    fn unwrapped(&self, data: &Ty) -> Option<String> {
        let Ty::Object(object) = self.resolve(data) else {
            return None;
        };
        let [field] = object.fields.as_slice() else {
            return None;
        };
        let is_object = matches!(
            self.resolve(&field.ty),
            Ty::Object(_) | Ty::Of(Use::Record, _)
        );
        (is_object && !field.star).then(|| field.wire.clone())
    }

    fn twice(&mut self, message: &str, place: Place, other: Place) {
        self.push(
            Diagnostic::new("name-collision", message, place).also("the other one is", other),
        );
    }

    fn callback(&mut self, file: usize, name: String, taken: &Taken<'s>) {
        let what = format!("the callback `{name}`");
        if !text::is_snake(&name) {
            let help = format!("call it `{}`", names::snake(&name));
            self.push(
                taken
                    .at
                    .wrong_key("bad-name", format!("`{name}` is not snake_case"))
                    .help(help),
            );
        }
        let folder = self.files[file].see.clone();
        let callback = CallbackDef {
            doc: self.need_doc(taken, &what),
            see: self.page_of(taken, folder.as_deref(), &name, &what),
            data: self.body(taken, "data"),
            file: self.files[file].id,
            place: taken.at.key_place(),
            name,
        };
        self.string_of(taken, "unsure");
        self.out.callbacks.push(callback);
    }

    fn placement(&mut self, file: usize, draft: Draft<'s>) {
        let Draft {
            name: code,
            taken,
            made,
        } = draft;
        let taken = &taken;
        let what = format!("the placement `{code}`");
        let place = made.map_or_else(|| taken.at.key_place(), |made| made.used);
        if let Some(before) = self
            .out
            .placements
            .iter()
            .find(|before| before.code == code)
        {
            let other = before.place.clone();
            self.twice(
                &format!("there are two placements called `{code}`"),
                place,
                other,
            );
            return;
        }
        let name = self
            .string_of(taken, "name")
            .unwrap_or_else(|| names::snake(&code.replace('*', "")));
        if !text::is_snake(&name) || code.matches('*').count() > 1 {
            let message = format!("`{code}` makes no name for people");
            self.push(Diagnostic::new("bad-name", message, place.clone()));
        }
        let folder = self.files[file].see.clone();
        let placement = PlacementDef {
            doc: self.need_doc(taken, &what),
            see: self.page_of(taken, folder.as_deref(), &code, &what),
            scope: self.need_scope(taken, file, &what),
            options: self.body(taken, "options"),
            file: self.files[file].id,
            code,
            name,
            place,
        };
        self.string_of(taken, "unsure");
        self.out.placements.push(placement);
    }
}
