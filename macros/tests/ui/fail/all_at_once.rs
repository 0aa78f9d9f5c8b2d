use bitrix24_macros::CustomFields;

#[derive(CustomFields)]
#[bitrix24(enitty = contact)]
struct Everything<T> {
    tier: Tier,
    #[bitrix24(field = "crm_visits", label = 7)]
    visits: Option<Vec<T>>,
    #[bitrix24(field = "UF_CRM_A", filed = "UF_CRM_B")]
    Tier: &'static str,
}

fn main() {}
