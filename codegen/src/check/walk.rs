//! Values of examples against types: every wire name must exist.

use super::at::At;
use super::kinds::Kinds;
use super::{CaseDef, Checker, EntityDef, FieldDef, Ty, Use, names};
use crate::diagnose::{Code, Diagnostic, distance, nearest};
use crate::model::{Access, FilterStyle, refused};
use crate::read::Node;

/// Which way a value goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Send,
    Receive,
    /// Received in what a portal posts: an event or a callback.
    Post,
}

/// Operators that stand before a field in a condition.
const OPERATORS: &[char] = &['!', '=', '<', '>', '%', '@', '?', '*', '~', '+'];

/// Keys that join conditions.
const LOGIC: &[&str] = &["logic", "LOGIC", "conditions", "negative"];

/// The field that a key names. Readers take either case of a name that they know.
pub(crate) fn field<'f>(
    fields: &'f [FieldDef],
    key: &str,
    way: Way,
    camel: bool,
) -> Option<&'f FieldDef> {
    let fits = |field: &&FieldDef| {
        let start = |wire: &str| key.len() > wire.len() && key.starts_with(wire);
        if field.star {
            return start(&field.wire) || (camel && start(&names::camel(&field.wire)));
        }
        field.wire == key || (way != Way::Send && names::snake(&field.wire) == names::snake(key))
    };
    // Exact names go before families of names: `PROPERTY_VALUES` is not of `PROPERTY_*`.
    fields
        .iter()
        .filter(|field| !field.star)
        .find(fits)
        .or_else(|| fields.iter().filter(|field| field.star).find(fits))
}

/// Whether a value is a spelling of nothing.
pub(crate) fn is_nothing(node: &Node) -> bool {
    match node {
        Node::Null | Node::Bool(false) => true,
        Node::Text(text) => text.is_empty(),
        Node::List(items) => items.is_empty(),
        Node::Map(entries) => entries.is_empty(),
        _ => false,
    }
}

fn kind_of(node: &Node) -> Kinds {
    match node {
        Node::Null => Kinds::default(),
        Node::Bool(_) => Kinds::BOOL,
        Node::Int(_) | Node::Float(_) => Kinds::NUMBER,
        Node::Text(_) => Kinds::TEXT,
        Node::List(_) => Kinds::LIST,
        Node::Map(_) => Kinds::OBJECT,
    }
}

fn is_custom(def: &EntityDef, key: &str) -> bool {
    let camel = || {
        key.strip_prefix("uf")
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()))
    };
    def.custom.is_some() && (key.starts_with("UF_") || camel())
}

fn writable(usage: Use, access: Option<Access>) -> bool {
    match access.unwrap_or_default() {
        Access::All | Access::Write => true,
        Access::Create => usage != Use::Change,
        Access::Import => usage == Use::Import,
        Access::Read | Access::Filter => false,
    }
}

impl<'s> Checker<'s> {
    /// Reports every name in a value that its type does not have.
    pub(crate) fn walk(&self, ty: &Ty, at: &At<'s>, way: Way, found: &mut Vec<Diagnostic>) {
        if is_nothing(at.node) {
            return;
        }
        match self.resolve(ty) {
            // Portals post it where they have no object, and readers take it so.
            Ty::Object(_) | Ty::Map(_) | Ty::Of(Use::Record, _)
                if way == Way::Post && at.text().as_deref() == Some("undefined") => {}
            Ty::Object(object) => {
                if way == Way::Send {
                    self.walk_choices(&object.one_of, &object.any_of, at, found);
                }
                for (key, value) in self.object_at(at, found) {
                    self.walk_entry(&object.fields, &key, &value, way, object.read_camel, found);
                }
            }
            Ty::Of(usage, entity) => {
                if let Some(def) = self
                    .entities
                    .get(*entity)
                    .and_then(|slot| slot.def.as_ref())
                {
                    self.walk_entity(*usage, def, at, way, found);
                }
            }
            Ty::List(item) | Ty::Map(item) => {
                let items = at.items().or_else(|| {
                    at.entries()
                        .map(|entries| entries.into_iter().map(|(_, at)| at).collect())
                });
                match items {
                    Some(items) => items.iter().for_each(|at| self.walk(item, at, way, found)),
                    None => found.push(at.wrong(
                        Code::ExampleShape,
                        format!("this is a list or mapping, not {}", at.node.describe()),
                    )),
                }
            }
            Ty::Optional(inner) => self.walk(inner, at, way, found),
            Ty::Union { members, .. } => {
                let kind = kind_of(at.node);
                let fitting = members
                    .iter()
                    .filter(|member| self.kinds(member).common(kind) != Kinds::default());
                // Of several objects, the one that explains the value best.
                let best = fitting
                    .map(|member| {
                        let mut found = Vec::new();
                        self.walk(member, at, way, &mut found);
                        found
                    })
                    .min_by_key(Vec::len);
                found.extend(best.unwrap_or_default());
            }
            Ty::Tuple(fields) => {
                for (field, item) in fields.iter().zip(at.items().unwrap_or_default()) {
                    self.walk(&field.ty, &item, way, found);
                }
            }
            Ty::Tagged { by: None, cases } => self.walk_only_key(cases, at, way, found),
            Ty::Tagged {
                by: Some(by),
                cases,
            } => {
                let value = at.get(by).and_then(|at| at.text());
                let Some(case) = cases
                    .iter()
                    .find(|case| Some(case.wire.as_str()) == value.as_deref())
                else {
                    let names: Vec<&str> = cases.iter().map(|case| case.wire.as_str()).collect();
                    found.push(no_case(by, value.as_deref(), &names, at));
                    return;
                };
                let Ty::Object(object) = self.resolve(&case.ty) else {
                    return;
                };
                for (key, value) in self.object_at(at, found) {
                    if key != *by {
                        self.walk_entry(
                            &object.fields,
                            &key,
                            &value,
                            way,
                            object.read_camel,
                            found,
                        );
                    }
                }
            }
            Ty::Directed { send, receive } => self.walk(
                if way == Way::Send { send } else { receive },
                at,
                way,
                found,
            ),
            _ => {}
        }
    }

