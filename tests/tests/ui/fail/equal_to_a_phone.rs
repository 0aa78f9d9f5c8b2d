use bitrix24::crm::contact;

fn main() {
    let _ = contact::list().filter(contact::PHONE.eq("+44"));
}
