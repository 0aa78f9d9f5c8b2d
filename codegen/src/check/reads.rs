//! Which unions are read, and where: only what is read has to be told apart.

use std::collections::{HashMap, HashSet};

use super::{Checker, FieldDef, Owner, Ty, Use};
use crate::diagnose::Place;
use crate::model::Access;

/// Unions that are read, by number, and the method, event or place that reads them.
pub(crate) type Reads = HashMap<usize, Place>;

impl Checker<'_> {
    pub(crate) fn reads(&self) -> Reads {
        let mut walk = Walk {
            checker: self,
            seen: HashSet::new(),
            reads: Reads::new(),
        };
        for method in &self.out.methods {
            walk.visit(&method.returns, &method.place);
        }
        for event in &self.out.events {
            walk.visit(&event.data, &event.place);
        }
        for callback in &self.out.callbacks {
            walk.visit(&callback.data, &callback.place);
        }
        for placement in &self.out.placements {
            walk.visit(&placement.options, &placement.place);
        }
        walk.reads
    }
}

/// What may lead back to itself.
#[derive(PartialEq, Eq, Hash)]
enum Seen {
    Type(usize),
    Field(Owner, usize),
    Record(usize),
}

struct Walk<'c, 's> {
    checker: &'c Checker<'s>,
    seen: HashSet<Seen>,
    reads: Reads,
}

impl Walk<'_, '_> {
    fn visit(&mut self, ty: &Ty, place: &Place) {
        let checker = self.checker;
        match ty {
            Ty::Union { id, members } => {
                self.reads.entry(*id).or_insert_with(|| place.clone());
                members.iter().for_each(|member| self.visit(member, place));
            }
            Ty::List(inner) | Ty::Map(inner) | Ty::Optional(inner) => self.visit(inner, place),
            Ty::Directed { receive, .. } => self.visit(receive, place),
            Ty::Object(object) => self.fields(&object.fields, place),
            Ty::Tuple(fields) => self.fields(fields, place),
            Ty::Tagged { cases, .. } => cases.iter().for_each(|case| self.visit(&case.ty, place)),
            Ty::Named(index) if self.seen.insert(Seen::Type(*index)) => {
                let def = checker.types.get(*index).and_then(|slot| slot.def.as_ref());
                if let Some(def) = def {
                    self.visit(&def.ty, place);
                }
            }
            Ty::Same(owner, index) if self.seen.insert(Seen::Field(*owner, *index)) => {
                if let Some(field) = checker.fields_of(*owner).get(*index) {
                    self.visit(&field.ty, place);
                }
            }
            Ty::Of(Use::Record, entity) if self.seen.insert(Seen::Record(*entity)) => {
                self.fields(checker.fields_of(Owner::Entity(*entity)), place);
            }
            _ => {}
        }
    }

    fn fields(&mut self, fields: &[FieldDef], place: &Place) {
        let read = |access| !matches!(access, Access::Write | Access::Filter);
        for field in fields {
            if read(field.access.unwrap_or_default()) {
                self.visit(&field.ty, place);
            }
        }
    }
}