    /// What is sent makes the choices that it must.
    pub(crate) fn walk_choices(
        &self,
        one_of: &[Vec<String>],
        any_of: &[Vec<String>],
        at: &At<'s>,
        found: &mut Vec<Diagnostic>,
    ) {
        let Some(entries) = at.entries() else { return };
        let given = |name: &str| entries.iter().any(|(key, _)| key == name);
        if let Some(refused) = refused(one_of, any_of, &given) {
            found.push(at.wrong(Code::ExampleShape, refused.text));
        }
    }

    /// An object whose only key tells what it holds.
    fn walk_only_key(&self, cases: &[CaseDef], at: &At<'s>, way: Way, found: &mut Vec<Diagnostic>) {
        let entries = self.object_at(at, found);
        let [(key, value)] = entries.as_slice() else {
            if entries.len() > 1 {
                let message = format!("this object has one key, not {}", entries.len());
                found.push(at.wrong(Code::ExampleShape, message));
            }
            return;
        };
        match cases.iter().find(|case| case.wire == *key) {
            Some(case) => self.walk(&case.ty, value, way, found),
            None => {
                let message = format!("the key `{key}` names no case");
                let names = cases.iter().map(|case| case.wire.as_str());
                found.push(
                    value
                        .wrong_key(Code::ExampleName, message)
                        .suggest(key, names),
                );
            }
        }
    }

    fn object_at(&self, at: &At<'s>, found: &mut Vec<Diagnostic>) -> Vec<(String, At<'s>)> {
        match at.entries() {
            Some(entries) => entries
                .into_iter()
                .map(|(key, at)| (key.into_owned(), at))
                .collect(),
            None => {
                found.push(at.wrong(
                    Code::ExampleShape,
                    format!("this is an object, not {}", at.node.describe()),
                ));
                Vec::new()
            }
        }
    }

    /// One key of an object.
    pub(crate) fn walk_entry(
        &self,
        fields: &[FieldDef],
        key: &str,
        at: &At<'s>,
        way: Way,
        camel: bool,
        found: &mut Vec<Diagnostic>,
    ) {
        match field(fields, key, way, camel) {
            Some(field) => self.walk(&field.ty, at, way, found),
            None => found.push(unknown(
                fields,
                key,
                way == Way::Receive && camel,
                at.wrong_key(Code::ExampleName, format!("there is no field `{key}` here")),
            )),
        }
    }

    fn walk_entity(
        &self,
        usage: Use,
        def: &EntityDef,
        at: &At<'s>,
        way: Way,
        found: &mut Vec<Diagnostic>,
    ) {
        match usage {
            Use::Record | Use::New | Use::Import | Use::Change => {
                for (key, value) in self.object_at(at, found) {
                    if is_custom(def, &key) {
                        continue;
                    }
                    let known = field(&def.fields, &key, way, def.read_camel);
                    match known {
                        Some(known) if usage != Use::Record && !writable(usage, known.access) => {
                            let message = format!("`{key}` cannot be written here");
                            found.push(
                                value
                                    .wrong_key(Code::ExampleName, message)
                                    .help("leave it out")
                                    .also("see its `access` in", known.place.clone()),
                            );
                        }
                        Some(known) => self.walk(&known.ty, &value, way, found),
                        None => self.unknown_entry(def, &key, &value, way, found),
                    }
                }
            }
            Use::Filter => self.walk_filter(def, at, found),
            Use::Order => {
                for (key, value) in self.object_at(at, found) {
                    self.entity_name(def, &key, &value, true, found);
                }
            }
            Use::Select => {
                for item in at.items().unwrap_or_default() {
                    let Some(name) = item.text() else { continue };
                    if !matches!(name.as_ref(), "*" | "UF_*" | "uf*" | "UF*") {
                        self.entity_name(def, &name, &item, false, found);
                    }
                }
            }
        }
    }

