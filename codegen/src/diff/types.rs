//! Types of two models against each other: the same, wider, narrower or something else.

use std::collections::HashSet;

use super::Compare;
use crate::check::scalar_name;
use crate::model::{EntityId, Field, IdKindId, Kind, Model, Scalar, TypeId, Variant};

/// How a type relates to what it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    Same,
    /// Every value that it had, and others.
    Wider,
    /// Some of the values that it had.
    Narrower,
    Other,
}

impl Relation {
    fn back(self) -> Self {
        match self {
            Self::Wider => Self::Narrower,
            Self::Narrower => Self::Wider,
            same => same,
        }
    }

    fn wider(is: bool) -> Self {
        if is { Self::Wider } else { Self::Other }
    }
}

impl Compare<'_> {
    /// Whether two types are the same all the way down, whatever they are called.
    pub(super) fn same(&self, old: TypeId, new: TypeId) -> bool {
        self.same_below(old, new, &mut HashSet::new())
    }

    fn same_below(&self, old: TypeId, new: TypeId, seen: &mut HashSet<(TypeId, TypeId)>) -> bool {
        // What goes in circles is the same unless something on the way differs.
        if !seen.insert((old, new)) {
            return true;
        }
        let all = |a: &[Field], b: &[Field], seen: &mut HashSet<_>| {
            a.len() == b.len()
                && a.iter().zip(b).all(|(a, b)| {
                    (&a.wire, a.star, a.certain) == (&b.wire, b.star, b.certain)
                        && self.same_below(a.ty, b.ty, seen)
                })
        };
        match (&self.old.model[old].kind, &self.new.model[new].kind) {
            (Kind::List(a), Kind::List(b))
            | (Kind::Map(a), Kind::Map(b))
            | (Kind::Optional(a), Kind::Optional(b)) => self.same_below(*a, *b, seen),
            (Kind::Union(a), Kind::Union(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| self.same_below(*a, *b, seen))
            }
            (Kind::Object(a), Kind::Object(b)) => all(&a.fields, &b.fields, seen),
            (Kind::Tuple(a), Kind::Tuple(b)) => all(a, b, seen),
            (Kind::Values(a), Kind::Values(b)) => {
                let own = |values: &[Variant]| -> Vec<_> {
                    values
                        .iter()
                        .map(|v| (v.wire.clone(), v.name.clone()))
                        .collect()
                };
                own(a) == own(b)
            }
            (Kind::Tagged { by: x, cases: a }, Kind::Tagged { by: y, cases: b }) => {
                x == y
                    && a.len() == b.len()
                    && a.iter()
                        .zip(b)
                        .all(|(a, b)| a.wire == b.wire && self.same_below(a.ty, b.ty, seen))
            }
            (
                Kind::Directed {
                    send: a,
                    receive: x,
                },
                Kind::Directed {
                    send: b,
                    receive: y,
                },
            ) => self.same_below(*a, *b, seen) && self.same_below(*x, *y, seen),
            _ => self.relation(old, new) == Relation::Same,
        }
    }

    /// How a type relates to what it was. Types that have parts of their own are the same; their parts are compared elsewhere.
    pub(super) fn relation(&self, old: TypeId, new: TypeId) -> Relation {
        let (a, b) = (&self.old.model[old].kind, &self.new.model[new].kind);
        match (a, b) {
            (Kind::Scalar(a), Kind::Scalar(b)) => scalars(*a, *b),
            (Kind::Id(a), Kind::Id(b)) => {
                if self.same_id(*a, *b) {
                    Relation::Same
                } else {
                    Relation::Other
                }
            }
            (Kind::Status(a), Kind::Status(b)) if a == b => Relation::Same,
            (Kind::List(a), Kind::List(b)) | (Kind::Map(a), Kind::Map(b)) => self.relation(*a, *b),
            (Kind::Optional(a), Kind::Optional(b)) => self.relation(*a, *b),
            (Kind::Optional(inner), _) => match self.relation(*inner, new) {
                Relation::Same | Relation::Narrower => Relation::Narrower,
                _ => Relation::Other,
            },
            (_, Kind::Optional(inner)) => match self.relation(old, *inner) {
                Relation::Same | Relation::Wider => Relation::Wider,
                _ => Relation::Other,
            },
            (
                Kind::Directed {
                    send: a,
                    receive: x,
                },
                Kind::Directed {
                    send: b,
                    receive: y,
                },
            ) => match (self.relation(*a, *b), self.relation(*x, *y)) {
                (one, Relation::Same) | (Relation::Same, one) => one,
                (one, other) if one == other => one,
                _ => Relation::Other,
            },
            (Kind::Object(_), Kind::Object(_))
            | (Kind::Values(_), Kind::Values(_))
            | (Kind::Tuple(_), Kind::Tuple(_))
            | (Kind::Tagged { .. }, Kind::Tagged { .. })
            | (Kind::Union(_), Kind::Union(_)) => Relation::Same,
            (Kind::Record(a), Kind::Record(b))
            | (Kind::New(a), Kind::New(b))
            | (Kind::Import(a), Kind::Import(b))
            | (Kind::Change(a), Kind::Change(b))
            | (Kind::Filter(a), Kind::Filter(b))
            | (Kind::Order(a), Kind::Order(b))
            | (Kind::Select(a), Kind::Select(b)) => {
                if self.same_entity(*a, *b) {
                    Relation::Same
                } else {
                    Relation::Other
                }
            }
            (_, Kind::Union(members)) => Relation::wider(members.iter().any(|member| {
                matches!(
                    self.relation(old, *member),
                    Relation::Same | Relation::Wider
                )
            })),
            (Kind::Union(members), _) => Relation::wider(members.iter().any(|member| {
                matches!(
                    self.relation(*member, new),
                    Relation::Same | Relation::Narrower
                )
            }))
            .back(),
            _ if is_wider(a, b) => Relation::Wider,
            _ if is_wider(b, a) => Relation::Narrower,
            _ => Relation::Other,
        }
    }

    fn same_id(&self, old: IdKindId, new: IdKindId) -> bool {
        // Whether they are texts is told of the entity.
        let (old, new) = (&self.old.model[old], &self.new.model[new]);
        match (old.entity, new.entity) {
            (Some(a), Some(b)) => self.same_entity(a, b),
            _ => old.target == new.target,
        }
    }

    pub(super) fn same_entity(&self, old: EntityId, new: EntityId) -> bool {
        self.entities.get(&old) == Some(&new)
    }
}

