//! Nothing the user's module calls its own gets in the way, and no lint complains.
#![deny(warnings, missing_docs, unreachable_pub, unused_qualifications, private_interfaces)]
#![forbid(unsafe_code, unreachable_code)]
#![deny(single_use_lifetimes, trivial_casts, unused_results, let_underscore_drop)]
#[path = "../../standin/mod.rs"]
mod standin;

/// Names that an expansion could stumble over.
#[allow(dead_code, non_upper_case_globals, non_camel_case_types)]
mod names {
    pub(crate) struct Result;
    pub(crate) struct Object;
    pub(crate) struct Field;
    pub(crate) struct Slot;
    pub(crate) const key: i64 = 1;
    pub(crate) const slot: i64 = 1;
    pub(crate) const out: i64 = 1;
    pub(crate) const other: i64 = 1;
    pub(crate) const id: i64 = 1;
    pub(crate) trait FnMut {}
    #[allow(non_snake_case)]
    pub(crate) fn Some() {}
    #[allow(non_snake_case)]
    pub(crate) fn None() {}
    #[allow(non_snake_case)]
    pub(crate) fn Ok() {}
}

mod module {
    #[allow(unused_imports)]
    use crate::names::*;
    use crate::standin::{Date, contact};
    use bitrix24_macros::{CustomFields, ListOption};

    /// Public fields of a private struct, and the other way round.
    #[derive(CustomFields, Default)]
    #[bitrix24(entity = contact, crate = crate::standin)]
    pub(crate) struct Loyalty {
        #[bitrix24(field = "UF_CRM_A")]
        pub(crate) a: Option<String>,
        #[bitrix24(field = "UF_CRM_B", label = "<b>`odd`</b> [label] https://example.org")]
        pub(super) r#type: Option<Tier>,
        #[bitrix24(field = "UF_CRM_C")]
        unused: Vec<Date>,
        /// Gone.
        #[deprecated]
        #[bitrix24(field = "UF_CRM_D")]
        pub(in crate::module) gone: Option<String>,
    }

    #[derive(ListOption, Clone, Copy)]
    #[bitrix24(crate = crate::standin)]
    pub(crate) enum Tier {
        #[bitrix24(id = 44)]
        Gold,
        #[deprecated]
        #[bitrix24(id = 0x2e)]
        Silver,
        #[bitrix24(id = 48i64)]
        r#Box,
        #[bitrix24(other)]
        Other(i64),
    }

    pub(crate) fn unused(loyalty: &Loyalty) -> usize {
        loyalty.unused.len()
    }
}

fn main() {
    let mut loyalty = module::Loyalty::default();
    loyalty.r#type = Some(module::Tier::Box);
    assert!(loyalty.a.is_none() && module::unused(&loyalty) == 0);
    assert_eq!(module::Loyalty::A.name, "UF_CRM_A");
    assert_eq!(module::Loyalty::TYPE.name, "UF_CRM_B");
}
