//! What is known of a method.

/// A method of the platform, as the generator writes it into a `static`.
///
/// ```
/// use bitrix24_client::{Effect, Method, Paging};
///
/// static LIST: Method = Method::read("some.thing.list").unwrap(&["items"]).paging(Paging::Start { cursor: Some("id") });
/// assert_eq!((LIST.name, LIST.effect), ("some.thing.list", Effect::Read));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Method {
    /// Its wire name.
    pub name: &'static str,
    /// The version of REST it belongs to, 2 or 3.
    pub rest: u8,
    /// What a repetition of a call does.
    pub effect: Effect,
    /// Path to the answer inside `result`.
    pub unwrap: &'static [&'static str],
    /// How a list goes on.
    pub paging: Paging,
    /// Parameters are sent as a list, in this order; empty: by name.
    pub positional: &'static [&'static str],
    /// What its own error codes mean.
    pub errors: &'static [(&'static str, ErrorKind)],
    /// Groups of parameters of which exactly one is given.
    pub one_of: &'static [&'static [&'static str]],
    /// Groups of parameters of which at least one is given.
    pub any_of: &'static [&'static [&'static str]],
    /// Names of the parameters that hold the filter, the order and the selection of a list.
    pub list_names: [&'static str; 3],
}

impl Method {
    const fn new(name: &'static str, effect: Effect) -> Self {
        Self {
            name,
            rest: 2,
            effect,
            unwrap: &[],
            paging: Paging::None,
            positional: &[],
            errors: &[],
            one_of: &[],
            any_of: &[],
            list_names: ["filter", "order", "select"],
        }
    }

    /// A method that changes nothing.
    #[must_use]
    pub const fn read(name: &'static str) -> Self {
        Self::new(name, Effect::Read)
    }

    /// A method that leaves the same state if it is repeated.
    #[must_use]
    pub const fn set(name: &'static str) -> Self {
        Self::new(name, Effect::Set)
    }

    /// A method that may do something twice if it is repeated.
    #[must_use]
    pub const fn add(name: &'static str) -> Self {
        Self::new(name, Effect::Add)
    }

    /// The answer stands below these keys of `result`.
    #[must_use]
    pub const fn unwrap(mut self, path: &'static [&'static str]) -> Self {
        self.unwrap = path;
        self
    }

    /// It answers lists that go on.
    #[must_use]
    pub const fn paging(mut self, paging: Paging) -> Self {
        self.paging = paging;
        self
    }

    /// What a list calls its filter, order and selection, where that is not `filter`, `order` and `select`. A stream adds to
    /// them.
    #[must_use]
    pub const fn list_names(
        mut self,
        filter: &'static str,
        order: &'static str,
        select: &'static str,
    ) -> Self {
        self.list_names = [filter, order, select];
        self
    }

    /// Parameters are sent as a list, in this order.
    #[must_use]
    pub const fn positional(mut self, order: &'static [&'static str]) -> Self {
        self.positional = order;
        self
    }

    /// It belongs to REST 3.
    #[must_use]
    pub const fn rest3(mut self) -> Self {
        self.rest = 3;
        self
    }

    /// What its own error codes mean.
    #[must_use]
    pub const fn errors(mut self, errors: &'static [(&'static str, ErrorKind)]) -> Self {
        self.errors = errors;
        self
    }

    /// Exactly one of these groups of parameters is given; checked before sending.
    #[must_use]
    pub const fn one_of(mut self, groups: &'static [&'static [&'static str]]) -> Self {
        self.one_of = groups;
        self
    }

    /// At least one of these groups of parameters is given; checked before sending.
    #[must_use]
    pub const fn any_of(mut self, groups: &'static [&'static [&'static str]]) -> Self {
        self.any_of = groups;
        self
    }
}

/// What a repetition of a call does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Effect {
    /// Nothing.
    Read,
    /// Leaves the same state.
    Set,
    /// May do it twice.
    Add,
}

/// How a list goes on. Names of parameters may be dotted paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Paging {
    /// It does not.
    None,
    /// `start`, 50 at a time.
    Start {
        /// Wire name of the field that a cursor can compare, if there is one.
        cursor: Option<&'static str>,
    },
    /// A number of records to skip.
    Offset {
        /// Parameter: how many.
        limit: &'static str,
        /// Parameter: how many to skip.
        offset: &'static str,
        /// Key of the answer that holds the records; a method that answers a page has it in [`Method::unwrap`] too.
        items: Option<&'static str>,
        /// Key beside the records that says whether there are more.
        more: Option<&'static str>,
    },
    /// The last id of the page before.
    Last {
        /// Parameter: the last id.
        after: &'static str,
        /// Parameter: how many.
        limit: &'static str,
        /// Wire name of the field that holds the id.
        key: &'static str,
    },
    /// A number of the page.
    Page {
        /// Parameter: the number.
        page: &'static str,
    },
    /// `pagination` of REST 3.
    Pagination {
        /// Wire name of the field that a cursor can compare, if there is one.
        cursor: Option<&'static str>,
    },
    /// A cursor in the answer, a plain value or an object, which is sent back as it came.
    Cursor {
        /// Parameter: the cursor.
        after: &'static str,
        /// Parameter: how many, where there is one.
        limit: Option<&'static str>,
        /// Key beside the records that holds the next cursor.
        next: &'static str,
        /// Key of the answer that holds the records; a method that answers a page has it in [`Method::unwrap`] too.
        items: &'static str,
    },
}

/// What a caller can do about an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Wait.
    Limit,
    /// Sign in again.
    Auth,
    /// Ask for rights.
    Access,
    /// Do without the record.
    NotFound,
    /// Correct the call.
    Invalid,
    /// Use the record that is there.
    Exists,
    /// Try again later: somebody else is at it.
    Busy,
    /// Nothing: the platform failed.
    Server,
}
