//! What can be done with fields: written, searched for, sorted by, and given in order.

use super::fields::Place;
use super::{Breaks, Compare, Of, Part, What};
use crate::model::{Access, Field, FilterUse};

impl Compare<'_> {
    pub(super) fn access(&mut self, of: &Of, place: Place, old: &Field, new: &Field) {
        if old.access != new.access {
            let writes = |field: &Field, access: Access| match access {
                Access::Create => {
                    matches!(field.access, Access::All | Access::Write | Access::Create)
                }
                Access::Import => place.sent(field),
                _ => matches!(field.access, Access::All | Access::Write),
            };
            let lost = place.received(old) && !place.received(new)
                || place.sent
                    && [Access::All, Access::Create, Access::Import]
                        .into_iter()
                        .any(|way| writes(old, way) && !writes(new, way));
            let breaks = if lost { Breaks::BOTH } else { Breaks::NOTHING };
            let (from, to) = (access_name(old.access), access_name(new.access));
            let message = format!(
                "{} `{}`: access is `{to}`, and was `{from}`",
                place.kind,
                new.written()
            );
            let names = (Some(from.to_owned()), Some(to.to_owned()));
            self.push_with(
                of,
                Some(Part::of(place, new)),
                What::Access,
                breaks,
                message,
                names,
            );
        }
        if !place.record {
            return;
        }
        // What follows from another type was told with it.
        if !self.same(old.ty, new.ty) {
            return;
        }
        let sort = |field: &Field| if field.sort { "all" } else { "none" };
        let (was, is) = (filter_name(old.filter), filter_name(new.filter));
        let less = new.filter != FilterUse::All;
        self.search(of, place, new, ("filter", was, is, less));
        let less = old.sort && !new.sort;
        self.search(of, place, new, ("sort", sort(old), sort(new), less));
    }

    fn search(
        &mut self,
        of: &Of,
        place: Place,
        field: &Field,
        (what, from, to, less): (&str, &str, &str, bool),
    ) {
        if from == to {
            return;
        }
        let breaks = if less { Breaks::BOTH } else { Breaks::NOTHING };
        let message = format!(
            "{} `{}`: {what} is `{to}`, and was `{from}`",
            place.kind,
            field.written()
        );
        let texts = (Some(from.to_owned()), Some(to.to_owned()));
        self.push_with(
            of,
            Some(Part::of(place, field)),
            What::Search,
            breaks,
            message,
            texts,
        );
    }

    /// Arguments of functions stand in the order of the spec, and so do elements.
    pub(super) fn order(&mut self, of: &Of, place: Place, old: &[Field], new: &[Field]) {
        // What must be given is an argument of a function.
        let counts =
            |field: &Field| place.positional || field.certain && !field.star && place.sent(field);
        let names = |fields: &[Field], others: &[Field]| -> Vec<String> {
            let there = |field: &&Field| {
                let other = others.iter().find(|other| other.wire == field.wire);
                counts(field) && other.is_some_and(counts)
            };
            fields
                .iter()
                .filter(there)
                .map(|field| field.wire.clone())
                .collect()
        };
        let (from, to) = (names(old, new), names(new, old));
        if from == to {
            return;
        }
        let breaks = Breaks {
            compile: place.sent,
            run: place.positional,
        };
        let message = format!(
            "{}s stand in another order: {}",
            place.kind,
            super::quoted(&to)
        );
        let texts = (Some(from.join(", ")), Some(to.join(", ")));
        self.push_with(of, None, What::Order, breaks, message, texts);
    }
}

fn filter_name(filter: FilterUse) -> &'static str {
    match filter {
        FilterUse::All => "all",
        FilterUse::Exact => "exact",
        FilterUse::Begins => "begins",
        FilterUse::None => "none",
    }
}

fn access_name(access: Access) -> &'static str {
    match access {
        Access::All => "all",
        Access::Read => "read",
        Access::Import => "import",
        Access::Create => "create",
        Access::Write => "write",
        Access::Filter => "filter",
    }
}
