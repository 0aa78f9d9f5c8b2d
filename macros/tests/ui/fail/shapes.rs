use bitrix24_macros::CustomFields;

#[derive(CustomFields)]
#[bitrix24(entity = contact)]
struct Tuple(Option<String>);

#[derive(CustomFields)]
#[bitrix24(entity = contact)]
struct Unit;

#[derive(CustomFields)]
#[bitrix24(entity = contact)]
enum Enum {
    A,
}

#[derive(CustomFields)]
#[bitrix24(entity = contact)]
union Union {
    a: u8,
}

fn main() {}
