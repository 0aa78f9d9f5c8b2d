//! What came of the calls of a batch.

use serde_json::value::RawValue;

use super::Handle;
use crate::decode::{Decode, DecodeError, Meta, with_slice};
use crate::error::Error;
use crate::method::Method;

/// What came of one call.
#[derive(Debug, Clone, Default)]
pub(super) enum Outcome {
    /// The platform never came to it.
    #[default]
    NotRun,
    /// What it answered, as it came.
    Value(Box<RawValue>, Meta),
    Failed(Error),
}

/// What came of every call of a batch: its answer, its error, or that it was never carried out.
#[derive(Debug, Clone)]
pub struct BatchResults {
    pub(super) batch: u64,
    pub(super) outcomes: Vec<(&'static Method, Outcome)>,
}

impl BatchResults {
    /// The answer of a call.
    ///
    /// # Errors
    ///
    /// The call's own; [`Error::NotRun`] if it was not carried out since one before it failed;
    /// [`Error::InvalidArgument`] for the handle of another batch.
    pub fn get<T: Decode>(&self, handle: Handle<T>) -> Result<T, Error> {
        let mut answer = None;
        let meta = self.with(handle.batch, handle.index, handle.unwrap, &mut |slot| {
            answer = Some(crate::decode::read::<T>(slot)?);
            Ok(())
        })?;
        match answer {
            Some(mut answer) => {
                answer.attach(&meta);
                Ok(answer)
            }
            None => Err(Error::NotRun {
                method: self
                    .outcomes
                    .get(handle.index)
                    .map_or("", |(method, _)| method.name)
                    .to_owned(),
            }),
        }
    }

    /// The errors, by the place of the call in the batch; calls that were not carried out among them.
    pub fn errors(&self) -> impl Iterator<Item = (usize, Error)> + '_ {
        self.outcomes
            .iter()
            .enumerate()
            .filter_map(|(index, (method, outcome))| match outcome {
                Outcome::Value(..) => None,
                Outcome::Failed(error) => Some((index, error.clone())),
                Outcome::NotRun => Some((
                    index,
                    Error::NotRun {
                        method: method.name.to_owned(),
                    },
                )),
            })
    }

    fn with(
        &self,
        batch: u64,
        index: usize,
        unwrap: &'static [&'static str],
        take: &mut dyn FnMut(&mut dyn crate::Slot) -> Result<(), DecodeError>,
    ) -> Result<Meta, Error> {
        let Some((method, outcome)) = self.outcomes.get(index).filter(|_| batch == self.batch)
        else {
            return Err(Error::invalid_argument(
                "batch",
                "handle",
                "this is the handle of another batch",
            ));
        };
        match outcome {
            Outcome::NotRun => Err(Error::NotRun {
                method: method.name.to_owned(),
            }),
            Outcome::Failed(error) => Err(error.clone()),
            Outcome::Value(raw, meta) => {
                let read = with_slice(raw.get().as_bytes(), &mut |slot| {
                    crate::client::walk(slot, unwrap, None, &mut None, &mut *take)
                });
                read.map_err(|error| Error::decode(method.name, error.at_key("result")))?;
                Ok(*meta)
            }
        }
    }
}
