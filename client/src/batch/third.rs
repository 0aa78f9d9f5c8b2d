//! Batches of REST 3: `[{"method": …, "query": {…}}, …]`, answered by a list of results, or by one error for all of them.

use std::borrow::Cow;
use std::ops::Range;

use super::results::{BatchResults, Outcome};
use crate::call::Request;
use crate::client::{Outgoing, Reply};
use crate::decode::{DecodeError, Entries, Items, Meta, Sink, Slot};
use crate::encode::Arg;
use crate::error::Error;
use crate::method::Effect;

/// `{"method": …, "query": {…}}`; the platform refuses a command without `query`.
pub(super) fn command(request: &Request) -> Arg {
    Arg::Map(vec![
        (
            Cow::Borrowed("method"),
            Arg::Text(request.method.name.to_owned()),
        ),
        (
            Cow::Borrowed("query"),
            Arg::Map(request.ordered().into_owned()),
        ),
    ])
}

/// Makes the commands the whole body, in order.
pub(super) fn send(outgoing: &mut Outgoing) {
    outgoing.rest = 3;
    outgoing.positional = true;
    outgoing.params = outgoing
        .params
        .drain(..)
        .filter_map(|(name, arg)| match arg {
            Arg::Map(commands) if name == "cmd" => Some(commands),
            _ => None,
        })
        .flatten()
        .collect();
}

/// Puts each result in its place.
pub(super) fn collect(
    reply: &Reply,
    chunk: Range<usize>,
    results: &mut BatchResults,
) -> Result<(), Error> {
    reply.read(&mut |slot| {
        slot.read(&mut Results {
            chunk: chunk.clone(),
            results,
        })
    })?;
    Ok(())
}

struct Results<'r> {
    chunk: Range<usize>,
    results: &'r mut BatchResults,
}

impl Results<'_> {
    fn put(&mut self, index: usize, slot: &mut dyn Slot) -> Result<(), DecodeError> {
        let place = self.chunk.start.checked_add(index);
        let place = place.filter(|place| self.chunk.contains(place));
        if let Some((_, outcome)) = place.and_then(|place| self.results.outcomes.get_mut(place)) {
            *outcome = Outcome::Value(slot.raw()?, Meta::default());
        }
        Ok(())
    }
}

impl Sink for Results<'_> {
    fn expecting(&self) -> &'static str {
        "results of commands"
    }

    fn list(&mut self, items: &mut dyn Items) -> Result<(), DecodeError> {
        items.each(&mut |index, slot| self.put(index, slot))
    }

    fn object(&mut self, entries: &mut dyn Entries) -> Result<(), DecodeError> {
        entries.each(&mut |key, slot| match key.parse() {
            Ok(index) => self.put(index, slot),
            Err(_) => Ok(()),
        })
    }
}

/// One error stands for all of them: those before the one that failed may have been carried out.
pub(super) fn failed(error: Error, effect: Effect, commands: usize) -> Error {
    let before = matches!(
        error,
        Error::Limit { .. } | Error::Auth(_) | Error::Transport { .. }
    );
    if effect == Effect::Read || commands < 2 || before || error.is_uncertain() {
        return error;
    }
    Error::uncertain("batch", error)
}
