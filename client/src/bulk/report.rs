//! What became of very many calls.

use std::fmt;

use crate::error::Error;

/// What became of very many calls, by their places.
#[derive(Debug, Clone)]
pub struct Report<T> {
    outcomes: Vec<(u64, Result<T, Error>)>,
}

impl<T> Report<T> {
    pub(super) const fn new() -> Self {
        Self {
            outcomes: Vec::new(),
        }
    }

    pub(super) fn push(&mut self, place: u64, outcome: Result<T, Error>) {
        self.outcomes.push((place, outcome));
    }

    /// How many calls there were.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.outcomes.len()
    }

    /// Whether there were none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.outcomes.is_empty()
    }

    /// Whether all of them were carried out.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.outcomes.iter().all(|(_, outcome)| outcome.is_ok())
    }

    /// Places and answers of the calls that were carried out.
    pub fn done(&self) -> impl Iterator<Item = (u64, &T)> {
        let outcomes = self.outcomes.iter();
        outcomes.filter_map(|(place, outcome)| Some((*place, outcome.as_ref().ok()?)))
    }

    /// Places and errors of the others; those of which nobody knows whether they were carried out are
    /// [`Error::Uncertain`].
    pub fn errors(&self) -> impl Iterator<Item = (u64, &Error)> {
        let outcomes = self.outcomes.iter();
        outcomes.filter_map(|(place, outcome)| Some((*place, outcome.as_ref().err()?)))
    }

    /// All outcomes, as they came.
    #[must_use]
    pub fn into_outcomes(self) -> Vec<(u64, Result<T, Error>)> {
        self.outcomes
    }
}

impl<T> fmt::Display for Report<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let uncertain = self.errors().filter(|(_, e)| e.is_uncertain()).count();
        let failed = self.errors().count() - uncertain;
        write!(
            f,
            "{} done, {failed} failed, {uncertain} uncertain",
            self.done().count()
        )
    }
}
