//! Arguments of axum handlers, on posts of the portal and on others.

use std::collections::HashMap;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRef, State};
use axum::http::StatusCode;
use axum::routing::post;
use bitrix24::axum::{ApplicationTokens, Embedded, TokenLookup, Verified};
use bitrix24::crm::contact;
use bitrix24::{Event, Placement, StoreError, StoreFuture, event, event_names};
use bitrix24_tests::{APPLICATION_TOKEN, Stand};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::timeout;

/// What the router's handlers share.
#[derive(Clone)]
struct Hooks {
    tokens: ApplicationTokens,
    events: UnboundedSender<Event>,
    bodies: UnboundedSender<Bytes>,
}

impl FromRef<Hooks> for ApplicationTokens {
    fn from_ref(hooks: &Hooks) -> Self {
        hooks.tokens.clone()
    }
}

async fn hook(State(hooks): State<Hooks>, Verified(event): Verified<Event>) -> StatusCode {
    hooks.events.send(event).unwrap();
    StatusCode::NO_CONTENT
}

async fn raw(State(hooks): State<Hooks>, body: Bytes) {
    hooks.bodies.send(body).unwrap();
}

async fn page(Embedded(request, place): Embedded) -> String {
    let Placement::CrmContactDetailTab(options) = place else {
        return "elsewhere".to_owned();
    };
    format!("{} of {}", options.id, request.domain)
}

/// A server, and what its handlers get.
struct Server {
    host: String,
    events: UnboundedReceiver<Event>,
    bodies: UnboundedReceiver<Bytes>,
}

impl Server {
    async fn start(tokens: ApplicationTokens) -> Self {
        let (tell_events, events) = unbounded_channel();
        let (tell_bodies, bodies) = unbounded_channel();
        let hooks = Hooks {
            tokens,
            events: tell_events,
            bodies: tell_bodies,
        };
        let app = Router::new()
            .route("/events", post(hook))
            .route("/raw", post(raw))
            .route("/page", post(page))
            .route(
                "/small",
                post(hook).layer::<_, std::convert::Infallible>(DefaultBodyLimit::max(64)),
            )
            .with_state(hooks);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = listener.local_addr().unwrap().to_string();
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self {
            host,
            events,
            bodies,
        }
    }

    /// Status and text of the answer to a form.
    async fn post(&self, path: &str, body: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.host).await.unwrap();
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        // A body that is refused unread may not go through.
        let _ = stream.write_all(body.as_bytes()).await;
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
        let text = answer.split_once("\r\n\r\n").unwrap().1.to_owned();
        (status, text)
    }

    /// A body as the portal posts it.
    async fn body(&mut self, stand: &Stand) -> String {
        self.change(stand, "/raw").await;
        let body = timeout(Duration::from_secs(20), self.bodies.recv()).await;
        String::from_utf8(body.expect("a post").unwrap().to_vec()).unwrap()
    }

    /// Makes the portal post an event to a path.
    async fn change(&self, stand: &Stand, path: &str) -> contact::Id {
        let address = format!("http://{}{path}", self.host);
        let bind = event::bind(event_names::CRM_CONTACT_ADD, address);
        bind.send(&stand.app).await.unwrap();
        let add = contact::add(contact::Fields::new().name("Ada"));
        add.send(&stand.b24).await.unwrap()
    }
}

#[tokio::test]
async fn posts_of_the_portal_are_typed_arguments() {
    let stand = Stand::start().await;
    let mut server = Server::start(ApplicationTokens::one(APPLICATION_TOKEN)).await;
    let id = server.change(&stand, "/events").await;
    let event = timeout(Duration::from_secs(20), server.events.recv()).await;
    let Event::CrmContactAdd(added) = event.expect("an event").unwrap() else {
        panic!("another event")
    };
    assert_eq!(added.data.id, id);
}

