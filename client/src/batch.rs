//! Many calls in one request.

mod reference;
mod results;
mod run;
mod sections;
mod third;

use std::marker::PhantomData;
use std::sync::atomic::{AtomicU64, Ordering};

pub use reference::Reference;
pub use results::BatchResults;
pub use run::Running;
pub(crate) use run::{command, envelope, read_refusal};
pub(crate) use sections::{Section, command_key, sections};

use crate::call::{Call, Request};

/// The platform takes no more commands in one request.
pub(crate) const MOST: usize = 50;

/// Numbers of batches, so that a handle is not taken for one of another batch.
static NEXT: AtomicU64 = AtomicU64::new(0);

/// Calls that go to the platform together, 50 in a request and in order; a call can use the result of one before it.
///
/// Calls of REST 3 go into a batch of their own. The platform carries such a batch out as a whole: the first call that fails
/// ends it, none has an outcome of its own then, and what was written before is said to be uncertain. They cannot use
/// each other's results.
///
/// ```no_run
/// # async fn run(b24: bitrix24_client::Client) -> Result<(), bitrix24_client::Error> {
/// use bitrix24_client::{Arg, Batch, Call, Encode, IntoArg, Method};
///
/// static ADD: Method = Method::add("some.thing.add");
/// static LINK: Method = Method::set("some.thing.link");
///
/// let mut batch = Batch::new();
/// let made = batch.push(Call::<i64>::new(&ADD));
/// let link = batch.push(Call::<bool>::new(&LINK).arg("id", IntoArg::<i64>::into_arg(made.result())));
/// let done = b24.run(batch).await?;
/// let (id, linked) = (done.get(made)?, done.get(link)?);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use = "a batch does nothing until it is run"]
pub struct Batch {
    number: u64,
    halt: bool,
    requests: Vec<Request>,
}

impl Batch {
    /// Without a call.
    pub fn new() -> Self {
        Self {
            number: NEXT.fetch_add(1, Ordering::Relaxed),
            halt: false,
            requests: Vec::new(),
        }
    }

    /// Whether the calls behind one that fails are left out. They are carried out unless set.
    pub const fn halt(mut self, halt: bool) -> Self {
        self.halt = halt;
        self
    }

    /// Adds a call; the handle gets its answer out of the results, and stands for its answer in later calls.
    pub fn push<T>(&mut self, call: impl Into<Call<T>>) -> Handle<T> {
        let call = call.into();
        let handle = Handle {
            batch: self.number,
            index: self.requests.len(),
            unwrap: call.method().unwrap,
            of: PhantomData,
        };
        self.requests.push(call.into_request());
        handle
    }

    /// Whether its calls are of REST 3.
    fn is_third(&self) -> bool {
        self.requests.iter().any(|request| request.method.rest == 3)
    }

    /// How many calls there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.requests.len()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.requests.is_empty()
    }
}

impl Default for Batch {
    fn default() -> Self {
        Self::new()
    }
}

/// A call in a batch.
pub struct Handle<T> {
    batch: u64,
    index: usize,
    unwrap: &'static [&'static str],
    of: PhantomData<fn() -> T>,
}

impl<T> Handle<T> {
    /// The call's answer, for the parameters of later calls of the same batch (and of the same 50).
    #[must_use]
    pub fn result(self) -> Reference<T> {
        Reference::new(self.index, self.unwrap)
    }
}

impl<T> Clone for Handle<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Handle<T> {}

impl<T> std::fmt::Debug for Handle<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Handle({})", self.index)
    }
}
