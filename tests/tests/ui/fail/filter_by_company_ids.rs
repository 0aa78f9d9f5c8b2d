use bitrix24::crm::contact;

fn main() {
    let _ = contact::list().filter(contact::COMPANY_IDS.eq(12));
}
