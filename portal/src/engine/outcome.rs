//! What the generic methods answer of what they did: what the spec says, as far as that follows from the type of the result.

use bitrix24_codegen::model::{EntityId, ErrorKind, Kind, Method, Model, Scalar, TypeId};
use serde_json::{Value, json};

use super::body::Body;
use super::read::{self, Page, Rows};
use super::render::Manner;
use super::{Answer, Cx, records};
use crate::catalogue::{Identity, View};
use crate::fault::Fault;

/// What is answered of a record that was written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Outcome {
    Id,
    /// Nothing but that it was done, in the words of the family.
    Done,
    /// A flag that is on.
    Flag(Scalar),
    Record,
}

/// How a family answers where no method says it: records of types that the portal added have none.
pub(super) struct Usual<'a> {
    pub(super) outcome: Outcome,
    /// Keys above what is answered.
    pub(super) path: &'a [&'a str],
    /// What there is to say of [`Outcome::Done`].
    pub(super) done: Value,
}

/// Whether the generic code of a family can answer a method as the spec says.
pub(crate) fn follows(model: &Model, method: &Method, family: &str, role: &str) -> bool {
    let kind = &model[plain(model, method.returns)].kind;
    let done = matches!(kind, Kind::Scalar(Scalar::Done | Scalar::Bool));
    match (family, role) {
        ("classic" | "item" | "wrapped", "add" | "import" | "update" | "delete") => {
            // Of a record that is gone, there is nothing to read.
            outcome(model, method).is_some_and(|it| it != Outcome::Record || role != "delete")
        }
        ("classic" | "item" | "wrapped", "get") => is_own(model, method, method.returns),
        ("classic" | "item" | "wrapped", "list") => match kind {
            Kind::List(item) | Kind::Map(item) => is_own(model, method, *item),
            _ => false,
        },
        ("classic" | "item" | "wrapped" | "link", "fields") => matches!(kind, Kind::Map(_)),
        // These answer in one way only.
        ("link" | "userfield" | "details_configuration", _) if !method.unwrap.is_empty() => false,
        ("link", "items.get") | ("userfield", "userfield.list") => matches!(kind, Kind::List(_)),
        ("link", _) => done,
        ("userfield", "userfield.add") => matches!(kind, Kind::Id(_) | Kind::Scalar(Scalar::Id)),
        ("userfield", "userfield.get") => matches!(kind, Kind::Record(_)),
        ("userfield", _) => done,
        ("details_configuration", "details.configuration.get") => !done,
        ("details_configuration", _) => done,
        _ => true,
    }
}

/// The answer of a method that has written a record.
pub(super) fn written(
    cx: &Cx<'_>,
    identity: Value,
    usual: Usual<'_>,
    record: impl FnOnce() -> Result<Body, Fault>,
) -> Result<Answer, Fault> {
    let model = &cx.core.catalogue.model;
    let outcome = cx.method.and_then(|method| outcome(model, method));
    let body = match outcome.unwrap_or(usual.outcome) {
        Outcome::Id => identity.into(),
        Outcome::Record => record()?,
        Outcome::Flag(Scalar::Yn) => json!("Y").into(),
        Outcome::Flag(Scalar::Bit) => json!(1).into(),
        Outcome::Flag(_) => json!(true).into(),
        Outcome::Done => shown(cx).unwrap_or(usual.done).into(),
    };
    Ok(below(cx, usual.path, body).into())
}

/// What a method says when there is nothing to say, where no family tells: what its example does.
fn shown(cx: &Cx<'_>) -> Option<Value> {
    let told = |family: &str| matches!(family, "classic" | "item" | "wrapped");
    let method = cx
        .method
        .filter(|m| !m.family.as_deref().is_some_and(told) && m.unwrap.is_empty())?;
    method
        .examples
        .first()
        .map(|example| example.result.clone())
}

/// What identifies a record for those who call: its number, or its text.
pub(super) fn identity(cx: &Cx<'_>, view: &View, id: i64) -> Result<Value, Fault> {
    let Identity::Text(column) = &view.table.identity else {
        return Ok(id.into());
    };
    let kept = records::get(cx, view, id, [column])?;
    Ok(kept.map(|[kept]| records::text(&kept)).into())
}

