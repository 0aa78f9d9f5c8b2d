//! The HTTP server: requests are read here, answered on the thread that owns the database, and written here.

use std::sync::Arc;
use std::sync::mpsc::Sender;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, Response, StatusCode, Uri, header};
use serde_json::Value;
use tokio::sync::oneshot;

use super::batch;
use super::envelope::{self, Clock};
use super::input::Input;
use super::route::Route;
use crate::engine::{Answer, Core, Hit};
use crate::fault::Fault;
use crate::php;
use crate::settings::Settings;

/// A piece of work for the thread that owns the database.
pub(crate) type Work = Box<dyn FnOnce(&Core) + Send>;

/// Larger bodies are refused.
const MAX_BODY: usize = 128 << 20;

#[derive(Clone)]
struct Gate {
    work: Sender<Work>,
    settings: Arc<Settings>,
}

/// Everything that the portal serves.
pub(crate) fn router(work: Sender<Work>, settings: Arc<Settings>) -> Router {
    Router::new()
        .fallback(serve)
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .with_state(Gate { work, settings })
}

async fn serve(
    State(gate): State<Gate>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    match Route::parse(uri.path()) {
        Route::Nothing => plain(StatusCode::NOT_FOUND, "text/plain", b"Not found".to_vec()),
        Route::File => gate.file(uri.query().unwrap_or_default()).await,
        Route::Method { name, webhook } => {
            let text = |name: header::HeaderName| {
                headers
                    .get(name)
                    .and_then(|v| v.to_str().ok())
                    .unwrap_or_default()
                    .to_owned()
            };
            let query = uri.query().unwrap_or_default();
            let input = Input::read(
                query,
                &text(header::CONTENT_TYPE),
                &text(header::AUTHORIZATION),
                &body,
            );
            gate.method(name, webhook, input).await
        }
    }
}

impl Gate {
    /// Has something done on the thread of the database.
    async fn on_core<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Core) -> T + Send + 'static,
    ) -> Option<T> {
        let (tell, told) = oneshot::channel();
        let work: Work = Box::new(move |core| {
            // Nobody listens when the client has gone: the work is done all the same.
            let _ = tell.send(work(core));
        });
        self.work.send(work).ok()?;
        told.await.ok()
    }

    async fn method(
        &self,
        name: String,
        webhook: Option<(String, String)>,
        input: Input,
    ) -> Response<Body> {
        let clock = Clock::start(self.settings.zone);
        let settings = Arc::clone(&self.settings);
        let done = self
            .on_core(move |core| answer(core, &settings, &name, webhook.as_ref(), &input))
            .await;
        let (outcome, sample) = done.unwrap_or_else(|| {
            let gone =
                Fault::new("INTERNAL_SERVER_ERROR", "The portal is being shut down").status(500);
            (Err(gone), false)
        });
        let (status, body) = match outcome {
            Ok(answer) => (StatusCode::OK, envelope::success(answer, clock.time())),
            Err(fault) => {
                let status = StatusCode::from_u16(fault.status).unwrap_or(StatusCode::BAD_REQUEST);
                (status, envelope::failure(&fault))
            }
        };
        json(status, &body, sample)
    }

    async fn file(&self, query: &str) -> Response<Body> {
        let params = php::parse(query.as_bytes());
        let id = params.get("fileId").map_or(0, php::int);
        match self.on_core(move |core| core.file(id)).await {
            Some(Ok(Some((name, content)))) => {
                let mut response = plain(StatusCode::OK, "application/octet-stream", content);
                let name: String = name
                    .chars()
                    .filter(|c| c.is_ascii_graphic() && *c != '"')
                    .collect();
                if let Ok(value) = format!("attachment; filename=\"{name}\"").parse() {
                    response
                        .headers_mut()
                        .insert(header::CONTENT_DISPOSITION, value);
                }
                response
            }
            _ => plain(
                StatusCode::NOT_FOUND,
                "text/plain",
                b"File not found".to_vec(),
            ),
        }
    }
}

/// The answer of a method, and whether it is a sample. The method is looked up before anybody asks who is calling.
fn answer(
    core: &Core,
    settings: &Settings,
    name: &str,
    webhook: Option<&(String, String)>,
    input: &Input,
) -> (Result<Answer, Fault>, bool) {
    if name != "batch" && !core.knows(name) {
        return (Err(Fault::no_method()), false);
    }
    let caller = match (webhook, &input.token) {
        (Some((user, token)), _) => settings.webhook(user, token).ok_or_else(|| {
            Fault::new("INVALID_CREDENTIALS", "Invalid request credentials").status(401)
        }),
        (None, Some(token)) => settings.token(token).ok_or_else(|| {
            Fault::new("invalid_token", "Unable to get application by token").status(401)
        }),
        (None, None) => Err(Fault::new("NO_AUTH_FOUND", "Wrong authorization data").status(401)),
    };
    let caller = match caller {
        Ok(caller) => caller,
        Err(fault) => return (Err(fault), false),
    };
    let hit = Hit::new(caller);
    let outcome = if name == "batch" {
        batch::run(core, &input.params, &hit)
    } else {
        core.answer(name, &input.params, &hit)
    };
    core.deliver(&hit);
    (outcome, hit.sample.get())
}

fn json(status: StatusCode, body: &Value, sample: bool) -> Response<Body> {
    let mut response = plain(
        status,
        "application/json; charset=utf-8",
        body.to_string().into_bytes(),
    );
    if sample {
        response
            .headers_mut()
            .insert("x-portal-sample", header::HeaderValue::from_static("1"));
    }
    response
}

fn plain(status: StatusCode, kind: &'static str, body: Vec<u8>) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, header::HeaderValue::from_static(kind));
    response
}
