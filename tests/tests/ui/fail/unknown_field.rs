use bitrix24::crm::contact;

fn main() {
    let _ = contact::list().filter(contact::NAEM.eq("Ada"));
}
