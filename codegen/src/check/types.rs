//! Types that are written as text, and the types that are named.

use std::ops::Range;

use super::at::{Arg, At};
use super::grammar::{self, Expr, ExprKind};
use super::lookup::Item;
use super::node::Role;
use super::rules::Pending;
use super::{Checker, State, Ty, TypeDef, Use};
use crate::diagnose::Code;
use crate::model::Scalar;

/// Plain values by their words.
pub(crate) const SCALARS: &[(&str, Scalar)] = &[
    ("string", Scalar::String),
    ("int", Scalar::Int),
    ("number", Scalar::Number),
    ("bool", Scalar::Bool),
    ("yn", Scalar::Yn),
    ("bit", Scalar::Bit),
    ("date", Scalar::Date),
    ("datetime", Scalar::Datetime),
    ("site_date", Scalar::SiteDate),
    ("site_datetime", Scalar::SiteDatetime),
    ("time", Scalar::Time),
    ("timestamp", Scalar::Timestamp),
    ("money", Scalar::Money),
    ("crm_record", Scalar::CrmRecord),
    ("base64", Scalar::Base64),
    ("file_url", Scalar::FileUrl),
    ("secret", Scalar::Secret),
    ("id", Scalar::Id),
    ("any", Scalar::Any),
    ("done", Scalar::Done),
];

const NOTHING: &str = "nothing";
const SELF: &str = "self";

/// What stands before a parenthesis, besides the uses of an entity.
pub(crate) const HEADS: [&str; 3] = ["id", "status", "map"];

/// Uses of an entity as a type.
pub(crate) const USES: &[(&str, Use)] = &[
    ("new", Use::New),
    ("import", Use::Import),
    ("change", Use::Change),
    ("filter", Use::Filter),
    ("order", Use::Order),
    ("select", Use::Select),
];

/// Whether a name means something already.
pub(crate) fn is_reserved(name: &str) -> bool {
    name == NOTHING || name == SELF || SCALARS.iter().any(|(scalar, _)| *scalar == name)
}

/// A scalar as it is written.
#[cfg(feature = "tools")]
pub(crate) fn scalar_name(scalar: Scalar) -> &'static str {
    SCALARS
        .iter()
        .find(|(_, known)| *known == scalar)
        .map_or("any", |(name, _)| name)
}

fn scalar(name: &str) -> Option<Scalar> {
    SCALARS
        .iter()
        .find(|(scalar, _)| *scalar == name)
        .map(|(_, scalar)| *scalar)
}

impl<'s> Checker<'s> {
    /// Reads a named type unless that was done.
    pub(crate) fn ensure_type(&mut self, index: usize) {
        let Some(slot) = self.types.get_mut(index) else {
            return;
        };
        match slot.state {
            State::Done => return,
            State::Doing => {
                let (at, name) = (slot.at.clone(), slot.name.clone());
                self.push(at.wrong_key(
                    Code::RecursiveLike,
                    format!("`{name}` copies the fields of itself"),
                ));
                return;
            }
            State::Todo => slot.state = State::Doing,
        }
        let (at, name, file) = (slot.at.clone(), slot.name.clone(), slot.file);
        let node = self.node(&at, Role::Plain);
        let file = self.files.get(file).map_or(0, |info| info.id);
        if let (Some(text), Some(file)) = (node.attributes.unsure, self.out.files.get_mut(file)) {
            file.unsure.push((name.clone(), text));
        }
        let def = TypeDef {
            file,
            name,
            doc: node.attributes.doc,
            ty: node.ty,
            place: at.key_place(),
        };
        if let Some(slot) = self.types.get_mut(index) {
            slot.def = Some(def);
            slot.state = State::Done;
        }
    }

    /// A type that is written as text.
    pub(crate) fn type_text(&mut self, at: &At<'s>) -> Ty {
        let Some(text) = at.text() else {
            self.push(
                at.wrong(
                    Code::WrongShape,
                    format!("this is a type, not {}", at.node.describe()),
                )
                .help("write the name of a type"),
            );
            return Ty::Wrong;
        };
        match grammar::parse(&text) {
            Ok(expr) => self.expr(&expr, at, false),
            Err(wrong) => {
                let message = format!("`{text}` is no type: {}", wrong.message);
                self.push(at.wrong_within(Code::TypeSyntax, message, wrong.span));
                Ty::Wrong
            }
        }
    }

