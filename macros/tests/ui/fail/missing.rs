use bitrix24_macros::CustomFields;

#[derive(CustomFields)]
struct Entity {
    #[bitrix24(field = "UF_CRM_TIER")]
    tier: Option<String>,
}

#[derive(CustomFields)]
#[bitrix24(entity = contact)]
struct Field {
    tier: Option<String>,
    #[bitrix24(label = "Tier")]
    labelled: Option<String>,
}

fn main() {}
