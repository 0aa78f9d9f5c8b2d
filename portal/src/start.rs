//! How a portal is to be, and starting it.

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::{Arc, mpsc};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use bitrix24_codegen::model::Model;
use chrono::FixedOffset;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::access::{App, Role, Webhook};
use crate::catalogue::{self, Catalogue};
use crate::clock::Clock;
use crate::engine::Core;
use crate::events::{self, Outbox};
use crate::journal::Journal;
use crate::limits::{Limiter, Limits};
use crate::portal::{Portal, PortalError};
use crate::protocol::{Gate, Work, listen};
use crate::seed;
use crate::settings::{Settings, token};
use crate::store::Store;
use crate::trouble::Rules;

/// The server's time zone when nothing is said, in minutes.
const DEFAULT_OFFSET: i32 = 180;

/// How a portal is to be.
#[derive(Default)]
pub struct Builder {
    data: Option<PathBuf>,
    port: u16,
    webhooks: Vec<Webhook>,
    webhook_user: Option<i64>,
    apps: Vec<App>,
    roles: HashMap<i64, Role>,
    outgoing: Vec<(String, String)>,
    application_token: Option<String>,
    offset: Option<i32>,
    limits: Option<Limits>,
    latency: Duration,
    model: Option<Model>,
    seeds: Vec<(String, u32)>,
    thread_name: Option<String>,
}

impl fmt::Debug for Builder {
    /// Without the tokens.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("data", &self.data)
            .field("port", &self.port)
            .finish_non_exhaustive()
    }
}

impl Builder {
    /// Keeps the state in a file instead of in memory.
    #[must_use]
    pub fn data(mut self, path: impl Into<PathBuf>) -> Self {
        self.data = Some(path.into());
        self
    }

    /// Listens on this port instead of a free one.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Lets a webhook in. Without any, there is one of user 1 with a token of its own.
    #[must_use]
    pub fn webhook(mut self, webhook: Webhook) -> Self {
        self.webhooks.push(webhook);
        self
    }

    /// Says whose webhook it is that is made up when none is named: user 1's if nothing is said.
    #[must_use]
    pub fn webhook_of(mut self, user: i64) -> Self {
        self.webhook_user = Some(user);
        self
    }

    /// Installs an application.
    #[must_use]
    pub fn app(mut self, app: App) -> Self {
        self.apps.push(app);
        self
    }

    /// Says what a user may do. Whoever is not named may do everything.
    #[must_use]
    pub fn user(mut self, id: i64, role: Role) -> Self {
        self.roles.insert(id, role);
        self
    }

    /// Calls an address at an event that no application bound, as an outgoing webhook does.
    #[must_use]
    pub fn outgoing_webhook(
        mut self,
        event: impl Into<String>,
        address: impl Into<String>,
    ) -> Self {
        self.outgoing.push((event.into(), address.into()));
        self
    }

    /// The secret that comes with every event.
    #[must_use]
    pub fn application_token(mut self, token: impl Into<String>) -> Self {
        self.application_token = Some(token.into());
        self
    }

    /// Time zone of the server, in minutes east of Greenwich. Three hours if nothing is said.
    #[must_use]
    pub fn utc_offset(mut self, minutes: i32) -> Self {
        self.offset = Some(minutes);
        self
    }

    /// What is allowed. Everything if nothing is said, so that tests are quick.
    #[must_use]
    pub fn limits(mut self, limits: impl Into<Option<Limits>>) -> Self {
        self.limits = limits.into();
        self
    }

    /// Makes every answer late by this much.
    #[must_use]
    pub fn latency(mut self, latency: Duration) -> Self {
        self.latency = latency;
        self
    }

    /// Another model than the one of the spec.
    #[must_use]
    pub fn model(mut self, model: Model) -> Self {
        self.model = Some(model);
        self
    }

    /// Fills the portal with this many made-up records of a kind that has none yet: `("contacts", 1000)`.
    #[must_use]
    pub fn seed(mut self, kind: impl Into<String>, count: u32) -> Self {
        self.seeds.push((kind.into(), count));
        self
    }

