//! Methods.

use super::fields::Place;
use super::pair::{near, pair};
use super::{Breaks, Compare, ItemKind, Of, Part, What, quoted};
use crate::model::{Effect, ErrorCode, Method, Paging};

/// `one_of` and `any_of`.
type Choices<'c> = (&'c [Vec<String>], &'c [Vec<String>]);

impl<'m> Compare<'m> {
    pub(super) fn methods(&mut self) {
        let (old, new) = (&self.old.model.methods, &self.new.model.methods);
        let paired = pair(
            old,
            new,
            |method| method.path.join("."),
            |a, b, _| self.alike_methods(a, b),
        );
        for method in paired.removed {
            let of = Of::new(ItemKind::Method, &method.name, self.old_file(method.file));
            self.push(&of, What::Removed, Breaks::BOTH, "is gone");
        }
        for method in paired.added {
            let of = Of::new(ItemKind::Method, &method.name, self.new_file(method.file));
            self.push(&of, What::Added, Breaks::NOTHING, "is new");
        }
        for (a, b) in paired.renamed {
            let of = Of::new(ItemKind::Method, &a.name, self.new_file(b.file));
            let breaks = Breaks {
                compile: true,
                run: a.call != b.call,
            };
            let message = format!("is called `{}` now", b.name);
            let names = (Some(a.name.clone()), Some(b.name.clone()));
            self.push_with(&of, None, What::Renamed, breaks, message, names);
            self.renaming += 1;
            self.method(a, b);
            self.renaming -= 1;
        }
        for (a, b) in paired.kept {
            self.method(a, b);
        }
    }

    /// Whether one method may be the other under a new name: it takes and answers the same, and its sentence, its name or
    /// what it calls says so.
    fn alike_methods(&self, old: &Method, new: &Method) -> u32 {
        let same =
            old.rest == new.rest
                && old.effect == new.effect
                && old.unwrap == new.unwrap
                && old.params.len() == new.params.len()
                && old.params.iter().zip(&new.params).all(|(a, b)| {
                    a.wire == b.wire && a.certain == b.certain && self.same(a.ty, b.ty)
                })
                && self.same(old.returns, new.returns);
        if !same {
            return 0;
        }
        let doc = old.doc == new.doc;
        let name = near(&old.name, &new.name);
        let call = old.call == new.call;
        // Of another entity, a sentence of a family says nothing; here only one that is the same word for word does.
        u32::from(doc) * 8 + u32::from(name) * 4 + u32::from(call) * 2
    }

    fn method(&mut self, old: &'m Method, new: &'m Method) {
        let of = Of::new(ItemKind::Method, &new.name, self.new_file(new.file));
        if old.call != new.call && self.renaming == 0 {
            let message = format!("calls `{}`, and called `{}`", new.call, old.call);
            let names = (Some(old.call.clone()), Some(new.call.clone()));
            self.push_with(&of, None, What::Wire, Breaks::RUN, message, names);
        }
        let positional = old.positional || new.positional;
        let place = Place {
            positional,
            ..Place::PARAMS
        };
        self.fields(&of, place, &old.params, &new.params);
        self.result(&of, old, new);
        self.rules(&of, old, new);
        self.paging(&of, &old.paging, &new.paging);
        self.effect(&of, old.effect, new.effect);
        self.scope(&of, &old.scope, &new.scope);
        self.needs(&of, &old.needs, &new.needs);
        self.deprecated(&of, None, &old.deprecated, &new.deprecated);
        self.known_errors(&of, &old.errors, &new.errors);
        self.text(&old.doc, &new.doc);
        self.text(&old.see, &new.see);
        self.text(&old.returns_doc, &new.returns_doc);
        self.text(&old.returns_unsure, &new.returns_unsure);
        self.text(&old.without, &new.without);
        self.text(&old.unsure, &new.unsure);
        self.text(&old.examples, &new.examples);
    }

