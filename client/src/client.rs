//! The client: where calls go, and with which secret.

mod download;
mod endpoint;
mod envelope;
mod exchange;
mod http;
mod reply;
mod sending;
mod stats;

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use endpoint::Endpoint;
pub(crate) use envelope::{read_time, walk};
pub(crate) use http::{Exchange, Outgoing, pool};
pub(crate) use reply::Reply;
use secrecy::SecretString;
pub use sending::Sending;
use serde::Serialize;
use stats::Counters;
pub use stats::Stats;

use crate::auth::{Access, Application, Session, TokenStore, Tokens};
use crate::decode::Decode;
use crate::error::Error;
use crate::limit::{Limiter, Limits, LocalLimiter, Unlimited};
use crate::retry::{Retry, Tries};
use crate::values::Json;

/// How long a call may take. Batches of slow commands take minutes.
const TIMEOUT: Duration = Duration::from_secs(180);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// A connection to one portal. Cheap to clone; clones share their connections, their tokens and the portal's limits.
///
/// Calls wait for the portal's limits instead of running into them, and are sent again where that is safe: see [`Retry`].
///
/// ```no_run
/// # async fn run() -> Result<(), bitrix24_client::Error> {
/// use bitrix24_client::Client;
///
/// let b24 = Client::webhook("https://example.bitrix24.com/rest/1/abcdefgh12345678/")?;
/// let answer = b24.call("some.new.method", serde_json::json!({ "id": 1 })).await?;
/// println!("{answer}");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

#[derive(Clone)]
pub(crate) struct Inner {
    place: Arc<Place>,
    access: Arc<Access>,
    http: reqwest::Client,
    limiter: Arc<dyn Limiter>,
    retry: Retry,
    interactive: bool,
    counters: Arc<Counters>,
}

/// Where the portal is; it may move.
struct Place {
    endpoint: RwLock<Arc<Endpoint>>,
    /// The last address that tokens came with.
    told: Mutex<String>,
}

impl Inner {
    fn endpoint(&self) -> Arc<Endpoint> {
        let endpoint = self.place.endpoint.read();
        Arc::clone(&endpoint.unwrap_or_else(PoisonError::into_inner))
    }

    fn set_endpoint(&self, endpoint: Endpoint) {
        let mut here = self
            .place
            .endpoint
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *here = Arc::new(endpoint);
    }
}

impl Client {
    /// A client of an incoming webhook: `https://portal/rest/1/token/`, with or without the slash at the end; `http` is
    /// allowed.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidArgument`] if this is no address of a webhook; the text does not show it.
    pub fn webhook(url: impl AsRef<str>) -> Result<Self, Error> {
        Self::builder().webhook(url).build()
    }

    /// A client with settings of its own.
    pub fn builder() -> ClientBuilder {
        ClientBuilder {
            target: None,
            timeout: TIMEOUT,
            user_agent: None,
            http: None,
            limiter: Arc::new(LocalLimiter::new(Limits::DEFAULT)),
            retry: Retry::default(),
        }
    }

    /// Host of the portal.
    #[must_use]
    pub fn host(&self) -> String {
        self.inner.endpoint().host().to_owned()
    }

    /// What this client and its clones have done so far.
    #[must_use]
    pub fn stats(&self) -> Stats {
        self.inner.counters.read()
    }

    /// The same client for calls that somebody waits for: where the limits make calls wait, they go before those of the
    /// background.
    #[must_use]
    pub fn interactive(&self) -> Self {
        let mut inner = Inner::clone(&self.inner);
        inner.interactive = true;
        Self {
            inner: Arc::new(inner),
        }
    }

    /// Calls any method, with anything that serializes to an object (parameters by name), a list (by place) or null (none).
    ///
    /// The answer is what stands under `result`, whatever that is. If no answer comes, the error is
    /// [`Error::Uncertain`], as nothing is known of the method.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub fn call(&self, name: impl Into<String>, params: impl Serialize) -> Sending<Json> {
        self.call_as(name, params)
    }

    /// The same with a typed answer.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub fn call_as<T: Decode>(
        &self,
        name: impl Into<String>,
        params: impl Serialize,
    ) -> Sending<T> {
        let params = serde_json::to_value(params).map_err(|error| error.to_string());
        self.sending(Outgoing::raw(name.into(), params))
    }

    pub(crate) fn sending<T: Decode>(&self, outgoing: Result<Outgoing, Error>) -> Sending<T> {
        Sending::new(self.exchange(outgoing))
    }

    /// How long to wait before a part of an answer that was refused for now is asked for again; the limiter learns of it.
    pub(crate) fn hold_back(&self, error: &Error, tries: &mut Tries) -> Option<Duration> {
        match error {
            Error::Limit { api, retry_after } => {
                let known = self.inner.refused_for_now(api, *retry_after);
                let pause = known.or_else(|| tries.again())?;
                tries.in_time(pause)
            }
            Error::Server { .. } => tries.again(),
            _ => None,
        }
    }

    pub(crate) fn tries(&self) -> Tries {
        Tries::new(self.inner.retry)
    }

    /// Sends something; not generic, so that it is compiled once.
    pub(crate) fn exchange(&self, outgoing: Result<Outgoing, Error>) -> Exchange {
        exchange::exchange(Arc::clone(&self.inner), outgoing)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Client({})", self.host())
    }
}

