//! A portal that runs: what a test can see of it, what it can turn, and how it ends.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::task;

use crate::access::Tokens;
use crate::clock::Clock;
use crate::events::Outbox;
use crate::fault::Fault;
use crate::journal::Request;
use crate::limits::Limits;
use crate::protocol::Gate;
use crate::settings::Settings;
use crate::start::Builder;
use crate::trouble::Rule;

/// Why a portal did not start, or could not do what was asked of it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PortalError {
    /// The catalogue that the crate carries cannot be read.
    #[error("the catalogue of the portal cannot be read: {0}")]
    Catalogue(String),
    /// The database cannot be opened.
    #[error("the database of the portal cannot be opened: {0}")]
    Database(#[from] rusqlite::Error),
    /// The port is taken, or there is no thread to be had.
    #[error("the portal cannot listen: {0}")]
    Io(#[from] io::Error),
    /// There are no records of that kind, or they could not be made.
    #[error("the portal cannot be filled: {0}")]
    Seed(String),
    /// The offset is not one that a time zone can have.
    #[error("{0} minutes are not the offset of a time zone")]
    Offset(i32),
    /// No token could be issued; mostly because nobody installed the application.
    #[error("no token for the application: {0}")]
    Token(String),
}

/// A portal that is running; dropping it stops it.
pub struct Portal {
    pub(crate) gate: Gate,
    pub(crate) settings: Arc<Settings>,
    pub(crate) outbox: Outbox,
    /// Dropping it stops the server, and with the last request the thread of the database.
    pub(crate) stop: oneshot::Sender<()>,
    pub(crate) tasks: [task::JoinHandle<()>; 2],
    pub(crate) store: JoinHandle<()>,
}

impl fmt::Debug for Portal {
    /// Without the tokens.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Portal")
            .field("url", &self.url())
            .finish_non_exhaustive()
    }
}

impl Portal {
    /// Starts a portal on a free port of this machine, with its state in memory and without limits.
    pub async fn start() -> Result<Self, PortalError> {
        Self::builder().start().await
    }

    /// Says how a portal is to be.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// `http://127.0.0.1:41234`
    pub fn url(&self) -> &str {
        self.settings.base()
    }

    /// The first webhook's address: `http://127.0.0.1:41234/rest/1/token/`.
    pub fn webhook_url(&self) -> String {
        let hook = self.settings.webhooks.first();
        hook.map_or_else(String::new, |hook| {
            format!("{}{}/{}/", self.endpoint(), hook.user, hook.token)
        })
    }

    /// Where applications call: `http://127.0.0.1:41234/rest/`.
    pub fn endpoint(&self) -> String {
        self.settings.endpoint()
    }

    /// Where applications get their tokens: `http://127.0.0.1:41234/oauth/token/`.
    pub fn token_url(&self) -> String {
        format!("{}/oauth/token/", self.url())
    }

    /// The secret that comes with every event.
    pub fn application_token(&self) -> &str {
        &self.settings.application_token
    }

    /// What identifies the portal in tokens and events.
    pub fn member_id(&self) -> &str {
        &self.settings.member_id
    }

    /// The clock that tokens, limits and dates go by.
    pub fn clock(&self) -> &Clock {
        &self.settings.clock
    }

    /// Makes something go wrong from now on. Of several rules that apply to a call, the first one counts.
    pub fn trouble(&self, rule: Rule) {
        self.settings.rules.add(rule);
    }

    /// Forgets every rule: nothing goes wrong any more.
    pub fn no_trouble(&self) {
        self.settings.rules.clear();
    }

    /// The requests so far, the oldest first; the latest 10,000 are remembered. Exchanges of tokens are among them as
    /// `oauth/token`, downloads as `file`.
    pub fn requests(&self) -> Vec<Request> {
        self.settings.journal.read()
    }

    /// Forgets the requests so far.
    pub fn forget_requests(&self) {
        self.settings.journal.clear();
    }

    /// Allows so much from now on; nothing for no limits. What was used up so far is forgotten.
    pub fn set_limits(&self, limits: impl Into<Option<Limits>>) {
        self.settings.limiter.set(limits.into());
    }

    /// Makes calls of some methods (`crm.*`) count as if each had taken this much longer, so that the limit of working time
    /// can be reached in a test. Nobody waits for it.
    pub fn cost(&self, method: &str, time: Duration) {
        self.settings.limiter.cost(method, time);
    }

    /// A pair of tokens for an application, in the name of the user who installed it.
    pub async fn issue_tokens(&self, client_id: &str) -> Result<Tokens, PortalError> {
        let client = client_id.to_owned();
        self.on_core(move |core| {
            let app = core.known_app(&client)?;
            core.issue(app, app.user, 0)
        })
        .await
    }

    /// A code that the application can exchange within 30 seconds, as its user sends it.
    pub async fn authorize(&self, client_id: &str) -> Result<String, PortalError> {
        let client = client_id.to_owned();
        self.on_core(move |core| core.authorize(&client, core.known_app(&client)?.user))
            .await
    }

    /// Ends the life of every access token now; refresh tokens stay good.
    pub async fn expire_tokens(&self) -> Result<(), PortalError> {
        self.on_core(|core| core.expire_tokens().map(drop)).await
    }

    /// Takes every token away from an application, as if it had been removed and installed anew.
    pub async fn revoke_tokens(&self, client_id: &str) -> Result<(), PortalError> {
        let client = client_id.to_owned();
        self.on_core(move |core| core.revoke_tokens(&client).map(drop))
            .await
    }

    /// Waits until every handler of an event has been called.
    pub async fn settle(&self) {
        self.outbox.settled().await;
    }

    /// Stops the portal and waits until nothing is left of it: no port, no connection, no thread.
    pub async fn stop(self) {
        drop(self.stop);
        let [server, deliveries] = self.tasks;
        // They end in an error only when their runtime is shutting down, which ends them too.
        let _ = server.await;
        drop((self.gate, self.outbox));
        let _ = deliveries.await;
        let store = self.store;
        let _ = task::spawn_blocking(move || store.join()).await;
    }

    async fn on_core<T: Send + 'static>(
        &self,
        work: impl FnOnce(&crate::engine::Core) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, PortalError> {
        let done = self.gate.on_core(work).await;
        done.map_err(|fault| PortalError::Token(fault.text))
    }
}
