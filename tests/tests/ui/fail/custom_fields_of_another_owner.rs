use bitrix24::crm::contact;
use bitrix24::{CustomFields, user};

#[derive(CustomFields, Debug)]
#[bitrix24(entity = user)]
struct Staff {
    #[bitrix24(field = "UF_BADGE")]
    badge: Option<String>,
}

fn main() {
    let _ = contact::get(1).with::<Staff>();
    let _ = contact::list().filter(Staff::BADGE.eq("7"));
    let _ = contact::Fields::new().custom(&Staff { badge: None });
}
