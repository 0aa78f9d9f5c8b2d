//! In which order events are looked for.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use super::KeptEvent;
use crate::shared::SortDirection;
use crate::{Client, Error, Id, Json, event};

/// So many answers may be lost in a row before that is reported.
const MOST_LOST: u32 = 3;
/// How many events a page of the list holds.
const PAGE: usize = 50;

/// What comes next. Each step of a cycle ends: ids only grow, and what is taken is locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// Taking those that failed, above this id.
    Failed(i64),
    /// Listing those that are locked, above this id: left over by a program that was killed, an answer that was lost, a
    /// second failure.
    Locked(i64),
    /// Taking those that wait.
    Waiting,
    /// A cycle is over.
    Over,
}

/// Looks for events, some at a time.
#[derive(Debug)]
pub(super) struct Steps {
    pub(super) client: Client,
    /// "" for none; then it is not sent, since plans without connectors refuse even an empty one.
    pub(super) connector: String,
    pub(super) limit: i64,
    /// How long after looking for what failed and what was left over it is looked for again.
    pub(super) retry_every: Duration,
    step: Step,
    checked: Option<Instant>,
    /// Ids that came in this cycle and may be met again in it, as what fails for a second time stays locked.
    seen: BTreeSet<Id>,
    lost: u32,
}

impl Steps {
    #[inline]
    pub(super) fn new(client: Client) -> Self {
        Self {
            client,
            connector: String::new(),
            limit: 50,
            retry_every: Duration::from_secs(5 * 60),
            step: Step::Over,
            checked: None,
            seen: BTreeSet::new(),
            lost: 0,
        }
    }

    /// The next cycle looks for everything, however long ago that was done.
    pub(super) fn check(&mut self) {
        self.checked = None;
    }

    /// Some events that are locked for us, none at the end of a cycle.
    #[inline]
    pub(super) async fn next(&mut self) -> Result<Vec<KeptEvent>, Error> {
        loop {
            let found = match self.step {
                Step::Over => {
                    self.begin();
                    continue;
                }
                Step::Failed(after) => self.take(Some(after)).await,
                Step::Locked(after) => self.locked(after).await,
                Step::Waiting => {
                    let taken = self.take(None).await;
                    if taken.as_ref().is_ok_and(Vec::is_empty) {
                        self.step = Step::Over;
                        return Ok(Vec::new());
                    }
                    taken
                }
            };
            if let (Step::Failed(_), Ok(events)) = (self.step, &found) {
                self.step = highest(events).map_or(Step::Locked(0), Step::Failed);
            }
            match found {
                Ok(events) if events.is_empty() => {}
                Ok(events) => return Ok(events),
                Err(error) => self.recover(error)?,
            }
        }
    }

    #[inline]
    fn begin(&mut self) {
        self.seen.clear();
        let due = self
            .checked
            .is_none_or(|checked| checked.elapsed() >= self.retry_every);
        self.step = if due { Step::Failed(0) } else { Step::Waiting };
    }

    /// A call that takes events may have been carried out, whatever came of its answer: they are listed before others are
    /// taken.
    #[inline]
    fn recover(&mut self, error: Error) -> Result<(), Error> {
        if let Step::Locked(_) = self.step {
            return Err(error);
        }
        self.step = Step::Locked(0);
        let lost = matches!(error, Error::Uncertain { .. } | Error::Decode { .. });
        if lost && self.lost < MOST_LOST {
            self.lost += 1;
            return Ok(());
        }
        self.lost = 0;
        Err(error)
    }

    /// Takes events that wait, or those that failed above an id.
    #[inline]
    async fn take(&mut self, failed_above: Option<i64>) -> Result<Vec<KeptEvent>, Error> {
        let mut get = event::offline::get().clear(false).limit(self.limit);
        if let Some(after) = failed_above {
            get = get.error(true).filter(above(after)).order(by_id());
        }
        if !self.connector.is_empty() {
            get = get.auth_connector(&*self.connector);
        }
        let taken = get.send(&self.client).await?;
        self.lost = 0;
        let process = taken.process_id.unwrap_or_default();
        let failed = failed_above.is_some();
        let rows = taken.events.into_iter();
        let events: Vec<_> = rows
            .map(|row| KeptEvent::new(row, process.clone(), failed, failed))
            .collect();
        if failed {
            self.seen.extend(events.iter().map(|event| event.id));
        }
        Ok(events)
    }

    /// A page of those that are locked.
    #[inline]
    async fn locked(&mut self, after: i64) -> Result<Vec<KeptEvent>, Error> {
        let mut filter = above(after);
        // The operators that this method allows have no "not".
        filter.insert(">PROCESS_ID".to_owned(), Json::from(""));
        let mut list = event::offline::list().filter(filter).order(by_id());
        if !self.connector.is_empty() {
            list = list.auth_connector(&*self.connector);
        }
        let page = list.send(&self.client).await?;
        let last = page.iter().map(|row| row.id.get()).max();
        let more = page.next.is_some() || page.len() >= PAGE;
        self.step = if let (true, Some(last)) = (more, last) {
            Step::Locked(last)
        } else {
            self.checked = Some(Instant::now());
            Step::Waiting
        };
        let rows = page.into_iter();
        let rows = rows.filter(|row| self.seen.insert(row.id));
        let locked = rows.filter_map(|row| {
            let process = row.process_id.clone().filter(|process| !process.is_empty());
            let failed = row.error == Some(true);
            Some(KeptEvent::new(row, process?, true, failed))
        });
        Ok(locked.collect())
    }
}

#[inline]
fn highest(events: &[KeptEvent]) -> Option<i64> {
    events.iter().map(|event| event.id.get()).max()
}

#[inline]
fn above(id: i64) -> BTreeMap<String, Json> {
    BTreeMap::from([(">ID".to_owned(), Json::from(id))])
}

#[inline]
fn by_id() -> BTreeMap<String, SortDirection> {
    BTreeMap::from([("ID".to_owned(), SortDirection::Asc)])
}
