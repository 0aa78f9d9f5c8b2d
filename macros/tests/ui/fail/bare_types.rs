use bitrix24_macros::CustomFields;

#[derive(CustomFields)]
#[bitrix24(entity = contact)]
struct Bare {
    #[bitrix24(field = "UF_CRM_A")]
    a: String,
    #[bitrix24(field = "UF_CRM_B")]
    b: crm::Tier,
    #[bitrix24(field = "UF_CRM_C")]
    c: Id<contact::Entity>,
}

fn main() {}
