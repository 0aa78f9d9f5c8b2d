use bitrix24::crm::{company, contact};

fn main() {
    let _ = contact::get(company::Id::new(12));
}
