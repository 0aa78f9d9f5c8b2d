use bitrix24::crm::contact::Fields;
use bitrix24::DateTime;

fn made(at: DateTime) {
    let _ = Fields::new().name("Ada").date_create(at);
}

fn main() {
    made("2024-07-24T10:00:00Z".parse().unwrap());
}
