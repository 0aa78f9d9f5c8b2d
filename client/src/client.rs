//! The client: where calls go, and with which secret.

mod endpoint;
mod envelope;
mod http;
mod sending;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use endpoint::Endpoint;
pub(crate) use envelope::walk;
pub(crate) use http::{Exchange, Outgoing, Reply};
pub use sending::Sending;
use serde::Serialize;

use crate::decode::Decode;
use crate::error::Error;
use crate::values::Json;

/// How long a call may take. Batches of slow commands take minutes.
const TIMEOUT: Duration = Duration::from_secs(180);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// A connection to one portal. Cheap to clone; clones share their connections.
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

pub(crate) struct Inner {
    endpoint: Endpoint,
    http: reqwest::Client,
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
            endpoint: None,
            timeout: TIMEOUT,
            user_agent: None,
            http: None,
        }
    }

    /// Host of the portal.
    #[must_use]
    pub fn host(&self) -> &str {
        self.inner.endpoint.host()
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

    /// Sends something; not generic, so that it is compiled once.
    pub(crate) fn exchange(&self, outgoing: Result<Outgoing, Error>) -> Exchange {
        http::exchange(Arc::clone(&self.inner), outgoing)
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
    endpoint: Option<Result<Endpoint, String>>,
    timeout: Duration,
    user_agent: Option<String>,
    http: Option<reqwest::Client>,
}

impl ClientBuilder {
    /// Calls go to an incoming webhook: `https://portal/rest/1/token/`.
    pub fn webhook(mut self, url: impl AsRef<str>) -> Self {
        self.endpoint = Some(Endpoint::webhook(url.as_ref()));
        self
    }

    /// Calls go to `https://portal/rest/` with an access token, which is sent in the body of each.
    pub fn token(mut self, endpoint: impl AsRef<str>, access_token: impl Into<String>) -> Self {
        self.endpoint = Some(Endpoint::token(endpoint.as_ref(), access_token.into()));
        self
    }

    /// How long a call may take, from connecting to the last byte; three minutes unless set.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The `User-Agent` header; ours unless set.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = Some(user_agent.into());
        self
    }

    /// A connection pool of the caller's. [`timeout`](Self::timeout) and [`user_agent`](Self::user_agent) are the pool's
    /// affair then; it should not follow redirects, which would repeat a call as a `GET`.
    pub fn http(mut self, http: reqwest::Client) -> Self {
        self.http = Some(http);
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
        let endpoint = self
            .endpoint
            .unwrap_or_else(|| Err("no webhook and no token was given".to_owned()))
            .map_err(refuse)?;
        let http = match self.http {
            Some(http) => http,
            None => http::pool(self.timeout, self.user_agent.as_deref())?,
        };
        Ok(Client {
            inner: Arc::new(Inner { endpoint, http }),
        })
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = self
            .endpoint
            .as_ref()
            .and_then(|endpoint| endpoint.as_ref().ok())
            .map(Endpoint::host);
        f.debug_struct("ClientBuilder")
            .field("host", &host)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}
