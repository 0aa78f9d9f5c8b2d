//! What happens on the timeline of a contact: something to do, a comment and an entry of our own.
//!
//! `cargo run --example contact_timeline`. Give `B24_WEBHOOK_URL` to work with an account of your own instead; what the example
//! makes stays there.

use bitrix24::crm::activity::{self, binding, todo};
use bitrix24::crm::timeline::{comment, log_message};
use bitrix24::crm::{Phone, contact, item::deal};
use bitrix24::{Client, DateTime, Error};
use bitrix24_portal::Portal;

async fn work(b24: &Client) -> Result<(contact::Id, deal::Id), Error> {
    let ada = contact::add(
        contact::Fields::new()
            .name("Ada")
            .phone([Phone::work("+44 20 7946 0000")]),
    )
    .send(b24)
    .await?;
    let deal = deal::add(deal::Fields::new().title("An engine").contact_ids([ada]))
        .send(b24)
        .await?;
    let deal = deal.id.unwrap_or_default();

    // Something to do. Whose it is, the identifier says: contact, deal or company alike.
    let due: DateTime = "2026-12-01T10:00:00+00:00".parse().unwrap_or_default();
    let call_back = todo::add(ada, due).title("Call back").send(b24).await?;

    // What is done for the contact can concern a deal, too.
    let quote = todo::add(ada, due).title("Write a quote").send(b24).await?;
    binding::add(quote, deal).send(b24).await?;
    println!("Things to do: {call_back} and {quote}.");

    let text = comment::Fields::new(ada, "Prefers [b]brass[/b].");
    let comment = comment::add(text).send(b24).await?;
    let entry = log_message::Fields::new(ada, "Engine", "The first wheel has been cut.", "info");
    let entry = log_message::add(entry).send(b24).await?;
    println!("Comment {comment}, entry {}.", entry.id.unwrap_or_default());

    // What is still to be done for this contact.
    let mut open = activity::list()
        .filter(activity::OWNER.is(ada))
        .filter(activity::COMPLETED.eq(false))
        .stream(b24);
    while let Some(activity) = open.try_next().await? {
        println!("To do: {}", activity.subject.unwrap_or_default());
    }
    for record in binding::list(quote).send(b24).await? {
        println!(
            "The quote is on the timeline of {:?} {}.",
            record.entity_type_id, record.entity_id
        );
    }
    todo::update_deadline(call_back, ada, due + std::time::Duration::from_secs(86_400))
        .send(b24)
        .await?;
    Ok((ada, deal))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    if let Ok(url) = std::env::var("B24_WEBHOOK_URL") {
        work(&Client::webhook(url)?).await?;
        return Ok(());
    }
    let portal = Portal::start().await?;
    work(&Client::webhook(portal.webhook_url())?).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_timeline_has_all_of_it() {
        let portal = Portal::start().await.unwrap();
        let b24 = Client::webhook(portal.webhook_url()).unwrap();
        let (ada, deal) = work(&b24).await.unwrap();

        let of_ada = activity::list()
            .filter(activity::OWNER.is(ada))
            .send(&b24)
            .await
            .unwrap()
            .items;
        assert_eq!(of_ada.len(), 2, "{of_ada:?}");
        let titled = |title: &str| {
            of_ada
                .iter()
                .find(|activity| activity.subject.as_deref() == Some(title))
        };
        let quote = titled("Write a quote").unwrap();
        assert_eq!(quote.owner(), Some(ada.into()));
        let bound = binding::list(quote.id.unwrap()).send(&b24).await.unwrap();
        let deals: Vec<Option<deal::Id>> =
            bound.iter().map(|record| record.record().to()).collect();
        assert_eq!(deals, [None, Some(deal)]);
        let comments = comment::list(comment::list::Filter::new(ada))
            .send(&b24)
            .await
            .unwrap()
            .items;
        assert_eq!(
            comments[0].comment.as_deref(),
            Some("Prefers [b]brass[/b].")
        );

        // With the contact goes what concerned nobody else.
        contact::delete(ada).send(&b24).await.unwrap();
        let left = activity::list().send(&b24).await.unwrap().items;
        assert_eq!(
            left.iter()
                .filter_map(|activity| activity.id)
                .collect::<Vec<_>>(),
            [quote.id.unwrap()]
        );
    }
}
