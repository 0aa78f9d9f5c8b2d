//! Running a batch, 50 calls at a time.

use std::borrow::Cow;
use std::future::Future;
use std::ops::Range;
use std::pin::Pin;
use std::task::{Context, Poll};

use super::reference::target;
use super::results::{BatchResults, Outcome};
use super::{Batch, MOST, Section, command_key, sections, third};
use crate::call::Request;
use crate::client::{Client, Outgoing, Reply};
use crate::decode::{Decode, Meta, read};
use crate::encode::{Arg, query};
use crate::error::{Error, Refusal, classify};
use crate::method::Effect;

/// Commands of a request are no longer than this together: portals refuse bodies that are too large.
const LARGEST: usize = 8 << 20;

impl Client {
    /// Runs a batch. Every call has an outcome of its own in the results.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidArgument`] if some call cannot be sent, before anything is; otherwise only if nothing is known of any
    /// call, since the first request failed as a whole. When a later one does, its calls have that error, and those behind
    /// it were not carried out.
    pub fn run(&self, batch: Batch) -> Running {
        let client = self.clone();
        Running {
            run: Box::pin(run(client, batch)),
        }
    }
}

/// A batch under way: a future of its results, which borrows nothing.
#[must_use = "a batch is not sent until it is awaited"]
pub struct Running {
    run: Pin<Box<dyn Future<Output = Result<BatchResults, Error>> + Send>>,
}

impl Future for Running {
    type Output = Result<BatchResults, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.run.as_mut().poll(context)
    }
}

impl std::fmt::Debug for Running {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Running")
    }
}

async fn run(client: Client, batch: Batch) -> Result<BatchResults, Error> {
    let third = batch.is_third();
    let command = if third { third::command } else { command };
    let commands: Vec<Arg> = batch.requests.iter().map(command).collect();
    let chunks = chunks(&commands);
    check(&batch.requests, &chunks)?;
    let outcomes = batch
        .requests
        .iter()
        .map(|request| (request.method, Outcome::NotRun))
        .collect();
    let mut results = BatchResults {
        batch: batch.number,
        outcomes,
    };
    let mut commands = commands.into_iter();
    for chunk in chunks {
        let commands = commands.by_ref().take(chunk.len()).collect();
        let outgoing = outgoing(&batch.requests, chunk.clone(), commands, batch.halt);
        let effect = outgoing.effect;
        let answered = match client.exchange(Ok(outgoing)).await {
            Ok(reply) if third => third::collect(&reply, chunk.clone(), &mut results),
            Ok(reply) => collect(&reply, chunk.clone(), &mut results),
            Err(error) if third => Err(third::failed(error, effect, chunk.len())),
            Err(error) => Err(error),
        };
        match answered {
            Ok(()) => {}
            Err(error) if chunk.start == 0 => return Err(error),
            Err(error) => {
                for (_, outcome) in results
                    .outcomes
                    .iter_mut()
                    .take(chunk.end)
                    .skip(chunk.start)
                {
                    *outcome = Outcome::Failed(error.clone());
                }
                break;
            }
        }
        let failed = |(_, outcome): &(_, Outcome)| matches!(outcome, Outcome::Failed(_));
        if batch.halt && results.outcomes.iter().any(failed) {
            break;
        }
    }
    Ok(results)
}

/// Which calls go together: so many, and no more than fit into a request.
pub(super) fn chunks(commands: &[Arg]) -> Vec<Range<usize>> {
    let mut chunks: Vec<Range<usize>> = Vec::new();
    let mut size = 0;
    for (index, command) in commands.iter().enumerate() {
        let length = match command {
            Arg::Text(text) => text.len(),
            // What cannot be written as JSON is refused when it is sent.
            other => serde_json::to_vec(other).map_or(0, |json| json.len()),
        };
        size += length;
        match chunks.last_mut() {
            Some(chunk) if chunk.len() < MOST && size <= LARGEST => chunk.end = index + 1,
            _ => {
                chunks.push(index..index + 1);
                size = length;
            }
        }
    }
    chunks
}

/// What speaks against sending them; nothing is sent before all are known to be sound.
fn check(requests: &[Request], chunks: &[Range<usize>]) -> Result<(), Error> {
    let together = |a: usize, b: usize| chunks.iter().any(|c| c.contains(&a) && c.contains(&b));
    let is_third = |request: &Request| request.method.rest == 3;
    let third = requests.first().is_some_and(is_third);
    let mixed = requests.iter().any(|request| is_third(request) != third);
    for (index, request) in requests.iter().enumerate() {
        request.check()?;
        if mixed {
            return Err(Error::invalid_argument(
                request.method.name,
                "",
                "methods of REST 2 and REST 3 cannot be in one batch",
            ));
        }
        for (name, arg) in &request.params {
            let mut problem = (!third && arg.looks_like_a_reference()).then_some(
                "the platform would take this text for a reference; send this call by itself",
            );
            arg.references(&mut |reference| {
                let reason = match target(reference) {
                    _ if third => "calls of REST 3 cannot use each other's results",
                    None => "this refers to nothing in the batch",
                    Some(target) if target >= index => "this refers to a call that comes later, or to one of another batch",
                    Some(target) if !together(target, index) => {
                        "this refers to a call that is sent in another request: 50 calls go together, or 8 MiB of them"
                    }
                    Some(_) => return,
                };
                problem.get_or_insert(reason);
            });
            if let Some(reason) = problem {
                return Err(Error::invalid_argument(
                    request.method.name,
                    name.as_ref(),
                    reason,
                ));
            }
        }
    }
    Ok(())
}

