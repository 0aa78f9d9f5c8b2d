//! How lists go on.

use super::at::At;
use super::keys::PAGING;
use super::take::Taken;
use super::{Checker, FieldDef, Owner, Ty, Use};
use crate::diagnose::Code;
use crate::model::{FilterUse, Paging, Scalar};
use crate::read::Node;

/// A kind of paging: keys that it must have, and keys that it may have.
pub(crate) struct By {
    pub(crate) name: &'static str,
    pub(crate) must: &'static [&'static str],
    pub(crate) may: &'static [&'static str],
    /// The parameter that it has without being told.
    param: Option<&'static str>,
}

/// The kinds of paging.
pub(crate) const KINDS: &[By] = &[
    By {
        name: "start",
        must: &[],
        may: &["cursor"],
        param: Some("start"),
    },
    By {
        name: "pagination",
        must: &[],
        may: &["cursor"],
        param: Some("pagination"),
    },
    By {
        name: "offset",
        must: &["limit", "offset"],
        may: &["items", "more"],
        param: None,
    },
    By {
        name: "last",
        must: &["after", "limit", "key"],
        may: &[],
        param: None,
    },
    By {
        name: "page",
        must: &["page"],
        may: &[],
        param: None,
    },
    By {
        name: "cursor",
        must: &["after", "next", "items"],
        may: &["limit"],
        param: None,
    },
];

/// Keys that name a parameter.
const PARAMS: [&str; 4] = ["limit", "offset", "after", "page"];

impl<'s> Checker<'s> {
    pub(crate) fn paging(
        &mut self,
        taken: &Taken<'s>,
        rest: u8,
        params: &[FieldDef],
        returns: &Ty,
    ) -> Option<Paging> {
        let at = taken.get("paging")?.clone();
        let long = matches!(at.node, Node::Map(_)).then(|| self.take(&at, &PAGING));
        let word = match &long {
            Some(long) => self.word_of(long, &PAGING, "by")?,
            None => {
                let word = self.string(&at)?;
                let found = KINDS.iter().find(|kind| kind.name == word);
                if found.is_none() {
                    let names = KINDS.iter().map(|kind| kind.name);
                    self.push(
                        at.wrong(Code::UnknownWord, format!("`paging` cannot be `{word}`"))
                            .choice(&word, names),
                    );
                }
                found?.name
            }
        };
        let kind = KINDS.iter().find(|kind| kind.name == word)?;
        if kind.name == "pagination" && rest != 3 {
            let message = "`pagination` is a parameter of REST 3, and this method is of REST 2";
            self.push(
                at.wrong_use(Code::PagingRest, message)
                    .help("write `start`"),
            );
        }
        self.paging_keys(kind, &at, long.as_ref());
        self.paging_params(kind, &at, long.as_ref(), params);
        let mut get = |key: &str| long.as_ref().and_then(|long| self.string_of(long, key));
        let mut need = |key: &str| get(key).unwrap_or_default();
        let paging = match kind.name {
            "start" | "pagination" => {
                let cursor = self.cursor(long.as_ref(), params, returns);
                if kind.name == "start" {
                    Paging::Start { cursor }
                } else {
                    Paging::Pagination { cursor }
                }
            }
            "offset" => Paging::Offset {
                limit: need("limit"),
                offset: need("offset"),
                items: get("items"),
                more: get("more"),
            },
            "last" => Paging::Last {
                after: need("after"),
                limit: need("limit"),
                key: need("key"),
            },
            "page" => Paging::Page { page: need("page") },
            _ => Paging::Cursor {
                after: need("after"),
                next: need("next"),
                items: need("items"),
                limit: get("limit"),
            },
        };
        self.paging_answer(&at, long.as_ref(), &paging, returns);
        Some(paging)
    }

