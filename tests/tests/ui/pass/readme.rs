// The sample of README.md.

use bitrix24::{Client, CustomFields, Date, ListOption, crm::{Phone, contact}};

#[derive(ListOption, Debug, Clone, Copy, PartialEq)]
enum Tier {
    #[bitrix24(id = 44)]
    Gold,
    #[bitrix24(id = 46)]
    Silver,
}

#[derive(CustomFields, Debug, Clone, PartialEq)]
#[bitrix24(entity = contact)]
struct Loyalty {
    /// A list field: an enum of its options.
    #[bitrix24(field = "UF_CRM_TIER")]
    tier: Option<Tier>,
    /// A multiple date field.
    #[bitrix24(field = "UF_CRM_VISITS")]
    visits: Vec<Date>,
}

async fn work(webhook: &str) -> Result<(), bitrix24::Error> {
    let b24 = Client::webhook(webhook)?;

    let id = contact::add(
        contact::Fields::new()
            .name("Ada")
            .last_name("Lovelace")
            .phone([Phone::work("+44 20 7946 0000")])
            .custom(&Loyalty { tier: Some(Tier::Gold), visits: vec![] }),
    )
    .send(&b24)
    .await?;

    let ada = contact::get(id).with::<Loyalty>().send(&b24).await?;
    println!("{:?} {:?}", ada.name, ada.custom.tier);

    // Every page, by id, up to 2,500 records a request.
    let mut people = contact::list()
        .filter(contact::LAST_NAME.starts_with("L"))
        .filter(contact::ASSIGNED_BY_ID.is_in([1, 6])) // no `starts_with` here: it would not compile
        .filter(Loyalty::TIER.eq(Tier::Gold))
        .select((contact::NAME, contact::EMAIL))
        .stream(&b24);
    while let Some(person) = people.try_next().await? {
        println!("{:?}", person.name);
    }
    Ok(())
}
