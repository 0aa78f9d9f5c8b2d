//! A contact with requisites, a bank account and an address, and a deal that is invoiced to them.
//!
//! `cargo run --example contact_with_requisites`. Give `B24_WEBHOOK_URL` to work with an account of your own instead; what the
//! example makes stays there.

use bitrix24::crm::address::{self, AddressType};
use bitrix24::crm::requisite::{self, bank_detail, link, preset};
use bitrix24::crm::{contact, item::deal};
use bitrix24::{Client, Error};
use bitrix24_portal::Portal;

/// A template for the requisites of persons: the one that the portal has, or one of our own.
async fn template(b24: &Client) -> Result<preset::Id, Error> {
    let known = preset::list()
        .filter(preset::ACTIVE.eq(true))
        .send(b24)
        .await?;
    if let Some(id) = known.items.first().and_then(|preset| preset.id) {
        return Ok(id);
    }
    // 122 is Great Britain, as crm.requisite.preset.countries tells.
    let fields = preset::Fields::new(8, 122, "Person");
    preset::add(fields).send(b24).await
}

async fn work(b24: &Client) -> Result<contact::Id, Error> {
    let ada = contact::add(contact::Fields::new().name("Ada").last_name("Lovelace"))
        .send(b24)
        .await?;

    // Requisites belong to a contact or to a company; the identifier of a deal does not compile here.
    let fields = requisite::Fields::new(ada, template(b24).await?, "Ada Lovelace")
        .rq_first_name("Ada")
        .rq_last_name("Lovelace");
    let requisites = requisite::add(fields).send(b24).await?;

    // Addresses belong to requisites, and so in the end to the contact.
    let home = address::Fields::new(AddressType::Physical, requisites)
        .address_1("12 St James's Square")
        .city("London")
        .postal_code("SW1Y 4JH")
        .country("United Kingdom");
    address::add(home).send(b24).await?;
    let account = bank_detail::Fields::new(requisites, "Main account")
        .rq_bank_name("Coutts")
        .rq_iban("GB33BUKB20201555555555");
    let account = bank_detail::add(account).send(b24).await?;
    println!("Contact {ada} has requisites {requisites} with account {account}.");

    // Every address of the contact, whatever requisites it stands in.
    let mut addresses = address::list()
        .filter(address::ANCHOR.is(ada))
        .stream_by_offset(b24);
    while let Some(address) = addresses.try_next().await? {
        println!(
            "{}, {}",
            address.address_1.unwrap_or_default(),
            address.city.unwrap_or_default()
        );
    }

    // A deal names the requisites that its papers are made out to.
    let deal = deal::add(deal::Fields::new().title("An engine").contact_ids([ada]))
        .send(b24)
        .await?;
    let deal = deal.id.unwrap_or_default();
    link::register(link::Fields::new(deal, requisites, account, 0, 0))
        .send(b24)
        .await?;
    let used = link::get(deal).send(b24).await?;
    println!(
        "Deal {deal} is invoiced to requisites {}.",
        used.requisite_id.unwrap_or_default()
    );
    Ok(ada)
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
    async fn what_a_contact_has_goes_with_it() {
        let portal = Portal::start().await.unwrap();
        let b24 = Client::webhook(portal.webhook_url()).unwrap();
        let ada = work(&b24).await.unwrap();

        let of_ada = || requisite::list().filter(requisite::RECORD.is(ada));
        let requisites = of_ada().send(&b24).await.unwrap().items;
        assert_eq!(requisites.len(), 1);
        assert_eq!(requisites[0].record(), Some(ada.into()));
        let addresses = address::list()
            .filter(address::ANCHOR.is(ada))
            .send(&b24)
            .await
            .unwrap()
            .items;
        assert_eq!(addresses[0].city.as_deref(), Some("London"));
        let of = addresses[0].record().unwrap();
        assert_eq!(of.to(), requisites[0].id);

        contact::delete(ada).send(&b24).await.unwrap();
        assert_eq!(of_ada().send(&b24).await.unwrap().items, []);
        let left = address::list()
            .filter(address::ANCHOR.is(ada))
            .send(&b24)
            .await
            .unwrap();
        assert_eq!(left.items, []);
    }
}
