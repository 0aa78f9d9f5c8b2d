//! Works with contacts through the typed API, against a portal in the same process.
//!
//! `cargo run --example quickstart`. Give `B24_WEBHOOK_URL` to work with an account of your own instead: the example makes
//! two custom fields and one contact there, and deletes them again.

use bitrix24::crm::contact::{self, company, userfield};
use bitrix24::crm::userfield::{FieldType, Fields};
use bitrix24::crm::{Email, Phone};
use bitrix24::{Batch, Clear, Client, CustomFields, Date, Error};
use bitrix24_portal::Portal;

/// What this company keeps about its contacts besides.
#[derive(CustomFields, Debug, Clone, PartialEq)]
#[bitrix24(entity = contact)]
struct Loyalty {
    /// Points on the card.
    #[bitrix24(field = "UF_CRM_POINTS")]
    points: Option<i64>,
    /// Every visit.
    #[bitrix24(field = "UF_CRM_VISITS")]
    visits: Vec<Date>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // The portal lives as long as this variable.
    let (b24, _portal) = match std::env::var("B24_WEBHOOK_URL") {
        Ok(url) => (Client::webhook(url)?, None),
        Err(_) => {
            let portal = Portal::start().await?;
            println!("A portal listens at {}", portal.url());
            (Client::webhook(portal.webhook_url())?, Some(portal))
        }
    };

    // Custom fields: the portal has to know them.
    let points = userfield::add(Fields::new("POINTS", FieldType::Integer).label("Points"))
        .send(&b24)
        .await?;
    let visits = userfield::add(
        Fields::new("VISITS", FieldType::Date)
            .label("Visits")
            .multiple(true),
    )
    .send(&b24)
    .await?;
    println!("Custom fields {points} and {visits} are there.");

    // Add.
    let first_visit = Date::from_ymd_opt(2026, 11, 2).ok_or("a day of the calendar")?;
    let ada = contact::add(
        contact::Fields::new()
            .name("Ada")
            .last_name("Lovelace")
            .phone([
                Phone::work("+44 20 7946 0000"),
                Phone::mobile("+44 7700 900123"),
            ])
            .email([Email::work("ada@example.com")])
            .custom(&Loyalty {
                points: Some(120),
                visits: vec![first_visit],
            }),
    )
    .send(&b24)
    .await?;
    println!("Contact {ada} was added.");

    // Read, custom fields included.
    let read = contact::get(ada).with::<Loyalty>().send(&b24).await?;
    let days: Vec<String> = read.custom.visits.iter().map(Date::to_string).collect();
    println!(
        "{} {} has {} points and came on {}.",
        read.name.unwrap_or_default(),
        read.last_name.unwrap_or_default(),
        read.custom.points.unwrap_or_default(),
        days.join(", ")
    );

    // Change two fields and clear one; what is not named stays.
    let changes = contact::Changes::new()
        .post("Analyst")
        .comments(Clear)
        .set(Loyalty::POINTS, 150);
    contact::update(ada, changes).send(&b24).await?;
    println!("Her points were raised.");

    // Companies: two links, the first of which is the main one, in one request.
    let mut batch = Batch::new();
    let grace = batch.push(contact::add(
        contact::Fields::new().name("Grace").last_name("Hopper"),
    ));
    let linked = batch.push(company::add(grace.result(), company::Fields::new(12)));
    let done = b24.run(batch).await?;
    let (grace, linked) = (done.get(grace)?, done.get(linked)?);
    println!("Contact {grace} was added and linked to company 12: {linked}.");
    company::items::set(
        ada,
        [company::Fields::new(12), company::Fields::new(15).sort(5)],
    )
    .send(&b24)
    .await?;
    for link in company::items::get(ada).send(&b24).await? {
        let main = if link.is_primary == Some(true) {
            "her main company"
        } else {
            "a company of hers"
        };
        println!("Company {} is {main}.", link.company_id.unwrap_or_default());
    }

    // A typed filter, every page.
    let mut found = contact::list()
        .filter(contact::LAST_NAME.starts_with("Love"))
        .filter(Loyalty::POINTS.ge(100))
        .select((contact::NAME, contact::PHONE))
        .with::<Loyalty>()
        .stream(&b24);
    while let Some(person) = found.try_next().await? {
        let phones: Vec<&str> = person
            .phone
            .iter()
            .filter_map(|phone| phone.value.as_deref())
            .collect();
        println!(
            "{}, with {} points, answers at {}.",
            person.name.unwrap_or_default(),
            person.custom.points.unwrap_or_default(),
            phones.join(" and ")
        );
    }

    // Delete.
    contact::delete(ada).send(&b24).await?;
    contact::delete(grace).send(&b24).await?;
    match contact::get(ada).send(&b24).await {
        Err(Error::Invalid(error) | Error::NotFound(error)) => {
            println!("Contact {ada} is gone: {error}")
        }
        other => println!("Contact {ada} should be gone: {other:?}"),
    }
    userfield::delete(points).send(&b24).await?;
    userfield::delete(visits).send(&b24).await?;
    Ok(())
}
