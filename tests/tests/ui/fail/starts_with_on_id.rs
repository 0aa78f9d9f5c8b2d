use bitrix24::crm::contact;

fn main() {
    let _ = contact::list().filter(contact::ASSIGNED_BY_ID.starts_with(1));
}
