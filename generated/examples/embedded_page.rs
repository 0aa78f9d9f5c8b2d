//! A page that a portal shows in a tab of the contact card: it reads what the portal posts and greets the contact.
//!
//! `cargo run --example embedded_page` serves the page on port 3000, for `placement.bind` with
//! `CRM_CONTACT_DETAIL_TAB`. With `--once` it posts to itself what a portal would, prints the answer and ends.

use axum::Router;
use axum::body::Bytes;
use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::Html;
use axum::routing::post;
use bitrix24::{EmbedRequest, Placement, crm::contact};

async fn page(
    RawQuery(query): RawQuery,
    body: Bytes,
) -> Result<Html<String>, (StatusCode, String)> {
    let refuse = |error: &dyn std::fmt::Display| (StatusCode::BAD_REQUEST, error.to_string());
    let request = EmbedRequest::parse(query.as_deref().unwrap_or_default(), &body)
        .map_err(|error| refuse(&error))?;
    let text = match Placement::of(&request).map_err(|error| refuse(&error))? {
        Placement::CrmContactDetailTab(options) => {
            // The request carries a token of the user who opened the page.
            let b24 = request.client().map_err(|error| refuse(&error))?;
            match contact::get(options.id).send(&b24).await {
                Ok(contact) => format!(
                    "Hello, {}!",
                    contact.name.as_deref().unwrap_or("nameless one")
                ),
                Err(error) => format!("Contact {} cannot be read: {error}", options.id),
            }
        }
        Placement::Other { code, .. } => format!("{code} is no place for this page."),
        other => format!("Opened at {other:?}"),
    };
    Ok(Html(format!(
        "<!doctype html><title>Contact</title><p>{}</p>",
        escape(&text)
    )))
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
    let Html(answer) = page(RawQuery(Some(query)), Bytes::from(body))
        .await
        .map_err(|(status, text)| format!("{status}: {text}"))?;
    println!("{answer}");
    Ok(())
}
