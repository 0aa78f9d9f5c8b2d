//! Very many calls, each with an outcome of its own.

mod journal;
mod report;

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::pin::Pin;

use futures_core::Stream;
use journal::{Journal, Known};
pub use report::Report;

use crate::batch::{Batch, MOST};
use crate::call::{Call, Request};
use crate::client::Client;
use crate::decode::{Decode, from_json};
use crate::entity::Keyed;
use crate::error::Error;
use crate::method::Effect;
use crate::page::Page;
use crate::retry::Tries;
use crate::values::Json;

/// A call whose answer is lost more often than this is given up.
const MOST_LOST: u32 = 3;

impl Client {
    /// Makes very many calls, 50 in a request, in their order: additions, changes or deletions of records out of a file or a
    /// database. Calls are taken from the iterator as they are needed.
    ///
    /// ```no_run
    /// # use bitrix24_client::{Arg, Call, Client, Error, Method};
    /// # async fn run(b24: Client) -> Result<(), Box<dyn std::error::Error>> {
    /// static ADD: Method = Method::add("some.thing.add");
    /// let calls = (0..10_000).map(|number| Call::<i64>::new(&ADD).arg("number", Arg::Int(number)));
    /// let report = b24.many(calls).journal("import.journal").run().await?;
    /// println!("{report}");
    /// for (place, error) in report.errors() {
    ///     eprintln!("{place}: {error}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn many<T, C, I>(&self, calls: I) -> Bulk<T>
    where
        T: 'static,
        C: Into<Call<T>>,
        I: IntoIterator<Item = C>,
        I::IntoIter: Send + 'static,
    {
        self.many_of(Each(calls.into_iter()))
    }

    /// The same with calls that come from a stream.
    pub fn many_of<T, C, S>(&self, calls: S) -> Bulk<T>
    where
        T: 'static,
        C: Into<Call<T>>,
        S: Stream<Item = C> + Send + 'static,
    {
        Bulk {
            client: self.clone(),
            calls: Box::pin(Requests(Box::pin(calls), std::marker::PhantomData)),
            place: 0,
            journal_at: None,
            journal: None,
            find: None,
            again: VecDeque::new(),
            tries: self.tries(),
            ready: VecDeque::new(),
        }
    }
}

type Calls = Pin<Box<dyn Stream<Item = Request> + Send>>;
type Find = Box<dyn Fn(u64) -> Lookup + Send + Sync>;

/// The key of a record, being looked for.
type Key = Pin<Box<dyn Future<Output = Result<Option<String>, Error>> + Send>>;

/// A list that a record would be in, and how its key is found.
struct Lookup {
    request: Request,
    key: fn(&Client, Request) -> Key,
}

/// A call on its way.
struct Item {
    place: u64,
    request: Request,
    /// How often its answer was lost.
    lost: u32,
}

/// Very many calls (see [`Client::many`]).
#[must_use = "nothing is sent before it is run"]
pub struct Bulk<T> {
    client: Client,
    calls: Calls,
    /// Of the next call.
    place: u64,
    journal_at: Option<PathBuf>,
    journal: Option<Journal>,
    find: Option<Find>,
    /// Calls that were refused for now.
    again: VecDeque<Item>,
    /// Since something was carried out.
    tries: Tries,
    ready: VecDeque<(u64, Result<T, Error>)>,
}

impl<T: Decode> Bulk<T> {
    /// Writes down what becomes of each call, so that the same calls in the same order can go on after the program was killed:
    /// those that were carried out are not sent again. A call that was under way then is [`Error::Uncertain`], unless it can
    /// be repeated or [`finding`](Self::finding) tells what became of it.
    ///
    /// Delete the file when all is done, or the next run does nothing.
    pub fn journal(mut self, path: impl AsRef<Path>) -> Self {
        self.journal_at = Some(path.as_ref().to_owned());
        self
    }

