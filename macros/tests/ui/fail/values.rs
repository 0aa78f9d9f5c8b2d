use bitrix24_macros::CustomFields;

#[derive(CustomFields)]
#[bitrix24(entity)]
struct Values {
    #[bitrix24(field)]
    none: Option<String>,
    #[bitrix24(field =)]
    nothing: Option<String>,
    #[bitrix24(field = UF_CRM_A)]
    bare: Option<String>,
    #[bitrix24(field = 1)]
    number: Option<String>,
    #[bitrix24(field("UF_CRM_A"))]
    list: Option<String>,
    #[bitrix24(field = "UF_CRM_B", label = Tier)]
    label: Option<String>,
    #[bitrix24]
    word: Option<String>,
    #[bitrix24 = "UF_CRM_C"]
    value: Option<String>,
    #[bitrix24("UF_CRM_D")]
    text: Option<String>,
    #[bitrix24(field = "UF_CRM_E",, label = "E")]
    commas: Option<String>,
}

fn main() {}
