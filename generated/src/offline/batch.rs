//! Some events that were taken, and what became of them.

use std::collections::{BTreeMap, BTreeSet};

use crate::event::{self, OfflineEvent};
use crate::{Client, DateTime, Envelope, Error, Event, EventError, Id, Json};

/// An event that the portal kept.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct KeptEvent {
    /// Its number in the queue.
    pub id: Id,
    /// Name of the event, in upper case.
    pub name: String,
    /// When it happened last.
    pub at: Option<DateTime>,
    /// Who caused it.
    pub user_id: Option<i64>,
    /// It was taken before, and failed or was not finished.
    pub again: bool,
    /// What would stand under `data` of a post.
    pub data: Json,
    message: Option<String>,
    process: String,
    failed: bool,
}

impl KeptEvent {
    /// Of a row that a process has locked.
    #[inline]
    pub(super) fn new(row: OfflineEvent, process: String, again: bool, failed: bool) -> Self {
        let user = row.event_additional.as_ref().map(|more| &more["user_id"]);
        Self {
            id: row.id,
            name: row.event_name.to_ascii_uppercase(),
            at: row.timestamp_x,
            user_id: user.and_then(|id| id.as_i64().or_else(|| id.as_str()?.parse().ok())),
            again,
            data: row.event_data.unwrap_or_default(),
            message: row.message_id,
            process,
            failed,
        }
    }

    /// The event, typed by its name.
    ///
    /// # Errors
    ///
    /// Data that is not of its type. Such an event is best counted among those that failed, so that it is not lost.
    #[inline]
    pub fn event(&self) -> Result<Event, EventError> {
        let mut envelope = Envelope::kept(&self.name, self.data.clone(), self.user_id);
        envelope.ts = self.at.map(Into::into);
        Event::from_envelope(envelope)
    }
}

/// Events that were taken out of the queue and are locked until it is said what became of them. Those of a batch that is
/// dropped come again.
#[derive(Debug)]
#[must_use = "events come again until they are finished"]
pub struct OfflineBatch {
    client: Client,
    connector: String,
    events: Vec<KeptEvent>,
}

impl OfflineBatch {
    #[inline]
    pub(super) fn new(client: Client, connector: String, events: Vec<KeptEvent>) -> Self {
        Self {
            client,
            connector,
            events,
        }
    }

    /// The events, as they come from the queue.
    #[must_use]
    pub fn events(&self) -> &[KeptEvent] {
        &self.events
    }

    /// All of them were handled: they are removed.
    ///
    /// # Errors
    ///
    /// See [`Error`]; they come again then, unless this is called again and succeeds.
    #[inline]
    pub async fn done(&self) -> Result<(), Error> {
        self.finish([]).await
    }

    /// Those with these numbers failed and are tried again later, the others were handled and are removed.
    ///
    /// # Errors
    ///
    /// See [`Error`]; events of which the portal was not told come again, unless this is called again and succeeds.
    #[inline]
    pub async fn finish(&self, failed: impl IntoIterator<Item = Id>) -> Result<(), Error> {
        self.tell(&failed.into_iter().collect()).await
    }

    /// The part that is compiled once.
    #[inline]
    async fn tell(&self, failed: &BTreeSet<Id>) -> Result<(), Error> {
        // Those that were left over come from several processes.
        let mut processes: BTreeMap<&str, (Vec<Id>, Vec<&str>)> = BTreeMap::new();
        for event in &self.events {
            let (done, errors) = processes.entry(&event.process).or_default();
            if !failed.contains(&event.id) {
                done.push(event.id);
            } else if !event.failed {
                // What has failed before counts as failed already; reporting it would do nothing but drop the same event
                // where it waits anew.
                errors.extend(event.message.as_deref());
            }
        }
        for (process, (done, errors)) in processes {
            if !errors.is_empty() {
                let mut error = event::offline::error(process, errors);
                if !self.connector.is_empty() {
                    error = error.auth_connector(&*self.connector);
                }
                error.send(&self.client).await?;
            }
            if !done.is_empty() {
                let mut clear = event::offline::clear(process).id(done);
                if !self.connector.is_empty() {
                    clear = clear.auth_connector(&*self.connector);
                }
                clear.send(&self.client).await?;
            }
        }
        Ok(())
    }
}
