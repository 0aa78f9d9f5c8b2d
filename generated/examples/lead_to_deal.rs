//! From a lead to a deal with its contact, its company and its products.
//!
//! `cargo run --example lead_to_deal`. Give `B24_WEBHOOK_URL` to work with an account of your own instead; what the example makes
//! stays there.

use bitrix24::crm::duplicate::{self, find_by_comm};
use bitrix24::crm::item::{company, deal, lead, product_row};
use bitrix24::crm::{Phone, contact};
use bitrix24::{Batch, Client, Error};
use bitrix24_portal::Portal;

/// Somebody has written through the form on the web site.
async fn enquiry(b24: &Client) -> Result<lead::Id, Error> {
    let fields = lead::Fields::new()
        .title("Two engines, please")
        .name("Ada")
        .last_name("Lovelace")
        .company_title("Analytical Engines Ltd")
        .source_id("WEB")
        .opportunity(2_400);
    let lead = lead::add(fields).send(b24).await?;
    Ok(lead.id.unwrap_or_default())
}

/// The contact with this phone number, if there is one already.
async fn known(b24: &Client, phone: &str) -> Result<Option<contact::Id>, Error> {
    let found = duplicate::find_by_comm(find_by_comm::Type::Phone, [phone])
        .entity_type(find_by_comm::EntityType::Contact)
        .send(b24)
        .await?;
    Ok(found.and_then(|found| found.contact.first().copied()))
}

/// Makes the company and its contact, in one request: the second call takes the first one's answer.
async fn client(
    b24: &Client,
    lead: &lead::Lead,
    phone: &str,
) -> Result<(company::Id, contact::Id), Error> {
    let mut batch = Batch::new();
    let company = batch.push(company::add(
        company::Fields::new().title(lead.company_title.clone().unwrap_or_default()),
    ));
    let contact = batch.push(contact::add(
        contact::Fields::new()
            .name(lead.name.clone().unwrap_or_default())
            .last_name(lead.last_name.clone().unwrap_or_default())
            .phone([Phone::work(phone)])
            .company_id(company.result().id()),
    ));
    let done = b24.run(batch).await?;
    let company = done.get(company)?.id.unwrap_or_default();
    Ok((company, done.get(contact)?))
}

/// Makes the deal out of the lead, with what is to be sold, and closes the lead.
async fn convert(
    b24: &Client,
    lead: &lead::Lead,
    company: company::Id,
    contact: contact::Id,
) -> Result<deal::Id, Error> {
    let lead_id = lead.id.unwrap_or_default();
    let fields = deal::Fields::new()
        .title(lead.title.clone().unwrap_or_default())
        .lead_id(lead_id)
        .company_id(company)
        .contact_ids([contact]);
    let deal = deal::add(fields).send(b24).await?;
    let id = deal.id.unwrap_or_default();
    // The amount of the deal follows from its products. A row belongs to a deal because the identifier says so.
    let engine = product_row::Row::new()
        .product_name("Difference engine")
        .price(1_200)
        .quantity(2);
    product_row::set(id, [engine]).send(b24).await?;
    lead::update(lead_id, lead::Changes::new().stage_id("CONVERTED"))
        .send(b24)
        .await?;
    Ok(id)
}

async fn work(b24: &Client) -> Result<(), Error> {
    let phone = "+44 20 7946 0000";
    let lead = lead::get(enquiry(b24).await?).send(b24).await?;
    println!("A lead: {}", lead.title.as_deref().unwrap_or_default());

    let known_before = known(b24, phone).await?;
    let (company, contact) = client(b24, &lead, phone).await?;
    println!(
        "Nobody had this number: {}; now contact {contact} of company {company} has it.",
        known_before.is_none()
    );
    assert!(known(b24, phone).await?.is_some());

    let deal = convert(b24, &lead, company, contact).await?;
    // Deals of this contact that are not closed, with what is in them.
    let mut open = deal::list()
        .filter(deal::CONTACT_ID.eq(contact))
        .filter(deal::CLOSED.eq(false))
        .stream(b24);
    while let Some(deal) = open.try_next().await? {
        println!(
            "Deal {} over {} came of lead {}.",
            deal.id.unwrap_or_default(),
            deal.opportunity.unwrap_or_default(),
            deal.lead_id.unwrap_or_default()
        );
    }

    // Step by step, and won.
    for stage in ["PREPARATION", "EXECUTING", "WON"] {
        let moved = deal::update(deal, deal::Changes::new().stage_id(stage))
            .send(b24)
            .await?;
        println!("It is in {} now.", moved.stage_id.unwrap_or_default());
    }
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    if let Ok(url) = std::env::var("B24_WEBHOOK_URL") {
        return Ok(work(&Client::webhook(url)?).await?);
    }
    let portal = Portal::start().await?;
    Ok(work(&Client::webhook(portal.webhook_url())?).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_lead_becomes_a_deal() {
        let portal = Portal::start().await.unwrap();
        let b24 = Client::webhook(portal.webhook_url()).unwrap();
        work(&b24).await.unwrap();

        let deals = deal::list().send(&b24).await.unwrap().items;
        let [deal] = deals.as_slice() else {
            panic!("one deal and not {deals:?}");
        };
        assert_eq!(deal.opportunity, Some(2_400.into()));
        assert_eq!(
            deal.stage_id.as_ref().map(|stage| stage.as_str()),
            Some("WON")
        );
        let contact = contact::get(deal.contact_id.unwrap())
            .send(&b24)
            .await
            .unwrap();
        assert_eq!(contact.company_id, deal.company_id);
        let leads = lead::list().send(&b24).await.unwrap().items;
        assert_eq!(leads[0].id, deal.lead_id);
        let stage = leads[0].stage_id.as_ref().map(|stage| stage.as_str());
        assert_eq!(stage, Some("CONVERTED"));
    }
}
