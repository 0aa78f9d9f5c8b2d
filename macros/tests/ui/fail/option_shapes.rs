use bitrix24_macros::ListOption;

#[derive(ListOption)]
enum Empty {}

#[derive(ListOption)]
struct Struct {
    a: i64,
}

#[derive(ListOption)]
union Union {
    a: i64,
}

#[derive(ListOption)]
enum Generic<T> {
    #[bitrix24(id = 44)]
    Gold,
    #[bitrix24(other)]
    Other(T),
}

#[derive(ListOption)]
enum Variants {
    #[bitrix24(id = 44)]
    Tuple(i64),
    #[bitrix24(id = 45)]
    Named { id: i64 },
}

fn main() {}
