//! Types that have parts: each pair of them is compared once.

use super::fields::Place;
use super::types::describe;
use super::{Breaks, Compare, Item, ItemKind, Of, Part, What, dotted};
use crate::model::{Case, Kind, Method, Model, TypeId, Variant};

impl<'m> Compare<'m> {
    /// Compares what types are made of.
    pub(super) fn parts(&mut self, old: TypeId, new: TypeId) {
        if !self.seen.insert((old, new)) {
            return;
        }
        let (old_model, new_model) = (self.old.model, self.new.model);
        match (&old_model[old].kind, &new_model[new].kind) {
            (Kind::List(a), Kind::List(b))
            | (Kind::Map(a), Kind::Map(b))
            | (Kind::Optional(a), Kind::Optional(b)) => return self.parts(*a, *b),
            (Kind::Optional(a), _) => return self.parts(*a, new),
            (_, Kind::Optional(b)) => return self.parts(old, *b),
            (
                Kind::Directed {
                    send: a,
                    receive: x,
                },
                Kind::Directed {
                    send: b,
                    receive: y,
                },
            ) => {
                self.parts(*a, *b);
                return self.parts(*x, *y);
            }
            _ => {}
        }
        let of = self.type_of(new);
        let renamed = usize::from(self.called(&of, old, new));
        self.renaming += renamed;
        self.made_of(&of, old, new);
        self.renaming -= renamed;
    }

    fn made_of(&mut self, of: &Of, old: TypeId, new: TypeId) {
        let (old_model, new_model) = (self.old.model, self.new.model);
        self.text(&old_model[old].doc, &new_model[new].doc);
        let (was, is) = (self.old.rust.ways(old), self.new.rust.ways(new));
        let (sent, received) = (was.0 || is.0, was.1 || is.1);
        let place = |kind, positional| Place {
            kind,
            sent,
            received,
            searched: false,
            record: false,
            positional,
        };
        match (&old_model[old].kind, &new_model[new].kind) {
            (Kind::Object(a), Kind::Object(b)) => {
                self.fields(of, place("field", false), &a.fields, &b.fields);
                if sent {
                    self.choices(of, (&a.one_of, &a.any_of), (&b.one_of, &b.any_of));
                }
                if a.make != b.make && a.make.is_some() {
                    let message = "its constructors by kind are others";
                    self.push(of, What::Rules, Breaks::COMPILE, message);
                }
            }
            (Kind::Tuple(a), Kind::Tuple(b)) => self.fields(of, place("element", true), a, b),
            (Kind::Values(a), Kind::Values(b)) => self.values(of, a, b, sent),
            (Kind::Tagged { by: x, cases: a }, Kind::Tagged { by: y, cases: b }) => {
                if x != y {
                    let name = |by: &Option<String>| match by {
                        Some(field) => format!("`{field}`"),
                        None => "its only key".to_owned(),
                    };
                    let (is, was) = (name(y), name(x));
                    let message = format!("{is} tells its cases apart, and it was {was}");
                    self.push(of, What::Wire, Breaks::RUN, message);
                }
                self.cases(of, a, b, sent);
            }
            (Kind::Union(a), Kind::Union(b)) => self.members(of, a, b, sent, received),
            _ => {}
        }
    }

    /// Finds out what types are part of.
    pub(super) fn owners(&mut self) {
        let model = self.new.model;
        self.methods = model
            .methods
            .iter()
            .map(|method| (method.path.as_slice(), method))
            .collect();
        let item = |kind, name: &str| Item {
            kind,
            name: name.to_owned(),
        };
        let events = model
            .events
            .iter()
            .map(|event| (event.data, item(ItemKind::Event, &event.name)));
        let callbacks = model
            .callbacks
            .iter()
            .map(|callback| (callback.data, item(ItemKind::Callback, &callback.name)));
        let placements = model
            .placements
            .iter()
            .map(|place| (place.options, item(ItemKind::Placement, &place.code)));
        let posted: Vec<_> = events.chain(callbacks).chain(placements).collect();
        for (data, item) in &posted {
            // What several share is called by its own name.
            let alone = posted.iter().filter(|(other, _)| other == data).count() == 1;
            if let Some(path) = model[*data].path.as_ref().filter(|_| alone) {
                self.owners.insert(path, item.clone());
            }
        }
    }

    /// What a type is part of: the method that it is written in, what its data are of, or itself.
    fn type_of(&self, id: TypeId) -> Of {
        let ty = &self.new.model[id];
        let file = self.new_file(ty.file);
        let Some(path) = &ty.path else {
            return Of::new(ItemKind::Type, describe(self.new.model, id), file);
        };
        if let Some(item) = self.owners.get(path) {
            return Of::new(item.kind, &item.name, file);
        }
        match self.methods.get(path.module.as_slice()) {
            Some(method) => Of {
                within: Some(within(method, &path.name)),
                ..Of::new(ItemKind::Method, &method.name, file)
            },
            None => Of::new(ItemKind::Type, dotted(path), file),
        }
    }

    /// Tells whether a type has another name in programs; not where that follows from the name of what it is part of.
    fn called(&mut self, of: &Of, old: TypeId, new: TypeId) -> bool {
        let (old, new) = (&self.old.model[old].path, &self.new.model[new].path);
        let (Some(old), Some(new)) = (old, new) else {
            return false;
        };
        if old == new || self.renaming > 0 {
            return false;
        }
        let (from, to) = (dotted(old), dotted(new));
        let of = match of.item.kind {
            ItemKind::Type => Of::new(ItemKind::Type, &from, of.file.clone()),
            _ => of.clone(),
        };
        let message = match of.item.kind {
            ItemKind::Type => format!("is called `{to}` now"),
            _ => format!("is called `{to}` in programs, and was `{from}`"),
        };
        let names = (Some(from), Some(to));
        self.push_with(&of, None, What::Renamed, Breaks::COMPILE, message, names);
        true
    }

