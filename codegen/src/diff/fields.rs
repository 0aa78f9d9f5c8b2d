//! Fields of entities and objects, elements of tuples, parameters of methods.

use super::pair::{near, pair};
use super::types::{Relation, describe};
use super::{Breaks, Compare, Of, Part, What};
use crate::diagnose::distance;
use crate::emit::{is_read, is_written};
use crate::model::{Access, Field, FilterUse};

/// What fields are part of.
#[derive(Clone, Copy)]
pub(super) struct Place {
    /// What they are called.
    pub(super) kind: &'static str,
    /// Whether the whole goes out.
    pub(super) sent: bool,
    /// Whether the whole comes in.
    pub(super) received: bool,
    /// Whether records are searched for by it.
    pub(super) searched: bool,
    /// Records may lack any of their fields, so that none is certain when it is read.
    pub(super) record: bool,
    /// The order of all of them is what the wire knows.
    pub(super) positional: bool,
}

impl Place {
    pub(super) const PARAMS: Self = Self {
        kind: "parameter",
        sent: true,
        received: false,
        searched: false,
        record: false,
        positional: false,
    };

    pub(super) fn sent(self, field: &Field) -> bool {
        self.sent && (is_written(field) || field.access == Access::Import)
    }

    pub(super) fn received(self, field: &Field) -> bool {
        self.received && is_read(field)
    }
}

impl<'m> Compare<'m> {
    pub(super) fn fields(&mut self, of: &Of, place: Place, old: &'m [Field], new: &'m [Field]) {
        let paired = pair(old, new, Field::written, |a, b, same_place| {
            self.alike(a, b, same_place)
        });
        for field in &paired.removed {
            let part = Part::of(place, field);
            let message = format!("{} `{}` is gone", place.kind, field.written());
            self.push_with(
                of,
                Some(part),
                What::Removed,
                Breaks::BOTH,
                message,
                (None, None),
            );
        }
        for field in &paired.added {
            let must = field.certain && !field.star && place.sent(field);
            let part = Part::of(place, field);
            let (breaks, message) = if must {
                let message = "is new and must be given";
                (Breaks::BOTH, message)
            } else if place.positional && !is_last(new, field, &paired.added) {
                // What follows it stands one place further on.
                (Breaks::RUN, "is new, and not the last one")
            } else {
                (Breaks::NOTHING, "is new")
            };
            let message = format!("{} `{}` {message}", place.kind, field.written());
            let ty = describe(self.new.model, field.ty);
            self.push_with(
                of,
                Some(part),
                What::Added,
                breaks,
                message,
                (None, Some(ty)),
            );
        }
        for (a, b) in &paired.renamed {
            let breaks = Breaks {
                compile: a.name != b.name,
                // Where only the order counts, names are for people.
                run: !place.positional,
            };
            let message = format!(
                "{} `{}` is called `{}` now",
                place.kind,
                a.written(),
                b.written()
            );
            let names = (Some(a.written()), Some(b.written()));
            self.push_with(
                of,
                Some(Part::of(place, a)),
                What::Renamed,
                breaks,
                message,
                names,
            );
            self.renaming += 1;
            self.field(of, place, a, b);
            self.renaming -= 1;
        }
        for (a, b) in &paired.kept {
            if a.name != b.name {
                let message = format!(
                    "{} `{}` is called `{}` in programs, and was `{}`",
                    place.kind,
                    b.written(),
                    b.name,
                    a.name
                );
                let names = (Some(a.name.clone()), Some(b.name.clone()));
                let part = Some(Part::of(place, b));
                self.push_with(of, part, What::Renamed, Breaks::COMPILE, message, names);
            }
            self.field(of, place, a, b);
        }
        self.order(of, place, old, new);
    }

    /// Whether one field may be the other under a new name: it is of the same type, and its sentence, its name or its place
    /// say so.
    fn alike(&self, old: &Field, new: &Field, same_place: bool) -> u32 {
        if old.star != new.star || !self.same(old.ty, new.ty) {
            return 0;
        }
        let doc = old.doc.is_some() && old.doc == new.doc;
        let name = near(&old.wire, &new.wire);
        let docs_agree = match (&old.doc, &new.doc) {
            (None, None) => true,
            (Some(a), Some(b)) => distance(a, b) <= a.chars().count() / 2,
            _ => false,
        };
        if !(doc || name || same_place && docs_agree) {
            return 0;
        }
        u32::from(doc) * 8 + u32::from(name) * 4 + u32::from(same_place) * 2 + 1
    }