    fn walk_filter(&self, def: &EntityDef, at: &At<'s>, found: &mut Vec<Diagnostic>) {
        if let Some(items) = at.items() {
            // `["id", ">", 5]`, or a list of such or of groups.
            match items.first().map(|first| first.node) {
                Some(Node::Text(name)) if def.style == FilterStyle::Triples => {
                    if let Some(first) = items.first() {
                        self.entity_name(def, name, first, false, found);
                    }
                }
                _ => items
                    .iter()
                    .for_each(|item| self.walk_filter(def, item, found)),
            }
            return;
        }
        for (key, value) in at.entries().unwrap_or_default() {
            let name = key.trim_start_matches(OPERATORS);
            let group = LOGIC.contains(&name) || name.chars().all(|c| c.is_ascii_digit());
            if group {
                if !matches!(value.node, Node::Text(_) | Node::Bool(_)) {
                    self.walk_filter(def, &value, found);
                }
            } else if let Some(near) = LOGIC.iter().find(|word| distance(word, name) == 1) {
                let known = field(&def.fields, name, Way::Send, def.read_camel).is_some();
                if !known && matches!(value.node, Node::Text(_)) {
                    let message = format!("`{name}` neither joins conditions nor is a field");
                    let diagnostic = value.wrong_key(Code::ExampleName, message);
                    found.push(diagnostic.help(format!("did you mean `{near}`?")));
                } else {
                    self.entity_name(def, name, &value, true, found);
                }
            } else {
                self.entity_name(def, name, &value, true, found);
            }
        }
    }

    /// A field that is named by a key or a value.
    fn entity_name(
        &self,
        def: &EntityDef,
        name: &str,
        at: &At<'s>,
        key: bool,
        found: &mut Vec<Diagnostic>,
    ) {
        if is_custom(def, name) || field(&def.fields, name, Way::Send, def.read_camel).is_some() {
            return;
        }
        let message = format!("`{}` has no field `{name}`", def.full_name);
        let diagnostic = if key {
            at.wrong_key(Code::ExampleName, message)
        } else {
            at.wrong(Code::ExampleName, message)
        };
        found.push(unknown(&def.fields, name, false, diagnostic));
    }

    fn unknown_entry(
        &self,
        def: &EntityDef,
        key: &str,
        at: &At<'s>,
        way: Way,
        found: &mut Vec<Diagnostic>,
    ) {
        let diagnostic = at.wrong_key(
            Code::ExampleName,
            format!("`{}` has no field `{key}`", def.full_name),
        );
        let camel = way == Way::Receive && def.read_camel;
        found.push(unknown(&def.fields, key, camel, diagnostic));
    }
}

/// An object that is of no case: another value tells its case, or none does.
fn no_case(by: &str, value: Option<&str>, names: &[&str], at: &At<'_>) -> Diagnostic {
    if let (Some(value), Some(inner)) = (value, at.get(by)) {
        let message = format!("`{by}` names no case: {value}");
        let diagnostic = inner.wrong(Code::ExampleName, message);
        return diagnostic.choice(value, names.iter().copied());
    }
    let entries = at.entries().unwrap_or_default();
    let near = nearest(by, entries.iter().map(|(key, _)| key.as_ref()));
    match near.and_then(|near| entries.iter().find(|(key, _)| key == near)) {
        Some((key, entry)) => entry
            .wrong_key(Code::ExampleName, format!("there is no field `{key}` here"))
            .help(format!("did you mean `{by}`?")),
        None => at
            .wrong(
                Code::ExampleName,
                format!("`{by}` is missing, which tells the cases apart"),
            )
            .help(format!("add `{by}: …`"))
            .choice("", names.iter().copied()),
    }
}

/// Whether a name begins with another one, but for a letter.
fn begins_nearly(name: &str, begin: &str) -> bool {
    let length = begin.chars().count();
    (length.saturating_sub(1)..=length + 1).any(|length| {
        let start: String = name.chars().take(length).collect();
        start.len() < name.len() && distance(&start, begin) == 1
    })
}

/// Says what was probably meant, in the spelling that belongs here.
fn unknown(fields: &[FieldDef], name: &str, camel: bool, diagnostic: Diagnostic) -> Diagnostic {
    let mut stars = fields.iter().filter(|field| field.star);
    if let Some(star) = stars.find(|field| begins_nearly(name, &field.wire)) {
        return diagnostic.help(format!("did you mean `{}`?", star.written()));
    }
    let spelled = |field: &FieldDef| match camel {
        true => names::camel(&field.wire),
        false => field.wire.clone(),
    };
    let names: Vec<String> = fields.iter().map(spelled).collect();
    diagnostic.choice(name, names.iter().map(String::as_str))
}
