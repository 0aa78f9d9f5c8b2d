//! Records of any of several kinds: what an activity, a comment or an address belongs to.
//!
//! On the wire they are two values, a kind and a number, which only mean something together. An identifier that knows what it
//! identifies gives both, so that the number of one kind is never sent as that of another.

use std::marker::PhantomData;

use crate::batch::Reference;
use crate::encode::{Arg, Encode};
use crate::enumeration::Enumeration;
use crate::filter::{Condition, Node, Op};
use crate::ids::Id;

/// What identifiers of this kind of record are of, in the words of the enumeration `K`.
pub trait OfKind<K> {
    /// The value that stands for this kind.
    const KIND: K;
}

/// What identifiers of this kind of record begin with where records of all kinds are linked to: `D` in `D_12`.
pub trait Signed {
    /// The sign, without the underscore.
    const SIGN: &'static str;
}

/// A record of one of the kinds that `K` lists, or of a kind that the portal added.
///
/// ```
/// use bitrix24_client::{Id, OfKind, Owner};
///
/// #[derive(Debug, Clone, PartialEq)]
/// enum Kind {
///     Lamp,
///     Chair,
/// }
///
/// enum Lamp {}
/// impl OfKind<Kind> for Lamp {
///     const KIND: Kind = Kind::Lamp;
/// }
///
/// enum Chair {}
/// impl OfKind<Kind> for Chair {
///     const KIND: Kind = Kind::Chair;
/// }
///
/// let owner: Owner<Kind> = Id::<Chair>::new(43).into();
/// assert_eq!(owner.kind, Kind::Chair);
/// assert_eq!(owner.to::<Chair>(), Some(Id::new(43)));
/// assert_eq!(owner.to::<Lamp>(), None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Owner<K> {
    /// The kind of record.
    pub kind: K,
    /// Its number among those of its kind.
    pub id: Id,
}

impl<K> Owner<K> {
    /// A record of a kind, by its number.
    #[must_use]
    pub fn new(kind: K, id: impl Into<i64>) -> Self {
        Self {
            kind,
            id: Id::new(id.into()),
        }
    }

    /// A record of a kind that the enumeration need not list, by what the portal calls the kind: `177`, `dynamic_177`.
    #[must_use]
    pub fn of_type(kind: impl ToString, id: impl Into<i64>) -> Self
    where
        K: Enumeration,
    {
        Self::new(K::from_wire(&kind.to_string()), id)
    }

    /// Its identifier, if it is of the kind `E`.
    #[must_use]
    pub fn to<E: OfKind<K>>(&self) -> Option<Id<E>>
    where
        K: PartialEq,
    {
        (self.kind == E::KIND).then(|| Id::new(self.id.get()))
    }

    /// Both halves, where both came.
    #[must_use]
    pub fn whole(kind: Option<&K>, id: Option<Id>) -> Option<Self>
    where
        K: Clone,
    {
        Some(Self {
            kind: kind?.clone(),
            id: id?,
        })
    }
}

impl<K, E: OfKind<K>> From<Id<E>> for Owner<K> {
    fn from(id: Id<E>) -> Self {
        Self::new(E::KIND, id)
    }
}

/// Can be given where a record of one of the kinds that `K` lists is meant: an identifier of such a record, what a batch will
/// answer as one, or an [`Owner`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not identify a record of a kind that `{K}` lists",
    label = "no identifier of such a record",
    note = "give an identifier that knows its kind (`crm::deal::Id`), or an `Owner`"
)]
pub trait IntoOwner<K> {
    /// Kind and number as they are sent.
    fn into_owner(self) -> (Arg, Arg);
}

// The trait's own message says what is wanted; a list of all that could be given hides it.
#[diagnostic::do_not_recommend]
impl<K: Encode, E: OfKind<K>> IntoOwner<K> for Id<E> {
    fn into_owner(self) -> (Arg, Arg) {
        (E::KIND.encode(), self.encode())
    }
}

#[diagnostic::do_not_recommend]
impl<K: Encode, E: OfKind<K>> IntoOwner<K> for Reference<Id<E>> {
    fn into_owner(self) -> (Arg, Arg) {
        (E::KIND.encode(), Arg::Reference(self.into_text()))
    }
}

#[diagnostic::do_not_recommend]
impl<K: Encode> IntoOwner<K> for Owner<K> {
    fn into_owner(self) -> (Arg, Arg) {
        (&self).into_owner()
    }
}

#[diagnostic::do_not_recommend]
impl<K: Encode> IntoOwner<K> for &Owner<K> {
    fn into_owner(self) -> (Arg, Arg) {
        (self.kind.encode(), self.id.encode())
    }
}

/// Two fields of `S` that tell together which record something belongs to.
#[derive(Debug)]
pub struct OwnerField<S, K> {
    kind: &'static str,
    id: &'static str,
    of: PhantomData<fn() -> (S, K)>,
}

impl<S, K> OwnerField<S, K> {
    /// By the wire names of the kind and the number.
    #[must_use]
    pub const fn new(kind: &'static str, id: &'static str) -> Self {
        Self {
            kind,
            id,
            of: PhantomData,
        }
    }

    /// It belongs to this record.
    pub fn is(&self, owner: impl IntoOwner<K>) -> Condition<S> {
        let (kind, id) = owner.into_owner();
        let equal = |name: &'static str, value| Node::Is {
            name: name.into(),
            op: Op::Eq,
            value,
        };
        Condition::new(Node::Both(vec![equal(self.kind, kind), equal(self.id, id)]))
    }
}