fn scalars(old: Scalar, new: Scalar) -> Relation {
    use Scalar::{Any, Id, Int, Number, Timestamp};
    let wider = |a: Scalar, b: Scalar| {
        b == Any && a != Scalar::Done
            || matches!(
                (a, b),
                (Int | Id | Timestamp, Number) | (Id | Timestamp, Int)
            )
    };
    if old == new {
        Relation::Same
    } else if wider(old, new) {
        Relation::Wider
    } else if wider(new, old) {
        Relation::Narrower
    } else {
        Relation::Other
    }
}

/// Whether a type of one kind holds every value of one of another kind.
fn is_wider(narrow: &Kind, wide: &Kind) -> bool {
    match (narrow, wide) {
        (Kind::Scalar(Scalar::Done), _) => false,
        (_, Kind::Scalar(Scalar::Any)) => true,
        (Kind::Id(_), Kind::Scalar(Scalar::Id | Scalar::Int | Scalar::Number)) => true,
        (Kind::Status(_) | Kind::Values(_), Kind::Scalar(Scalar::String)) => true,
        (Kind::Values(_), Kind::Status(_)) => true,
        _ => false,
    }
}

/// A type as the spec writes it; one with parts of its own by its name.
pub(super) fn describe(model: &Model, id: TypeId) -> String {
    let ty = &model[id];
    let entity = |id: EntityId| model[id].full_name.as_str();
    match &ty.kind {
        Kind::Scalar(scalar) => scalar_name(*scalar).to_owned(),
        Kind::Id(kind) => format!("id({})", model[*kind].target.join(".")),
        Kind::Status(directory) => format!("status({directory})"),
        Kind::List(item) => format!("[{}]", describe(model, *item)),
        Kind::Map(item) => format!("map({})", describe(model, *item)),
        Kind::Optional(inner) => format!("{} | nothing", describe(model, *inner)),
        Kind::Union(members) => members
            .iter()
            .map(|member| describe(model, *member))
            .collect::<Vec<_>>()
            .join(" | "),
        Kind::Record(id) => entity(*id).to_owned(),
        Kind::New(id) => format!("new({})", entity(*id)),
        Kind::Import(id) => format!("import({})", entity(*id)),
        Kind::Change(id) => format!("change({})", entity(*id)),
        Kind::Filter(id) => format!("filter({})", entity(*id)),
        Kind::Order(id) => format!("order({})", entity(*id)),
        Kind::Select(id) => format!("select({})", entity(*id)),
        Kind::Directed { send, receive } => format!(
            "send {}, receive {}",
            describe(model, *send),
            describe(model, *receive)
        ),
        Kind::Object(_) | Kind::Values(_) | Kind::Tuple(_) | Kind::Tagged { .. } => {
            ty.path.as_ref().map_or_else(String::new, super::dotted)
        }
    }
}
