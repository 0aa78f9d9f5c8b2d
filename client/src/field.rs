//! Fields as values: what they can be compared with, ordered by, selected for.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use crate::ability::{Any, Begins, Comparable, Ordered, Textual, Yes};
use crate::encode::{Arg, IntoArg};
use crate::filter::{Condition, Node, Op, Sorted};

/// Stands for a type that is not held.
type Of<T> = PhantomData<fn() -> T>;

/// What can be done with a field: how it can be searched by (`F`), whether records can be ordered by it (`S`), whether it can
/// be selected (`R`).
pub struct Can<F, S, R>(Of<(F, S, R)>);

/// A field of `S` (an entity, or the owner of custom fields) that holds a `V`, with what can be done with it.
///
/// A condition the platform does not know is ignored by it, and the wrong records come; hence conditions are made from these
/// and not from texts.
///
/// ```
/// use bitrix24_client::{Can, Field, ability::{Exact, Yes}};
///
/// enum Thing {}
/// const AREA: Field<Thing, i64> = Field::new("AREA");
/// const KIND: Field<Thing, String, Can<Exact, Yes, Yes>> = Field::new("KIND");
///
/// let large = AREA.gt(100);
/// let round = KIND.is_in(["disc", "ball"]);
/// ```
pub struct Field<S, V, A = Can<Any, Yes, Yes>> {
    name: Cow<'static, str>,
    of: Of<(S, V, A)>,
}

impl<S, V, A> Field<S, V, A> {
    /// A field by its wire name.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self {
            name: Cow::Borrowed(name),
            of: PhantomData,
        }
    }

    /// The same with a name made up at run time.
    #[must_use]
    pub const fn named(name: String) -> Self {
        Self {
            name: Cow::Owned(name),
            of: PhantomData,
        }
    }

    /// Its wire name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn cow(&self) -> Cow<'static, str> {
        self.name.clone()
    }

    fn is(&self, op: Op, value: Arg) -> Condition<S> {
        Condition::new(Node::Is {
            name: self.cow(),
            op,
            value,
        })
    }
}

impl<S, V, A> Clone for Field<S, V, A> {
    fn clone(&self) -> Self {
        Self {
            name: self.name.clone(),
            of: PhantomData,
        }
    }
}

impl<S, V, A> fmt::Debug for Field<S, V, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Field({})", self.name)
    }
}

/// Equality.
impl<S, V, F: Comparable, O, R> Field<S, V, Can<F, O, R>> {
    /// Equal to a value.
    pub fn eq(&self, value: impl IntoArg<V>) -> Condition<S> {
        self.is(Op::Eq, value.into_arg())
    }

    /// Not equal to a value.
    pub fn ne(&self, value: impl IntoArg<V>) -> Condition<S> {
        self.is(Op::Ne, value.into_arg())
    }

    /// One of some values. Of none: a condition that cannot be sent, since the platform would ignore it.
    pub fn is_in<I: IntoIterator<Item: IntoArg<V>>>(&self, values: I) -> Condition<S> {
        self.is(Op::In, some(values))
    }

    /// None of some values.
    pub fn not_in<I: IntoIterator<Item: IntoArg<V>>>(&self, values: I) -> Condition<S> {
        self.is(Op::NotIn, some(values))
    }

    /// Without a value.
    pub fn is_empty(&self) -> Condition<S> {
        self.is(Op::Empty, Arg::Text(String::new()))
    }

    /// With a value.
    pub fn is_not_empty(&self) -> Condition<S> {
        self.is(Op::NotEmpty, Arg::Text(String::new()))
    }
}

fn some<V, I: IntoIterator<Item: IntoArg<V>>>(values: I) -> Arg {
    let values: Vec<_> = values.into_iter().map(IntoArg::into_arg).collect();
    if values.is_empty() {
        return Arg::Invalid(
            "a choice of no values: the platform would ignore the condition".to_owned(),
        );
    }
    Arg::List(values)
}

/// Order.
impl<S, V: Ordered, O, R> Field<S, V, Can<Any, O, R>> {
    /// Greater than a value.
    pub fn gt(&self, value: impl IntoArg<V>) -> Condition<S> {
        self.is(Op::Gt, value.into_arg())
    }

    /// Greater than a value or equal to it.
    pub fn ge(&self, value: impl IntoArg<V>) -> Condition<S> {
        self.is(Op::Ge, value.into_arg())
    }

    /// Less than a value.
    pub fn lt(&self, value: impl IntoArg<V>) -> Condition<S> {
        self.is(Op::Lt, value.into_arg())
    }

    /// Less than a value or equal to it.
    pub fn le(&self, value: impl IntoArg<V>) -> Condition<S> {
        self.is(Op::Le, value.into_arg())
    }

    /// Between two values, these included.
    pub fn between(&self, from: impl IntoArg<V>, to: impl IntoArg<V>) -> Condition<S> {
        Condition::new(Node::Both(vec![
            Node::Is {
                name: self.cow(),
                op: Op::Ge,
                value: from.into_arg(),
            },
            Node::Is {
                name: self.cow(),
                op: Op::Le,
                value: to.into_arg(),
            },
        ]))
    }
}

/// Parts of texts.
impl<S, V: Textual, O, R> Field<S, V, Can<Any, O, R>> {
    /// Contains a text; `%` and `_` stand for themselves.
    pub fn contains(&self, part: impl IntoArg<String>) -> Condition<S> {
        self.is(Op::Contains, part.into_arg())
    }

    /// Begins with a text. `%`, `_` and `\` in it are escaped with `\`.
    pub fn starts_with(&self, part: impl IntoArg<String>) -> Condition<S> {
        self.is(Op::Like, pattern("", part.into_arg(), "%"))
    }

    /// Ends with a text; escaped as in `starts_with`.
    pub fn ends_with(&self, part: impl IntoArg<String>) -> Condition<S> {
        self.is(Op::Like, pattern("%", part.into_arg(), ""))
    }

    /// Matches a pattern of the database: `%` for any text, `_` for any letter.
    pub fn like(&self, pattern: impl IntoArg<String>) -> Condition<S> {
        self.is(Op::Like, pattern.into_arg())
    }
}

fn pattern(before: &str, part: Arg, after: &str) -> Arg {
    match part {
        Arg::Text(text) => {
            let mut pattern = before.to_owned();
            for letter in text.chars() {
                if matches!(letter, '%' | '_' | '\\') {
                    pattern.push('\\');
                }
                pattern.push(letter);
            }
            Arg::Text(pattern + after)
        }
        Arg::Reference(_) => {
            Arg::Invalid("the result of another command cannot be a part of a pattern".to_owned())
        }
        other => other,
    }
}

/// Fields that are searched by their beginning and nothing else.
impl<S, V, O, R> Field<S, V, Can<Begins, O, R>> {
    /// Begins with a text. The platform drops `%` from it, and ignores the condition if nothing is left: such a text cannot be
    /// sent.
    pub fn starts_with(&self, part: impl IntoArg<String>) -> Condition<S> {
        let part = match part.into_arg() {
            Arg::Text(text) if text.replace('%', "").trim().is_empty() => Arg::Invalid(
                "a search for nothing: the platform would ignore the condition".to_owned(),
            ),
            part => part,
        };
        self.is(Op::Bare, part)
    }
}

/// Ordering.
impl<S, V, F, R> Field<S, V, Can<F, Yes, R>> {
    /// Smallest first.
    pub fn asc(&self) -> Sorted<S> {
        Sorted::new(self.cow(), false)
    }

    /// Largest first.
    pub fn desc(&self) -> Sorted<S> {
        Sorted::new(self.cow(), true)
    }
}