#[tokio::test]
async fn other_posts_do_not_reach_the_handler() {
    let stand = Stand::start().await;
    let mut server = Server::start(ApplicationTokens::any(["another", APPLICATION_TOKEN])).await;
    let body = server.body(&stand).await;
    assert_eq!(server.post("/events", &body).await.0, 204);
    assert!(server.events.try_recv().is_ok());

    let without: Vec<&str> = body
        .split('&')
        .filter(|pair| !pair.contains("application_token"))
        .collect();
    let id = body.split('&').find(|pair| pair.starts_with("data"));
    for (body, status) in [
        (body.replace(APPLICATION_TOKEN, "application-secreT"), 403),
        (body.replace(APPLICATION_TOKEN, ""), 403),
        (without.join("&"), 403),
        (body.replace(id.unwrap(), "data[FIELDS][ID]=soon"), 400),
        (String::new(), 400),
        ("{\"event\":\"ONCRMCONTACTADD\"}".to_owned(), 400),
        (format!("event[]=1&{}", without.join("&")), 403),
        (format!("x={}", "a".repeat(3 << 20)), 413),
    ] {
        let (got, text) = server.post("/events", &body).await;
        assert_eq!(got, status, "{:.80}: {text}", body);
        assert!(!text.contains(APPLICATION_TOKEN), "{text}");
    }
    let (status, _) = server.post("/small", &body).await;
    assert_eq!(status, 413, "axum's own limit holds");
    assert!(server.events.try_recv().is_err(), "the handler was called");
}

/// Knows nobody and is out of order for some.
struct Flaky;

impl TokenLookup for Flaky {
    fn application_token<'a>(&'a self, member_id: &'a str) -> StoreFuture<'a, Option<String>> {
        let known = match member_id {
            "broken" => Err(StoreError::loading(
                member_id,
                "the secret database is away",
            )),
            _ => Ok(None),
        };
        Box::pin(std::future::ready(known))
    }
}

#[tokio::test]
async fn tokens_by_portal() {
    let stand = Stand::start().await;
    let tokens = [
        (stand.portal.member_id(), APPLICATION_TOKEN),
        ("other", "other-secret"),
    ];
    let tokens = tokens.map(|(member, token)| (member.to_owned(), token.to_owned()));
    let tokens = ApplicationTokens::by_portal(HashMap::from(tokens));
    assert!(!format!("{tokens:?}").contains(APPLICATION_TOKEN));
    let mut server = Server::start(tokens).await;
    let body = server.body(&stand).await;
    assert_eq!(server.post("/events", &body).await.0, 204);
    // The token of one portal is not good for another one, nor for one that nobody knows.
    let member = stand.portal.member_id();
    for wrong in ["other", "nobody", ""] {
        let body = body.replace(member, wrong);
        assert_eq!(server.post("/events", &body).await.0, 403, "{wrong}");
    }

    let flaky = Server::start(ApplicationTokens::by_portal(Flaky)).await;
    assert_eq!(flaky.post("/events", &body).await.0, 403);
    let (status, text) = flaky.post("/events", &body.replace(member, "broken")).await;
    assert_eq!(status, 503);
    assert!(!text.contains("database"), "{text}");
}

#[tokio::test]
async fn embedded_pages() {
    let server = Server::start(ApplicationTokens::one("")).await;
    let query = "/page?DOMAIN=portal.example&PROTOCOL=1&LANG=en&APP_SID=sid";
    let body = |options: &str| {
        format!("AUTH_ID=t&PLACEMENT=CRM_CONTACT_DETAIL_TAB&PLACEMENT_OPTIONS={options}")
    };
    let opened = server.post(query, &body("%7B%22ID%22%3A%2243%22%7D")).await;
    assert_eq!(opened, (200, "43 of portal.example".to_owned()));
    for (path, options) in [
        (query, "%7B%22ID%22%3A%22x%22%7D"),
        (query, "%7B"),
        ("/page", "%7B%22ID%22%3A%2243%22%7D"),
        ("/page?DOMAIN=a%40b", "%7B%22ID%22%3A%2243%22%7D"),
    ] {
        let (status, text) = server.post(path, &body(options)).await;
        assert_eq!(status, 400, "{path} {options}: {text}");
    }
    // An empty token lets nobody in.
    let empty = "event=x&auth[application_token]=";
    assert_eq!(server.post("/events", empty).await.0, 403);
}
