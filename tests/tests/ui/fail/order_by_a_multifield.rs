use bitrix24::crm::contact;

fn main() {
    let _ = contact::list().order(contact::PHONE.asc());
}
