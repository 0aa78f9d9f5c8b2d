use bitrix24_macros::CustomFields;

#[derive(CustomFields)]
#[bitrix24(entity = contact)]
struct Parameter<T> {
    #[bitrix24(field = "UF_CRM_A")]
    a: Option<T>,
}

#[derive(CustomFields)]
#[bitrix24(entity = contact)]
struct Lifetime<'a> {
    #[bitrix24(field = "UF_CRM_A")]
    a: Option<&'a str>,
}

#[derive(CustomFields)]
#[bitrix24(entity = contact)]
struct Clause
where
    String: Clone, {}

fn main() {}
