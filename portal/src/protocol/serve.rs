//! A request from end to end: read, struck by trouble or not, answered on the thread that owns the database, written down.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::mpsc::Sender;

use http_body_util::{BodyExt, Limited};
use hyper::body::{Body, Bytes, Incoming};
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::{Method as Verb, Request, StatusCode};
use serde_json::{Value, json};
use tokio::sync::oneshot;

use super::call::{self, Said};
use super::input::Input;
use super::listen::Doom;
use super::reply::{Broken, Reply, Wire};
use super::route::Route;
use super::{control, oauth, third};
use crate::engine::Core;
use crate::fault::Fault;
use crate::journal::{self, Request as Entry};
use crate::php;
use crate::settings::Settings;
use crate::trouble::{self, Trouble};

/// A piece of work for the thread that owns the database.
pub(crate) type Work = Box<dyn FnOnce(&Core) + Send>;

/// Larger bodies are refused.
const MAX_BODY: usize = 128 << 20;

/// Where requests come in.
#[derive(Clone)]
pub(crate) struct Gate {
    work: Sender<Work>,
    pub(super) settings: Arc<Settings>,
    source: IpAddr,
}

impl Gate {
    pub(crate) fn new(work: Sender<Work>, settings: Arc<Settings>) -> Self {
        Self {
            work,
            settings,
            source: Ipv4Addr::LOCALHOST.into(),
        }
    }

    /// For the requests of one address.
    pub(super) fn of(self, source: IpAddr) -> Self {
        Self { source, ..self }
    }

