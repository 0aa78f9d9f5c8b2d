//! A portal over HTTP, reached by an incoming webhook. Its address is a secret: it is in no message.

use std::fmt;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use bitrix24_codegen::live::{CallError, Portal, Refusal};
use serde_json::Value;
use ureq::Agent;
use ureq::tls::{RootCerts, TlsConfig};

use crate::Failure;

/// How often a call is made that the portal has no capacity for, waiting twice as long each time.
const ATTEMPTS: u32 = 6;
/// The first wait.
const WAIT: Duration = Duration::from_millis(500);
/// A portal that has not answered by now will not.
const PATIENCE: Duration = Duration::from_secs(60);
/// More than any portal describes of itself.
const LONGEST_ANSWER: u64 = 64 * 1024 * 1024;

/// What was given as the address of a webhook, right or wrong.
#[derive(Clone)]
pub(crate) struct Given(String);

impl From<String> for Given {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Given(…)")
    }
}

/// A message about the command line, which quotes what was written there, without addresses of webhooks; nothing where there
/// are none in it.
pub(crate) fn hidden(message: &str) -> Option<String> {
    let mut hidden = message.to_owned();
    for argument in std::env::args().skip(1) {
        if argument.contains("/rest/") {
            hidden = hidden.replace(&argument, "…");
        }
    }
    (hidden != message).then_some(hidden)
}

/// The address of an incoming webhook: `https://example.bitrix24.com/rest/1/secret/`.
#[derive(Clone)]
pub(crate) struct Webhook(String);

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Webhook(…)")
    }
}

impl Webhook {
    /// The address that was given on the command line, or why it cannot be used.
    pub(crate) fn read(given: &Given) -> Result<Self, Failure> {
        given.0.parse().map_err(|error: String| {
            Failure::Trouble(format!("the webhook cannot be used: {error}"))
        })
    }
}

impl std::str::FromStr for Webhook {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let meant = "an address such as `https://example.bitrix24.com/rest/1/secret/` is meant";
        let text = text.trim();
        let (scheme, rest) = text.split_once("://").ok_or(meant)?;
        let (host, path) = rest.split_once('/').ok_or(meant)?;
        let parts: Vec<&str> = path.trim_end_matches('/').split('/').collect();
        let plain = |part: &&str| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|c| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_'))
        };
        if host.is_empty() || parts.len() != 3 || parts[0] != "rest" || !parts.iter().all(plain) {
            return Err(meant.to_owned());
        }
        match scheme.to_ascii_lowercase().as_str() {
            "https" => {}
            "http" if is_loopback(host) => {}
            "http" => {
                return Err(
                    "the secret would travel in the open: `https://` is needed, but on this machine"
                        .to_owned(),
                );
            }
            _ => return Err(meant.to_owned()),
        }
        let rest = rest.trim_end_matches('/');
        Ok(Self(format!("{}://{rest}/", scheme.to_ascii_lowercase())))
    }
}

fn is_loopback(host: &str) -> bool {
    // With a name and a password before it, it would be another host.
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|c| c.is_ascii_digit()) => name,
        _ => host,
    };
    name == "localhost"
        || name
            .trim_start_matches('[')
            .trim_end_matches(']')
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

/// Calls methods, one after the other.
pub(crate) struct HttpPortal {
    webhook: Webhook,
    agent: Agent,
}

impl HttpPortal {
    pub(crate) fn new(webhook: Webhook) -> Self {
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::PlatformVerifier)
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .build();
        let mut config = Agent::config_builder();
        if webhook.0.starts_with("http://") {
            // This machine, which no proxy knows.
            config = config.proxy(None);
        }
        let agent = config
            .tls_config(tls)
            .http_status_as_error(false)
            // Whoever it leads to would get the secret.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(PATIENCE))
            .user_agent(concat!("b24spec/", env!("CARGO_PKG_VERSION")))
            .build()
            .new_agent();
        Self { webhook, agent }
    }

    fn ask(&self, method: &str, params: &Value) -> Result<Answer, String> {
        let address = format!("{}{method}", self.webhook.0);
        let request = self
            .agent
            .post(&address)
            .header("Content-Type", "application/json")
            .header("Accept", "application/json");
        let mut response = request
            .send(params.to_string())
            .map_err(|error| reason(&error))?;
        let status = response.status();
        if status.is_redirection() {
            return Err("it sends callers elsewhere; use the address that the portal shows".into());
        }
        let body = response.body_mut().with_config().limit(LONGEST_ANSWER);
        let text = body.read_to_string().map_err(|error| reason(&error))?;
        Ok(Answer {
            status: status.as_u16(),
            json: serde_json::from_str(&text).unwrap_or_default(),
        })
    }
}

