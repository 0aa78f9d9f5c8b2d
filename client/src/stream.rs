//! Every record of a list.

mod chain;
mod plan;
mod ranges;
mod rows;
mod steps;

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use plan::Plan;
pub use ranges::Ranges;
use rows::{Rows, Sheet};
use tokio::task::JoinHandle;

use crate::call::Request;
use crate::client::{Client, Exchange, Reply};
use crate::decode::Decode;
use crate::error::Error;
use crate::retry::Tries;

/// How many records are left of a long reply when the next one is asked for.
const AHEAD: usize = 1_000;

/// Every record of a list, page by page; at most 3,500 records are held at a time, and nothing is asked for before it is
/// nearly needed.
///
/// Lists that can be searched by the key of their records are read in the order of that key: the first page alone, then up
/// to 50 pages in one request, each of which goes on behind the last record of the one before. Records that come or go
/// meanwhile do not shift the pages. Condition `>key` of the caller's is where it begins. With an order of the caller's, and
/// where there is no such key, pages are counted as the platform counts them.
///
/// A page that fails ends the stream with its error, after the records before it: a stream that ends without an error is
/// complete.
///
/// It is a [`Stream`]; [`try_next`](Self::try_next) and [`try_collect`](Self::try_collect) do without.
#[must_use = "a stream does nothing until it is read"]
pub struct ListStream<T> {
    client: Client,
    plan: Plan,
    key: Option<fn(&T) -> Option<String>>,
    exchange: Option<Underway>,
    rows: std::vec::IntoIter<T>,
    /// What went wrong behind the rows.
    error: Option<Error>,
    /// A page was refused for now: it is asked for again.
    pause: Option<Pin<Box<tokio::time::Sleep>>>,
    tries: Tries,
    done: bool,
}

impl<T> ListStream<T> {
    pub(crate) fn by_key(client: Client, request: Request, key: fn(&T) -> Option<String>) -> Self {
        Self::new(client, Plan::by_key(request), Some(key))
    }

    pub(crate) fn by_offset(client: Client, request: Request) -> Self {
        Self::new(client, Plan::by_offset(request), None)
    }

    fn new(
        client: Client,
        plan: Result<Plan, Error>,
        key: Option<fn(&T) -> Option<String>>,
    ) -> Self {
        let (plan, error) = match plan {
            Ok(plan) => (plan, None),
            Err(error) => (Plan::Nothing, Some(error)),
        };
        Self {
            tries: client.tries(),
            client,
            plan,
            key,
            pause: None,
            exchange: None,
            rows: Vec::new().into_iter(),
            done: error.is_some(),
            error,
        }
    }
}

impl<T: Decode> ListStream<T> {
    /// The key of the last record that was read from the portal, where the list is read by key: a stream that was given up
    /// can be resumed behind it, with a condition `key > this` of the caller's. Records that were read and not yet handed
    /// out are behind it, too.
    #[must_use]
    pub fn cursor(&self) -> Option<&str> {
        self.plan.cursor()
    }

    /// The next record; `None` after the last.
    ///
    /// # Errors
    ///
    /// That of a page; the stream is over then.
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        poll_fn(|context| self.poll_row(context)).await.transpose()
    }

    /// The records that are at hand, or those of the next reply: up to 2,500; `None` after the last.
    ///
    /// # Errors
    ///
    /// That of a page; the stream is over then.
    pub async fn try_next_page(&mut self) -> Result<Option<Vec<T>>, Error> {
        let Some(first) = self.try_next().await? else {
            return Ok(None);
        };
        let mut page = Vec::with_capacity(self.rows.len() + 1);
        page.push(first);
        page.extend(&mut self.rows);
        Ok(Some(page))
    }

    /// All records that are left.
    ///
    /// # Errors
    ///
    /// That of a page; the records before it are lost.
    pub async fn try_collect(mut self) -> Result<Vec<T>, Error> {
        let mut rows = Vec::new();
        while let Some(row) = self.try_next().await? {
            rows.push(row);
        }
        Ok(rows)
    }

    fn poll_row(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        loop {
            if let Some(row) = self.rows.next() {
                self.look_ahead();
                return Poll::Ready(Some(Ok(row)));
            }
            if let Some(error) = self.error.take() {
                self.done = true;
                return Poll::Ready(Some(Err(error)));
            }
            if self.done {
                return Poll::Ready(None);
            }
            if let Some(pause) = &mut self.pause {
                ready!(pause.as_mut().poll(context));
                self.pause = None;
            }
            let exchange = match &mut self.exchange {
                Some(exchange) => exchange,
                None => {
                    let outgoing = self.plan.next();
                    let exchange = self.client.exchange(outgoing);
                    self.exchange.insert(Underway::Now(exchange))
                }
            };
            let reply = ready!(exchange.poll(context));
            self.exchange = None;
            let reply = match reply {
                Ok(reply) => reply,
                Err(error) => {
                    self.error = Some(error);
                    continue;
                }
            };
            let mut rows = Rows::new(self.key);
            let more = self.plan.read(&reply, &mut rows);
            if rows.len() > 0 {
                self.tries = self.client.tries();
            }
            self.rows = rows.into_iter();
            match more {
                Ok(more) => self.done = !more,
                // One page of several: those before it are good, and the plan goes on behind them.
                Err(error) => match self.client.hold_back(&error, &mut self.tries) {
                    Some(pause) => self.pause = Some(Box::pin(tokio::time::sleep(pause))),
                    None => self.error = Some(error),
                },
            }
        }
    }
}

impl<T> ListStream<T> {
    /// Asks for what comes next while the records of a long reply are handed out. Whoever wants only a few of them does not
    /// get that far.
    fn look_ahead(&mut self) {
        let due = self.rows.len() == AHEAD && self.exchange.is_none() && self.pause.is_none();
        if !due || self.done || self.error.is_some() {
            return;
        }
        let exchange = self.client.exchange(self.plan.next());
        self.exchange = Some(Underway::ahead(exchange));
    }
}

/// A request under way: asked for when it was needed, or before.
enum Underway {
    Now(Exchange),
    Ahead(JoinHandle<Result<Reply, Error>>),
}

impl Underway {
    fn ahead(exchange: Exchange) -> Self {
        // Without a runtime, as in some tests of callers, it is sent when it is needed.
        match tokio::runtime::Handle::try_current() {
            Ok(runtime) => Self::Ahead(runtime.spawn(exchange)),
            Err(_) => Self::Now(exchange),
        }
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Result<Reply, Error>> {
        match self {
            Self::Now(exchange) => exchange.as_mut().poll(context),
            Self::Ahead(task) => Pin::new(task)
                .poll(context)
                .map(|ended| ended.unwrap_or_else(|error| Err(Error::transport("batch", error)))),
        }
    }
}

impl Drop for Underway {
    fn drop(&mut self) {
        if let Self::Ahead(task) = self {
            task.abort();
        }
    }
}

impl<T: Decode> Stream for ListStream<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_row(context)
    }
}

// The rows are moved out of it, never pinned in it.
impl<T> Unpin for ListStream<T> {}

impl<T> fmt::Debug for ListStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ListStream")
            .field("client", &self.client)
            .field("done", &self.done)
            .finish_non_exhaustive()
    }
}
