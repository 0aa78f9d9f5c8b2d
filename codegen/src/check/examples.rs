//! Examples: they belong to something, and every wire name in them exists.

use serde_json::{Map, Value};

use super::at::At;
use super::file::FileKind;
use super::keys::{EVENT_EXAMPLE, EXAMPLE};
use super::walk::{Way, is_nothing};
use super::{Checker, FieldDef, Ty};
use crate::diagnose::{Code, Diagnostic, Place, nearest};
use crate::model::{EventExample, Example, Paging};
use crate::read::Node;

/// What an example belongs to, by its place in the list of its kind.
#[derive(Clone, Copy)]
enum Subject {
    Method(usize),
    Event(usize),
    Callback(usize),
}

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
                let paths = self
                    .files
                    .iter()
                    .filter(|file| file.kind != FileKind::Examples);
                let diagnostic = Diagnostic::new(Code::UnknownExample, message, Place::file(index));
                let near = nearest(&beside, paths.map(|file| file.path));
                let help = match near {
                    Some(near) => format!(
                        "did you mean `{}`?",
                        near.replace(".yaml", ".examples.yaml")
                    ),
                    None => "call it after a file that there is".to_owned(),
                };
                self.push(diagnostic.help(help));
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
        for (name, at) in self.named(root).unwrap_or_default() {
            let Some(items) = at.items() else {
                self.push(
                    at.wrong(Code::WrongShape, "examples are a list")
                        .help("begin each by `- `"),
                );
                continue;
            };
            let Some(subject) = self.subject(owner, &name, &at) else {
                continue;
            };
            for item in items {
                match subject {
                    Subject::Method(method) => self.example(method, &item),
                    Subject::Event(_) | Subject::Callback(_) => self.post_example(subject, &item),
                }
            }
        }
    }

    /// What the examples of a name belong to. Names of callbacks are those of one file; all others are the API's.
    fn subject(&mut self, owner: usize, name: &str, at: &At<'s>) -> Option<Subject> {
        let (rest, id) = self
            .files
            .get(owner)
            .map_or((2, 0), |info| (info.rest, info.id));
        let mut path = super::segments(name);
        if rest == 3 {
            path.insert(0, "v3".to_owned());
        }
        let callback = self
            .out
            .callbacks
            .iter()
            .position(|callback| callback.file == id && callback.name == name)
            .map(Subject::Callback);
        let method = self.methods.get(&path.join(".")).copied();
        let event = self.events.get(&name.to_lowercase()).copied();
        let other = method
            .map(Subject::Method)
            .or_else(|| event.map(Subject::Event));
        let (subject, file) = match (callback, other) {
            (Some(_), Some(other)) if self.file_of(other) == Some(id) => {
                let message = format!("`{name}` is a callback and something else in this file");
                let diagnostic = at.wrong_key(Code::AmbiguousName, message);
                self.push(diagnostic.help("call the callback otherwise"));
                return None;
            }
            (Some(callback), _) => (callback, Some(id)),
            (None, Some(other)) => (other, self.file_of(other)),
            (None, None) => {
                let message = format!("there is no method, event or callback `{name}` here");
                let diagnostic = at.wrong_key(Code::UnknownExample, message);
                let diagnostic = diagnostic.suggest(name, self.names_in(id));
                self.push(diagnostic);
                return None;
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
            self.push(at.wrong_key(Code::WrongFile, message));
        }
        Some(subject)
    }

    fn file_of(&self, subject: Subject) -> Option<usize> {
        match subject {
            Subject::Method(index) => self.out.methods.get(index).map(|method| method.file),
            Subject::Event(index) => self.out.events.get(index).map(|event| event.file),
            Subject::Callback(index) => self.out.callbacks.get(index).map(|callback| callback.file),
        }
    }

    /// Names in a file that can have examples.
    fn names_in(&self, file: usize) -> impl Iterator<Item = &str> {
        let methods = self.out.methods.iter().map(|def| (def.file, &def.name));
        let events = self.out.events.iter().map(|def| (def.file, &def.name));
        let callbacks = self.out.callbacks.iter().map(|def| (def.file, &def.name));
        methods
            .chain(events)
            .chain(callbacks)
            .filter(move |(of, _)| *of == file)
            .map(|(_, name)| name.as_str())
    }

    fn example(&mut self, method: usize, at: &At<'s>) {
        let taken = self.take(at, &EXAMPLE);
        let Some(result) = taken.get("result").cloned() else {
            self.push(
                at.wrong(Code::ExampleShape, "an example has a `result`")
                    .help("add `result: …`"),
            );
            return;
        };
        let request = taken.get("request").cloned();
        // Where a portal does not count, it says -1.
        let total = self.number(taken.get("total"), "total", -1);
        let next = self.number(taken.get("next"), "next", 0);
        let next = next.and_then(|next| u64::try_from(next).ok());
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

    /// A number that stands beside a result.
    fn number(&mut self, at: Option<&At<'s>>, key: &str, least: i64) -> Option<i64> {
        let at = at?;
        let number = at.json().as_i64();
        if number.is_none() {
            let message = format!("`{key}` is a whole number, not {}", at.node.describe());
            self.push(at.wrong(Code::ExampleShape, message));
        } else if number < Some(least) {
            let message = format!("`{key}` is never less than {least}");
            self.push(at.wrong(Code::ExampleShape, message));
        }
        number
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
                Code::ExampleShape,
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
                    at.wrong_key(Code::ExampleShape, message)
                        .help(format!("add `{}: …`", param.wire))
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
                    .chain(
                        extra
                            .iter()
                            .filter(|path| !path.contains('.'))
                            .map(String::as_str),
                    );
                let message = format!("`{}` has no parameter `{key}`", def.name);
                found.push(
                    value
                        .wrong_key(Code::ExampleName, message)
                        .choice(key, names),
                );
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
                        .wrong_key(Code::ExampleName, message)
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
                // A missing record has nothing around it either.
                None if is_nothing(at.node)
                    && matches!(self.resolve(&def.returns), Ty::Optional(_)) =>
                {
                    return;
                }
                None => {
                    let message = format!(
                        "the result has no `{key}`, although `unwrap` is `{}`",
                        def.unwrap.join(".")
                    );
                    let entries = at.entries().unwrap_or_default();
                    let near = nearest(key, entries.iter().map(|(name, _)| name.as_ref()));
                    let near = near.and_then(|near| entries.iter().find(|(name, _)| name == near));
                    found.push(match near {
                        Some((name, near)) => near
                            .wrong_key(Code::ExampleShape, format!("{message}, but `{name}`"))
                            .help(format!("did you mean `{key}`?")),
                        None => at
                            .wrong(Code::ExampleShape, message)
                            .help(format!("write the whole result: `{{ {key}: … }}`")),
                    });
                    return;
                }
            }
        }
        self.walk(&def.returns, &at, Way::Receive, found);
    }

    /// An example of an event or a callback.
    fn post_example(&mut self, subject: Subject, at: &At<'s>) {
        let taken = self.take(at, &EVENT_EXAMPLE);
        let Some(data) = taken.get("data").cloned() else {
            self.push(at.wrong(
                Code::ExampleShape,
                "an example of what is posted has `data`",
            ));
            return;
        };
        let doc = self.doc_of(&taken);
        let ty = match subject {
            Subject::Event(index) => self.out.events.get(index).map(|event| &event.data),
            Subject::Callback(index) => {
                self.out.callbacks.get(index).map(|callback| &callback.data)
            }
            Subject::Method(_) => None,
        };
        let mut found = Vec::new();
        if let Some(ty) = ty {
            self.walk(ty, &data, Way::Post, &mut found);
        }
        self.report(found);
        let examples = match subject {
            Subject::Event(index) => self
                .out
                .events
                .get_mut(index)
                .map(|event| &mut event.examples),
            Subject::Callback(index) => self
                .out
                .callbacks
                .get_mut(index)
                .map(|callback| &mut callback.examples),
            Subject::Method(_) => None,
        };
        if let Some(examples) = examples {
            let data = data.json();
            examples.push(EventExample { data, doc });
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