/// What came, JSON or not: nothing then.
struct Answer {
    status: u16,
    json: Value,
}

impl Answer {
    fn refusal(&self) -> Option<Refusal> {
        let error = self.json.get("error").filter(|error| !error.is_null())?;
        let text = |value: Option<&Value>| match value {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        };
        // REST 3 answers an object.
        let (code, description) = match error {
            Value::Object(error) => (error.get("code"), error.get("message")),
            code => (Some(code), self.json.get("error_description")),
        };
        Some(Refusal {
            code: text(code),
            text: text(description),
        })
    }

    /// Whether the portal, or what stands before it, has no capacity at the moment.
    fn is_busy(&self) -> bool {
        match self.refusal() {
            Some(refusal) => matches!(
                refusal.code.as_str(),
                "QUERY_LIMIT_EXCEEDED" | "OPERATION_TIME_LIMIT"
            ),
            None => matches!(self.status, 429 | 502..=504),
        }
    }
}

impl Portal for HttpPortal {
    fn call(&mut self, method: &str, params: Value) -> Result<Value, CallError> {
        let unanswered = |reason: String| CallError::Unanswered {
            method: method.to_owned(),
            reason: self.without_secret(&reason),
        };
        let mut wait = WAIT;
        for _ in 1..ATTEMPTS {
            let answer = self.ask(method, &params).map_err(unanswered)?;
            if !answer.is_busy() {
                return self.result(method, answer);
            }
            thread::sleep(wait);
            wait *= 2;
        }
        let answer = self.ask(method, &params).map_err(unanswered)?;
        self.result(method, answer)
    }
}

impl HttpPortal {
    fn result(&self, method: &str, mut answer: Answer) -> Result<Value, CallError> {
        if let Some(refusal) = answer.refusal() {
            let refusal = Refusal {
                code: self.without_secret(&refusal.code),
                text: self.without_secret(&refusal.text),
            };
            return Err(CallError::Refused {
                method: method.to_owned(),
                refusal,
            });
        }
        match answer.json.get_mut("result") {
            Some(result) => Ok(result.take()),
            None => Err(CallError::Unanswered {
                method: method.to_owned(),
                reason: format!(
                    "what came is no answer of a portal (status {})",
                    answer.status
                ),
            }),
        }
    }

    /// Nothing that is known to quote the address, and still: it may come from anywhere.
    fn without_secret(&self, text: &str) -> String {
        let secret = self.webhook.0.trim_end_matches('/').rsplit('/').next();
        match secret {
            Some(secret) => text.replace(secret, "…"),
            None => text.to_owned(),
        }
    }
}

/// What went wrong with a connection, in words that have no address in them.
fn reason(error: &ureq::Error) -> String {
    match error {
        ureq::Error::Timeout(_) => {
            format!("it did not come within {} seconds", PATIENCE.as_secs())
        }
        ureq::Error::HostNotFound => "there is no host of that name".to_owned(),
        ureq::Error::ConnectionFailed => "nobody can be reached there".to_owned(),
        ureq::Error::BadUri(_) | ureq::Error::Http(_) => {
            "the address of the webhook cannot be used".to_owned()
        }
        ureq::Error::Io(error) => error.to_string(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for good in [
            "https://example.bitrix24.com/rest/1/abc123/",
            "https://example.bitrix24.com/rest/1/abc123",
            " https://box.example:8443/rest/17/abc-1_2/ ",
            "http://127.0.0.1:8024/rest/1/abc/",
            "http://localhost/rest/1/abc/",
            "http://[::1]:8024/rest/1/abc/",
        ] {
            assert!(good.parse::<Webhook>().is_ok(), "{good}");
        }
        for bad in [
            "",
            "example.bitrix24.com/rest/1/abc/",
            "https://example.bitrix24.com/",
            "https://example.bitrix24.com/rest/1/",
            "https://example.bitrix24.com/rest/1/abc/profile.json",
            "https://example.bitrix24.com/rest/1/abc/?x=1",
            "http://example.bitrix24.com/rest/1/abc/",
            "http://localhost:1@example.com/rest/1/abc/",
            "http://localhost.example.com/rest/1/abc/",
            "ftp://example.com/rest/1/abc/",
        ] {
            let error = bad.parse::<Webhook>().unwrap_err();
            assert!(!error.contains("abc"), "{error}");
        }
    }

    #[test]
    fn secrets_are_not_shown() {
        let webhook: Webhook = "https://example.com/rest/1/abc123/".parse().unwrap();
        assert_eq!(format!("{webhook:?}"), "Webhook(…)");
        let portal = HttpPortal::new(webhook);
        assert_eq!(
            portal.without_secret("at /rest/1/abc123/x"),
            "at /rest/1/…/x"
        );
    }
}