/// Settings of a [`Client`].
#[must_use]
pub struct ClientBuilder {
    target: Option<Result<Target, String>>,
    timeout: Duration,
    user_agent: Option<String>,
    http: Option<reqwest::Client>,
    limiter: Arc<dyn Limiter>,
    retry: Retry,
}

/// Where calls go, and with what.
struct Target {
    endpoint: Endpoint,
    access: Given,
}

enum Given {
    Webhook(SecretString),
    Token(SecretString),
    Application(Box<(Application, Tokens, Box<dyn TokenStore>)>),
}

impl ClientBuilder {
    /// Calls go to an incoming webhook: `https://portal/rest/1/token/`.
    pub fn webhook(mut self, url: impl AsRef<str>) -> Self {
        let target = Endpoint::webhook(url.as_ref());
        self.target = Some(target.map(|(endpoint, secret)| Target {
            endpoint,
            access: Given::Webhook(secret),
        }));
        self
    }

    /// Calls go to `https://portal/rest/` with an access token, which is sent in the body of each. It is not renewed: see
    /// [`application`](Self::application).
    pub fn token(mut self, endpoint: impl AsRef<str>, access_token: impl Into<String>) -> Self {
        let target = Endpoint::rest(endpoint.as_ref());
        self.target = Some(target.map(|endpoint| Target {
            endpoint,
            access: Given::Token(SecretString::from(access_token.into())),
        }));
        self
    }

    /// Calls are made as an application, with tokens that are renewed in time, once for all calls that wait, and saved
    /// before they are used.
    pub fn application(
        mut self,
        application: Application,
        tokens: Tokens,
        store: impl TokenStore + 'static,
    ) -> Self {
        let target = Endpoint::rest(tokens.endpoint());
        self.target = Some(target.map(|endpoint| Target {
            endpoint,
            access: Given::Application(Box::new((application, tokens, Box::new(store)))),
        }));
        self
    }

    /// How long an attempt of a call may take, from connecting to the last byte; three minutes unless set.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The `User-Agent` header; ours unless set.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = Some(user_agent.into());
        self
    }

    /// A connection pool of the caller's, with proxies and certificates as they are needed. [`timeout`](Self::timeout) and
    /// [`user_agent`](Self::user_agent) are the pool's affair then; it should not follow redirects, which would repeat a call
    /// as a `GET`.
    pub fn http(mut self, http: reqwest::Client) -> Self {
        self.http = Some(http);
        self
    }

    /// What the portal allows; [`Limits::DEFAULT`] unless set.
    pub fn limits(self, limits: Limits) -> Self {
        self.limiter(Arc::new(LocalLimiter::new(limits)))
    }

    /// A limiter that other clients of the same portal, or workers on other machines, share.
    pub fn limiter(mut self, limiter: Arc<dyn Limiter>) -> Self {
        self.limiter = limiter;
        self
    }

    /// Calls go out at once, whatever the portal allows.
    pub fn no_limits(self) -> Self {
        self.limiter(Arc::new(Unlimited))
    }

    /// What is tried again, how often and after how long.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// The client.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidArgument`] if no address was given, or none that calls can go to; [`Error::Transport`] if TLS cannot be
    /// set up.
    pub fn build(self) -> Result<Client, Error> {
        let refuse = |text: String| Error::invalid_argument("Client", "url", text);
        let Target { endpoint, access } = self
            .target
            .unwrap_or_else(|| Err("no webhook and no token was given".to_owned()))
            .map_err(refuse)?;
        let http = match self.http {
            Some(http) => http,
            None => pool(self.timeout, self.user_agent.as_deref())?,
        };
        let mut told = String::new();
        let access = match access {
            Given::Webhook(secret) => Access::Webhook(secret),
            Given::Token(token) => Access::Token(token),
            Given::Application(given) => {
                let (application, tokens, store) = *given;
                tokens.endpoint().clone_into(&mut told);
                let session = Session::new(application, tokens, store, self.retry);
                Access::Session(Arc::new(session))
            }
        };
        Ok(Client {
            inner: Arc::new(Inner {
                place: Arc::new(Place {
                    endpoint: RwLock::new(Arc::new(endpoint)),
                    told: Mutex::new(told),
                }),
                access: Arc::new(access),
                http,
                limiter: self.limiter,
                retry: self.retry,
                interactive: false,
                counters: Arc::default(),
            }),
        })
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let target = self.target.as_ref().and_then(|target| target.as_ref().ok());
        f.debug_struct("ClientBuilder")
            .field("host", &target.map(|target| target.endpoint.host()))
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}
