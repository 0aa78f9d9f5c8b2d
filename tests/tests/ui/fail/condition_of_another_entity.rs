use bitrix24::crm::{contact, item, status};

fn main() {
    let _ = contact::list().filter(status::NAME.eq("Call"));
    let _ = contact::list().filter(item::contact::NAME.eq("Ada"));
}
