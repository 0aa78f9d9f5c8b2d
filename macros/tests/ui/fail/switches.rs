use bitrix24_macros::CustomFields;

#[derive(CustomFields)]
#[bitrix24(entity = contact)]
struct Switches {
    #[bitrix24(field = "UF_CRM_A", mandatory = "yes")]
    a: Option<String>,
    #[bitrix24(field = "UF_CRM_B", mandatory = 1, show_in_list = no)]
    b: Option<String>,
    #[bitrix24(field = "UF_CRM_C", mandatry)]
    c: Option<String>,
}

fn main() {}
