use bitrix24_macros::CustomFields;

#[derive(CustomFields)]
#[bitrix24(entitty = contact)]
struct Near {
    #[bitrix24(feild = "UF_CRM_A")]
    a: Option<String>,
    #[bitrix24(field = "UF_CRM_B", lable = "B")]
    b: Option<String>,
    #[bitrix24(rename = "UF_CRM_C")]
    c: Option<String>,
}

#[derive(CustomFields)]
#[bitrix24(field = "UF_CRM_A")]
struct Misplaced {
    #[bitrix24(field = "UF_CRM_A", entity = contact)]
    a: Option<String>,
    #[bitrix24(field = "UF_CRM_B", id = 44)]
    b: Option<String>,
}

#[derive(CustomFields)]
#[bitrix24(entity = contact)]
#[bitrix24(entity = company)]
struct Twice {
    #[bitrix24(field = "UF_CRM_A", field = "UF_CRM_B")]
    a: Option<String>,
    #[bitrix24(field = "UF_CRM_C", label = "A", label = "A")]
    c: Option<String>,
}

fn main() {}
