//! Entities.

use super::fields::Place;
use super::pair::{near, pair};
use super::{Breaks, Compare, ItemKind, Of, What};
use crate::model::{CustomFields, Entity, EntityId, FilterStyle, Model};

impl<'m> Compare<'m> {
    pub(super) fn entities(&mut self) {
        let (old, new) = (&self.old.model.entities, &self.new.model.entities);
        let paired = pair(
            old,
            new,
            |entity| entity.full_name.clone(),
            |a, b, _| alike(a, b),
        );
        for (a, b) in paired.kept.iter().chain(&paired.renamed) {
            let ids = (id_of(self.old.model, a), id_of(self.new.model, b));
            if let (Some(a), Some(b)) = ids {
                self.entities.insert(a, b);
            }
        }
        for entity in paired.removed {
            let of = Of::new(
                ItemKind::Entity,
                &entity.full_name,
                self.old_file(entity.file),
            );
            self.push(&of, What::Removed, Breaks::COMPILE, "is gone");
        }
        for entity in paired.added {
            let of = Of::new(
                ItemKind::Entity,
                &entity.full_name,
                self.new_file(entity.file),
            );
            self.push(&of, What::Added, Breaks::NOTHING, "is new");
        }
        for (a, b) in paired.renamed {
            let of = Of::new(ItemKind::Entity, &a.full_name, self.new_file(b.file));
            let message = format!("is called `{}` now", b.full_name);
            let names = (Some(a.full_name.clone()), Some(b.full_name.clone()));
            self.push_with(&of, None, What::Renamed, Breaks::COMPILE, message, names);
            self.renaming += 1;
            self.one_entity(a, b);
            self.renaming -= 1;
        }
        for (a, b) in paired.kept {
            self.one_entity(a, b);
        }
    }

    fn one_entity(&mut self, old: &'m Entity, new: &'m Entity) {
        let of = Of::new(ItemKind::Entity, &new.full_name, self.new_file(new.file));
        let ways = |side: &super::Side<'_>, entity: &Entity| {
            id_of(side.model, entity).map_or([false; 3], |id| side.rust.entity_ways(id))
        };
        let (was, is) = (ways(&self.old, old), ways(&self.new, new));
        let place = Place {
            kind: "field",
            sent: was[0] || is[0],
            received: was[1] || is[1],
            searched: was[2] || is[2],
            record: true,
            positional: false,
        };
        self.fields(&of, place, &old.fields, &new.fields);
        let key = |entity: &Entity| {
            let key = entity.key.and_then(|key| entity.fields.get(key));
            key.map_or("none".to_owned(), |field| field.wire.clone())
        };
        // Where the key was renamed, that was told.
        let (from, to) = (key(old), key(new));
        let renamed = old.key == new.key && old.fields.len() == new.fields.len();
        if from != to && !renamed {
            let message = format!("the key is `{to}`, and was `{from}`");
            self.push_with(
                &of,
                None,
                What::Wire,
                Breaks::BOTH,
                message,
                (Some(from), Some(to)),
            );
        }
        self.identifier(&of, old, new);
        if old.style != new.style {
            let (from, to) = (style(old.style), style(new.style));
            let message = format!("conditions are `{to}`, and were `{from}`");
            let texts = (Some(from.to_owned()), Some(to.to_owned()));
            self.push_with(&of, None, What::Search, Breaks::BOTH, message, texts);
        }
        if old.custom != new.custom {
            let text = |custom: &Option<CustomFields>| {
                custom
                    .as_ref()
                    .map_or("none".to_owned(), |custom| custom.owner.clone())
            };
            let (from, to) = (text(&old.custom), text(&new.custom));
            let breaks = match (&old.custom, &new.custom) {
                (None, _) => Breaks::NOTHING,
                (Some(a), Some(b)) if a.owner == b.owner => Breaks::RUN,
                _ => Breaks::BOTH,
            };
            let message = if old.custom.is_none() {
                format!("custom fields are filed under `{to}`")
            } else if new.custom.is_none() {
                "there are no custom fields any more".to_owned()
            } else if from == to {
                "custom fields are spelled or written in another way".to_owned()
            } else {
                format!("custom fields are filed under `{to}`, and were under `{from}`")
            };
            self.push_with(
                &of,
                None,
                What::Wire,
                breaks,
                message,
                (Some(from), Some(to)),
            );
        }
        self.text(&old.doc, &new.doc);
        self.text(&old.unsure, &new.unsure);
        self.text(&old.read_camel, &new.read_camel);
    }

    /// Whose identifiers its records have, and whether those are texts.
    fn identifier(&mut self, of: &Of, old: &Entity, new: &Entity) {
        let kind = |model: &Model, entity: &Entity| {
            let id = entity.id?;
            Some((model[id].target.join("."), model[id].text))
        };
        let (was, is) = (kind(self.old.model, old), kind(self.new.model, new));
        let (Some((from, from_text)), Some((to, to_text))) = (was, is) else {
            return;
        };
        if from_text != to_text {
            let word = |text: bool| if text { "texts" } else { "numbers" };
            let message = format!(
                "identifiers are {}, and were {}",
                word(to_text),
                word(from_text)
            );
            self.push(of, What::Retyped, Breaks::BOTH, message);
        } else if from != to && self.renaming == 0 && from != old.full_name {
            let message = format!("identifiers are those of `{to}`, and were those of `{from}`");
            self.push_with(
                of,
                None,
                What::Retyped,
                Breaks::COMPILE,
                message,
                (Some(from), Some(to)),
            );
        } else if from != to && self.renaming == 0 {
            let message = format!("identifiers are those of `{to}`");
            self.push_with(
                of,
                None,
                What::Retyped,
                Breaks::COMPILE,
                message,
                (Some(from), Some(to)),
            );
        }
    }
}

fn id_of(model: &Model, entity: &Entity) -> Option<EntityId> {
    let index = model
        .entities
        .iter()
        .position(|other| std::ptr::eq(other, entity))?;
    u32::try_from(index).ok().map(EntityId)
}

/// Whether one entity may be the other under a new name: most of its fields are the same.
fn alike(old: &Entity, new: &Entity) -> u32 {
    let common = old
        .fields
        .iter()
        .filter(|field| new.fields.iter().any(|other| other.wire == field.wire))
        .count();
    let all = old.fields.len().max(new.fields.len());
    if all == 0 || common * 5 < all * 4 {
        return 0;
    }
    let doc = old.doc == new.doc;
    let name = near(&old.name, &new.name);
    let at = old.at == new.at;
    u32::from(doc) * 8 + u32::from(name) * 4 + u32::from(at) * 2
}

fn style(style: FilterStyle) -> &'static str {
    match style {
        FilterStyle::Prefix => "prefix",
        FilterStyle::Nested => "nested",
        FilterStyle::Triples => "triples",
        FilterStyle::Plain => "plain",
    }
}
