//! What a call holds, without the type of its answer.

use std::borrow::Cow;

use crate::custom::CustomField;
use crate::encode::{self, Arg};
use crate::error::Error;
use crate::method::Method;

/// A call without its type, so that what is done with it is compiled once.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) method: &'static Method,
    pub(crate) params: Vec<(Cow<'static, str>, Arg)>,
    /// The star in this parameter was put there by [`Call::select_custom`]: a selection takes its place.
    starred: Option<&'static str>,
}

impl Request {
    pub(super) const fn new(method: &'static Method) -> Self {
        Self {
            method,
            params: Vec::new(),
            starred: None,
        }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Arg> {
        self.params
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, arg)| arg)
    }

    /// The parameter, set to null if it is not there.
    pub(crate) fn entry(&mut self, name: &str) -> &mut Arg {
        let index = self
            .params
            .iter()
            .position(|(key, _)| key == name)
            .unwrap_or_else(|| {
                self.params.push((Cow::Owned(name.to_owned()), Arg::Null));
                self.params.len() - 1
            });
        // Found or made just now.
        &mut self.params[index].1
    }

    /// The value below a dotted path, objects on the way made as needed.
    pub(crate) fn set_path(&mut self, path: &str, value: Arg) {
        let (first, rest) = path.split_once('.').unwrap_or((path, ""));
        let rest = rest.split('.').filter(|key| !key.is_empty());
        self.entry(first).put(rest.map(str::to_owned), value);
    }

    /// What speaks against sending it.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let refuse = |argument: String, text: String| {
            Err(Error::invalid_argument(self.method.name, argument, text))
        };
        for (name, arg) in &self.params {
            if let Some((path, reason)) = arg.invalid() {
                let dot = if path.is_empty() || path.starts_with('[') {
                    ""
                } else {
                    "."
                };
                return refuse(format!("{name}{dot}{path}"), reason.to_owned());
            }
        }
        let given = |name: &str| self.get(name).is_some();
        let (one_of, any_of) = (self.method.one_of, self.method.any_of);
        if let Some(reason) = encode::refused(one_of, any_of, &given) {
            return refuse(String::new(), reason);
        }
        Ok(())
    }

    /// The parameters as they are sent: in the method's order and under numbers where it takes them by place.
    pub(crate) fn ordered(&self) -> Cow<'_, [(Cow<'static, str>, Arg)]> {
        let order = self.method.positional;
        if order.is_empty() {
            return Cow::Borrowed(&self.params);
        }
        // Nothing behind the last one that was given; holes before it are null.
        let last = order
            .iter()
            .rposition(|name| self.get(name).is_some())
            .map_or(0, |index| index + 1);
        let args = order.iter().take(last).enumerate();
        Cow::Owned(
            args.map(|(index, name)| {
                (
                    Cow::Owned(index.to_string()),
                    self.get(name).cloned().unwrap_or_default(),
                )
            })
            .collect(),
        )
    }

    pub(super) fn select(&mut self, name: &'static str, names: Vec<Cow<'static, str>>) {
        if self.starred.take_if(|starred| *starred == name).is_some()
            && let Arg::List(list) = self.entry(name)
        {
            list.retain(|arg| *arg != Arg::Text("*".to_owned()));
        }
        let list = self.entry(name);
        if !matches!(list, Arg::List(_)) {
            *list = Arg::List(Vec::new());
        }
        if let Arg::List(list) = list {
            for name in names {
                let name = Arg::Text(name.into_owned());
                if !list.contains(&name) {
                    list.push(name);
                }
            }
        }
    }

    pub(super) fn select_custom(
        &mut self,
        name: &'static str,
        camel: bool,
        fields: &[CustomField],
        every: Option<&'static str>,
    ) {
        let mut names: Vec<Cow<'static, str>> = Vec::new();
        if let Some(every) = every {
            names.push(Cow::Borrowed(every));
        } else {
            names.extend(
                fields
                    .iter()
                    .map(|field| Cow::Borrowed(if camel { field.camel } else { field.name })),
            );
        }
        if names.is_empty() {
            return;
        }
        let empty = match self.get(name) {
            None | Some(Arg::Null) => true,
            Some(Arg::List(list)) => list.is_empty(),
            Some(_) => false,
        };
        if empty {
            names.insert(0, Cow::Borrowed("*"));
            self.select(name, names);
            self.starred = Some(name);
        } else {
            let starred = self.starred.take();
            self.select(name, names);
            self.starred = starred;
        }
    }
}
