use bitrix24_macros::CustomFields;

#[path = "../../standin/mod.rs"]
mod standin;
use standin::contact;

struct Mine;

#[derive(CustomFields)]
#[bitrix24(entity = contact, crate = crate::standin)]
struct Types {
    #[bitrix24(field = "UF_CRM_A")]
    mine: Option<Mine>,
    #[bitrix24(field = "UF_CRM_B")]
    many: Vec<std::time::Duration>,
}

fn main() {}
