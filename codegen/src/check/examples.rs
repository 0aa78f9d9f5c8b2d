//! Examples: they belong to something, and every wire name in them exists.

use serde_json::{Map, Value};

use super::at::At;
use super::file::FileKind;
use super::keys::{EVENT_EXAMPLE, EXAMPLE};
use super::walk::Way;
use super::{Checker, FieldDef, Ty};
use crate::diagnose::{Diagnostic, Place};
use crate::model::{EventExample, Example, Paging};
use crate::read::Node;

impl<'s> Checker<'s> {
    pub(crate) fn read_examples(&mut self) {
        let source = self.source;
        for index in 0..self.files.len() {
            let info = &self.files[index];
            if info.kind != FileKind::Examples {
                continue;
            }
            let Some(&owner) = self.modules.get(&info.module) else {
                let beside = info.path.replace(".examples.yaml", ".yaml");
                let message = format!("there is no `{beside}` that these examples belong to");
                self.push(Diagnostic::new(
                    "unknown-example",
                    message,
                    Place::file(index),
                ));
                continue;
            };
            if let Some(file) = source
                .files
                .get(index)
                .filter(|file| !matches!(file.root, Node::Null))
            {
                self.examples_of(owner, &At::root(&file.root, index));
            }
        }
    }

    fn examples_of(&mut self, owner: usize, root: &At<'s>) {
        let (rest, id) = self
            .files
            .get(owner)
            .map_or((2, 0), |info| (info.rest, info.id));
        for (name, at) in self.named(root).unwrap_or_default() {
            let mut path = super::segments(&name);
            if rest == 3 {
                path.insert(0, "v3".to_owned());
            }
            let method = self.methods.get(&path.join(".")).copied();
            let event = self.events.get(&name.to_lowercase()).copied();
            let Some(items) = at.items() else {
                self.push(at.wrong("wrong-shape", "examples are a list"));
                continue;
            };
            let file = match (method, event) {
                (Some(method), _) => self.out.methods.get(method).map(|method| method.file),
                (None, Some(event)) => self.out.events.get(event).map(|event| event.file),
                (None, None) => {
                    let methods = self
                        .out
                        .methods
                        .iter()
                        .filter(|method| method.file == id)
                        .map(|method| method.name.as_str());
                    let events = self
                        .out
                        .events
                        .iter()
                        .filter(|event| event.file == id)
                        .map(|event| event.name.as_str());
                    let diagnostic = at.wrong_key(
                        "unknown-example",
                        format!("there is no method or event `{name}` here"),
                    );
                    let diagnostic = diagnostic.suggest(&name, methods.chain(events));
                    self.push(diagnostic);
                    continue;
                }
            };
            if file != Some(id) {
                let right = file
                    .and_then(|file| self.out.files.get(file))
                    .map(|file| file.path.replace(".yaml", ".examples.yaml"));
                let message = format!(
                    "the examples of `{name}` belong in `{}`",
                    right.unwrap_or_default()
                );
                self.push(at.wrong_key("wrong-file", message));
            }
            for item in items {
                match (method, event) {
                    (Some(method), _) => self.example(method, &item),
                    (None, Some(event)) => self.event_example(event, &item),
                    (None, None) => {}
                }
            }
        }
    }

    fn example(&mut self, method: usize, at: &At<'s>) {
        let taken = self.take(at, &EXAMPLE);
        let Some(result) = taken.get("result").cloned() else {
            self.push(at.wrong("example-shape", "an example has a `result`"));
            return;
        };
        let request = taken.get("request").cloned();
        let number = |key: &str| taken.get(key).and_then(|at| at.json().as_u64());
        let (total, next) = (number("total"), number("next"));
        for key in ["total", "next"] {
            if let Some(at) = taken.get(key)
                && at.json().as_u64().is_none()
            {
                self.push(at.wrong(
                    "example-shape",
                    format!("`{key}` is a number, not {}", at.node.describe()),
                ));
            }
        }
        let doc = self.doc_of(&taken);
        let example = Example {
            request: request
                .as_ref()
                .map_or_else(|| Value::Object(Map::new()), At::json),
            result: result.json(),
            total,
            next,
            doc,
        };
        let mut found = Vec::new();
        if let Some(def) = self.out.methods.get(method) {
            self.walk_request(
                def,
                request.as_ref().unwrap_or(at),
                request.is_some(),
                &mut found,
            );
            self.walk_result(def, &result, &mut found);
        }
        self.report(found);
        if let Some(def) = self.out.methods.get_mut(method) {
            def.examples.push(example);
        }
    }

    fn report(&mut self, found: Vec<Diagnostic>) {
        for diagnostic in found {
            self.push(diagnostic);
        }
    }

