//! Methods, events, callbacks and placements.

use super::{Builder, Context};
use crate::check::{EventDef, MethodDef, Ty};
use crate::model::{Callback, EntityId, Event, Method, Placement, TypeId};

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
        for def in &checked.placements {
            let context = Context {
                module: self.module(def.file),
                name: &def.name,
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
    fn event_data(&mut self, def: &'c EventDef) -> TypeId {
        let inner = match (&def.data, &def.unwrap) {
            (Ty::Object(object), Some(_)) => object.fields.first().map(|field| &field.ty),
            _ => None,
        };
        let context = Context {
            module: self.module(def.file),
            name: &def.short_name,
            file: Self::file(def.file),
            doc: Some(&def.doc),
            place: &def.place,
        };
        self.ty(inner.unwrap_or(&def.data), context)
    }
}
