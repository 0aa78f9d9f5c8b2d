//! Methods as they are written out.

use super::described::Described;
use super::entity::{Record, unwrapped};
use super::paging::paging;
use crate::check::{self, is_identifier};
use crate::draft::{Field, Header, Hoist, Places, Shape, scope_node, see, unwritten, word};
use crate::model::Effect;
use crate::read::Node;

/// Where a method is written.
pub(crate) struct Context<'c, 's> {
    pub(crate) places: &'c Places<'s>,
    pub(crate) module: &'c [String],
    pub(crate) records: &'c [Record],
}

impl Context<'_, '_> {
    /// The entity that a method is about.
    fn record(&self, method: &Described) -> Option<&Record> {
        self.records
            .iter()
            .find(|record| record.at == method.prefix() && record.rest == method.rest)
    }

    /// The nearest entity among the segments above a method.
    fn above(&self, method: &Described) -> Option<&Record> {
        self.records
            .iter()
            .filter(|record| record.rest == method.rest)
            .filter(|record| {
                let rest = method.name.strip_prefix(record.at.as_str());
                rest.is_some_and(|rest| rest.starts_with('.'))
            })
            .max_by_key(|record| record.at.len())
    }

    /// The folder of the entity that a method is nearest to, where it has one and stands in the same file.
    fn folder(&self, method: &Described) -> Option<String> {
        let is_below = |at: &str| {
            let rest = method.name.strip_prefix(at);
            rest.is_some_and(|rest| rest.starts_with('.'))
        };
        let drafted = self
            .records
            .iter()
            .filter(|record| !record.is_there && record.rest == method.rest && is_below(&record.at))
            .map(|record| {
                let folder = record.see.as_ref().map(|(_, full)| full.clone());
                (
                    record.at.len(),
                    folder.filter(|_| record.module == self.module),
                )
            });
        let path = self.places.path(self.module);
        let there = self
            .places
            .survey
            .entities
            .iter()
            .filter(|entity| entity.rest == method.rest && is_below(&entity.at))
            .map(|entity| {
                (
                    entity.at.len(),
                    entity.see.clone().filter(|_| entity.file == path),
                )
            });
        drafted
            .chain(there)
            .max_by_key(|(length, _)| *length)
            .and_then(|(_, folder)| folder)
    }

    /// How the file of the method calls an entity.
    fn reference(&self, record: &Record) -> String {
        if record.module == self.module && self.places.is_clear(self.module, &record.name) {
            return record.name.clone();
        }
        if record.is_there || record.module == self.module {
            return record.reference.clone();
        }
        let mut full = record.module.join(".");
        if record.module.last() != Some(&record.name) {
            full = format!("{full}.{}", record.name);
        }
        full
    }
}

/// What a file's defaults do not say of a method.
pub(crate) fn beside(
    method: &Described,
    header: &Header,
    has_deprecated: bool,
) -> Vec<(String, Node)> {
    let mut entries = Vec::new();
    if let Some(scope) = &method.scope
        && Some(scope) != header.scope.as_ref()
    {
        entries.push(("scope".to_owned(), scope_node(scope)));
    }
    if !method.needs.is_empty() && method.needs != header.needs {
        entries.push(("needs".to_owned(), super::needs_node(&method.needs)));
    }
    if let Some(deprecated) = &method.deprecated
        && !has_deprecated
    {
        entries.push(("deprecated".to_owned(), flag(deprecated)));
    }
    entries
}

/// `true`, or what to use instead.
pub(crate) fn flag(deprecated: &str) -> Node {
    if deprecated.is_empty() {
        Node::Bool(true)
    } else {
        word(deprecated)
    }
}

