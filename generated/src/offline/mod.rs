//! Offline events: what the portal keeps for an app, worked through so that nothing is lost.
//!
//! Instead of calling an app, a portal can keep what happened until the app asks. [`OfflineEvents`] asks: every event is
//! handled **at least once**. It is removed only after it was handled; what a handler fails at is marked and tried again
//! later; and what was taken and never finished, since the program was killed or the portal's answer got lost, is found
//! again, by this program or the next.
//!
//! ```no_run
//! use bitrix24::{Client, Event, OfflineEvents};
//!
//! # async fn mirror(_: bitrix24::crm::contact::Id) -> Result<(), std::io::Error> { Ok(()) }
//! # async fn work(app: Client) -> Result<(), bitrix24::Error> {
//! OfflineEvents::new(&app)
//!     .connector("sync")
//!     .run(|event| async move {
//!         match event {
//!             Event::CrmContactAdd(event) => mirror(event.data.id).await,
//!             Event::CrmContactUpdate(event) => mirror(event.data.id).await,
//!             _ => Ok(()),
//!         }
//!     })
//!     .await?;
//! # Ok(())
//! # }
//! ```
//!
//! Events have to be bound before: see [`Handlers::on_offline`](crate::Handlers::on_offline). All of `event.offline.*` wants
//! an app's token of an administrator, and keeping events until they are done a plan that has it (Professional; others are
//! refused with [`Error::Access`](crate::Error::Access)).
//!
//! # What the platform does
//!
//! - An event that happens again before it was taken is there once: handlers read the present state of the record.
//! - Taking events locks them under a process id that the platform makes up. It cannot be chosen beforehand: an id in
//!   `event.offline.get` reads again what was locked under it, and takes nothing new. So an answer that gets lost has locked
//!   events under an id that nobody was told; they are in `event.offline.list`, with their process id, and that is where
//!   they are looked for.
//! - A locked event that happens again waits as a new one beside it.
//! - An event that was reported to have failed is let go, and given only to those who ask for failures. If it happens again,
//!   that is still the failed one. If it is taken and fails once more, it stays locked.
//! - Locked events are deleted after some thirty days.

// All of it is `#[inline]`: those who use it compile it, and not everybody who depends on the crate.
mod batch;
mod consumer;
mod steps;

pub use batch::{KeptEvent, OfflineBatch};
pub use consumer::{Handled, OfflineEvents};