    fn paging_keys(&mut self, kind: &By, at: &At<'s>, long: Option<&Taken<'s>>) {
        for key in kind.must {
            if long.is_none_or(|long| long.lacks(key)) {
                let diagnostic = at.wrong_use(
                    Code::PagingKeys,
                    format!("paging by `{}` needs `{key}`", kind.name),
                );
                let keys: Vec<String> = kind.must.iter().map(|key| format!("{key}: …")).collect();
                let help = format!("write `{{ by: {}, {} }}`", kind.name, keys.join(", "));
                self.push(diagnostic.help(help));
            }
        }
        let Some(long) = long else { return };
        for key in long.names().filter(|key| *key != "by") {
            if !kind.must.contains(&key)
                && !kind.may.contains(&key)
                && let Some(at) = long.get(key)
            {
                let diagnostic = at.wrong_key(
                    Code::PagingKeys,
                    format!("paging by `{}` has no `{key}`", kind.name),
                );
                let known: Vec<String> = kind
                    .must
                    .iter()
                    .chain(kind.may)
                    .map(|key| format!("`{key}`"))
                    .collect();
                self.push(match known.as_slice() {
                    [] => diagnostic.help("leave it out"),
                    known => diagnostic
                        .help("leave it out")
                        .note(format!("it has {}", known.join(", "))),
                });
            }
        }
    }

    /// The parameters of paging are not listed under `params`.
    fn paging_params(
        &mut self,
        kind: &By,
        at: &At<'s>,
        long: Option<&Taken<'s>>,
        params: &[FieldDef],
    ) {
        let named = long
            .into_iter()
            .flat_map(|long| PARAMS.iter().filter_map(|key| long.get(key)?.text()));
        let paths: Vec<String> = named
            .map(|path| path.into_owned())
            .chain(kind.param.map(str::to_owned))
            .collect();
        for path in paths {
            let mut fields = params;
            let mut segments = path.split('.').peekable();
            while let Some(segment) = segments.next() {
                let Some(field) = fields.iter().find(|field| field.wire == segment) else {
                    break;
                };
                if segments.peek().is_none() {
                    let message =
                        format!("`{path}` belongs to the paging and is not listed under `params`");
                    let diagnostic = at
                        .wrong_use(Code::PagingParameter, message)
                        .also("it is listed in", field.place.clone());
                    self.diagnostics.push(diagnostic);
                    break;
                }
                match self.resolve(&field.ty) {
                    Ty::Object(object) => fields = &object.fields,
                    _ => break,
                }
            }
        }
    }

    fn cursor(
        &mut self,
        long: Option<&Taken<'s>>,
        params: &[FieldDef],
        returns: &Ty,
    ) -> Option<String> {
        let entity = self.listed(returns);
        if let Some(at) = long.and_then(|long| long.get("cursor")) {
            let name = self.string(at)?;
            if name == "none" {
                return None;
            }
            let filter = |param: &FieldDef| param.wire.eq_ignore_ascii_case("filter");
            if let Some(entity) = entity
                && !self
                    .fields_of(Owner::Entity(entity))
                    .iter()
                    .any(|field| field.wire == name)
            {
                self.unknown_field(at, entity, &name, &["none"]);
            } else if self.filtered(params, 0).is_none() && !params.iter().any(filter) {
                self.push(
                    at.wrong(
                        Code::UnknownField,
                        format!("the list cannot go on from `{name}`: it takes no filter"),
                    )
                    .help("write `cursor: none`"),
                );
            }
            return Some(name);
        }
        // By default the key, where the list can be searched by it.
        let entity = entity?;
        let filtered = self.filtered(params, 0)?;
        let key = self.key_field(entity)?;
        (self.root(filtered) == self.root(entity) && key.filter != Some(FilterUse::None))
            .then(|| key.wire.clone())
    }

