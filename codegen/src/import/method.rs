//! Methods as they are written out.

use super::described::Described;
use super::entity::{Record, unwrapped};
use crate::check::{self, is_identifier};
use crate::draft::{Field, Header, Hoist, Places, Shape, scope_node, see, text, unwritten, word};
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
        let folder = context
            .places
            .survey
            .entities
            .iter()
            .filter(|entity| method.name.starts_with(&format!("{}.", entity.at)))
            .max_by_key(|entity| entity.at.len())
            .and_then(|entity| entity.see.clone())
            .or(header.see.clone());
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
        "id" => match (&param.shape, record) {
            (Shape::Plain(name), Some(record))
                if (name == "int" || name.starts_with("id")) && is_key(record, &lower)
                    || name == "string" && record.key.is_some() && method.key == record.key =>
            {
                of("id")
            }
            _ => None,
        },
        _ => None,
    };
    if let Some(shape) = new_shape {
        field.shape = shape;
    }
    field
}

fn is_key(record: &Record, lower: &str) -> bool {
    record
        .key
        .as_ref()
        .is_some_and(|key| key.eq_ignore_ascii_case(lower))
}

/// What a method answers.
struct Answer {
    shape: Shape,
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
                Shape::Plain(name)
                    if record.key.is_some()
                        && (name == "int" || name.starts_with("id"))
                        && method.last().eq_ignore_ascii_case("add") =>
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
    fn list(&self) -> Option<(Option<&str>, &Shape)> {
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

#[derive(Default)]
struct PagingDraft {
    node: Option<Node>,
    /// Parameters that belong to it.
    params: Vec<String>,
}

fn paging(method: &Described, answer: &Answer, record: Option<&Record>) -> PagingDraft {
    let entry = |key: &str, value: &str| (key.to_owned(), word(value));
    let Some((items, item)) = answer.list() else {
        return PagingDraft::default();
    };
    let named = |name: &str| method.param(name).map(|param| param.name.clone());
    if items.is_none()
        && method.rest == 3
        && let Some(param) = named("pagination")
        && param == "pagination"
    {
        return PagingDraft {
            node: Some(word("pagination")),
            params: vec![param],
        };
    }
    if items.is_none()
        && let Some(param) = named("start")
        && param == "start"
    {
        // A cursor is claimed for the CRM only, where it has been seen to hold.
        let crm = method.name.starts_with("crm.") && record.is_some();
        let node = if crm {
            word("start")
        } else {
            Node::Map(vec![entry("by", "start"), entry("cursor", "none")])
        };
        return PagingDraft {
            node: Some(node),
            params: vec![param],
        };
    }
    if let (Some(limit), Some(offset)) = (named("limit"), named("offset")) {
        let mut node = vec![
            entry("by", "offset"),
            entry("limit", &limit),
            entry("offset", &offset),
        ];
        if let Some(items) = items {
            node.push(entry("items", items));
            if let Shape::Object(fields) = &answer.shape {
                let more = ["hasMore", "hasNextPage", "HAS_MORE", "hasMoreItems"];
                if let Some(more) = fields
                    .iter()
                    .find(|field| more.contains(&field.name.as_str()))
                {
                    node.push(entry("more", &more.name));
                }
            }
        }
        return PagingDraft {
            node: Some(Node::Map(node)),
            params: vec![limit, offset],
        };
    }
    if items.is_none()
        && let (Some(after), Some(limit)) =
            (named("last_id").or_else(|| named("lastId")), named("limit"))
    {
        let key = match item {
            Shape::Object(fields) => ["id", "ID"]
                .into_iter()
                .find(|key| fields.iter().any(|field| field.name == *key))
                .map(str::to_owned),
            Shape::Plain(_) => record.and_then(|record| record.key.clone()),
            _ => None,
        };
        if let Some(key) = key {
            return PagingDraft {
                node: Some(Node::Map(vec![
                    entry("by", "last"),
                    entry("after", &after),
                    entry("limit", &limit),
                    entry("key", &key),
                ])),
                params: vec![after, limit],
            };
        }
    }
    if items.is_none()
        && let Some(page) = named("page")
        && method
            .param("page")
            .is_some_and(|param| text(&param.shape).as_deref() == Some("int"))
    {
        return PagingDraft {
            node: Some(Node::Map(vec![entry("by", "page"), entry("page", &page)])),
            params: vec![page],
        };
    }
    PagingDraft::default()
}
