use bitrix24::crm::contact;
use bitrix24::{Client, CustomFields, ListOption, OptionId, RawCustomFields, ensure, user};

#[derive(ListOption)]
enum Named {
    #[bitrix24(value = "Gold")]
    Gold,
}

#[derive(ListOption)]
enum Numbered {
    #[bitrix24(id = 44)]
    Gold,
}

#[derive(CustomFields)]
#[bitrix24(entity = contact)]
struct Crossed {
    #[bitrix24(field = "UF_CRM_B")]
    numbered: Option<OptionId<Numbered>>,
    #[bitrix24(field = "UF_CRM_A")]
    named: Option<Named>,
}

#[derive(CustomFields)]
#[bitrix24(entity = user)]
struct Staff {
    #[bitrix24(field = "UF_BADGE")]
    badge: Option<String>,
}

fn main() {}

fn calls(b24: &Client) {
    let _ = ensure::<Staff>(b24);
    let _ = ensure::<RawCustomFields>(b24);
}