    /// Has something done on the thread of the database; a fault where the portal has stopped.
    pub(crate) async fn on_core<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Core) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let (tell, told) = oneshot::channel();
        let work: Work = Box::new(move |core| {
            // Nobody listens when the client has gone: the work is done all the same.
            let _ = tell.send(work(core));
        });
        let gone =
            || Fault::new("INTERNAL_SERVER_ERROR", "The portal is being shut down").status(500);
        self.work.send(work).map_err(|_| gone())?;
        told.await.unwrap_or_else(|_| Err(gone()))
    }

    /// Answers a request, or breaks its connection.
    pub(super) async fn serve(
        self,
        request: Request<Incoming>,
        doom: Doom,
    ) -> Result<Wire, Broken> {
        let (head, body) = request.into_parts();
        let route = Route::parse(head.uri.path());
        if head.method == Verb::OPTIONS {
            // A browser asks whether a page may call: nothing is carried out.
            let nothing = Reply::new(StatusCode::OK, "text/plain", Vec::new());
            return Ok(nothing.into_wire());
        }
        let too_large = || Ok(Reply::page(StatusCode::PAYLOAD_TOO_LARGE).into_wire());
        // Whoever says beforehand that it is too much is not listened to.
        if body.size_hint().lower() > MAX_BODY as u64 {
            return too_large();
        }
        let Ok(body) = Limited::new(body, MAX_BODY).collect().await else {
            return too_large();
        };
        let query = head.uri.query().unwrap_or_default().to_owned();
        let body = body.to_bytes();
        if let Route::Control(what) = route {
            let reply = control::run(&self, &what, &head.method, &query, &body).await;
            return Ok(reply.into_wire());
        }
        let text = |name: HeaderName| header_text(&head.headers, name);
        let input = Input::read(
            &query,
            text(header::CONTENT_TYPE),
            text(header::AUTHORIZATION),
            &body,
        )
        .await;
        drop(body);
        let key = head.headers.get("idempotency-key");
        let key = key.and_then(|v| v.to_str().ok()).map(str::to_owned);
        self.exchange(route, &head.method, input, key, doom).await
    }

    async fn exchange(
        self,
        route: Route,
        verb: &Verb,
        input: Input,
        idempotency_key: Option<String>,
        doom: Doom,
    ) -> Result<Wire, Broken> {
        let name = match &route {
            Route::Method { name, .. } | Route::Third { name, .. } => name.clone(),
            Route::File => "file".to_owned(),
            Route::Authorize => "oauth/authorize".to_owned(),
            Route::Token => "oauth/token".to_owned(),
            Route::Control(_) | Route::Nothing => String::new(),
        };
        let settings = Arc::clone(&self.settings);
        let now = settings.clock.now();
        let mut entry = Entry {
            params: match route {
                // There are only secrets in it.
                Route::Token => json!({ "grant_type": php::get(&input.params, "grant_type") }),
                _ => journal::remembered(&input.params),
            },
            method: name.clone(),
            status: None,
            error: None,
            trouble: None,
            done: false,
            sample: false,
            at: u64::try_from(now.as_millis()).unwrap_or(u64::MAX),
            idempotency_key: idempotency_key.clone(),
        };
        let limited = match route {
            Route::Method { .. } | Route::Third { .. } => {
                settings.limiter.request(self.source, now).err()
            }
            _ => None,
        };
        let trouble = match limited {
            Some(_) => None,
            None => settings.rules.strike(&name, false),
        };
        let wait = settings
            .latency
            .saturating_add(trouble::delay(trouble.as_ref()));
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
        let revoked = matches!(trouble, Some(Trouble::RevokedToken));
        if let (true, Some(token)) = (revoked, input.token.clone()) {
            // A token that nobody knows cannot be revoked: it is refused all the same.
            let _ = self.on_core(move |core| core.revoke(&token)).await;
        }
        let reply = match limited {
            Some(fault) if matches!(route, Route::Third { .. }) => {
                third::refused(fault).into_reply(false)
            }
            Some(fault) => Said::from(fault).into_reply(is_xml(&route)),
            None if trouble.as_ref().is_none_or(Trouble::done) => {
                entry.done = true;
                self.answer(route, verb, input, idempotency_key).await
            }
            None => Reply::page(StatusCode::SERVICE_UNAVAILABLE),
        };
        entry.sample = reply.is_sample();
        let struck = reply.struck(trouble.as_ref());
        entry.status = struck.status();
        entry.error = struck.error();
        entry.trouble = trouble;
        settings.journal.write(entry);
        struck.deliver(&doom).await
    }

    async fn answer(
        &self,
        route: Route,
        verb: &Verb,
        input: Input,
        idempotency_key: Option<String>,
    ) -> Reply {
        match route {
            Route::Method { name, webhook, xml } => {
                let said = self
                    .on_core(move |core| Ok(call::request(core, &name, webhook.as_ref(), &input)))
                    .await;
                said.unwrap_or_else(Said::from).into_reply(xml)
            }
            Route::Third { name, webhook } => {
                let answered = self
                    .on_core(move |core| {
                        let key = idempotency_key.as_deref();
                        Ok(third::request(core, &name, webhook.as_ref(), &input, key))
                    })
                    .await;
                answered.unwrap_or_else(|fault| third::refused(fault).into_reply(false))
            }
            Route::File => self.file(&input).await,
            Route::Authorize => oauth::authorize(self, &input).await,
            Route::Token => oauth::token(self, verb, input).await,
            Route::Control(_) | Route::Nothing => Reply::page(StatusCode::NOT_FOUND),
        }
    }

    async fn file(&self, input: &Input) -> Reply {
        let id = php::get(&input.params, "fileId").map_or(0, php::int);
        match self.on_core(move |core| Ok(core.file(id)?)).await {
            Ok(Some((name, content))) => {
                let name: String = name
                    .chars()
                    .filter(|c| c.is_ascii_graphic() && *c != '"')
                    .collect();
                let reply = Reply::new(StatusCode::OK, "application/octet-stream", content);
                reply.with(
                    header::CONTENT_DISPOSITION,
                    HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")).ok(),
                )
            }
            _ => Reply::page(StatusCode::NOT_FOUND),
        }
    }
}

fn is_xml(route: &Route) -> bool {
    matches!(route, Route::Method { xml: true, .. })
}

fn header_text(headers: &HeaderMap, name: HeaderName) -> &str {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

/// The parameters of a request of the control: the query, over it a JSON object.
pub(super) fn control_params(query: &str, body: &Bytes) -> Value {
    let mut params = php::parse(query.as_bytes());
    if let Ok(Value::Object(given)) = serde_json::from_slice(body) {
        params.extend(given);
    }
    Value::Object(params)
}
