use bitrix24::crm::contact;

fn main() {
    let _ = contact::list().filter(contact::SOURCE_ID.starts_with("W"));
}