/// A method, written out.
pub(crate) fn node(method: &Described, context: &Context<'_, '_>, hoist: &mut Hoist) -> Node {
    let header = context.places.effective(context.module);
    let hint = method_hint(method);
    let mut entries = vec![unwritten()];
    if let Some(page) = &method.page {
        let folder = context.folder(method).or(header.see.clone());
        if let Some(see) = see(page, folder.as_deref(), &method.name) {
            entries.push(("see".to_owned(), word(see)));
        }
    }
    let beside = beside(method, &header, false);
    let early = |key: &str| matches!(key, "scope" | "needs");
    entries.extend(beside.iter().filter(|(key, _)| early(key)).cloned());
    let record = context.record(method);
    let answer = Answer::of(method, record, context);
    let paging = paging(method, &answer, record);
    let params: Vec<Field> = method
        .params
        .iter()
        .filter(|param| !paging.params.contains(&param.name))
        .map(|param| parameter(param, method, record, context))
        .collect();
    if !params.is_empty() {
        entries.push(("params".to_owned(), hoist.fields(&params, &hint)));
    }
    if method.one_of.iter().flatten().all(|name| {
        let known = |param: &Field| param.name == *name && !param.certain;
        params.iter().any(known)
    }) && !method.one_of.is_empty()
    {
        let group = |names: &Vec<String>| match names.as_slice() {
            [only] => word(only),
            names => Node::List(names.iter().map(word).collect()),
        };
        let groups = method.one_of.iter().map(group).collect();
        entries.push(("one_of".to_owned(), Node::List(groups)));
    }
    let returns = hoist.node(&answer.shape, &format!("{hint}_result"));
    entries.push(("returns".to_owned(), returns));
    if !answer.unwrap.is_empty() {
        entries.push(("unwrap".to_owned(), word(answer.unwrap.join("."))));
    }
    if let Some(paging) = paging.node {
        entries.push(("paging".to_owned(), paging));
    }
    if check::effect(&method.name).is_none() {
        entries.push(("effect".to_owned(), word(effect(method))));
    }
    if !method.errors.is_empty() {
        let codes = method.errors.iter().map(word).collect();
        entries.push(("errors".to_owned(), Node::List(codes)));
    }
    entries.extend(beside.into_iter().filter(|(key, _)| !early(key)));
    Node::Map(entries)
}

/// What objects of a method are called where they need a name.
fn method_hint(method: &Described) -> String {
    let mut parts: Vec<String> = check::segments(&method.name);
    let skip = parts.len().saturating_sub(2);
    parts.drain(..skip);
    parts.join("_")
}

fn effect(method: &Described) -> &'static str {
    let by_answer = || match &method.result {
        // What answers more than a sign of success was asked for it.
        Some(Shape::Object(_) | Shape::List(_)) if method.params.len() < 2 => Effect::Read,
        _ => Effect::Add,
    };
    match method.effect.unwrap_or_else(by_answer) {
        Effect::Read => "read",
        Effect::Set => "set",
        Effect::Add => "add",
    }
}

/// What a method does, by name or else by description.
fn is_read(method: &Described) -> bool {
    check::effect(&method.name).or(method.effect) == Some(Effect::Read)
}

/// A parameter, in the words of the entity where it takes records, conditions or names of fields.
fn parameter(
    param: &Field,
    method: &Described,
    record: Option<&Record>,
    context: &Context<'_, '_>,
) -> Field {
    let mut field = param.clone();
    // Who may write what is said of fields, not of parameters.
    field.attributes.retain(|(key, _)| key != "access");
    let lower = param.name.to_ascii_lowercase();
    let entity = record.map(|record| context.reference(record));
    let of = |usage: &str| {
        entity
            .as_ref()
            .map(|entity| Shape::Plain(format!("{usage}({entity})")))
    };
    let last = method.last().to_ascii_lowercase();
    let new_shape = match lower.as_str() {
        "fields" => match (&param.shape, record) {
            (Shape::Object(fields), Some(record))
                if !fields.is_empty() && record.covers(fields) =>
            {
                match last.as_str() {
                    "add" | "create" => of("new"),
                    "update" | "set" => of("change"),
                    _ => None,
                }
            }
            _ => None,
        },
        "filter" if method.rest == 3 => of("filter").or_else(|| Some(Shape::list(Shape::any()))),
        "filter" => of("filter").or_else(|| Some(Shape::map(Shape::any()))),
        "order" => match param.shape {
            Shape::Plain(_) => None,
            _ => of("order").or_else(|| Some(Shape::map(Shape::plain("string")))),
        },
        "select" => of("select").or_else(|| Some(Shape::list(Shape::plain("string")))),
        _ => identifier(param, method, record, context),
    };
    if let Some(shape) = new_shape {
        field.shape = shape;
    }
    field
}

