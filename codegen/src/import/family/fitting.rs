//! Whether a described method is one that a family makes, and with which arguments.

use super::Value;
use super::misfit::Misfit;
use super::takes::{paging_params, takes};
use crate::draft::{Field, Shape, see, word};
use crate::import::described::Described;
use crate::import::entity::{Record, unwrapped};
use crate::import::paging::has_cursor;
use crate::read::Node;

/// Whether a type somewhere below is this one.
fn mentions(node: &Node, ty: &str) -> bool {
    match node {
        Node::Text(text) => text.contains(ty),
        Node::List(items) => items.iter().any(|item| mentions(item, ty)),
        Node::Map(entries) => entries.iter().any(|(_, value)| mentions(value, ty)),
        _ => false,
    }
}

pub(super) struct Fitting<'r> {
    pub(super) record: &'r Record,
    pub(super) folder: Option<&'r str>,
    pub(super) args: Vec<(String, Value)>,
    /// What methods that do not fit would have made of arguments.
    pub(super) spare: Vec<(String, Value)>,
}

/// The argument that a text is, and nothing else.
fn argument(node: &Node) -> Option<&str> {
    let Node::Text(text) = node else { return None };
    let name = text.strip_prefix('$')?;
    name.chars()
        .all(|c| c.is_ascii_lowercase() || c == '_')
        .then_some(name)
}