    fn expr(&mut self, expr: &Expr<'_>, at: &At<'s>, in_union: bool) -> Ty {
        match &expr.kind {
            ExprKind::Name(name) => self.name(name, at, &expr.span),
            ExprKind::Arg(name) => self.arg_type(name, at, &expr.span, in_union),
            ExprKind::Call(head, inner, inside) => self.call(head, inner, at, &expr.span, inside),
            ExprKind::Map(inner) => Ty::Map(Box::new(self.expr(inner, at, false))),
            ExprKind::List(item) => Ty::List(Box::new(self.expr(item, at, false))),
            ExprKind::Union(members) => self.union(members, at, &expr.span),
        }
    }

    fn union(&mut self, members: &[Expr<'_>], at: &At<'s>, span: &Range<usize>) -> Ty {
        let mut types = Vec::new();
        let mut nothing = false;
        for member in members {
            if member.kind == ExprKind::Name(NOTHING) {
                nothing = true;
                continue;
            }
            types.push((self.expr(member, at, true), member.span.clone()));
        }
        let ty = if types.len() > 1 {
            let id = self.unions;
            self.unions += 1;
            self.pending.push(Pending::Union {
                at: at.clone(),
                id,
                members: types.clone(),
            });
            Ty::Union {
                id,
                members: types.into_iter().map(|(ty, _)| ty).collect(),
            }
        } else if let Some((ty, _)) = types.pop() {
            ty
        } else {
            self.push(
                at.wrong_within(
                    Code::NothingAlone,
                    "a union of `nothing` alone is nothing",
                    span.clone(),
                )
                .help("write `done` for a result that says nothing"),
            );
            return Ty::Wrong;
        };
        if nothing {
            Ty::Optional(Box::new(ty))
        } else {
            ty
        }
    }

    fn name(&mut self, name: &str, at: &At<'s>, span: &Range<usize>) -> Ty {
        if let Some(scalar) = scalar(name) {
            return Ty::Scalar(scalar);
        }
        if name == NOTHING {
            let message = "`nothing` stands in a union only";
            self.push(
                at.wrong_within(Code::NothingAlone, message, span.clone())
                    .help("write `done` for a result that says nothing"),
            );
            return Ty::Wrong;
        }
        if name == SELF {
            return match at.env() {
                Some(env) => Ty::Of(Use::Record, env.entity),
                None => self.no_self(at, span),
            };
        }
        match self.lookup(name, at, span) {
            Some(Item::Entity(index)) => Ty::Of(Use::Record, index),
            Some(Item::Type(index)) => Ty::Named(index),
            None => {
                let mut names: Vec<String> =
                    SCALARS.iter().map(|(name, _)| (*name).to_owned()).collect();
                names.extend([SELF, NOTHING].map(str::to_owned));
                names.extend(self.names(at, true));
                let diagnostic = at.wrong_within(
                    Code::UnknownType,
                    format!("there is no type `{name}`"),
                    span.clone(),
                );
                self.push(match documented(name) {
                    Some(ours) => diagnostic.help(format!("write {ours}")),
                    None => diagnostic.suggest(name, names.iter().map(String::as_str)),
                });
                Ty::Wrong
            }
        }
    }

    fn no_self(&mut self, at: &At<'s>, span: &Range<usize>) -> Ty {
        self.push(at.wrong_within(
            Code::SelfOutsideFamily,
            "`self` is the entity that uses a family; there is none here",
            span.clone(),
        ));
        Ty::Wrong
    }

    fn arg_type(&mut self, name: &str, at: &At<'s>, span: &Range<usize>, in_union: bool) -> Ty {
        match at.env().and_then(|env| env.get(name)?.clone()) {
            Some(Arg::Node(inner)) => {
                let ty = self.node(&inner, Role::Plain).ty;
                if in_union && matches!(ty, Ty::Optional(_)) {
                    self.push(at.wrong_use(
                        Code::NothingAlone,
                        "`nothing` stands last in the outermost union",
                    ));
                }
                ty
            }
            Some(Arg::Entity(entity, _)) => {
                let Some(text) = entity.text() else {
                    return Ty::Wrong;
                };
                let whole = 0..text.chars().count();
                self.name(&text, &entity, &whole)
            }
            // Unknown arguments are reported where the family is declared.
            _ if at.env().is_some() => Ty::Wrong,
            _ => {
                let message = format!("`${name}` stands outside of a family");
                self.push(at.wrong_within(Code::UnknownArgument, message, span.clone()));
                Ty::Wrong
            }
        }
    }

    fn call(
        &mut self,
        head: &str,
        inner: &str,
        at: &At<'s>,
        span: &Range<usize>,
        inside: &Range<usize>,
    ) -> Ty {
        match head {
            "status" => {
                if inner.is_empty() {
                    self.push(
                        at.wrong_within(
                            Code::TypeSyntax,
                            "`status(…)` names a directory",
                            span.clone(),
                        )
                        .help("write `status(SOURCE)`, or `string`"),
                    );
                }
                Ty::Status(inner.to_owned())
            }
            "id" => match self.inner_entity(inner, at, inside, true) {
                Some(Inner::Entity(index)) => {
                    self.pending.push(Pending::Id {
                        at: at.clone(),
                        entity: index,
                        span: span.clone(),
                    });
                    Ty::Id(super::Target::Entity(index))
                }
                Some(Inner::Unknown(index)) => Ty::Id(super::Target::Unknown(index)),
                None => Ty::Wrong,
            },
            _ => match USES.iter().find(|(name, _)| *name == head) {
                Some((_, usage)) => match self.inner_entity(inner, at, inside, false) {
                    Some(Inner::Entity(index)) => Ty::Of(*usage, index),
                    _ => Ty::Wrong,
                },
                None => {
                    let heads = HEADS.into_iter().chain(USES.iter().map(|(name, _)| *name));
                    let head_span = span.start..span.start + head.chars().count();
                    let diagnostic = at
                        .wrong_within(
                            Code::UnknownType,
                            format!("there is no type `{head}(…)`"),
                            head_span,
                        )
                        .suggest(head, heads);
                    self.push(diagnostic);
                    Ty::Wrong
                }
            },
        }
    }

    fn inner_entity(
        &mut self,
        inner: &str,
        at: &At<'s>,
        inside: &Range<usize>,
        unknown: bool,
    ) -> Option<Inner> {
        if inner == SELF {
            return match at.env() {
                Some(env) => Some(Inner::Entity(env.entity)),
                None => {
                    self.no_self(at, inside);
                    None
                }
            };
        }
        if let Some(name) = inner.strip_prefix('$') {
            return match at.env().and_then(|env| env.get(name)?.clone()) {
                Some(Arg::Entity(entity, _)) => {
                    let text = entity.text()?.into_owned();
                    let whole = 0..text.chars().count();
                    self.entity_or_target(&text, &entity, &whole, unknown)
                }
                _ => None,
            };
        }
        self.entity_or_target(inner, at, inside, unknown)
    }

    fn entity_or_target(
        &mut self,
        name: &str,
        at: &At<'s>,
        span: &Range<usize>,
        unknown: bool,
    ) -> Option<Inner> {
        if !unknown {
            return self.entity(name, at, span).map(Inner::Entity);
        }
        match self.target(name, at, span)? {
            super::Target::Entity(index) => Some(Inner::Entity(index)),
            super::Target::Unknown(index) => Some(Inner::Unknown(index)),
        }
    }
}

enum Inner {
    Entity(usize),
    Unknown(usize),
}

/// What the words of the public reference are called here.
fn documented(name: &str) -> Option<&'static str> {
    Some(match name {
        "integer" => "`int`",
        "double" | "float" => "`number`",
        "boolean" => "`bool`; `yn` where it is sent as Y or N",
        "char" => "`yn` for a flag, else `string`",
        "text" => "`string`",
        "file" => "`file_pair`, `base64` or an object, as the method takes it",
        "array" | "list" => "`[type]`",
        "object" | "map" => "`map(type)`, or `{ fields: … }` where the fields are known",
        "enum" => "`{ values: [ … ] }`",
        "user" => "`id(user)`",
        _ => return None,
    })
}
