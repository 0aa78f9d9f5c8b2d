//! Starting and stopping.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::{Arc, mpsc};
use std::thread;

use bitrix24_codegen::model::Model;
use chrono::FixedOffset;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::catalogue::{self, Catalogue};
use crate::engine::Core;
use crate::events;
use crate::protocol::{Work, router};
use crate::seed;
use crate::settings::{App, Settings, token};
use crate::store::Store;
use crate::zone::Zone;

/// Why a portal did not start.
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
}

/// The server's time zone when nothing is said, in minutes.
const DEFAULT_OFFSET: i32 = 180;

/// A portal that is running; dropping it stops it.
pub struct Portal {
    settings: Arc<Settings>,
    /// Dropping it stops the server; the thread of the database ends with the last request.
    _stop: oneshot::Sender<()>,
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
    /// Starts a portal on a free port of this machine, with its state in memory.
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
        let (user, token) = self.settings.webhooks.first().cloned().unwrap_or_default();
        format!("{}/rest/{user}/{token}/", self.url())
    }

    /// Where applications call: `http://127.0.0.1:41234/rest/`.
    pub fn endpoint(&self) -> String {
        format!("{}/rest/", self.url())
    }

    /// The secret that comes with every event.
    pub fn application_token(&self) -> &str {
        &self.settings.application_token
    }
}

/// How a portal is to be.
#[derive(Default)]
pub struct Builder {
    data: Option<PathBuf>,
    port: u16,
    webhooks: Vec<(i64, String)>,
    apps: Vec<App>,
    application_token: Option<String>,
    offset: Option<i32>,
    model: Option<Model>,
    seeds: Vec<(String, u32)>,
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
    pub fn webhook(mut self, user: i64, token: impl Into<String>) -> Self {
        self.webhooks.push((user, token.into()));
        self
    }

    /// Lets an application in, as user 1, with a token that does not expire.
    #[must_use]
    pub fn app(mut self, client_id: impl Into<String>, access_token: impl Into<String>) -> Self {
        self.apps.push(App {
            client_id: client_id.into(),
            access_token: access_token.into(),
            user: 1,
        });
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

    /// Starts it.
    pub async fn start(mut self) -> Result<Portal, PortalError> {
        let model = match self.model.take() {
            Some(model) => model,
            None => catalogue::embedded().map_err(PortalError::Catalogue)?,
        };
        let zone = self.zone()?;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        let listener = TcpListener::bind(address).await?;
        let base = format!("http://{}", listener.local_addr()?);
        let (outbox, queue) = tokio::sync::mpsc::unbounded_channel();
        let (work, settings) = own_thread(move || {
            let catalogue = Arc::new(Catalogue::new(model));
            let store = Store::open(self.data.as_deref(), &catalogue)?;
            let seeds = std::mem::take(&mut self.seeds);
            let settings = Arc::new(self.settings(&store, zone, base)?);
            let core = Core::new(catalogue, settings, store, outbox);
            for (kind, count) in seeds {
                seed::fill(&core, &kind, count).map_err(|fault| PortalError::Seed(fault.text))?;
            }
            Ok(core)
        })
        .await?;
        tokio::spawn(events::deliver(queue));
        let (stop, stopped) = oneshot::channel();
        let router = router(work, Arc::clone(&settings));
        tokio::spawn(async move {
            let stopped = async {
                // An error means that the portal was dropped: the same thing.
                let _ = stopped.await;
            };
            let server = axum::serve(listener, router).with_graceful_shutdown(stopped);
            if let Err(error) = server.await {
                eprintln!("b24portal: the server stopped: {error}");
            }
        });
        Ok(Portal {
            settings,
            _stop: stop,
        })
    }

    fn zone(&self) -> Result<Zone, PortalError> {
        let minutes = self.offset.unwrap_or(DEFAULT_OFFSET);
        let seconds = minutes.checked_mul(60).and_then(FixedOffset::east_opt);
        seconds.map(Zone).ok_or(PortalError::Offset(minutes))
    }

    /// What was not said is made up once and then kept with the other state, so that addresses stay as they are.
    fn settings(self, store: &Store, zone: Zone, base: String) -> rusqlite::Result<Settings> {
        let mut webhooks = self.webhooks;
        if webhooks.is_empty() {
            webhooks.push((1, store.remembered("webhook", || token(16))?));
        }
        let application_token = match self.application_token {
            Some(token) => token,
            None => store.remembered("application_token", || token(32))?,
        };
        Ok(Settings {
            zone,
            webhooks,
            apps: self.apps,
            application_token,
            member_id: store.remembered("member_id", || token(32))?,
            base,
        })
    }
}

/// Starts the thread that owns the database, and waits until it is open.
async fn own_thread(
    open: impl FnOnce() -> Result<Core, PortalError> + Send + 'static,
) -> Result<(mpsc::Sender<Work>, Arc<Settings>), PortalError> {
    let (work, todo) = mpsc::channel::<Work>();
    let (tell, told) = oneshot::channel();
    thread::Builder::new()
        .name("b24portal-store".to_owned())
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
    Ok((work, settings))
}
