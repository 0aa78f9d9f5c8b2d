use bitrix24::crm::contact;

fn main() {
    let _ = contact::list().select((contact::NAME, contact::FULL_NAME));
}
