use bitrix24_macros::CustomFields;

#[derive(CustomFields)]
#[bitrix24(entity = contact)]
struct Types {
    #[bitrix24(field = "UF_CRM_A")]
    reference: &'static str,
    #[bitrix24(field = "UF_CRM_B")]
    reference_inside: Option<&'static str>,
    #[bitrix24(field = "UF_CRM_C")]
    slice: &'static [String],
    #[bitrix24(field = "UF_CRM_D")]
    array: [String; 2],
    #[bitrix24(field = "UF_CRM_E")]
    tuple: (String, i64),
    #[bitrix24(field = "UF_CRM_F")]
    tuple_inside: Vec<(String, i64)>,
    #[bitrix24(field = "UF_CRM_G")]
    function: fn() -> String,
    #[bitrix24(field = "UF_CRM_H")]
    pointer: Option<*const u8>,
    #[bitrix24(field = "UF_CRM_I")]
    object: Option<Box<dyn ToString>>,
    #[bitrix24(field = "UF_CRM_J")]
    map: std::collections::HashMap<String, String>,
    #[bitrix24(field = "UF_CRM_K")]
    map_inside: Option<std::collections::BTreeMap<String, String>>,
    #[bitrix24(field = "UF_CRM_L")]
    set: std::collections::BTreeSet<String>,
    #[bitrix24(field = "UF_CRM_M")]
    boxed: Option<Box<String>>,
    #[bitrix24(field = "UF_CRM_N")]
    cow: Option<std::borrow::Cow<'static, str>>,
    #[bitrix24(field = "UF_CRM_O")]
    option_vec: Option<Vec<String>>,
    #[bitrix24(field = "UF_CRM_P")]
    option_option: Option<Option<String>>,
    #[bitrix24(field = "UF_CRM_Q")]
    vec_option: Vec<Option<String>>,
    #[bitrix24(field = "UF_CRM_R")]
    vec_vec: Vec<Vec<String>>,
}

fn main() {}