/// `method?query`
pub(crate) fn command(request: &Request) -> Arg {
    let query = query(&request.ordered());
    let method = request.method.name;
    Arg::Text(if query.is_empty() {
        method.to_owned()
    } else {
        format!("{method}?{query}")
    })
}

/// A batch of commands as it is sent.
pub(crate) fn envelope(
    commands: Vec<(Cow<'static, str>, Arg)>,
    methods: Vec<&'static str>,
    effect: Effect,
    halt: bool,
) -> Outgoing {
    Outgoing {
        method: Cow::Borrowed("batch"),
        rest: 2,
        effect,
        unwrap: &[],
        beside: None,
        errors: &[],
        params: vec![
            (Cow::Borrowed("halt"), Arg::Int(halt.into())),
            // A list, an object: in this order, which references need.
            (Cow::Borrowed("cmd"), Arg::Map(commands)),
        ],
        positional: false,
        commands: methods,
        idempotency_key: None,
    }
}

fn outgoing(requests: &[Request], chunk: Range<usize>, commands: Vec<Arg>, halt: bool) -> Outgoing {
    let keys = chunk.clone().map(|index| Cow::Owned(command_key(index)));
    let commands = keys.zip(commands).collect();
    let requests = || {
        requests
            .iter()
            .enumerate()
            .take(chunk.end)
            .skip(chunk.start)
    };
    let effect = requests()
        .map(|(_, request)| request.method.effect)
        .max()
        .unwrap_or(Effect::Read);
    let mut methods: Vec<&str> = requests().map(|(_, r)| r.method.name).collect();
    methods.sort_unstable();
    methods.dedup();
    let mut outgoing = envelope(commands, methods, effect, halt);
    if requests().any(|(_, request)| request.method.rest == 3) {
        third::send(&mut outgoing);
    }
    outgoing
}

/// Puts what a reply says of each call into the results.
fn collect(reply: &Reply, chunk: Range<usize>, results: &mut BatchResults) -> Result<(), Error> {
    let mut metas = vec![Meta::default(); chunk.len()];
    let mut times = vec![None; chunk.len()];
    let mut values = vec![None; chunk.len()];
    let mut refusals: Vec<Option<Refusal>> = vec![None; chunk.len()];
    reply.read(&mut |slot| {
        sections(slot, chunk.start, &mut |section, index, slot| {
            let Some(place) = index.checked_sub(chunk.start) else {
                return Ok(());
            };
            let (Some(meta), Some(time), Some(value), Some(refusal)) = (
                metas.get_mut(place),
                times.get_mut(place),
                values.get_mut(place),
                refusals.get_mut(place),
            ) else {
                return Ok(());
            };
            match section {
                Section::Result => *value = Some(slot.raw()?),
                Section::Error => *refusal = Some(read_refusal(slot)?),
                Section::Total => meta.total = count(slot)?,
                Section::Next => meta.next = count(slot)?,
                Section::Time => *time = crate::client::read_time(slot)?,
            }
            Ok(())
        })
    })?;
    for (time, (method, _)) in times.iter().zip(results.outcomes.iter().skip(chunk.start)) {
        if let Some(time) = time {
            reply.observe(method.name, time);
        }
    }
    let answered = values.into_iter().zip(refusals).zip(metas);
    for ((method, outcome), ((value, refusal), meta)) in
        results.outcomes.iter_mut().skip(chunk.start).zip(answered)
    {
        *outcome = match (refusal, value) {
            (Some(refusal), _) => Outcome::Failed(unsure(
                method.effect,
                classify(
                    method.name,
                    method.errors,
                    reply.redacted(refusal),
                    None,
                    None,
                ),
            )),
            (None, Some(value)) => Outcome::Value(value, meta),
            (None, None) => Outcome::NotRun,
        };
    }
    Ok(())
}

/// A server that failed in the middle of an addition may have made it.
fn unsure(effect: Effect, error: Error) -> Error {
    match error {
        Error::Server { .. } if effect == Effect::Add => {
            Error::uncertain(error.method().to_owned(), error)
        }
        error => error,
    }
}

/// An item of `result_error`: an object, or a text alone.
pub(crate) fn read_refusal(slot: &mut dyn crate::Slot) -> Result<Refusal, crate::DecodeError> {
    let error = read::<crate::Json>(slot)?;
    if error.is_object() {
        return crate::decode::from_json(&error);
    }
    Ok(Refusal {
        code: crate::decode::from_json(&error)?,
        ..Refusal::default()
    })
}

fn count(slot: &mut dyn crate::Slot) -> Result<Option<u64>, crate::DecodeError> {
    Ok(i64::decode(slot)?.and_then(|count| u64::try_from(count).ok()))
}
