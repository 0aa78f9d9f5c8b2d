//! Types, texts and paths that come through a `macro_rules` stand in invisible groups.
#[path = "../../standin/mod.rs"]
mod standin;

macro_rules! custom {
    ($name:ident, $entity:path, $field:literal, $one:ty, $value:ty, $id:literal) => {
        #[derive(bitrix24_macros::CustomFields)]
        #[bitrix24(entity = $entity, crate = crate::standin)]
        struct $name {
            #[bitrix24(field = $field)]
            one: $one,
            #[bitrix24(field = "UF_CRM_MANY")]
            many: Vec<$value>,
        }

        #[derive(bitrix24_macros::ListOption)]
        #[bitrix24(crate = crate::standin)]
        #[allow(dead_code)]
        enum Tier {
            #[bitrix24(id = $id)]
            Gold,
        }
    };
}

custom!(Loyalty, standin::contact, "UF_CRM_ONE", Option<String>, String, 44);

fn main() {
    let loyalty = Loyalty { one: None, many: vec![] };
    assert!(loyalty.one.is_none() && loyalty.many.is_empty());
    assert_eq!(Loyalty::ONE.name, "UF_CRM_ONE");
}
