//! A call from end to end: admitted by the limiter, sent with tokens that are good, and sent again where that is safe.

use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use secrecy::{ExposeSecret, SecretString};
use tracing::Instrument as _;

use super::Inner;
use super::endpoint::Endpoint;
use super::http::{self, Exchange, Failure, Outgoing};
use super::reply::Reply;
use crate::auth::{Access, Tokens};
use crate::error::{ApiError, Error};
use crate::limit::{Ask, Observed};
use crate::method::Effect;
use crate::retry::Tries;

/// Where one attempt goes, and with what.
pub(super) struct Ticket {
    pub(super) endpoint: Arc<Endpoint>,
    access: Pass,
}

enum Pass {
    Webhook,
    Token(SecretString),
    Session(Arc<Tokens>),
}

impl Ticket {
    /// What is sent as `auth`.
    pub(super) fn auth(&self) -> Option<&str> {
        match &self.access {
            Pass::Webhook => None,
            Pass::Token(token) => Some(token.expose_secret()),
            Pass::Session(tokens) => Some(tokens.access_token.expose_secret()),
        }
    }
}

/// Sends something and waits for the whole reply.
pub(super) fn exchange(inner: Arc<Inner>, outgoing: Result<Outgoing, Error>) -> Exchange {
    let span = match &outgoing {
        Ok(outgoing) => tracing::debug_span!(
            "bitrix24",
            method = outgoing.method.as_ref(),
            host = inner.endpoint().host()
        ),
        Err(_) => tracing::Span::none(),
    };
    Box::pin(async move { run(inner, outgoing?).await }.instrument(span))
}

async fn run(inner: Arc<Inner>, outgoing: Outgoing) -> Result<Reply, Error> {
    let reply = attempts(&inner, outgoing).await;
    if reply.is_err() {
        inner.counters.failed();
    }
    reply
}

async fn attempts(inner: &Arc<Inner>, outgoing: Outgoing) -> Result<Reply, Error> {
    let mut course = Course {
        inner,
        outgoing: &outgoing,
        tries: Tries::new(inner.retry),
        lost: false,
        renewed: false,
        moved: false,
    };
    let alone = [outgoing.method.as_ref()];
    let ask = Ask {
        methods: if outgoing.commands.is_empty() {
            &alone
        } else {
            &outgoing.commands
        },
        interactive: inner.interactive,
    };
    loop {
        let before = Instant::now();
        inner.limiter.admit(ask).await;
        inner.counters.waited(before.elapsed());
        let ticket = inner.ticket().await?;
        inner.counters.sent();
        let failure = match http::send(inner, &outgoing, &ticket).await {
            Ok(reply) => return Ok(reply),
            Err(failure) => failure,
        };
        let verdict = course.judge(failure, &ticket).await;
        match verdict.map_err(|error| course.with_what_is_known(error))? {
            Verdict::Again(pause) => {
                inner.counters.repeated();
                tokio::time::sleep(pause).await;
            }
            Verdict::Done => return Ok(Reply::done(inner, &outgoing)),
        }
    }
}

enum Verdict {
    /// After this pause.
    Again(Duration),
    /// What was asked for is so.
    Done,
}

/// What has become of a call so far.
struct Course<'a> {
    inner: &'a Arc<Inner>,
    outgoing: &'a Outgoing,
    tries: Tries,
    /// The answer of an attempt was lost: it may have been carried out.
    lost: bool,
    renewed: bool,
    moved: bool,
}

