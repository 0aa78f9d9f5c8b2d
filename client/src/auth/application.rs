//! An application and the authorisation server that gives it its tokens.

use std::fmt;
use std::time::Duration;

use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use super::{Tokens, hide};
use crate::client::pool;
use crate::error::{Error, Refusal, classify};

/// The authorisation server of the platform.
const SERVER: &str = "https://oauth.bitrix.info/";
/// How long an exchange may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// What exchanges of tokens are called in errors.
const EXCHANGE: &str = "oauth/token";

/// An application: what it is known by and what it proves that with.
///
/// ```no_run
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// use bitrix24_client::{Application, Client, FileStore};
///
/// let app = Application::new("app.573ad8a0346747.09223434", std::env::var("B24_SECRET")?);
/// // Send the user's browser here; it comes back to the application's address with a code.
/// let address = app.authorize_url("example.bitrix24.com", "state")?;
/// # let code = "";
/// let tokens = app.exchange(code).await?;
/// let b24 = Client::builder().application(app, tokens, FileStore::new("tokens")).build()?;
/// # let _ = (address, b24);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Application {
    client_id: String,
    client_secret: SecretString,
    server: String,
    http: Option<reqwest::Client>,
}

impl Application {
    /// What the application was given when it was registered.
    pub fn new(client_id: impl Into<String>, client_secret: impl Into<String>) -> Self {
        Self {
            client_id: client_id.into(),
            client_secret: SecretString::from(client_secret.into()),
            server: SERVER.to_owned(),
            http: None,
        }
    }

    /// Another authorisation server than the platform's, such as a portal for tests.
    #[must_use]
    pub fn server(mut self, address: impl Into<String>) -> Self {
        self.server = address.into();
        self
    }

    /// A connection pool of the caller's, for exchanges of tokens.
    #[must_use]
    pub fn http(mut self, http: reqwest::Client) -> Self {
        self.http = Some(http);
        self
    }

    /// Where to send a user's browser, so that it comes back with a code. `portal` is a host (`example.bitrix24.com`) or an
    /// address; `state` comes back as it is.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidArgument`] if `portal` is neither.
    pub fn authorize_url(&self, portal: &str, state: &str) -> Result<String, Error> {
        let address = if portal.contains("://") {
            portal.to_owned()
        } else {
            format!("https://{portal}/")
        };
        let wrong = |error: String| Error::invalid_argument("oauth/authorize", "portal", error);
        let mut url = Url::parse(&address).map_err(|error| wrong(error.to_string()))?;
        if url.cannot_be_a_base() {
            return Err(wrong("this is no address".to_owned()));
        }
        url.set_path("/oauth/authorize/");
        url.query_pairs_mut()
            .clear()
            .append_pair("client_id", &self.client_id)
            .append_pair("response_type", "code")
            .append_pair("state", state);
        Ok(url.into())
    }

    /// Tokens for a code. Codes are good for half a minute, and once.
    ///
    /// # Errors
    ///
    /// See [`Error`]; [`Error::Auth`] if the code is not good (any more).
    pub async fn exchange(&self, code: &str) -> Result<Tokens, Error> {
        self.ask("authorization_code", "code", code).await
    }

    /// New tokens for a refresh token, which is used up.
    pub(super) async fn renew(&self, tokens: &Tokens) -> Result<Tokens, Error> {
        let refresh = tokens.refresh_token.expose_secret();
        if refresh.is_empty() {
            let refusal = Refusal {
                code: "expired_token".to_owned(),
                text: "the access token cannot be renewed: it came without a refresh token"
                    .to_owned(),
                ..Refusal::default()
            };
            return Err(classify(EXCHANGE, &[], refusal, None, None));
        }
        self.ask("refresh_token", "refresh_token", refresh).await
    }

    async fn ask(&self, grant: &str, name: &str, value: &str) -> Result<Tokens, Error> {
        let server = self.server.trim_end_matches('/');
        let url = format!(
            "{}/oauth/token/",
            server.strip_suffix("/oauth/token").unwrap_or(server)
        );
        // In the body: addresses end up in logs.
        let form = [
            ("grant_type", grant),
            ("client_id", &self.client_id),
            ("client_secret", self.client_secret.expose_secret()),
            (name, value),
        ];
        let body = form
            .iter()
            .map(|(name, value)| format!("{name}={}", encoded(value)))
            .collect::<Vec<_>>()
            .join("&");
        let lost = |error: reqwest::Error| Error::transport(EXCHANGE, error.without_url());
        // Once an hour: not worth keeping connections open.
        let http = match &self.http {
            Some(http) => http.clone(),
            None => pool(PATIENCE, None)?,
        };
        let response = http
            .post(url)
            .header(
                reqwest::header::CONTENT_TYPE,
                "application/x-www-form-urlencoded",
            )
            .body(body)
            .send()
            .await
            .map_err(lost)?;
        let status = response.status().as_u16();
        let bytes = response.bytes().await.map_err(lost)?;
        let answer: Value = serde_json::from_slice(&bytes).unwrap_or_default();
        let text = |name: &str| {
            let text = answer.get(name).and_then(Value::as_str).unwrap_or_default();
            hide(
                hide(text.into(), &self.client_secret),
                &value.to_owned().into(),
            )
            .into_owned()
        };
        if let Some(tokens) = Tokens::from_json(&answer).filter(|_| status == 200) {
            return Ok(tokens);
        }
        let code = text("error");
        if code.is_empty() {
            return Err(Error::Server {
                method: EXCHANGE.to_owned(),
                status,
                text: "the authorisation server answered no tokens".to_owned(),
                api: None,
            });
        }
        let refusal = Refusal {
            code,
            text: text("error_description"),
            ..Refusal::default()
        };
        Err(classify(EXCHANGE, &[], refusal, Some(status), None))
    }

    pub(super) const fn secret(&self) -> &SecretString {
        &self.client_secret
    }
}

impl fmt::Debug for Application {
    /// Without the secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Application")
            .field("client_id", &self.client_id)
            .field("server", &self.server)
            .finish_non_exhaustive()
    }
}

fn encoded(text: &str) -> percent_encoding::PercentEncode<'_> {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_users_agree() {
        let app = Application::new("app.1", "secret");
        assert_eq!(
            app.authorize_url("x.bitrix24.com", "a&b").unwrap(),
            "https://x.bitrix24.com/oauth/authorize/?client_id=app.1&response_type=code&state=a%26b"
        );
        let local = app.authorize_url("http://127.0.0.1:8024/", "").unwrap();
        assert!(
            local.starts_with("http://127.0.0.1:8024/oauth/authorize/?"),
            "{local}"
        );
        assert!(app.authorize_url("a b", "").is_err());
        assert!(!format!("{app:?}").contains("secret\""));
    }
}