    /// Looks for the record of an addition whose answer was lost: with a list of the records that the call at this place would
    /// have made, by an identifier of the caller's own (`ORIGIN_ID` and the like). What is found is taken as made; what is
    /// not found was not made, and is sent again.
    pub fn finding<R: Decode + Keyed + 'static>(
        mut self,
        list: impl Fn(u64) -> Call<Page<R>> + Send + Sync + 'static,
    ) -> Self {
        self.find = Some(Box::new(move |place| Lookup {
            request: list(place).into_request(),
            key: |client, request| {
                let client = client.clone();
                Box::pin(async move {
                    let found = crate::call::send::<Page<R>>(&client, &request).await?;
                    Ok(found.items.first().and_then(R::key))
                })
            },
        }));
        self
    }

    /// What became of the next call, and its place; `None` after the last.
    ///
    /// # Errors
    ///
    /// [`Error::Transport`] if the journal cannot be read or written: without it nothing is sent. What happens to a call is
    /// in its outcome.
    pub async fn next(&mut self) -> Result<Option<(u64, Result<T, Error>)>, Error> {
        loop {
            if let Some(ready) = self.ready.pop_front() {
                return Ok(Some(ready));
            }
            let together = self.gather().await?;
            if together.is_empty() {
                if self.ready.is_empty() {
                    return Ok(None);
                }
                continue;
            }
            self.send(together).await?;
        }
    }

    /// Makes all calls and reports.
    ///
    /// # Errors
    ///
    /// Those of [`next`](Self::next).
    pub async fn run(mut self) -> Result<Report<T>, Error> {
        let mut report = Report::new();
        while let Some((place, outcome)) = self.next().await? {
            report.push(place, outcome);
        }
        Ok(report)
    }

    /// Calls for one request; those that need not be sent are ready instead.
    async fn gather(&mut self) -> Result<Vec<Item>, Error> {
        if let (None, Some(path)) = (&self.journal, &self.journal_at) {
            self.journal = Some(Journal::open(path)?);
        }
        let mut together: Vec<Item> = Vec::new();
        while together.len() < MOST && !together.first().is_some_and(Item::goes_alone) {
            if let Some(again) = self.again.pop_front() {
                if again.goes_alone() && !together.is_empty() {
                    self.again.push_front(again);
                    break;
                }
                together.push(again);
                continue;
            }
            let calls = &mut self.calls;
            let next = std::future::poll_fn(|context| calls.as_mut().poll_next(context)).await;
            let Some(request) = next else { break };
            let place = self.place;
            self.place += 1;
            let known = self
                .journal
                .as_mut()
                .and_then(|journal| journal.known(place));
            let item = Item {
                place,
                request,
                lost: 0,
            };
            match known {
                None if item.goes_alone() && !together.is_empty() => {
                    self.again.push_front(item);
                    break;
                }
                None => together.push(item),
                Some(Known::Done(answer)) => {
                    self.ready.push_back((place, read(&item, &answer)));
                }
                Some(Known::UnderWay) => {
                    let error = killed(item.request.method.name);
                    together.extend(self.doubtful(item, error).await?);
                }
            }
            // Outcomes that are known are not kept waiting for a whole request.
            if self.ready.len() >= MOST {
                break;
            }
        }
        Ok(together)
    }

    /// A call that may have been carried out: the call again if it should be sent, else its outcome is ready.
    async fn doubtful(&mut self, mut item: Item, error: Error) -> Result<Option<Item>, Error> {
        item.lost += 1;
        let unknown = if item.lost > MOST_LOST {
            true
        } else if item.request.method.effect != Effect::Add {
            false
        } else if let Some(find) = &self.find {
            let Lookup { request, key } = find(item.place);
            match key(&self.client, request).await {
                Ok(None) => false,
                Ok(Some(key)) => {
                    self.answered(&item, &Json::String(key))?;
                    return Ok(None);
                }
                Err(error) => {
                    tracing::debug!(%error, "nothing was learnt of a call whose answer was lost");
                    true
                }
            }
        } else {
            true
        };
        if unknown {
            self.ready.push_back((item.place, Err(error)));
            return Ok(None);
        }
        Ok(Some(item))
    }

    /// A call was carried out: written down, and ready as the type that the caller wants.
    fn answered(&mut self, item: &Item, answer: &Json) -> Result<(), Error> {
        if let Some(journal) = &mut self.journal {
            journal.done(item.place, answer)?;
        }
        self.ready.push_back((item.place, read(item, answer)));
        Ok(())
    }

    async fn send(&mut self, together: Vec<Item>) -> Result<(), Error> {
        if let Some(journal) = &mut self.journal {
            journal.under_way(together.iter().map(|item| item.place))?;
        }
        let (outcomes, refused_whole) = self.outcomes(&together).await;
        let mut pause = None;
        for (item, outcome) in together.into_iter().zip(outcomes) {
            match outcome {
                Ok(answer) => {
                    self.tries = self.client.tries();
                    self.answered(&item, &answer)?;
                }
                Err(error) if error.is_uncertain() => {
                    let again = self.doubtful(item, error).await?;
                    self.again.extend(again);
                }
                Err(error) => {
                    // Refused for now: it was not carried out, and may be later.
                    let later = match &error {
                        Error::Limit { .. } if !refused_whole => {
                            self.client.hold_back(&error, &mut self.tries)
                        }
                        _ => None,
                    };
                    if later.is_some() {
                        pause = pause.max(later);
                        self.again.push_back(item);
                        continue;
                    }
                    if let Some(journal) = &mut self.journal {
                        journal.failed(item.place)?;
                    }
                    self.ready.push_back((item.place, Err(error)));
                }
            }
        }
        if let Some(journal) = &mut self.journal {
            journal.keep()?;
        }
        if let Some(pause) = pause {
            tokio::time::sleep(pause).await;
        }
        Ok(())
    }
}

