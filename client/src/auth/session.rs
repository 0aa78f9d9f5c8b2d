//! The tokens of an application on one portal, renewed in time and once, however many calls wait for it.

use std::borrow::Cow;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use secrecy::SecretString;
use tokio::sync::Mutex;

use super::{Application, StoreError, TokenStore, Tokens, hide};
use crate::error::Error;
use crate::retry::{Retry, Tries};

/// Tokens that expire sooner are renewed before they are used.
const AHEAD: Duration = Duration::from_secs(60);
/// How many tokens that were renewed are remembered, so that they can be kept out of texts.
const REMEMBERED: usize = 4;

pub(crate) struct Session {
    application: Application,
    store: Box<dyn TokenStore>,
    retry: Retry,
    held: RwLock<Held>,
    /// Whoever holds it renews; all others wait for what comes of it.
    renewing: Mutex<()>,
}

struct Held {
    tokens: Arc<Tokens>,
    /// Tokens that could not be saved are not used: whoever starts next would have none that are good.
    saved: bool,
    past: Vec<SecretString>,
}

impl Session {
    pub(crate) fn new(
        application: Application,
        tokens: Tokens,
        store: Box<dyn TokenStore>,
        retry: Retry,
    ) -> Self {
        let held = Held {
            tokens: Arc::new(tokens),
            saved: false,
            past: Vec::new(),
        };
        Self {
            application,
            store,
            retry,
            held: RwLock::new(held),
            renewing: Mutex::new(()),
        }
    }

    /// Tokens that are good for a call now.
    pub(crate) async fn tokens(self: &Arc<Self>) -> Result<Arc<Tokens>, Error> {
        let (tokens, saved) = self.held();
        if saved && !tokens.expires_within(AHEAD) {
            return Ok(tokens);
        }
        self.renew(&tokens).await
    }

    /// New tokens in the place of some that are not good any more.
    pub(crate) async fn renew(self: &Arc<Self>, stale: &Arc<Tokens>) -> Result<Arc<Tokens>, Error> {
        let (session, stale) = (Arc::clone(self), Arc::clone(stale));
        // A task of its own: a caller that stops waiting must not lose tokens that are on their way.
        let renewed = tokio::spawn(async move { session.renew_once(&stale).await });
        renewed
            .await
            .unwrap_or_else(|error| Err(Error::transport("oauth/token", error)))
    }

    async fn renew_once(&self, stale: &Arc<Tokens>) -> Result<Arc<Tokens>, Error> {
        let _renewing = self.renewing.lock().await;
        let (mut tokens, mut saved) = self.held();
        if tokens.same(stale) && (saved || tokens.expires_within(AHEAD)) {
            (tokens, saved) = self.others_or_new(stale).await?;
        }
        if !saved {
            self.save(&tokens).await?;
        }
        Ok(tokens)
    }

    /// What another worker has renewed, or new ones; and whether they are saved.
    async fn others_or_new(&self, stale: &Arc<Tokens>) -> Result<(Arc<Tokens>, bool), Error> {
        if let Some(others) = self.others(stale).await {
            return Ok((self.hold(others, true), true));
        }
        let mut tries = Tries::new(self.retry);
        loop {
            let error = match self.application.renew(stale).await {
                Ok(new) => {
                    tracing::debug!(member_id = new.member_id(), "tokens were renewed");
                    return Ok((self.hold(new, false), false));
                }
                Err(error) => error,
            };
            // The refresh token is used up: by another worker, as one hopes.
            if error.is_auth()
                && let Some(others) = self.others(stale).await
            {
                return Ok((self.hold(others, true), true));
            }
            let temporary = matches!(error, Error::Transport { .. } | Error::Server { .. });
            match tries.again().filter(|_| temporary) {
                Some(pause) => tokio::time::sleep(pause).await,
                None => return Err(error),
            }
        }
    }

    /// Tokens in the store that are others than these, and good.
    async fn others(&self, stale: &Tokens) -> Option<Tokens> {
        let stored = match self.store.load(stale.member_id()).await {
            Ok(stored) => stored,
            Err(error) => {
                // Renewing does without.
                tracing::warn!(%error, "tokens were not read");
                None
            }
        };
        stored.filter(|stored| !stored.same(stale) && !stored.expires_within(AHEAD))
    }

    async fn save(&self, tokens: &Tokens) -> Result<(), Error> {
        let saved = self.store.save(tokens).await;
        saved.map_err(|error: StoreError| Error::transport("oauth/token", error))?;
        self.write(|held| held.saved = true);
        Ok(())
    }

    fn hold(&self, tokens: Tokens, saved: bool) -> Arc<Tokens> {
        let tokens = Arc::new(tokens);
        self.write(|held| {
            let before = std::mem::replace(&mut held.tokens, Arc::clone(&tokens));
            held.past.insert(0, before.access_token.clone());
            held.past.insert(0, before.refresh_token.clone());
            held.past.truncate(REMEMBERED);
            held.saved = saved;
        });
        tokens
    }

    fn held(&self) -> (Arc<Tokens>, bool) {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        (Arc::clone(&held.tokens), held.saved)
    }

    fn write(&self, work: impl FnOnce(&mut Held)) {
        work(&mut self.held.write().unwrap_or_else(PoisonError::into_inner));
    }

    pub(crate) fn redact<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        let now = [&held.tokens.access_token, &held.tokens.refresh_token];
        let secrets = now
            .into_iter()
            .chain(&held.past)
            .chain([self.application.secret()]);
        secrets.fold(Cow::Borrowed(text), hide)
    }
}