impl Fitting<'_> {
    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.args
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value)
    }

    /// Whether an argument can have a value, now that others have theirs.
    fn bind(&self, new: &mut Vec<(String, Value)>, name: &str, value: Value) -> bool {
        match self.get(name).or_else(|| {
            new.iter()
                .find(|(known, _)| known == name)
                .map(|(_, value)| value)
        }) {
            Some(known) => *known == value,
            None => {
                new.push((name.to_owned(), value));
                true
            }
        }
    }

    /// What a method says otherwise than one of the family, or why it does not fit.
    pub(super) fn method(
        &mut self,
        family: &Node,
        method: &Described,
    ) -> Result<Vec<(String, Node)>, Misfit> {
        let mut new = Vec::new();
        let mut misfit = match self.params(family, method, &mut new) {
            Ok(()) => Misfit::default(),
            Err(misfit) => misfit,
        };
        misfit.keyless = self.record.key.is_none() && mentions(family, "id(self)");
        misfit.result = self.answer(family, method, &mut new).is_none();
        if let Err(misfit) = misfit.into_result() {
            if !misfit.result {
                self.spare.extend(new);
            }
            return Err(misfit);
        }
        let mut over = Vec::new();
        if let Some(page) = &method.page {
            self.page(family, method, page, &mut new, &mut over);
        }
        if family.get("paging") == Some(&word("start")) && !has_cursor(method, self.record) {
            let entry = |key: &str, value: &str| (key.to_owned(), word(value));
            let none = Node::Map(vec![entry("by", "start"), entry("cursor", "none")]);
            over.push(("paging".to_owned(), none));
        }
        let codes: Vec<Node> = method.errors.iter().map(word).collect();
        let known = match family.get("errors") {
            Some(Node::List(known)) => known.clone(),
            _ => Vec::new(),
        };
        let texts = |nodes: &[Node]| -> Vec<String> {
            let mut texts: Vec<String> = nodes
                .iter()
                .filter_map(|node| node.to_text().map(std::borrow::Cow::into_owned))
                .collect();
            texts.sort_unstable();
            texts
        };
        if !codes.is_empty() && texts(&codes) != texts(&known) {
            over.push(("errors".to_owned(), Node::List(codes)));
        }
        self.args.extend(new);
        Ok(over)
    }

    /// Whether a method takes what is documented of it, no more and no less.
    fn params(
        &self,
        family: &Node,
        method: &Described,
        new: &mut Vec<(String, Value)>,
    ) -> Result<(), Misfit> {
        let none = Vec::new();
        let params = match family.get("params") {
            Some(Node::Map(params)) => params,
            _ => &none,
        };
        let of_paging = family.get("paging").map(paging_params).unwrap_or_default();
        let mut misfit = Misfit::default();
        for field in &method.params {
            let known = params
                .iter()
                .any(|(key, _)| key.trim_end_matches('!') == field.name);
            if !(known || of_paging.contains(&field.name)) {
                misfit.besides.push(field.name.clone());
            }
        }
        for (key, node) in params {
            let bare = key.trim_end_matches('!');
            let described = method.params.iter().find(|field| field.name == bare);
            match (argument(node), described) {
                (Some(arg), Some(field)) => {
                    if !self.bind(new, arg, Value::Shape(field.shape.clone())) {
                        misfit.otherwise.push(bare.to_owned());
                    }
                }
                // An argument that is not given leaves its parameter out.
                (Some(_), None) => {}
                (None, None) => misfit.lacking.push(bare.to_owned()),
                (None, Some(field)) => {
                    if field.certain && !key.ends_with('!')
                        || !takes(node, &field.shape)
                        || self.columns(node, field, new).is_none()
                    {
                        misfit.otherwise.push(bare.to_owned());
                    }
                }
            }
        }
        // A cursor over a list that nobody says to have pages would stop or repeat.
        for name in of_paging {
            if method.param(&name).is_none() {
                misfit.lacking.push(name);
            }
        }
        misfit.into_result()
    }

    /// Parameters of a method that an argument makes and nobody documents; known only when all methods have been seen.
    pub(super) fn undocumented(&self, family: &Node, method: &Described) -> Option<Misfit> {
        let Some(Node::Map(params)) = family.get("params") else {
            return None;
        };
        let lacking = params
            .iter()
            .filter(|(_, node)| argument(node).is_some_and(|arg| self.get(arg).is_some()))
            .map(|(key, _)| key.trim_end_matches('!').to_owned())
            .filter(|name| method.params.iter().all(|field| field.name != *name))
            .collect();
        let misfit = Misfit {
            lacking,
            ..Misfit::default()
        };
        misfit.into_result().err()
    }

    /// `$column` among the fields of a parameter.
    fn columns(&self, node: &Node, field: &Field, new: &mut Vec<(String, Value)>) -> Option<()> {
        let Some(Node::Map(fields)) = node.get("fields") else {
            return Some(());
        };
        for (key, _) in fields {
            let Some(arg) = argument(&word(key.trim_end_matches('!'))).map(str::to_owned) else {
                continue;
            };
            let Shape::Object(described) = &field.shape else {
                return None;
            };
            let column = described.iter().find(|field| field.name.ends_with("_ID"))?;
            if !self.bind(new, &arg, Value::Text(column.name.clone())) {
                return None;
            }
        }
        Some(())
    }

    fn answer(
        &self,
        family: &Node,
        method: &Described,
        new: &mut Vec<(String, Value)>,
    ) -> Option<()> {
        let result = method.result.clone().unwrap_or_else(Shape::any);
        let returns = family.get("returns")?;
        let kind = match returns {
            Node::Map(_) => returns.get("type").cloned().unwrap_or_else(|| word("any")),
            other => other.clone(),
        };
        let kind = match &kind {
            Node::List(items) => match items.first() {
                Some(Node::Text(item)) => format!("[{item}]"),
                _ => "[any]".to_owned(),
            },
            node => node.to_text().unwrap_or_default().into_owned(),
        };
        let shape = match family.get("unwrap") {
            Some(unwrap) => {
                let (path, inner) = unwrapped(&result);
                // One key is unwrapped; a record of one field is not.
                let inner = match path.as_slice() {
                    [] => {
                        // What answers only success stands below no key.
                        return None;
                    }
                    [_] => inner.clone(),
                    _ => return None,
                };
                let key = path.first()?;
                let fits = match argument(unwrap) {
                    Some(arg) => self.bind(new, arg, Value::Text(key.clone())),
                    None => unwrap.to_text().as_deref() == Some(key.as_str()),
                };
                if !fits {
                    return None;
                }
                inner
            }
            None => result,
        };
        let is_id = |shape: &Shape| matches!(shape, Shape::Plain(name) if name == "int" || name == "string" || name.starts_with("id"));
        let is_flag = |shape: &Shape| matches!(shape, Shape::Plain(name) if matches!(name.as_str(), "bool" | "yn" | "bit" | "any" | "done"));
        let is_record = |shape: &Shape| match shape {
            Shape::Object(fields) => fields.len() > 1 && self.record.covers(fields),
            Shape::Map(inner) => inner.is_any(),
            Shape::Plain(name) => name == "any",
            _ => false,
        };
        let fits = match kind.as_str() {
            "id(self)" => is_id(&shape) && self.record.key.is_some(),
            "self" => is_record(&shape),
            "[self]" => match &shape {
                Shape::List(item) => item.is_any() || is_record(item),
                _ => false,
            },
            "done" | "bool" => is_flag(&shape),
            "map(field_info)" => {
                matches!(&shape, Shape::Map(_) | Shape::Object(_)) || shape.is_any()
            }
            kind if kind.starts_with("id(") => is_id(&shape),
            kind if kind.starts_with('[') => matches!(&shape, Shape::List(_) | Shape::Union(_)),
            _ => matches!(&shape, Shape::Object(_) | Shape::Map(_)) || shape.is_any(),
        };
        fits.then_some(())
    }

    /// The page of a method: where the family says, in a folder that is an argument, or said besides.
    fn page(
        &self,
        family: &Node,
        method: &Described,
        page: &str,
        new: &mut Vec<(String, Value)>,
        over: &mut Vec<(String, Node)>,
    ) {
        let said = see(page, self.folder, &method.name);
        let fits = match (family.get("see"), &said) {
            (None, None) => true,
            (Some(node), said) => match (argument(node), said) {
                (Some(arg), Some(said)) if said.ends_with('/') => {
                    self.bind(new, arg, Value::Text(said.clone()))
                }
                (Some(arg), None) => self.get(arg).is_none(),
                (None, Some(said)) => node.to_text().as_deref() == Some(said.as_str()),
                _ => false,
            },
            (None, Some(_)) => false,
        };
        if !fits {
            over.push((
                "see".to_owned(),
                word(said.unwrap_or_else(|| page.to_owned())),
            ));
        }
    }

    /// Whether one group replaces all methods, so that an argument can say it.
    pub(super) fn deprecated(
        &mut self,
        declared: Option<&Node>,
        methods: &[(&Node, &Described)],
    ) -> bool {
        if declared.and_then(|args| args.get("deprecated")).is_none() {
            return false;
        }
        let mut group: Option<&str> = None;
        for (family, method) in methods {
            let template = family.get("deprecated").and_then(Node::to_text);
            let Some(ending) = template
                .as_deref()
                .and_then(|text| text.strip_prefix("$deprecated"))
            else {
                return false;
            };
            let Some(by) = method
                .deprecated
                .as_deref()
                .and_then(|by| by.strip_suffix(ending))
            else {
                return false;
            };
            if *group.get_or_insert(by) != by {
                return false;
            }
        }
        match group {
            Some(group) => {
                self.args
                    .push(("deprecated".to_owned(), Value::Text(group.to_owned())));
                true
            }
            None => false,
        }
    }

    /// An argument that must be given and that no method of the family tells.
    pub(super) fn guess(&self, name: &str, kind: &Node) -> Option<Value> {
        if kind.to_text().as_deref() != Some("entity") {
            let (_, value) = self.spare.iter().find(|(known, _)| known == name)?;
            return Some(value.clone());
        }
        let (owner, last) = self.record.at.rsplit_once('.')?;
        let module = owner.rsplit_once('.').map_or(owner, |(module, _)| module);
        Some(Value::Text(match name {
            "owner" => owner.to_owned(),
            "target" => format!("{module}.{last}"),
            _ => return None,
        }))
    }
}

/// Endings of the events that a family makes, and the folders of their pages.
pub(super) fn events(family: &Node, fitting: &Fitting<'_>) -> Vec<(String, String)> {
    let Some(Node::Map(events)) = family.get("events") else {
        return Vec::new();
    };
    events
        .iter()
        .filter_map(|(key, node)| {
            let ending = key.strip_prefix("$(event)")?;
            let mut folder = node.get("see")?.to_text()?.into_owned();
            for (name, value) in &fitting.args {
                if let Value::Text(value) = value {
                    folder = folder.replace(&format!("$({name})"), value);
                }
            }
            Some((ending.to_owned(), folder))
        })
        .collect()
}
