//! Addresses and secrets.

use std::borrow::Cow;

use reqwest::Url;

/// Where calls go.
pub(super) struct Endpoint {
    /// `https://portal/rest/1/token/` or `https://portal/rest/`
    rest: Url,
    /// The same for REST 3: `https://portal/rest/api/1/token/`.
    rest3: Url,
    host: String,
    secret: Secret,
}

enum Secret {
    /// A part of the path.
    Webhook(String),
    /// Sent as `auth`.
    Token(String),
}

impl Endpoint {
    /// # Errors
    ///
    /// What is wrong with the address, which is not shown.
    pub(super) fn webhook(url: &str) -> Result<Self, String> {
        let (url, mut path) = split(url)?;
        let (Some(token), Some(user)) = (path.pop(), path.pop()) else {
            return Err(
                "this is not the address of a webhook: https://portal/rest/1/token/".to_owned(),
            );
        };
        let plain = |text: &str| {
            !text.is_empty()
                && text
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
        };
        if path.last().is_none_or(|last| last != "rest")
            || !user.bytes().all(|byte| byte.is_ascii_digit())
            || !plain(&token)
        {
            return Err(
                "this is not the address of a webhook: https://portal/rest/1/token/".to_owned(),
            );
        }
        let root = path.join("/");
        Self::new(
            &url,
            &format!("/{root}/{user}/{token}/"),
            &format!("/{root}/api/{user}/{token}/"),
            Secret::Webhook(token),
        )
    }

    /// # Errors
    ///
    /// What is wrong with the address.
    pub(super) fn token(url: &str, token: String) -> Result<Self, String> {
        let (url, path) = split(url)?;
        if path.last().is_none_or(|last| last != "rest") {
            return Err(
                "this is not the address of a portal's REST interface: https://portal/rest/"
                    .to_owned(),
            );
        }
        let root = path.join("/");
        Self::new(
            &url,
            &format!("/{root}/"),
            &format!("/{root}/api/"),
            Secret::Token(token),
        )
    }

    fn new(url: &Url, rest: &str, rest3: &str, secret: Secret) -> Result<Self, String> {
        let at = |path: &str| {
            let mut url = url.clone();
            url.set_path(path);
            url
        };
        let host = match (url.host_str(), url.port()) {
            (Some(host), Some(port)) => format!("{host}:{port}"),
            (Some(host), None) => host.to_owned(),
            (None, _) => return Err("the address has no host".to_owned()),
        };
        Ok(Self {
            rest: at(rest),
            rest3: at(rest3),
            host,
            secret,
        })
    }

    pub(super) fn host(&self) -> &str {
        &self.host
    }

    /// The address of a method. Names consist of letters, digits, `.`, `_`, `-`; nothing else is let into a URL.
    ///
    /// # Errors
    ///
    /// What is wrong with the name.
    pub(super) fn url(&self, method: &str, rest: u8) -> Result<Url, String> {
        let plain = method
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
        if !plain || !method.bytes().any(|byte| byte.is_ascii_alphanumeric()) {
            return Err("this cannot be the name of a method".to_owned());
        }
        let base = if rest == 3 { &self.rest3 } else { &self.rest };
        base.join(method)
            .map_err(|_| "this cannot be the name of a method".to_owned())
    }

    /// What is sent as `auth`.
    pub(super) fn auth(&self) -> Option<&str> {
        match &self.secret {
            Secret::Webhook(_) => None,
            Secret::Token(token) => Some(token),
        }
    }

    /// A text without the secret: pages of gateways repeat the address that was asked for.
    pub(super) fn redact<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let (Secret::Webhook(secret) | Secret::Token(secret)) = &self.secret;
        if secret.is_empty() || !text.contains(secret.as_str()) {
            return Cow::Borrowed(text);
        }
        Cow::Owned(text.replace(secret.as_str(), "***"))
    }
}

/// The address and the segments of its path, without the slash at the end.
fn split(text: &str) -> Result<(Url, Vec<String>), String> {
    let mut url =
        Url::parse(text.trim()).map_err(|error| format!("this is not an address: {error}"))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err("the address must begin with https:// (or http://)".to_owned());
    }
    url.set_query(None);
    url.set_fragment(None);
    // Nobody puts these there on purpose, and they would show up in errors.
    if url.set_username("").is_err() || url.set_password(None).is_err() {
        return Err("the address has no host".to_owned());
    }
    let path = url
        .path()
        .split('/')
        .filter(|segment| !segment.is_empty())
        .map(ToOwned::to_owned)
        .collect();
    Ok((url, path))
}
