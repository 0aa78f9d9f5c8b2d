//! Events, callbacks and placements.

use super::pair::{near, pair};
use super::{Breaks, Compare, ItemKind, Of, Part, What};
use crate::model::{Callback, Event, Placement, TypeId};

impl<'m> Compare<'m> {
    pub(super) fn events(&mut self) {
        self.each_event();
        self.each_callback();
        self.each_placement();
    }

    /// What happened to an item as a whole.
    fn gone(&mut self, of: &Of) {
        self.push(of, What::Removed, Breaks::BOTH, "is gone");
    }

    fn new_one(&mut self, of: &Of) {
        self.push(of, What::Added, Breaks::NOTHING, "is new");
    }

    fn renamed(&mut self, of: &Of, from: &str, to: &str) {
        let message = format!("is called `{to}` now");
        let names = (Some(from.to_owned()), Some(to.to_owned()));
        self.push_with(of, None, What::Renamed, Breaks::BOTH, message, names);
    }

    fn data(&mut self, of: &Of, old: TypeId, new: TypeId) {
        let part = Part {
            kind: "data",
            name: String::new(),
        };
        let compile = self.old.rust.read(old, true) != self.new.rust.read(new, true);
        self.retyped(of, part, (old, new), compile, false, true);
    }

    fn each_event(&mut self) {
        let (old, new) = (&self.old.model.events, &self.new.model.events);
        let alike = |a: &Event, b: &Event, _: bool| {
            let same = a.unwrap == b.unwrap && self.same(a.data, b.data);
            let (doc, name) = (a.doc == b.doc, near(&a.name, &b.name));
            u32::from(same) * (u32::from(doc) * 8 + u32::from(name) * 4)
        };
        let paired = pair(old, new, |event| event.name.to_lowercase(), alike);
        for event in paired.removed {
            let of = Of::new(ItemKind::Event, &event.name, self.old_file(event.file));
            self.gone(&of);
        }
        for event in paired.added {
            let of = Of::new(ItemKind::Event, &event.name, self.new_file(event.file));
            self.new_one(&of);
        }
        for (a, b) in paired.renamed {
            let of = Of::new(ItemKind::Event, &a.name, self.new_file(b.file));
            self.renamed(&of, &a.name, &b.name);
            self.renaming += 1;
            self.event(a, b);
            self.renaming -= 1;
        }
        for (a, b) in paired.kept {
            self.event(a, b);
        }
    }

    fn event(&mut self, old: &'m Event, new: &'m Event) {
        let of = Of::new(ItemKind::Event, &new.name, self.new_file(new.file));
        if old.short_name != new.short_name && self.renaming == 0 {
            let (from, to) = (&old.short_name, &new.short_name);
            let message = format!("is called `{to}` in programs, and was `{from}`");
            let names = (Some(from.clone()), Some(to.clone()));
            self.push_with(&of, None, What::Renamed, Breaks::COMPILE, message, names);
        }
        if old.unwrap != new.unwrap {
            let message = "its data lies below another key, or below none";
            let texts = (old.unwrap.clone(), new.unwrap.clone());
            self.push_with(&of, None, What::Wire, Breaks::BOTH, message, texts);
        }
        self.data(&of, old.data, new.data);
        self.scope(&of, &old.scope, &new.scope);
        self.deprecated(&of, None, &old.deprecated, &new.deprecated);
        self.text(&old.doc, &new.doc);
        self.text(&old.see, &new.see);
        self.text(&old.unsure, &new.unsure);
        self.text(&old.examples, &new.examples);
    }

    fn each_callback(&mut self) {
        let (old, new) = (&self.old.model.callbacks, &self.new.model.callbacks);
        let alike = |a: &Callback, b: &Callback, _: bool| {
            let doc = a.doc == b.doc || near(&a.name, &b.name);
            u32::from(doc && self.same(a.data, b.data))
        };
        let key = |callback: &Callback| format!("{}/{}", callback.file.0, callback.name);
        let paired = pair(old, new, key, alike);
        for callback in paired.removed {
            let file = self.old_file(callback.file);
            self.gone(&Of::new(ItemKind::Callback, &callback.name, file));
        }
        for callback in paired.added {
            let file = self.new_file(callback.file);
            self.new_one(&Of::new(ItemKind::Callback, &callback.name, file));
        }
        for (a, b) in paired.renamed.into_iter().chain(paired.kept) {
            let of = Of::new(ItemKind::Callback, &a.name, self.new_file(b.file));
            let renamed = a.name != b.name;
            if renamed {
                // Nobody sees the name but who compiles.
                let message = format!("is called `{}` now", b.name);
                let names = (Some(a.name.clone()), Some(b.name.clone()));
                self.push_with(&of, None, What::Renamed, Breaks::COMPILE, message, names);
            }
            self.renaming += usize::from(renamed);
            self.data(&of, a.data, b.data);
            self.renaming -= usize::from(renamed);
            self.text(&a.doc, &b.doc);
            self.text(&a.see, &b.see);
            self.text(&a.unsure, &b.unsure);
        }
    }

    fn each_placement(&mut self) {
        let (old, new) = (&self.old.model.placements, &self.new.model.placements);
        let alike = |a: &Placement, b: &Placement, _: bool| {
            let alike = a.doc == b.doc || near(&a.code, &b.code);
            u32::from(alike && self.same(a.options, b.options))
        };
        let paired = pair(old, new, |placement| placement.code.clone(), alike);
        for placement in paired.removed {
            let file = self.old_file(placement.file);
            self.gone(&Of::new(ItemKind::Placement, &placement.code, file));
        }
        for placement in paired.added {
            let file = self.new_file(placement.file);
            self.new_one(&Of::new(ItemKind::Placement, &placement.code, file));
        }
        let renamed = paired.renamed.len();
        let all = paired.renamed.into_iter().chain(paired.kept);
        for (index, (a, b)) in all.enumerate() {
            let of = Of::new(ItemKind::Placement, &a.code, self.new_file(b.file));
            if index < renamed {
                self.renamed(&of, &a.code, &b.code);
            }
            self.renaming += usize::from(index < renamed);
            self.data(&of, a.options, b.options);
            self.renaming -= usize::from(index < renamed);
            self.scope(&of, &a.scope, &b.scope);
            self.text(&a.doc, &b.doc);
            self.text(&a.see, &b.see);
            self.text(&a.unsure, &b.unsure);
        }
    }
}