    fn field(&mut self, of: &Of, place: Place, old: &'m Field, new: &'m Field) {
        let sent = place.sent(old) || place.sent(new);
        let received = place.received(old) || place.received(new);
        self.text(&old.doc, &new.doc);
        self.text(&old.unsure, &new.unsure);
        self.presence(of, place, old, new, sent, received);
        let certain = !place.record && old.certain && new.certain;
        let found = |field: &Field| place.searched && field.filter != FilterUse::None;
        let sent = sent || found(old) && found(new);
        let rust = |side: &super::Side<'_>, field: &Field| {
            (
                sent.then(|| side.rust.written(field.ty)),
                received.then(|| side.rust.read(field.ty, certain)),
            )
        };
        let compile = rust(&self.old, old) != rust(&self.new, new);
        let part = Part::of(place, new);
        self.retyped(of, part, (old.ty, new.ty), compile, sent, received);
        self.access(of, place, old, new);
        if old.of != new.of {
            let (message, what) = match &new.of {
                Some(kind) => ("is given together with", kind),
                None => (
                    "is given by itself, and no more with",
                    old.of.as_ref().unwrap_or(&new.wire),
                ),
            };
            let message = format!("{} `{}` {message} `{what}`", place.kind, new.written());
            let part = Some(Part::of(place, new));
            self.push_with(
                of,
                part,
                What::Rules,
                Breaks::COMPILE,
                message,
                (None, None),
            );
        }
        self.deprecated(
            of,
            Some(Part::of(place, new)),
            &old.deprecated,
            &new.deprecated,
        );
    }

    fn presence(
        &mut self,
        of: &Of,
        place: Place,
        old: &Field,
        new: &Field,
        sent: bool,
        received: bool,
    ) {
        if old.certain == new.certain || old.star {
            return;
        }
        // In a record nothing is certain when it is read.
        let read = received && !place.record;
        if !sent && !read {
            return self.text(&old.certain, &new.certain);
        }
        let (what, run) = if new.certain {
            (What::Required, sent)
        } else {
            (What::Optional, read)
        };
        let text = match (new.certain, sent) {
            (true, true) => "must be given now",
            (true, false) => "always comes now",
            (false, true) => "may be left out now",
            (false, false) => "may be absent now",
        };
        let breaks = Breaks { compile: true, run };
        let message = format!("{} `{}` {text}", place.kind, new.written());
        self.push_with(
            of,
            Some(Part::of(place, new)),
            what,
            breaks,
            message,
            (None, None),
        );
    }

    /// A type where it is used, and its parts wherever they are.
    pub(super) fn retyped(
        &mut self,
        of: &Of,
        part: Part,
        (old, new): (crate::model::TypeId, crate::model::TypeId),
        compile: bool,
        sent: bool,
        received: bool,
    ) {
        let relation = self.relation(old, new);
        let (what, run, how) = match relation {
            Relation::Same => return self.parts(old, new),
            Relation::Wider => (What::Widened, received, "a wider type"),
            Relation::Narrower => (What::Narrowed, sent, "a narrower type"),
            Relation::Other => (What::Retyped, true, "another type"),
        };
        let (from, to) = (describe(self.old.model, old), describe(self.new.model, new));
        let name = if part.name.is_empty() {
            format!("the {}", part.kind)
        } else {
            format!("{} `{}`", part.kind, part.name)
        };
        let message = format!("{name} is of {how}: `{to}`, and was `{from}`");
        let breaks = Breaks { compile, run };
        self.push_with(
            of,
            Some(part),
            what,
            breaks,
            message,
            (Some(from), Some(to)),
        );
        self.parts(old, new);
    }

    pub(super) fn deprecated(
        &mut self,
        of: &Of,
        part: Option<Part>,
        old: &Option<String>,
        new: &Option<String>,
    ) {
        if old == new {
            return;
        }
        let name = match &part {
            Some(part) => format!("{} `{}` ", part.kind, part.name),
            None => String::new(),
        };
        let (what, message) = match new.as_deref() {
            None => (
                What::Undeprecated,
                format!("{name}is not deprecated any more"),
            ),
            Some("") => (What::Deprecated, format!("{name}is deprecated")),
            Some(instead) => (
                What::Deprecated,
                format!("{name}is deprecated; use `{instead}`"),
            ),
        };
        let texts = (old.clone(), new.clone());
        self.push_with(of, part, what, Breaks::NOTHING, message, texts);
    }
}

impl Part {
    pub(super) fn of(place: Place, field: &Field) -> Self {
        Self {
            kind: place.kind,
            name: field.written(),
        }
    }
}

/// Whether nothing that was there before follows a field.
fn is_last(fields: &[Field], field: &Field, added: &[&Field]) -> bool {
    let after = fields
        .iter()
        .skip_while(|other| !std::ptr::eq(*other, field));
    let is_added = |other: &Field| added.iter().any(|added| std::ptr::eq(*added, other));
    after.into_iter().all(is_added)
}
