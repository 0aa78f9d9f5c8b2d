use bitrix24_macros::ListOption;

#[derive(ListOption)]
enum Twice {
    #[bitrix24(other)]
    Other(i64),
    #[bitrix24(other)]
    Another(i64),
}

#[derive(ListOption)]
enum Wrong {
    #[bitrix24(other)]
    Type(String),
}

#[derive(ListOption)]
enum Unit {
    #[bitrix24(other)]
    Other,
}

#[derive(ListOption)]
enum Pair {
    #[bitrix24(other)]
    Other(i64, i64),
}

#[derive(ListOption)]
enum Named {
    #[bitrix24(other)]
    Other { id: i64 },
}

#[derive(ListOption)]
enum Both {
    #[bitrix24(other, id = 44)]
    Other(i64),
}

#[derive(ListOption)]
enum Value {
    #[bitrix24(other = 44)]
    Other(i64),
}

fn main() {}
