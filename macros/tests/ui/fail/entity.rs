use bitrix24_macros::CustomFields;

#[derive(CustomFields)]
#[bitrix24(entity = contact::Entity)]
struct Type {}

#[derive(CustomFields)]
#[bitrix24(entity = "contact")]
struct Text {}

#[derive(CustomFields)]
#[bitrix24(entity = contact<i64>)]
struct Generic {}

#[derive(CustomFields)]
#[bitrix24(entity = contact, crate = "bitrix24")]
struct Crate {}

fn main() {}
