//! Addresses.

use reqwest::Url;
use secrecy::SecretString;

/// Where calls go. The address of a webhook holds its secret, and is shown to nobody.
pub(super) struct Endpoint {
    /// `https://portal/rest/1/token/` or `https://portal/rest/`
    rest: Url,
    /// The same for REST 3: `https://portal/rest/api/1/token/`.
    rest3: Url,
    host: String,
}

impl Endpoint {
    /// # Errors
    ///
    /// What is wrong with the address, which is not shown.
    pub(super) fn webhook(url: &str) -> Result<(Self, SecretString), String> {
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
        let endpoint = Self::new(
            &url,
            &format!("/{root}/{user}/{token}/"),
            &format!("/{root}/api/{user}/{token}/"),
        )?;
        Ok((endpoint, SecretString::from(token)))
    }

    /// # Errors
    ///
    /// What is wrong with the address.
    pub(super) fn rest(url: &str) -> Result<Self, String> {
        let (url, path) = split(url)?;
        if path.last().is_none_or(|last| last != "rest") {
            return Err(
                "this is not the address of a portal's REST interface: https://portal/rest/"
                    .to_owned(),
            );
        }
        let root = path.join("/");
        Self::new(&url, &format!("/{root}/"), &format!("/{root}/api/"))
    }

    /// The same on another host, where a redirect led; nothing if it led somewhere else altogether.
    pub(super) fn moved(&self, location: &str) -> Option<Self> {
        let target = self.rest.join(location).ok()?;
        if !matches!(target.scheme(), "http" | "https") || target.scheme() < self.rest.scheme() {
            return None;
        }
        let onto = |url: &Url| {
            let mut url = url.clone();
            url.set_scheme(target.scheme()).ok()?;
            url.set_host(target.host_str()).ok()?;
            url.set_port(target.port()).ok()?;
            Some(url)
        };
        let (rest, rest3) = (onto(&self.rest)?, onto(&self.rest3)?);
        let host = host(&rest)?;
        // A redirect to the same place leads nowhere.
        (host != self.host || rest.scheme() != self.rest.scheme()).then_some(Self {
            rest,
            rest3,
            host,
        })
    }

    fn new(url: &Url, rest: &str, rest3: &str) -> Result<Self, String> {
        let at = |path: &str| {
            let mut url = url.clone();
            url.set_path(path);
            url
        };
        Ok(Self {
            rest: at(rest),
            rest3: at(rest3),
            host: host(url).ok_or("the address has no host")?,
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
}

/// `portal:8024`
fn host(url: &Url) -> Option<String> {
    let host = url.host_str()?;
    Some(match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    })
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
