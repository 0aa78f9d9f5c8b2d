//! A tab in the contact card that shows the contact's open deals and what is to be done for it.
//!
//! `B24_ENDPOINT=https://example.bitrix24.com/rest/ B24_ACCESS_TOKEN=… cargo run --features axum --example contact_card_tab --
//! https://tab.example/` puts the tab into that portal and serves the page on port 3000. Without the variables the example starts a
//! portal in the same process, opens the tab once as that portal would, and prints the page.

use axum::Router;
use axum::response::Html;
use axum::routing::post;
use bitrix24::axum::Embedded;
use bitrix24::crm::item::deal;
use bitrix24::crm::{activity, contact};
use bitrix24::{Client, EmbedRequest, Error, Placement, placement, placement_codes};
use bitrix24_portal::{App, Portal};

/// Puts the tab into the portal. Doing it again changes nothing.
async fn install(app: &Client, address: &str) -> Result<(), Error> {
    let here = [placement_codes::CRM_CONTACT_DETAIL_TAB, address];
    let bound = placement::get().send(app).await?;
    let known = bound
        .iter()
        .any(|place| [place.placement.as_str(), place.handler.as_str()] == here);
    if !known {
        let bind = placement::bind(placement_codes::CRM_CONTACT_DETAIL_TAB, address);
        bind.title("At a glance").send(app).await?;
    }
    Ok(())
}

/// The page. It is called with requests of portals' pages only: what is none is refused before.
async fn page(Embedded(request, place): Embedded) -> Html<String> {
    let body = match place {
        // The request carries a token of the user who opened the card, who sees what he may.
        Placement::CrmContactDetailTab(options) => match glance(&request, options.id).await {
            Ok(body) => body,
            Err(error) => paragraph(&format!("Contact {} cannot be read: {error}", options.id)),
        },
        Placement::Other { code, .. } => paragraph(&format!("{code} is no place for this page.")),
        other => paragraph(&format!("Opened at {other:?}")),
    };
    Html(format!("<!doctype html><title>At a glance</title>{body}"))
}

/// Name, open deals and open activities of a contact.
async fn glance(request: &EmbedRequest, id: contact::Id) -> Result<String, Error> {
    let b24 = request.client()?;
    let contact = contact::get(id).send(&b24).await?;
    let mut body = format!(
        "<h1>{}</h1>",
        escape(contact.name.as_deref().unwrap_or("Nameless"))
    );
    let mut deals = deal::list()
        .filter(deal::CONTACT_ID.eq(id))
        .filter(deal::CLOSED.eq(false))
        .select((deal::TITLE, deal::OPPORTUNITY, deal::CURRENCY_ID))
        .stream(&b24);
    while let Some(deal) = deals.try_next().await? {
        let (title, amount) = (
            deal.title.unwrap_or_default(),
            deal.opportunity.unwrap_or_default(),
        );
        let currency = deal.currency_id.unwrap_or_default();
        body += &paragraph(&format!("{title}: {amount} {currency}"));
    }
    let mut open = activity::list()
        .filter(activity::OWNER.is(id))
        .filter(activity::COMPLETED.eq(false))
        .select(activity::SUBJECT)
        .stream(&b24);
    while let Some(activity) = open.try_next().await? {
        body += &paragraph(&format!("To do: {}", activity.subject.unwrap_or_default()));
    }
    Ok(body)
}

fn paragraph(text: &str) -> String {
    format!("<p>{}</p>", escape(text))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let variables = (
        std::env::var("B24_ENDPOINT"),
        std::env::var("B24_ACCESS_TOKEN"),
    );
    if let (Ok(endpoint), Ok(token)) = variables {
        let address = std::env::args()
            .nth(1)
            .ok_or("the address of the page, as the portal reaches it")?;
        install(&Client::builder().token(endpoint, token).build()?, &address).await?;
        let listener = tokio::net::TcpListener::bind("0.0.0.0:3000").await?;
        axum::serve(listener, Router::new().route("/", post(page))).await?;
        return Ok(());
    }
    println!("{}", opened_once().await?);
    Ok(())
}

/// Installs the tab in a portal of our own and opens it as that portal would.
async fn opened_once() -> Result<String, Box<dyn std::error::Error>> {
    let portal = Portal::builder()
        .app(App::new("app.example", "app-secret").access_token("app-access-token"))
        .start()
        .await?;
    let app = Client::builder()
        .token(portal.endpoint(), "app-access-token")
        .build()?;
    install(&app, "https://tab.example/").await?;
    install(&app, "https://tab.example/").await?;
    let ada = contact::add(contact::Fields::new().name("Ada & Co"))
        .send(&app)
        .await?;
    let engine = deal::Fields::new()
        .title("An engine")
        .opportunity(1_200)
        .contact_ids([ada]);
    deal::add(engine).send(&app).await?;
    let due = "2026-12-01T10:00:00+00:00".parse::<bitrix24::DateTime>()?;
    activity::todo::add(ada, due)
        .title("Call back")
        .send(&app)
        .await?;

    // What a browser posts when somebody opens the tab: where and for which contact, and a token of the user.
    let options = format!("%7B%22ID%22%3A%22{ada}%22%7D");
    let body = format!(
        "AUTH_ID=app-access-token&PLACEMENT=CRM_CONTACT_DETAIL_TAB&PLACEMENT_OPTIONS={options}&member_id=m&status=L"
    );
    let host = portal
        .url()
        .trim_start_matches("http://")
        .trim_end_matches('/')
        .to_owned();
    let query = format!("DOMAIN={host}&PROTOCOL=0&LANG=en&APP_SID=sid");
    let request = EmbedRequest::parse(&query, body.as_bytes())?;
    let place = Placement::of(&request)?;
    let Html(answer) = page(Embedded(request, place)).await;
    Ok(answer)
}

#[cfg(test)]
mod tests {
    #[tokio::test]
    async fn the_tab_shows_deals_and_what_is_to_be_done() {
        let page = super::opened_once().await.unwrap();
        for part in [
            "<h1>Ada &amp; Co</h1>",
            "<p>An engine: 1200",
            "<p>To do: Call back</p>",
        ] {
            assert!(page.contains(part), "{page}");
        }
    }
}