/// What a parameter is that says which record is meant: one of the entity itself, or of the one above where the page says so.
fn identifier(
    param: &Field,
    method: &Described,
    record: Option<&Record>,
    context: &Context<'_, '_>,
) -> Option<Shape> {
    let squeezed = |name: &str| name.replace('_', "").to_ascii_lowercase();
    let name = squeezed(&param.name);
    let (item, many) = match &param.shape {
        Shape::List(item) => (item.as_ref(), true),
        shape => (shape, false),
    };
    let means = |record: &Record, plain: bool| {
        let own = squeezed(&record.name);
        let key = record.key.as_deref().map(squeezed);
        let one = if many {
            name.strip_suffix('s')
        } else {
            Some(name.as_str())
        };
        one.is_some_and(|one| {
            plain && (one == "id" || Some(one) == key.as_deref())
                || one.strip_suffix("id") == Some(&own)
        })
    };
    let record = match record {
        Some(record) => Some(record).filter(|record| means(record, true)),
        // A number below an entity may count something else; a text is what identifies records that texts identify.
        None => context.above(method).filter(|record| {
            let says_page = record.key.is_some() && method.key == record.key;
            means(record, says_page || record.has_text_key())
        }),
    }?;
    if !record.is_identified_by(item, method.key.as_deref()) {
        return None;
    }
    let id = Shape::Plain(format!("id({})", context.reference(record)));
    Some(if many { Shape::list(id) } else { id })
}

/// What a method answers.
pub(super) struct Answer {
    pub(super) shape: Shape,
    unwrap: Vec<String>,
}

impl Answer {
    fn of(method: &Described, record: Option<&Record>, context: &Context<'_, '_>) -> Self {
        let bare = |shape| Self {
            shape,
            unwrap: Vec::new(),
        };
        let Some(result) = &method.result else {
            return bare(if is_read(method) {
                Shape::any()
            } else {
                Shape::plain("done")
            });
        };
        let (mut unwrap, mut shape) = unwrapped(result);
        if !unwrap.iter().all(|key| is_identifier(key)) {
            (unwrap, shape) = (Vec::new(), result);
        }
        let is_flag = |shape: &Shape| {
            matches!(shape, Shape::Plain(name) if matches!(name.as_str(), "bool" | "yn" | "bit"))
                || matches!(shape, Shape::Union(members) if members.is_empty())
        };
        if is_flag(shape) && !is_read(method) {
            return bare(Shape::plain("done"));
        }
        if let Some(record) = record {
            let entity = Shape::Plain(context.reference(record));
            match shape {
                Shape::Object(fields) if record.covers(fields) && fields.len() > 1 => {
                    return Self {
                        shape: entity,
                        unwrap,
                    };
                }
                Shape::List(item) => {
                    if let Shape::Object(fields) = item.as_ref()
                        && record.covers(fields)
                        && !fields.is_empty()
                    {
                        return Self {
                            shape: Shape::list(entity),
                            unwrap,
                        };
                    }
                }
                Shape::Plain(_)
                    if method.last().eq_ignore_ascii_case("add")
                        && record.is_identified_by(shape, None) =>
                {
                    return Self {
                        shape: Shape::Plain(format!("id({})", context.reference(record))),
                        unwrap,
                    };
                }
                _ => {}
            }
        }
        Self {
            shape: shape.clone(),
            unwrap,
        }
    }

    /// Lists in the answer: itself, or the one below a key.
    pub(super) fn list(&self) -> Option<(Option<&str>, &Shape)> {
        match &self.shape {
            Shape::List(item) => Some((None, item)),
            Shape::Object(fields) => {
                let mut lists = fields.iter().filter_map(|field| match &field.shape {
                    Shape::List(item) => Some((Some(field.name.as_str()), item.as_ref())),
                    _ => None,
                });
                let first = lists.next()?;
                lists.next().is_none().then_some(first)
            }
            _ => None,
        }
    }
}
