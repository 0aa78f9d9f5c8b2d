//! The sample that the design sets as the aim, in the spelling it came to have.

use bitrix24::crm::{Phone, contact};
use bitrix24::{Batch, Client, CustomFields, Date, Event, ListOption};
use serde_json::json;

#[derive(ListOption, Debug, Clone, Copy, PartialEq)]
enum Tier {
    #[bitrix24(id = 44)]
    Gold,
    #[bitrix24(other)]
    Other(i64),
}

#[derive(CustomFields, Debug, Clone, PartialEq)]
#[bitrix24(entity = contact)]
struct Loyalty {
    #[bitrix24(field = "UF_CRM_TIER", label = "Tier")]
    tier: Option<Tier>, // list field: an enum of options
    #[bitrix24(field = "UF_CRM_VISITS")]
    visits: Vec<Date>, // multiple date field
}

/// How many contacts were found, and the name that a raw call answers.
pub(crate) async fn work(webhook: &str) -> Result<(usize, String), bitrix24::Error> {
    let b24 = Client::webhook(webhook)?;

    let id = contact::add(
        contact::Fields::new()
            .name("Ada")
            .last_name("Lovelace")
            .phone([Phone::work("+44 20 7946 0000")])
            .custom(&Loyalty {
                tier: Some(Tier::Gold),
                visits: vec![],
            }),
    )
    .send(&b24)
    .await?;

    let ada = contact::get(id).with::<Loyalty>().send(&b24).await?;
    println!("{:?} {:?}", ada.name, ada.custom.tier);

    // Every page, by id, 2,500 records a request.
    let mut people = contact::list()
        .filter(contact::LAST_NAME.starts_with("L"))
        .filter(contact::ASSIGNED_BY_ID.is_in([1, 6])) // no `starts_with` here: it does not compile
        .filter(Loyalty::TIER.ne(Tier::Other(48)))
        .select((contact::NAME, contact::EMAIL))
        .stream(&b24);
    let mut count = 0;
    while let Some(person) = people.try_next().await? {
        println!("{:?}", person.name);
        count += 1;
    }

    // One HTTP request; the second call uses the first one's result.
    let mut batch = Batch::new();
    let made = batch.push(contact::add(contact::Fields::new().name("Grace")));
    let link = batch.push(contact::company::add(
        made.result(),
        contact::company::Fields::new(12),
    ));
    let done = b24.run(batch).await?;
    let (grace, linked) = (done.get(made)?, done.get(link)?);
    println!("{grace} {linked}");

    // A method the spec does not know yet.
    let raw: serde_json::Value = b24.call("crm.contact.get", json!({ "id": grace })).await?;
    Ok((count, raw["NAME"].to_string()))
}

/// What a webhook handler does with a body.
pub(crate) fn handle(
    body: &[u8],
    application_token: &str,
) -> Result<Option<contact::Id>, bitrix24::EventError> {
    Ok(match Event::verify(body, application_token)? {
        Event::CrmContactAdd(event) => Some(event.data.id),
        Event::Other(event) => {
            println!("{}", event.name);
            None
        }
        _ => None,
    })
}