    fn walk_request(
        &self,
        def: &super::MethodDef,
        at: &At<'s>,
        given: bool,
        found: &mut Vec<Diagnostic>,
    ) {
        if let (true, true, Some(items)) = (given, def.positional, at.items()) {
            for (param, item) in def.params.iter().zip(items) {
                self.walk(&param.ty, &item, Way::Send, found);
            }
            return;
        }
        let entries = if given {
            at.entries()
        } else {
            Some(Vec::new())
        };
        let Some(entries) = entries else {
            found.push(at.wrong(
                "example-shape",
                format!("a request is a mapping, not {}", at.node.describe()),
            ));
            return;
        };
        let mut extra = paging_params(def.paging.as_ref());
        for (key, value) in &def.fixed {
            extra.push(key.clone());
            if let Value::Object(inner) = value {
                extra.extend(inner.keys().map(|inner| format!("{key}.{inner}")));
            }
        }
        for param in def
            .params
            .iter()
            .filter(|param| param.certain && !param.star)
        {
            let fixed = def.fixed.iter().any(|(key, _)| *key == param.wire);
            if !fixed && !entries.iter().any(|(key, _)| *key == param.wire) {
                let message = format!("the request lacks `{}`, which must be given", param.wire);
                found.push(
                    at.wrong_key("example-shape", message)
                        .also("it is marked in", param.place.clone()),
                );
            }
        }
        if given {
            self.walk_choices(&def.one_of, &def.any_of, at, found);
        }
        for (key, value) in &entries {
            if let Some(param) = super::walk::field(&def.params, key, Way::Send, false) {
                match (self.resolve(&param.ty), value.entries()) {
                    (Ty::Object(object), Some(inner)) => {
                        self.walk_choices(&object.one_of, &object.any_of, value, found);
                        for (name, value) in &inner {
                            let known = extra.iter().any(|path| {
                                path.strip_prefix(key.as_ref())
                                    .and_then(|rest| rest.strip_prefix('.'))
                                    == Some(name)
                            });
                            if !known {
                                self.walk_entry(
                                    &object.fields,
                                    name,
                                    value,
                                    Way::Send,
                                    false,
                                    found,
                                );
                            }
                        }
                    }
                    _ => self.walk(&param.ty, value, Way::Send, found),
                }
            } else if extra.iter().any(|path| path.split('.').next() == Some(key)) {
                self.walk_extra(def, &extra, key, value, found);
            } else {
                let names = def
                    .params
                    .iter()
                    .map(|param: &FieldDef| param.wire.as_str())
                    .chain(extra.iter().map(String::as_str));
                let message = format!("`{}` has no parameter `{key}`", def.name);
                found.push(value.wrong_key("example-name", message).suggest(key, names));
            }
        }
    }

    /// A parameter of which only parts are known, as they belong to the paging.
    fn walk_extra(
        &self,
        def: &super::MethodDef,
        extra: &[String],
        key: &str,
        at: &At<'s>,
        found: &mut Vec<Diagnostic>,
    ) {
        let cursor = self.cursor_of(def);
        let walk = |path: &str, at: &At<'s>, found: &mut Vec<Diagnostic>| {
            if let Some((after, ty)) = cursor
                && after == path
            {
                self.walk(ty, at, Way::Send, found);
            }
        };
        if extra.iter().any(|path| path == key) {
            walk(key, at, found);
            return;
        }
        for (name, value) in at.entries().unwrap_or_default() {
            let path = format!("{key}.{name}");
            if extra.contains(&path) {
                walk(&path, &value, found);
            } else {
                let names = extra.iter().filter_map(|path| path.rsplit('.').next());
                let message = format!("`{}` has no parameter `{path}`", def.name);
                found.push(
                    value
                        .wrong_key("example-name", message)
                        .suggest(&name, names),
                );
            }
        }
    }

    /// The parameter of a cursor and its type, which is that of the answer's.
    fn cursor_of<'d>(&'d self, def: &'d super::MethodDef) -> Option<(&'d str, &'d Ty)> {
        let Some(Paging::Cursor { after, next, .. }) = &def.paging else {
            return None;
        };
        let Ty::Object(answer) = self.resolve(&def.returns) else {
            return None;
        };
        let field = answer.fields.iter().find(|field| field.wire == *next)?;
        Some((after, &field.ty))
    }

    fn walk_result(&self, def: &super::MethodDef, result: &At<'s>, found: &mut Vec<Diagnostic>) {
        let mut at = result.clone();
        for key in &def.unwrap {
            match at.get(key) {
                Some(inner) => at = inner,
                None => {
                    let message = format!(
                        "the result has no `{key}`, although `unwrap` is `{}`",
                        def.unwrap.join(".")
                    );
                    found.push(at.wrong("example-shape", message));
                    return;
                }
            }
        }
        self.walk(&def.returns, &at, Way::Receive, found);
    }

    fn event_example(&mut self, event: usize, at: &At<'s>) {
        let Some(def) = self.out.events.get(event) else {
            return;
        };
        // Written with `data:` before it, or without.
        let inner = match at.node {
            Node::Map(entries) => match entries.as_slice() {
                [(key, _)] if EVENT_EXAMPLE.has(key) => at.get(key),
                _ => None,
            },
            _ => None,
        };
        let at = inner.unwrap_or_else(|| at.clone());
        let mut found = Vec::new();
        self.walk(&def.data, &at, Way::Receive, &mut found);
        self.report(found);
        if let Some(def) = self.out.events.get_mut(event) {
            def.examples.push(EventExample { data: at.json() });
        }
    }
}

/// Parameters that a list takes because of its paging.
fn paging_params(paging: Option<&Paging>) -> Vec<String> {
    match paging {
        None => Vec::new(),
        Some(Paging::Start { .. }) => vec!["start".to_owned()],
        Some(Paging::Pagination { .. }) => vec!["pagination".to_owned()],
        Some(Paging::Offset { limit, offset, .. }) => vec![limit.clone(), offset.clone()],
        Some(Paging::Last { after, limit, .. }) => vec![after.clone(), limit.clone()],
        Some(Paging::Page { page }) => vec![page.clone()],
        Some(Paging::Cursor { after, limit, .. }) => {
            std::iter::once(after).chain(limit).cloned().collect()
        }
    }
}
