//! A page that a portal shows in a tab of the contact card: it reads what the portal posts and greets the contact.
//!
//! `cargo run --features axum --example embedded_page` serves the page on port 3000, for `placement.bind` with
//! `CRM_CONTACT_DETAIL_TAB`. With `--once` it posts to itself what a portal would, prints the answer and ends.

use axum::Router;
use axum::response::Html;
use axum::routing::post;
use bitrix24::axum::Embedded;
use bitrix24::{EmbedRequest, Placement, crm::contact};

/// Called with requests of portals' pages only: what is none is refused before.
async fn page(Embedded(request, place): Embedded) -> Html<String> {
    let text = match place {
        // The request carries a token of the user who opened the page.
        Placement::CrmContactDetailTab(options) => match greet(&request, options.id).await {
            Ok(name) => format!("Hello, {name}!"),
            Err(error) => format!("Contact {} cannot be read: {error}", options.id),
        },
        Placement::Other { code, .. } => format!("{code} is no place for this page."),
        other => format!("Opened at {other:?}"),
    };
    Html(format!(
        "<!doctype html><title>Contact</title><p>{}</p>",
        escape(&text)
    ))
}

async fn greet(request: &EmbedRequest, id: contact::Id) -> Result<String, bitrix24::Error> {
    let contact = contact::get(id).send(&request.client()?).await?;
    Ok(contact.name.unwrap_or_else(|| "nameless one".to_owned()))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let app = Router::new().route("/", post(page));
    if !std::env::args().any(|arg| arg == "--once") {
        let listener = tokio::net::TcpListener::bind("0.0.0.0:3000").await?;
        axum::serve(listener, app).await?;
        return Ok(());
    }

    let portal = bitrix24_portal::Portal::builder()
        .app(
            bitrix24_portal::App::new("app.example", "app-secret").access_token("app-access-token"),
        )
        .start()
        .await?;
    let app_client = bitrix24::Client::builder()
        .token(portal.endpoint(), "app-access-token")
        .build()?;
    let id = contact::add(contact::Fields::new().name("Ada"))
        .send(&app_client)
        .await?;
    let options = format!("%7B%22ID%22%3A%22{id}%22%7D");
    let body = format!(
        "AUTH_ID=app-access-token&PLACEMENT=CRM_CONTACT_DETAIL_TAB&PLACEMENT_OPTIONS={options}&member_id=m&status=L"
    );
    let (host, protocol) = (
        portal
            .url()
            .trim_start_matches("http://")
            .trim_end_matches('/')
            .to_owned(),
        "0",
    );
    let query = format!("DOMAIN={host}&PROTOCOL={protocol}&LANG=en&APP_SID=sid");
    let request = EmbedRequest::parse(&query, body.as_bytes())?;
    let place = Placement::of(&request)?;
    let Html(answer) = page(Embedded(request, place)).await;
    println!("{answer}");
    Ok(())
}
