//! Methods, events, callbacks and placements.

use super::{Builder, Context};
use crate::check::{EventDef, MethodDef, Ty};
use crate::diagnose::Place;
use crate::model::{Callback, EntityId, Event, Method, Path, Placement, TypeId};

/// What the type of a result is called.
const OUTPUT: &str = "output";

impl<'c> Builder<'c> {
    pub(super) fn methods(&mut self) {
        let checked = self.checked;
        for def in &checked.methods {
            let method = self.method(def);
            self.model.methods.push(method);
        }
    }

    fn method(&mut self, def: &'c MethodDef) -> Method {
        let file = Self::file(def.file);
        let mut params = Vec::with_capacity(def.params.len());
        for param in &def.params {
            // A parameter that a family made is best looked for where the family is used.
            let place = if def.family.is_some() {
                &def.place
            } else {
                &param.place
            };
            let context = Context {
                module: &def.path,
                name: &param.name,
                file,
                doc: param.doc.as_deref(),
                place,
            };
            params.push(self.field(param, context, false));
        }
        let context = Context {
            module: &def.path,
            name: OUTPUT,
            file,
            doc: def.returns_doc.as_deref(),
            place: &def.place,
        };
        let returns = self.ty(&def.returns, context);
        Method {
            name: def.name.clone(),
            call: def.call.clone(),
            path: def.path.clone(),
            file,
            doc: def.doc.clone(),
            see: def.see.clone(),
            rest: def.rest,
            scope: def.scope.clone(),
            needs: def.needs.clone(),
            deprecated: def.deprecated.clone(),
            params,
            positional: def.positional,
            one_of: def.one_of.clone(),
            any_of: def.any_of.clone(),
            fixed: def.fixed.clone(),
            returns,
            returns_doc: def.returns_doc.clone(),
            returns_unsure: def.returns_unsure.clone(),
            unwrap: def.unwrap.clone(),
            paging: def.paging.clone(),
            effect: def.effect,
            errors: def.errors.clone(),
            entity: def.entity.map(|entity| EntityId(super::number(entity))),
            family: def.family.clone(),
            role: def.role.clone(),
            args: def.args.clone(),
            without: def.without.clone(),
            otherwise: def.otherwise.clone(),
            unsure: def.unsure.clone(),
            examples: def.examples.clone(),
        }
    }

    pub(super) fn events(&mut self) {
        let checked = self.checked;
        for def in &checked.events {
            let event = self.event(def);
            self.model.events.push(event);
        }
        self.callbacks();
        self.placements();
    }

    fn callbacks(&mut self) {
        let checked = self.checked;
        for def in &checked.callbacks {
            let context = Context {
                module: self.module(def.file),
                name: &def.name,
                file: Self::file(def.file),
                doc: Some(&def.doc),
                place: &def.place,
            };
            let data = self.ty(&def.data, context);
            let (name, doc, see) = (def.name.clone(), def.doc.clone(), def.see.clone());
            self.model.callbacks.push(Callback {
                name,
                file: Self::file(def.file),
                doc,
                see,
                data,
                unsure: def.unsure.clone(),
                examples: def.examples.clone(),
            });
        }
    }

    fn placements(&mut self) {
        let checked = self.checked;
        for def in &checked.placements {
            let module = self.module(def.file);
            let name = format!("{}_placement", beside_module(&def.name, module));
            let context = Context {
                module,
                name: &name,
                file: Self::file(def.file),
                doc: Some(&def.doc),
                place: &def.place,
            };
            let options = self.ty(&def.options, context);
            self.model.placements.push(Placement {
                code: def.code.clone(),
                name: def.name.clone(),
                file: Self::file(def.file),
                doc: def.doc.clone(),
                see: def.see.clone(),
                scope: def.scope.clone(),
                options,
                unsure: def.unsure.clone(),
            });
        }
    }

    fn event(&mut self, def: &'c EventDef) -> Event {
        Event {
            name: def.name.clone(),
            short_name: def.short_name.clone(),
            file: Self::file(def.file),
            doc: def.doc.clone(),
            see: def.see.clone(),
            scope: def.scope.clone(),
            data: self.event_data(def),
            unwrap: def.unwrap.clone(),
            deprecated: def.deprecated.clone(),
            entity: def.entity.map(|entity| EntityId(super::number(entity))),
            family: def.family.clone(),
            role: def.role.clone(),
            unsure: def.unsure.clone(),
            examples: def.examples.clone(),
        }
    }

    /// What readers get: what stands under `data`, or under its only key.
    ///
    /// Events of one module that tell the same share a type, so that one arm of a `match` can take them all.
    fn event_data(&mut self, def: &'c EventDef) -> TypeId {
        let data = told(def);
        let module = self.module(def.file);
        if !matches!(data, Ty::Object(_)) {
            return self.ty(data, event_context(def, module, &def.short_name, &def.doc));
        }
        let key = (module, nowhere(data));
        if let Some((_, known)) = self.told.iter().find(|(other, _)| *other == key) {
            return *known;
        }
        let same =
            |other: &&EventDef| self.module(other.file) == module && nowhere(told(other)) == key.1;
        let shared = Path {
            module: module.to_vec(),
            name: SHARED_EVENT.to_owned(),
        };
        let alone = self.checked.events.iter().filter(same).count() == 1;
        // A second kind that several share is called after the first of them.
        let name = match alone || self.paths.contains_key(&shared) {
            true => format!("{}_event", beside_module(&def.short_name, module)),
            false => shared.name,
        };
        let doc = match name == SHARED_EVENT {
            true => "What events of these records tell.",
            false => &def.doc,
        };
        let id = self.ty(data, event_context(def, module, &name, doc));
        self.told.push((key, id));
        id
    }
}

/// What the data of events are called that several events of a module share.
const SHARED_EVENT: &str = "record_event";

fn event_context<'n>(
    def: &'n EventDef,
    module: &'n [String],
    name: &'n str,
    doc: &'n str,
) -> Context<'n> {
    Context {
        module,
        name,
        file: Builder::file(def.file),
        doc: Some(doc),
        place: &def.place,
    }
}

/// What stands under the data of an event, or under their only key.
fn told(def: &EventDef) -> &Ty {
    let inner = match (&def.data, &def.unwrap) {
        (Ty::Object(object), Some(_)) => object.fields.first().map(|field| &field.ty),
        _ => None,
    };
    inner.unwrap_or(&def.data)
}

/// A type without the places that it was read from.
fn nowhere(ty: &Ty) -> Ty {
    match ty {
        Ty::Object(object) => {
            let mut object = object.clone();
            for field in &mut object.fields {
                field.place = Place::default();
                field.ty = nowhere(&field.ty);
            }
            Ty::Object(object)
        }
        Ty::List(inner) => Ty::List(Box::new(nowhere(inner))),
        Ty::Map(inner) => Ty::Map(Box::new(nowhere(inner))),
        Ty::Optional(inner) => Ty::Optional(Box::new(nowhere(inner))),
        other => other.clone(),
    }
}

/// A name without the words that the module says already: `add` of `crm_contact_add` in `crm::contact`.
fn beside_module<'n>(name: &'n str, module: &[String]) -> &'n str {
    let words = (1..=module.len())
        .rev()
        .map(|depth| module[..depth].join("_"));
    let rest = words
        .into_iter()
        .find_map(|said| name.strip_prefix(&said)?.strip_prefix('_'));
    rest.unwrap_or(name)
}
