//! Without `crate = …` it is `::bitrix24`, whatever a module of that name here may be.
extern crate self as bitrix24;

#[path = "../../standin/mod.rs"]
mod standin;
pub use standin::*;

mod user {
    #[allow(dead_code)]
    mod bitrix24 {}

    #[derive(bitrix24_macros::CustomFields)]
    #[bitrix24(entity = ::bitrix24::contact)]
    pub struct Loyalty {
        #[bitrix24(field = "UF_CRM_TIER")]
        #[bitrix24(label = "Tier")]
        pub tier: Option<Tier>,
    }

    #[derive(bitrix24_macros::ListOption)]
    pub enum Tier {
        #[bitrix24(other)]
        Other(i64),
    }

    /// Without any field it is still the custom fields of nobody else.
    #[derive(bitrix24_macros::CustomFields)]
    #[bitrix24(entity = ::bitrix24::contact)]
    pub struct Nothing {}
}

fn fields<C: __macros::CustomFields<contact::Owner>>(_: &C) -> usize {
    C::FIELDS.len()
}

fn main() {
    let loyalty = user::Loyalty { tier: Some(user::Tier::Other(1)) };
    assert_eq!(fields(&loyalty), 1);
    assert_eq!(fields(&user::Nothing {}), 0);
}
