use bitrix24_macros::ListOption;

#[derive(ListOption)]
enum Mixed {
    #[bitrix24(id = 44)]
    Gold,
    #[bitrix24(value = "Silver")]
    Silver,
}

#[derive(ListOption)]
enum Same {
    #[bitrix24(value = "Gold")]
    Gold,
    #[bitrix24(value = "Gold")]
    Golden,
}

#[derive(ListOption)]
enum Others {
    #[bitrix24(value = "Gold")]
    Gold,
    #[bitrix24(other)]
    Other(i64),
}

#[derive(ListOption)]
enum Values {
    #[bitrix24(value = 47)]
    Number,
    #[bitrix24(value = " ")]
    Empty,
    #[bitrix24(value = "Gold ")]
    Spaced,
    #[bitrix24(value)]
    Nothing,
    #[bitrix24(id = 44, other, value = "Other")]
    Other(i64),
    #[bitrix24(other, value = "Rest")]
    Rest(i64),
    #[bitrix24(value = "Tuple")]
    Tuple(i64),
}

fn main() {}
