use bitrix24_macros::CustomFields;

#[derive(CustomFields)]
#[bitrix24(entity = contact)]
struct Field {
    #[bitrix24(field = "UF_CRM_TIER")]
    tier: Option<String>,
    #[bitrix24(field = "UF_CRM_TIER")]
    level: Option<String>,
}

#[derive(CustomFields)]
#[bitrix24(entity = contact)]
struct Constant {
    #[bitrix24(field = "UF_CRM_TIER")]
    tier: Option<String>,
    #[bitrix24(field = "UF_CRM_LEVEL")]
    Tier: Option<String>,
}

#[derive(CustomFields)]
#[bitrix24(entity = contact)]
struct Camel {
    #[bitrix24(field = "UF_CRM_TIER")]
    tier: Option<String>,
    #[bitrix24(field = "UF_CRM__TIER")]
    level: Option<String>,
}

fn main() {}
