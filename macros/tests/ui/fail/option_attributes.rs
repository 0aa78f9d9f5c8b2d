use bitrix24_macros::ListOption;

#[derive(ListOption)]
#[bitrix24(id = 44, entity = contact)]
enum Misplaced {
    #[bitrix24(field = "UF_CRM_A")]
    Gold,
    Silver(#[bitrix24(other)] i64),
}

#[derive(ListOption)]
enum Near {
    #[bitrix24(ids = 44)]
    Gold,
    #[bitrix24(id = 45, id = 46)]
    Silver,
    #[bitrix24(othr)]
    Other(i64),
    #[bitrix24(text = 47)]
    Bronze,
}

fn main() {}