    fn values(&mut self, of: &Of, old: &[Variant], new: &[Variant], sent: bool) {
        let part = |value: &Variant| {
            Some(Part {
                kind: "value",
                name: value.wire.clone(),
            })
        };
        for value in old {
            match new.iter().find(|other| other.wire == value.wire) {
                Some(other) if other.name != value.name => {
                    let message = format!(
                        "value `{}` is called `{}` in programs, and was `{}`",
                        value.wire, other.name, value.name
                    );
                    let names = (Some(value.name.clone()), Some(other.name.clone()));
                    self.push_with(
                        of,
                        part(value),
                        What::Renamed,
                        Breaks::COMPILE,
                        message,
                        names,
                    );
                }
                Some(other) => {
                    let target = |model: &Model, value: &Variant| {
                        value.ids.map(|id| model[id].target.join("."))
                    };
                    let was = target(self.old.model, value);
                    let is = target(self.new.model, other);
                    if let Some(was) = was.filter(|was| is.as_ref() != Some(was)) {
                        let message =
                            format!("value `{}` does not stand for `{was}` any more", value.wire);
                        let what = What::Rules;
                        self.push_with(of, part(value), what, Breaks::COMPILE, message, (None, is));
                    }
                }
                None => match new.iter().find(|other| other.name == value.name) {
                    // The same meaning, written in another way.
                    Some(other) if !old.iter().any(|known| known.wire == other.wire) => {
                        let message = format!("value `{}` is `{}` now", value.wire, other.wire);
                        let names = (Some(value.wire.clone()), Some(other.wire.clone()));
                        self.push_with(of, part(value), What::Renamed, Breaks::RUN, message, names);
                    }
                    _ => {
                        let breaks = Breaks {
                            compile: true,
                            run: sent,
                        };
                        let message = format!("value `{}` is gone", value.wire);
                        self.push_with(
                            of,
                            part(value),
                            What::Removed,
                            breaks,
                            message,
                            (None, None),
                        );
                    }
                },
            }
        }
        for value in new {
            let known = |other: &Variant| other.wire == value.wire || other.name == value.name;
            if !old.iter().any(known) {
                // Enumerations are open: a value that is not listed was kept before, too.
                let message = format!("value `{}` is new", value.wire);
                self.push_with(
                    of,
                    part(value),
                    What::Added,
                    Breaks::NOTHING,
                    message,
                    (None, None),
                );
            }
        }
    }

    fn cases(&mut self, of: &Of, old: &'m [Case], new: &'m [Case], sent: bool) {
        let part = |case: &Case| {
            Some(Part {
                kind: "case",
                name: case.wire.clone(),
            })
        };
        for case in old {
            let Some(other) = new.iter().find(|other| other.wire == case.wire) else {
                let breaks = Breaks {
                    compile: true,
                    run: sent,
                };
                let message = format!("case `{}` is gone", case.wire);
                self.push_with(of, part(case), What::Removed, breaks, message, (None, None));
                continue;
            };
            if other.name != case.name {
                let message = format!(
                    "case `{}` is called `{}` in programs, and was `{}`",
                    case.wire, other.name, case.name
                );
                let names = (Some(case.name.clone()), Some(other.name.clone()));
                self.push_with(
                    of,
                    part(case),
                    What::Renamed,
                    Breaks::COMPILE,
                    message,
                    names,
                );
            }
            self.text(&case.unsure, &other.unsure);
            self.parts(case.ty, other.ty);
        }
        for case in new {
            if !old.iter().any(|other| other.wire == case.wire) {
                let message = format!("case `{}` is new", case.wire);
                self.push_with(
                    of,
                    part(case),
                    What::Added,
                    Breaks::NOTHING,
                    message,
                    (None, None),
                );
            }
        }
    }

    fn members(&mut self, of: &Of, old: &[TypeId], new: &[TypeId], sent: bool, received: bool) {
        let (old_model, new_model) = (self.old.model, self.new.model);
        let same = |this: &Self, a: TypeId, b: TypeId| {
            let names = (&old_model[a].path, &new_model[b].path);
            this.relation(a, b) == super::types::Relation::Same
                && (names.0 == names.1 || this.same(a, b))
        };
        for &a in old {
            match new.iter().find(|b| same(self, a, **b)) {
                Some(&b) => self.parts(a, b),
                None => {
                    let from = describe(old_model, a);
                    let breaks = Breaks {
                        compile: true,
                        run: sent,
                    };
                    let message = format!("it cannot be `{from}` any more");
                    self.push_with(
                        of,
                        None,
                        What::Narrowed,
                        breaks,
                        message,
                        (Some(from), None),
                    );
                }
            }
        }
        for &b in new {
            if !old.iter().any(|a| same(self, *a, b)) {
                let to = describe(new_model, b);
                let breaks = Breaks {
                    compile: false,
                    run: received,
                };
                let message = format!("it can be `{to}`, too");
                self.push_with(of, None, What::Widened, breaks, message, (None, Some(to)));
            }
        }
    }
}

/// Where in a method something is written in place.
fn within(method: &Method, name: &str) -> String {
    if name == "output" || name.starts_with("output_") {
        return "result".to_owned();
    }
    let param = method
        .params
        .iter()
        .filter(|param| name.starts_with(&param.name))
        .max_by_key(|param| param.name.len());
    param.map_or_else(String::new, |param| format!("parameter `{}`", param.wire))
}
