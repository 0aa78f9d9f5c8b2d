//! What a type looks like in JSON, for telling the members of a union apart.

use super::{Checker, Owner, Target, Ty, Use};
use crate::model::{FilterStyle, Scalar};

/// A set of kinds of JSON values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Kinds(u8);

impl Kinds {
    pub(crate) const TEXT: Self = Self(1);
    pub(crate) const NUMBER: Self = Self(2);
    pub(crate) const LIST: Self = Self(4);
    pub(crate) const OBJECT: Self = Self(8);
    pub(crate) const BOOL: Self = Self(16);
    pub(crate) const ALL: Self = Self(31);

    pub(crate) fn both(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) fn describe(self) -> &'static str {
        match self {
            Self::TEXT => "texts",
            Self::NUMBER => "numbers",
            Self::LIST => "lists",
            Self::OBJECT => "objects",
            Self::BOOL => "flags",
            _ => "several kinds",
        }
    }

    pub(crate) fn common(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

impl<'s> Checker<'s> {
    /// The type behind names and copies.
    pub(crate) fn resolve<'t>(&'t self, ty: &'t Ty) -> &'t Ty {
        let mut ty = ty;
        // Circles of names are reported elsewhere; no chain is longer than this.
        for _ in 0..64 {
            let next = match ty {
                Ty::Named(index) => self
                    .types
                    .get(*index)
                    .and_then(|slot| slot.def.as_ref())
                    .map(|def| &def.ty),
                Ty::Same(owner, index) => self.fields_of(*owner).get(*index).map(|field| &field.ty),
                _ => return ty,
            };
            match next {
                Some(next) => ty = next,
                None => return &Ty::Wrong,
            }
        }
        &Ty::Wrong
    }

    /// The fields of an entity or a named object.
    pub(crate) fn fields_of(&self, owner: Owner) -> &[super::FieldDef] {
        match owner {
            Owner::Entity(index) => self
                .entities
                .get(index)
                .and_then(|slot| slot.def.as_ref())
                .map(|def| def.fields.as_slice()),
            Owner::Type(index) => self
                .types
                .get(index)
                .and_then(|slot| slot.def.as_ref())
                .and_then(|def| match self.resolve(&def.ty) {
                    Ty::Object(object) => Some(object.fields.as_slice()),
                    _ => None,
                }),
        }
        .unwrap_or_default()
    }

    /// How values of a type can look.
    pub(crate) fn kinds(&self, ty: &Ty) -> Kinds {
        self.kinds_below(ty, 0)
    }

    fn kinds_below(&self, ty: &Ty, depth: usize) -> Kinds {
        if depth > 16 {
            return Kinds::default();
        }
        let below = |ty: &Ty| self.kinds_below(ty, depth + 1);
        match self.resolve(ty) {
            Ty::Scalar(scalar) => match scalar {
                Scalar::Int | Scalar::Number | Scalar::Bit | Scalar::Timestamp | Scalar::Id => {
                    Kinds::NUMBER
                }
                Scalar::Bool => Kinds::BOOL,
                Scalar::Any | Scalar::Done => Kinds::ALL,
                _ => Kinds::TEXT,
            },
            Ty::Id(target) => {
                if self.is_text_id(*target) {
                    Kinds::TEXT
                } else {
                    Kinds::NUMBER
                }
            }
            Ty::Status(_) => Kinds::TEXT,
            Ty::Values(def) if def.values.iter().all(|v| v.wire.parse::<i64>().is_ok()) => {
                Kinds::NUMBER
            }
            Ty::Values(_) => Kinds::TEXT,
            Ty::List(_) | Ty::Tuple(_) | Ty::Of(Use::Select, _) => Kinds::LIST,
            Ty::Of(Use::Filter, entity) => {
                let style = self
                    .entities
                    .get(*entity)
                    .and_then(|slot| slot.def.as_ref())
                    .map(|def| def.style);
                if style == Some(FilterStyle::Triples) {
                    Kinds::LIST
                } else {
                    Kinds::OBJECT
                }
            }
            Ty::Map(_) | Ty::Object(_) | Ty::Tagged { .. } | Ty::Of(..) => Kinds::OBJECT,
            Ty::Optional(inner) => below(inner),
            Ty::Union { members, .. } => members
                .iter()
                .fold(Kinds::default(), |kinds, member| kinds.both(below(member))),
            Ty::Directed { send, receive } => below(send).both(below(receive)),
            Ty::Named(_) | Ty::Same(..) | Ty::Wrong => Kinds::default(),
        }
    }

    /// Whether identifiers of a kind of record are texts.
    pub(crate) fn is_text_id(&self, target: Target) -> bool {
        let Target::Entity(index) = target else {
            return false;
        };
        let Some(def) = self.entities.get(index).and_then(|slot| slot.def.as_ref()) else {
            return false;
        };
        let def = def
            .is
            .and_then(|is| self.entities.get(is)?.def.as_ref())
            .unwrap_or(def);
        let Some(key) = def.key.and_then(|key| def.fields.get(key)) else {
            return false;
        };
        matches!(
            self.resolve(&key.ty),
            Ty::Scalar(Scalar::String) | Ty::Status(_) | Ty::Values(_)
        )
    }
}