/// Records in the form in which the method lists them.
pub(super) fn listed(cx: &Cx<'_>, rows: Rows) -> Body {
    let model = &cx.core.catalogue.model;
    let by_id = |method: &Method| matches!(model[plain(model, method.returns)].kind, Kind::Map(_));
    if cx.method.is_some_and(by_id) {
        rows.by_id()
    } else {
        rows.list()
    }
}

/// What is answered below the keys that the method says, or those of its family where there is no method.
pub(super) fn below(cx: &Cx<'_>, usual: &[&str], body: impl Into<Body>) -> Body {
    let under = |body: Body, key: &str| body.under(key);
    match cx.method {
        Some(method) => {
            let keys = method.unwrap.iter().rev().map(String::as_str);
            keys.fold(body.into(), under)
        }
        None => usual.iter().rev().copied().fold(body.into(), under),
    }
}

/// A record as it is read.
pub(super) fn record(
    cx: &Cx<'_>,
    view: &View,
    original: bool,
    page: &Page,
    manner: Manner,
) -> Result<Option<Body>, Fault> {
    let fields = cx.fields(view, original)?;
    let chosen: Vec<_> = fields.list.iter().filter(|f| f.readable()).collect();
    Ok(read::records(cx, view, &chosen, page, manner)?.one())
}

/// The refusal of a method whose record is not there: by the code that the spec says, if it says which.
pub(super) fn absent(cx: &Cx<'_>, usual: Fault) -> Fault {
    let errors = cx.method.into_iter().flat_map(|method| &method.errors);
    let mut codes = errors.filter(|error| error.is == Some(ErrorKind::NotFound));
    match (codes.next(), codes.next()) {
        (Some(only), None) => Fault {
            code: only.code.clone(),
            ..usual
        },
        _ => usual,
    }
}

/// The refusal of a method whose record is there already: by the code that the spec says, or the one for what is wrong with
/// an argument, if it has one.
pub(super) fn present(cx: &Cx<'_>, text: &str) -> Fault {
    Fault::new(code_for(cx, ErrorKind::Exists).unwrap_or_default(), text)
}

/// The refusal of a method that says of an argument what others say of a record that is not there.
pub(super) fn unknown(cx: &Cx<'_>, usual: Fault) -> Fault {
    match code_for(cx, ErrorKind::NotFound) {
        Some(WRONG_ARGUMENT) => Fault::bad_argument(usual.text),
        _ => absent(cx, usual),
    }
}

/// The code of a method for a kind of error, or the one for what is wrong with an argument.
fn code_for<'c>(cx: &'c Cx<'_>, kind: ErrorKind) -> Option<&'c str> {
    let errors = || cx.method.into_iter().flat_map(|method| &method.errors);
    let own = errors().find(|error| error.is == Some(kind));
    let argument = || errors().find(|error| error.code == WRONG_ARGUMENT);
    own.or_else(argument).map(|error| error.code.as_str())
}

const WRONG_ARGUMENT: &str = "INVALID_ARG_VALUE";

fn outcome(model: &Model, method: &Method) -> Option<Outcome> {
    match &model[plain(model, method.returns)].kind {
        Kind::Scalar(Scalar::Done) => Some(Outcome::Done),
        Kind::Scalar(scalar @ (Scalar::Bool | Scalar::Yn | Scalar::Bit)) => {
            Some(Outcome::Flag(*scalar))
        }
        Kind::Scalar(Scalar::Id) => Some(Outcome::Id),
        Kind::Id(id) => {
            let entity = method.entity.map(|entity| &model[entity]);
            let own = entity.is_some_and(|entity| entity.id == Some(*id));
            own.then_some(Outcome::Id)
        }
        _ => is_own(model, method, method.returns).then_some(Outcome::Record),
    }
}

/// Whether a type is that of the method's own records.
fn is_own(model: &Model, method: &Method, ty: TypeId) -> bool {
    match model[plain(model, ty)].kind {
        Kind::Record(entity) => is_same(model, method, entity),
        _ => false,
    }
}

/// Whether an entity is the method's own, in whatever spelling.
fn is_same(model: &Model, method: &Method, entity: EntityId) -> bool {
    let base = |id: EntityId| model[id].is.unwrap_or(id);
    method.entity.map(base) == Some(base(entity))
}

/// A type without its "or nothing".
fn plain(model: &Model, mut ty: TypeId) -> TypeId {
    while let Kind::Optional(inner) = model[ty].kind {
        ty = inner;
    }
    ty
}