    /// What the thread that owns the database is called, for whoever looks at a process: `b24portal` if nothing is said.
    #[must_use]
    pub fn thread_name(mut self, name: impl Into<String>) -> Self {
        self.thread_name = Some(name.into());
        self
    }

    /// Starts it.
    pub async fn start(mut self) -> Result<Portal, PortalError> {
        let catalogue = match self.model.take() {
            Some(model) => Arc::new(Catalogue::new(model)),
            None => catalogue::embedded().map_err(PortalError::Catalogue)?,
        };
        let offset = self.zone()?;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        let listener = TcpListener::bind(address).await?;
        let base = format!("http://{}", listener.local_addr()?);
        let (outbox, inbox) = Outbox::new();
        let queue = outbox.clone();
        let name = self.thread_name.take();
        let opened = Opened::wait_for(name.unwrap_or_else(|| "b24portal".to_owned()), move || {
            let store = Store::open(self.data.as_deref(), &catalogue)?;
            let seeds = std::mem::take(&mut self.seeds);
            let settings = Arc::new(self.settings(&store, offset, base)?);
            let core = Core::new(catalogue, settings, store, queue);
            let unfit = |fault: crate::fault::Fault| PortalError::Seed(fault.text);
            for (kind, count) in seeds {
                seed::fill(&core, &kind, count).map_err(unfit)?;
            }
            core.issue_known()
                .map_err(|fault| PortalError::Token(fault.text))?;
            Ok(core)
        })
        .await?;
        let gate = Gate::new(opened.work, Arc::clone(&opened.settings));
        let (stop, stopped) = oneshot::channel();
        Ok(Portal {
            tasks: [
                tokio::spawn(listen(listener, gate.clone(), stopped)),
                tokio::spawn(events::deliver(inbox)),
            ],
            gate,
            settings: opened.settings,
            outbox,
            stop,
            store: opened.thread,
        })
    }

    fn zone(&self) -> Result<FixedOffset, PortalError> {
        let minutes = self.offset.unwrap_or(DEFAULT_OFFSET);
        let seconds = minutes.checked_mul(60).and_then(FixedOffset::east_opt);
        seconds.ok_or(PortalError::Offset(minutes))
    }

    /// What was not said is made up once and then kept with the other state, so that addresses stay as they are.
    fn settings(
        self,
        store: &Store,
        offset: FixedOffset,
        base: String,
    ) -> rusqlite::Result<Settings> {
        let mut webhooks = self.webhooks;
        if webhooks.is_empty() {
            let token = store.remembered("webhook", || token(16))?;
            webhooks.push(Webhook::new(self.webhook_user.unwrap_or(1), token));
        }
        let application_token = match self.application_token {
            Some(token) => token,
            None => store.remembered("application_token", || token(32))?,
        };
        let limiter = Limiter::default();
        limiter.set(self.limits);
        Ok(Settings {
            offset,
            clock: Clock::default(),
            limiter,
            rules: Rules::default(),
            journal: Journal::default(),
            latency: self.latency,
            webhooks,
            apps: self.apps,
            roles: self.roles,
            outgoing: self.outgoing,
            application_token,
            member_id: store.remembered("member_id", || token(32))?,
            base,
        })
    }
}

/// The thread that owns the database, with the database open.
struct Opened {
    work: mpsc::Sender<Work>,
    settings: Arc<Settings>,
    thread: JoinHandle<()>,
}

impl Opened {
    async fn wait_for(
        name: String,
        open: impl FnOnce() -> Result<Core, PortalError> + Send + 'static,
    ) -> Result<Self, PortalError> {
        let (work, todo) = mpsc::channel::<Work>();
        let (tell, told) = oneshot::channel();
        let thread = thread::Builder::new()
            .name(name)
            .spawn(move || match open() {
                Ok(core) => {
                    if tell.send(Ok(Arc::clone(&core.settings))).is_ok() {
                        for work in todo {
                            work(&core);
                        }
                    }
                }
                Err(error) => {
                    // Whoever started it has gone if this cannot be told.
                    let _ = tell.send(Err(error));
                }
            })?;
        let ended = |_| io::Error::other("the thread of the database ended");
        let settings = told.await.map_err(ended)??;
        Ok(Self {
            work,
            settings,
            thread,
        })
    }
}
