use bitrix24::crm::{self, address, requisite};

fn main() {
    // Deals have no requisites of their own, and contacts have their addresses through requisites.
    let _ = requisite::Fields::new(crm::deal::Id::new(7), 1, "Main");
    let _ = address::Fields::new(address::AddressType::Legal, crm::contact::Id::new(43));
    // A number alone does not tell what it identifies.
    let _ = crm::activity::binding::add(crm::activity::Id::new(9), 43);
}