impl Course<'_> {
    /// What comes after an attempt that failed: another one, or its error.
    async fn judge(&mut self, failure: Failure, ticket: &Ticket) -> Result<Verdict, Error> {
        if let Some(verdict) = self.redirected(&failure) {
            return Ok(verdict);
        }
        let Failure { error, unsent, .. } = failure;
        match &error {
            Error::Limit { .. } => self.limited(error),
            Error::Auth(_) => self.unauthorised(error, ticket).await,
            _ if self.is_gone_already(&error) => Ok(Verdict::Done),
            Error::Transport { .. } => self.again(error),
            Error::Server { status, .. } if *status < 300 || *status >= 500 => {
                self.unanswered(error, unsent)
            }
            Error::Uncertain { .. } => self.unanswered(error, unsent),
            _ => Err(error),
        }
    }

    /// A portal that has moved answers with a redirect, and has not carried out anything.
    fn redirected(&mut self, failure: &Failure) -> Option<Verdict> {
        let location = failure.location.as_ref()?;
        if std::mem::replace(&mut self.moved, true) {
            return None;
        }
        let moved = self.inner.endpoint().moved(location)?;
        tracing::warn!(host = moved.host(), "the portal has moved");
        self.inner.set_endpoint(moved);
        Some(Verdict::Again(Duration::ZERO))
    }

    /// Refused before anything was done: it waits and goes out again, whatever it is.
    fn limited(&mut self, error: Error) -> Result<Verdict, Error> {
        let Error::Limit { api, retry_after } = &error else {
            return Err(error);
        };
        let known = self.inner.refused_for_now(api, *retry_after);
        let Some(pause) = known.or_else(|| self.tries.again()) else {
            return Err(error);
        };
        tracing::debug!(?pause, %error, "held back");
        self.tries.in_time(pause).map(Verdict::Again).ok_or(error)
    }

    /// Tokens that have expired are renewed, once a call.
    async fn unauthorised(&mut self, error: Error, ticket: &Ticket) -> Result<Verdict, Error> {
        let expired = matches!(error.code(), Some("expired_token" | "invalid_token"));
        if let (Access::Session(session), Pass::Session(tokens)) =
            (&*self.inner.access, &ticket.access)
            && expired
            && !std::mem::replace(&mut self.renewed, true)
        {
            session.renew(tokens).await?;
            return Ok(Verdict::Again(Duration::ZERO));
        }
        Err(error)
    }

    /// Nobody knows whether it was carried out.
    fn unanswered(&mut self, error: Error, unsent: bool) -> Result<Verdict, Error> {
        if unsent {
            return self.again(error);
        }
        let repeatable =
            self.outgoing.effect != Effect::Add || self.outgoing.idempotency_key.is_some();
        self.lost = true;
        if repeatable {
            return self.again(error);
        }
        Err(error)
    }

    fn again(&mut self, error: Error) -> Result<Verdict, Error> {
        match self.tries.again() {
            Some(pause) => {
                tracing::debug!(?pause, %error, "tried again");
                Ok(Verdict::Again(pause))
            }
            None => Err(error),
        }
    }

    /// An error in the end does not undo what an attempt before, whose answer was lost, may have done.
    fn with_what_is_known(&self, error: Error) -> Error {
        if self.lost && self.outgoing.effect != Effect::Read {
            uncertain(error)
        } else {
            error
        }
    }

    /// A deletion that finds nothing was carried out by an attempt before, whose answer was lost.
    fn is_gone_already(&self, error: &Error) -> bool {
        let deletes = self
            .outgoing
            .method
            .rsplit('.')
            .next()
            .is_some_and(|last| last.eq_ignore_ascii_case("delete"));
        let refused = match error {
            Error::NotFound(_) => true,
            // The older methods have no code for it.
            Error::Other(api) | Error::Invalid(api) => {
                matches!(api.code.as_str(), "ERROR_CORE" | "")
            }
            _ => false,
        };
        self.lost && deletes && refused
    }
}

/// An error that does not tell what was done before it, as one that says so. What refuses the call itself tells enough: it was
/// refused before, too.
fn uncertain(error: Error) -> Error {
    match error {
        Error::Server { .. }
        | Error::Transport { .. }
        | Error::Limit { .. }
        | Error::Auth(_)
        | Error::Busy(_) => Error::uncertain(error.method().to_owned(), error),
        error => error,
    }
}

impl Inner {
    /// How long a call waits that was refused for now, and the limiter learns of it; nothing where nobody knows how long that
    /// will be, as when REST is blocked because of overload.
    pub(super) fn refused_for_now(
        &self,
        api: &ApiError,
        retry_after: Option<Duration>,
    ) -> Option<Duration> {
        let (method, reset_in) = (api.method.as_str(), retry_after);
        match api.code.as_str() {
            "OPERATION_TIME_LIMIT" => {
                self.limiter.observe(Observed::Blocked { method, reset_in });
                let known = retry_after.or_else(|| self.limiter.rest(method));
                Some(known.unwrap_or(self.retry.longest))
            }
            "QUERY_LIMIT_EXCEEDED" | "" => {
                self.limiter.observe(Observed::TooMany);
                Some(retry_after.unwrap_or(self.retry.pause))
            }
            _ => None,
        }
    }

    /// Where an attempt goes now, and with what.
    pub(super) async fn ticket(&self) -> Result<Ticket, Error> {
        let access = match &*self.access {
            Access::Webhook(_) => Pass::Webhook,
            Access::Token(token) => Pass::Token(token.clone()),
            Access::Session(session) => {
                let tokens = session.tokens().await?;
                self.follow(&tokens);
                Pass::Session(tokens)
            }
        };
        Ok(Ticket {
            endpoint: self.endpoint(),
            access,
        })
    }

    /// New tokens say where the portal is.
    fn follow(&self, tokens: &Tokens) {
        let mut told = self
            .place
            .told
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if *told != tokens.endpoint() {
            tokens.endpoint().clone_into(&mut told);
            match Endpoint::rest(tokens.endpoint()) {
                Ok(there) => self.set_endpoint(there),
                // The address that was good so far may still be.
                Err(text) => tracing::warn!(%text, "new tokens came with a wrong address"),
            }
        }
    }
}
