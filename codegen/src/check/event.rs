//! Events, callbacks and placements.

use super::family::Draft;
use super::keys::{CALLBACK, EVENT, PLACEMENT};
use super::node::Role;
use super::take::Taken;
use super::{CallbackDef, Checker, EventDef, ObjectDef, PlacementDef, Ty, Use, names, text};
use crate::diagnose::{Code, Diagnostic, Place};
use crate::read::Node;

/// Keys of a callback that are not its data.
const ENVELOPE: [&str; 2] = ["ts", "auth"];

impl<'s> Checker<'s> {
    /// Reads the events, callbacks and placements of every file: those of families first, then those that are written out.
    pub(crate) fn make_events(&mut self) {
        let mut of_file: Vec<Vec<usize>> = vec![Vec::new(); self.files.len()];
        for (index, slot) in self.entities.iter().enumerate() {
            of_file[slot.file].push(index);
        }
        for (file, entities) in of_file.iter().enumerate() {
            let mut events: Vec<Draft<'s>> = Vec::new();
            for &entity in entities {
                events.extend(self.expand(entity, "events"));
                for draft in self.expand(entity, "placements") {
                    self.placement(file, draft);
                }
            }
            let made = events.len();
            for draft in self.drafted(file, "events") {
                let same = |made: &&mut Draft<'s>| made.name == draft.name;
                match events.iter_mut().take(made).find(same) {
                    Some(made) => self.replace(made, &draft.taken.at, &draft.taken),
                    None => events.push(draft),
                }
            }
            for draft in events {
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
            self.push(
                at.wrong(
                    Code::WrongShape,
                    format!("`{key}` is names and types, or a type that is an object"),
                )
                .help("write `{ name: type }`"),
            );
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
        if let Some(&before) = self.events.get(&key)
            && let Some(before) = self.out.events.get(before)
        {
            let message = format!("there are two events called `{name}`");
            let diagnostic = Diagnostic::new(Code::NameCollision, message, place)
                .also("the other one is", before.place.clone());
            let made = made.as_ref().map(|made| made.family);
            let diagnostic = match self.way_out(file, &name, made, before) {
                Some(help) => diagnostic.help(help),
                None => diagnostic,
            };
            self.push(diagnostic);
            return;
        }
        let short_name = self
            .string_of(&taken, "name")
            .unwrap_or_else(|| names::event(&name));
        if !text::is_snake(&short_name) || name.trim_end_matches('*').contains('*') {
            let message = format!("`{name}` makes no name for people");
            self.push(
                Diagnostic::new(Code::BadName, message, place.clone())
                    .help("add `name: …`; a star stands at its end"),
            );
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
            unsure: self.string_of(&taken, "unsure"),
            examples: Vec::new(),
            file: self.files[file].id,
            name,
            short_name,
            data,
            unwrap,
            entity,
            place,
        };
        self.events.insert(key, self.out.events.len());
        self.out.events.push(event);
    }

    /// What can be done about two events of one name, at least one of which a family made.
    fn way_out(
        &self,
        file: usize,
        name: &str,
        made: Option<&str>,
        before: &EventDef,
    ) -> Option<String> {
        let here = self.files.get(file)?;
        let (family, made_name, made_in) = match (made, before.family.as_deref()) {
            (Some(_), Some(_)) => {
                return Some(
                    "leave one of the families out, or say another `event` of its entity"
                        .to_owned(),
                );
            }
            (Some(family), None) => (family, name, here.path),
            (None, Some(family)) => {
                let file = self.files.iter().find(|info| info.id == before.file)?;
                (family, before.name.as_str(), file.path)
            }
            (None, None) => return None,
        };
        Some(format!(
            "write only what differs from the family `{family}`, as `{made_name}` under `events:` of `{made_in}`"
        ))
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
            Diagnostic::new(Code::NameCollision, message, place).also("the other one is", other),
        );
    }

    fn callback(&mut self, file: usize, name: String, taken: &Taken<'s>) {
        let what = format!("the callback `{name}`");
        if !text::is_snake(&name) {
            let help = format!("call it `{}`", names::snake(&name));
            self.push(
                taken
                    .at
                    .wrong_key(Code::BadName, format!("`{name}` is not snake_case"))
                    .help(help),
            );
        }
        let folder = self.files[file].see.clone();
        let callback = CallbackDef {
            doc: self.need_doc(taken, &what),
            see: self.page_of(taken, folder.as_deref(), &name, &what),
            data: self.body(taken, "data"),
            unsure: self.string_of(taken, "unsure"),
            examples: Vec::new(),
            file: self.files[file].id,
            place: taken.at.key_place(),
            name,
        };
        self.not_envelope(&callback.data);
        self.out.callbacks.push(callback);
    }

    /// What every callback brings is read from the envelope, tokens without being shown, and is no part of the data.
    fn not_envelope(&mut self, data: &Ty) {
        let Ty::Object(object) = self.resolve(data) else {
            return;
        };
        let wrong: Vec<Diagnostic> = object
            .fields
            .iter()
            .filter(|field| !field.star && ENVELOPE.contains(&field.wire.as_str()))
            .map(|field| {
                let message = format!(
                    "`{}` comes with every callback, beside its data",
                    field.wire
                );
                Diagnostic::new(Code::EnvelopeKey, message, field.place.clone())
                    .help("leave it out; readers get it from the envelope")
            })
            .collect();
        for diagnostic in wrong {
            self.push(diagnostic);
        }
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
            self.push(
                Diagnostic::new(Code::BadName, message, place.clone())
                    .help("a code is letters, digits and `_`, with one star at most"),
            );
        }
        let folder = self.files[file].see.clone();
        let placement = PlacementDef {
            doc: self.need_doc(taken, &what),
            see: self.page_of(taken, folder.as_deref(), &code, &what),
            scope: self.need_scope(taken, file, &what),
            options: self.body(taken, "options"),
            unsure: self.string_of(taken, "unsure"),
            file: self.files[file].id,
            code,
            name,
            place,
        };
        self.out.placements.push(placement);
    }
}
