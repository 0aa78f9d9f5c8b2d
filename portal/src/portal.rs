//! Starting and stopping.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock, mpsc};
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

/// A portal that is running; dropping it stops it.
#[derive(Debug)]
pub struct Portal {
    settings: Arc<Settings>,
    /// Dropping it stops the server; the thread of the database ends with the last request.
    _stop: oneshot::Sender<()>,
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
#[derive(Debug, Default)]
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

    /// Fills the portal with this many made-up records of a kind: `("contacts", 1000)`.
    #[must_use]
    pub fn seed(mut self, kind: impl Into<String>, count: u32) -> Self {
        self.seeds.push((kind.into(), count));
        self
    }

    /// Starts it.
    pub async fn start(self) -> Result<Portal, PortalError> {
        let model = match self.model {
            Some(model) => model,
            None => catalogue::embedded().map_err(PortalError::Catalogue)?,
        };
        let minutes = self.offset.unwrap_or(180);
        let seconds = minutes.checked_mul(60).and_then(FixedOffset::east_opt);
        let settings = Arc::new(Settings {
            zone: Zone(seconds.ok_or(PortalError::Offset(minutes))?),
            webhooks: if self.webhooks.is_empty() {
                vec![(1, token(16))]
            } else {
                self.webhooks
            },
            apps: self.apps,
            application_token: self.application_token.unwrap_or_else(|| token(32)),
            member_id: token(32),
            base: OnceLock::new(),
        });
        let listener =
            TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, self.port))).await?;
        let _ = settings
            .base
            .set(format!("http://{}", listener.local_addr()?));
        let (outbox, queue) = tokio::sync::mpsc::unbounded_channel();
        let work = {
            let settings = Arc::clone(&settings);
            let catalogue = Arc::new(Catalogue::new(model));
            let (data, seeds) = (self.data, self.seeds);
            own_thread(move || {
                let store = Store::open(data.as_deref(), &catalogue)?;
                let core = Core::new(catalogue, settings, store, outbox);
                for (kind, count) in seeds {
                    seed::fill(&core, &kind, count)
                        .map_err(|fault| PortalError::Seed(fault.to_string()))?;
                }
                Ok(core)
            })
            .await?
        };
        tokio::spawn(events::deliver(queue));
        let (stop, stopped) = oneshot::channel();
        let router = router(work, Arc::clone(&settings));
        tokio::spawn(async move {
            let stopped = async {
                // An error means that the portal was dropped: the same thing.
                let _ = stopped.await;
            };
            if let Err(error) = axum::serve(listener, router)
                .with_graceful_shutdown(stopped)
                .await
            {
                eprintln!("b24portal: the server stopped: {error}");
            }
        });
        Ok(Portal {
            settings,
            _stop: stop,
        })
    }
}

/// Starts the thread that owns the database, and waits until it is open.
async fn own_thread(
    open: impl FnOnce() -> Result<Core, PortalError> + Send + 'static,
) -> Result<mpsc::Sender<Work>, PortalError> {
    let (work, todo) = mpsc::channel::<Work>();
    let (tell, told) = oneshot::channel();
    thread::Builder::new()
        .name("b24portal-store".to_owned())
        .spawn(move || match open() {
            Ok(core) => {
                if tell.send(Ok(())).is_ok() {
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
    told.await
        .map_err(|_| io::Error::other("the thread of the database ended"))??;
    Ok(work)
}
