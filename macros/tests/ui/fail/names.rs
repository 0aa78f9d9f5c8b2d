use bitrix24_macros::CustomFields;

#[derive(CustomFields)]
#[bitrix24(entity = contact)]
struct Names {
    #[bitrix24(field = "")]
    empty: Option<String>,
    #[bitrix24(field = "UF_")]
    prefix: Option<String>,
    #[bitrix24(field = "CRM_TIER")]
    without_prefix: Option<String>,
    #[bitrix24(field = "uf_crm_tier")]
    lower: Option<String>,
    #[bitrix24(field = "ufCrmTier")]
    camel: Option<String>,
    #[bitrix24(field = "UF_CRM_TIER!")]
    characters: Option<String>,
    #[bitrix24(field = "UF_CRM_ТИР")]
    letters: Option<String>,
    #[bitrix24(field = "UF_CRM_A_NAME_OF_MORE_CHARACTERS_THAN_A_PORTAL_STORES")]
    long: Option<String>,
}

fn main() {}
