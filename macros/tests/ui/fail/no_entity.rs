use bitrix24_macros::CustomFields;

#[path = "../../standin/mod.rs"]
mod standin;
use standin::no_entity;

#[derive(CustomFields)]
#[bitrix24(entity = no_entity, crate = crate::standin)]
struct Module {
    #[bitrix24(field = "UF_CRM_A")]
    a: Option<String>,
}

#[derive(CustomFields)]
#[bitrix24(entity = nowhere, crate = crate::standin)]
struct Other {}

fn main() {}