    fn result(&mut self, of: &Of, old: &'m Method, new: &'m Method) {
        let part = Part {
            kind: "result",
            name: String::new(),
        };
        let compile = self.old.rust.output(old) != self.new.rust.output(new);
        // What changed only because the paging did is told there.
        let compile = compile && old.paging == new.paging;
        self.retyped(
            of,
            part.clone(),
            (old.returns, new.returns),
            compile,
            false,
            true,
        );
        if old.unwrap != new.unwrap {
            let path = |path: &[String]| match path {
                [] => "`result` itself".to_owned(),
                path => format!("`result.{}`", path.join(".")),
            };
            let (from, to) = (path(&old.unwrap), path(&new.unwrap));
            let message = format!("the result lies in {to}, and was in {from}");
            let texts = (Some(old.unwrap.join(".")), Some(new.unwrap.join(".")));
            self.push_with(of, Some(part), What::Wire, Breaks::RUN, message, texts);
        }
    }

    /// Choices (`one_of`, `any_of`) among parameters or fields.
    pub(super) fn choices(&mut self, of: &Of, old: Choices<'_>, new: Choices<'_>) {
        for (rule, from, to) in [
            ("exactly one", old.0, new.0),
            ("at least one", old.1, new.1),
        ] {
            if from == to {
                continue;
            }
            let words = |groups: &[Vec<String>]| -> Vec<String> {
                let word = |group: &Vec<String>| match group.as_slice() {
                    [] => "nothing".to_owned(),
                    group => group.join(" with "),
                };
                groups.iter().map(word).collect()
            };
            let (from, to) = (words(from), words(to));
            // Another choice does no harm to those who gave one of what still can be chosen.
            let run =
                !to.is_empty() && (from.is_empty() || from.iter().any(|name| !to.contains(name)));
            let breaks = if run { Breaks::RUN } else { Breaks::NOTHING };
            let message = if to.is_empty() {
                format!("{rule} of {} need not be given any more", quoted(&from))
            } else {
                format!("{rule} of {} must be given", quoted(&to))
            };
            let texts = (Some(from.join(", ")), Some(to.join(", ")));
            self.push_with(of, None, What::Rules, breaks, message, texts);
        }
    }

    fn rules(&mut self, of: &Of, old: &Method, new: &Method) {
        self.choices(of, (&old.one_of, &old.any_of), (&new.one_of, &new.any_of));
        if old.fixed != new.fixed {
            let text = |fixed: &[(String, serde_json::Value)]| {
                let pairs: Vec<String> = fixed
                    .iter()
                    .map(|(key, value)| format!("{key}: {value}"))
                    .collect();
                format!("{{ {} }}", pairs.join(", "))
            };
            let (from, to) = (text(&old.fixed), text(&new.fixed));
            let message = match (old.fixed.as_slice(), new.fixed.as_slice()) {
                ([], _) => format!("sends `{to}` besides"),
                (_, []) => format!("does not send `{from}` any more"),
                _ => format!("sends `{to}` besides, and sent `{from}`"),
            };
            self.push_with(
                of,
                None,
                What::Rules,
                Breaks::RUN,
                message,
                (Some(from), Some(to)),
            );
        }
        if old.positional != new.positional {
            let (to, from) = if new.positional {
                ("a list", "by name")
            } else {
                ("by name", "a list")
            };
            let message = format!("parameters are sent as {to}, and were sent as {from}")
                .replace("as by name", "by name");
            self.push(of, What::Wire, Breaks::RUN, message);
        }
    }

