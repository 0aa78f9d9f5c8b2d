//! Files of records.

use std::sync::Arc;

use reqwest::Url;

use super::exchange::Ticket;
use super::{Client, Inner};
use crate::error::{Error, GatewayError};
use crate::retry::Tries;
use crate::values::FileUrl;

/// What downloads are called in errors.
const DOWNLOAD: &str = "download";

impl Client {
    /// The content of a file, of at most `largest` bytes, by the address that a record gave. Addresses without a host are the
    /// portal's; access is sent to the portal alone.
    ///
    /// ```no_run
    /// # async fn run(b24: bitrix24_client::Client, url: bitrix24_client::FileUrl) -> Result<(), bitrix24_client::Error> {
    /// let picture = b24.download(&url, 10 << 20).await?;
    /// # let _ = picture;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::InvalidArgument`] if the address is none, or if the file is larger; [`Error::Server`] if the portal has no such
    /// file for the caller.
    pub async fn download(&self, url: &FileUrl, largest: usize) -> Result<Vec<u8>, Error> {
        let inner = &self.inner;
        let mut tries = Tries::new(inner.retry);
        loop {
            let ticket = inner.ticket().await?;
            let error = match fetch(inner, &ticket, url, largest).await {
                Ok(content) => return Ok(content),
                Err(error) => error,
            };
            let temporary = match &error {
                Error::Transport { .. } => true,
                Error::Server { status, .. } => *status == 429 || *status >= 500,
                _ => false,
            };
            match tries.again().filter(|_| temporary) {
                Some(pause) => tokio::time::sleep(pause).await,
                None => return Err(error),
            }
        }
    }
}

async fn fetch(
    inner: &Arc<Inner>,
    ticket: &Ticket,
    url: &FileUrl,
    largest: usize,
) -> Result<Vec<u8>, Error> {
    let url = address(ticket, url)?;
    let lost = |error: reqwest::Error| Error::transport(DOWNLOAD, error.without_url());
    let too_large = || {
        let text = format!("the file is larger than {largest} bytes");
        Error::invalid_argument(DOWNLOAD, "largest", text)
    };
    let mut response = inner.http.get(url).send().await.map_err(lost)?;
    let status = response.status();
    if !status.is_success() {
        return Err(Error::Server {
            method: DOWNLOAD.to_owned(),
            status: status.as_u16(),
            text: GatewayError {
                status: status.as_u16(),
                text: "no file".to_owned(),
            }
            .to_string(),
            api: None,
        });
    }
    if response
        .content_length()
        .is_some_and(|length| length > largest as u64)
    {
        return Err(too_large());
    }
    let mut content = Vec::new();
    while let Some(part) = response.chunk().await.map_err(lost)? {
        if content.len() + part.len() > largest {
            return Err(too_large());
        }
        content.extend_from_slice(&part);
    }
    Ok(content)
}

/// The address with the access that belongs to it.
fn address(ticket: &Ticket, url: &FileUrl) -> Result<Url, Error> {
    let wrong = |text: &str| Error::invalid_argument(DOWNLOAD, "url", text);
    let portal = ticket.endpoint.url("x", 2).map_err(|text| wrong(&text))?;
    let mut url = portal.join(url).map_err(|_| wrong("this is no address"))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(wrong("the address must begin with https:// (or http://)"));
    }
    let own = url.host() == portal.host() && url.port() == portal.port();
    let Some(token) = ticket.auth().filter(|_| own) else {
        return Ok(url);
    };
    // Portals leave the place of the token blank, or fill it with one that expires.
    let others: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(name, _)| name != "auth")
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    let mut query = url.query_pairs_mut();
    query
        .clear()
        .extend_pairs(others)
        .append_pair("auth", token);
    drop(query);
    Ok(url)
}