    fn unknown_field(&mut self, at: &At<'s>, entity: usize, name: &str, words: &[&str]) {
        let full = self
            .entities
            .get(entity)
            .map(|slot| slot.full_name.clone())
            .unwrap_or_default();
        let names: Vec<String> = self
            .fields_of(Owner::Entity(entity))
            .iter()
            .map(|field| field.wire.clone())
            .collect();
        let diagnostic = at.wrong(
            Code::UnknownField,
            format!("`{full}` has no field `{name}`"),
        );
        self.push(
            diagnostic.choice(
                name,
                names
                    .iter()
                    .map(String::as_str)
                    .chain(words.iter().copied()),
            ),
        );
    }

    /// The entity whose records a list holds.
    fn listed(&self, ty: &Ty) -> Option<usize> {
        match self.resolve(ty) {
            Ty::List(item) | Ty::Map(item) => match self.resolve(item) {
                Ty::Of(Use::Record, entity) => Some(*entity),
                _ => None,
            },
            Ty::Optional(inner) => self.listed(inner),
            _ => None,
        }
    }

    fn is_list(&self, ty: &Ty) -> bool {
        match self.resolve(ty) {
            Ty::List(_) | Ty::Map(_) | Ty::Wrong | Ty::Scalar(Scalar::Any) => true,
            Ty::Optional(inner) => self.is_list(inner),
            _ => false,
        }
    }

    fn paging_answer(
        &mut self,
        at: &At<'s>,
        long: Option<&Taken<'s>>,
        paging: &Paging,
        returns: &Ty,
    ) {
        let (items, also) = match paging {
            Paging::Offset { items, more, .. } => (items.as_deref(), more.as_deref()),
            Paging::Cursor { items, next, .. } => (Some(items.as_str()), Some(next.as_str())),
            _ => (None, None),
        };
        let Some(items) = items else {
            if !self.is_list(returns) {
                let diagnostic =
                    at.wrong_use(Code::PagingNoList, "a method with paging answers a list");
                self.push(diagnostic.help("let `unwrap` name the list, or leave `paging` out"));
            } else if also.is_some() {
                self.push(
                    at.wrong_use(
                        Code::PagingNoList,
                        "`more` is a key of an answer that is an object",
                    )
                    .help("say which key holds the list, too: `items: …`"),
                );
            }
            if let (Paging::Last { key, .. }, Some(entity)) = (paging, self.listed(returns))
                && !self
                    .fields_of(Owner::Entity(entity))
                    .iter()
                    .any(|field| field.wire == *key)
                && let Some(at) = long.and_then(|long| long.get("key").cloned())
            {
                self.unknown_field(&at, entity, key, &[]);
            }
            return;
        };
        let Ty::Object(object) = self.resolve(returns) else {
            if !matches!(
                self.resolve(returns),
                Ty::Map(_) | Ty::Wrong | Ty::Scalar(Scalar::Any)
            ) {
                self.push(
                    at.wrong_use(
                        Code::PagingNoList,
                        "`items` is a key of an answer that is an object",
                    )
                    .help("leave it out, or let `returns` be an object"),
                );
            }
            return;
        };
        let fields: Vec<(String, bool)> = object
            .fields
            .iter()
            .map(|field| (field.wire.clone(), self.is_list(&field.ty)))
            .collect();
        let other = match paging {
            Paging::Cursor { .. } => "next",
            _ => "more",
        };
        for (name, key, list) in [(Some(items), "items", true), (also, other, false)] {
            let Some(name) = name.filter(|name| !name.is_empty()) else {
                continue;
            };
            let at = long.and_then(|long| long.get(key)).unwrap_or(at);
            match fields.iter().find(|(wire, _)| wire == name) {
                None => {
                    let names = fields.iter().map(|(wire, _)| wire.as_str());
                    self.push(
                        at.wrong_use(
                            Code::UnknownField,
                            format!("the answer has no key `{name}`"),
                        )
                        .choice(name, names),
                    );
                }
                Some((_, is_list)) if list && !is_list => {
                    self.push(
                        at.wrong_use(
                            Code::PagingNoList,
                            format!("the key `{name}` of the answer holds no list"),
                        )
                        .help("name the key that holds the records"),
                    );
                }
                Some(_) => {}
            }
        }
    }
}
