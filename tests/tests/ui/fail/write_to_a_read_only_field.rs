use bitrix24::crm::contact::{Changes, Fields};

fn main() {
    let _ = Fields::new().name("Ada").has_phone(true);
    let _ = Changes::new().id(5);
}