    fn paging(&mut self, of: &Of, old: &Option<Paging>, new: &Option<Paging>) {
        if old == new {
            return;
        }
        let breaks = match (old, new) {
            // A list that answered all at once answers a page.
            (None, Some(_)) => Breaks::BOTH,
            (Some(_), None) => Breaks::BOTH,
            (Some(old), Some(new)) if kind(old) == kind(new) => match (cursor(old), cursor(new)) {
                (None, Some(_)) => Breaks::NOTHING,
                _ => Breaks::RUN,
            },
            _ => Breaks::BOTH,
        };
        let text = |paging: &Option<Paging>| paging.as_ref().map_or("none".to_owned(), describe);
        let (from, to) = (text(old), text(new));
        let message = format!("paging is `{to}`, and was `{from}`");
        self.push_with(
            of,
            None,
            What::Paging,
            breaks,
            message,
            (Some(from), Some(to)),
        );
    }

    fn effect(&mut self, of: &Of, old: Effect, new: Effect) {
        if old == new {
            return;
        }
        let name = |effect: Effect| match effect {
            Effect::Read => "read",
            Effect::Set => "set",
            Effect::Add => "add",
        };
        // A program that was built before goes on repeating what must not be repeated.
        let run = new == Effect::Add;
        let breaks = if run { Breaks::RUN } else { Breaks::NOTHING };
        let message = format!("effect is `{}`, and was `{}`", name(new), name(old));
        let texts = (Some(name(old).to_owned()), Some(name(new).to_owned()));
        self.push_with(of, None, What::Effect, breaks, message, texts);
    }

    fn known_errors(&mut self, of: &Of, old: &[ErrorCode], new: &[ErrorCode]) {
        let part = |code: &ErrorCode| {
            Some(Part {
                kind: "error",
                name: code.code.clone(),
            })
        };
        for code in old {
            match new.iter().find(|other| other.code == code.code) {
                None => {
                    let message = format!("error `{}` is not listed any more", code.code);
                    self.push_with(
                        of,
                        part(code),
                        What::Removed,
                        Breaks::NOTHING,
                        message,
                        (None, None),
                    );
                }
                Some(other) => self.text(&code.doc, &other.doc),
            }
        }
        for code in new {
            if !old.iter().any(|other| other.code == code.code) {
                let message = format!("error `{}` may be answered", code.code);
                self.push_with(
                    of,
                    part(code),
                    What::Added,
                    Breaks::NOTHING,
                    message,
                    (None, None),
                );
            }
        }
    }
}

fn kind(paging: &Paging) -> &'static str {
    match paging {
        Paging::Start { .. } => "start",
        Paging::Offset { .. } => "offset",
        Paging::Last { .. } => "last",
        Paging::Page { .. } => "page",
        Paging::Pagination { .. } => "pagination",
        Paging::Cursor { .. } => "cursor",
    }
}

fn cursor(paging: &Paging) -> Option<&str> {
    match paging {
        Paging::Start { cursor } | Paging::Pagination { cursor } => cursor.as_deref(),
        _ => None,
    }
}

fn describe(paging: &Paging) -> String {
    let name = kind(paging);
    let keys: Vec<(&str, Option<&str>)> = match paging {
        Paging::Start { cursor } | Paging::Pagination { cursor } => {
            vec![("cursor", cursor.as_deref().or(Some("none")))]
        }
        Paging::Offset {
            limit,
            offset,
            items,
            more,
        } => vec![
            ("limit", Some(limit)),
            ("offset", Some(offset)),
            ("items", items.as_deref()),
            ("more", more.as_deref()),
        ],
        Paging::Last { after, limit, key } => vec![
            ("after", Some(after)),
            ("limit", Some(limit)),
            ("key", Some(key)),
        ],
        Paging::Page { page } => vec![("page", Some(page))],
        Paging::Cursor {
            after,
            next,
            items,
            limit,
        } => vec![
            ("after", Some(after)),
            ("next", Some(next)),
            ("items", Some(items)),
            ("limit", limit.as_deref()),
        ],
    };
    let keys = keys
        .iter()
        .filter_map(|(key, value)| Some(format!(", {key}: {}", (*value)?)));
    format!("{{ by: {name}{} }}", keys.collect::<String>())
}
