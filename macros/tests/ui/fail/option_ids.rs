use bitrix24_macros::ListOption;

#[derive(ListOption)]
enum Ids {
    Missing,
    Discriminant = 44,
    #[bitrix24(id = 45)]
    First,
    #[bitrix24(id = 45)]
    Second,
    #[bitrix24(id = 0)]
    Zero,
    #[bitrix24(id = -1)]
    Negative,
    #[bitrix24(id = "46")]
    Text,
    #[bitrix24(id = 47.0)]
    Float,
    #[bitrix24(id = 48u8)]
    Suffix,
    #[bitrix24(id = 9_223_372_036_854_775_808)]
    Large,
    #[bitrix24(id)]
    None,
}

fn main() {}