impl<T> Bulk<T> {
    /// What came of each, and whether the request as a whole was refused (which the client has waited and tried for).
    async fn outcomes(&self, together: &[Item]) -> (Vec<Result<Json, Error>>, bool) {
        if let [item] = together
            && item.goes_alone()
        {
            let outcome = Call::<Json>::of(item.request.clone())
                .send(&self.client)
                .await;
            let refused = outcome.is_err();
            return (vec![outcome], refused);
        }
        let mut batch = Batch::new();
        let handles: Vec<_> = together
            .iter()
            .map(|item| batch.push(Call::<Json>::of(item.request.clone())))
            .collect();
        match self.client.run(batch).await {
            Ok(results) => {
                let outcomes = handles.into_iter().map(|handle| results.get(handle));
                (outcomes.collect(), false)
            }
            Err(error) => (vec![Err(error); together.len()], true),
        }
    }
}

impl Item {
    /// A batch of REST 3 fails as a whole, and a call by itself can be repeated safely (`Idempotency-Key`).
    fn goes_alone(&self) -> bool {
        self.request.method.rest == 3
    }
}

/// An answer as the type that the caller wants.
fn read<T: Decode>(item: &Item, answer: &Json) -> Result<T, Error> {
    from_json(answer).map_err(|error| Error::decode(item.request.method.name, error))
}

/// The program ended while a call was under way.
fn killed(method: &str) -> Error {
    let source = std::io::Error::other("the program ended before the answer came");
    Error::uncertain(method, source)
}

impl<T> std::fmt::Debug for Bulk<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bulk")
            .field("client", &self.client)
            .field("place", &self.place)
            .finish_non_exhaustive()
    }
}

/// An iterator as a stream that never waits.
struct Each<I>(I);

impl<I> Unpin for Each<I> {}

impl<I: Iterator> Stream for Each<I> {
    type Item = I::Item;

    fn poll_next(
        mut self: Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<I::Item>> {
        std::task::Poll::Ready(self.0.next())
    }
}

/// Calls without their types.
struct Requests<S, T>(Pin<Box<S>>, std::marker::PhantomData<fn() -> T>);

impl<S, T, C> Stream for Requests<S, T>
where
    S: Stream<Item = C>,
    C: Into<Call<T>>,
{
    type Item = Request;

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Request>> {
        let next = self.0.as_mut().poll_next(context);
        next.map(|call| call.map(|call| call.into().into_request()))
    }
}
