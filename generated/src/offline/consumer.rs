//! What works through the queue.

use std::convert::Infallible;
use std::fmt::Display;
use std::time::Duration;

use super::steps::Steps;
use super::{KeptEvent, OfflineBatch};
use crate::{Client, Error, Event};

/// Works through the events that a portal keeps for an app (see [the module](crate::offline)).
///
/// [`run`](Self::run) does so for ever, [`drain`](Self::drain) until none is left, [`next`](Self::next) hands over batches:
///
/// ```no_run
/// use bitrix24::{Client, OfflineEvents};
///
/// # fn handle(_: &bitrix24::Event) -> bool { true }
/// # async fn work(app: Client) -> Result<(), bitrix24::Error> {
/// let mut queue = OfflineEvents::new(&app).connector("sync");
/// while let Some(batch) = queue.next().await? {
///     let mut failed = Vec::new();
///     for kept in batch.events() {
///         if !kept.event().is_ok_and(|event| handle(&event)) {
///             failed.push(kept.id);
///         }
///     }
///     batch.finish(failed).await?;
/// }
/// # Ok(())
/// # }
/// ```
///
/// One program works through a queue at a time: what another one has taken and not finished would be taken for left over,
/// and be handled twice. Several programs have connectors of their own.
#[derive(Debug)]
#[must_use = "events wait until they are asked for"]
pub struct OfflineEvents {
    steps: Steps,
    every: Duration,
}

/// How many events were handled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Handled {
    /// With success; they are gone.
    pub done: u64,
    /// In vain; they come again.
    pub failed: u64,
}

impl OfflineEvents {
    /// Of the app that the client calls for, and bound without a connector.
    #[inline]
    pub fn new(app: &Client) -> Self {
        Self {
            steps: Steps::new(app.clone()),
            every: Duration::from_secs(30),
        }
    }

    /// Of events that were bound with this source key. Changes that the app makes with the same key (`auth_connector`) are
    /// not told back to it.
    #[inline]
    pub fn connector(mut self, connector: impl Into<String>) -> Self {
        self.steps.connector = connector.into();
        self
    }

    /// Takes so many at a time, 50 unless set. Whatever the program had taken and not finished when it was killed is handled
    /// again.
    pub fn limit(mut self, limit: u32) -> Self {
        self.steps.limit = i64::from(limit.max(1));
        self
    }

    /// [`run`](Self::run) asks so often for new events, every 30 seconds unless set.
    pub fn every(mut self, every: Duration) -> Self {
        self.every = every;
        self
    }

    /// Looks so often for events that failed or were left over, besides at the beginning; every five minutes unless set.
    pub fn retry_every(mut self, every: Duration) -> Self {
        self.steps.retry_every = every;
        self
    }

    /// The next events: when it is time, those that failed before and those that were taken and never finished; then those
    /// that wait. None when no more wait; after that it begins anew.
    ///
    /// Batches that are not finished come again when it is next time for what was left over.
    ///
    /// # Errors
    ///
    /// See [`Error`]. Nothing is lost by it: this can be called again. An answer that was lost is no error, unless that
    /// happens again and again.
    #[inline]
    pub async fn next(&mut self) -> Result<Option<OfflineBatch>, Error> {
        let events = self.steps.next().await?;
        let (client, connector) = (self.steps.client.clone(), self.steps.connector.clone());
        Ok((!events.is_empty()).then(|| OfflineBatch::new(client, connector, events)))
    }

    /// Handles events until none waits. For apps that are told of news (see [`Handlers::news`](crate::Handlers::news)), and
    /// those that begin at certain times.
    ///
    /// The handler gets one event after another. What it fails at is marked and comes again later, as does an event whose
    /// data is not what its description says.
    ///
    /// # Errors
    ///
    /// See [`Error`]; events that were handled and not removed come again.
    #[inline]
    pub async fn drain<F, R, E>(&mut self, mut handler: F) -> Result<Handled, Error>
    where
        F: FnMut(Event) -> R,
        R: Future<Output = Result<(), E>>,
        E: Display,
    {
        let mut handled = Handled::default();
        while let Some(batch) = self.next().await? {
            let mut failed = Vec::new();
            for kept in batch.events() {
                let outcome = match kept.event() {
                    Ok(event) => handler(event).await.map_err(|error| error.to_string()),
                    Err(error) => Err(error.to_string()),
                };
                if let Err(error) = outcome {
                    report(kept, &error);
                    failed.push(kept.id);
                }
            }
            handled.failed += failed.len() as u64;
            handled.done += (batch.events().len() - failed.len()) as u64;
            if let Err(error) = batch.finish(failed).await {
                self.steps.check();
                return Err(error);
            }
        }
        Ok(handled)
    }

    /// Handles events as they come (see [`drain`](Self::drain)), for ever: drop the future to stop, at the cost of handling
    /// again what was not finished.
    ///
    /// # Errors
    ///
    /// Those of [`drain`](Self::drain) that trying again does not mend: a token that is not accepted, a right that is
    /// missing. While the portal cannot be reached it goes on trying.
    #[inline]
    pub async fn run<F, R, E>(mut self, mut handler: F) -> Result<Infallible, Error>
    where
        F: FnMut(Event) -> R,
        R: Future<Output = Result<(), E>>,
        E: Display,
    {
        loop {
            if let Err(error) = self.drain(&mut handler).await {
                if !passes(&error) {
                    return Err(error);
                }
                tracing::warn!(%error, "offline events: trying again");
            }
            tokio::time::sleep(self.every).await;
        }
    }
}

#[inline]
fn report(kept: &KeptEvent, error: &str) {
    tracing::warn!(event = %kept.name, id = %kept.id, again = kept.again, error, "an offline event could not be handled");
}

/// Errors that are over some time.
#[inline]
fn passes(error: &Error) -> bool {
    matches!(
        error,
        Error::Limit { .. }
            | Error::Busy(_)
            | Error::Server { .. }
            | Error::Transport { .. }
            | Error::Uncertain { .. }
    )
}
